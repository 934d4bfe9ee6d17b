"""Which two spans of the orders may be compared, and which of their days no sheet speaks of.

Without chosen days the last two whole months that the sheets cover, in a shop with less the last two whole weeks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from analytics.metrics.observed import speaks_from
from analytics.metrics.periods import Periods, periods
from analytics.metrics.spending import Month, covered_months, joined_spans
from analytics.scope import Scope
from analytics.settings import Settings

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_MONTHS_BACK = 24


def record(ranges: pd.DataFrame, settings: Settings) -> tuple[date, date] | None:
    """The first and the last day the order sheets speak of; None without orders. `ranges`: sql/facts/layer_order_ranges.sql."""
    if ranges.empty:
        return None
    first, last = pd.Timestamp(ranges["first_day"].min()).date(), pd.Timestamp(ranges["last_day"].max()).date()
    return speaks_from("orders", first, settings), last


def chosen(scope: Scope, ranges: pd.DataFrame, settings: Settings) -> Periods | None:
    """The span shown and the one it is held against; None where the sheets hold no two whole months or weeks."""
    known = record(ranges, settings)
    if known is None:
        return None
    if scope.start is not None:
        return periods(scope, known[1])
    until = min(scope.end or scope.as_of or known[1], known[1])
    return _months(ranges, until, settings) or _weeks(known[0], until)


def missing_days(ranges: pd.DataFrame, first: date, last: date, settings: Settings) -> list[date]:
    """The days from `first` to `last` on which no order sheet speaks, in order."""
    spans = _spoken(ranges, settings)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if not any(begin <= day <= end for begin, end in spans)]


def _spoken(ranges: pd.DataFrame, settings: Settings) -> list[Month]:
    edge = settings.coverage.orders_month_edge_until_days
    spans = joined_spans(ranges, edge)
    return [(speaks_from("orders", begin, settings), _to_month_end(end, edge)) for begin, end in spans]


def _to_month_end(day: date, edge: int) -> date:
    """A sheet that stops a few days before a month is over speaks for the month (DATA 5)."""
    last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY
    return last if (last - day).days <= edge else day


def _months(ranges: pd.DataFrame, until: date, settings: Settings) -> Periods | None:
    months = covered_months(ranges, until, settings.coverage.orders_month_edge_until_days, _MONTHS_BACK)
    if len(months) < 2 or months[-2][1] + _DAY != months[-1][0]:
        return None
    first, last = months[-1]
    return periods(Scope(start=first, end=last), last)


def _weeks(known_from: date, until: date) -> Periods | None:
    sunday = until - timedelta(days=(until.weekday() + 1) % 7)
    found = replace(periods(Scope(end=sunday), sunday), kind="week")
    return found if found.before_start >= known_from else None
