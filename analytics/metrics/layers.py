"""Layers: who spends a lot, talks a lot, is new, has gone silent (article S1, table T1; METRICS 6.12).

The four labels overlap: a big spender can be silent. `facts` is the only part that reads the shop;
`table` applies thresholds to it, so that a slider never reads messages again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analytics.metrics.labels import LABELS, LAYERS, label, own_cuts
from analytics.metrics.population import Population, present
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.spending import Month, monthly_spend, months_counted
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

WHY = ("spend_months", "interactions_7d", "last_interaction_on", "last_paid_on", "first_join", "ambiguous")


@dataclass(frozen=True)
class Facts:
    """What is known about every member, before any threshold.

    `members`, one row a person: person_id, display_name, ambiguous, spend_cents, spend_months,
    interactions_7d, week_recorded, tenure_days, known_days, silent_at_most, silent_at_least,
    first_join, last_interaction_on, last_paid_on. NULL where nothing is known.
    """

    as_of: date
    members: pd.DataFrame
    population: Population
    months: tuple[Month, ...]
    coverage: dict[str, Any]
    settings: Settings = field(repr=False)

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """The thresholds that would give this shop the article's shares, as `own_cuts` has them; a try changes nothing of it."""
        return own_cuts(self.members, self.population.of, self.settings)


@dataclass(frozen=True)
class Layers:
    """`counts`: layer, count, of, share, low, high, reference, unjudged; labels overlap.

    `exclusive`: the same, each person once by priority; sums to `of`. `overlap`: layer_a, layer_b,
    count. `members`: DATA 11 plus the reasons (`WHY`) and still_buying; labels NULL where they cannot
    be judged. A label that can be judged for nobody has a NULL count. Shares are NULL where the
    population is only who was seen. `settings`: the thresholds used.
    """

    as_of: date
    coverage: dict[str, Any]
    population: Population
    counts: pd.DataFrame
    exclusive: pd.DataFrame
    overlap: pd.DataFrame
    members: pd.DataFrame
    months: tuple[Month, ...]
    settings: Settings = field(repr=False)

    def people(self, layer: str, *, exclusive: bool = False, also: str | None = None) -> pd.DataFrame:
        """person_id, display_name of the people behind a count; `also`: behind one of `overlap`.

        In `exclusive`, layer "unknown" also counts those only a head-count knows; they have no row.
        """
        chosen = self.members["main"] == layer
        if layer in LABELS and not exclusive:
            chosen = self.members[layer].fillna(False).astype(bool)
            if also:
                chosen &= self.members[also].fillna(False).astype(bool)
        return self.members.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)

    def carried(self) -> list[str]:
        """The layers that hold anybody who can be named: labels, then the two of those who carry none."""
        main = set(self.members["main"].unique())
        return [name for name in LAYERS if (self.count(name) if name in LABELS else name in main)]

    def count(self, layer: str) -> int | None:
        """How many carry the label; None where it can be judged for nobody."""
        value = dict(zip(self.counts["layer"], self.counts["count"], strict=True))[layer]
        return None if pd.isna(value) else int(value)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Layers:
    """The layers on `scope.as_of` (start and end play no part). `settings`: a try, nothing is stored.

    Raises `UserError` nothing_yet for an empty shop.
    """
    settings = settings or workspace.settings
    return table(facts(workspace, scope, settings), settings)


