"""Stages by days in the group: introduction, growth, maturity, veterans (article S1 table T5; METRICS I9-I11).

The day of joining is day 1. A veteran is no lost customer: who still talks or buys is said beside the stage. What
each stage is to achieve is counted in `stage_targets`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import birthdays, first_orders
from analytics.metrics.population import Population, present
from analytics.metrics.tier_reviews import month_end
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

STAGES = ("introduction", "growth", "maturity", "veteran", "unknown")


@dataclass(frozen=True)
class Stages:
    """`counts`: stage (`STAGES`), count, of, share, low, high; NULL shares where the members are only who was seen.

    `members`: person_id, display_name, stage, day_index (NULL unknown), first_join, last_interaction_on, last_paid_on,
    still_active, still_buying. `birthdays`: person_id, display_name, stage (or “outside”), day (of the month of as_of), passed,
    lunar_birthday (“08-15”, or NULL); None where no list states any birthday.
    """

    as_of: date
    coverage: dict[str, Any]
    population: Population
    counts: pd.DataFrame
    members: pd.DataFrame
    birthdays: pd.DataFrame | None
    settings: Settings = field(repr=False)

    @property
    def edges(self) -> dict[str, int]:
        """The last day of each stage and the first of the next: first, after_first, second, …, after_third."""
        own = self.settings.stages
        last = {"first": own.introduction_until_days, "second": own.growth_until_days, "third": own.maturity_until_days}
        return {**last, **{f"after_{name}": day + 1 for name, day in last.items()}}

    def people(self, stage: str) -> pd.DataFrame:
        """person_id, display_name of the people of a stage."""
        return self.members.loc[self.members["stage"] == stage, ["person_id", "display_name"]].reset_index(drop=True)

    def count(self, stage: str) -> int:
        """How many are in a stage."""
        return int(self.counts.set_index("stage")["count"][stage])


def measure(workspace: Workspace, scope: Scope | None = None) -> Stages:
    """The stages on `scope.as_of`. Raises `UserError` nothing_yet for an empty shop."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    there, counted = present(workspace, resolved)
    orders = workspace.facts("layer_last_orders", resolved)
    begun, until = first_orders.record(workspace, resolved, settings)
    members = _members(there.merge(orders, on="person_id", how="left"), resolved.as_of, until, settings)
    members = workspace.named(members)
    return Stages(
        resolved.as_of, _coverage(members, counted, workspace, begun), counted, _counts(members, counted), members,
        _birthdays(workspace, resolved, members), settings)


def stage_of(day_index: pd.Series[Any], at_least: pd.Series[Any], settings: Settings) -> pd.Series[Any]:
    """The stage of each day index; where it is unknown, veteran for who was there longer than every other stage lasts.

    `at_least`: the day index a person has at the least, NaN unknown.
    """
    own = settings.stages
    named = np.select(
        [day_index <= own.introduction_until_days, day_index <= own.growth_until_days,
         day_index <= own.maturity_until_days, day_index.notna() | (at_least > own.maturity_until_days)],
        STAGES[:4], "unknown")
    return pd.Series(named, index=day_index.index, dtype="str")


def _members(present: pd.DataFrame, as_of: date, until: date | None, settings: Settings) -> pd.DataFrame:
    today, own = pd.Timestamp(as_of), settings.stages
    day_index = (today - present["first_join"]).dt.days + 1
    at_least = (today - present["known_since"]).dt.days + 1
    stage = stage_of(day_index, at_least, settings).mask(present["ambiguous"].astype(bool), "unknown")
    bought_ago = (pd.Timestamp(until or as_of) - present["last_paid_on"]).dt.days
    return pd.DataFrame({
        "person_id": present["person_id"], "stage": stage, "day_index": day_index, "first_join": present["first_join"],
        "last_interaction_on": present["last_interaction_on"], "last_paid_on": present["last_paid_on"],
        "still_active": present["last_interaction_on"].notna() & (present["silent_at_most"] <= own.still_until_days),
        "still_buying": bought_ago <= own.still_until_days})


def _counts(members: pd.DataFrame, counted: Population) -> pd.DataFrame:
    counts = members["stage"].value_counts().reindex(list(STAGES), fill_value=0).astype("int64")
    counts["unknown"] += counted.unseen
    frame = with_shares(counts.rename_axis("stage").reset_index(name="count").assign(of=counted.of).astype({"stage": "str"}))
    if not counted.has_share:
        frame[["share", "low", "high"]] = np.nan
    return frame


def _birthdays(workspace: Workspace, resolved: Resolved, members: pd.DataFrame) -> pd.DataFrame | None:
    """Whose birthday lies in the month of `as_of`, in the order of the days; who is in no group too, where none was left out."""
    known, today = workspace.facts("today_birthdays", resolved), resolved.as_of
    if known.empty:
        return None
    month = birthdays.between(known, today.replace(day=1), month_end(today))
    mine = month.merge(members[["person_id", "stage"]], on="person_id", how="left" if resolved.all_chats else "inner")
    mine = mine.assign(stage=mine["stage"].fillna("outside"), passed=mine["day"] < pd.Timestamp(today), day=mine["day"].dt.day)
    return workspace.named(mine.drop(columns=["birthday", "by_moon"]))


def _coverage(members: pd.DataFrame, counted: Population, workspace: Workspace, begun: date | None) -> dict[str, Any]:
    return {
        "population": counted.kind, "has_orders": begun is not None, "has_groups": len(counted.groups) > 0,
        "has_join_days": bool(members["first_join"].notna().any()), "unknown": int((members["stage"] == "unknown").sum()),
        "partial": counted.partial}
