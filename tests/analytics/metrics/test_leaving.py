"""Leaving, staying and being lost, by hand: what lists can tell, removed and left, warnings that say why."""

from datetime import date

import pandas as pd
import pytest

from analytics import Workspace
from analytics.importers.answers import Answers
from analytics.metrics import churn, exits, layers, survival_in_group
from analytics.statistics.intervals import garwood
from tests.analytics.metrics.shops import at, every_day, open_shop, paid
from tests.analytics.storing.drafting import keep, line, moment


def member(name, joined="2026-06-01", left=None, how=None):
    """One row of a member sheet that states leaving."""
    return "members", {"chat": "福利群", "name": name, "joined_at": moment(joined) if joined else None, "joined_resolution": "day",
                       "left_at": moment(left) if left else None, "left_resolution": "day", "left_how": how}


def talk(first="2026-06-01", last="2026-06-30", who="小雨"):
    """One useful line an evening."""
    return [line(who, f"{day:%Y-%m-%d} 21:00:00", f"今天的汤真好喝{n}") for n, day in enumerate(pd.date_range(first, last))]


@pytest.fixture
def sheet(tmp_path):
    """Ten members since 1 June; three left (on 5, 15 and 30 June), one was removed on the 10th."""
    with Workspace.open() as ws:
        keep(ws, tmp_path, [*talk(), member("小雨"), *(member(f"在{n}") for n in range(5)),
                            member("走一", left="2026-06-05", how="主动"), member("走二", left="2026-06-15", how="主动"),
                            member("走三", left="2026-06-30", how="主动"), member("被请", left="2026-06-10", how="移出")])
        yield ws


def test_who_left_of_who_was_there_and_who_was_removed_apart(sheet):
    """3 of 10 left, 1 was removed; six stayed 30 days, the others 5, 15, 30 and 10; Garwood around the rate."""
    result = exits.measure(sheet)
    assert result.known
    rates = result.rates.set_index("kind")
    assert rates.loc[["all", "left", "removed"], "count"].tolist() == [4, 3, 1]
    assert set(rates["of"]) == {10}
    days = 6 * 30 + 5 + 15 + 30 + 10
    incidence = result.incidence.set_index("kind").loc["left"]
    assert incidence["member_days"] == days
    assert incidence["per_month"] == pytest.approx(3 / days * 30)
    low, high = garwood(3)
    assert (incidence["low"], incidence["high"]) == pytest.approx((low / days * 30, high / days * 30))
    for kind in ("all", "left", "removed"):
        assert len(result.people(kind)) == rates.loc[kind, "count"]


def test_garwoods_published_interval():
    """Three events: 0.619 to 8.767; none: 0 to 3.689."""
    assert [float(one) for one in garwood(3)] == pytest.approx([0.6187, 8.7673], abs=1e-3)
    assert [float(one) for one in garwood(0)] == pytest.approx([0, 3.6889], abs=1e-3)


def test_removed_members_are_censored_and_the_curve_is_by_hand(sheet):
    """At risk 10 on day 4 → 0.9; the removed one leaves the risk set; 8 on day 14 → 0.7875; 7 on day 29 → 0.675."""
    result = survival_in_group.measure(sheet)
    assert result.refused is None
    assert result.curve["time"].tolist() == [4, 14, 29]
    assert result.curve["at_risk"].tolist() == [10, 8, 7]
    assert result.curve["survival"].tolist() == pytest.approx([0.9, 0.7875, 0.675])
    assert result.median is None
    assert result.slack == 0
    assert set(result.people()["display_name"]) == {"走一", "走二", "走三"}
    marks = result.marks.set_index("days")
    assert marks.loc[7, "survival"] == pytest.approx(0.9)
    assert marks.loc[[90, 180], "survival"].isna().all()


