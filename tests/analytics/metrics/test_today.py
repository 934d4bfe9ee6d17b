"""The first screen: a true sentence from one file of any kind, and lists as long as their numbers."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import Scope, UserError, Workspace
from analytics.metrics import today
from analytics.metrics.periods import periods
from analytics.settings import Settings
from analytics.texts import texts_for
from pages.home import wording
from tests.analytics.metrics.shops import CHAT, at, every_day, open_shop, paid, post_file

LONG_AGO = "2025-01-01"
# 28 June 2026 is a Sunday.
SUNDAY = date(2026, 6, 28)


def said(result, language="zh"):
    """Every sentence in words."""
    return [wording.sentence(one, texts_for(language)) for one in result.sentences]


def number(result, key):
    """One row of `numbers`."""
    return result.numbers.set_index("key").loc[key]


def names(result, rule):
    """Who is on a list."""
    return result.people(rule)["display_name"].tolist()


# ---- which days are compared

def test_a_week_is_held_against_the_same_weekdays():
    """Monday to the last day against Monday to the same weekday before; a young week gives way to a whole one."""
    wednesday = periods(Scope(), date(2026, 6, 24))
    assert (wednesday.start, wednesday.end) == (date(2026, 6, 22), date(2026, 6, 24))
    assert (wednesday.before_start, wednesday.before_end) == (date(2026, 6, 15), date(2026, 6, 17))
    tuesday = periods(Scope(), date(2026, 6, 23))
    assert (tuesday.start, tuesday.end) == (date(2026, 6, 15), date(2026, 6, 21))


def test_a_month_is_held_against_the_same_dates():
    """1 to 15 March against 1 to 15 February; the whole of March against the whole of February."""
    half = periods(Scope(start=date(2026, 3, 1), end=date(2026, 3, 15)), date(2026, 6, 30))
    assert (half.before_start, half.before_end) == (date(2026, 2, 1), date(2026, 2, 15))
    whole = periods(Scope(start=date(2026, 3, 1), end=date(2026, 3, 31)), date(2026, 6, 30))
    assert (whole.before_start, whole.before_end) == (date(2026, 2, 1), date(2026, 2, 28))


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 90), st.integers(-40, 40))
def test_the_span_before_is_as_long_and_never_overlaps(start, length, later):
    """Spans that are not months are as long as each other, lie apart, and end where the source ends."""
    end = start + timedelta(days=length)
    until = end + timedelta(days=later)
    span = periods(Scope(start=start, end=end), until)
    assert span.before_end < span.start <= span.end <= until
    if span.kind != "month":
        assert span.before_end - span.before_start == span.end - span.start
    if span.kind == "week" or (span.kind == "days" and span.days < 7):
        assert span.before_start.weekday() == span.start.weekday()


# ---- orders only

def a_shop_of_orders():
    """Five buyers; 老客 came every week until May, 回头 still comes, 新客 came this week."""
    orders = [paid(n, "老客", date(2026, 4, 1) + timedelta(days=7 * n), "300") for n in range(8)]
    orders += [paid(20 + n, "回头", date(2026, 4, 5) + timedelta(days=7 * n), "100") for n in range(13)]
    orders += [paid(50 + n, f"散客{n}", f"2026-05-{10 + n}", "20") for n in range(3)]
    return [*orders, paid(60, "新客", "2026-06-23", "50"), paid(61, "新客", "2026-06-24", "50", refund="10")]


@pytest.fixture(scope="module")
def orders_only(tmp_path_factory):
    """The shop of orders, measured once."""
    with open_shop(tmp_path_factory.mktemp("orders"), orders=a_shop_of_orders()) as shop:
        yield today.measure(shop)


def test_orders_alone_give_a_sentence_about_money(orders_only):
    """190 this week, 100 last week: said with both, and with the word for so few people."""
    assert orders_only.kind == "money"
    assert said(orders_only)[0] == "6月22日到6月28日实收 ¥190，比上周同期多 ¥90（样本少）。"
    assert number(orders_only, "net")["value"] == 190
    assert number(orders_only, "net")["before"] == 100
    assert number(orders_only, "orders")["value"] == 3
    assert number(orders_only, "per_order")["value"] == pytest.approx(190 / 3)


def test_the_top_spenders_who_stopped_are_the_first_aha(orders_only):
    """老客 spent most and has been away for 39 days."""
    assert said(orders_only)[1] == "花钱最多的 6 人里，4 人已经 30 天没来。"
    gone = orders_only.people("top_gone").set_index("display_name")
    assert gone.loc["老客", "days"] == (SUNDAY - date(2026, 5, 20)).days
    assert gone.index[0] == "老客"


def test_a_lost_regular_came_more_than_once(orders_only):
    """Who bought on one day only is not a regular; who still comes is not lost."""
    assert names(orders_only, "regular_gone") == ["老客"]
    row = number(orders_only, "regular_gone")
    assert (row["count"], row["of"]) == (1, 3)


def test_new_buyers_are_new_in_the_sheets(orders_only):
    """Two buyers this week, one of them for the first time."""
    row = number(orders_only, "buyers")
    assert (row["value"], row["count"], row["of"]) == (2, 1, 2)
    assert sorted(names(orders_only, "buyers")) == ["回头", "新客"]


@pytest.mark.parametrize(("last", "gone"), [("2026-05-30", False), ("2026-05-29", True)])
def test_thirty_days_away_are_gone_and_twenty_nine_are_not(tmp_path, last, gone):
    """Counted to the last day of the orders."""
    orders = [paid(1, "阿珍", "2026-05-01", "80"), paid(2, "阿珍", last, "80"), paid(3, "路人", "2026-06-28", "9")]
    with open_shop(tmp_path, orders=orders) as shop:
        assert ("阿珍" in names(today.measure(shop), "regular_gone")) is gone


def test_close_to_the_line_is_neither_over_nor_far(tmp_path):
    """Between 80 % of 500 and 500 itself this month."""
    amounts = {"远": "399.99", "近": "400", "刚好": "500", "过了": "500.01"}
    orders = [paid(n, who, "2026-06-10", amount) for n, (who, amount) in enumerate(amounts.items())]
    with open_shop(tmp_path, orders=[*orders, paid(9, "路人", "2026-06-28", "1")]) as shop:
        found = today.measure(shop).people("near_high_spend").set_index("display_name")
    assert set(found.index) == {"近", "刚好"}
    assert found.loc["近", "missing"] == 100


# ---- chat only

def a_talking_group():
    """小雨 talks daily; 安静了 talked for a week and stopped; two questions, one of them answered."""
    talk = every_day("小雨", "2026-05-01", "2026-06-28")
    talk += [("安静了", at(f"2026-06-{day:02d}"), f"我今天又去吃了一次{day}") for day in range(8, 14)]
    talk += [("有人应", at("2026-06-26", 10, 0), "请问今天几点开门"), ("小雨", at("2026-06-26", 11, 59), "九点就开门了哦"),
             ("没人应", at("2026-06-27", 10, 0), "停车方便吗"), ("路过", at("2026-06-27", 12, 1), "今天人真多啊")]
    return talk


def test_a_chat_alone_gives_a_sentence_about_talk(tmp_path):
    """Speakers of the week against the week before; nothing about money."""
    with open_shop(tmp_path, a_talking_group()) as shop:
        result = today.measure(shop)
    assert result.kind == "talk"
    assert said(result) == ["6月22日到6月28日有 4 人说过有用的话，比上周同期多 3 人（样本少）。"]
    assert said(result, "en")[0].startswith("22 Jun to 28 Jun: 4 people said something useful, 3 more than")
    assert not set(result.numbers["key"]) & {"net", "buyers", "orders", "regular_gone"}
    assert len(result.people("speakers")) == number(result, "speakers")["value"] == 4


def test_any_word_within_two_hours_is_an_answer(tmp_path):
    """119 minutes later is one, 121 minutes later is none."""
    with open_shop(tmp_path, a_talking_group()) as shop:
        result = today.measure(shop)
    assert names(result, "unanswered") == ["没人应"]
    row = number(result, "unanswered")
    assert (row["count"], row["of"]) == (1, 2)


def test_where_the_shops_people_are_known_only_they_answer(tmp_path):
    """A customer's reply does not count as the shop's; a question without its day yet waits."""
    talk = [*a_talking_group(), ("老板", at("2026-06-27", 11, 0), "门口可以停车的"),
            ("刚问", at("2026-06-28", 20, 30), "明天还有没有靓汤")]
    roster = [(who, LONG_AGO, "") for who in ("小雨", "安静了", "有人应", "没人应", "路过", "刚问")]
    with open_shop(tmp_path, talk, [*roster, ("老板", LONG_AGO, "群主")]) as shop:
        result = today.measure(shop)
    assert names(result, "unanswered") == ["有人应"]
    assert number(result, "unanswered")["of"] == 3
    assert "老板" not in names(result, "speakers")


@pytest.mark.parametrize(("answer", "waiting"), [
    (("老板", at("2026-06-28", 9, 59), "@没人应 门口就能停"), False),  # a minute before a day has gone by
    (("老板", at("2026-06-28", 10, 1), "@没人应 门口就能停"), True),  # a minute after
    (("老板", at("2026-06-27", 15, 0), "今晚有靓汤"), True),  # hours later, and to everybody
    (("小雨", at("2026-06-27", 15, 0), "@没人应 我也想知道"), True),  # a customer
])
def test_hours_later_only_words_that_name_who_asked_are_an_answer(tmp_path, answer, waiting):
    """Within a day, by the shop, with the name."""
    roster = [(who, LONG_AGO, "") for who in ("小雨", "安静了", "有人应", "没人应", "路过")]
    with open_shop(tmp_path, [*a_talking_group(), answer], [*roster, ("老板", LONG_AGO, "群主")]) as shop:
        assert ("没人应" in names(today.measure(shop), "unanswered")) is waiting


@pytest.mark.parametrize(("hour", "minute", "listed"), [(20, 59, True), (21, 1, False)])
def test_a_question_waits_a_day_before_it_counts_as_unanswered(tmp_path, hour, minute, listed):
    """The record ends on the 28th at nine in the evening."""
    talk = [*a_talking_group(), ("刚问", at("2026-06-27", hour, minute), "请问还有位置吗")]
    with open_shop(tmp_path, talk, [("刚问", LONG_AGO, ""), ("老板", LONG_AGO, "群主")]) as shop:
        assert ("刚问" in names(today.measure(shop), "unanswered")) is listed


@pytest.mark.parametrize(("last", "quiet"), [(14, True), (15, False)])
def test_a_regular_talker_is_quiet_after_fourteen_days(tmp_path, last, quiet):
    """Last heard on the 14th is quiet on the 28th, on the 15th not yet; three days of talk are no habit."""
    talk = [*every_day("小雨", "2026-05-01", "2026-06-28"),
            *(("常客", at(f"2026-06-{last - back:02d}"), f"今天吃了烧鹅饭{back}") for back in range(4)),
            *(("三天", at(f"2026-06-{last - back:02d}"), f"今天喝了老火汤{back}") for back in range(3))]
    with open_shop(tmp_path, talk) as shop:
        assert names(today.measure(shop), "quiet_regular") == (["常客"] if quiet else [])


def test_newcomers_whom_nobody_welcomed_are_named(tmp_path):
    """A welcome within a day counts, one later does not, and neither does a member's."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-28"), ("老板", at("2026-06-24", 12), "欢迎新来的朋友,先看群公告"),
            ("小雨", at("2026-06-26", 12), "欢迎欢迎呀大家好")]
    roster = [("小雨", LONG_AGO, ""), ("老板", LONG_AGO, "群主"), ("有人招呼", "2026-06-24", ""),
              ("没人招呼", "2026-06-26", ""), ("早就来了", "2026-06-10", "")]
    with open_shop(tmp_path, talk, roster) as shop:
        result = today.measure(shop)
    assert names(result, "newcomer") == ["没人招呼"]
    assert sorted(names(result, "joined")) == ["有人招呼", "没人招呼"]
    assert number(result, "joined")["value"] == 2


