"""The mix in parts: week by week how far from the target, group by group, and by other units than posts (METRICS 6.11, 7.6).

Pure functions of posts; a post counts as one, as long as its words, or as often as it could be seen.
"""

from __future__ import annotations

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import mix_plan
from analytics.statistics.bootstrap import ratio_of_sums
from analytics.statistics.intervals import with_shares

UNITS = ("count", "characters", "exposure")


def planned(plan: pd.DataFrame | None) -> list[float]:
    """Each kind's share of the posts that the plan asks for, in the order of `CATEGORIES`; NaN where no plan names kinds."""
    counts = {} if plan is None else dict(zip(plan["category"], plan["count"], strict=True))
    of = float(sum(counts.values()))
    return [float(counts.get(one, 0)) / of if of else float("nan") for one in CATEGORIES]


def plan_distance(mix: pd.DataFrame) -> float:
    """How far the plan itself lies from the target (total variation); NaN without a plan. `mix`: `ContentMix.mix`."""
    return float((mix["planned"] - mix["target"]).abs().sum(skipna=False)) / 2


def distances(weeks: pd.DataFrame, target: mix_plan.Shares) -> pd.DataFrame:
    """week_start, total_variation (NULL without posts), complete, from rows of `ContentMix.weeks`."""
    rows = []
    for start, part in weeks.groupby("week_start"):
        counts = dict(zip(part["category"], part["count"], strict=True))
        rows.append((start, mix_plan.total_variation(counts, target), bool(part["complete"].all())))
    return pd.DataFrame(rows, columns=["week_start", "total_variation", "complete"])


def by_chat(posts: pd.DataFrame, target: mix_plan.Shares) -> pd.DataFrame:
    """chat_id (NULL: content sheets), category, count, of, share, low, high, total_variation; most posts first."""
    decided = posts[posts["category"].isin(CATEGORIES)]
    rows = []
    for chat, part in decided.groupby("chat_id", dropna=False):
        counts = {one: int((part["category"] == one).sum()) for one in CATEGORIES}
        far = mix_plan.total_variation(counts, target)
        rows += [(chat if isinstance(chat, str) else None, one, counts[one], len(part), far) for one in CATEGORIES]
    frame = pd.DataFrame(rows, columns=["chat_id", "category", "count", "of", "total_variation"])
    return with_shares(frame).sort_values("of", ascending=False, kind="stable", ignore_index=True)


def by_unit(posts: pd.DataFrame) -> pd.DataFrame:
    """unit, category, amount, of, share, low, high (95 %, bootstrap over posts), posts (of which the unit is known)."""
    decided = posts[posts["category"].isin(CATEGORIES)].assign(count=1)
    rows = []
    for unit in UNITS:
        if unit not in decided:
            continue
        known = decided[decided[unit].notna()]
        amounts = known[unit].astype("float64")
        for one in CATEGORIES:
            mine = amounts.where(known["category"] == one, 0.0)
            rows.append((unit, one, float(mine.sum()), float(amounts.sum()), *ratio_of_sums(mine, amounts), len(known)))
    frame = pd.DataFrame(rows, columns=["unit", "category", "amount", "of", "share", "low", "high", "posts"])
    return frame[frame["of"] > 0].reset_index(drop=True)
