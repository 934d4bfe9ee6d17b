"""The numbers of a normal week, in DESIGN 9's order; only those that this shop's data can give.

One row a number: key, value, before (NULL: nothing to compare with), count, of, share, low, high,
word, unit. `count` of `of` where the number is a part of something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import mix_plan
from analytics.metrics.observed import speaks_from
from analytics.metrics.periods import Periods
from analytics.metrics.today_facts import TodayFacts, own
from analytics.metrics.today_tasks import between, newest_list, regulars
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import certainty, compare_counts, compare_sums

COLUMNS = ["key", "value", "before", "count", "of", "share", "low", "high", "word", "unit"]
# Join day is day 1: the seventh day is six days later.
_FIRST_WEEK = 7
_MATURED_DAYS = 30


def numbers(facts: TodayFacts, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every number that can be had, best first."""
    rows = [row for make in _MAKERS for row in make(facts, found)]
    frame = pd.DataFrame(rows, columns=["key", "value", "before", "count", "of", "word", "unit"])
    frame = frame.astype({"value": "float64", "before": "float64", "count": "Int64", "of": "Int64"})
    parts = frame[frame["of"].notna()].astype({"count": "int64", "of": "int64"})
    return frame.join(with_shares(parts)[["share", "low", "high"]])[COLUMNS]


def money_known_before(facts: TodayFacts) -> bool:
    """Whether the order sheets reach back over the span that is compared with."""
    return bool(facts.money and facts.orders_from and facts.orders_from <= facts.money.before_start)


def talk_known_before(facts: TodayFacts) -> bool:
    """Whether the chat record reaches back over the span that is compared with."""
    return bool(facts.talk and facts.talk_from and facts.talk_from <= facts.talk.before_start)


