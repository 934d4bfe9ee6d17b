"""Whether two shares or two counts differ by more than chance.

Newcombe's hybrid score interval for two independent shares (METRICS 7.2); the exact conditional
interval for two counts over spans of the same length. Never for the same people before and after.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.intervals import MEASURED, deviations, wilson


def newcombe(
    count: ArrayLike, of: ArrayLike, other_count: ArrayLike, other_of: ArrayLike, level: float = MEASURED
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Difference `count/of − other_count/other_of`, its low and its high; NaN where one side is empty.

    Source: Newcombe 1998b, method 10 (hybrid score, no continuity correction).
    """
    low, high = wilson(count, of, level)
    other_low, other_high = wilson(other_count, other_of, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.asarray(count, dtype=float) / np.asarray(of, dtype=float)
        other = np.asarray(other_count, dtype=float) / np.asarray(other_of, dtype=float)
    gap = share - other
    down = np.sqrt((share - low) ** 2 + (other_high - other) ** 2)
    up = np.sqrt((high - share) ** 2 + (other - other_low) ** 2)
    return gap, gap - down, gap + up


def count_ratio(count: int, other_count: int, level: float = MEASURED) -> tuple[float, float]:
    """Low and high of (rate of `count`) / (rate of `other_count`) over spans of equal length.

    Exact: given their sum, `count` is binomial (Przyborowski and Wilenski 1940). NaN when both are 0.
    Orders and people come in clumps, so read it as the narrowest honest interval.
    """
    total = count + other_count
    if total == 0:
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    # Clopper and Pearson 1934 by its quantiles: what scipy.stats.binomtest searches for, without loading all of scipy.stats.
    low = float(scipy.special.betaincinv(count, other_count + 1, tail)) if count else 0.0
    high = float(scipy.special.betaincinv(count + 1, other_count, 1 - tail)) if other_count else 1.0
    return low / (1 - low), high / (1 - high) if other_count else float("inf")


def sums(totals: ArrayLike, other_totals: ArrayLike, level: float = MEASURED) -> tuple[float, float, float]:
    """Difference of two sums over spans of equal length, its low and its high.

    `totals`: one amount a person on each side. People come and go by chance, so a sum varies by the
    sum of squares of what each brought (compound Poisson); one big buyer widens it as it should.
    """
    ours, theirs = np.asarray(totals, dtype=float), np.asarray(other_totals, dtype=float)
    gap = float(ours.sum() - theirs.sum())
    half = float(deviations(level) * np.sqrt((ours**2).sum() + (theirs**2).sum()))
    return gap, gap - half, gap + half
