"""Retention by hand: units by the calendar and by the clock, unfinished cells, the article's stages, survivors refused."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.importers.answers import Answers
from analytics.metrics import active_retention, churn, cohorts, retention
from analytics.metrics.cohorts import Window
from analytics.settings import Settings
from tests.analytics.metrics.shops import at, every_day, open_shop, order_file, paid
from tests.analytics.storing.drafting import keep, line, moment

DEFAULTS = Settings()


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


def joined(name, when, kind="join"):
    """One system line about a coming or going."""
    return "movements", {"chat": "福利群", "name": name, "kind": kind, "happened_at": moment(when), "resolution": "minute"}


def cell(result, cohort, unit):
    """count, of, state of one cell."""
    row = result.cells.set_index(["cohort", "unit"]).loc[(pd.Timestamp(cohort), unit)]
    return int(row["count"]), int(row["of"]), row["state"]


def rec(first="2026-06-01", last="2026-06-30"):
    """The shop's owner speaks daily, so the record has no holes."""
    return every_day("老板", first, last)


def shop_of(tmp_path, said, **more):
    """A shop whose record runs from 1 June to 31 July, with these words besides."""
    roster = [("老板", "", "群主"), *((who, "", "") for who in {who for who, *_ in said})]
    return open_shop(tmp_path, [*rec("2026-06-01", "2026-07-31"), *said], roster, **more)


def test_coming_back_must_be_later_than_the_start(tmp_path):
    """One word on the first day is no return on day 0; a second one is; the next calendar day is day 1."""
    said = [("一句", at("2026-06-16", 9), "今天的汤真好喝"), ("两句", at("2026-06-16", 9), "今天的汤真好喝呀"),
            ("两句", at("2026-06-16", 10), "明天还来喝这个汤"), ("次日", at("2026-06-16", 23, 59), "晚安各位邻居们"),
            ("次日", at("2026-06-17", 0, 0), "早上好各位邻居们")]
    with shop_of(tmp_path, said) as shop:
        result = retention.measure(shop, unit="day")
        assert cell(result, "2026-06-16", 0) == (1, 3, "complete")
        assert cell(result, "2026-06-16", 1) == (1, 3, "complete")
        assert result.people(date(2026, 6, 16), 0)["display_name"].tolist() == ["两句"]
        assert result.people(date(2026, 6, 16), 1)["display_name"].tolist() == ["次日"]
        # By whole 24 hours a minute later is still day 0.
        rolling = retention.measure(shop, unit="day", rolling=True)
        assert set(rolling.people(date(2026, 6, 16), 0)["display_name"]) == {"两句", "次日"}
        assert rolling.people(date(2026, 6, 16), 1).empty


def test_a_month_without_anybody_is_an_empty_cell_and_shifts_nothing(tmp_path):
    """First order in March, next in June: month 3, never month 1."""
    orders = [paid(1, "阿珍", "2026-03-20", "10"), paid(2, "阿珍", "2026-06-10", "10"), paid(3, "路人", "2026-02-01", "5"),
              paid(4, "路人", "2026-07-31", "5")]
    with open_shop(tmp_path, orders=orders) as shop:
        result = retention.measure(shop, start="order", back="order", unit="month")
        # Gaps of 82 and 180 days: the 80th percentile between them, and so the month is the unit to look at.
        rhythm = churn.buying_rhythm(shop)
    assert (rhythm.days, rhythm.people, rhythm.unit) == (pytest.approx(82 + 0.8 * 98), 2, "month")
    assert [cell(result, "2026-03-01", unit)[0] for unit in range(5)] == [0, 0, 0, 1, 0]
    assert [cell(result, "2026-03-01", unit)[2] for unit in range(5)] == ["complete"] * 5


def test_weeks_begin_on_monday(tmp_path):
    """Sunday and the Monday after it lie in two weeks; Monday and Sunday in one."""
    said = [("周日", at("2026-06-21"), "今天的汤真好喝"), ("周日", at("2026-06-22"), "今天的面真好吃"),
            ("周一", at("2026-06-15"), "今天的鱼真好吃"), ("周一", at("2026-06-21"), "今天的鸡真好吃")]
    with shop_of(tmp_path, said) as shop:
        result = retention.measure(shop)
    assert result.people(date(2026, 6, 15), 0)["display_name"].tolist() == ["周一"]
    assert result.people(date(2026, 6, 15), 1)["display_name"].tolist() == ["周日"]


