"""Who buys again, in its named versions, never two of them under one name (METRICS 6.13, I20).

days: two different days in the period. orders: two orders, so that split orders inflate it. stage: as days, of members
on their day 31 to 180 in the group. cohort: first-time buyers of a month who bought again within so many days, only
where those days are over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics.purchases import Purchases, by_person, coverage, purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

WINDOWS = (30, 60, 90)
# Day index of the maturity stage (article S1, table T5): the day of joining is day 1.
STAGE_DAYS = (31, 180)
_BY = ["count", "of", "pending"]


@dataclass(frozen=True)
class Repurchase:
    """`rates`: version (days, orders, recent, stage, first_30, first_60, first_90), count, of, share, low, high, pending;
    recent: in the last `value.window_until_days`, there where no period was chosen.

    `cohorts`: month, window_days, count, of, share, low, high, pending (days not over), complete. `unknown_new`: buyers
    whose first order lies so near the begin of the orders that nobody knows whether it was their first.
    `buyers`: person_id, display_name, order_days, orders, recent_days, day_index, first_on, again_after_days, first_is_known.
    """

    as_of: date
    start: date
    end: date
    coverage: dict[str, Any]
    rates: pd.DataFrame
    cohorts: pd.DataFrame
    unknown_new: int
    buyers: pd.DataFrame

    def people(self, version: str, state: str = "count") -> pd.DataFrame:
        """person_id, display_name behind `count` (bought again), `of` (all of them) or `pending` of a version."""
        chosen = _membership(self.buyers, version, self.end)[state]
        return self.buyers.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Repurchase:
    """Repurchase in the period of `scope`; without one over all orders, and beside it in their last days."""
    settings = workspace.settings
    bought = purchases(workspace, scope, None)
    joined = workspace.facts("value_joins", bought.resolved)
    result = table(bought, joined, settings)
    return replace(result, buyers=workspace.named(result.buyers))


def table(bought: Purchases, joined: pd.DataFrame, settings: Settings) -> Repurchase:
    """The rules on the facts. `joined`: person_id, first_join. Display names are empty."""
    buyers = _buyers(bought, joined, settings)
    rows = []
    recent = ("recent",) if bought.default_period else ()
    for version in ("days", "orders", *recent, "stage", *(f"first_{days}" for days in WINDOWS)):
        found = _membership(buyers, version, bought.end)
        rows.append((version, *(int(found[name].sum()) for name in _BY)))
    rates = with_shares(pd.DataFrame(rows, columns=["version", *_BY]))
    unknown = int((~buyers["first_is_known"]).sum()) if len(buyers) else 0
    return Repurchase(bought.end, bought.start, bought.end, coverage(bought), rates, _cohorts(buyers, bought.end),
                      unknown, buyers)


def _buyers(bought: Purchases, joined: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Every buyer up to the end of the period, with what the versions need."""
    inside = by_person(bought.within(bought.own)).set_index("person_id")
    ever = bought.own.sort_values(["person_id", "day"])
    found = pd.DataFrame({"first_on": ever.groupby("person_id")["day"].first(), "second_on": _second(ever)})
    found["order_days"] = inside["order_days"].reindex(found.index).fillna(0).astype("int64")
    found["orders"] = inside["orders"].reindex(found.index).fillna(0).astype("int64")
    found["recent_days"] = _recently(bought, settings)["day"].nunique().reindex(found.index).fillna(0).astype("int64")
    found["day_index"] = _day_index(found, joined, bought.end)
    found["again_after_days"] = (found["second_on"] - found["first_on"]).dt.days
    edge = pd.Timestamp(bought.known_from or bought.end) + pd.Timedelta(days=settings.value.first_order_known_from_days)
    found["first_is_known"] = found["first_on"] >= edge
    found = found.reset_index(names="person_id").astype({"person_id": "int64"})
    found.insert(1, "display_name", "")
    return found.drop(columns="second_on")


def _recently(bought: Purchases, settings: Settings) -> Any:
    """By person, the purchases of the chosen period, else of the last days: what a stage of days may be held against."""
    first = pd.Timestamp(bought.end) - pd.Timedelta(days=settings.value.window_until_days - 1)
    own = bought.own
    return (own[own["day"] >= first] if bought.default_period else bought.within(own)).groupby("person_id")


def _second(ever: pd.DataFrame) -> pd.Series[Any]:
    """person_id → the second day with an order."""
    again = ever[ever.groupby("person_id").cumcount() == 1]
    return again.set_index("person_id")["day"]


def _day_index(found: pd.DataFrame, joined: pd.DataFrame, end: date) -> pd.Series[Any]:
    first = pd.to_datetime(joined.set_index("person_id")["first_join"]).reindex(found.index)
    return (pd.Timestamp(end) - first).dt.days + 1


def _membership(buyers: pd.DataFrame, version: str, end: date) -> pd.DataFrame:
    """One row a buyer: count, of, pending as booleans."""
    nobody = pd.Series(False, index=buyers.index)
    if version.startswith("first_"):
        return _first_timers(buyers, int(version.removeprefix("first_")), end)
    column = {"orders": "orders", "recent": "recent_days", "stage": "recent_days"}.get(version, "order_days")
    within = buyers[column] > 0
    if version == "stage":
        within &= buyers["day_index"].between(*STAGE_DAYS).fillna(False)
    again = buyers[column] >= 2
    return pd.DataFrame({"count": within & again, "of": within, "pending": nobody})


def _first_timers(buyers: pd.DataFrame, window: int, end: date) -> pd.DataFrame:
    over = buyers["first_on"] + pd.Timedelta(days=window) <= pd.Timestamp(end)
    again = (buyers["again_after_days"] <= window).fillna(False)
    known = buyers["first_is_known"]
    return pd.DataFrame({"count": known & over & again, "of": known & over, "pending": known & ~over})


def _cohorts(buyers: pd.DataFrame, end: date) -> pd.DataFrame:
    month = buyers["first_on"].dt.to_period("M").dt.to_timestamp()
    frames = []
    for window in WINDOWS:
        counted = _first_timers(buyers, window, end).groupby(month)[_BY].sum().astype("int64")
        frames.append(counted.rename_axis("month").reset_index().assign(window_days=window))
    whole = pd.concat(frames, ignore_index=True)
    whole = whole[(whole["of"] + whole["pending"]) > 0].sort_values(["month", "window_days"], ignore_index=True)
    shares = with_shares(whole).assign(complete=whole["pending"] == 0)
    return shares[["month", "window_days", "count", "of", "share", "low", "high", "pending", "complete"]]
