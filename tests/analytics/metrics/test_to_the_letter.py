"""Faults once found by hand-worked shops: who is there, who buys, which months and moments count, where pages agree."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from analytics import Scope, UserError, Workspace
from analytics.importers.answers import Answers
from analytics.metrics import content_mix, funnel, layers, today
from tests.analytics.metrics.shops import at, every_day, open_shop, paid, post_file
from tests.analytics.storing.drafting import keep, line, moment, order


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


def moved(name, when, kind="join"):
    """One system line about a coming or going, to the minute."""
    return "movements", {"chat": "福利群", "name": name, "kind": kind, "happened_at": moment(when), "resolution": "minute"}


def member(name, joined=None, left=None):
    """One row of a member list, days only."""
    return "members", {"chat": "福利群", "name": name, "joined_at": moment(joined) if joined else None,
                       "joined_resolution": "day", "left_at": moment(left) if left else None, "left_resolution": "day"}


def talk(first="2026-06-01", last="2026-06-30", who="小雨"):
    """One useful line an evening."""
    return [line(who, f"{day:%Y-%m-%d} 21:00:00", f"今天的汤真好喝{n}") for n, day in enumerate(pd.date_range(first, last))]


def names(result):
    """Who is counted."""
    return set(result.members["display_name"])


# ---- who is there

def test_leaving_and_coming_back_within_a_day_is_staying(ws, tmp_path):
    """Five minutes outside are the network; a day and more are two stays; who only left is gone."""
    keep(ws, tmp_path, [
        *talk(), moved("掉线", "2026-06-10 10:00"), moved("掉线", "2026-06-10 10:05", "leave"), moved("掉线", "2026-06-10 10:10"),
        moved("回来", "2026-06-10 10:00"), moved("回来", "2026-06-15 10:00", "leave"), moved("回来", "2026-06-20 10:00"),
        moved("走了", "2026-06-10 10:00"), moved("走了", "2026-06-10 10:05", "leave")])
    assert names(layers.measure(ws)) == {"小雨", "掉线", "回来"}


def test_a_leave_known_by_its_day_lies_after_a_join_of_that_day(ws, tmp_path):
    """Joined at three, left “that day”: left."""
    keep(ws, tmp_path, [*talk(), moved("阿珍", "2026-06-05 15:00"), member("阿珍", left="2026-06-05"), member("小雨", "2026-01-01")])
    assert names(layers.measure(ws)) == {"小雨"}


def test_who_speaks_after_being_removed_is_there_again(ws, tmp_path):
    """Without a member list a word after the removal shows the person; a word before it does not."""
    keep(ws, tmp_path, [*talk(), moved("又来", "2026-06-20 10:00", "remove"), line("又来", "2026-06-25 10:00:00", "我又回来了大家好"),
                        line("走了", "2026-06-19 10:00:00", "这是我最后一句话"), moved("走了", "2026-06-20 10:00", "remove")])
    assert names(layers.measure(ws)) == {"小雨", "又来"}


@pytest.mark.parametrize(("seen_on", "new"), [(date(2026, 6, 23), False), (date(2026, 6, 24), None)])
def test_somebody_on_a_list_of_seven_days_ago_is_not_new(ws, tmp_path, seen_on, new):
    """A list proves presence on its day; six days prove nothing yet."""
    keep(ws, tmp_path, talk())
    keep(ws, tmp_path, [member("小雨"), member("阿珍")], answers=Answers(seen_on=seen_on))
    value = layers.measure(ws).members.set_index("display_name").loc["阿珍", "new"]
    assert (None if value is pd.NA else bool(value)) is new


def test_an_undone_sign_up_leaves_no_trace_in_the_week(ws, tmp_path):
    """A check-in sheet taken back is out of interactions and out of the silence clock."""
    keep(ws, tmp_path, [*talk(), line("阿珍", "2026-06-02 10:00:00", "我要一份猪肚鸡")])
    event = {"chat": "福利群", "name": "阿珍", "step": "打卡", "happened_at": moment("2026-06-29 10:00"), "resolution": "minute"}
    receipt = keep(ws, tmp_path, [("events", event)])
    def of_zhen():
        return layers.measure(ws).members.set_index("display_name").loc["阿珍", ["interactions_7d", "silent_days"]].tolist()
    assert of_zhen() == [1, 1]
    ws.undo(receipt.batch_id)
    assert of_zhen() == [0, 28]


# ---- who buys, and when

def test_nobody_is_a_buyer_by_an_unpaid_cancelled_or_returned_order(tmp_path):
    """Orders alone: the people are those with a valid order, as many as the first screen counts."""
    orders = [paid(1, "阿珍", "2026-06-28", "50"), paid(2, "没付", "2026-06-28", "50", status="待付款"),
              paid(3, "取消", "2026-06-28", "50", status="交易关闭"), paid(4, "退光", "2026-06-28", "50", refund="50", status="全额退款")]
    with open_shop(tmp_path, orders=orders) as shop:
        assert names(layers.measure(shop)) == {"阿珍"}
        assert layers.measure(shop).population.of == len(today.measure(shop).people("buyers")) == 1


@pytest.mark.parametrize(("as_of", "a_month"), [(date(2026, 6, 29), 100), (date(2026, 6, 30), 3100)])
def test_an_order_after_the_day_asked_for_is_in_no_month(ws, tmp_path, as_of, a_month):
    """On 29 June a sheet until the 30th has not closed June; on the 30th it has."""
    keep(ws, tmp_path, [order(f"E{n}", "阿珍", f"2026-0{n}-01 12:00:00", "100") for n in range(3, 7)]
         + [order("E8", "阿珍", "2026-06-30 12:00:00", "9000"), order("E9", "乙", "2026-06-30 21:00:00", "1")])
    spent = layers.measure(ws, Scope(as_of=as_of)).members.set_index("display_name").loc["阿珍", "monthly_spend"]
    assert spent == pytest.approx(a_month)


def test_a_join_to_the_minute_ends_its_window_to_the_minute(ws, tmp_path):
    """Joined 12:47, thirty days: 12:47:59 is inside, 12:48:00 is not; a day-only order of the join day is."""
    days_only = {"order_id": "E3", "line": 1, "name": "丙", "paid_at": moment("2026-04-01"), "paid_resolution": "day",
                 "gross": Decimal(5), "refund": Decimal(0), "status": "paid"}
    keep(ws, tmp_path, [*(moved(who, "2026-04-01 12:47") for who in "甲乙丙"), ("orders", days_only),
                        order("E1", "甲", "2026-05-01 12:47:59", "5"), order("E2", "乙", "2026-05-01 12:48:00", "5"),
                        order("E0", "路人", "2026-03-01 12:00:00", "5"), order("E9", "路人", "2026-08-31 21:00:00", "5"),
                        *talk("2026-03-01", "2026-03-02")])
    result = funnel.measure(ws, steps=("join", "first_order"), window_days=30)
    assert set(result.people("first_order")["display_name"]) == {"甲", "丙"}


def test_first_orders_of_newcomers_leave_out_who_joined_before_the_orders_begin(tmp_path):
    """Home agrees with the path: a newcomer from before the sheet is no lost one."""
    roster = [("早来", "2026-06-09", ""), ("正好", "2026-06-10", "")]
    orders = [paid(1, "正好", "2026-06-16", "9"), paid(2, "路人", "2026-06-10", "9"), paid(3, "路人", "2026-06-28", "9")]
    with open_shop(tmp_path, roster=roster, orders=orders) as shop:
        row = today.measure(shop).numbers.set_index("key").loc["first_order"]
        assert (row["count"], row["of"]) == (1, 1)
        path = funnel.measure(shop, steps=("join", "first_order"), window_days=6)
        assert path.steps["count"].tolist() == [1, 1]
        assert path.left_out.set_index("reason")["people"]["before_record"] == 1


# ---- shops with next to nothing

def test_a_member_list_alone_has_the_day_it_was_taken_as_its_clock(ws, tmp_path):
    """No chat, no orders: who is new can be judged, and nothing else breaks."""
    keep(ws, tmp_path, [member("甲", "2026-06-24"), member("乙", "2026-06-23")], answers=Answers(seen_on=date(2026, 6, 30)))
    assert ws.as_of == date(2026, 6, 30)
    assert layers.measure(ws).people("new")["display_name"].tolist() == ["甲"]
    assert today.measure(ws).kind == "joins"


def test_a_shop_without_any_dated_thing_answers_without_a_path(ws):
    """A pasted 接龙 without a day: its people, an empty path, an empty mix; taken back, nothing is there again."""
    receipt = ws.import_text("#接龙\n周末猪肚鸡\n1. 阿珍 猪肚鸡2份\n2. 陈姐 猪肚鸡1份")
    assert names(layers.measure(ws)) == {"阿珍", "陈姐"}
    path = funnel.measure(ws)
    assert path.steps.empty
    assert path.biggest_loss() is None
    assert content_mix.measure(ws).mix["share"].isna().all()
    ws.undo(receipt.batch_id)
    with pytest.raises(UserError, match="nothing_yet"):
        _ = ws.as_of


# ---- pages agree

def test_home_counts_the_posts_that_the_mix_counts(tmp_path):
    """A post that stands in the sheet and in the chat of the same day is one post on both pages."""
    talking = [*every_day("小雨", "2026-06-01", "2026-06-30"), ("店长", at("2026-06-24", 20), "今日推荐2026-06-24,优惠券下单立减"),
               ("店长", at("2026-06-25", 20), "周末限时秒杀,优惠券下单立减")]
    with open_shop(tmp_path, sorted(talking, key=lambda said: said[1]), [("店长", "2025-01-01", "群主")]) as shop:
        shop.import_file(post_file(tmp_path, ["2026-06-14", "2026-06-24", "2026-06-30"]))
        week = Scope(start=date(2026, 6, 22), end=date(2026, 6, 28))
        assert len(content_mix.measure(shop, week).posts) == 2
        assert today.measure(shop, week).numbers.set_index("key").loc["posts", "value"] == 2


def test_a_category_nobody_knows_is_refused(ws, tmp_path):
    """A post cannot fall out of the mix by a slip of the hand."""
    keep(ws, tmp_path, [member("店长"), line("店长", "2026-06-01 21:00:00", "限时秒杀优惠券下单立减")])
    with pytest.raises(ValueError, match="nonsense"):
        ws.correct("category", "m1", "nonsense")
    assert ws.table("corrections").empty
