"""Who moved from one layer to another between two days, each person once (METRICS 6.12: transition matrix).

The layers of each day are those of the layers view on that day, by the thresholds in force now. Who was not among the
people on the first day came since; who is not on the second has left (or became one of the shop's own).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.metrics import layers
from analytics.metrics.labels import LAYERS
from analytics.metrics.layers import Layers
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

FROM, TO = (*LAYERS, "absent"), (*LAYERS, "gone")


@dataclass(frozen=True)
class Moves:
    """`matrix`, every pair of `FROM` × `TO` but absent → gone: before, after, count, of (everybody of that layer on the
    first day), share, low, high. `members`: person_id, display_name, before, after. `first`, `last`: the two days.

    Only people who can be named: a head-count's others are in `coverage` as unseen_before, unseen_after.
    """

    first: date
    as_of: date
    coverage: dict[str, Any]
    matrix: pd.DataFrame
    members: pd.DataFrame

    def people(self, before: str | None = None, after: str | None = None) -> pd.DataFrame:
        """person_id, display_name of those who went from `before` to `after`; None: from or to anywhere."""
        chosen = pd.Series(True, index=self.members.index)
        if before is not None:
            chosen &= self.members["before"] == before
        if after is not None:
            chosen &= self.members["after"] == after
        return self.members.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)

    def count(self, before: str, after: str) -> int:
        """How many went from `before` to `after`."""
        return int(self.matrix.set_index(["before", "after"])["count"][(before, after)])

    def of(self, people: Collection[int]) -> Moves:
        """The same of these people only."""
        members = self.members[self.members["person_id"].isin(people)].reset_index(drop=True)
        return replace(self, matrix=_matrix(members), members=members)

    @property
    def moved(self) -> int:
        """How many were there on both days, and in another layer on the second."""
        both = self.members[(self.members["before"] != "absent") & (self.members["after"] != "gone")]
        return int((both["before"] != both["after"]).sum())


def measure(workspace: Workspace, scope: Scope | None = None, *, first: date, settings: Settings | None = None) -> Moves:
    """From `first` to `scope.as_of`. Raises `UserError` nothing_yet, moves_backwards where `first` is not before it."""
    scope = scope or Scope()
    last = workspace.resolve(scope).as_of
    if first >= last:
        raise UserError("moves_backwards", first=first, last=last)
    return table(layers.measure(workspace, replace(scope, as_of=first), settings), layers.measure(workspace, scope, settings))


def table(before: Layers, after: Layers) -> Moves:
    """The two results held against each other; pure."""
    names = [frame.members[["person_id", "display_name"]] for frame in (after, before)]
    people = pd.concat(names).drop_duplicates("person_id", ignore_index=True)
    was, is_ = (frame.members.set_index("person_id")["main"] for frame in (before, after))
    people = people.assign(before=people["person_id"].map(was).astype("object").fillna("absent").astype("str"),
                           after=people["person_id"].map(is_).astype("object").fillna("gone").astype("str"))
    coverage = {**after.coverage, "unseen_before": before.population.unseen, "unseen_after": after.population.unseen,
                "judged_before": bool((before.members["main"] != "unknown").any()), "months_before": before.months}
    return Moves(before.as_of, after.as_of, coverage, _matrix(people), people.reset_index(drop=True))


def _matrix(people: pd.DataFrame) -> pd.DataFrame:
    """`Moves.matrix` of rows with before and after."""
    counted = people.groupby(["before", "after"]).size()
    pairs = [(one, other) for one in FROM for other in TO if (one, other) != ("absent", "gone")]
    matrix = pd.DataFrame(pairs, columns=["before", "after"])
    matrix["count"] = [int(counted.get(pair, 0)) for pair in pairs]
    matrix["of"] = matrix.groupby("before")["count"].transform("sum")
    return with_shares(matrix)


def usual_first(as_of: date, known_from: date | None, back_days: int) -> date | None:
    """The day that many days back, or the first known one where that is later; None where there is no day before."""
    wanted = as_of - timedelta(days=back_days)
    first = max(wanted, known_from) if known_from else wanted
    return first if first < as_of else None
