"""Who is probably still a customer and what they will bring: BG/NBD and Gamma–Gamma where there is enough, else a rule.

Below the gate (METRICS 7.4) no model is fitted; silence is held against each buyer's own rhythm instead. The model is
checked on the last third of the record, which it has not seen, and refused where the fit ends on a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.metrics.purchases import Purchases, coverage, purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics import gamma_gamma, repeat_buying
from analytics.statistics.gamma_gamma import ValueModel
from analytics.statistics.repeat_buying import BuyingModel
from analytics.workspace import Workspace

DAYS_A_WEEK = 7
NEXT_DAYS = (30, 90)
_YEAR_DAYS = 365
_SEEN_SHARE = 2 / 3
Verdict = Literal["no_orders", "few_customers", "few_repeaters", "short_record", "on_bounds", "fitted"]


@dataclass(frozen=True)
class Forecast:
    """What can be said of everybody's next orders.

    `verdict`: fitted, or why not. `gate`: need, count, from, passed. `members`: person_id, display_name, x (repeat days),
    silent_days, own_gap_days (median; NaN under two days), gaps (silence ÷ own gap), overdue, net, first_on, last_on; with
    a model also p_alive (NaN for one-time buyers, of whom the model cannot tell), next_30, next_90 (orders), worth_90 (yuan,
    margin and discount applied). `holdout`: day, actual, expected (cumulative repeat days; seen: whether the check's fit saw it).
    `repeats`: person_id, day: the repeat days that the check counts.
    `depends`: rank correlation of how often with how much; `value` is None where that is too far from 0.
    """

    as_of: date
    coverage: dict[str, Any]
    verdict: Verdict
    gate: pd.DataFrame
    model: BuyingModel | None
    value: ValueModel | None
    depends: float
    members: pd.DataFrame
    holdout: pd.DataFrame
    repeats: pd.DataFrame
    settings: Settings

    def people(self, which: str = "overdue") -> pd.DataFrame:
        """person_id, display_name of those overdue by their own rhythm, or `probably_gone` by the model (P below ½)."""
        chosen = self.members["overdue"] if which == "overdue" else self.members["p_alive"] < 0.5
        return self.members.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)

    def bought_again(self, until: date) -> pd.DataFrame:
        """person_id, display_name, x: who of the check came back up to a day, on how many days; they sum to `actual`."""
        counted = self.repeats.loc[self.repeats["day"] <= pd.Timestamp(until), "person_id"].value_counts().rename("x")
        found = self.members[["person_id", "display_name"]].merge(counted.reset_index(), on="person_id")
        return found.sort_values("x", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Overdue:
    """`members`: person_id, display_name, net, last_on, own_gap_days, silent_days, gaps of those overdue by their own rhythm."""

    as_of: date
    coverage: dict[str, Any]
    members: pd.DataFrame
    settings: Settings

    def people(self) -> pd.DataFrame:
        """person_id, display_name of all of them."""
        return self.members[["person_id", "display_name"]].reset_index(drop=True)


def overdue(workspace: Workspace, scope: Scope | None = None) -> Overdue:
    """What needs no model: `Forecast.people("overdue")` without fitting one, which takes longer than the rest of a page."""
    settings = workspace.settings
    bought = purchases(workspace, scope, settings.value.window_until_days)
    found = rhythm(bought, settings)
    members = workspace.named(found.loc[found["overdue"]].reset_index(drop=True))
    return Overdue(bought.end, coverage(bought), members, settings)


def measure(workspace: Workspace, scope: Scope | None = None) -> Forecast:
    """Seen from the last day of `scope`, over all orders up to it."""
    settings = workspace.settings
    bought = purchases(workspace, scope, settings.value.window_until_days)
    result = table(bought, settings)
    return replace(result, members=workspace.named(result.members))


def table(bought: Purchases, settings: Settings) -> Forecast:
    """Gate, fit, forecast and check on the facts; display names are empty."""
    members = rhythm(bought, settings)
    gate = _gate(members, bought, settings)
    verdict, model = _fitted(gate, members)
    value, depends = _value(members, settings)
    if model is not None:
        members = _forecast(members, model, value, settings)
    holdout, repeats = _check(bought, settings) if model is not None else _no_check()
    return Forecast(bought.end, coverage(bought), verdict, gate, model, value if model else None, depends, members, holdout,
                    repeats, settings)


def rhythm(bought: Purchases, settings: Settings) -> pd.DataFrame:
    """One row a buyer: the history and how long the silence is against the own median gap; no model needed."""
    own = bought.own.sort_values(["person_id", "day"])
    gaps = own.groupby("person_id")["day"].diff().dt.days
    grouped = own.groupby("person_id")
    found = grouped.agg(x=("day", "size"), net=("cents", "sum"), first_on=("day", "min"), last_on=("day", "max"))
    found["own_gap_days"] = gaps.groupby(own["person_id"]).median()
    found["x"] -= 1
    found["net"] /= 100
    found["silent_days"] = (pd.Timestamp(bought.end) - found["last_on"]).dt.days
    found["gaps"] = found["silent_days"] / found["own_gap_days"]
    found["overdue"] = (found["gaps"] >= settings.churn.buying_gap_from_times).fillna(False)
    found["p_alive"] = np.nan
    found = found.reset_index().astype({"person_id": "int64"})
    found.insert(1, "display_name", "")
    # The value of repeat days: the first order is not part of what the model counts.
    first = own.groupby("person_id")["cents"].first().to_numpy() / 100
    return found.assign(repeat_value=(found["net"] - first) / found["x"].where(found["x"] > 0))


def histories(members: pd.DataFrame, end: date) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """x, t_x and T in weeks: purchases are days, so several orders of a day are one."""
    recency = (members["last_on"] - members["first_on"]).dt.days / DAYS_A_WEEK
    observed = (pd.Timestamp(end) - members["first_on"]).dt.days / DAYS_A_WEEK
    return members["x"].to_numpy(dtype=float), recency.to_numpy(dtype=float), observed.to_numpy(dtype=float)


def _gate(members: pd.DataFrame, bought: Purchases, settings: Settings) -> pd.DataFrame:
    wanted = settings.value
    gap = float(members["own_gap_days"].median()) if members["own_gap_days"].notna().any() else float("nan")
    span = (bought.end - (bought.known_from or bought.end)).days + 1
    rows = [("customers", float(len(members)), float(wanted.model_from_customers)),
            ("repeaters", float((members["x"] > 0).sum()), float(wanted.model_from_repeaters)),
            ("record_days", float(span), wanted.model_from_median_gaps * gap)]
    frame = pd.DataFrame(rows, columns=["need", "count", "from"])
    return frame.assign(passed=frame["count"] >= frame["from"])


def _fitted(gate: pd.DataFrame, members: pd.DataFrame) -> tuple[Verdict, BuyingModel | None]:
    if members.empty:
        return "no_orders", None
    passed = gate.set_index("need")["passed"]
    reasons: dict[str, Verdict] = {"customers": "few_customers", "repeaters": "few_repeaters", "record_days": "short_record"}
    for need, verdict in reasons.items():
        if not passed[need]:
            return verdict, None
    end = (members["last_on"] + pd.to_timedelta(members["silent_days"], unit="D")).max().date()
    model = repeat_buying.fit(*histories(members, end))
    return ("on_bounds", None) if model.on_bounds else ("fitted", model)


def _value(members: pd.DataFrame, settings: Settings) -> tuple[ValueModel | None, float]:
    """None where how often tells how much, or where the fit has no mean."""
    again = members[(members["x"] > 0) & (members["repeat_value"] > 0)]
    depends = gamma_gamma.value_depends(again["x"], again["repeat_value"]) if len(again) else float("nan")
    if not abs(depends) <= settings.value.model_value_depends_above:
        return None, depends
    model = gamma_gamma.fit(again["x"], again["repeat_value"])
    return (None if model.on_bounds else model), depends


def _forecast(members: pd.DataFrame, model: BuyingModel, value: ValueModel | None, settings: Settings) -> pd.DataFrame:
    end = (members["last_on"] + pd.to_timedelta(members["silent_days"], unit="D")).max().date()
    seen = histories(members, end)
    found = members.assign(p_alive=pd.Series(repeat_buying.p_alive(model, *seen), index=members.index).where(members["x"] > 0))
    for days in NEXT_DAYS:
        found[f"next_{days}"] = repeat_buying.expected_next(model, days / DAYS_A_WEEK, *seen)
    return found.assign(worth_90=_worth(found, model, value, seen, settings))


def _worth(found: pd.DataFrame, model: BuyingModel, value: ValueModel | None, seen: tuple[Any, ...],
           settings: Settings) -> Any:
    """Expected yuan of the next 90 days: orders month by month, times the worth of an order, margin and discount."""
    if value is None:
        return np.nan
    each = gamma_gamma.expected_value(value, found["x"], found["repeat_value"].fillna(0))
    total, before = np.zeros(len(found)), np.zeros(len(found))
    for days in (30, 60, 90):
        orders = repeat_buying.expected_next(model, days / DAYS_A_WEEK, *seen)
        total += (orders - before) / (1 + settings.value.discount_share_per_year) ** (days / _YEAR_DAYS)
        before = orders
    return total * each * settings.value.margin_share


def _check(bought: Purchases, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit on the first two thirds of the record, then actual beside expected repeat days, cumulative over both parts."""
    known_from = bought.known_from or bought.end
    cut = known_from + (bought.end - known_from) * _SEEN_SHARE
    own = bought.own
    early = Purchases(bought.resolved, bought.days[bought.days["day"] <= pd.Timestamp(cut)], known_from, cut, known_from,
                      bought.until, True)
    seen = rhythm(early, settings)
    if (seen["x"] > 0).sum() < settings.value.model_from_repeaters:
        return _no_check()
    model = repeat_buying.fit(*histories(seen, cut))
    if model.on_bounds:
        return _no_check()
    known = own[own["person_id"].isin(seen["person_id"])]
    known = known.sort_values(["person_id", "day"])
    repeat = known.loc[known.groupby("person_id").cumcount() > 0, ["person_id", "day"]]
    days = pd.date_range(known_from, bought.end, freq="7D")
    age = (days.to_numpy()[:, None] - seen["first_on"].to_numpy()[None, :]) / np.timedelta64(DAYS_A_WEEK, "D")
    expected = repeat_buying.expected_orders(model, np.clip(age, 0, None)).sum(axis=1)
    actual = np.searchsorted(np.sort(repeat["day"].to_numpy()), days.to_numpy(), side="right")
    return pd.DataFrame({"day": days, "actual": actual, "expected": expected, "seen": days <= pd.Timestamp(cut)}), repeat


def _no_check() -> tuple[pd.DataFrame, pd.DataFrame]:
    day = pd.Series(dtype="datetime64[us]")
    nothing = pd.DataFrame({"day": day, "actual": pd.Series(dtype="int64"), "expected": pd.Series(dtype="float64"),
                            "seen": pd.Series(dtype="bool")})
    return nothing, pd.DataFrame({"person_id": pd.Series(dtype="int64"), "day": day})