def test_whom_to_act_on_reaches_up_to_the_last_day_whatever_week_is_shown(tmp_path):
    """Tuesday 2 June: the week shown ended on Sunday, Monday's complaint waits, and June's spending is no longer May's."""
    talk = [*every_day("小雨", "2026-05-01", "2026-06-03"), ("王姨", at("2026-06-01", 12), "昨天的面包发霉了,要退款"),
            ("周日问", at("2026-05-31", 12), "请问周末几点开门")]
    orders = [paid(1, "五月", "2026-05-20", "450"), paid(2, "六月", "2026-06-01", "450"), paid(3, "路人", "2026-06-03", "9")]
    with open_shop(tmp_path, talk, orders=orders) as shop:
        tuesday, wednesday = (today.measure(shop, Scope(end=date(2026, 6, day))) for day in (2, 3))
        monday = today.measure(shop, Scope(start=date(2026, 6, 1), end=date(2026, 6, 3)))
    assert tuesday.periods["messages"].end == date(2026, 5, 31)
    assert names(tuesday, "complaint") == ["王姨"]
    assert names(tuesday, "near_high_spend") == ["六月"]
    # On Wednesday the new week is shown, and Sunday's question still waits; with days chosen, only theirs.
    assert wednesday.periods["messages"].start == date(2026, 6, 1)
    assert (names(wednesday, "unanswered"), names(monday, "unanswered")) == (["周日问"], [])