def test_two_groups_are_compared_on_day_30_by_hand():
    """Of ten two left on day 10, of the other ten five on day 20: 0.8 and 0.5, errors 0.1265 and 0.1581; four people are no group."""
    def group(chat, left, day, of=10):
        return [(chat, day if n < left else 40, n < left) for n in range(of)]

    spells = pd.DataFrame([*group("甲", 2, 10), *group("乙", 5, 20), *group("丙", 1, 5, 4)], columns=["chat_id", "duration", "left"])
    spells = spells.assign(person_id=range(len(spells)), display_name="某", entry=-1, removed=False)
    result = survival_in_group.table(spells, 0, date(2026, 7, 31))
    rows = result.groups.set_index("chat_id")
    assert set(rows.index) == {"甲", "乙"}
    assert rows.loc["甲", ["people", "left", "survival", "at_risk"]].tolist() == [10, 2, pytest.approx(0.8), 8]
    assert rows.loc["乙", "survival"] == pytest.approx(0.5)
    gap = rows.loc["甲", "survival"] - rows.loc["乙", "survival"]
    sign = 1 if result.groups["chat_id"].iloc[0] == "甲" else -1
    assert result.gap == pytest.approx((sign * gap, sign * gap - 0.3969, sign * gap + 0.3969), abs=1e-4)
    assert result.between_groups.freedom == 1
    alone = survival_in_group.table(spells[spells["chat_id"] == "甲"], 0, date(2026, 7, 31))
    assert (alone.between_groups, alone.gap, len(alone.groups)) == (None, None, 0)


@pytest.mark.parametrize("lists", [1, 2])
def test_one_list_tells_nothing_of_leaving_and_two_whole_ones_do(tmp_path, lists):
    """甲 is on the list of 1 June and not on that of 21 June: left by the 21st, up to 20 days late."""
    with Workspace.open() as ws:
        keep(ws, tmp_path, talk())
        keep(ws, tmp_path, [member(name) for name in ("小雨", "甲", "乙")], answers=Answers(seen_on=date(2026, 6, 1), whole_roster=True))
        if lists > 1:
            keep(ws, tmp_path, [member(name) for name in ("小雨", "乙")], answers=Answers(seen_on=date(2026, 6, 21), whole_roster=True))
        left, staying = exits.measure(ws), survival_in_group.measure(ws)
    if lists == 1:
        assert not left.known
        assert staying.refused == "survivors_only"
        assert left.rates.empty
        return
    row = left.leaves.iloc[0]
    assert (row["display_name"], row["how"], row["slack_days"]) == ("甲", "list", 20)
    assert row["left_on"] == pd.Timestamp("2026-06-21")
    assert staying.slack == 20
    assert staying.people()["display_name"].tolist() == ["甲"]


def test_a_removal_in_the_chat_is_no_leave_log(tmp_path):
    """WeChat tells the owner whom they removed, never who left: no rate from it."""
    with Workspace.open() as ws:
        keep(ws, tmp_path, [*talk(), ("movements", {"chat": "福利群", "name": "甲", "kind": "remove", "happened_at": moment("2026-06-10 10:00"), "resolution": "minute"})])
        assert not exits.measure(ws).known


def test_who_joined_before_the_lists_enters_late(tmp_path):
    """Joined in January, first whole list 1 June: at risk only from then; never counted as 150 days without risk."""
    with Workspace.open() as ws:
        keep(ws, tmp_path, talk())
        names = ["小雨", *(f"老{n}" for n in range(6))]
        keep(ws, tmp_path, [member(name, joined="2026-01-01") for name in names], answers=Answers(seen_on=date(2026, 6, 1), whole_roster=True))
        keep(ws, tmp_path, [member(name, joined="2026-01-01") for name in names[:-1]], answers=Answers(seen_on=date(2026, 6, 21), whole_roster=True))
        result = survival_in_group.measure(ws)
    assert set(result.spells["entry"]) == {150}
    assert result.curve["at_risk"].tolist() == [7]
    assert result.curve["time"].tolist() == [171]


