"""How much each further post of a kind loses within a week: a quasi-Poisson fit with the wear shrunk to a prior.

log E[y] = group + γ_kind · (k − 1), k the post's place among its kind that week. Few posts say little about γ, so it is
pulled to log 0.85 (sd 0.2); without enough posts of a kind the prior stands. METRICS 8 W2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

PRIOR, PRIOR_SD = float(np.log(0.85)), 0.2
_ROUNDS, _SETTLED = 60, 1e-9
# Keeps a group without a single answer from running off to minus infinity.
_EASE = 1e-4


def wear(counts: NDArray[Any], kinds: NDArray[Any], places: NDArray[Any], groups: NDArray[Any], many: int) -> tuple[
        NDArray[Any], NDArray[Any]]:
    """γ and its standard error for each of `many` kinds.

    `counts`: answers; `kinds`: 0 … many − 1; `places`: k from 1; `groups`: a matrix of 0/1 columns besides the kinds
    (hours, weekdays), possibly without columns. Source: McCullagh and Nelder 1989, section 6.2; the penalty is a
    normal prior scaled by the dispersion.
    """
    base = np.eye(many)[kinds]
    design = np.hstack([base, groups, base * (places - 1)[:, None]]).astype(float)
    centre = np.concatenate([np.zeros(design.shape[1] - many), np.full(many, PRIOR)])
    spread, beta = 1.0, centre.copy()
    beta[:many] = np.log(max(float(counts.mean()), _EASE))
    free = max(len(counts) - int(np.linalg.matrix_rank(design)), 1)
    for _ in range(_ROUNDS):
        step, precision, spread = _round(counts, design, beta, centre, many, spread, free)
        beta = beta + step
        if float(np.abs(step).max()) < _SETTLED:
            break
    covariance = np.linalg.inv(precision) * spread
    return beta[-many:], np.sqrt(np.diag(covariance)[-many:])


def _round(counts: NDArray[Any], design: NDArray[Any], beta: NDArray[Any], centre: NDArray[Any], many: int,
           spread: float, free: int) -> tuple[NDArray[Any], NDArray[Any], float]:
    """One Newton step, the precision it used, and the dispersion (Pearson over `free` degrees of freedom, at least 1)."""
    mean = np.exp(np.clip(design @ beta, -20, 20))
    penalty = np.full(len(beta), _EASE)
    penalty[-many:] = spread / PRIOR_SD**2
    precision = design.T @ (design * mean[:, None]) + np.diag(penalty)
    step = np.linalg.solve(precision, design.T @ (counts - mean) - penalty * (beta - centre))
    pearson = float((((counts - mean) ** 2) / np.maximum(mean, _EASE)).sum()) / free
    return np.clip(step, -2, 2), precision, max(1.0, pearson)
