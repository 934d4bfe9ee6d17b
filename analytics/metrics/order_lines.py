"""The orders of a span, and what was in them: the one read that the order page, the change of sales and bought-together share.

Money stands on orders, in cents. Of an order with several things each gets its part: by what its line cost where the
sheet says so, else by what the things cost where they are bought alone (an estimate); parts always add up to the order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.metrics.product_names import named
from analytics.scope import Resolved
from analytics.workspace import Workspace

# Orders of these are the shop's money and nobody's own purchase.
KINDS = ("own", "nobody", "ambiguous", "reseller", "staff")
_LINE = ("product", "line_cents")


@dataclass(frozen=True)
class OrderLines:
    """`lines`: columns of sql/facts/order_lines.sql, from `first` to `last`; order_key is a number, one an order."""

    lines: pd.DataFrame
    first: date
    last: date

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row a placed order, oldest first: the columns of a line without product and line_cents, and `valid` (net above 0)."""
        bearing = self.lines[self.lines["counts"] == 1]
        return bearing.drop(columns=[*_LINE, "counts"]).assign(valid=bearing["cents"] > 0).reset_index(drop=True)

    @cached_property
    def items(self) -> pd.DataFrame:
        """One row a valid order × thing: order_key, item (NULL: the sheet names none), quantity, person_id, buyer, day, cents.

        The cents of an order's rows add up to the order's.
        """
        money = self.orders.loc[self.orders["valid"], ["order_key", "person_id", "buyer", "day", "cents"]]
        if money.empty:
            return money.assign(item=pd.Series(dtype="str"), quantity=pd.Series(dtype="int64"))
        parts = self._parts()
        rows = money.rename(columns={"cents": "order_cents"}).merge(parts, on="order_key", how="left")
        rows["weight"] = rows["weight"].fillna(1.0)
        rows["quantity"] = rows["quantity"].fillna(1).astype("int64")
        rows["cents"] = shared_out(rows["order_key"], rows["order_cents"], rows["weight"])
        return rows[["order_key", "item", "quantity", "person_id", "buyer", "day", "cents"]]

    def _parts(self) -> pd.DataFrame:
        """order_key, item, quantity, weight: the things of every order whose lines name any."""
        lines = self.lines.loc[self.lines["product"].notna(), ["order_key", "product", "line_cents"]].reset_index(names="line")
        parts = lines.merge(named(lines["product"].unique()), on="product", how="inner")
        alone = parts.groupby("line")["item"].transform("size") == 1
        lonely = parts.groupby("order_key")["item"].transform("size") == 1
        paid = parts["order_key"].map(self.orders.set_index("order_key")["gross_cents"])
        cost = parts["line_cents"].where(alone & (parts["line_cents"] > 0), paid.where(lonely)) / parts["quantity"]
        usual = cost[cost > 0].groupby(parts["item"]).median()
        price = parts["item"].map(usual).fillna(usual.median() if len(usual) else 1.0)
        weight = price * parts["quantity"]
        # A line that says what it cost keeps that, whatever its things usually cost.
        whole = weight.groupby(parts["line"]).transform("sum")
        parts["weight"] = weight.where(parts["line_cents"] <= 0, parts["line_cents"] * weight / whole)
        things = parts.groupby(["order_key", "item"], sort=False, as_index=False)
        return things.agg(quantity=("quantity", "sum"), weight=("weight", "sum"))

    def between(self, first: date, last: date) -> OrderLines:
        """The same of fewer days."""
        inside = (self.lines["day"] >= pd.Timestamp(first)) & (self.lines["day"] <= pd.Timestamp(last))
        return OrderLines(self.lines[inside].reset_index(drop=True), first, last)


def read(workspace: Workspace, resolved: Resolved, first: date, last: date) -> OrderLines:
    """Every placed order of the days, both inclusive; of chosen groups those of whoever was seen in them."""
    lines = workspace.channel_words(workspace.facts("order_lines", replace(resolved, as_of=last), first_day=first, last_day=last))
    lines["day"] = pd.to_datetime(lines["day"])
    # A number in the order of time: grouping a hundred thousand order numbers as texts takes seconds.
    lines["order_key"] = pd.factorize(lines["order_key"])[0]
    return OrderLines(lines, first, last)


def shared_out(keys: pd.Series, cents: pd.Series, weight: pd.Series) -> pd.Series:
    """Whole cents of `cents` (equal within a key) a row, in proportion to `weight` (0 all over: equally); they add up a key.

    What rounding leaves goes to the largest remainders, in the order of the rows (Hamilton's method).
    """
    of = weight.groupby(keys).transform("sum")
    size = weight.groupby(keys).transform("size")
    share = np.where(of > 0, weight / of.where(of > 0, 1), 1 / size)
    exact = cents.to_numpy() * share
    floor = np.floor(exact + 1e-9).astype("int64")
    given = pd.Series(floor, index=keys.index).groupby(keys).transform("sum")
    left = pd.Series(cents.to_numpy() - given.to_numpy(), index=keys.index)
    remainder = pd.Series(np.round(floor - exact, 6), index=keys.index)
    rank = remainder.groupby(keys).rank(method="first")
    return pd.Series(floor, index=keys.index) + (rank <= left).astype("int64")
