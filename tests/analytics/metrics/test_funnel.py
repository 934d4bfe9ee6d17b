"""The path to purchase: windows, orders of steps, entries, people apart, and what never may happen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import Scope, UserError
from analytics.metrics import funnel, journeys, who
from tests.analytics.metrics.shops import at, every_day, open_shop, paid

STEPS = ("join", "first_order", "repurchase")
NAMES = ("阿梅", "大鹏", "小雅", "老周")


def counts(result, column="count"):
    """step → a column of the steps."""
    return dict(zip(result.steps["step"], result.steps[column], strict=True))


def shop(folder, joined, orders, talk=()):
    """A group whose members joined on these days; an early and a late order mark the sheet's range."""
    edges = [paid(9001, "路人", "2026-03-01", "10"), paid(9002, "路人", "2026-08-31", "10")]
    roster = [(who, day, "成员") for who, day in joined]
    return open_shop(folder, talk=talk, roster=roster, orders=[*orders, *edges])


def test_an_order_on_the_last_day_of_the_window_counts_and_a_day_later_does_not(tmp_path):
    """Joined on 1 April (a day only): 1 May is day 30, 2 May is day 31."""
    joined = [("阿梅", "2026-04-01"), ("大鹏", "2026-04-01")]
    with shop(tmp_path, joined, [paid(1, "阿梅", "2026-05-01", "50"), paid(2, "大鹏", "2026-05-02", "50")]) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        assert counts(result) == {"join": 2, "first_order": 1}
        assert result.people("first_order")["display_name"].tolist() == ["阿梅"]
        assert result.people("first_order", "dropped")["display_name"].tolist() == ["大鹏"]
        assert counts(funnel.measure(ws, steps=("join", "first_order"), window_days=31))["first_order"] == 2


def test_people_whose_window_is_open_are_counted_apart(tmp_path):
    """Orders reach 31 August: joined on 1 August is day 30, over; on 2 August it is not."""
    joined = [("阿梅", "2026-08-01"), ("大鹏", "2026-08-02"), ("小雅", "2026-08-02")]
    with shop(tmp_path, joined, [paid(1, "大鹏", "2026-08-05", "50")]) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        assert counts(result) == {"join": 1, "first_order": 0}
        assert counts(result, "pending") == {"join": 2, "first_order": 1}
        assert result.people("first_order", "open")["display_name"].tolist() == ["大鹏"]
        assert result.coverage["open"] == 2


def test_who_entered_before_the_orders_began_is_left_out_and_said(tmp_path):
    """The sheet begins on 1 March: who joined in February may have bought unseen."""
    with shop(tmp_path, [("阿梅", "2026-02-28"), ("大鹏", "2026-03-01")], []) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        assert counts(result)["join"] == 1
        assert result.left_out.set_index("reason")["people"].to_dict() == {"before_record": 1, "already_customer": 0}


def test_who_had_bought_before_joining_cannot_make_a_first_order(tmp_path):
    """An old customer who joins later is told apart, neither reached nor lost."""
    orders = [paid(1, "阿梅", "2026-03-15", "50"), paid(2, "阿梅", "2026-04-10", "50"), paid(3, "大鹏", "2026-04-01", "50")]
    with shop(tmp_path, [("阿梅", "2026-04-01"), ("大鹏", "2026-04-01")], orders) as ws:
        result = funnel.measure(ws, steps=STEPS)
        assert counts(result) == {"join": 1, "first_order": 1, "repurchase": 0}
        assert result.left_out.set_index("reason")["people"]["already_customer"] == 1


def test_buying_again_needs_another_day(tmp_path):
    """Two orders in one evening are one purchase; refunded and cancelled orders are none."""
    orders = [paid(1, "阿梅", "2026-04-02", "50"), paid(2, "阿梅", "2026-04-02", "60"), paid(3, "大鹏", "2026-04-02", "50"),
              paid(4, "大鹏", "2026-04-03", "60"), paid(5, "小雅", "2026-04-02", "50", refund="50", status="全额退款"),
              paid(6, "老周", "2026-04-02", "50", status="交易关闭")]
    with shop(tmp_path, [(name, "2026-04-01") for name in NAMES], orders) as ws:
        assert counts(funnel.measure(ws)) == {"join": 4, "first_order": 2, "repurchase": 1}