def test_an_unfinished_cell_is_pending_and_out_of_the_average(tmp_path):
    """Record until Friday 31 July: the week of 27 July is open, the one before it is closed."""
    said = [("旧", at("2026-07-13"), "今天的汤真好喝"), ("旧", at("2026-07-20"), "今天的面真好吃"),
            ("新", at("2026-07-20"), "今天的鱼真好吃"), ("新", at("2026-07-28"), "今天的鸡真好吃")]
    with shop_of(tmp_path, said) as shop:
        result = retention.measure(shop)
    assert cell(result, "2026-07-13", 1) == (1, 1, "complete")
    assert cell(result, "2026-07-20", 1) == (1, 1, "pending")
    assert result.people(date(2026, 7, 20), 1)["display_name"].tolist() == ["新"]
    average = result.overall.set_index("unit").loc[1]
    assert (average["count"], average["of"]) == (1, 1)
    assert len(result.people(None, 1)) == 1


def test_who_is_first_seen_as_the_record_begins_may_be_old(tmp_path):
    """Cohorts of the first 14 days are unclear and out of the average; the fifteenth day is clear."""
    said = [("早", at("2026-06-14"), "今天的汤真好喝"), ("晚", at("2026-06-15"), "今天的面真好吃")]
    with shop_of(tmp_path, said) as shop:
        result = retention.measure(shop, unit="day")
    assert cell(result, "2026-06-14", 1) == (0, 1, "unclear")
    assert cell(result, "2026-06-15", 1) == (0, 1, "complete")
    assert result.overall.set_index("unit").loc[1, "of"] == 1


def test_a_hole_in_the_record_makes_no_fall(ws, tmp_path):
    """Nobody exported 8 to 14 July: cells of that week are holes, the others count."""
    keep(ws, tmp_path, [line("小雨", f"{day:%Y-%m-%d} 21:00:00", f"汤真好喝{n}") for n, day in enumerate(pd.date_range("2026-06-01", "2026-07-05"))])
    keep(ws, tmp_path, [line("阿珍", "2026-06-29 21:00:00", "今天的鱼真好吃"), line("阿珍", "2026-07-05 21:00:00", "今天的鱼很好吃")])
    keep(ws, tmp_path, [line("小雨", f"{day:%Y-%m-%d} 21:00:00", f"面真好吃{n}") for n, day in enumerate(pd.date_range("2026-07-13", "2026-07-26"))])
    result = retention.measure(ws)
    assert cell(result, "2026-06-29", 1) == (0, 1, "hole")
    assert cell(result, "2026-06-29", 2) == (0, 1, "complete")
    assert 1 not in set(result.overall["unit"]) or result.overall.set_index("unit").loc[1, "of"] == 0


# ---- every clock, unit and way of looking, by hand

# Units in which each came back: 甲 began on Monday 15 June at 9:00, 乙 on Sunday 21 June at 23:00, 丙 on 30 June at 20:00.
BY_HAND = {
    ("day", False): {"甲": {0, 1, 7, 30}, "乙": {1, 10}, "丙": {29}},
    ("week", False): {"甲": {0, 1, 4}, "乙": {1, 2}, "丙": {4}},
    ("month", False): {"甲": {0, 1}, "乙": {0, 1}, "丙": {1}},
    ("day", True): {"甲": {0, 6, 30}, "乙": {0, 9}, "丙": {29}},
    ("week", True): {"甲": {0, 4}, "乙": {0, 1}, "丙": {4}},
    ("month", True): {"甲": {0, 1}, "乙": {0}, "丙": {0}},
}


@pytest.fixture(scope="module")
def world_shop(tmp_path_factory):
    """Record from 1 May to 31 August without a hole; nobody of the three begins in its first days."""
    said = [("甲", at("2026-06-15", 9), "今天的汤真好喝"), ("甲", at("2026-06-15", 10), "明天还来喝这个汤"),
            ("甲", at("2026-06-16", 8), "早上好各位邻居们"), ("甲", at("2026-06-22", 8, 59), "今天的鱼真好吃"),
            ("甲", at("2026-07-15", 9), "今天的鸡真好吃"), ("乙", at("2026-06-21", 23), "今天的面真好吃"),
            ("乙", at("2026-06-22", 0, 30), "夜里还想着那碗面"), ("乙", at("2026-07-01", 12), "七月的第一碗面"),
            ("丙", at("2026-06-30", 20), "今天的鸭真好吃"), ("丙", at("2026-07-29", 21), "又来吃这里的鸭")]
    with open_shop(tmp_path_factory.mktemp("world"), [*rec("2026-05-01", "2026-08-31"), *said], [("老板", "", "群主")]) as shop:
        yield shop


