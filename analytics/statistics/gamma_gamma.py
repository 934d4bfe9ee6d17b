"""Gamma–Gamma: how much an order of each customer is worth, shrunk towards what orders are worth here (METRICS 7.4).

Each customer's orders scatter around an own mean, and the means differ between customers; how often somebody buys is
assumed to tell nothing of how much (`value_depends` says whether it does). Source: Fader and Hardie 2013, “The
Gamma-Gamma model of monetary value”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.allowed import Range
from analytics.statistics.relation import rank_correlation

_ALLOWED = Range(1e-3, 1e6)


@dataclass(frozen=True)
class ValueModel:
    """p, q: shapes; v: scale, in money. The mean of an order over customers is p v / (q − 1), for q > 1."""

    p: float
    q: float
    v: float
    log_likelihood: float = float("nan")

    @property
    def on_bounds(self) -> bool:
        """Whether the fit ended where it says nothing: at an end, or without a mean (q ≤ 1)."""
        return _ALLOWED.ended(self.p, self.q, self.v) or self.q <= 1

    @property
    def mean(self) -> float:
        """What an order is worth on average over customers; NaN where the model has no mean."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("nan")


def log_likelihood(model: ValueModel, orders: ArrayLike, mean_value: ArrayLike) -> NDArray[Any]:
    """One log-likelihood a customer with `orders` ≥ 1 of `mean_value` > 0 each."""
    return _logs(np.array([model.p, model.q, model.v]), *_checked(orders, mean_value))


def fit(orders: ArrayLike, mean_value: ArrayLike) -> ValueModel:
    """The most likely parameters. Raises `ValueError` for orders or values that are not above 0."""
    x, value = _checked(orders, mean_value)
    if not len(x):
        raise ValueError("no customers")
    # In units of the average order the numbers are near 1, whatever the currency.
    unit = float(np.average(value, weights=x))
    found = scipy.optimize.minimize(
        _cost, np.log([2.0, 3.0, 1.0]), args=(x, value / unit), method="L-BFGS-B",
        bounds=_ALLOWED.logs(3), options={"maxiter": 500, "ftol": 1e-12})
    p, q, v = np.exp(found.x)
    return ValueModel(float(p), float(q), float(v * unit), -float(found.fun) * len(x) - len(x) * float(np.log(unit)))


def expected_value(model: ValueModel, orders: ArrayLike, mean_value: ArrayLike) -> NDArray[Any]:
    """What the next order of each customer is worth; the overall mean where `orders` is 0."""
    x = np.asarray(orders, dtype=float)
    value = np.where(x > 0, np.asarray(mean_value, dtype=float), 0.0)
    return np.asarray(model.p * (model.v + x * value) / (model.p * x + model.q - 1), dtype=float)


def value_depends(orders: ArrayLike, mean_value: ArrayLike) -> float:
    """Rank correlation of how often with how much; NaN under three customers. Far from 0, the model is not allowed."""
    x, value = _checked(orders, mean_value)
    if len(x) < 3 or (x == x[0]).all() or (value == value[0]).all():
        return float("nan")
    return rank_correlation(x, value)


def _checked(orders: ArrayLike, mean_value: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    x, value = np.asarray(orders, dtype=float), np.asarray(mean_value, dtype=float)
    if (x <= 0).any() or (value <= 0).any():
        raise ValueError("orders and their mean value must be above 0")
    return x, value


def _cost(logs: NDArray[Any], x: NDArray[Any], value: NDArray[Any]) -> float:
    return -float(_logs(np.exp(logs), x, value).mean())


def _logs(at: NDArray[Any], x: NDArray[Any], value: NDArray[Any]) -> NDArray[Any]:
    p, q, v = at
    return np.asarray(
        scipy.special.gammaln(p * x + q) - scipy.special.gammaln(p * x) - scipy.special.gammaln(q) + q * np.log(v)
        + (p * x - 1) * np.log(value) + p * x * np.log(x) - (p * x + q) * np.log(v + x * value), dtype=float)