# ---- a pasted list, comings only, nothing

def test_a_pasted_list_alone_gives_people_portions_and_the_top_item():
    """How many signed up for how much of what; and who is there for the first time."""
    with Workspace.open() as shop:
        shop.import_text("#接龙\n周三汤\n1. 小雨 1份\n2. 阿珍 2份", chat=CHAT, day=date(2026, 6, 24))
        shop.import_text("#接龙\n周末猪肚鸡\n1. 小雨 2份\n2. 陈姐 1份\n3. 黄工 3份", chat=CHAT, day=date(2026, 6, 27))
        result = today.measure(shop)
    assert result.kind == "signups"
    assert said(result)[0] == "3 人接了 6 份。"
    assert sorted(names(result, "signup_first")) == ["陈姐", "黄工"]
    assert said(result)[-1] == "其中 2 人是第一次接龙。"
    assert result.tasks["rule"].tolist() == ["signup_first"]


def test_join_days_alone_give_a_sentence_about_comings(tmp_path):
    """A member list with join days and a content sheet, no chat and no orders, still say something true."""
    roster = [("甲", "2026-06-23", ""), ("乙", "2026-06-24", ""), ("丙", "2026-06-16", "")]
    with open_shop(tmp_path, roster=roster) as shop:
        shop.import_file(post_file(tmp_path, ["2026-06-23", "2026-06-28"]))
        result = today.measure(shop)
    assert result.kind == "joins"
    assert "2 人进群" in said(result)[0]
    assert sorted(names(result, "joined")) == ["乙", "甲"]


