"""Several groups against one at once: exact tests, and what is left of them when many were made (METRICS 7.2).

Fisher's exact test holds at any size; Benjamini and Hochberg's step-up keeps the share of false alarms among what is
called different at the level asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray


def exact(count: ArrayLike, of: ArrayLike, other_count: ArrayLike, other_of: ArrayLike) -> NDArray[Any]:
    """Two-sided p of `count/of` against `other_count/other_of`, pair by pair; NaN where one side is empty.

    Source: Fisher 1935; two-sided as the sum of all tables no more likely than the one seen.
    """
    sides = np.broadcast_arrays(*(np.asarray(one, dtype="int64") for one in (count, of, other_count, other_of)))
    return np.array([_fisher(*(int(one) for one in pair)) for pair in zip(*(side.ravel() for side in sides), strict=True)])


def adjusted(p_values: ArrayLike) -> NDArray[Any]:
    """p-values as if each were the largest still called different (Benjamini and Hochberg 1995); NaN stays NaN."""
    found = np.asarray(p_values, dtype=float)
    known = ~np.isnan(found)
    result = np.full(found.shape, np.nan)
    if known.any():
        result[known] = scipy.stats.false_discovery_control(found[known])
    return result


def _fisher(count: int, of: int, other_count: int, other_of: int) -> float:
    if not of or not other_of:
        return float("nan")
    table = np.array([[count, of - count], [other_count, other_of - other_count]])
    return float(scipy.stats.fisher_exact(table)[1])