@pytest.mark.parametrize(("unit", "rolling"), list(BY_HAND))
@pytest.mark.parametrize("mode", ["on", "after"])
def test_every_unit_clock_and_way_of_looking_is_as_by_hand(world_shop, unit, rolling, mode):
    """On: came back in that unit; after: in that or a later one; the others of the cell are the rest of its base."""
    result = retention.measure(world_shop, unit=unit, mode=mode, rolling=rolling)
    came = BY_HAND[unit, rolling]
    over = result.overall[result.overall["of"] == 3]  # by then the unit is over for all three
    assert len(over) >= {"day": 31, "week": 8, "month": 2}[unit]
    for row in over.to_dict("records"):
        number = row["unit"]
        by_hand = {who for who, units in came.items() if (number in units if mode == "on" else max(units) >= number)}
        back, others = (set(result.people(None, number, back)["display_name"]) for back in (True, False))
        assert back == by_hand, number
        assert row["count"] == len(by_hand)
        assert back | others == set(came)


@pytest.mark.parametrize(("rolling", "counts"), [(False, [2, 3, 0]), (True, [2, 2, 0])])
def test_the_stages_by_both_clocks_are_as_by_hand(world_shop, rolling, counts):
    """8:59 a week later is the eighth day by the calendar and still the seventh by whole 24 hours; 31–180 is not over."""
    result = retention.measure(world_shop, mode="bracket", rolling=rolling)
    assert result.brackets["count"].tolist() == counts
    assert result.brackets["of"].tolist() == [3, 3, 0]
    assert result.brackets["pending"].tolist() == [0, 0, 3]
    cells = result.cells
    assert set(cells.loc[cells["unit"] == 2, "state"]) == {"pending"}
    for row in cells.to_dict("records"):
        back, others = (result.people(row["cohort"], row["unit"], back) for back in (True, False))
        assert (len(back), len(back) + len(others)) == (row["count"], row["of"])
    summed = cells[cells["state"] == "complete"].groupby("unit")["count"].sum().tolist()
    assert summed == counts[:2]


def test_a_stage_leaves_out_who_may_be_old_and_days_off_the_record():
    """Record from 1 June with 20 June missing: 14 June is unclear, the 15th is not; only stages that touch the hole are holes."""
    first = pd.Timestamp("2026-06-01")
    starts = [first + pd.Timedelta(days=days, hours=9) for days in (13, 14, 30)]
    starters = pd.DataFrame({"person_id": [1, 2, 3], "start_at": starts, "horizon": pd.Timestamp("2026-08-31")})
    returns = pd.DataFrame({"person_id": [1, 2, 3], "unit": [1, 2, 3]})
    recorded = pd.date_range(first, "2026-08-31").drop(pd.Timestamp("2026-06-20"))
    asked = retention.Question(mode="bracket", unit="day")
    found = retention.Facts(date(2026, 8, 31), asked, starters, returns, recorded, None, first, 0, 0, {})
    result = retention.table(found, DEFAULTS)
    states = result.cells.pivot(index="cohort", columns="unit", values="state").to_numpy().tolist()
    assert states == [["hole", "unclear", "pending"], ["hole", "complete", "pending"], ["complete", "complete", "pending"]]
    assert result.brackets[["count", "of", "pending", "unclear"]].to_numpy().tolist() == [[1, 1, 0, 2], [0, 2, 0, 1], [0, 0, 3, 0]]


# ---- the article's stages

@pytest.mark.parametrize(("day", "brackets"), [
    ("2026-06-07", [1, 0]), ("2026-06-08", [0, 1]), ("2026-06-30", [0, 1]), ("2026-07-01", [0, 0])])
