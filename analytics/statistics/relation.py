"""Whether one number goes with another: a straight line with its interval, and the correlation of ranks.

scipy.stats has both and takes half a second of a page's first view to load; these take what they need from scipy.special.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray


def slope(x: ArrayLike, y: ArrayLike, level: float) -> tuple[float, float, float]:
    """What y gains for one more x by least squares, its low and high (Student); no bounds for two points or a y that never varies.

    ValueError where all x are equal. Source: Cochran and Snedecor 1989, “Statistical Methods”, section 9.3.
    """
    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(across) == 0 or across.min() == across.max():
        raise ValueError("x does not vary")
    (wide, shared), (_, high) = np.cov(across, up, bias=True)
    free, value = len(across) - 2, float(shared / wide)
    if free <= 0 or high == 0:
        return value, float("nan"), float("nan")
    unexplained = max(float(high - shared**2 / wide), 0.0)
    half = float(scipy.special.stdtrit(free, 0.5 + level / 2)) * float(np.sqrt(unexplained / wide / free))
    return value, value - half, value + half


def rank_correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's ρ, ties at their mean rank; NaN where x or y does not vary. Source: Spearman 1904."""
    one, other = _ranks(np.asarray(x)), _ranks(np.asarray(y))
    if len(one) < 2 or one.min() == one.max() or other.min() == other.max():
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: NDArray[Any]) -> NDArray[Any]:
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[Any] = (np.cumsum(times) - (times - 1) / 2)[place]
    return ranks
