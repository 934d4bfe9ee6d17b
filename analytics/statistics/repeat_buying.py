"""BG/NBD: who buys again without a contract, and who has quietly gone (METRICS 7.4).

A customer buys at an own steady rate (Gamma over customers) and after each repeat purchase may stop for good with
an own probability (Beta over customers). Known of each: x repeat purchases, t_x the time of the last one, T the time
observed, both since the first purchase, in one unit (weeks). Source: Fader, Hardie and Lee 2005, “Counting your
customers the easy way”; the likelihood in the form of Hardie's note 27 (no overflow), the expectations after Euler's
transformation of the hypergeometric function, so that no power grows with x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.allowed import Range

# Beyond these a parameter says “no difference between customers” and the fit is refused.
_ALLOWED = Range(1e-4, 1e4)
# At a = 1 the expectations are 0/0; a step aside costs six digits less than it changes.
_ASIDE = 1e-6


@dataclass(frozen=True)
class BuyingModel:
    """Fitted parameters. r, alpha: Gamma of the rate (alpha in time units); a, b: Beta of stopping.

    `log_likelihood`: at these parameters, NaN where they were not fitted here.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")

    @property
    def on_bounds(self) -> bool:
        """Whether the optimiser stopped at an end of what is allowed: such a fit says nothing."""
        return _ALLOWED.ended(self.r, self.alpha, self.a, self.b)


def log_likelihood(model: BuyingModel, x: ArrayLike, t_x: ArrayLike, big_t: ArrayLike) -> NDArray[Any]:
    """One log-likelihood a customer; arrays of one length."""
    x, t_x, big_t = _arrays(x, t_x, big_t)
    known, alive, gone = _terms(np.array([model.r, model.alpha, model.a, model.b]), x, t_x, big_t)
    return np.asarray(known + np.logaddexp(alive, gone))


def fit(x: ArrayLike, t_x: ArrayLike, big_t: ArrayLike, weights: ArrayLike | None = None,
        start: BuyingModel | None = None) -> BuyingModel:
    """The most likely parameters. Raises `ValueError` where nobody bought twice or the optimiser gave up.

    Equal customers are counted once with their number, so 50,000 customers cost what their different histories do.
    """
    x, t_x, big_t = _arrays(x, t_x, big_t)
    if not (x > 0).any():
        raise ValueError("nobody bought twice")
    rows, counts = _distinct(x, t_x, big_t, weights)
    first = start or BuyingModel(1.0, float(np.median(big_t)) or 1.0, 1.0, 2.0)
    found = scipy.optimize.minimize(
        _cost, np.log([first.r, first.alpha, first.a, first.b]), args=(*rows, counts), jac=True, method="L-BFGS-B",
        bounds=_ALLOWED.logs(4), options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-9})
    if not np.isfinite(found.fun):
        raise ValueError("no fit")
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return BuyingModel(r, alpha, a, b, -float(found.fun) * float(counts.sum()))


def p_alive(model: BuyingModel, x: ArrayLike, t_x: ArrayLike, big_t: ArrayLike) -> NDArray[Any]:
    """Probability of not having stopped; 1 where x = 0, an artefact of the model: who bought once cannot have stopped."""
    x, t_x, big_t = _arrays(x, t_x, big_t)
    return 1.0 / (1.0 + _odds_gone(model, x, t_x, big_t))


def expected_orders(model: BuyingModel, t: ArrayLike) -> NDArray[Any]:
    """Repeat purchases that a new customer makes within `t` of the first one."""
    t = np.asarray(t, dtype=float)
    return _expected(model, np.zeros_like(t), np.zeros_like(t), t)


def expected_next(model: BuyingModel, t: float, x: ArrayLike, t_x: ArrayLike, big_t: ArrayLike) -> NDArray[Any]:
    """Purchases in the next `t` of customers with this history."""
    x, t_x, big_t = _arrays(x, t_x, big_t)
    return _expected(model, x, big_t, t) / (1.0 + _odds_gone(model, x, t_x, big_t))


