"""How many orders belong to somebody in the groups, and why the others do not. Printed on every path to purchase."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.scope import Resolved
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

# The operator's own orders and those made for many others are nobody's purchase; they stand in no rate.
_NOT_COUNTED = ("staff", "reseller")


@dataclass(frozen=True)
class Matching:
    """`rate`, one row or none (no orders): count, of, share, low, high. `reasons`, of the orders without a
    match: reason (no_buyer, ambiguous, not_seen), orders, buyers. `unmatched_buyers`: how many people at most.
    """

    rate: pd.DataFrame
    reasons: pd.DataFrame
    unmatched_buyers: int


def matching(workspace: Workspace, resolved: Resolved) -> Matching:
    """Valid orders of the period held against everybody seen in the chosen groups."""
    found = workspace.facts("funnel_orders", resolved)
    found = found[~found["reason"].isin(_NOT_COUNTED)]
    reasons = found[found["reason"] != "matched"].reset_index(drop=True)
    counted = pd.DataFrame({
        "count": [int(found.loc[found["reason"] == "matched", "orders"].sum())], "of": [int(found["orders"].sum())],
    })
    rate = with_shares(counted[counted["of"] > 0])
    return Matching(rate, reasons, int(reasons["buyers"].sum()))
