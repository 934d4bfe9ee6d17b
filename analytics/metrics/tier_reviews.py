"""When tiers are looked at again: every quarter's end for silver, every year's end for gold (article S1, table T3).

A quarter can be reviewed where the order sheets cover its three months, a year where they cover all twelve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.metrics.spending import Month

_QUARTER, _YEAR = 3, 12


@dataclass(frozen=True)
class Review:
    """One quarter's end. `months`, `year`: first months looked at (year × 12 + month − 1), oldest first.

    `quarter_known`, `year_known`: whether orders cover all of them; `ends_year`: gold is reviewed too.
    """

    day: date
    months: tuple[int, ...]
    year: tuple[int, ...]
    quarter_known: bool
    year_known: bool
    ends_year: bool


def reviews(months: Sequence[Month], first_day: date, until: date) -> list[Review]:
    """Every quarter's end from `first_day` to `until`; `months`: those that orders cover, of spending.covered_months."""
    covered = {number(first) for first, _ in months}
    # A sheet that stops a day or two before the month's end closes the month all the same.
    last = max([until, *(last for _, last in months)])
    found, end = [], quarter_end(first_day)
    while end <= last:
        found.append(_review(end, covered))
        end = quarter_end(end + timedelta(days=1))
    return found


def held_on(months: Sequence[Month], as_of: date, first_day: date) -> Review:
    """The review that would be held on `as_of`: of the quarter so far and of the twelve months up to now.

    Months that have only begun count as known where the record began before them.
    """
    covered = {number(first) for first, _ in months} | {
        one for one in (number(as_of),) if first_day <= as_of.replace(day=1)}
    begun = tuple(month for month in _back(number(quarter_end(as_of)), _QUARTER) if month <= number(as_of))
    year = _back(number(as_of), _YEAR)
    return Review(as_of, begun, year, set(begun) <= covered, set(year) <= covered, True)


def quarter_end(day: date) -> date:
    """The last day of the quarter that `day` lies in."""
    month = (day.month - 1) // _QUARTER * _QUARTER + _QUARTER
    return date(day.year + month // _YEAR, month % _YEAR + 1, 1) - timedelta(days=1)


def year_end(day: date) -> date:
    """The last day of the year that `day` lies in."""
    return date(day.year, 12, 31)


def month_end(day: date) -> date:
    """The last day of the month that `day` lies in."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def number(day: date) -> int:
    """The month of `day` as one number that counts on over years."""
    return day.year * _YEAR + day.month - 1


def _review(end: date, covered: set[int]) -> Review:
    quarter, year = _back(number(end), _QUARTER), _back(number(end), _YEAR)
    return Review(end, quarter, year, set(quarter) <= covered, set(year) <= covered, end == year_end(end))


def _back(last: int, months: int) -> tuple[int, ...]:
    return tuple(range(last - months + 1, last + 1))
