"""Who is counted, and out of how many (METRICS 5.2-5.6, DATA 5).

A share “of members” needs a member list or a typed head-count. Without either the people are those
who were seen, and no share is drawn; without any group they are the buyers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved
from analytics.workspace import Workspace

_COUNTS = ("interactions_7d", "week_recorded", "silent_at_most", "silent_at_least")
Kind = Literal["list", "head_count", "seen", "buyers"]


@dataclass(frozen=True)
class Population:
    """The people behind a page of numbers.

    `kind`: list (member list), head_count (typed number), seen (whoever appeared), buyers (no group).
    `known`: people who can be listed. `of`: the denominator; `unseen` = of − known, people that only
    the head-count knows of. `outside`: speakers who are in no member list, `outside_share` of the
    effective messages. `partial`: some member list is not said to be whole. `groups`: one row a chat
    (chat_id, listed, whole, listed_on, head_count, counted_on, staff, first_day, last_day, …).
    """

    kind: Kind
    known: int
    unseen: int
    outside: int
    outside_share: float
    partial: bool
    staff: int
    groups: pd.DataFrame

    @property
    def of(self) -> int:
        """The denominator of every share of members."""
        return self.known + self.unseen

    @property
    def has_share(self) -> bool:
        """Whether a share of these people may be drawn."""
        return self.kind != "seen"


def present_members(workspace: Workspace, resolved: Resolved, *, purchase_counts: bool = False,
                    person: int | None = None) -> pd.DataFrame:
    """One row a person counted on `resolved.as_of`, columns of sql/facts/layer_members.sql, counts as floats.

    Without any chat the buyers. `purchase_counts`: an order is as good as a word against silence. `person`: only this one.
    """
    name = "layer_members" if resolved.chats else "layer_buyers"
    return workspace.facts(name, resolved, purchase_counts=purchase_counts, person=person).astype(dict.fromkeys(_COUNTS, "float64"))


def present(workspace: Workspace, resolved: Resolved, *, purchase_counts: bool = False) -> tuple[pd.DataFrame, Population]:
    """Who is counted, as `present_members` has them, and what is known of how many they are."""
    with side_by_side() as ask:
        ask.submit(workspace.facts, "population", resolved)  # asked again below, and there by then
        members = present_members(workspace, resolved, purchase_counts=purchase_counts)
    return members, population(workspace, resolved, len(members))


def population(workspace: Workspace, resolved: Resolved, known: int) -> Population:
    """What the chosen groups are known to hold on `resolved.as_of`; `known` people can be named."""
    groups = workspace.facts("population", resolved)
    unseen = _unseen(groups, resolved.include_staff)
    listed = groups[groups["listed"]]
    effective = float(listed["effective"].sum())
    return Population(
        kind=_kind(groups, unseen),
        known=known,
        unseen=int(unseen.sum()) if _countable(groups) else 0,
        outside=int(listed["outside"].sum()),
        outside_share=float(listed["effective_outside"].sum()) / effective if effective else 0.0,
        partial=bool((~listed["whole"]).any()),
        staff=int(groups["staff"].sum()),
        groups=groups,
    )


def _countable(groups: pd.DataFrame) -> bool:
    """Whether every group has a member list or a head-count."""
    return bool((groups["listed"] | groups["head_count"].notna()).all())


def _unseen(groups: pd.DataFrame, include_staff: bool) -> pd.Series:
    """How many more people than can be named a head-count promises, a group."""
    expected = groups["head_count"] - (0 if include_staff else groups["staff"])
    named = np.where(groups["listed"], groups["members"], groups["seen"])
    missing = (expected - named).clip(lower=0).fillna(0)
    return missing.where(~groups["whole"], 0)


def _kind(groups: pd.DataFrame, unseen: pd.Series) -> Kind:
    if groups.empty:
        return "buyers"
    if not _countable(groups):
        return "seen"
    return "head_count" if bool((~groups["listed"] | (unseen > 0)).any()) else "list"
