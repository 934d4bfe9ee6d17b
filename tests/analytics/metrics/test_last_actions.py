"""What came of the three things proposed last time: days to the day, people counted once."""

from datetime import date

import pandas as pd
import pytest

from analytics import Scope
from analytics.metrics import last_actions, today
from analytics.report import overview
from tests.analytics.metrics.shops import open_shop, paid

BEFORE, NOW = date(2026, 6, 21), date(2026, 6, 28)


def proposed(**lists):
    """These rules for these people, in this order."""
    return {rule: pd.DataFrame({"person_id": pd.Series(people, dtype="int64")}) for rule, people in lists.items()}


def states(*rows):
    """(person, day of the list, status) as facts follow_up_states."""
    return pd.DataFrame({"person_id": pd.Series([row[0] for row in rows], dtype="int64"),
                         "made_on": pd.to_datetime(pd.Series([row[1] for row in rows], dtype="str")),
                         "status": pd.Series([row[2] for row in rows], dtype="str")})


def active(*people):
    """Facts active_since."""
    return pd.DataFrame({"person_id": pd.Series(people, dtype="int64")})


def test_each_thing_is_counted_by_hand():
    """regular_gone 1–4: 1 and 2 were contacted, 1 and 3 did something. A fourth thing is not one of three."""
    first = proposed(regular_gone=[1, 2, 3, 4], newcomer=[5], birthday=[1], quiet_regular=[6])
    said = states((1, "2026-06-21", "contacted"), (2, "2026-06-24", "contacted"), (3, "2026-06-21", "open"))
    found = last_actions.table(first, said, active(1, 3), BEFORE, NOW)
    assert found.rows.to_numpy().tolist() == [
        ["regular_gone", 4, 2, 1, 2, 1], ["newcomer", 1, 0, 0, 1, 0], ["birthday", 1, 1, 1, 0, 0]]
    assert (found.people, found.contacted) == (5, 2)
    assert found.lines.groupby("rule").size().to_dict() == {"regular_gone": 4, "newcomer": 1, "birthday": 1}


@pytest.mark.parametrize(("made", "counts"), [
    ("2026-06-20", False), ("2026-06-21", True), ("2026-06-27", True), ("2026-06-28", False)])
def test_a_contact_counts_from_last_time_until_before_now(made, counts):
    """A list of the day itself counts; one of the last day of the data is this week's."""
    found = last_actions.table(proposed(newcomer=[1]), states((1, made, "contacted")), active(), BEFORE, NOW)
    assert bool(found.rows["contacted"].iloc[0]) is counts


@pytest.mark.parametrize(("lists", "before"), [
    ([], "2026-06-21"), (["2026-06-28"], "2026-06-21"), (["2026-06-10"], "2026-06-10"), (["2026-06-10", "2026-06-27"], "2026-06-27")])
def test_last_time_is_the_newest_list_before_now_or_a_week_before(lists, before):
    """A list made from today's data is not last time's."""
    assert last_actions.last_time(states(*((1, day, "open") for day in lists)), NOW) == date.fromisoformat(before)


def test_nobody_is_counted_twice_for_two_questions():
    """Two questions of one person are one person."""
    found = last_actions.table(proposed(unanswered=[7, 7]), states(), active(7), BEFORE, NOW)
    assert found.rows.to_numpy().tolist() == [["unanswered", 1, 0, 0, 1, 1]]


def test_a_shop_agrees_with_its_first_screen_of_that_day(tmp_path):
    """阿梅 bought every week until May and again on 24 June; 大鹏 did not come back. Both stood on the list of a week before."""
    orders = [paid(n, who, day, "50") for n, (who, day) in enumerate(
        [(who, f"2026-0{month}-{of:02d}") for who in ("阿梅", "大鹏") for month in (4, 5) for of in (1, 8, 15)]
        + [("阿梅", "2026-06-24"), ("路人", "2026-06-21"), ("路人", "2026-06-28")])]
    with open_shop(tmp_path, orders=orders) as ws:
        found = last_actions.measure(ws)
        assert (found.before, found.as_of) == (BEFORE, NOW)
        then = today.measure(ws, Scope(end=found.before))
        assert found.rows.iloc[0].tolist() == ["regular_gone", len(then.people("regular_gone")), 0, 0, 2, 1]
        numbers = overview.measure({"a": ws}).numbers.set_index("key")
        assert numbers.loc["last_actions", ["count", "of"]].tolist() == [0, found.people]
