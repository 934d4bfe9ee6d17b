"""On how few people the talk rests: share of the top fifth, Lorenz curve, Gini (METRICS 6.7), on two bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import activity
from analytics.metrics.activity import Activity, Facts
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.concentration import gini, lorenz, top_count, top_share
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Concentration:
    """`bases`, one row a basis: basis (speakers, members), people, top (how many the top fifth are), top_share, gini.

    members: only where the members are known; those who said nothing count with 0. `lorenz`: basis, people, amount
    (shares, fewest messages first). `messages`: person_id, display_name, effective, member (counts in that basis); most first.
    """

    as_of: date
    coverage: dict[str, Any]
    bases: pd.DataFrame
    lorenz: pd.DataFrame
    messages: pd.DataFrame

    def people(self, basis: str = "speakers") -> pd.DataFrame:
        """person_id, display_name of the top fifth of a basis, most messages first (equals in order of name)."""
        most = int(self.bases.set_index("basis")["top"].get(basis, 0))
        return self.messages.loc[: most - 1, ["person_id", "display_name"]] if most else self.messages.iloc[:0, :2]

    def quietest(self, people: float, basis: str = "speakers") -> tuple[pd.DataFrame, int]:
        """person_id, display_name, effective of the share `people` of a basis with the fewest messages, fewest first: those
        behind a point of `lorenz`; and how many more of them only a head-count knows of."""
        of = int(self.bases.set_index("basis")["people"].get(basis, 0))
        named = self.messages[self.messages["member"]] if basis == "members" else self.messages[self.messages["effective"] > 0]
        unnamed = of - len(named)
        most = max(round(people * of) - unnamed, 0)
        return named.iloc[::-1].head(most).drop(columns="member").reset_index(drop=True), min(round(people * of), unnamed)


def measure(workspace: Workspace, scope: Scope | None = None) -> Concentration:
    """Useful messages of the period. Raises `UserError` nothing_yet for an empty shop."""
    return table(activity.table(activity.facts(workspace, scope)), workspace.settings)


def from_facts(found: Facts, settings: Settings) -> Concentration:
    """The same from `activity.facts`."""
    return table(activity.table(found), settings)


def table(result: Activity, settings: Settings) -> Concentration:
    """From an activity result; pure."""
    share = settings.activity.core_share
    useful = result.speakers.loc[result.speakers["effective"] > 0, ["person_id", "display_name", "effective"]]
    useful = useful.assign(member=useful["person_id"].isin(result.members.loc[result.members["exposed"], "person_id"]))
    amounts = useful["effective"].to_numpy(dtype=float)
    bases = {"speakers": amounts}
    if result.population.has_share and result.coverage["of"]:
        quiet = int(result.members["quiet"].sum()) + result.population.unseen
        bases["members"] = np.concatenate([np.zeros(quiet), amounts[useful["member"].to_numpy()]])
    quiet_people = result.members.loc[result.members["quiet"], ["person_id", "display_name"]].assign(effective=0, member=True)
    rows = [(name, len(one), top_count(len(one), share), top_share(one, share), gini(one)) for name, one in bases.items()]
    curves = [lorenz(one).assign(basis=name) for name, one in bases.items()]
    return Concentration(
        result.end, dict(result.coverage),
        pd.DataFrame(rows, columns=["basis", "people", "top", "top_share", "gini"]),
        pd.concat(curves, ignore_index=True),
        pd.concat([useful.sort_values(["effective", "display_name", "person_id"], ascending=[False, True, True]),
                   quiet_people], ignore_index=True))