def test_the_stages_end_where_the_article_says(tmp_path, day, brackets):
    """Joined on 1 June = day 1: the 7th is day 7, the 8th day 8, the 30th day 30, 1 July day 31."""
    with Workspace.open() as shop:
        keep(shop, tmp_path, [joined("阿珍", "2026-06-01 10:00"), line("阿珍", f"{day} 12:00:00", "今天的汤真好喝"),
                              *(line("小雨", f"{one:%Y-%m-%d} 21:00:00", f"汤真好喝{n}") for n, one in enumerate(pd.date_range("2026-06-01", "2026-07-31")))])
        result = retention.measure(shop, start="join", mode="bracket")
        assert result.brackets["count"].tolist()[:2] == brackets
        assert result.brackets["of"].tolist() == [1, 1, 0]
        assert result.brackets["pending"].tolist() == [0, 0, 1]
        for row in result.brackets.to_dict("records"):
            assert len(result.bracket_people(row["first"], row["last"])) == row["count"]


# ---- survivors

def test_a_list_of_those_who_are_there_draws_no_retention_from_joining(tmp_path):
    """One list with join days: refused; from the first word it can be told."""
    roster = [("阿珍", "2026-05-01", ""), ("小雨", "2026-05-02", "")]
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30"), roster) as shop:
        for back in ("member", "interaction"):
            refused = retention.measure(shop, start="join", back=back)
            assert refused.refused == "survivors_only"
            assert refused.cells.empty
            assert refused.overall.empty
        assert retention.measure(shop).refused is None


def test_two_whole_lists_tell_who_stayed(ws, tmp_path):
    """Joined on 1 June, on the list of 1 June and not on that of 1 July: there for weeks 0 to 3, not for week 4."""
    member = {"chat": "福利群", "joined_resolution": "day"}
    both = [("members", {**member, "name": name, "joined_at": moment("2026-06-01")}) for name in ("留下", "走了")]
    keep(ws, tmp_path, [line("老板娘", f"{day:%Y-%m-%d} 21:00:00", f"汤{n}真好喝") for n, day in enumerate(pd.date_range("2026-06-01", "2026-07-01"))])
    keep(ws, tmp_path, both, answers=Answers(seen_on=date(2026, 6, 1), whole_roster=True))
    keep(ws, tmp_path, [("members", {**member, "name": "留下", "joined_at": moment("2026-06-01")})],
         answers=Answers(seen_on=date(2026, 7, 1), whole_roster=True))
    result = retention.measure(ws, start="join", back="member")
    assert result.refused is None
    assert cell(result, "2026-06-01", 0) == (2, 2, "complete")
    assert cell(result, "2026-06-01", 3) == (2, 2, "complete")
    assert cell(result, "2026-06-01", 4)[2] == "pending"


def test_what_is_missing_is_named(tmp_path):
    """Orders alone: no talk; a chat alone: no orders and no join days."""
    with open_shop(tmp_path, orders=[paid(1, "阿珍", "2026-06-01", "5")]) as shop:
        assert retention.measure(shop).refused == "no_chat"
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30")) as shop:
        assert retention.measure(shop, start="order", back="order").refused == "no_orders"
        assert retention.measure(shop, start="join").refused == "no_joins"
        with pytest.raises(ValueError, match="no such"):
            retention.measure(shop, unit="year")


# ---- rules that hold for any history

people = st.dictionaries(
    st.integers(1, 12), st.tuples(st.integers(0, 40), st.sets(st.integers(0, 60), max_size=8)), min_size=1, max_size=12)


def world(history):
    """starters and returns of person → (start day, days of return after it), record until day 70."""
    first = pd.Timestamp("2026-06-01")
    starters = pd.DataFrame({"person_id": sorted(history), "start_at": [first + pd.Timedelta(days=history[one][0], hours=9) for one in sorted(history)],
                             "horizon": first + pd.Timedelta(days=70)})
    rows = [(one, day) for one in sorted(history) for day in sorted(history[one][1]) if history[one][0] + day <= 70]
    return starters, pd.DataFrame(rows, columns=["person_id", "unit"]).astype("int64")


@given(people)
@settings(max_examples=12, deadline=None)
def test_returning_on_a_day_is_never_more_than_returning_from_it_on(history):
    """N-day ≤ unbounded ≤ 1; unbounded never rises along a complete cohort; averages are Σ/Σ of complete cells."""
    starters, returns = world(history)
    window = Window("day")
    on, after = (cohorts.cells(starters, returns, window, mode, 31) for mode in ("on", "after"))
    done = on["state"] == "complete"
    assert (on.loc[done, "count"] <= after.loc[done, "count"]).all()
    assert (after["count"] <= after["of"]).all()
    complete = after[after["state"] == "complete"]
    assert (complete.sort_values("unit").groupby("cohort")["share"].diff().dropna() <= 1e-12).all()
    average = cohorts.overall(on)
    for row in average.to_dict("records"):
        some = on[done & (on["unit"] == row["unit"])]
        assert (row["count"], row["of"]) == (some["count"].sum(), some["of"].sum())


