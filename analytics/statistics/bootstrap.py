"""Intervals for what comes in clumps: messages of one person are not independent, so people are drawn, not messages.

METRICS 7.1: 2,000 draws from a fixed seed; bias-corrected and accelerated (BCa) from 30 people on, else percentiles.
People with the same pair of numbers are interchangeable: drawing how often each pair occurs is the same draw and
costs the number of different pairs instead of the number of people.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.intervals import MEASURED

DRAWS, SEED = 2000, 20261101
_BCA_FROM = 30
Numbers = NDArray[Any]


def ratio_of_sums(above: ArrayLike, below: ArrayLike, level: float = MEASURED, seed: int = SEED) -> tuple[float, float, float]:
    """Σabove / Σbelow with its low and high; one pair a person (the cluster). NaN where Σbelow is 0.

    Source: Efron 1987 (BCa); Davison and Hinkley 1997, section 2.4 (clusters).
    """
    pairs, times = _pairs(above, below)
    people, total = int(times.sum()), float((pairs[:, 1] * times).sum())
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    value = float((pairs[:, 0] * times).sum()) / total
    drawn = np.random.default_rng(seed).multinomial(people, times / people, size=DRAWS).astype(float)
    low_tail, high_tail = (1 - level) / 2, (1 + level) / 2
    sums = drawn @ pairs
    found = sums[sums[:, 1] > 0]
    values = found[:, 0] / found[:, 1]
    if people >= _BCA_FROM:
        low_tail, high_tail = _corrected(values, value, pairs, times, (low_tail, high_tail))
    low, high = np.quantile(values, [low_tail, high_tail])
    return value, float(min(low, value)), float(max(high, value))


def _corrected(values: Numbers, value: float, pairs: Numbers, times: Numbers,
               tails: tuple[float, float]) -> tuple[float, float]:
    """The tails moved by bias and acceleration; unchanged where all draws agree."""
    below = (np.sum(values < value) + 0.5 * np.sum(values == value)) / len(values)
    if not 0 < below < 1:
        return tails
    bias, speed = float(scipy.special.ndtri(below)), _acceleration(pairs, times)
    moved = []
    for tail in tails:
        z = bias + float(scipy.special.ndtri(tail))
        moved.append(float(scipy.special.ndtr(bias + z / (1 - speed * z))))
    return moved[0], moved[1]


def _acceleration(pairs: Numbers, times: Numbers) -> float:
    """Skewness of the jack-knife: each person left out once."""
    above, below = (pairs * times[:, None]).sum(axis=0)
    rest = below - pairs[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(rest > 0, (above - pairs[:, 0]) / rest, above / below)
    gap = np.average(left, weights=times) - left
    square = float((times * gap**2).sum())
    return float((times * gap**3).sum() / (6 * square**1.5)) if square > 0 else 0.0


def _pairs(above: ArrayLike, below: ArrayLike) -> tuple[Numbers, Numbers]:
    given = np.column_stack([np.asarray(above, dtype=float), np.asarray(below, dtype=float)])
    if not len(given):
        return np.zeros((0, 2)), np.zeros(0)
    pairs, times = np.unique(given, axis=0, return_counts=True)
    return pairs, times.astype(float)
