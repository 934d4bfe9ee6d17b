"""What is bought together (一起买): pairs of products more often in one basket than chance would bring them, counted openly.

A basket is what one person bought on one day, or (basis person) ever in the period. Beside each pair stand its count, what
chance would give, lift, and whether it holds after all pairs were tried (one-sided Fisher, Benjamini–Hochberg 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import scipy

from analytics.metrics.order_lines import OrderLines, read
from analytics.metrics.purchases import purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.several import adjusted, more_often
from analytics.workspace import Workspace

BASES = ("day", "person")


@dataclass(frozen=True)
class BoughtTogether:
    """`pairs`, surest first: item, other, count (baskets with both) of `of` (baskets with item), share, low, high,
    other_of (baskets with other), expected, lift, people, p, q, holds (q within the setting). `baskets`: how many in all;
    `items`: products that were compared, the most bought; `left_out`: products too rare to be compared.
    """

    as_of: date
    start: date
    coverage: dict[str, Any]
    basis: str
    pairs: pd.DataFrame
    baskets: int
    items: int
    left_out: int
    rows: pd.DataFrame

    def people(self, item: str, other: str) -> pd.DataFrame:
        """person_id, times: who has both in a basket; as many as `people` of the pair."""
        both = _of(self.rows, item).merge(_of(self.rows, other), on=["basket", "person_id"])
        return both.groupby("person_id").size().rename("times").reset_index().sort_values(
            ["times", "person_id"], ascending=[False, True], ignore_index=True)


def measure(workspace: Workspace, scope: Scope | None = None, basis: str = "day") -> BoughtTogether:
    """Pairs of the period of `scope`; without one of all orders. ValueError for an unknown basis."""
    settings = workspace.settings
    bought = purchases(workspace, scope, None)
    return table(read(workspace, bought.resolved, bought.start, bought.end), basis, settings)


def table(lines: OrderLines, basis: str, settings: Settings) -> BoughtTogether:
    """The rules on the orders; pure."""
    if basis not in BASES:
        raise ValueError(f"basis {basis!r}; known: {', '.join(BASES)}")
    rows = _rows(lines, basis)
    counts = rows.groupby("item")["basket"].nunique().reset_index(name="baskets")
    counts = counts.sort_values(["baskets", "item"], ascending=[False, True], ignore_index=True)
    kept = counts[counts["baskets"] >= settings.orders.together_from_times].head(settings.orders.together_until_products)
    pairs = _pairs(rows[rows["item"].isin(kept["item"])], kept["item"].tolist(), int(rows["basket"].nunique()), settings)
    return BoughtTogether(lines.last, lines.first, {"has_products": len(rows) > 0}, basis, pairs,
                          int(rows["basket"].nunique()), len(kept), len(counts) - len(kept), rows)


def _rows(lines: OrderLines, basis: str) -> pd.DataFrame:
    """basket, item, person_id: one row a thing of a basket of somebody who can be told apart."""
    items = lines.items
    own = items[(items["buyer"] == "own") & items["item"].notna()].astype({"person_id": "int64"})
    keys = ["person_id", "day"] if basis == "day" else ["person_id"]
    return own.assign(basket=own.groupby(keys).ngroup())[["basket", "item", "person_id"]].drop_duplicates(ignore_index=True)


def _of(rows: pd.DataFrame, item: str) -> pd.DataFrame:
    return rows.loc[rows["item"] == item, ["basket", "person_id"]]


def _pairs(rows: pd.DataFrame, names: list[str], baskets: int, settings: Settings) -> pd.DataFrame:
    place = {name: number for number, name in enumerate(names)}
    column, line = rows["item"].map(place).to_numpy(dtype="int64"), pd.factorize(rows["basket"])[0]
    held = scipy.sparse.csr_matrix((np.ones(len(rows)), (line, column)), shape=(max(len(set(line)), 1), max(len(names), 1)))
    both = (held.T @ held).toarray().astype("int64")
    single = both.diagonal().copy()
    above = np.triu(both, 1)
    # Every pair that could have been found is a test, the ones never met too.
    tests = len(names) * (len(names) - 1) // 2
    first, second = np.nonzero(above >= settings.orders.together_from_times)
    count = above[first, second]
    found = pd.DataFrame({
        "item": np.array(names, dtype=object)[first], "other": np.array(names, dtype=object)[second], "count": count,
        "of": single[first], "other_of": single[second], "expected": single[first] * single[second] / max(baskets, 1)})
    found["lift"] = found["count"] / found["expected"]
    found["p"] = more_often(count, single[first], single[second], baskets)
    found["q"] = _adjusted(found["p"].to_numpy(dtype=float), tests)
    found["holds"] = found["q"] <= settings.orders.false_finds_until_share
    found["people"] = _people(rows, place, found)
    return with_shares(found.sort_values(["q", "lift", "item", "other"], ascending=[True, False, True, True], ignore_index=True))


def _adjusted(p: Any, tests: int) -> Any:
    """Benjamini–Hochberg over all `tests`; those not given were no finds, their p is 1."""
    if not len(p):
        return p
    return adjusted(np.concatenate([p, np.ones(tests - len(p))]))[: len(p)]


def _people(rows: pd.DataFrame, place: dict[str, int], pairs: pd.DataFrame) -> Any:
    """How many different people stand behind each pair: all pairs of each basket at once."""
    coded = pd.DataFrame({"basket": rows["basket"], "person_id": rows["person_id"], "item": rows["item"].map(place)})
    met = coded.merge(coded, on=["basket", "person_id"])
    met = met[met["item_x"] < met["item_y"]].drop_duplicates(["person_id", "item_x", "item_y"])
    counts = met.groupby(["item_x", "item_y"]).size()
    wanted = pd.MultiIndex.from_arrays([pairs["item"].map(place), pairs["other"].map(place)])
    return counts.reindex(wanted, fill_value=0).to_numpy(dtype="int64")
