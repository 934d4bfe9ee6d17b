"""A path of totals: how often posts were seen, opened and clicked, beside the orders of the same days (METRICS 6.9).

Sums of sheets, never the same people: a step may hold more than the one before, and is shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace

# In the order in which a post works; the same thing goes by these names in sheets of several sources.
STEPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("reach", frozenset({"reach", "exposures", "impressions"})), ("opens", frozenset({"opens", "views", "plays", "reads"})),
    ("clicks", frozenset({"clicks"})), ("interactions", frozenset({"interactions"})),
)


@dataclass(frozen=True)
class Totals:
    """`steps`: source (posts, content_days), step, total, of_previous (NaN for the first), share (of the previous step's
    total; may be over 1), rises (more than before). Empty where no sheet says at least two of them. `orders`: valid
    orders of the same days, of daily totals where there is no order sheet, NaN without either."""

    as_of: date
    coverage: dict[str, Any]
    steps: pd.DataFrame
    orders: float


def measure(workspace: Workspace, scope: Scope | None = None) -> Totals:
    """The totals of `scope`'s days. Raises `UserError` nothing_yet."""
    resolved = workspace.resolve(scope)
    found = workspace.facts("funnel_totals", resolved)
    parts = [_steps(str(source), rows) for source, rows in found[found["source"] != "chat_days"].groupby("source", sort=True)]
    steps = pd.concat(parts, ignore_index=True) if parts else _steps("posts", found.iloc[:0])
    return Totals(resolved.as_of, {"posts": bool(len(found))}, steps, _orders(workspace, resolved, found))


def _orders(workspace: Workspace, resolved: Resolved, found: pd.DataFrame) -> float:
    """Orders of the order sheets; where there are none, of the shop's daily totals."""
    if workspace.has("orders"):
        return float(workspace.facts("matched_orders", resolved)["orders"].sum())
    daily = found.loc[(found["source"] == "content_days") & (found["metric"] == "orders"), "total"]
    return float(daily.iloc[0]) if len(daily) else float("nan")


def _steps(source: str, rows: pd.DataFrame) -> pd.DataFrame:
    known = [(step, float(rows.loc[rows["metric"].isin(names), "total"].iloc[0])) for step, names in STEPS
             if rows["metric"].isin(names).any()]
    frame = pd.DataFrame(known if len(known) > 1 else [], columns=["step", "total"]).astype({"step": "str", "total": "float64"})
    frame.insert(0, "source", source)
    before = frame["total"].shift()
    return frame.assign(of_previous=before, share=(frame["total"] / before).where(before > 0), rises=frame["total"] > before)
