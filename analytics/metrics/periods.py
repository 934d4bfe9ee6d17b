"""Two spans of days that may fairly be compared: as long as each other, on the same weekdays or dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.scope import Scope

# A week that has only just begun says nothing yet; the last whole one is shown instead.
_FEWEST_DAYS = 3
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Periods:
    """`start`..`end` and the days they are held against, `before_start`..`before_end`; all inclusive.

    `kind`: week (Monday on, against the same weekdays), month (from the 1st, against the same dates)
    or days (any span, against the span before it).
    """

    start: date
    end: date
    before_start: date
    before_end: date
    kind: str

    @property
    def days(self) -> int:
        """How many days each side has."""
        return (self.end - self.start).days + 1


def periods(scope: Scope, until: date) -> Periods:
    """The span that `scope` asks for, cut at `until` (the source's last covered day), and its fair other.

    >>> periods(Scope(), date(2026, 6, 28))          # a Sunday
    Periods(start=datetime.date(2026, 6, 22), end=datetime.date(2026, 6, 28), \
before_start=datetime.date(2026, 6, 15), before_end=datetime.date(2026, 6, 21), kind='week')
    """
    end = min(scope.end or scope.as_of or until, until)
    if scope.start is None or scope.start > end:
        return _week(end)
    if scope.start.day == 1 and scope.start.month == end.month and scope.start.year == end.year:
        return _month(scope.start, end)
    length = end - scope.start + timedelta(days=1)
    # Less than a week is held against the same weekdays, anything longer against the days before it.
    back = max(length, _WEEK)
    return Periods(scope.start, end, scope.start - back, end - back, "days")


def _week(end: date) -> Periods:
    monday = end - timedelta(days=end.weekday())
    if (end - monday).days + 1 < _FEWEST_DAYS:
        monday, end = monday - _WEEK, monday - timedelta(days=1)
    return Periods(monday, end, monday - _WEEK, end - _WEEK, "week")


def _month(start: date, end: date) -> Periods:
    """A month so far against the same dates of the last month, as many as that month has."""
    last_of_before = start - timedelta(days=1)
    before_start = last_of_before.replace(day=1)
    last_of_month = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    whole = end == last_of_month
    before_end = last_of_before if whole else min(last_of_before, before_start + (end - start))
    return Periods(start, end, before_start, before_end, "month")