def test_an_empty_shop_says_so():
    """Nothing imported is a sentence, not a row of zeros."""
    with Workspace.open() as shop, pytest.raises(UserError) as trouble:
        today.measure(shop)
    assert trouble.value.code == "nothing_yet"


# ---- everything together

@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """Chat, list and orders; the orders go on for ten days after the chat."""
    orders = [*a_shop_of_orders(), *(paid(100 + n, "小雨", f"2026-07-{n:02d}", "60") for n in range(1, 9))]
    roster = [(who, LONG_AGO, "") for who in ("小雨", "安静了", "有人应", "没人应", "老客", "回头", "新客")]
    folder = tmp_path_factory.mktemp("everything")
    with open_shop(folder, a_talking_group(), [*roster, ("老板", LONG_AGO, "群主")], orders) as shop:
        yield today.measure(shop)


def test_each_source_is_looked_at_from_its_own_end(everything):
    """The chat until 28 June, the orders until 8 July, and the page says both."""
    assert everything.periods["messages"].end == SUNDAY
    assert everything.periods["orders"].end == date(2026, 7, 8)
    assert "订单看到7月8日，聊天看到6月28日，各算各的。" in said(everything)


def test_numbers_open_lists_of_exactly_that_many(everything, orders_only):
    """Every number that has a list of its name stands before as many people."""
    for result in (everything, orders_only):
        rows = result.numbers.set_index("key")
        for key in ("regular_gone", "unanswered", "buyers", "speakers", "joined"):
            if key in rows.index:
                part = not pd.isna(rows.loc[key, "of"]) and key != "buyers"
                assert len(result.people(key)) == rows.loc[key, "count" if part else "value"]
        for row in result.tasks.to_dict("records"):
            assert len(result.people(row["rule"])) == row["count"]
            assert row["first"] <= row["count"]
            assert row["minutes"] == row["first"] * 2


