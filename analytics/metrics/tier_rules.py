"""The rules of the tiers, replayed over every person's orders at once (article S1 table T3; METRICS I12-I14).

Up at once: silver when a natural month reaches the bar, gold when the money of all time passes its own.
Down only at reviews: silver at a quarter's end, gold at a year's end; a refund after the promotion acts there.
The loop runs over review days, never over people: 50,000 people and three years take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics.tier_reviews import Review

BRONZE, SILVER, GOLD = 0, 1, 2
TIERS = ("bronze", "silver", "gold")
LOG = ["person", "day", "from_tier", "to_tier", "rule", "amount", "needed"]
_NEVER = np.iinfo("int64").max
_LONG_AGO = np.iinfo("int64").min

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """Bars in cents. `silver_review`: average, any or every month of the quarter; `gold_review`: trailing or lifetime;
    `grace`: failed reviews in a row that only warn."""

    silver_from: int
    gold_above: int
    silver_review: str
    gold_review: str
    grace: int


@dataclass
class Ledger:
    """Money as it became known, rows sorted by person and day: person 0…people−1, days since 1970, month numbers."""

    people: int
    person: Ints
    paid: Ints
    known: Ints
    month: Ints
    cents: Ints

    def spent(self, months: Sequence[int], until: int) -> Ints:
        """Net a person (row) × month (column), as known on the day `until`; shape people × len(months)."""
        first, wide = months[0], len(months)
        chosen = (self.month >= first) & (self.month < first + wide) & (self.known <= until)
        place = self.person[chosen] * wide + self.month[chosen] - first
        total = np.bincount(place, weights=self.cents[chosen].astype(float), minlength=self.people * wide)
        return np.rint(total).astype("int64").reshape(self.people, wide)

    def since(self, after: Ints, until: int) -> Ints:
        """Net a person of orders paid after the day `after` (one a person), as known on `until`."""
        chosen = (self.known <= until) & (self.paid > after[self.person])
        total = np.bincount(self.person[chosen], weights=self.cents[chosen].astype(float), minlength=self.people)
        return np.rint(total).astype("int64")


@dataclass
class Standing:
    """Where everybody is while the days go by. `counted_after`: orders up to this day no longer count towards gold."""

    tier: Ints
    counted_after: Ints
    failed: Ints
    log: list[pd.DataFrame] = field(default_factory=list)

    def move(self, who: Bools, day: Any, to: Any, rule: str, amount: Ints, needed: int) -> None:
        """Write down and carry out a move of the people `who`; `to` may be the tier they have (a warning)."""
        people = np.flatnonzero(who)
        if not len(people):
            return
        target = np.broadcast_to(to, self.tier.shape)[people]
        self.log.append(pd.DataFrame({
            "person": people, "day": np.broadcast_to(day, self.tier.shape)[people], "from_tier": self.tier[people],
            "to_tier": target, "rule": rule, "amount": amount[people], "needed": needed}))
        self.tier[people] = target


def replay(ledger: Ledger, reviews: Sequence[Review], rules: Rules) -> tuple[Standing, pd.DataFrame, pd.DataFrame]:
    """Everybody from bronze on the first day, through every order and every review.

    Returns how they stand at the end; the log (`LOG`, tiers as numbers, day since 1970, cents); and what each
    review did: day, tier, known, reviewed, kept, warned, fell.
    """
    standing = Standing(*(np.full(ledger.people, start, dtype="int64") for start in (BRONZE, _LONG_AGO, 0)))
    monthly, held, before = _first_days_of_silver(ledger, rules), [], _LONG_AGO
    for review in reviews:
        end = _day(review.day)
        _promote(standing, ledger, monthly, rules, before, end)
        held += _hold(standing, ledger, review, rules)
        before = end
    _promote(standing, ledger, monthly, rules, before, _NEVER - 1)
    log = pd.concat(standing.log) if standing.log else pd.DataFrame(columns=LOG)
    log = log.sort_values(["person", "day", "to_tier"], kind="stable", ignore_index=True)
    return standing, log, pd.DataFrame(held, columns=["day", "tier", "known", "reviewed", "kept", "warned", "fell"])


def silver_evidence(ledger: Ledger, review: Review, rules: Rules) -> tuple[Ints, int]:
    """What is held against the bar at a silver review, a person, and the bar itself; both in cents."""
    months = ledger.spent(review.months, _day(review.day))
    if rules.silver_review == "any":
        return months.max(axis=1), rules.silver_from
    if rules.silver_review == "every":
        return months.min(axis=1), rules.silver_from
    return months.sum(axis=1), rules.silver_from * len(review.months)


def gold_evidence(ledger: Ledger, review: Review, rules: Rules) -> Ints:
    """What is held against the bar at a gold review, a person, in cents."""
    end = _day(review.day)
    if rules.gold_review == "lifetime":
        return ledger.since(np.full(ledger.people, _LONG_AGO), end)
    return ledger.spent(review.year, end).sum(axis=1)


def _first_days_of_silver(ledger: Ledger, rules: Rules) -> pd.DataFrame:
    """person, day, cents: the first day of each month on which its money so far reached the silver bar."""
    own_month = _month_of(ledger.known) == ledger.month
    rows = pd.DataFrame({"person": ledger.person, "month": ledger.month, "day": ledger.known, "cents": ledger.cents})
    days = rows[own_month].groupby(["person", "month", "day"], sort=True)["cents"].sum().reset_index()
    days["cents"] = days.groupby(["person", "month"])["cents"].cumsum()
    return days[days["cents"] >= rules.silver_from].drop_duplicates(["person", "month"])


def _promote(standing: Standing, ledger: Ledger, monthly: pd.DataFrame, rules: Rules, after: int, until: int) -> None:
    """Carry out every promotion of the days after `after` up to `until`."""
    silver = monthly[(monthly["day"] > after) & (monthly["day"] <= until)].drop_duplicates("person")
    silver_day, silver_cents = _spread(ledger.people, *(silver[name].to_numpy() for name in ("person", "day", "cents")))
    gold_day, gold_cents = _gold_days(standing, ledger, rules, after, until)
    up = (standing.tier == BRONZE) & (silver_day < gold_day)
    standing.failed[up] = 0
    standing.move(up, silver_day, SILVER, "silver_month", silver_cents, rules.silver_from)
    up = (standing.tier < GOLD) & (gold_day < _NEVER)
    standing.failed[up] = 0
    standing.move(up, gold_day, GOLD, "gold_lifetime", gold_cents, rules.gold_above)


def _gold_days(standing: Standing, ledger: Ledger, rules: Rules, after: int, until: int) -> tuple[Ints, Ints]:
    """The first day in the span on which the money counted towards gold lies above the bar, and that money."""
    if not len(ledger.cents):
        return np.full(ledger.people, _NEVER), np.zeros(ledger.people, dtype="int64")
    counted = np.where(ledger.paid > standing.counted_after[ledger.person], ledger.cents, 0)
    total = np.cumsum(counted)
    starts = np.searchsorted(ledger.person, np.arange(ledger.people))
    running = total - (total - counted)[np.minimum(starts, len(total) - 1)][ledger.person]
    # Several rows of one day are one day: what stands at its end counts.
    closes = np.ones(len(total), dtype=bool)
    closes[:-1] = (ledger.person[1:] != ledger.person[:-1]) | (ledger.known[1:] != ledger.known[:-1])
    rows = np.flatnonzero(closes & (ledger.known > after) & (ledger.known <= until) & (running > rules.gold_above))
    people, first = np.unique(ledger.person[rows], return_index=True)
    return _spread(ledger.people, people, ledger.known[rows][first], running[rows][first])


def _hold(standing: Standing, ledger: Ledger, review: Review, rules: Rules) -> list[tuple[Any, ...]]:
    """One review day: gold first where the year ends, then silver, each with the tier it had that morning."""
    silver, gold = standing.tier == SILVER, standing.tier == GOLD
    amount, needed = silver_evidence(ledger, review, rules)
    worth_silver = review.quarter_known & (amount >= needed)
    held = []
    if review.ends_year:
        held.append(_review_gold(standing, ledger, review, rules, gold, worth_silver))
    if review.quarter_known:
        fell, warned = _judge(standing, silver, amount >= needed, rules)
        standing.move(fell, _day(review.day), BRONZE, "silver_review", amount, needed)
        standing.move(warned, _day(review.day), SILVER, "silver_warning", amount, needed)
    held.append((review.day, SILVER, review.quarter_known, int(silver.sum()),
                 *_sums(silver, fell, warned)) if review.quarter_known
                else (review.day, SILVER, False, int(silver.sum()), int(silver.sum()), 0, 0))
    return held


def _review_gold(standing: Standing, ledger: Ledger, review: Review, rules: Rules, gold: Bools,
                 worth_silver: Bools) -> tuple[Any, ...]:
    if not review.year_known:
        return review.day, GOLD, False, int(gold.sum()), int(gold.sum()), 0, 0
    end, amount = _day(review.day), gold_evidence(ledger, review, rules)
    fell, warned = _judge(standing, gold, amount > rules.gold_above, rules)
    # Money that made somebody gold once does not do so twice: after the fall the count begins anew.
    used = fell & (ledger.since(standing.counted_after, end) > rules.gold_above)
    standing.counted_after[used] = end
    standing.move(fell, end, np.where(worth_silver, SILVER, BRONZE), "gold_review", amount, rules.gold_above)
    standing.move(warned, end, GOLD, "gold_warning", amount, rules.gold_above)
    return review.day, GOLD, True, int(gold.sum()), *_sums(gold, fell, warned)


def _judge(standing: Standing, reviewed: Bools, passed: Bools, rules: Rules) -> tuple[Bools, Bools]:
    """Who falls and who is only warned; failures in a row are counted until one review is passed."""
    failed = reviewed & ~passed
    standing.failed[reviewed & passed] = 0
    standing.failed[failed] += 1
    fell = failed & (standing.failed > rules.grace)
    standing.failed[fell] = 0
    return fell, failed & ~fell


def _sums(reviewed: Bools, fell: Bools, warned: Bools) -> tuple[int, int, int]:
    return int((reviewed & ~fell & ~warned).sum()), int(warned.sum()), int(fell.sum())


def _spread(people: int, who: Ints, day: Ints, cents: Ints) -> tuple[Ints, Ints]:
    """Days and cents of some people as one entry a person; `_NEVER` for the others."""
    days, amounts = np.full(people, _NEVER), np.zeros(people, dtype="int64")
    days[who], amounts[who] = day, cents
    return days, amounts


def _day(day: Any) -> int:
    return int(np.datetime64(day, "D").astype("int64"))


def _month_of(days: Ints) -> Ints:
    months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12
    return months
