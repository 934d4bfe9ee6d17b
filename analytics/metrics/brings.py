"""What each kind of content brings: how often it is posted, how it is answered, which orders follow it (METRICS 6.11, 7.8).

The efficiency index is a kind's share of the orders over its share of the posts: above 1 it does more than its part. Orders
that no post can be named for stay in the whole. That orders follow a post is no proof that it brought them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import attribution
from analytics.metrics.attribution import KINDS, OTHER
from analytics.metrics.exits import Exits
from analytics.metrics.post_effects import NONE, PITCHES, WAYS, PostEffects
from analytics.statistics.bootstrap import ratio_of_sums
from analytics.statistics.intervals import with_shares
from analytics.statistics.ratios import ratio

DIMENSIONS = ("category", "form", "way", "pitch", "product", "purpose", "production")
# rate → what it counts, and out of what; the first base that is known counts.
RATES = {
    "reach": ("reach", ("present",)),
    "active": ("active", ("present",)),
    "open": ("opens", ("reach",)),
    "click": ("clicks", ("opens", "reach")),
    "answer": ("interactors", ("reach", "present")),
    "forward": ("forwards", ("opens",)),
    "exit": ("leaves", ("members",)),
}
_ORDER = {"category": KINDS, "way": (*WAYS, NONE), "pitch": (*PITCHES, NONE)}
_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Balance:
    """`rows`, one row a kind × side (posts, answers, orders): category, side, count, of, share. `index`, one row a kind: the
    row of `groups`. `same_order`: whether both models rank the kinds alike. `totals`: per_week (posts), mean and median (answers
    a post), placed, lost, of (orders with a post before them, without, all), placed_share, lost_share; NaN where unknown."""

    rows: pd.DataFrame
    index: pd.DataFrame
    same_order: bool
    totals: dict[str, float]


def balance(found: PostEffects) -> Balance:
    """The kinds' parts of the posts, of the answers and of the orders; sides without anything are left out."""
    posts, orders = found.posts, found.orders
    last = orders.by_category[orders.by_category["model"] == "last"].set_index("category")
    sides = {
        "posts": posts["category"].value_counts(),
        "answers": posts.groupby("category")["answers"].sum(),
        "orders": last["orders"],
    }
    rows = [
        (kind, side, float(counts.get(kind, 0)), float(counts.sum()))
        for side, counts in sides.items()
        if counts.sum() > 0
        for kind in KINDS
        if counts.get(kind, 0) > 0
    ]
    frame = pd.DataFrame(rows, columns=["category", "side", "count", "of"])
    index = groups(found, "category")
    known = index[index["value"].isin(KINDS[:3])]
    ranked = [tuple(known.sort_values(["index" + tail, "value"], ascending=[False, True])["value"]) for tail in ("", "_linear")]
    return Balance(frame.assign(share=frame["count"] / frame["of"]), index, ranked[0] == ranked[1], _totals(found, index))


def _totals(found: PostEffects, index: pd.DataFrame) -> dict[str, float]:
    known, of = int(index["known"].sum()), len(found.orders.bought)
    lost = float(found.orders.bought["evidence"].isna().sum())
    return {
        "per_week": float(index["per_week"].sum()),
        "mean": float(index["answers"].sum()) / known if known else float("nan"),
        "median": float(found.posts["answers"].median()),
        "placed": of - lost,
        "lost": lost,
        "of": float(of),
        "placed_share": (of - lost) / of if of else float("nan"),
        "lost_share": lost / of if of else float("nan"),
    }


def groups(found: PostEffects, by: str) -> pd.DataFrame:
    """One row a value of `by` (one of `DIMENSIONS`): value, count (posts), of, share, low, high; per_week; answers, known (posts
    whose answers are known), mean, mean_low, mean_high (95 %, bootstrap over posts), median; orders (last touch), order_of,
    order_share, order_low, order_high (people are the unit), linear, linear_share; net, net_linear (yuan); index, index_linear.
    """
    posts = found.posts[found.posts[by].notna()]
    weeks = max(((found.end - found.start).days + 1) / _DAYS_A_WEEK, 1 / _DAYS_A_WEEK)
    shares = _shares(found, posts.set_index("post_id")[by])
    rows = [_one(value, part, found, weeks, shares[value]) for value, part in posts.groupby(by, sort=False)]
    frame = pd.DataFrame(
        rows,
        columns=[
            "value",
            "count",
            "of",
            "per_week",
            "answers",
            "known",
            "mean",
            "mean_low",
            "mean_high",
            "median",
            "orders",
            "order_of",
            "order_share",
            "order_low",
            "order_high",
            "linear",
            "linear_share",
            "net",
            "net_linear",
        ],
    )
    frame = with_shares(frame)
    whole = frame["share"].where(frame["share"] > 0)
    return _ordered(frame.assign(index=frame["order_share"] / whole, index_linear=frame["linear_share"] / whole), by)


