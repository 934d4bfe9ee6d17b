"""Points, tried out: what this month would earn whom if a yuan and a day with a sign-up were worth so many points.

The article names points as what the middle of the pyramid gets and gives no rule (S1, R07); the rule is the shop's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics import tiers
from analytics.metrics.tiers import Tiers
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Points:
    """`members`, who earned any, most first: person_id, display_name, tier, spend (yuan, net), sign_up_days, from_spend,
    from_sign_ups, points. `first_day` to `as_of`: the month so far; orders only up to `until` (None: no orders).
    Parts of a yuan earn nothing: the month's money is rounded down once a person.
    """

    as_of: date
    first_day: date
    until: date | None
    members: pd.DataFrame
    settings: Settings

    @property
    def total(self) -> int:
        """All points of the month."""
        return int(self.members["points"].sum())

    def people(self) -> pd.DataFrame:
        """person_id, display_name of everybody who earned points."""
        return self.members[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Points:
    """The natural month of `scope.as_of`, up to that day. Raises `UserError` nothing_yet for an empty shop."""
    return table(tiers.measure(workspace, scope), sign_ups(workspace, scope), settings or workspace.settings)


def sign_ups(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """person_id, days: on how many days of the month of `scope.as_of` each person signed up, checked in or voted."""
    resolved = workspace.resolve(scope)
    return workspace.facts("points_sign_ups", resolved, first_day=resolved.as_of.replace(day=1))


def table(standing: Tiers, signed: pd.DataFrame, settings: Settings) -> Points:
    """The rule on the facts; pure. `signed`: of `sign_ups`. Whose name several people carry earns nothing."""
    first_day = standing.as_of.replace(day=1)
    known = standing.members[standing.members["tier"] != "unknown"] if standing.until else standing.members
    days = known["person_id"].map(signed.set_index("person_id")["days"]).fillna(0).astype("int64")
    # An order sheet that ends before this month began says nothing of it.
    covered = standing.until is not None and standing.until >= first_day
    spend = known["month_spend"].fillna(0.0) if covered else pd.Series(0.0, index=known.index)
    own = settings.points
    from_spend = (np.floor(spend.clip(lower=0)) * own.points_per_yuan).astype("int64")
    from_sign_ups = days * int(own.points_per_sign_up_day)
    rows = known[["person_id", "display_name", "tier"]].assign(
        spend=spend, sign_up_days=days, from_spend=from_spend, from_sign_ups=from_sign_ups, points=from_spend + from_sign_ups)
    earned = rows[rows["points"] > 0].sort_values(["points", "person_id"], ascending=[False, True], ignore_index=True)
    return Points(standing.as_of, first_day, standing.until, earned, settings)
