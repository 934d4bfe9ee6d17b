"""What is sold: net sales, orders, pieces and buyers a product, and how many of its buyers took it on several days."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.order_lines import OrderLines
from analytics.metrics.sales_change_by import UNSTATED
from analytics.statistics.intervals import with_shares


def products(lines: OrderLines) -> pd.DataFrame:
    """One row a product, most money first: key, net (yuan), net_share, orders, pieces, buyers, and its repeat buyers.

    count of `of`, share, low, high: own buyers who took it on two days or more, of its own buyers.
    """
    items = lines.items.assign(key=lines.items["item"].fillna(UNSTATED))
    grouped = items.groupby("key")
    found = pd.DataFrame({"net": grouped["cents"].sum() / 100, "orders": grouped["order_key"].nunique(),
                          "pieces": grouped["quantity"].sum(), "buyers": grouped["person_id"].nunique()})
    own = items[items["buyer"] == "own"].groupby(["key", "person_id"])["day"].nunique().reset_index()
    again = own.assign(again=own["day"] >= 2).groupby("key")["again"].agg(["sum", "size"])
    found = found.assign(count=again["sum"], of=again["size"]).fillna({"count": 0, "of": 0})
    found = found.astype({"count": "int64", "of": "int64"})
    total = float(found["net"].sum())
    found.insert(1, "net_share", found["net"] / total if total else float("nan"))
    return with_shares(found.reset_index().sort_values(["net", "key"], ascending=[False, True], ignore_index=True))


def product_people(lines: OrderLines, key: str) -> pd.DataFrame:
    """person_id, days (on how many the product was taken), last_on, of the own buyers of a product, most often first."""
    items = lines.items
    named = items["item"].isna() if key == UNSTATED else items["item"] == key
    own = items[named & (items["buyer"] == "own")].astype({"person_id": "int64"})
    found = own.groupby("person_id").agg(days=("day", "nunique"), last_on=("day", "max")).reset_index()
    return found.sort_values(["days", "person_id"], ascending=[False, True], ignore_index=True)