def simulate(model: BuyingModel, big_t: ArrayLike, generator: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """x and t_x of as many invented customers as there are observation times in `big_t`."""
    big_t = np.asarray(big_t, dtype=float)
    rate = generator.gamma(model.r, 1 / model.alpha, len(big_t))
    stops = np.clip(generator.beta(model.a, model.b, len(big_t)), 1e-12, 1.0)
    possible = generator.poisson(rate * big_t)
    x = np.minimum(possible, generator.geometric(stops))
    bought = x > 0
    # Given how many, moments of a steady rate are uniform: the x-th of them is Beta distributed.
    share = generator.beta(np.where(bought, x, 1), possible - x + 1)
    return x.astype(float), np.where(bought, share * big_t, 0.0)


def _arrays(*given: ArrayLike) -> tuple[NDArray[Any], ...]:
    return tuple(np.asarray(one, dtype=float) for one in given)


def _distinct(x: NDArray[Any], t_x: NDArray[Any], big_t: NDArray[Any], weights: ArrayLike | None) -> tuple[
        tuple[NDArray[Any], ...], NDArray[Any]]:
    rows, place = np.unique(np.column_stack([x, t_x, big_t]), axis=0, return_inverse=True)
    counts = np.bincount(place.ravel(), None if weights is None else np.asarray(weights, dtype=float)).astype(float)
    return (rows[:, 0], rows[:, 1], rows[:, 2]), counts


def _terms(at: NDArray[Any], x: NDArray[Any], t_x: NDArray[Any], big_t: NDArray[Any]) -> tuple[
        NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Logarithms of what all share, of still buying, and of having stopped after the last purchase."""
    r, alpha, a, b = at
    log_gamma = scipy.special.gammaln
    known = (log_gamma(r + x) - log_gamma(r) + r * np.log(alpha)
             + log_gamma(a + b) + log_gamma(b + x) - log_gamma(b) - log_gamma(a + b + x))
    alive = -(r + x) * np.log(alpha + big_t)
    gone = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
    return known, alive, gone


def _cost(logs: NDArray[Any], x: NDArray[Any], t_x: NDArray[Any], big_t: NDArray[Any],
          counts: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """Mean negative log-likelihood and its gradient in the logarithms of the parameters."""
    at = np.exp(logs)
    r, alpha, a, b = at
    known, alive, gone = _terms(at, x, t_x, big_t)
    both = np.logaddexp(alive, gone)
    stopped = np.exp(gone - both)
    still = 1 - stopped
    shared = scipy.special.digamma(a + b) - scipy.special.digamma(a + b + x)
    slopes = np.stack([
        scipy.special.digamma(r + x) - scipy.special.digamma(r) + np.log(alpha)
        - still * np.log(alpha + big_t) - stopped * np.log(alpha + t_x),
        r / alpha - (r + x) * (still / (alpha + big_t) + stopped / (alpha + t_x)),
        shared + stopped / a,
        shared + scipy.special.digamma(b + x) - scipy.special.digamma(b) - stopped / (b + np.maximum(x, 1) - 1),
    ])
    total = counts.sum()
    return -float(counts @ (known + both)) / total, -(slopes @ counts) * at / total


def _odds_gone(model: BuyingModel, x: NDArray[Any], t_x: NDArray[Any], big_t: NDArray[Any]) -> NDArray[Any]:
    logs = (np.log(model.a) - np.log(model.b + np.maximum(x, 1) - 1)
            + (model.r + x) * (np.log(model.alpha + big_t) - np.log(model.alpha + t_x)))
    return np.where(x > 0, np.exp(np.minimum(logs, 700.0)), 0.0)


def _expected(model: BuyingModel, x: NDArray[Any], big_t: NDArray[Any], t: NDArray[Any] | float) -> NDArray[Any]:
    """Purchases within `t` after `big_t` of customers who still buy."""
    a = model.a if abs(model.a - 1) > _ASIDE else 1 + _ASIDE
    left = (model.alpha + big_t) / (model.alpha + big_t + t)
    above = a + model.b + x - 1
    term = left ** (a - 1) * scipy.special.hyp2f1(a + model.b - 1 - model.r, a - 1, above, 1 - left)
    return np.asarray(above / (a - 1) * (1 - term), dtype=float)
