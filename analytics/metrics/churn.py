"""Three ways of being lost, each under its own name, and who is about to be (METRICS 6.4, K10, K37).

退群流失: left the group. 沉默流失: nothing for so many recorded days, never less than the shop's own rhythm. 消费流失: no
order for so many times the person's own usual gap. A warning is a rule that can be read: every line says why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import activity, exits, layers, stickiness, today_facts
from analytics.metrics.labels import label
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

REASONS = ("quiet", "drop", "order_age")
_FOUR_WEEKS = 28
_WARNING = ("person_id", "display_name", "risk", "reasons", "silent_days", "own_gap", "recent", "before", "order_days_ago",
            "order_gap")


@dataclass(frozen=True)
class Facts:
    """`members`: person_id, display_name, silent (nullable), silent_days, own_gap, recent, before, ambiguous.

    recent, before: interactions of the last 28 days and of the 28 before, NULL where a day of them is not recorded.
    `buyers`: person_id, display_name, order_days, order_gap (own median, days), order_days_ago. `silent_from`: days.
    """

    as_of: date
    orders_until: date | None
    silent_from: int
    rhythm: float | None
    members: pd.DataFrame
    buyers: pd.DataFrame
    left: exits.Exits
    has_share: bool


@dataclass(frozen=True)
class Churn:
    """`rates`, one row a form: form (left, silent, buying), count, of, share, low, high; NULL share where unknowable.

    left: leaves of one's own will of the scope's days / members at the start + joins. silent: of the members whose
    silence can be judged. buying: of the buyers with two order days or more; `single_buyers` have no gap of their own.
    `silent_from`: the days of silence used. `warnings`: person_id, display_name, risk (how many reasons), reasons,
    silent_days, own_gap, recent, before, order_days_ago, order_gap; most reasons first.
    """

    as_of: date
    coverage: dict[str, Any]
    rates: pd.DataFrame
    silent_from: int
    single_buyers: int
    unjudged: int
    warnings: pd.DataFrame
    facts: Facts

    def people(self, form: str) -> pd.DataFrame:
        """person_id, display_name (left: one row a leave) behind a form's count, or of the warnings."""
        if form == "left":
            return self.facts.left.people("left")[["person_id", "display_name"]]
        if form == "warnings":
            return self.warnings[["person_id", "display_name"]]
        frame = self.facts.members if form == "silent" else self.facts.buyers
        chosen = frame["silent"].fillna(False).astype(bool) if form == "silent" else frame["lost"].fillna(False).astype(bool)
        return frame.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Churn:
    """The three forms and the warnings at the end of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    return read(workspace, scope, activity.facts(workspace, scope))


def read(workspace: Workspace, scope: Scope | None, spoken: activity.Facts) -> Churn:
    """The same beside `activity.facts` that are there already."""
    return table(facts(workspace, scope, spoken), workspace.settings)


def buying_rhythm(workspace: Workspace, scope: Scope | None = None) -> stickiness.Rhythm:
    """How long buyers wait between two order days: the usage interval of a shop of which only orders are known."""
    bought = today_facts.own(workspace.facts("value_days", workspace.resolve(scope)))
    return stickiness.rhythm(bought[["person_id", "day"]])


def warnings(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """Who may be lost next: the frame `Churn.warnings`."""
    return measure(workspace, scope).warnings


def facts(workspace: Workspace, scope: Scope | None, spoken: activity.Facts) -> Facts:
    """What the rules need of everybody, in a few queries."""
    settings, resolved = workspace.settings, workspace.resolve(scope)
    found = layers.facts(workspace, scope)
    active = spoken.days[spoken.days["interactions"] > 0]
    rhythm = stickiness.rhythm(active).days
    silent_from = max(settings.churn.silent_from_days, math.ceil(rhythm or 0))
    bought = today_facts.own(workspace.facts("value_days", resolved))
    ends = pd.to_datetime(workspace.facts("layer_order_ranges", resolved)["last_day"])
    until = None if ends.empty else min(ends.max(), pd.Timestamp(resolved.as_of))
    return Facts(resolved.as_of, None if until is None else until.date(), silent_from, rhythm,
                 _members(found, spoken, settings, silent_from), _buyers(bought, until, workspace, settings),
                 exits.measure(workspace, scope), found.population.has_share)


def table(found: Facts, settings: Settings) -> Churn:
    """Rates and warnings; pure."""
    left = found.left.rate("left")
    silent, lost = found.members["silent"], found.buyers["lost"]
    rows = [
        ("left", left["count"], left["of"]),
        ("silent", int(silent.sum()), int(silent.notna().sum())),
        ("buying", int(lost.sum()), int(lost.notna().sum())),
    ]
    rates = with_shares(pd.DataFrame(rows, columns=["form", "count", "of"]))
    if not found.has_share:
        rates.loc[rates["form"] == "silent", ["share", "low", "high"]] = np.nan
    return Churn(found.as_of, {"left_known": found.left.known, "orders_until": found.orders_until}, rates,
                 found.silent_from, int(lost.isna().sum()), int(silent.isna().sum()), _warned(found, settings), found)


def _members(found: layers.Facts, spoken: activity.Facts, settings: Settings, silent_from: int) -> pd.DataFrame:
    rule = settings.changed(layers__silent_from_days=min(silent_from, 365))
    members = found.members
    silent = label(members, rule.layers)["silent"]
    active = spoken.days[spoken.days["interactions"] > 0]
    gaps = stickiness.own_gaps(active)
    recent, before = (_interactions(spoken, back) for back in (0, _FOUR_WEEKS))
    ids = members["person_id"]
    certain = members["silent_at_least"]
    days = members[["silent_at_most", "silent_at_least"]].min(axis=1).where(certain.notna())
    return pd.DataFrame({
        "person_id": ids, "display_name": members["display_name"], "silent": silent, "silent_days": days,
        "own_gap": ids.map(gaps), "recent": _looked_up(ids, recent), "before": _looked_up(ids, before),
        "ambiguous": members["ambiguous"].astype(bool)})


def _interactions(spoken: activity.Facts, back: int) -> pd.Series[Any] | None:
    """Interactions a person in the 28 days that end `back` days before the end; None where a day is not recorded."""
    last = pd.Timestamp(spoken.end) - pd.Timedelta(days=back)
    first = last - pd.Timedelta(days=_FOUR_WEEKS - 1)
    if len(spoken.covered(first.date(), last.date())) < _FOUR_WEEKS:
        return None
    rows = spoken.days[spoken.days["day"].between(first, last)]
    return rows.groupby("person_id")["interactions"].sum()


def _looked_up(ids: pd.Series[Any], counts: pd.Series[Any] | None) -> pd.Series[Any]:
    if counts is None:
        return pd.Series(np.nan, index=ids.index)
    return ids.map(counts).fillna(0.0).astype("float64")


def _buyers(bought: pd.DataFrame, until: pd.Timestamp | None, workspace: Workspace, settings: Settings) -> pd.DataFrame:
    """`lost`: no order for at least so many times the own median gap; NULL with fewer than two order days."""
    days = bought[["person_id", "day"]]
    grouped = days.groupby("person_id")["day"]
    frame = pd.DataFrame({"order_days": grouped.size(), "last": grouped.max()}).reset_index()
    gaps = stickiness.own_gaps(days)
    frame["order_gap"] = frame["person_id"].map(gaps).astype("float64")
    ago = (until - frame["last"]).dt.days if until is not None and len(frame) else pd.Series(dtype="float64")
    frame["order_days_ago"] = ago.astype("float64")
    lost = frame["order_days_ago"] >= settings.churn.buying_gap_from_times * frame["order_gap"]
    frame["lost"] = lost.astype("boolean").where(frame["order_gap"].notna(), pd.NA)
    return workspace.named(frame.drop(columns="last"))


def _warned(found: Facts, settings: Settings) -> pd.DataFrame:
    """Members for whom a rule fires and who are not lost by silence yet; most reasons first, then the longest silent."""
    rules = settings.churn
    rows = found.members.merge(found.buyers[["person_id", "order_gap", "order_days_ago", "lost"]], on="person_id", how="left")
    rows = rows[~rows["ambiguous"] & ~rows["silent"].fillna(False).astype(bool)]
    fired = pd.DataFrame({
        "quiet": rows["silent_days"] >= rules.warn_gap_from_times * rows["own_gap"].clip(lower=1),
        "drop": (rows["before"] >= rules.warn_from_interactions)
        & (rows["recent"] <= (1 - rules.warn_drop_from_share) * rows["before"]),
        "order_age": rows["lost"].fillna(False).astype(bool),
    }).fillna(False)
    risk = fired.sum(axis=1)
    rows, fired = rows[risk > 0], fired[risk > 0]
    reasons = [tuple(name for name in REASONS if row[name]) for row in fired.to_dict("records")]
    rows = rows.assign(risk=risk[risk > 0].astype("int64"), reasons=pd.Series(reasons, index=rows.index, dtype="object"))
    rows = rows.sort_values(["risk", "silent_days", "person_id"], ascending=[False, False, True])
    return rows[list(_WARNING)].reset_index(drop=True)
