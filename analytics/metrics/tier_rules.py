"""The rules of the tiers, replayed over every person's orders at once (article S1 table T3; METRICS I12-I14).

Up at once: silver when a natural month reaches the bar, gold when the money of all time passes its own.
Down only at reviews: silver at a quarter's end, gold at a year's end; a refund after the promotion acts there.
The loop runs over review days, never over people: 50,000 people and three years take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import tier_reviews
from analytics.metrics.tier_money import LONG_AGO, NEVER, Bools, Ints, Ledger, Milestones, gold_days, silver_days
from analytics.metrics.tier_reviews import Review

BRONZE, SILVER, GOLD = 0, 1, 2
TIERS = ("bronze", "silver", "gold")
WARNINGS = ("silver_warning", "gold_warning")
LOG = ["person", "day", "from_tier", "to_tier", "rule", "amount", "needed"]


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
    bronze, never, none = (np.full(ledger.people, start, dtype="int64") for start in (BRONZE, LONG_AGO, 0))
    standing = Standing(bronze, never, none)
    silver, gold = silver_days(ledger, rules.silver_from), gold_days(ledger, rules.gold_above, standing.counted_after)
    held: list[tuple[Any, ...]] = []
    before = LONG_AGO
    for review in reviews:
        end = _day(review.day)
        _promote(standing, silver, gold, rules, before, end)
        held += _hold(standing, ledger, review, rules)
        if review.ends_year and review.year_known:
            gold = gold_days(ledger, rules.gold_above, standing.counted_after)
        before = end
    _promote(standing, silver, gold, rules, before, NEVER - 1)
    log = pd.concat(standing.log) if standing.log else pd.DataFrame(columns=LOG)
    # Stable: a promotion on the day of a review was written down before it.
    log = log.sort_values(["person", "day"], kind="stable", ignore_index=True)
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
        return ledger.since(np.full(ledger.people, LONG_AGO), end)
    year: Ints = ledger.spent(review.year, end).sum(axis=1)
    return year


def review_days(tier: Ints, after: date | None, ahead: Ints) -> pd.Series[Any]:
    """The `ahead`-th (1: the next) quarter's end after a day for silver, year's end for gold; bronze is never reviewed."""
    days = pd.Series(pd.NaT, index=range(len(tier)), dtype="datetime64[us]")
    if after is None:
        return days
    for kind, end in ((SILVER, tier_reviews.quarter_end), (GOLD, tier_reviews.year_end)):
        for number in np.unique(ahead[tier == kind]):
            day = after
            for _ in range(number):
                day = end(day + timedelta(days=1))
            days[(tier == kind) & (ahead == number)] = pd.Timestamp(day)
    return days


def _promote(standing: Standing, silver: Milestones, gold: Milestones, rules: Rules, after: int, until: int) -> None:
    """Carry out every promotion of the days after `after` up to `until`."""
    people = len(standing.tier)
    silver_day, silver_cents = silver.first(people, after, until)
    gold_day, gold_cents = gold.first(people, after, until)
    up = (standing.tier == BRONZE) & (silver_day < gold_day)
    standing.failed[up] = 0
    standing.move(up, silver_day, SILVER, "silver_month", silver_cents, rules.silver_from)
    up = (standing.tier < GOLD) & (gold_day < NEVER)
    standing.failed[up] = 0
    standing.move(up, gold_day, GOLD, "gold_lifetime", gold_cents, rules.gold_above)


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


def _day(day: Any) -> int:
    return int(np.datetime64(day, "D").astype("int64"))