def test_without_join_dates_the_path_starts_at_the_first_order(tmp_path):
    """Orders only: who bought, and who bought again within the window."""
    orders = [paid(1, "阿梅", "2026-04-02", "50"), paid(2, "阿梅", "2026-04-20", "60"), paid(3, "大鹏", "2026-04-02", "50")]
    with open_shop(tmp_path, orders=[*orders, paid(9, "路人", "2026-08-31", "10")]) as ws:
        result = funnel.measure(ws)
        assert result.chain == ("first_order", "repurchase")
        assert counts(result) == {"first_order": 2, "repurchase": 1}
        assert not result.coverage["join"]


def test_ninety_days_when_repurchase_is_a_step_and_most_windows_are_over(tmp_path):
    """Entered in April, orders until August: 90 days; entered in July: 30."""
    orders = [paid(1, "阿梅", "2026-04-02", "50"), paid(2, "阿梅", "2026-05-20", "5")]
    with shop(tmp_path, [(name, "2026-04-01") for name in NAMES], orders) as ws:
        result = funnel.measure(ws)
        assert result.window_days == 90
        assert counts(result)["repurchase"] == 1
        assert funnel.measure(ws, steps=("join", "first_order")).window_days == 30
    orders = [paid(1, "阿梅", "2026-07-02", "50"), paid(2, "阿梅", "2026-07-20", "5")]
    with shop(tmp_path, [(who, "2026-07-01") for who in NAMES], orders) as ws:
        assert funnel.measure(ws).window_days == 30


def test_talkers_and_silent_ones_are_a_side_branch(tmp_path):
    """阿梅 talked and bought, 大鹏 talked, 小雅 bought in silence, 老周 did neither."""
    talk = [*every_day("路人甲", "2026-03-01", "2026-08-31"), ("阿梅", at("2026-04-03"), "今天的汤真好喝"),
            ("大鹏", at("2026-04-04"), "停车方便吗请问")]
    orders = [paid(1, "阿梅", "2026-04-05", "50"), paid(2, "小雅", "2026-04-05", "50")]
    with shop(tmp_path, [(who, "2026-04-01") for who in NAMES], orders, sorted(talk, key=lambda line: line[1])) as ws:
        result = funnel.measure(ws)
        assert result.branch[["group", "count", "of"]].to_numpy().tolist() == [["spoke", 1, 2], ["silent", 1, 2]]
        assert result.word == "small_sample"
        assert "speak" not in result.chain
        assert funnel.measure(ws, steps=("join", "speak", "first_order")).branch.empty


def test_a_chat_that_ends_before_the_orders_ends_its_own_windows(tmp_path):
    """Talk until 30 June, orders until 31 August: speaking can be judged for who joined by 31 May only."""
    talk = every_day("路人甲", "2026-03-01", "2026-06-30")
    with shop(tmp_path, [("阿梅", "2026-05-31"), ("大鹏", "2026-06-01")], [], talk) as ws:
        assert counts(funnel.measure(ws, steps=("join", "speak")))["join"] == 1
        assert counts(funnel.measure(ws, steps=("join", "speak")), "pending")["join"] == 1


def test_orders_without_a_known_buyer_bound_the_first_orders(tmp_path):
    """Three of five orders match; the strangers (路人, 生客) could at most be two of the lost."""
    orders = [paid(1, "阿梅", "2026-04-05", "50"), paid(2, "阿梅", "2026-04-06", "50"), paid(3, "生客", "2026-04-05", "50")]
    with shop(tmp_path, [(name, "2026-04-01") for name in NAMES], orders) as ws:
        result = funnel.measure(ws, window_days=30)
        assert result.match_rate[["count", "of"]].to_numpy().tolist() == [[2, 5]]
        assert result.unmatched.to_dict("records") == [{"reason": "not_seen", "orders": 3, "buyers": 2}]
        assert result.steps.set_index("step")["bound"]["first_order"] == 3


