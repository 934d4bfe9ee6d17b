"""What a review held today would do, who is close to the next tier, and who moved between two days."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import tier_reviews
from analytics.metrics.tier_money import Ledger
from analytics.metrics.tier_reviews import Review
from analytics.metrics.tier_rules import (
    BRONZE,
    GOLD,
    SILVER,
    TIERS,
    WARNINGS,
    Rules,
    Standing,
    gold_evidence,
    silver_evidence,
)

MOVES = ("up", "down", "warned", "stay", "unreviewable")
_CENTS = 100


def preview(members: pd.DataFrame, ledger: Ledger, standing: Standing, log: pd.DataFrame, held: pd.DataFrame,
            today: Review | None, rules: Rules) -> pd.DataFrame:
    """「如果今天复核」, one row a person whose tier is known: person_id, display_name, before, now, then, move, amount,
    needed, missing (yuan), review_on, falls_on (of `members`).

    `before`: the tier right after the last review day. `then`: what a review today would give: silver by the months of
    this quarter that have begun, gold by the twelve months up to now. move: down or warned (`then` fails), unreviewable
    (orders do not cover the span, and what is known is not enough), up (higher than `before`), else stay.
    """
    columns = ["person_id", "display_name", "before", "now", "then", "move", "amount", "needed", "missing",
               "review_on", "falls_on"]
    if today is None:
        return pd.DataFrame(columns=columns)
    now = standing.tier
    amount, needed = silver_evidence(ledger, today, rules)
    silver, worth = amount >= needed, gold_evidence(ledger, today, rules)
    passed = np.where(now == GOLD, worth > rules.gold_above, silver)
    known = np.where(now == GOLD, today.year_known, today.quarter_known)
    fails = (now != BRONZE) & ~passed & known
    # Whom the review of this very day has warned is not judged by it twice.
    falls = fails & (standing.failed + 1 > rules.grace) & ~_warned_from(log, today, len(now))
    then = np.where(falls, np.where((now == GOLD) & silver & today.quarter_known, SILVER, BRONZE), now)
    before = _after_last_review(log, held, now)
    move = np.select([falls, fails, (now != BRONZE) & ~passed & ~known, now > before],
                     ["down", "warned", "unreviewable", "up"], "stay")
    held_against = np.where(now == GOLD, worth, amount)
    bar = np.where(now == GOLD, rules.gold_above, needed)
    frame = members[["person_id", "display_name"]].assign(
        before=_words(before), now=_words(now), then=_words(then), move=pd.Series(move, dtype="str"),
        amount=held_against / _CENTS, needed=bar / _CENTS, missing=np.maximum(bar - held_against, 0) / _CENTS,
        review_on=members["review_on"], falls_on=members["falls_on"])
    judged: pd.DataFrame = frame[members["tier"].to_numpy() != "unknown"].reset_index(drop=True)
    return judged


def near(members: pd.DataFrame, ledger: Ledger, standing: Standing, rules: Rules, until_share: float,
         until: date | None) -> pd.DataFrame:
    """Who misses at most `until_share` of the bar of the next tier, least missing first: person_id, display_name, tier,
    next_tier, amount, needed, missing (yuan), until (the day the count ends; NaT: never).

    Gold asks for more than its bar: who misses 0 needs one more cent.
    """
    columns = ["person_id", "display_name", "tier", "next_tier", "amount", "needed", "missing", "until"]
    if until is None:
        return pd.DataFrame(columns=columns)
    end = int(np.datetime64(until, "D").astype("int64"))
    month = ledger.spent((tier_reviews.number(until),), end)[:, 0]
    ever = ledger.since(standing.counted_after, end)
    judged = members["tier"].to_numpy() != "unknown"
    asked = (
        ("silver", standing.tier == BRONZE, month, rules.silver_from, month < rules.silver_from, tier_reviews.month_end(until)),
        ("gold", standing.tier != GOLD, ever, rules.gold_above, ever <= rules.gold_above, None))
    found = []
    for tier, may, amount, bar, below, ends in asked:
        close = np.flatnonzero(judged & may & below & (amount >= bar - round(bar * until_share, 6)) & (amount > 0))
        found.append(members.loc[close, ["person_id", "display_name", "tier"]].assign(
            next_tier=tier, amount=amount[close] / _CENTS, needed=bar / _CENTS, missing=(bar - amount[close]) / _CENTS,
            until=pd.Series(pd.Timestamp(ends) if ends else pd.NaT, index=close, dtype="datetime64[us]")))
    return pd.concat(found).sort_values(["missing", "person_id"], kind="stable", ignore_index=True)


def tiers_on(log: pd.DataFrame, members: pd.DataFrame, day: date) -> pd.Series[Any]:
    """Everybody's tier at the end of `day`, by the `log` and `members` of a result; “not_yet” before registering."""
    moved = log[log["day"] <= pd.Timestamp(day)].drop_duplicates("person_id", keep="last")
    last = moved.set_index("person_id")["to_tier"].astype("str")
    tiers = last.reindex(members["person_id"]).fillna("bronze").set_axis(members.index)
    tiers = tiers.mask(members["registered_on"] > pd.Timestamp(day), "not_yet")
    return tiers.mask(members["tier"] == "unknown", "unknown").astype("str")


def migration(log: pd.DataFrame, members: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """One row a person: person_id, display_name, from_tier and to_tier at the end of the two days."""
    return members[["person_id", "display_name"]].assign(
        from_tier=tiers_on(log, members, start), to_tier=tiers_on(log, members, end))


def matrix(moved: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of tiers somebody moved between: from_tier, to_tier, count, of (all who were in from_tier)."""
    counted = moved.groupby(["from_tier", "to_tier"]).size().reset_index(name="count")
    return counted.assign(of=counted.groupby("from_tier")["count"].transform("sum"))


def _warned_from(log: pd.DataFrame, today: Review, people: int) -> Any:
    """Whom a review on `today` or (of a month that its last days closed early) after it has warned."""
    told = np.zeros(people, dtype=bool)
    on = int(np.datetime64(today.day, "D").astype("int64"))
    told[log.loc[(log["day"] >= on) & log["rule"].isin(WARNINGS), "person"].astype("int64")] = True
    return told


def _after_last_review(log: pd.DataFrame, held: pd.DataFrame, now: Any) -> Any:
    """Everybody's tier after the last review day; bronze where there was none."""
    before = np.full(len(now), BRONZE)
    if len(held):
        last = int(np.datetime64(held["day"].max(), "D").astype("int64"))
        moved = log[log["day"] <= last].drop_duplicates("person", keep="last")
        before[moved["person"].astype("int64")] = moved["to_tier"].astype("int64")
    return before


def _words(tiers: Any) -> pd.Series[Any]:
    return pd.Series(np.array(TIERS, dtype=object)[tiers], dtype="str")