def facts(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Facts:
    """Everything the thresholds are later applied to, in a few queries."""
    settings, resolved = settings or workspace.settings, workspace.resolve(scope)
    with side_by_side() as ask:
        bought = ask.submit(workspace.facts, "layer_last_orders", resolved)
        months = months_counted(workspace, resolved, settings)
        members, counted = present(workspace, resolved, purchase_counts=settings.layers.purchase_counts_as_interaction)
    members = members.merge(monthly_spend(workspace, resolved, settings, members["person_id"]), on="person_id")
    members = members.merge(bought.result(), on="person_id", how="left")
    members = with_tenure(members, resolved.as_of)
    names = workspace.words_for(members["person_id"])
    members.insert(1, "display_name", members["person_id"].map(names))
    end = workspace.facts("today_order_end", resolved)["orders_until"].iloc[0]
    until = resolved.as_of if pd.isna(end) else min(resolved.as_of, pd.Timestamp(end).date())
    coverage = {**_coverage(workspace, members, counted, months), "orders_until": until}
    return Facts(resolved.as_of, members, counted, tuple(months), coverage, settings)


def table(facts: Facts, settings: Settings) -> Layers:
    """Apply the thresholds of `settings` to `facts`; pure, and quick enough for a slider."""
    labelled, unseen = label(facts.members, settings.layers), facts.population.unseen
    members = _members(facts.members, labelled, settings.today.gone_from_days, facts.coverage["orders_until"])
    of = facts.population.of
    return Layers(
        as_of=facts.as_of, coverage=facts.coverage, population=facts.population,
        counts=_shares(_counts(labelled, unseen), of, settings, facts.population),
        exclusive=_shares(_exclusive(labelled, unseen), of, settings, facts.population),
        overlap=_overlap(labelled), members=members, months=facts.months, settings=settings,
    )


def with_tenure(members: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Rows of `present_members` with tenure_days and known_days on `as_of`."""
    day = pd.Timestamp(as_of)
    return members.assign(tenure_days=(day - members["first_join"]).dt.days, known_days=(day - members["known_since"]).dt.days)


def _members(members: pd.DataFrame, labelled: pd.DataFrame, gone_from: int, orders_until: date) -> pd.DataFrame:
    judged = members["spend_months"].where(members["spend_months"] > 0)
    least, most = members["silent_at_least"], members["silent_at_most"]
    # Silent in the group, yet bought lately by the orders' own last day: 只买不说.
    recent = (pd.Timestamp(orders_until) - members["last_paid_on"]).dt.days < gone_from
    return pd.DataFrame({
        "person_id": members["person_id"], "display_name": members["display_name"],
        **{name: labelled[name] for name in (*LABELS, "main")},
        "monthly_spend": members["spend_cents"] / 100 / judged,
        "interactions_7d": members["interactions_7d"], "tenure_days": members["tenure_days"],
        "silent_days": least.where(most.isna() | (least <= most), most).where(least.notna()),
        **{name: members[name] for name in WHY if name != "interactions_7d"},
        "still_buying": labelled["silent"].fillna(False).astype(bool) & recent,
    })


def _counts(labelled: pd.DataFrame, unseen: int) -> pd.DataFrame:
    rows = []
    for name in LABELS:
        known = int(labelled[name].notna().sum())
        rows.append((name, int(labelled[name].sum()) if known else pd.NA, len(labelled) - known + unseen))
    for name in ("ordinary", "unknown"):
        rows.append((name, int((labelled["main"] == name).sum()), 0))
    return pd.DataFrame(rows, columns=["layer", "count", "unjudged"]).astype({"count": "Int64"})


def _exclusive(labelled: pd.DataFrame, unseen: int) -> pd.DataFrame:
    counts = labelled["main"].value_counts().reindex(list(LAYERS), fill_value=0)
    counts["unknown"] += unseen
    frame = counts.rename_axis("layer").reset_index(name="count")
    return frame.assign(unjudged=0).astype({"layer": "str", "count": "Int64"})


def _shares(frame: pd.DataFrame, of: int, settings: Settings, counted: Population) -> pd.DataFrame:
    judged = frame["count"].fillna(0).astype("int64")
    shares = with_shares(frame.assign(of=of, judged=judged), "judged")
    for name in ("share", "low", "high"):
        shares[name] = shares[name].where(frame["count"].notna() & counted.has_share)
    references = _references(settings) if counted.kind in ("list", "head_count") else {}
    shares["reference"] = shares["layer"].map(references).astype("float64")
    return shares[["layer", "count", "of", "share", "low", "high", "reference", "unjudged"]]


def _references(settings: Settings) -> dict[str, float]:
    """The article's shares; its four sum to 95 %, the rest is what it leaves for ordinary people."""
    stated = {name: float(getattr(settings.layers, f"reference_{name}_share")) for name in LABELS}
    return {**stated, "ordinary": max(0.0, round(1 - sum(stated.values()), 6))}


def _overlap(labelled: pd.DataFrame) -> pd.DataFrame:
    carried = labelled[list(LABELS)].fillna(False).astype("int64").to_numpy()
    together = carried.T @ carried
    rows = [(a, b, int(together[i, j])) for i, a in enumerate(LABELS) for j, b in enumerate(LABELS)]
    return pd.DataFrame(rows, columns=["layer_a", "layer_b", "count"])


def _coverage(workspace: Workspace, members: pd.DataFrame, counted: Population, months: list[Month]) -> dict[str, Any]:
    ends = counted.groups[["chat_id", "last_day"]]
    return {
        "population": counted.kind, "of": counted.of, "has_orders": workspace.has("orders"),
        "months": [first for first, _ in months], "has_chat": bool(ends["last_day"].notna().any()),
        "has_join_days": bool(members["first_join"].notna().any()),
        "ambiguous": int(members["ambiguous"].sum()), "staff": counted.staff,
        "outside": counted.outside, "outside_share": counted.outside_share, "partial": counted.partial,
        "recorded_days": int(counted.groups["recorded_days"].max()) if len(ends) else 0,
    }