def _one(value: Any, part: pd.DataFrame, found: PostEffects, weeks: float, bought: tuple[float, float, float]) -> tuple[Any, ...]:
    answers = part["answers"].dropna().astype("float64")
    mean, low, high = ratio_of_sums(answers, pd.Series(1.0, index=answers.index))
    share, share_low, share_high = bought
    orders, linear = float(part["last"].sum()), float(part["linear"].sum())
    of = len(found.orders.bought)
    return (
        value,
        len(part),
        len(found.posts),
        len(part) / weeks,
        float(answers.sum()),
        len(answers),
        mean,
        low,
        high,
        float(answers.median()),
        round(orders),
        of,
        share,
        share_low,
        share_high,
        linear,
        linear / of if of else float("nan"),
        float(part["net_last"].sum()),
        float(part["net_linear"].sum()),
    )


def _shares(found: PostEffects, values: pd.Series[Any]) -> dict[Any, tuple[float, float, float]]:
    """Of each value, by post_id: the share of all orders whose last post is one of its, with the interval; people are the unit."""
    owner, people = attribution.owners(found.orders.bought)
    last = found.orders.bought["post_id"].map(values)
    counted = {}
    for value in values.unique():
        share, low, high = ratio(np.bincount(owner[last == value], minlength=len(people)).astype("float64"), people)
        counted[value] = share, max(low, 0.0), min(high, 1.0)
    return counted


def _ordered(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """In the order of the lists, where there is one; else most posts first."""
    names = list(_ORDER.get(by, ()))
    rank = frame["value"].map({name: place for place, name in enumerate(names)}).fillna(len(names))
    return (
        frame.assign(rank=rank)
        .sort_values(["rank", "count", "value"], ascending=[True, False, True], ignore_index=True)
        .drop(columns="rank")
    )


def rates(found: PostEffects, left: Exits | None, by: str) -> pd.DataFrame:
    """One row a value of `by` × rate that is known: value, rate, count, of, base (the name of what `of` counts), share, low, high
    (95 %, bootstrap over posts), posts. Ratios of sums over posts of which both are known."""
    posts = found.posts[found.posts[by].notna()]
    if left is not None and len(left.posts):
        posts = posts.merge(left.posts[["post_id", "leaves", "members"]].drop_duplicates("post_id"), on="post_id", how="left")
    rows = []
    for value, part in posts.groupby(by, sort=False):
        for name, (above, bases) in RATES.items():
            base = next(
                (one for one in bases if one in part and above in part and (part[[above, one]].notna().all(axis=1)).any()), None
            )
            if base is not None:
                known = part.dropna(subset=[above, base]).astype({above: "float64", base: "float64"})
                rows.append(
                    (
                        value,
                        name,
                        float(known[above].sum()),
                        float(known[base].sum()),
                        base,
                        *ratio_of_sums(known[above], known[base]),
                        len(known),
                    )
                )
    frame = pd.DataFrame(rows, columns=["value", "rate", "count", "of", "base", "share", "low", "high", "posts"])
    return frame[frame["of"] > 0].reset_index(drop=True)


def crossed(found: PostEffects, rows: str, columns: str, **only: Any) -> pd.DataFrame:
    """One row a pair that occurs: row, column, count (posts), mean (answers a post; NULL unknown), orders (last touch).

    `only`: of posts whose columns have these values.
    """
    posts = posts_of(found, **only)
    posts = posts[posts[rows].notna() & posts[columns].notna()]
    grouped = posts.groupby([rows, columns])
    frame = grouped.agg(count=("post_id", "size"), mean=("answers", "mean"), orders=("last", "sum")).reset_index()
    return frame.set_axis(["row", "column", "count", "mean", "orders"], axis=1).astype({"orders": "int64"})


def posts_of(found: PostEffects, **wanted: Any) -> pd.DataFrame:
    """The posts whose columns have these values, most orders first: as many as the count they stand behind."""
    rows = found.posts
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return rows.sort_values(["last", "answers", "posted_at", "post_id"], ascending=[False, False, False, True], ignore_index=True)


def known_values(found: PostEffects, by: str) -> int:
    """How many different values a dimension has, those that say nothing left out."""
    return int(found.posts.loc[~found.posts[by].isin([NONE, OTHER]), by].nunique())