def test_a_leave_after_a_post_counts_within_the_hours(tmp_path):
    """Left 23 h 59 after the post: counted; 24 h after: not; the member present before both."""
    def moved(name, when, kind):
        return "movements", {"chat": "福利群", "name": name, "kind": kind, "happened_at": moment(when), "resolution": "minute"}

    with Workspace.open() as ws:
        keep(ws, tmp_path, [
            *talk("2026-05-01"), ("members", {"chat": "福利群", "name": "老板", "role": "群主", "joined_at": None}),
            *(("members", {"chat": "福利群", "name": name, "joined_at": moment("2026-05-01"), "joined_resolution": "day"}) for name in ("小雨", "早走", "晚走")),
            line("老板", "2026-06-10 12:00:00", "今晚限时优惠,猪肚鸡套餐八折,下单请接龙"),
            moved("早走", "2026-06-11 11:59", "leave"), moved("晚走", "2026-06-11 12:00", "leave")])
        result = exits.measure(ws)
    assert len(result.posts) == 1
    post = result.posts.iloc[0]
    assert (post["count"], post["of"]) == (1, 3)
    assert result.after_posts.set_index("side").loc["baseline", "of"] > 0


# ---- three kinds of churn

@pytest.mark.parametrize(("last", "lost"), [("2026-07-01", True), ("2026-07-02", False)])
def test_thirty_silent_days_are_lost_and_twenty_nine_are_not(tmp_path, last, lost):
    """Record until 31 July; the shop's own rhythm is daily, so 30 days hold."""
    said = [*every_day("小雨", "2026-06-01", "2026-07-31"), ("阿珍", at(last), "今天的汤真好喝啊")]
    with open_shop(tmp_path, said, [("小雨", "2025-01-01", ""), ("阿珍", "2025-01-01", "")]) as shop:
        result = churn.measure(shop)
        assert result.silent_from == 30
        assert (result.people("silent")["display_name"].tolist() == ["阿珍"]) is lost


def test_silence_is_never_shorter_than_the_shops_own_rhythm(tmp_path):
    """Everybody talks every 40 days: 30 days of silence are nothing."""
    said = [(who, at(day), f"{who}又来喝汤了{day}") for who in ("小雨", "阿珍") for day in ("2026-03-01", "2026-04-10", "2026-05-20")]
    said += every_day("老板", "2026-03-01", "2026-06-25")
    with open_shop(tmp_path, said, [("老板", "", "群主"), ("小雨", "2025-01-01", ""), ("阿珍", "2025-01-01", "")]) as shop:
        result = churn.measure(shop)
    assert result.silent_from == 40
    assert result.rates.set_index("form").loc["silent", "count"] == 0


@pytest.mark.parametrize(("end", "lost"), [("2026-06-15", True), ("2026-06-14", False)])
def test_the_thirtieth_day_of_a_ten_day_rhythm_is_the_line(tmp_path, end, lost):
    """Last order 16 May, own gap 10 days: 30 days on 15 June."""
    orders = [paid(1, "阿珍", "2026-04-26", "10"), paid(2, "阿珍", "2026-05-06", "10"), paid(3, "阿珍", "2026-05-16", "10"),
              paid(5, "路人", "2026-04-01", "9"), paid(6, "路人", end, "9")]
    with open_shop(tmp_path, orders=orders) as shop:
        result = churn.measure(shop)
    assert ("阿珍" in set(result.people("buying")["display_name"])) is lost
    assert result.single_buyers == 0


def test_a_warning_says_every_reason_and_spares_who_is_lost_already(tmp_path):
    """冷了: four words in the four weeks before, none since; 稳: as always; 走了: silent for 40 days, no warning."""
    said = every_day("小雨", "2026-05-01", "2026-06-30")
    said += [("冷了", at(day), f"今天的汤真好喝{day}") for day in ("2026-05-20", "2026-05-23", "2026-05-26", "2026-06-02")]
    said += [("走了", at(day), f"今天的面真好吃{day}") for day in ("2026-05-19", "2026-05-20", "2026-05-21", "2026-05-22")]
    roster = [(who, "2025-01-01", "") for who in ("小雨", "冷了", "走了")]
    with open_shop(tmp_path, said, roster) as shop:
        result = churn.measure(shop)
        warned = churn.warnings(shop)
        assert len(layers.measure(shop).members) == 3
    assert warned["display_name"].tolist() == ["冷了"]
    assert warned["reasons"].tolist() == [("quiet", "drop")]
    assert warned["risk"].tolist() == [2]
    assert result.people("silent")["display_name"].tolist() == ["走了"]
    assert len(result.people("warnings")) == 1
