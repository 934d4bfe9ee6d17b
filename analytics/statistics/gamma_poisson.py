"""Counts of many, fairly ranked: three uses that went well are no sure thing (METRICS 7.5).

How often each one is answered a use is thought of as drawn from one Gamma distribution, estimated by moments; each one's own
mean is pulled towards it, the more the fewer uses it rests on. Counts of posts come in clumps: `dispersion` says how much more
they vary than a Poisson count would, and everything observed weighs that much less. Source: Robbins 1956; McCullagh and Nelder
1989, section 4.5 (quasi-likelihood).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

_LOWER, _UPPER = 0.10, 0.90
_TIGHTEST, _LOOSEST = 1_000.0, 0.5


@dataclass(frozen=True)
class Posterior:
    """What is known of each mean: Gamma(shape, rate), arrays (n,)."""

    shape: NDArray[Any]
    rate: NDArray[Any]

    @property
    def mean(self) -> NDArray[Any]:
        """(n,) posterior means."""
        return np.asarray(self.shape / self.rate)

    @property
    def low(self) -> NDArray[Any]:
        """(n,) lower 10 % bounds."""
        return np.asarray(scipy.special.gammaincinv(self.shape, _LOWER) / self.rate)

    @property
    def high(self) -> NDArray[Any]:
        """(n,) upper 10 % bounds."""
        return np.asarray(scipy.special.gammaincinv(self.shape, _UPPER) / self.rate)

    def above(self, value: ArrayLike) -> NDArray[Any]:
        """(n,) chance that each mean lies above `value`."""
        return np.asarray(scipy.special.gammaincc(self.shape, np.maximum(np.asarray(value, dtype=float), 0) * self.rate))


def dispersion(counts: ArrayLike, groups: ArrayLike) -> float:
    """Variance over mean of counts inside their groups, never below 1; 1 where no group has two."""
    k, of = np.asarray(counts, dtype=float), np.unique(np.asarray(groups), return_inverse=True)[1]
    sizes = np.bincount(of)
    means = np.bincount(of, weights=k) / sizes
    free, expected = len(k) - len(sizes), means[of]
    if free <= 0 or not expected.any():
        return 1.0
    gap = (k - expected)[expected > 0] ** 2 / expected[expected > 0]
    return max(1.0, float(gap.sum()) / free)


def shrunken(total: ArrayLike, uses: ArrayLike, clumping: float = 1.0) -> Posterior:
    """The posterior of each mean from its `total` over `uses`; `clumping`: their `dispersion`."""
    k, t = np.asarray(total, dtype=float) / clumping, np.asarray(uses, dtype=float) / clumping
    centre = (k.sum() + 0.5) / (t.sum() + 1) if k.sum() == 0 else k.sum() / t.sum()
    # Between-template variance by moments: what Poisson scatter leaves over.
    spread = float((t * (k / t - centre) ** 2).sum()) - (len(k) - 1) * centre if len(k) > 1 else 0.0
    room = float(t.sum()) - float((t**2).sum()) / float(t.sum())
    between = spread / room if room > 0 else 0.0
    strength = float(np.clip(centre / between, _LOOSEST, _TIGHTEST)) if between > 0 else _TIGHTEST
    return Posterior(centre * strength + k, strength + t)