@given(people)
@settings(max_examples=12, deadline=None)
def test_cells_are_as_long_as_their_lists_and_know_no_order(history):
    """Every count opens as many people; shuffled returns give the same cells; by hand the same count."""
    starters, returns = world(history)
    window = Window("week")
    weekly = returns.assign(unit=returns["unit"] // 7).drop_duplicates()
    cells = cohorts.cells(starters, weekly, window, "on", 12)
    again = cohorts.cells(starters, weekly.sample(frac=1, random_state=1), window, "on", 12)
    pd.testing.assert_frame_equal(cells, again)
    for row in cells.to_dict("records"):
        ids = cohorts.behind(starters, weekly, window, "on", row["cohort"], row["unit"], complete=row["state"] != "pending")
        assert len(ids) == row["count"]
        assert row["size"] == int((window.cohort(starters["start_at"]) == row["cohort"]).sum())


@pytest.mark.parametrize(("unit", "rolling", "start", "horizon", "closed"), [
    ("day", False, "2026-06-10 23:59", "2026-06-10", 0), ("day", False, "2026-06-10 23:59", "2026-06-09", -1),
    ("day", True, "2026-06-10 12:00", "2026-06-11", 0), ("day", True, "2026-06-10 00:00", "2026-06-11", 1),
    ("week", False, "2026-06-10 12:00", "2026-06-14", 0), ("week", False, "2026-06-10 12:00", "2026-06-13", -1),
    ("month", False, "2026-06-30 12:00", "2026-07-30", 0), ("month", False, "2026-06-30 12:00", "2026-07-31", 1),
    ("month", True, "2026-06-01 00:00", "2026-06-30", 0)])
def test_a_unit_is_closed_when_its_last_moment_is_on_record(unit, rolling, start, horizon, closed):
    """Both sides of the end of a day, a week, a month and of whole 24 hours."""
    found = Window(unit, rolling).closed(pd.Series([pd.Timestamp(start)]), pd.Series([pd.Timestamp(horizon)]))
    assert found.tolist() == [closed]


# ---- active retention

def test_of_those_active_in_a_week_half_were_active_in_the_next(tmp_path):
    """Weeks of 1, 8 and 15 June; 甲 talks in all, 乙 in the first, 丙 left and stays in the denominator."""
    said = [("甲", at("2026-06-02"), "今天的汤真好喝"), ("甲", at("2026-06-09"), "今天的面真好吃"), ("甲", at("2026-06-21"), "今天的鱼真好吃"),
            ("乙", at("2026-06-07"), "今天的鸡真好吃"), ("丙", at("2026-06-03"), "今天的鸭真好吃")]
    with open_shop(tmp_path, [*rec("2026-06-01", "2026-06-24"), *said], [("老板", "", "群主")]) as shop:
        result = active_retention.measure(shop)
        rows = result.periods[result.periods["unit"] == "week"].set_index("start")
        assert rows["of"].tolist() == [3, 1, 1, 0]
        assert rows["count"].tolist() == [1, 1, 0, 0]
        # The week of 22 June is not whole, so the one before it has no share yet.
        assert rows["complete"].tolist() == [True, True, False, False]
        first = date(2026, 6, 1)
        assert result.people(first, kind="kept")["display_name"].tolist() == ["甲"]
        assert set(result.people(first, kind="lost")["display_name"]) == {"乙", "丙"}
        overall = result.overall.set_index("unit").loc["week"]
        assert (overall["count"], overall["of"]) == (2, 4)
        assert np.isclose(overall["share"], 0.5)


def test_staff_changes_no_retention(tmp_path):
    """The owner's daily lines are in no cohort."""
    with shop_of(tmp_path, [("甲", at("2026-06-20"), "今天的汤真好喝")]) as shop:
        assert retention.measure(shop).coverage["people"] == 1
        shop.import_file(order_file(tmp_path, [paid(1, "甲", "2026-06-21", "5")]))
        assert retention.measure(shop, back="order").cells.set_index("unit").loc[0, "count"] == 1
        assert retention.measure(shop, Scope(start=date(2026, 7, 1))).refused == "nobody"
