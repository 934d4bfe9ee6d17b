"""First orders of newcomers: who buys within the first days in the group (METRICS 6.13; article S1 table T5).

Counted are people whose join day is known, lies inside the orders' record, and who had not bought before. Whose days
are not over yet is pending: neither a success nor a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.observed import followed, speaks_from
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.survival import kaplan_meier, survival_at
from analytics.workspace import Workspace

# Why somebody is in neither side of the rate.
LEFT_OUT = ("pending", "existing", "before_record", "ambiguous")


@dataclass(frozen=True)
class FirstOrders:
    """`rates`: basis (matured, raw), count, of, share, low, high; raw also counts those whose days are not over.

    `joins`: person_id, display_name, joined_on, first_paid_on, status (bought, not_yet, and `LEFT_OUT`), bought (within
    the days). `left_out`: reason, people. `kaplan_meier`: the share that has bought by the last day when pending people
    count for as long as they were seen, as a check; NaN without anybody. `days`: the window, join day included.
    """

    as_of: date
    days: int
    coverage: dict[str, Any]
    rates: pd.DataFrame
    left_out: pd.DataFrame
    joins: pd.DataFrame
    kaplan_meier: float

    def people(self, status: str) -> pd.DataFrame:
        """person_id, display_name, joined_on, first_paid_on of a status; “matured”: of everybody the rate is over."""
        chosen = self.joins["status"].isin(("bought", "not_yet") if status == "matured" else (status,))
        return self.joins.loc[chosen, ["person_id", "display_name", "joined_on", "first_paid_on"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> FirstOrders:
    """Joins of the days of `scope`, orders as long as anything is known of them. Raises `UserError` nothing_yet."""
    resolved, settings = workspace.resolve(followed(workspace, scope)), workspace.settings
    begun, until = record(workspace, resolved, settings)
    return table(read(workspace, resolved, until), begun, until, resolved, settings)


def record(workspace: Workspace, resolved: Resolved, settings: Settings) -> tuple[date | None, date | None]:
    """The first and last day the orders speak of, up to as_of; None without orders."""
    ranges = workspace.facts("layer_order_ranges", resolved)
    if ranges.empty:
        return None, None
    first = speaks_from("orders", pd.Timestamp(ranges["first_day"].min()).date(), settings)
    return first, min(pd.Timestamp(ranges["last_day"].max()).date(), resolved.as_of)


def read(workspace: Workspace, resolved: Resolved, until: date | None) -> pd.DataFrame:
    """Everybody whose first join is known: columns of sql/facts/stage_joins.sql, and display_name."""
    return workspace.named(workspace.facts("stage_joins", resolved, until=until or resolved.as_of))


def table(joins: pd.DataFrame, begun: date | None, until: date | None, resolved: Resolved, settings: Settings) -> FirstOrders:
    """The rule on the facts; pure."""
    days = int(settings.stages.introduction_until_days)
    # Somebody who joined after the period is not of it, even where it is looked at from a later day.
    inside = joins[joins["joined_on"].between(pd.Timestamp(resolved.start), pd.Timestamp(max(resolved.end, resolved.start)))]
    inside = inside.reset_index(drop=True)
    judged = inside.assign(**_judged(inside, begun, until, days)) if begun and until else inside.assign(
        status="pending", bought=False)
    counts = judged["status"].value_counts()
    bought, not_yet = (int(counts.get(name, 0)) for name in ("bought", "not_yet"))
    waiting = judged[judged["status"] == "pending"]
    rates = pd.DataFrame([("matured", bought, bought + not_yet),
                          ("raw", bought + int(waiting["bought"].sum()), bought + not_yet + len(waiting))],
                         columns=["basis", "count", "of"])
    left_out = pd.DataFrame({"reason": LEFT_OUT, "people": [int(counts.get(name, 0)) for name in LEFT_OUT]})
    known = {"has_orders": begun is not None, "has_joins": len(joins) > 0, "orders_from": begun, "orders_until": until}
    columns = ["person_id", "display_name", "joined_on", "first_paid_on", "status", "bought"]
    return FirstOrders(resolved.as_of, days, known, with_shares(rates), left_out, judged[columns],
                       _kaplan_meier(judged, until, days))


def _judged(joins: pd.DataFrame, begun: date, until: date, days: int) -> dict[str, Any]:
    """status and bought, a join a row. The day of joining is day 1, so that the last day is `days` − 1 later."""
    last = joins["joined_on"] + timedelta(days=days - 1)
    bought = (joins["first_paid_on"] <= last).fillna(False).astype(bool)
    status = np.select(
        [joins["ambiguous"].astype(bool), joins["joined_on"] < pd.Timestamp(begun), joins["bought_before"].astype(bool),
         last > pd.Timestamp(until), bought],
        ["ambiguous", "before_record", "existing", "pending", "bought"], "not_yet")
    return {"status": pd.Series(status, index=joins.index, dtype="str"), "bought": bought}


def _kaplan_meier(joins: pd.DataFrame, until: date | None, days: int) -> float:
    """1 − S(last day), product limit; day index of the first order, else of the last day seen, at most `days`."""
    known = joins[joins["status"].isin(("bought", "not_yet", "pending"))]
    if until is None or known.empty:
        return float("nan")
    seen = ((pd.Timestamp(until) - known["joined_on"]).dt.days + 1).clip(lower=0, upper=days)
    event, bought = (known["first_paid_on"] - known["joined_on"]).dt.days + 1, known["bought"]
    curve = kaplan_meier(event.where(bought, seen).to_numpy(dtype=float), bought.to_numpy())
    return 1 - survival_at(curve, days)[0]
