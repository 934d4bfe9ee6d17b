"""The change of net sales by product, group, source, shop and selling days; every table adds up to the whole change."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pandas as pd

from analytics.metrics.order_lines import OrderLines
from analytics.statistics.change import product_change, whole

# Keys of rows that are no name: the sheet names none; the buyer sits in several groups, or in none.
UNSTATED, SEVERAL, NO_GROUP = "", "\0several", "\0none"
BREAKDOWNS = ("product", "group", "channel", "store")


def breakdown(name: str, before: OrderLines, after: OrderLines) -> pd.DataFrame:
    """key, before, after, change (cents), orders_before, orders_after; the largest change first.

    An order with several products counts once for each; its money is shared out among them.
    """
    sides: dict[str, pd.Series[Any]] = {}
    for side, read in (("before", before), ("after", after)):
        keyed = _KEYED[name](read)
        grouped = keyed.groupby("key")
        sides |= {side: grouped["cents"].sum(), f"orders_{side}": grouped["order_key"].nunique()}
    found = pd.DataFrame(sides).fillna(0).astype("int64").rename_axis("key").reset_index()
    found.insert(3, "change", found["after"] - found["before"])
    order = found["change"].abs()
    found = found.assign(size=order).sort_values(["size", "key"], ascending=[False, True], ignore_index=True)
    return found[["key", "before", "after", "change", "orders_before", "orders_after"]]


def order_keys(name: str, read: OrderLines) -> pd.DataFrame:
    """key, order_key, cents: which rows of `breakdown` an order belongs to."""
    return _KEYED[name](read)


def selling_days(valid: pd.DataFrame, totals: dict[str, int]) -> dict[str, Any]:
    """Days with at least one order and what a day brought: days_before, days_after, days_part, per_day_part (cents)."""
    days = {side: int(valid.loc[valid["side"] == side, "day"].nunique()) for side in ("before", "after")}
    pairs = [(Fraction(days[side]), Fraction(totals[side], days[side] or 1)) for side in ("before", "after")]
    if not days["before"] or not days["after"]:
        # Without a day there is no mean of a day: the whole change is the days.
        mean = pairs[0][1] or pairs[1][1]
        pairs = [(pair[0], mean) for pair in pairs]
    parts = product_change(*pairs)
    done = whole({"days": parts[0], "per_day": parts[1]}, totals["after"] - totals["before"])
    return {"days_before": days["before"], "days_after": days["after"], "days_part": done["days"], "per_day_part": done["per_day"]}


def _products(read: OrderLines) -> pd.DataFrame:
    return read.items.assign(key=read.items["item"].fillna(UNSTATED))[["key", "order_key", "cents"]]


def _groups(read: OrderLines) -> pd.DataFrame:
    orders = read.orders[read.orders["valid"]]
    key = orders["chat_id"].fillna(pd.Series(NO_GROUP, index=orders.index).mask(orders["groups"] > 1, SEVERAL))
    return orders.assign(key=key.astype("str"))[["key", "order_key", "cents"]]


def _column(column: str) -> Callable[[OrderLines], pd.DataFrame]:
    def keyed(read: OrderLines) -> pd.DataFrame:
        orders = read.orders[read.orders["valid"]]
        return orders.assign(key=orders[column].fillna(UNSTATED))[["key", "order_key", "cents"]]
    return keyed


_KEYED: dict[str, Callable[[OrderLines], pd.DataFrame]] = {
    "product": _products, "group": _groups, "channel": _column("channel"), "store": _column("store")}