def now_and_before(frame: pd.DataFrame, span: Periods, column: str = "day") -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the span shown, and of the one before."""
    return (between(frame, span.start, span.end, column), between(frame, span.before_start, span.before_end, column))


Rows = Iterator[dict[str, Any]]
Found = dict[str, pd.DataFrame]


def _money(facts: TodayFacts, found: Found) -> Rows:
    if facts.money is None or facts.purchases.empty:
        return
    now, before = now_and_before(facts.purchases[facts.purchases["orders"] > 0], facts.money)
    known = money_known_before(facts)
    ours, theirs = (side.groupby("person_id", dropna=False)["cents"].sum() / 100 for side in (now, before))
    yield {"key": "net", "value": ours.sum(), "before": theirs.sum() if known else None, "unit": "yuan",
           "word": compare_sums(ours, theirs) if known else None}
    yield _buyers(facts, own(now), own(before), known)


def _buyers(facts: TodayFacts, now: pd.DataFrame, before: pd.DataFrame, known: bool) -> dict[str, Any]:
    assert facts.money is not None
    buyers, others = now["person_id"].nunique(), before["person_id"].nunique()
    row: dict[str, Any] = {"key": "buyers", "value": buyers, "before": others if known else None, "unit": "people",
                           "word": compare_counts(buyers, others) if known else None}
    history = (facts.money.start - facts.orders_from).days if facts.orders_from else 0
    if history >= facts.settings.today.gone_from_days:
        first = facts.buyers.loc[facts.buyers["person_id"].isin(now["person_id"]), "first_paid_on"]
        row |= {"count": int((first >= pd.Timestamp(facts.money.start)).sum()), "of": buyers}
    return row


def _gone(facts: TodayFacts, found: Found) -> Rows:
    known = regulars(facts) if facts.money else pd.DataFrame()
    if len(known):
        count = len(found.get("regular_gone", ()))
        yield {"key": "regular_gone", "value": count, "count": count, "of": len(known), "unit": "people",
               "word": certainty(count, len(known))}


def _questions(facts: TodayFacts, found: Found) -> Rows:
    for key, asked in (("unanswered", facts.questions), ("complaint", facts.complaints)):
        if len(asked):
            count = len(found.get(key, ()))
            yield {"key": key, "value": count, "count": count, "of": len(asked), "unit": "questions",
                   "word": certainty(count, len(asked))}


def _orders(facts: TodayFacts, found: Found) -> Rows:
    if facts.money is None or facts.purchases.empty:
        return
    now, before = now_and_before(facts.purchases[facts.purchases["orders"] > 0], facts.money)
    known, orders, others = money_known_before(facts), int(now["orders"].sum()), int(before["orders"].sum())
    yield {"key": "orders", "value": orders, "before": others if known else None, "unit": "orders",
           "word": compare_counts(orders, others) if known else None}
    if orders:
        yield {"key": "per_order", "value": now["cents"].sum() / 100 / orders, "unit": "yuan",
               "before": before["cents"].sum() / 100 / others if known and others else None}


def _speakers(facts: TodayFacts, found: Found) -> Rows:
    if facts.talk is None:
        return
    now, before = now_and_before(facts.speakers, facts.talk)
    known = talk_known_before(facts)
    speakers, others = now["person_id"].nunique(), before["person_id"].nunique()
    row: dict[str, Any] = {"key": "speakers", "value": speakers, "before": others if known else None,
                           "unit": "people", "word": compare_counts(speakers, others) if known else None}
    if facts.population.kind in ("list", "head_count"):
        among = now.loc[now["person_id"].isin(facts.members["person_id"]), "person_id"].nunique()
        row |= {"count": among, "of": facts.population.of}
    yield row


def _joins(facts: TodayFacts, found: Found) -> Rows:
    if facts.joins.empty or facts.joins_in is None:
        return
    span = facts.joins_in
    now, before = now_and_before(facts.joins, span, "joined_on")
    joined, others = now["person_id"].nunique(), before["person_id"].nunique()
    known = talk_known_before(facts) or facts.joins["joined_on"].min() <= pd.Timestamp(span.before_start)
    yield {"key": "joined", "value": joined, "before": others if known else None, "unit": "people",
           "word": compare_counts(joined, others) if known else None}
    if facts.joins["left_on"].notna().any():
        now, before = now_and_before(facts.joins, span, "left_on")
        left, others = now["person_id"].nunique(), before["person_id"].nunique()
        yield {"key": "left", "value": left, "before": others if known else None, "unit": "people",
               "word": compare_counts(left, others) if known else None}


def _first_orders(facts: TodayFacts, found: Found) -> Rows:
    """Of those who joined lately and had their seven days: who bought within them (METRICS 6.13)."""
    if facts.joins.empty or facts.money is None or facts.purchases.empty:
        return
    end = pd.Timestamp(facts.money.end)
    joined = facts.joins.groupby("person_id")["joined_on"].min()
    age = (end - joined).dt.days
    # Who joined before the order sheets begin may have bought unseen: in no count, as on the path to purchase.
    recorded = joined >= pd.Timestamp(speaks_from("orders", facts.orders_from or facts.money.end, facts.settings))
    joined = joined[recorded & (age >= _FIRST_WEEK - 1) & (age < _FIRST_WEEK - 1 + _MATURED_DAYS)]
    first = facts.buyers.set_index("person_id")["first_paid_on"].reindex(joined.index)
    fresh = ~(first < joined)
    of = int(fresh.sum())
    if of:
        count = int(((first - joined).dt.days < _FIRST_WEEK)[fresh].sum())
        yield {"key": "first_order", "value": count, "count": count, "of": of, "unit": "people",
               "word": certainty(count, of)}


def _refunds(facts: TodayFacts, found: Found) -> Rows:
    if facts.money is None or not facts.purchases["refunded"].any():
        return
    now, before = now_and_before(facts.purchases, facts.money)
    count, of = int(now["refunded"].sum()), int(now["placed"].sum())
    yield {"key": "refunded", "value": count, "unit": "orders", "count": count, "of": of, "word": certainty(count, of),
           "before": int(before["refunded"].sum()) if money_known_before(facts) else None}


def _signups(facts: TodayFacts, found: Found) -> Rows:
    if facts.signups.empty:
        return
    newest = newest_list(facts.signups)
    people = newest["person_id"].nunique()
    first = len(found.get("signup_first", ()))
    lists = facts.signups["day"].nunique(dropna=False) > 1
    yield {"key": "signup_people", "value": people, "unit": "people",
           **({"count": first, "of": people, "word": certainty(first, people)} if lists and people else {})}
    yield {"key": "signup_portions", "value": float(newest["quantity"].sum()), "unit": "portions"}


def _posts(facts: TodayFacts, found: Found) -> Rows:
    if facts.posts_in is None or facts.posts.empty:
        return
    now, before = now_and_before(facts.posts, facts.posts_in)
    if now.empty and before.empty:
        return
    yield {"key": "posts", "value": len(now), "before": len(before), "unit": "posts",
           "word": compare_counts(len(now), len(before))}
    if now["reach"].notna().any():
        yield {"key": "reach", "value": float(now["reach"].sum()), "unit": "times",
               "before": float(before["reach"].sum()) if before["reach"].notna().any() else None}


def _swaps(facts: TodayFacts, found: Found) -> Rows:
    """Posts that should have been of another kind, of those of the newest span whose kind is known; target as in 内容配比."""
    spans = [one for one in (facts.posts_in, facts.talk) if one]
    if not spans or facts.posts.empty:
        return
    now, _ = now_and_before(facts.posts, max(spans, key=lambda one: one.end))
    counts = {one: int((now["category"] == one).sum()) for one in CATEGORIES}
    of = sum(counts.values())
    if of:
        count = int(mix_plan.swaps(counts, mix_plan.target_shares(facts.settings), of)["count"].sum())
        yield {"key": "swap", "value": count, "count": count, "of": of, "unit": "posts"}


_MAKERS: tuple[Callable[[TodayFacts, Found], Rows], ...] = (
    _money, _gone, _questions, _orders, _speakers, _joins, _first_orders, _swaps, _refunds, _signups, _posts)