def test_shares_come_with_their_interval(everything):
    """k of n lies inside its interval, and numbers that are no part have none."""
    parts = everything.numbers[everything.numbers["of"].notna()]
    assert len(parts)
    assert ((parts["low"] <= parts["share"]) & (parts["share"] <= parts["high"])).all()
    assert everything.numbers.loc[everything.numbers["of"].isna(), "share"].isna().all()


def test_a_chosen_period_decides_the_days(tmp_path):
    """May is held against April, whatever came later."""
    with open_shop(tmp_path, orders=a_shop_of_orders()) as shop:
        in_may = Scope(start=date(2026, 5, 1), end=date(2026, 5, 31))
        may = today.measure(shop, in_may)
        for row in may.series.tail(9).to_dict("records"):
            assert today.on_day(shop, in_may, "money", row["day"].date())["spent"].sum() == row["value"]
    assert said(may)[0] == "5月1日到5月31日实收 ¥1,460，比上月同期少 ¥440（样本少）。"
    assert may.series["part"].iloc[-1] == "now"


def test_hidden_names_reach_no_list(tmp_path):
    """Through the masking door neither names nor questions come out."""
    with open_shop(tmp_path, a_talking_group()) as shop:
        result = today.measure(shop.masked())
        spoke = [today.on_day(shop.masked(), None, "talk", day.date()) for day in result.series["day"].tail(4)]
    assert [len(one) for one in spoke] == result.series["value"].tail(4).tolist()
    assert all(name.startswith("客人") for one in spoke for name in one["display_name"])
    shown = "".join(frame.to_csv() for frame in result.lists.values())
    assert not [who for who in ("小雨", "没人应", "安静了", "停车", CHAT) if who in shown]
    assert result.people("unanswered")["display_name"].str.startswith("客人").all()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_number_and_sentence_has_its_words(everything, orders_only, language):
    """Cards, tasks, columns and sentences come out in both languages."""
    texts = texts_for(language)
    for result in (everything, orders_only):
        for row in result.numbers.to_dict("records"):
            card = wording.card(row, result, Settings(), texts)
            assert card.label
            assert card.value
            assert card.help
        for row in result.tasks.to_dict("records"):
            assert str(row["count"]) in wording.task_line(row, texts)
            assert wording.what_to_do(row, texts)
        for rule in result.lists:
            assert set(wording.columns(rule, texts)) <= set(result.people(rule).columns)
        assert all(said(result, language))
