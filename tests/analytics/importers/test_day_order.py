"""Which number is the day, on both sides of everything that decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.importers import day_order
from analytics.importers.moments import iso_day


def found(*dates: str, clock: str = "9:00") -> tuple[str, bool]:
    order = day_order.of_texts([(date, clock) for date in dates])
    return order.order, order.certain


@pytest.mark.parametrize(("dates", "expected"), [
    (["2026/5/31"], ("ymd", True)), (["32/5/1"], ("ymd", True)), (["26/5/31", "26/6/1", "26/6/2"], ("ymd", True)),
    (["13/5/26"], ("dmy", True)), (["5/13/26"], ("mdy", True)), (["12/5/26"], ("dmy", False)),
    (["1/2/2026", "13/2/2026"], ("dmy", True)), (["1/2/2026", "2/13/2026"], ("mdy", True)), ([], ("ymd", True)),
])
def test_a_number_that_can_be_no_month_settles_it(dates: Sequence[str], expected: tuple[str, bool]) -> None:
    """12 may be a month, 13 is a day, 32 is a year."""
    assert found(*dates) == expected


@pytest.mark.parametrize(("dates", "expected"), [
    (["1/10/26", "1/11/26", "2/1/26", "2/2/26"], ("mdy", False)),
    (["1/10/26", "1/11/26", "2/1/26", "2/2/26", "2/11/26", "3/1/26"], ("mdy", True)),
    (["10/1/26", "11/1/26", "1/2/26", "2/2/26", "11/2/26", "1/3/26"], ("dmy", True)),
    (["5/6/26", "4/6/26", "6/6/26"], ("dmy", False)),
])
def test_time_runs_forward_but_for_the_first_lines(dates: Sequence[str], expected: tuple[str, bool]) -> None:
    """One step back may be a first line out of order: the person is asked; two are none."""
    assert found(*dates) == expected


@pytest.mark.parametrize(("date", "clock", "order"), [
    ("5/6/26", "9:05 PM", "mdy"), ("5/6/26", "9:05\u202fPM", "mdy"), ("5/6/26", "9:05 pm", "dmy"), ("5/6/26", "21:05", "dmy"),
    ("05/06/26", "9:05 PM", "dmy"), ("5/6/2026", "9:05 PM", "mdy"), ("5.6.26", "9:05 PM", "dmy"),
])
def test_where_nothing_settles_it_the_habits_of_a_region_do(date: str, clock: str, order: str) -> None:
    """American phones write 5/6/26, 9:05 PM; the person may say otherwise."""
    assert found(date, clock=clock) == (order, False)


def test_the_sample_is_a_date_that_could_be_two_days() -> None:
    """5/5 is the fifth of May either way; 5/6 is what to ask about."""
    assert day_order.of_texts([("5/5/26", "9:00"), ("5/6/26", "9:00")]).sample == "5/6/26"


@given(st.lists(st.dates(date(2010, 1, 1), date(2099, 12, 31)), min_size=1, max_size=40), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_an_order_that_is_certain_is_right(days: list[date], order: str) -> None:
    """Whatever days a chat has, in order: a certain answer gives the days back."""
    days = sorted(days)
    fields: dict[str, Callable[[date], str]] = {"y": lambda day: str(day.year), "m": lambda day: str(day.month), "d": lambda day: str(day.day)}
    dates = ["/".join(fields[letter](day) for letter in order) for day in days]
    settled = day_order.of_texts([(date, "9:00") for date in dates])
    if settled.certain and dates:
        assert [iso_day(day_order.read(date, settled.order)) for date in dates] == days