def test_orders_without_a_number_are_an_order_a_row(tmp_path):
    """Five rows without an order number, two with one (路人): seven orders, as if all had numbers."""
    orders = [("", *paid(n, name, day, "50")[1:]) for n, (name, day) in enumerate([
        ("阿梅", "2026-04-05"), ("阿梅", "2026-04-06"), ("生客", "2026-04-05"), ("生客", "2026-04-06"), ("路人", "2026-04-05")])]
    with shop(tmp_path, [(name, "2026-04-01") for name in NAMES], orders) as ws:
        result = funnel.measure(ws, window_days=30)
        assert result.match_rate[["count", "of"]].to_numpy().tolist() == [[2, 7]]
        assert result.unmatched.to_dict("records") == [{"reason": "not_seen", "orders": 5, "buyers": 2}]
        assert ws.table("orders")["order_key"].nunique() == 7
        seen = who.measure(ws).people.set_index("display_name")["orders"]
        assert (seen["阿梅"], seen["生客"], seen["路人"]) == (2, 2, 3)


def test_the_shops_own_people_are_nobodys_path(tmp_path):
    """Staff who joined and bought are in no count, unless asked for."""
    roster = [("阿梅", "2026-04-01", "成员"), ("小助手", "2026-04-01", "运营")]
    orders = [paid(1, "小助手", "2026-04-02", "50"), paid(2, "阿梅", "2026-08-31", "9")]
    with open_shop(tmp_path, roster=roster, orders=orders) as ws:
        assert counts(funnel.measure(ws, steps=("join", "first_order")))["join"] == 1
        assert counts(funnel.measure(ws, Scope(include_staff=True), steps=("join", "first_order")))["join"] == 2


def test_people_are_as_many_as_the_number_they_stand_behind(tmp_path):
    """Reached, dropped and open, on every step."""
    joined = [(f"客{number}", f"2026-0{4 + number % 5}-1{number % 9}") for number in range(40)]
    orders = [paid(number, f"客{number}", f"2026-0{4 + number % 5}-2{number % 9}", "30") for number in range(0, 40, 3)]
    with shop(tmp_path, joined, orders) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        for row in result.steps.to_dict("records"):
            assert len(result.people(row["step"])) == row["count"]
            assert len(result.people(row["step"], "open")) == row["pending"]
        for step in result.chain:
            assert [result.size(step, state) for state in ("reached", "dropped", "open")] == [
                len(result.people(step, state)) for state in ("reached", "dropped", "open")]
        assert len(result.people("first_order", "dropped")) == counts(result)["join"] - counts(result)["first_order"]
        assert result.biggest_loss() == "first_order"


def test_a_step_that_is_not_there_names_those_that_are(tmp_path):
    """The error carries what was asked and what is known; an unknown state is a bug."""
    with shop(tmp_path, [("阿梅", "2026-04-01")], []) as ws:
        with pytest.raises(UserError) as error:
            funnel.measure(ws, steps=("join", "飞天"))
        assert error.value.code == "funnel_step_unknown"
        assert error.value.facts["steps"] == ["飞天"]
        with pytest.raises(ValueError, match="known"):
            funnel.measure(ws).people("join", "asleep")


def test_the_period_chooses_who_enters_and_the_day_looked_from_ends_the_record(tmp_path):
    """Both ends are inside; later orders are not seen from an earlier day."""
    joined = [("阿梅", "2026-04-01"), ("大鹏", "2026-04-10"), ("小雅", "2026-04-11")]
    with shop(tmp_path, joined, [paid(1, "阿梅", "2026-04-20", "50")]) as ws:
        chosen = funnel.measure(ws, Scope(start=date(2026, 4, 1), end=date(2026, 4, 10)), ("join", "first_order"), 9)
        assert counts(chosen) == {"join": 1, "first_order": 0}
        assert counts(chosen, "pending")["join"] == 1
        later = Scope(start=date(2026, 4, 1), end=date(2026, 4, 10), as_of=date(2026, 4, 30))
        assert counts(funnel.measure(ws, later, ("join", "first_order"), 19)) == {"join": 2, "first_order": 1}


# ---- the engine alone

START = datetime(2026, 4, 1)


def walked(moments, steps=("a", "b", "c"), window=7, order="ordered", entry=0):
    """How far one person gets; moments: (step, hours after START, resolution)."""
    events = positioned([(1, step, START + timedelta(hours=hours), unit) for step, hours, unit in moments], steps)
    entries = events[events["position"] == 1].iloc[[entry]]
    return int(journeys.walk(events, entries, len(steps), window * journeys.DAY, order)["reached"].iloc[0])


