"""From a mix of posts to what to change: how far it lies from the target, and which whole posts to swap.

Pure functions of counts a category. METRICS 6.11 and 7.6.
"""

from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd
import scipy

from analytics.classify import CATEGORIES
from analytics.settings import Settings

# Up to here every possible mix can be listed (1,275 of them), beyond it χ² is good enough.
_EXACT_BELOW = 50
_DRAWS = 4000

Counts = dict[str, int]
Shares = dict[str, float]


def target_shares(settings: Settings) -> Shares:
    """The target mix: 3:5:2 unless the shop chose another. Sums to 1."""
    mix = settings.content_mix
    return {"promotion": mix.promotion_share, "knowledge": mix.knowledge_share, "fun": mix.fun_share}


def total_variation(counts: Counts, target: Shares) -> float:
    """Share of posts that would have to be of another kind, in [0, 1]; NaN without posts.

    >>> total_variation({"promotion": 6, "knowledge": 3, "fun": 1}, {"promotion": .3, "knowledge": .5, "fun": .2})
    0.3
    """
    of = sum(counts.values())
    if of == 0:
        return float("nan")
    return round(sum(abs(counts[one] / of - target[one]) for one in CATEGORIES) / 2, 12)


def total_variation_interval(counts: Counts, target: Shares, seed: int = 352) -> tuple[float, float]:
    """95 % interval of the distance from draws of Dirichlet(n + ½); NaN without posts."""
    if sum(counts.values()) == 0:
        return float("nan"), float("nan")
    draws = np.random.default_rng(seed).dirichlet([counts[one] + 0.5 for one in CATEGORIES], _DRAWS)
    far = np.abs(draws - [target[one] for one in CATEGORIES]).sum(axis=1) / 2
    low, high = np.quantile(far, [0.025, 0.975])
    return float(low), float(high)


def aitchison_distance(counts: Counts, target: Shares) -> float:
    """‖clr(x) − clr(τ)‖, zero counts taken as 0.5 / n; NaN without posts or with a target of 0."""
    of = sum(counts.values())
    if of == 0 or min(target.values()) == 0:
        return float("nan")
    shares = np.array([counts[one] or 0.5 for one in CATEGORIES], dtype=float)
    logs = np.log(shares / shares.sum()) - np.log([target[one] for one in CATEGORIES])
    return float(np.linalg.norm(logs - logs.mean()))


def p_value(counts: Counts, target: Shares) -> float:
    """How often chance alone leads as far from the target: exact below 50 posts, else χ². NaN without posts."""
    of = sum(counts.values())
    if of == 0:
        return float("nan")
    if any(counts[one] and target[one] == 0 for one in CATEGORIES):
        return 0.0
    used = [one for one in CATEGORIES if target[one] > 0]
    seen = np.array([counts[one] for one in used])
    expected = np.array([target[one] for one in used])
    if len(used) == 1:
        return 1.0
    if of >= _EXACT_BELOW:
        wanted = expected * of / expected.sum()
        return float(scipy.special.chdtrc(len(used) - 1, ((seen - wanted) ** 2 / wanted).sum()))
    return _exact_p(seen, expected / expected.sum())


def whole_posts(shares: Shares, of: int) -> Counts:
    """`of` posts split by `shares` into whole ones: largest remainders, ties in the order of CATEGORIES.

    >>> whole_posts({"promotion": .3, "knowledge": .5, "fun": .2}, 21)
    {'promotion': 6, 'knowledge': 11, 'fun': 4}
    """
    exact = {one: shares[one] * of for one in CATEGORIES}
    whole = {one: int(exact[one] + 1e-9) for one in CATEGORIES}
    by_remainder = sorted(CATEGORIES, key=lambda one: (whole[one] - exact[one], CATEGORIES.index(one)))
    for one in by_remainder[: of - sum(whole.values())]:
        whole[one] += 1
    return whole


def swaps(counts: Counts, target: Shares, of: int) -> pd.DataFrame:
    """from_category, to_category, count: which of the next `of` posts to make another kind, most first.

    `counts` sets today's habit, scaled to `of` posts. No rows where the mix already fits.
    """
    total = sum(counts.values())
    rows: list[tuple[str, str, int]] = []
    if total and of:
        now = whole_posts({one: counts[one] / total for one in CATEGORIES}, of)
        gap = {one: now[one] - wanted for one, wanted in whole_posts(target, of).items()}
        while max(gap.values()) > 0:
            most, least = max(CATEGORIES, key=gap.__getitem__), min(CATEGORIES, key=gap.__getitem__)
            moved = min(gap[most], -gap[least])
            rows.append((most, least, moved))
            gap[most] -= moved
            gap[least] += moved
    return pd.DataFrame(rows, columns=["from_category", "to_category", "count"])


def additions(counts: Counts, target: Shares) -> Counts | None:
    """Posts to add, a category, if none may be dropped; None where the target asks for none of a kind there is."""
    if any(counts[one] and target[one] == 0 for one in CATEGORIES):
        return None
    needed = max((counts[one] / target[one] for one in CATEGORIES if target[one]), default=0.0)
    return {one: max(0, ceil(round(needed * target[one], 9)) - counts[one]) for one in CATEGORIES}


def bounds(counts: Counts, undecided: int) -> pd.DataFrame:
    """category, lowest, highest: its share if none, or all, of the undecided posts were of its kind."""
    of = sum(counts.values()) + undecided
    share = (lambda count: count / of) if of else (lambda count: float("nan"))
    rows = [(one, share(counts[one]), share(counts[one] + undecided)) for one in CATEGORIES]
    return pd.DataFrame(rows, columns=["category", "lowest", "highest"])


def _exact_p(seen: np.ndarray, expected: np.ndarray) -> float:
    of = int(seen.sum())
    grid = np.array(np.meshgrid(*[np.arange(of + 1)] * (len(seen) - 1))).reshape(len(seen) - 1, -1).T
    grid = grid[grid.sum(axis=1) <= of]
    outcomes = np.column_stack([grid, of - grid.sum(axis=1)])
    chances, likely = _chance(outcomes, expected), _chance(seen, expected)
    # Equal chances that differ in the last bit must count as equal.
    return float(min(1.0, chances[chances <= likely * (1 + 1e-9)].sum()))


def _chance(outcomes: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """How likely each outcome is, its last axis counting the kinds (multinomial)."""
    ways = scipy.special.gammaln(outcomes.sum(axis=-1) + 1) - scipy.special.gammaln(outcomes + 1).sum(axis=-1)
    chance: np.ndarray = np.exp(ways + scipy.special.xlogy(outcomes, expected).sum(axis=-1))
    return chance
