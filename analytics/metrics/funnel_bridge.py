"""Why the path does not count what the order sheet counts: from all orders of the days to the people of a step, exactly.

Every order of the period is taken off once, for one reason; people whose order came after the period are added. What is
left is the number of people at the path's order step (PRODUCTS 4.1, “funnel is not insight”).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics import funnel_steps
from analytics.metrics.funnel import Funnel
from analytics.scope import Scope
from analytics.workspace import Workspace

# Of buyers who are known, from the outside in.
_PERSONS = ("not_seen", "not_entered", "before_record", "already_customer", "open", "not_there", "more_orders", "later")
# Whose orders a path can hold: somebody is known. Who was never seen in a group may still be on a path of orders alone.
_KNOWN = ("matched", "not_seen")


@dataclass(frozen=True)
class Bridge:
    """`lines`: reason, count (signed), of them people: from all_orders down to `people`, which is their sum.

    Reasons: all_orders; no_buyer, ambiguous, staff, reseller, not_seen (whose order it is); not_entered (the buyer did
    not come in within these days); before_record, already_customer, open (left out, or time left); not_there (entered,
    and this order is no step of their path); more_orders (of somebody counted already); later (counted, but paid after
    the period). `orders`: person_id, display_name, reason, orders.
    """

    step: str
    lines: pd.DataFrame
    people: int
    orders: pd.DataFrame

    def behind(self, reason: str) -> pd.DataFrame:
        """person_id, display_name, orders of one line."""
        found = self.orders[self.orders["reason"] == reason]
        return found[["person_id", "display_name", "orders"]].reset_index(drop=True)


def order_step(result: Funnel) -> str | None:
    """The first step that is an order and nothing else; None where there is none."""
    for key, step in zip(result.chain, result.asked.core, strict=True):
        if set(step.events) <= set(funnel_steps.ORDERS_OF) and not step.where:
            return key
    return None


def measure(workspace: Workspace, scope: Scope | None, result: Funnel) -> Bridge | None:
    """The lines for the path's first order step; None without one."""
    step = order_step(result)
    if step is None:
        return None
    resolved = workspace.resolve(scope)
    found = workspace.facts("matched_orders", resolved)
    place = result.chain.index(step) + 1
    known = found[found["reason"].isin(_KNOWN)].astype({"person_id": "int64"})
    rows = _explained(known, result, place, resolved.start, resolved.end)
    lines = [("all_orders", int(found["orders"].sum()))]
    unknown = found[~found["reason"].isin(_KNOWN)].groupby("reason")["orders"].sum()
    lines += [(str(reason), -int(orders)) for reason, orders in unknown.items()]
    totals = rows.groupby("reason")["orders"].sum()
    lines += [(reason, int(totals[reason]) * (1 if reason == "later" else -1)) for reason in _PERSONS if totals.get(reason, 0)]
    rows.insert(1, "display_name", rows["person_id"].map(workspace.words_for(rows["person_id"])).astype("str"))
    frame = pd.DataFrame(lines, columns=["reason", "count"])
    return Bridge(step, frame, int(frame["count"].sum()), rows)


def _explained(known: pd.DataFrame, result: Funnel, place: int, start: object, end: object) -> pd.DataFrame:
    """person_id, reason, orders: every order of a known buyer once; of somebody counted all but the counted one."""
    people = result.journeys
    counted = people[~people["open"] & (people["reached"] >= place)]
    at = counted[f"at_{place}"].dt.date
    inside = counted.loc[(at >= start) & (at <= end), "person_id"]
    reasons = known["reason"].replace({"matched": "not_entered"})
    left_out = known["person_id"].map(result.away.set_index("person_id")["reason"].to_dict())
    reasons = reasons.mask(left_out.notna(), left_out)
    entered = known["person_id"].isin(people["person_id"])
    reasons = reasons.mask(entered, "not_there").mask(known["person_id"].isin(people.loc[people["open"], "person_id"]), "open")
    reasons = reasons.mask(known["person_id"].isin(counted["person_id"]), "more_orders")
    orders = known["orders"] - known["person_id"].isin(inside).astype("int64")
    rows = pd.DataFrame({"person_id": known["person_id"], "reason": reasons, "orders": orders})
    later = counted.loc[~counted["person_id"].isin(inside), "person_id"]
    added = pd.DataFrame({"person_id": later, "reason": "later", "orders": 1})
    rows = pd.concat([rows[rows["orders"] > 0], added], ignore_index=True)
    return rows.sort_values(["reason", "person_id"], ignore_index=True)
