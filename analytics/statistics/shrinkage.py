"""Rates of many, fairly ranked: two of two is no hundred per cent (METRICS 7.5).

The rates of all are thought of as drawn from one Beta distribution, estimated by moments; each one's own rate is pulled
towards it, the more the fewer it rests on. Ranked is by the lower 10 % bound. Source: Efron and Morris 1975, Kleinman 1973.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

_LOWER = 0.10
# Where rates differ no more than chance would make them, all are pulled together this strongly.
_TIGHTEST, _LOOSEST = 1_000.0, 2.0


def shrunken(count: ArrayLike, of: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Posterior mean and lower 10 % bound of each `count` out of `of`; NaN where everybody has `of` 0."""
    k, n = np.asarray(count, dtype=float), np.asarray(of, dtype=float)
    if n.sum() == 0:
        return np.full(len(k), np.nan), np.full(len(k), np.nan)
    centre = k.sum() / n.sum()
    if centre in (0.0, 1.0):
        # Nobody or everybody: half a success and half a failure keep the bound off the ends.
        centre = (k.sum() + 0.5) / (n.sum() + 1)
    strength = _strength(k, n, centre)
    a, b = centre * strength + k, (1 - centre) * strength + n - k
    mean = a / (a + b)
    # So lopsided a distribution that even its lower tenth lies above the mean: the mean is bound enough.
    return mean, np.minimum(np.asarray(scipy.special.betaincinv(a, b, _LOWER), dtype=float), mean)


def _strength(k: NDArray[Any], n: NDArray[Any], centre: float) -> float:
    """a + b of the Beta distribution that would make rates differ as much as these do."""
    some = n > 0
    k, n = k[some], n[some]
    if len(n) < 2:
        return _LOOSEST
    between = float((n * (k / n - centre) ** 2).sum())
    chance = centre * (1 - centre)
    room = float(n.sum()) - float((n**2).sum()) / float(n.sum()) - (len(n) - 1)
    spread = (between - (len(n) - 1) * chance) / room if room > 0 else 0.0
    if spread <= 0:
        return _TIGHTEST
    return float(np.clip(chance / spread - 1, _LOOSEST, _TIGHTEST))