def positioned(rows, steps):
    """Events as the engine takes them: what is no step is left out."""
    found = [(who, steps.index(step) + 1, at, journeys.UNITS[unit]) for who, step, at, unit in rows if step in steps]
    return pd.DataFrame(found, columns=["person_id", "position", "happened_at", "unit"]).astype({"happened_at": "datetime64[us]"})


def test_within_a_resolution_any_order_is_accepted():
    """An order at noon of the day somebody joined (a day only) counts; at seconds it must not lie before."""
    assert walked([("a", 0, "day"), ("b", 12, "second"), ("c", 0, "day")]) == 3
    assert walked([("a", 12, "second"), ("b", 11, "second")]) == 1
    assert walked([("a", 12, "second"), ("b", 0, "day")]) == 2
    assert walked([("a", 12 + 40 / 3600, "second"), ("b", 12, "minute")]) == 2
    assert walked([("a", 12 + 60 / 3600, "second"), ("b", 12, "minute")]) == 1


def test_the_window_counts_from_the_first_step_to_the_second():
    """Seven days to the second are inside, a second more is not."""
    week = 7 * 24
    assert walked([("a", 0.5, "second"), ("b", week + 0.5, "second")]) == 2
    assert walked([("a", 0.5, "second"), ("b", week + 0.5 + 1 / 3600, "second")]) == 1
    assert walked([("a", 0.5, "second"), ("b", 5 * 24, "second"), ("c", 8 * 24, "second")]) == 2


def test_strict_allows_nothing_tracked_between():
    """a a b: strict fails at b; what is not a step does not disturb."""
    assert walked([("a", 1, "second"), ("a", 2, "second"), ("b", 3, "second")], order="strict") == 1
    assert walked([("a", 1, "second"), ("x", 2, "second"), ("b", 3, "second")], order="strict") == 2
    assert walked([("a", 1, "second"), ("c", 2, "second"), ("b", 3, "second"), ("c", 4, "second")], order="strict") == 1
    assert walked([("a", 1, "second"), ("c", 2, "second"), ("b", 3, "second"), ("c", 4, "second")]) == 3


def test_any_order_looks_both_ways():
    """c before b, b before a: all count within the window on either side."""
    moments = [("b", 10, "second"), ("a", 20, "second"), ("c", 15, "second")]
    assert walked(moments, order="any") == 3
    assert walked(moments) == 1


happenings = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("abcx"), st.integers(0, 24 * 30), st.sampled_from(("second", "minute", "day"))),
    max_size=40)


def reach(rows, order, entry, window):
    """How many people reach each of a, b, c."""
    events = positioned(
        [(who, step, START + timedelta(hours=0 if unit == "day" else hours % 24, days=hours // 24), unit)
         for who, step, hours, unit in rows], "abc")
    entries = events[events["position"] == 1].reset_index(drop=True)
    if entries.empty:
        return [0, 0, 0]
    if entry == "first":
        entries = journeys.first(entries).reset_index(drop=True)
    found = journeys.walk(events, entries, 3, window * journeys.DAY, order)
    found = found.loc[journeys.best(found, entries["person_id"], entries["happened_at"])]
    return [int((found["reached"] >= place).sum()) for place in (1, 2, 3)]


@given(happenings, st.integers(1, 20))
def test_no_path_ever_widens(rows, window):
    """Non-increasing; strict ≤ first ≤ re-entry; first ≤ any; a longer window never loses anybody; order of rows is nothing."""
    first = reach(rows, "ordered", "first", window)
    assert first == sorted(first, reverse=True)
    assert all(one <= two for one, two in zip(reach(rows, "strict", "first", window), first, strict=True))
    assert all(one <= two for one, two in zip(first, reach(rows, "ordered", "reentry", window), strict=True))
    assert all(one <= two for one, two in zip(first, reach(rows, "any", "first", window), strict=True))
    assert all(one <= two for one, two in zip(first, reach(rows, "ordered", "first", window + 3), strict=True))
    assert reach(rows[::-1], "ordered", "first", window) == first


def test_data_without_any_step_make_an_empty_path(tmp_path):
    """Only the operator talks: nobody's path, no step, and no trouble."""
    with open_shop(tmp_path, talk=[("小助手", at("2026-04-01"), "今晚套餐半价")], roster=[("小助手", "", "运营")]) as ws:
        result = funnel.measure(ws)
        assert result.chain == ()
        assert result.journeys.empty
        assert result.biggest_loss() is None
