"""What each stage is to achieve, beside the article's figure (table T5): first orders, invitations, repeat purchase, waking up.

Each with its own k of n and interval. The article's cell for veterans is lost: their wake-up rate has no target.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import first_orders, repurchase, wake_up
from analytics.metrics.first_orders import FirstOrders
from analytics.metrics.observed import followed
from analytics.metrics.repurchase import Repurchase
from analytics.metrics.stage_invites import Invites, invites
from analytics.metrics.wake_up import WakeUp
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

METRICS = {"introduction": "first_order", "growth": "invite", "maturity": "repurchase", "veteran": "wake_up"}


@dataclass(frozen=True)
class StageTargets:
    """`targets`: stage, metric, count, of, share, low, high, reference (NaN: the article's cell is lost), pending.

    `woken` is None where nobody was ever put on a follow-up list.
    """

    as_of: date
    coverage: dict[str, Any]
    targets: pd.DataFrame
    first: FirstOrders
    invited: Invites
    again: Repurchase
    woken: WakeUp | None

    def target(self, stage: str) -> dict[str, Any]:
        """The row of `targets` of a stage."""
        return {str(name): value for name, value in self.targets.set_index("stage", drop=False).loc[stage].items()}

    def people(self, name: str) -> pd.DataFrame:
        """The people behind a number: bought, not_yet, pending, existing, before_record (first orders); inviters; again,
        stage_buyers (repeat purchase); woken, not_woken."""
        if name in ("again", "stage_buyers"):
            return self.again.people("stage", "count" if name == "again" else "of")
        if name in ("woken", "not_woken"):
            return self.invited.inviters.iloc[:0] if self.woken is None else self.woken.people("contacted", name == "woken")
        if name == "inviters":
            return self.invited.inviters
        # Without orders nobody's days are “not over yet”: nothing is known of anybody.
        return self.first.people(name) if self.coverage["has_orders"] else self.first.people(name).iloc[:0]


def measure(workspace: Workspace, scope: Scope | None = None) -> StageTargets:
    """Joins of the days of `scope`, their first orders as long as anything is known of them; everything else up to its last
    day. Raises `UserError` nothing_yet."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    later = workspace.resolve(followed(workspace, scope))
    begun, until = first_orders.record(workspace, later, settings)
    joins = first_orders.read(workspace, later, until)
    first = first_orders.table(joins, begun, until, later, settings)
    invited, again = invites(workspace, resolved, joins, settings), repurchase.measure(workspace, scope)
    woken = wake_up.measure(workspace, scope) if workspace.has("follow_ups") else None
    return StageTargets(resolved.as_of, {"has_orders": begun is not None, "has_join_days": len(joins) > 0},
                        _targets(settings, first, invited, again, woken), first, invited, again, woken)


def _targets(settings: Settings, first: FirstOrders, invited: Invites, again: Repurchase, woken: WakeUp | None) -> pd.DataFrame:
    own, pending = settings.stages, len(first.people("pending")) if first.coverage["has_orders"] else 0
    (done, done_of), = first.rates.loc[first.rates["basis"] == "matured", ["count", "of"]].itertuples(index=False)
    (repeat, repeat_of), = again.rates.loc[again.rates["version"] == "stage", ["count", "of"]].itertuples(index=False)
    awake = (0, 0, 0) if woken is None else (woken.count("contacted"), woken.of("contacted"), len(woken.pending))
    rows = [
        ("introduction", done, done_of, own.reference_first_order_share, pending),
        ("growth", invited.count, invited.of, own.reference_invite_share, invited.pending),
        ("maturity", repeat, repeat_of, own.reference_repurchase_share, 0),
        ("veteran", *awake[:2], np.nan, awake[2]),
    ]
    frame = pd.DataFrame(rows, columns=["stage", "count", "of", "reference", "pending"])
    frame.insert(1, "metric", frame["stage"].map(METRICS))
    return with_shares(frame)
