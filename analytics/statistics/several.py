"""Several groups against one at once: exact tests, and what is left of them when many were made (METRICS 7.2).

Fisher's exact test holds at any size; Benjamini and Hochberg's step-up keeps the share of false alarms among what is
called different at the level asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

# Tables as likely as the one seen may differ in the last digits (R's fisher.test takes the same room).
_EQUALLY_LIKELY = 1 + 1e-7


def exact(count: ArrayLike, of: ArrayLike, other_count: ArrayLike, other_of: ArrayLike) -> NDArray[Any]:
    """Two-sided p of `count/of` against `other_count/other_of`, pair by pair; NaN where one side is empty.

    Source: Fisher 1935; two-sided as the sum of all tables no more likely than the one seen.
    """
    sides = np.broadcast_arrays(*(np.asarray(one, dtype="int64") for one in (count, of, other_count, other_of)))
    return np.array([_fisher(*(int(one) for one in pair)) for pair in zip(*(side.ravel() for side in sides), strict=True)])


def more_often(both: ArrayLike, one: ArrayLike, other: ArrayLike, everybody: int) -> NDArray[Any]:
    """One-sided p of two things meeting `both` times or more by chance, pair by pair; each is in so many of `everybody`.

    Source: Fisher 1935, the upper tail of the hypergeometric distribution.
    """
    return np.array([_tail(int(k), int(of), int(wanted), everybody) for k, of, wanted in zip(
        np.asarray(both), np.asarray(one), np.asarray(other), strict=True)], dtype=float)


def adjusted(p_values: ArrayLike) -> NDArray[Any]:
    """p-values as if each were the largest still called different (Benjamini and Hochberg 1995); NaN stays NaN."""
    found = np.asarray(p_values, dtype=float)
    known = ~np.isnan(found)
    result = np.full(found.shape, np.nan)
    if known.any():
        result[known] = _stepped_up(found[known])
    return result


def _stepped_up(p: NDArray[Any]) -> NDArray[Any]:
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    result = np.empty(len(p))
    result[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return result


def _fisher(count: int, of: int, other_count: int, other_of: int) -> float:
    if not of or not other_of:
        return float("nan")
    everybody, successes = of + other_of, count + other_count
    k = np.arange(max(0, successes - other_of), min(of, successes) + 1)
    chances = np.exp(_ways(of, k) + _ways(other_of, successes - k) - _ways(everybody, np.array(successes)))
    seen = chances[count - k[0]]
    return min(1.0, float(chances[chances <= seen * _EQUALLY_LIKELY].sum()))


def _tail(both: int, one: int, other: int, everybody: int) -> float:
    k = np.arange(max(both, one + other - everybody, 0), min(one, other) + 1)
    chances = np.exp(_ways(one, k) + _ways(everybody - one, other - k) - _ways(everybody, np.array(other)))
    return min(1.0, float(chances.sum()))


def _ways(of: int, chosen: NDArray[Any]) -> NDArray[Any]:
    """Logarithm of how many ways there are to choose so many."""
    log = scipy.special.gammaln
    ways: NDArray[Any] = log(of + 1) - log(chosen + 1) - log(of - chosen + 1)
    return ways
