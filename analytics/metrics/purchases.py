"""What everybody bought on which day: the one read that spend, repurchase, RFM and lifetime value share.

The orders have their own horizon: they are looked at from their own last covered day, which may lie before or after
the chats' (DESIGN 2, promise 14).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from analytics.metrics.observed import speaks_from
from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace

_PEOPLE = ("person_id", "day")


@dataclass(frozen=True)
class Purchases:
    """`days`: columns of sql/facts/value_days.sql. `start`–`end`: the period, cut at the orders' last day `until`.

    `known_from`: first day the order sheets speak for; None without orders. `default_period`: nobody chose the days.
    """

    resolved: Resolved
    days: pd.DataFrame
    start: date
    end: date
    known_from: date | None
    until: date | None
    default_period: bool

    @property
    def empty(self) -> bool:
        """Whether there is no order to speak of."""
        return self.known_from is None or self.days.empty

    @cached_property
    def own(self) -> pd.DataFrame:
        """Valid purchases of people who can be told apart and buy for themselves: person_id, day, orders, cents, …"""
        mine = self.days[(self.days["buyer"] == "own") & (self.days["orders"] > 0)]
        return mine.astype({"person_id": "int64"}).reset_index(drop=True)

    def within(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `frame` whose day lies in the period."""
        return frame[(frame["day"] >= pd.Timestamp(self.start)) & (frame["day"] <= pd.Timestamp(self.end))]


def purchases(workspace: Workspace, scope: Scope | None, window_days: int | None) -> Purchases:
    """Everything bought up to the end of the period; without chosen days the last `window_days` of the orders (None: all).

    Raises `UserError` nothing_yet for an empty shop.
    """
    scope = scope or Scope()
    resolved = workspace.resolve(scope)
    ranges = workspace.facts("layer_order_ranges", resolved)
    firsts, lasts = pd.to_datetime(ranges["first_day"]), pd.to_datetime(ranges["last_day"])
    until = None if lasts.isna().all() else lasts.max().date()
    wanted = scope.end or scope.as_of or until or resolved.as_of
    end = min(wanted, until or wanted)
    known = None if until is None else speaks_from("orders", firsts.min().date(), workspace.settings)
    usual = known or end if window_days is None else end - timedelta(days=window_days - 1)
    start = scope.start or usual
    days = workspace.facts("value_days", replace(resolved, as_of=end))
    days["day"] = pd.to_datetime(days["day"])
    return Purchases(resolved, days, min(start, end), end, known, until, scope.start is None)


def by_person(days: pd.DataFrame) -> pd.DataFrame:
    """One row a person of `days`, by person_id: orders, order_days, cents, refund_cents, first_on, last_on."""
    grouped = days.groupby("person_id", sort=True)
    return grouped.agg(
        orders=("orders", "sum"), order_days=("day", "nunique"), cents=("cents", "sum"),
        refund_cents=("refund_cents", "sum"), first_on=("day", "min"), last_on=("day", "max")).reset_index()


def coverage(bought: Purchases) -> dict[str, Any]:
    """What stands behind a page of money: has_orders, known_from, until, and rows that name nobody or buy for others."""
    inside = bought.within(bought.days)
    counted = inside.groupby("buyer").agg(orders=("orders", "sum"), cents=("cents", "sum"))
    said = {f"{kind}_orders": int(counted["orders"].get(kind, 0)) for kind in ("nobody", "reseller", "staff", "ambiguous")}
    return {"has_orders": not bought.empty, "known_from": bought.known_from, "until": bought.until,
            "starts_before_orders": bought.known_from is not None and bought.start < bought.known_from, **said}
