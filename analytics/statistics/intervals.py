"""How sure a share is: intervals for k of n, vectorised.

Wilson (no continuity correction) is the interval of every rate on screen (METRICS 7.1); Jeffreys is
the Bayesian reading that the what-if draws start from. Published values stand in the tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

MEASURED = 0.95
PROJECTED = 0.80
# scipy.stats takes a second to load: quantiles come from scipy.special, and the first page needs none but these two.
_DEVIATIONS = {MEASURED: 1.959963984540054, PROJECTED: 1.2815515655446004}


def deviations(level: float) -> float:
    """How many standard deviations on both sides of its mean hold `level` of a normal distribution."""
    known = _DEVIATIONS.get(level)
    return float(scipy.special.ndtri(0.5 + level / 2)) if known is None else known


def wilson(count: ArrayLike, of: ArrayLike, level: float = MEASURED) -> tuple[NDArray[Any], NDArray[Any]]:
    """Low and high of `count` out of `of`, as shares in [0, 1]; NaN where `of` is 0.

    Source: Wilson 1927; Newcombe 1998a, method 3.
    """
    k, n = _counts(count, of)
    z = deviations(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
        centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # Exact at the ends, where rounding would leave 1e-17 instead of nothing.
    low = np.where(k == 0, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(k == n, 1.0, np.clip(centre + half, 0, 1))
    return np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high)


def jeffreys(count: ArrayLike, of: ArrayLike, level: float = PROJECTED) -> tuple[NDArray[Any], NDArray[Any]]:
    """Low and high of the posterior Beta(k + ½, n − k + ½); 0 and 1 at the ends; NaN where `of` is 0.

    Source: Brown, Cai and DasGupta 2001, section 4.1.
    """
    k, n = _counts(count, of)
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, scipy.special.betaincinv(k + 0.5, n - k + 0.5, tail))
    high = np.where(k == n, 1.0, scipy.special.betaincinv(k + 0.5, n - k + 0.5, 1 - tail))
    return np.where(n == 0, np.nan, low), np.where(n == 0, np.nan, high)


def with_shares(frame: pd.DataFrame, count: str = "count", of: str = "of") -> pd.DataFrame:
    """A copy of `frame` with `share`, `low`, `high` (Wilson, 95 %) after its columns `count` and `of`."""
    low, high = wilson(frame[count].to_numpy(), frame[of].to_numpy())
    k, n = _counts(frame[count].to_numpy(), frame[of].to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n == 0, np.nan, k / n)
    return frame.assign(share=share, low=low, high=high)


def _counts(count: ArrayLike, of: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    k, n = np.asarray(count, dtype=float), np.asarray(of, dtype=float)
    if np.any(k < 0) or np.any(k > n):
        raise ValueError("a count lies outside 0..of")
    return k, n


def garwood(count: ArrayLike, level: float = MEASURED) -> tuple[NDArray[Any], NDArray[Any]]:
    """Low and high of the mean of a Poisson count (events of an exposure); low 0 where nothing was counted.

    Divide both by the exposure for a rate. Source: Garwood 1936 (exact, chi-square quantiles).
    """
    k = np.asarray(count, dtype=float)
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, scipy.special.gammaincinv(np.maximum(k, 1), tail))
    high: NDArray[Any] = np.asarray(scipy.special.gammaincinv(k + 1, 1 - tail))
    return low, high
