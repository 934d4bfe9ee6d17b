"""Money per person: net sales, per order, per buyer, what came back (METRICS 5.7, 6.13).

Totals hold every valid order; what is said of people leaves out who buys for others, the shop's own people, names that
several carry, and orders that name nobody. Refunds go back to their order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics.purchases import Purchases, by_person, coverage, purchases
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.statistics.ratios import ratio
from analytics.workspace import Workspace

LISTS = ("buyers", "repeaters", "refunded")


@dataclass(frozen=True)
class Value:
    """`totals`: net, gross, refund (yuan), orders, placed, refunded, buyers. `ratios`, by name: per_order (net an order,
    all orders), per_buyer (net a buyer, own purchases), refund_amount (refunds of gross): value, low, high, above, below.

    `rates`: rate (refunded_orders, repeaters), count, of, share, low, high. `members`: one row a buyer of the period:
    person_id, display_name, net, orders, order_days, per_order, refund, refunded, first_on, last_on (ever up to `end`).
    """

    as_of: date
    start: date
    end: date
    coverage: dict[str, Any]
    totals: dict[str, float]
    ratios: pd.DataFrame
    rates: pd.DataFrame
    members: pd.DataFrame

    def people(self, which: str = "buyers") -> pd.DataFrame:
        """person_id, display_name of buyers, repeaters (two days or more) or refunded (an order came back, if only partly)."""
        chosen = {"buyers": self.members["orders"] > 0, "repeaters": self.members["order_days"] >= 2,
                  "refunded": self.members["refunded"] > 0}[which]
        return self.members.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Value:
    """Spending in the period of `scope`; without one all orders."""
    return measure_from(workspace, purchases(workspace, scope, None))


def measure_from(workspace: Workspace, bought: Purchases) -> Value:
    """The same of purchases that were read already."""
    result = table(bought)
    return replace(result, members=workspace.named(result.members))


def table(bought: Purchases) -> Value:
    """The rules on the facts; display_name is the empty text."""
    inside = bought.within(bought.days)
    members = _members(bought, inside)
    totals = _totals(inside, members)
    return Value(bought.end, bought.start, bought.end, coverage(bought), totals, _ratios(inside, members),
                 _rates(totals, members), members)


def _totals(inside: pd.DataFrame, members: pd.DataFrame) -> dict[str, float]:
    sums = inside[["cents", "gross_cents", "refund_cents", "orders", "placed", "refunded"]].sum()
    return {"net": sums["cents"] / 100, "gross": sums["gross_cents"] / 100, "refund": sums["refund_cents"] / 100,
            "orders": int(sums["orders"]), "placed": int(sums["placed"]), "refunded": int(sums["refunded"]),
            "buyers": int((members["orders"] > 0).sum())}


def _members(bought: Purchases, inside: pd.DataFrame) -> pd.DataFrame:
    own = inside[inside["buyer"] == "own"].astype({"person_id": "int64"})
    valid = by_person(own[own["orders"] > 0])
    back = own.groupby("person_id", as_index=False).agg(refund=("refund_cents", "sum"), refunded=("refunded", "sum"))
    ever = bought.own.groupby("person_id").agg(first_on=("day", "min"), last_on=("day", "max"))
    found = back.merge(valid.drop(columns=["refund_cents", "first_on", "last_on"]), on="person_id", how="left")
    found = found.fillna({"orders": 0, "order_days": 0, "cents": 0}).astype(
        {"orders": "int64", "order_days": "int64", "cents": "int64"})
    found = found[(found["orders"] > 0) | (found["refunded"] > 0)].join(ever, on="person_id")
    return pd.DataFrame({
        "person_id": found["person_id"], "display_name": "", "net": found["cents"] / 100, "orders": found["orders"],
        "order_days": found["order_days"], "per_order": found["cents"] / 100 / found["orders"].where(found["orders"] > 0),
        "refund": found["refund"] / 100, "refunded": found["refunded"], "first_on": found["first_on"],
        "last_on": found["last_on"],
    }).sort_values(["net", "person_id"], ascending=[False, True], ignore_index=True)


def _ratios(inside: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    # An order that names nobody is a person of its own.
    alone = pd.Series(-1 - inside.index.to_numpy(), index=inside.index)
    sums = inside.groupby(inside["person_id"].fillna(alone))[["cents", "orders", "refund_cents", "gross_cents"]].sum()
    buyers = members[members["orders"] > 0]
    pairs = {
        "per_order": (sums["cents"] / 100, sums["orders"]),
        "per_buyer": (buyers["net"], pd.Series(1.0, index=buyers.index)),
        "refund_amount": (sums["refund_cents"] / 100, sums["gross_cents"] / 100),
    }
    rows = [(name, *ratio(above, below), float(above.sum()), float(below.sum())) for name, (above, below) in pairs.items()]
    return pd.DataFrame(rows, columns=["ratio", "value", "low", "high", "above", "below"]).set_index("ratio").assign(
        low=lambda frame: frame["low"].clip(lower=0))


def _rates(totals: dict[str, float], members: pd.DataFrame) -> pd.DataFrame:
    rows = [("refunded_orders", totals["refunded"], totals["placed"]),
            ("repeaters", int((members["order_days"] >= 2).sum()), totals["buyers"])]
    return with_shares(pd.DataFrame(rows, columns=["rate", "count", "of"]).astype({"count": "int64", "of": "int64"}))
