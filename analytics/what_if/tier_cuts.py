"""Other bars for silver and gold (W1): who would hold which tier, who would change it, who stands close to a bar.

The replay is that of `metrics.tiers`, without its reviews and lists: they would cost a slider too much. Pure functions.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import tier_reviews, tiers
from analytics.metrics.tier_money import LONG_AGO, NEVER, Bools, Ints, Ledger
from analytics.metrics.tier_rules import TIERS, replay
from analytics.settings import Settings

SETTINGS = {"silver": "tiers.silver_from_yuan_per_month", "gold": "tiers.gold_above_yuan"}
CLOSE = ["person_id", "layer", "value", "cut"]
Yuan = NDArray[np.float64]
_NAMED, _CENTS, _HAIR = ["person_id", "display_name"], 100, 1e-9


def held(facts: tiers.Facts, ledger: Ledger, settings: Settings) -> Ints:
    """Everybody's tier, a number in TIERS; -1 where several people carry one name or no order is known."""
    unknown = facts.people["ambiguous"].to_numpy(dtype=bool)
    if facts.first_day is None or facts.until is None or not facts.coverage["has_orders"]:
        return np.full(len(unknown), -1, dtype="int64")
    reviews = tier_reviews.reviews(facts.months, facts.first_day, facts.until)
    standing, _, _ = replay(ledger, reviews, tiers.rules_of(settings))
    return np.where(unknown, -1, standing.tier)


def counts(tier: Ints) -> dict[str, int]:
    """How many are silver, how many gold."""
    return {name: int((tier == TIERS.index(name)).sum()) for name in SETTINGS}


def moved(facts: tiers.Facts, before: Ints, after: Ints) -> pd.DataFrame:
    """person_id, display_name, before, after of everybody whose tier would be another."""
    who, names = before != after, np.array(TIERS)
    found: pd.DataFrame = facts.people.loc[who, _NAMED].assign(before=names[before[who]], after=names[after[who]])
    return found.reset_index(drop=True)


def evidence(ledger: Ledger) -> dict[str, Yuan]:
    """What is held against the two bars, a person: the best month for silver, the money of all time for gold; net yuan."""
    months, place = np.unique(ledger.month, return_inverse=True)
    wide = max(len(months), 1)
    total = np.bincount(ledger.person * wide + place, ledger.cents, ledger.people * wide).reshape(ledger.people, wide)
    lifetime = ledger.since(np.full(ledger.people, LONG_AGO), NEVER - 1)
    return {"silver": total.max(axis=1) / _CENTS, "gold": lifetime / _CENTS}


def close(facts: tiers.Facts, spent: dict[str, Yuan], settings: Settings) -> pd.DataFrame:
    """`CLOSE`, nearest first: whose best month or money of all time lies near a bar. `spent`: `evidence`."""
    reach, parts = float(settings.layers.near_cut_until_share), []
    certain: Bools = ~facts.people["ambiguous"].to_numpy(dtype=bool)
    for name, yuan in spent.items():
        cut = float(settings[SETTINGS[name]])
        near = certain & (np.abs(yuan - cut) <= cut * reach + _HAIR)
        rows = pd.DataFrame({"person_id": facts.people["person_id"][near], "layer": name, "value": yuan[near], "cut": cut})
        parts.append(rows.assign(away=(rows["value"] - cut).abs()).sort_values(["away", "person_id"])[CLOSE])
    return pd.concat(parts, ignore_index=True)
