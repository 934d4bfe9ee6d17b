"""The walk through steps: what Mixpanel, ClickHouse and Amplitude publish, and what may never happen."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import funnel_steps, journeys
from analytics.metrics.journeys import DAY, EXCLUDED, OTHER, UNITS

START = datetime(2026, 4, 1, 9)
HOUR = 3600
BLANK = duckdb.connect()


def frame(rows):
    """Events of (person, position, seconds after START, unit)."""
    found = [(who, place, START + timedelta(seconds=after), UNITS[unit]) for who, place, after, unit in rows]
    return pd.DataFrame(found, columns=["person_id", "position", "happened_at", "unit"]).astype({"happened_at": "datetime64[us]"})


def reached(moments, steps=3, window=7 * DAY, order="ordered", entry="first", shared=None):
    """How far one person gets; moments: (position, seconds after START) or with a unit."""
    events = frame([(1, *moment, *(("second",) if len(moment) == 2 else ())) for moment in moments])
    entries = events[events["position"] == 1].reset_index(drop=True)
    entries = journeys.first(entries) if entry == "first" else entries
    walked = journeys.walk(events, entries, steps, window, order, shared or {})
    return int(walked.loc[journeys.best(walked, entries["person_id"], entries["happened_at"]), "reached"].iloc[0])


# ---- Mixpanel: “a one-hour conversion window”: A at 12:00, B at 12:30, C at 13:30

@pytest.mark.parametrize(("last", "steps"), [(60 * 60, 3), (60 * 60 + 1, 2), (90 * 60, 2)])
def test_a_window_of_one_hour_counts_from_the_first_step(last, steps):
    """B half an hour after A is in; C counts up to the hour to the second, not an hour after B."""
    assert reached([(1, 0), (2, 30 * 60), (3, last)], window=HOUR) == steps


def test_a_second_entry_does_not_restart_the_clock_unless_asked():
    """A, an hour and a half later A again, then B: first entry fails, re-entry gets there."""
    moments = [(1, 0), (1, 90 * 60), (2, 100 * 60)]
    assert reached(moments, 2, HOUR) == 1
    assert reached(moments, 2, HOUR, entry="reentry") == 2


# ---- ClickHouse windowFunnel: events 1 … 4 as conditions, any other event is OTHER

@pytest.mark.parametrize(("moments", "mode", "level"), [
    ([(1, 0), (2, 1), (3, 2), (4, 3)], "ordered", 4),
    ([(1, 0), (2, 1), (OTHER, 2), (3, 3)], "ordered", 3),   # A B D C: others may lie between
    ([(1, 0), (2, 1), (OTHER, 2), (3, 3)], "strict", 2),    # strict_order: “it stops finding A B C at the D”
    ([(1, 0), (3, 1), (2, 2)], "ordered", 2),
    ([(1, 0), (2, 1), (1, 2), (3, 3)], "strict", 2),        # A B A C
    ([(2, 0), (3, 1), (4, 2)], "ordered", 0),               # without the first condition there is no path
])
def test_the_published_cases_of_window_funnel(moments, mode, level):
    """Levels as the documentation gives them, for a window of ten seconds."""
    entered = any(place == 1 for place, _ in moments)
    assert (reached(moments, 4, 10, mode) if entered else 0) == level


@pytest.mark.parametrize(("window", "level"), [(10, 3), (5, 2), (4, 1)])
def test_the_window_cuts_a_path_where_it_ends(window, level):
    """A at 0, B at 5, C at 10."""
    assert reached([(1, 0), (2, 5), (3, 10)], 3, window) == level


# ---- Amplitude: events of one second may stand in any order; ours at every resolution

@pytest.mark.parametrize(("unit", "apart", "level"), [
    ("second", 0, 2), ("second", 1, 1), ("minute", 20, 2), ("minute", 60, 1), ("day", 3600, 2), ("day", DAY, 1)])
def test_within_the_resolution_any_order_counts(unit, apart, level):
    """B lies `apart` seconds before A: forgiven inside the coarser unit, not beyond it."""
    assert reached([(1, apart, "second"), (2, 0, unit)], 2) == level


def test_a_coarse_moment_does_not_move_the_path_on():
    """Joined at nine, a list of that day without a clock, an order at half past nine: all three."""
    assert reached([(1, 0), (2, -9 * HOUR, "day"), (3, 1800)]) == 3


# ---- one event for several steps, and what ends a path

def test_one_order_is_not_two():
    """Order → order needs a second one; two in the same second are two."""
    both = {2: (1,)}
    assert reached([(1, 0), (2, 0)], 2, shared=both) == 1
    assert reached([(1, 0), (2, 0), (1, 60), (2, 60)], 2, shared=both) == 2
    assert reached([(1, 0), (1, 0), (2, 0), (2, 0)], 2, shared=both) == 2


def test_leaving_between_two_steps_ends_the_path_there():
    """Left before the order: no order; left after it: no matter; on the same day: nobody can tell, so it counts."""
    assert reached([(1, 0), (EXCLUDED, 10), (2, 20), (3, 30)]) == 1
    assert reached([(1, 0), (2, 20), (EXCLUDED, 25), (3, 30)]) == 2
    assert reached([(1, 0), (2, 20), (3, 30), (EXCLUDED, 40)]) == 3
    assert reached([(1, 0), (EXCLUDED, 10, "day"), (2, 20)], 2) == 2


@pytest.mark.parametrize(("path", "expected"), [
    (("order", "order"), {2: (1,)}), (("join", "first_order", "order"), {3: (2,)}), (("join", "coupon|接龙", "接龙"), {3: (2,)}),
    (("join", "first_order"), {}),
])
def test_steps_that_the_same_event_could_stand_for_are_known(path, expected):
    """An order is an order under each of its names."""
    assert funnel_steps.shared(funnel_steps.path_of(path)) == expected


# ---- what may never happen

happenings = st.lists(st.tuples(st.integers(1, 4), st.sampled_from((1, 2, 3, OTHER, EXCLUDED)), st.integers(0, 20 * 24),
                                st.sampled_from(("second", "minute", "day"))), max_size=40)


def counts(rows, order="ordered", entry="first", days=5, excluded=False):
    """People at each of three steps."""
    kept = [(who, place, (hours // 24 * 24 - 9) * HOUR if unit == "day" else hours * HOUR, unit)
            for who, place, hours, unit in rows if excluded or place != EXCLUDED]
    events = frame(kept)
    entries = events[events["position"] == 1].reset_index(drop=True)
    if entries.empty:
        return [0, 0, 0]
    entries = journeys.first(entries).reset_index(drop=True) if entry == "first" else entries
    walked = journeys.walk(events, entries, 3, days * DAY, order)
    best = walked.loc[journeys.best(walked, entries["person_id"], entries["happened_at"])]
    return [int((best["reached"] >= place).sum()) for place in (1, 2, 3)]


@settings(max_examples=25, deadline=None)
@given(happenings, st.integers(1, 12))
def test_what_may_never_happen(rows, days):
    """Never wider than the step before; strict ≤ first ≤ re-entry; an exclusion takes away only; a longer window adds only."""
    first = counts(rows, days=days)
    assert first == sorted(first, reverse=True)
    for less, more in ((counts(rows, "strict", days=days), first), (first, counts(rows, entry="reentry", days=days)),
                       (counts(rows, days=days, excluded=True), first), (first, counts(rows, days=days + 3)),
                       (first, counts(rows, "any", days=days))):
        assert all(one <= two for one, two in zip(less, more, strict=True))
    assert counts(rows[::-1], days=days) == first


def slow(rows, window):
    """The same by hand for one person, first entry, seconds only: from each step the earliest next one."""
    at = min(after for place, after in rows if place == 1)
    entered, level = at, 1
    for place in (2, 3):
        later = [after for one, after in rows if one == place and at <= after <= entered + window]
        if not later:
            return level
        at, level = min(later), place
    return level


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30)), min_size=1, max_size=15), st.integers(1, 20))
def test_the_walk_is_what_a_person_would_count(rows, window):
    """Against the plain loop."""
    moments = [(1, 0), *rows]
    assert reached(moments, 3, window) == slow(moments, window)


def in_portable_sql(rows, window, steps=3):
    """People at each step by window functions of standard SQL, for moments known to the second."""
    chain = "select who, step, t, min(case when step = 1 then t end) over (partition by who) as t_1 from moments"
    for place in range(2, steps + 1):
        chain = (f"select *, min(case when step = {place} and t >= t_{place - 1} and t <= t_1 + {window} then t end) "
                 f"over (partition by who) as t_{place} from ({chain}) step_{place}")
    counts = ", ".join(f"count(distinct case when t_{place} is not null then who end)" for place in range(1, steps + 1))
    moments = ", ".join(map(str, rows))
    return list(BLANK.execute(f"with moments (who, step, t) as (values {moments}) select {counts} from ({chain}) walked").fetchone())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 60)), min_size=1, max_size=60), st.integers(1, 40))
def test_the_walk_is_what_window_functions_count(rows, window):
    """Same people at every step; the walk takes a third of the time of ten such windows over a million events."""
    events = frame([(*row, "second") for row in rows])
    entries = journeys.first(events[events["position"] == 1]).reset_index(drop=True)
    walked = journeys.walk(events, entries, 3, window)
    assert [int((walked["reached"] >= place).sum()) for place in (1, 2, 3)] == in_portable_sql(rows, window)
