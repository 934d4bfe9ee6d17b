"""Shifted-beta-geometric: how a paid membership will keep its people, projected from its first periods (METRICS 7.4).

At each renewal a member leaves with an own, constant probability; these differ between members (Beta). The leavers go
first, so retention of those who stay rises by itself. Source: Fader and Hardie 2007, “How to project customer
retention”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.allowed import Range
from analytics.statistics.intervals import PROJECTED

_ALLOWED = Range(1e-4, 1e4)
_DRAWS, _SEED = 200, 20_070_107


@dataclass(frozen=True)
class RetentionCurve:
    """alpha, beta: the Beta distribution of leaving at a renewal."""

    alpha: float
    beta: float
    log_likelihood: float = float("nan")

    @property
    def on_bounds(self) -> bool:
        """Whether the fit ended where it says nothing."""
        return _ALLOWED.ended(self.alpha, self.beta)

    def survival(self, periods: ArrayLike) -> NDArray[Any]:
        """Share still there after so many renewals (0 → 1)."""
        t = np.asarray(periods, dtype=float)
        return np.asarray(np.exp(scipy.special.betaln(self.alpha, self.beta + t) - scipy.special.betaln(self.alpha, self.beta)))

    def retention(self, period: ArrayLike) -> NDArray[Any]:
        """Share of those there before the t-th renewal who renew; rises with t."""
        t = np.asarray(period, dtype=float)
        return np.asarray((self.beta + t - 1) / (self.alpha + self.beta + t - 1), dtype=float)


def fit(active: ArrayLike) -> RetentionCurve:
    """`active`: members at the start and after each renewal. Raises `ValueError` for fewer than three counts, for counts
    that rise, and where nobody left: then there is nothing to project."""
    counts = np.asarray(active, dtype=float)
    lost = -np.diff(counts)
    if len(counts) < 3 or (lost < 0).any() or not (lost > 0).any():
        raise ValueError("a retention curve needs three falling counts")
    found = scipy.optimize.minimize(_cost, np.zeros(2), args=(lost, counts[-1]), jac=True, method="L-BFGS-B",
                              bounds=_ALLOWED.logs(2), options={"ftol": 1e-13})
    alpha, beta = (float(one) for one in np.exp(found.x))
    return RetentionCurve(alpha, beta, -float(found.fun) * float(counts[0]))


def band(curve: RetentionCurve, people: int, seen: int, periods: ArrayLike, level: float = PROJECTED,
         draws: int = _DRAWS) -> tuple[NDArray[Any], NDArray[Any]]:
    """Low and high of the survival at `periods`, by parametric bootstrap (fixed seed).

    `people` members are invented from `curve`, observed over `seen` renewals and fitted again, `draws` times.
    """
    generator = np.random.default_rng(_SEED)
    steps = curve.survival(np.arange(seen + 1))
    chances = np.append(-np.diff(steps), steps[-1])
    left = generator.multinomial(people, chances / chances.sum(), size=draws)
    t = np.asarray(periods, dtype=float)
    curves = [fit(np.append(people, people - np.cumsum(row[:-1]))).survival(t) if row[:-1].any() else np.ones_like(t)
              for row in left]
    tail = (1 - level) / 2
    low, high = np.quantile(np.stack(curves), [tail, 1 - tail], axis=0)
    return low, high


def _cost(logs: NDArray[Any], lost: NDArray[Any], kept: float) -> tuple[float, NDArray[Any]]:
    """Mean negative log-likelihood and its gradient in the logarithms of alpha and beta."""
    alpha, beta = np.exp(logs)
    t, last = np.arange(1, len(lost) + 1), len(lost)
    everybody = float(lost.sum() + kept)
    whole = scipy.special.betaln(alpha, beta)
    chances = scipy.special.betaln(alpha + 1, beta + t - 1) - whole
    value = lost @ chances + kept * (scipy.special.betaln(alpha, beta + last) - whole)
    common = scipy.special.digamma(alpha + beta)
    leaving, staying = common - scipy.special.digamma(alpha + beta + t), common - scipy.special.digamma(alpha + beta + last)
    by_alpha = lost @ (scipy.special.digamma(alpha + 1) - scipy.special.digamma(alpha) + leaving) + kept * staying
    by_beta = (lost @ (scipy.special.digamma(beta + t - 1) - scipy.special.digamma(beta) + leaving)
               + kept * (scipy.special.digamma(beta + last) - scipy.special.digamma(beta) + staying))
    return -float(value) / everybody, -np.array([by_alpha * alpha, by_beta * beta]) / everybody
