"""What could be behind the numbers that were counted: 2,000 draws a number, the same ones every time (METRICS 8).

Each input has its name, and each name its own uniform numbers from one fixed seed. A slider moves what is made of
them and never the draws, so that two settings differ by the setting alone (common random numbers), and more of
something good is never less of it. All inverse distribution functions, vectorised.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.bootstrap import DRAWS, SEED
from analytics.statistics.intervals import PROJECTED

Draws = NDArray[np.float64]
# From so many values on their mean is as good as normal, and drawing each value would only take long.
_NORMAL_FROM = 300


@lru_cache(maxsize=256)
def uniform(name: str) -> Draws:
    """The numbers in (0, 1) that belong to `name`."""
    found: Draws = np.random.default_rng([SEED, zlib.crc32(name.encode())]).random(DRAWS)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=512)
def share(name: str, count: float, of: float) -> Draws:
    """Draws of a rate of which `count` of `of` was seen: Beta(k + ½, n − k + ½)."""
    found: Draws = scipy.special.betaincinv(count + 0.5, of - count + 0.5, uniform(name))
    found.setflags(write=False)
    return found


def wanted(name: str, value: float, worth: float) -> Draws:
    """Draws of a rate that is to be `value`, as sure as if it had been seen in `worth` people.

    With the shop's own rate and its own n this is `share` itself; higher `value`, higher draws, each of them.
    """
    return share(name, round(value * worth, 9), worth)


def events(name: str, count: float, exposure: float) -> Draws:
    """Draws of events per unit of `exposure` of which `count` was seen: Gamma(k + ½) / exposure; NaN without exposure."""
    if exposure <= 0:
        return np.full(DRAWS, np.nan)
    return _gamma(name, count) / exposure


@lru_cache(maxsize=128)
def _gamma(name: str, count: float) -> Draws:
    found: Draws = np.asarray(scipy.special.gammaincinv(count + 0.5, uniform(name)), dtype=float)
    return found


def mean(name: str, values: ArrayLike) -> Draws:
    """Draws of the mean of `values`: each weighed anew (Rubin 1981, the Bayesian bootstrap), normal from 300 on.

    Never below the smallest value; constant values give themselves; NaN without any.
    """
    given: NDArray[Any] = np.asarray(values, dtype=float)
    return _mean(name, given.tobytes())


@lru_cache(maxsize=64)
def _mean(name: str, values: bytes) -> Draws:
    given = np.frombuffer(values)
    if not len(given):
        found: Draws = np.full(DRAWS, np.nan)
    elif len(given) >= _NORMAL_FROM:
        spread = float(given.std(ddof=1)) / np.sqrt(len(given))
        found = np.maximum(float(given.mean()) + spread * scipy.special.ndtri(uniform(name)), float(given.min()))
    else:
        weights = np.random.default_rng([SEED, zlib.crc32(name.encode())]).standard_exponential((DRAWS, len(given)))
        found = (weights @ given) / weights.sum(axis=1)
    found.setflags(write=False)
    return found


def band(middle: float, drawn: Draws) -> tuple[float, float]:
    """Low and high of the 80 % band; always around `middle`, which is made of the numbers as they were counted."""
    if not np.isfinite(middle) or not np.isfinite(drawn).all():
        return float("nan"), float("nan")
    tail = (1 - PROJECTED) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(min(low, middle)), float(max(high, middle))
