"""Squads and classes: how many of each came to a shop (METRICS 6.16; the articles' weekend 小分队).

Who belongs to a squad is what the newest list says (table tags, kind squad); somebody in two squads counts in both, and
each squad is held against everybody in others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics.funnel_split import REST, compared
from analytics.scope import Scope
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Squads:
    """`squads`, largest share first: value (the squad), name (as it may be shown), count (came to a shop in the days), of
    (people in it), share, low, high, word (against those in no such squad), and the columns of `funnel_split.compared`.

    `members`: person_id, squad, visited_on (NULL: did not come).
    """

    as_of: date
    start: date
    coverage: dict[str, Any]
    squads: pd.DataFrame
    members: pd.DataFrame

    @property
    def together(self) -> tuple[int, int]:
        """How many came of how many, everybody once."""
        return _together(self.members)

    def people(self, squad: str, came: bool = True) -> pd.DataFrame:
        """person_id, visited_on of who of a squad came, or did not."""
        rows = self.members[(self.members["squad"] == squad) & (self.members["visited_on"].notna() == came)]
        return rows[["person_id", "visited_on"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Squads:
    """Visits in the days of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    members = workspace.facts("squad_visits", resolved)
    members["visited_on"] = pd.to_datetime(members["visited_on"])
    visits = "select 1 from events where step = '到店' union all select 1 from coupons where store is not null limit 1"
    known = {"has_squads": len(members) > 0, "has_visits": not workspace.query(visits).empty}
    squads = table(members)
    return Squads(resolved.as_of, resolved.start, known, squads.assign(name=squads["value"].map(workspace.tag_words())), members)


def table(members: pd.DataFrame) -> pd.DataFrame:
    """The rule on the facts; pure."""
    counted = pd.DataFrame({"value": members["squad"], "count": members["visited_on"].notna(), "of": True}).groupby("value").sum()
    found = compared(counted.astype("int64").reset_index(), REST, _together(members))
    return found.sort_values(["share", "of", "value"], ascending=[False, False, True], ignore_index=True)


def _together(members: pd.DataFrame) -> tuple[int, int]:
    came = members.loc[members["visited_on"].notna(), "person_id"]
    return int(came.nunique()), int(members["person_id"].nunique())
