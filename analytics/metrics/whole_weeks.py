"""Weeks from Monday to Sunday of which every day is known: what a trend may be made of (METRICS 5.1, 7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

_WEEK = pd.Timedelta(days=7)
_LAST = pd.Timedelta(days=6)


@dataclass(frozen=True)
class Span:
    """First and last day, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True)
class Weeks:
    """`mondays` of the whole weeks that follow each other up to the last one, oldest first."""

    mondays: pd.DatetimeIndex

    def last(self, count: int, before: int = 0) -> Span | None:
        """The `count` weeks that end `before` weeks ahead of the last; None where they are not all known."""
        stop = len(self.mondays) - before
        if count < 1 or stop < count:
            return None
        return Span(self.mondays[stop - count].date(), (self.mondays[stop - 1] + _LAST).date())

    def window(self, wanted: int) -> int:
        """How many weeks a side can have: `wanted`, or as many as there are."""
        return min(wanted, len(self.mondays))

    def each(self, most: int) -> list[Span]:
        """The last `most` weeks, one by one."""
        return [Span(monday.date(), (monday + _LAST).date()) for monday in self.mondays[-most:]]


def whole_weeks(days: pd.DatetimeIndex, until: date) -> Weeks:
    """The unbroken run of whole weeks among `days` that ends with the last whole week up to `until`."""
    known = days[days <= pd.Timestamp(until)].unique().normalize()
    mondays = known - pd.to_timedelta(known.day_of_week, unit="D")
    whole = pd.DatetimeIndex(mondays.value_counts().loc[lambda counts: counts == len(range(7))].index).sort_values()
    if not len(whole):
        return Weeks(whole)
    broken = np.flatnonzero(np.diff(whole.to_numpy()) != _WEEK.to_timedelta64())
    return Weeks(whole[broken[-1] + 1:] if len(broken) else whole)


def days_of(ranges: pd.DataFrame) -> pd.DatetimeIndex:
    """Every day inside the ranges (first_day, last_day), ascending."""
    spans = [pd.date_range(first, last) for first, last in zip(ranges["first_day"], ranges["last_day"], strict=True)]
    return pd.DatetimeIndex(np.unique(np.concatenate([one.to_numpy() for one in spans]))) if spans else pd.DatetimeIndex([])
