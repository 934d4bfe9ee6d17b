"""Does it matter when (or how) something is done? Only like is held against like, and chance is tried out, not assumed.

Labels are shuffled inside strata (same kind, same weekday), many times from a fixed seed. The effect is a ratio of means;
its interval holds every ratio that shuffling would not call unusual, so it needs no normal distribution.
Source: Good 2005, “Permutation, Parametric and Bootstrap Tests of Hypotheses”, sections 3.2 and 3.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.intervals import MEASURED

DRAWS, SEED = 2000, 20261122
# The interval is looked for between these ratios; beyond them lies nothing a shop could act on.
_FURTHEST, _STEPS = 64.0, 30
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Matched:
    """`ratio`: mean inside over mean outside, strata weighted by what lies inside; `low`, `high`: its interval; `p`:
    how often shuffling alone gives as much, two-sided. `inside`, `outside`: how many could be held against each other.
    NaN where no stratum has both.
    """

    ratio: float
    low: float
    high: float
    p: float
    inside: int
    outside: int


NOTHING = Matched(float("nan"), float("nan"), float("nan"), float("nan"), 0, 0)


def matched_ratio(values: ArrayLike, inside: ArrayLike, strata: ArrayLike, level: float = MEASURED, draws: int = DRAWS,
                  seed: int = SEED) -> Matched:
    """The ratio of means, matched by stratum. `values` ≥ 0, `inside` true or false, `strata` any labels; equally long."""
    given, marked = np.asarray(values, dtype=float), np.asarray(inside, dtype=bool)
    _, groups = np.unique(np.asarray(strata), return_inverse=True)
    used = _both(marked, groups)
    if not used.any():
        return NOTHING
    given, marked, groups = given[used], marked[used], groups[used]
    weights, sizes = _sizes(marked, groups)
    on_sum, off_sum = (_weighted(given * side, marked, groups, weights, sizes) for side in (marked, ~marked))
    above, below = on_sum[0], -off_sum[1]
    ratio = float(above / below) if below > 0 else float("inf") if above > 0 else float("nan")
    shuffled = _shuffled(given, marked, groups, weights, sizes, draws, seed)
    low, high = _interval(on_sum, off_sum, shuffled, ratio, 1 - level)
    return Matched(ratio, low, high, _chance(on_sum, off_sum, shuffled, 1.0), int(marked.sum()), int((~marked).sum()))


def _both(marked: Numbers, groups: Numbers) -> Numbers:
    """Which rows lie in a stratum that has rows inside and outside."""
    on = np.bincount(groups, weights=marked)
    has_both: Numbers = (on > 0) & (on < np.bincount(groups))
    return has_both[groups]


def _sizes(marked: Numbers, groups: Numbers) -> tuple[Numbers, Numbers]:
    """A row: its stratum's weight (rows inside), and how many rows are on each side of the stratum."""
    on = np.bincount(groups, weights=marked)
    off = np.bincount(groups) - on
    return on[groups], np.vstack([on[groups], off[groups]])


def _weighted(values: Numbers, labels: Numbers, groups: Numbers, weights: Numbers, sizes: Numbers) -> Numbers:
    """[inside, −outside] sums over strata of weight × mean, for these labels."""
    inside = (values * labels * weights / np.maximum(sizes[0], 1)).sum()
    outside = (values * ~labels * weights / np.maximum(sizes[1], 1)).sum()
    return np.array([inside, -outside])


def _shuffled(values: Numbers, marked: Numbers, groups: Numbers, weights: Numbers, sizes: Numbers, draws: int,
              seed: int) -> tuple[Numbers, Numbers]:
    """A shuffle a row: the difference of weighted means, what truly lies inside and what truly lies outside apart."""
    rng, order = np.random.default_rng(seed), np.argsort(groups, kind="stable")
    values, marked, groups, weights, sizes = values[order], marked[order], groups[order], weights[order], sizes[:, order]
    edges = np.flatnonzero(np.diff(groups)) + 1
    up, down = weights / sizes[0], weights / sizes[1]
    on, off = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        labels = np.concatenate([rng.permutation(part) for part in np.split(marked, edges)])
        signed = np.where(labels, up, -down) * values
        on[draw], off[draw] = signed[marked].sum(), signed[~marked].sum()
    return on, off


def _chance(on_sum: Numbers, off_sum: Numbers, shuffled: tuple[Numbers, Numbers], ratio: float) -> float:
    """How unusual the seen difference is if everything inside were really `ratio` times as much; 1 = not at all."""
    seen = on_sum.sum() / ratio + off_sum.sum()
    drawn = shuffled[0] / ratio + shuffled[1]
    as_far = int((np.abs(drawn) >= abs(seen) - 1e-9).sum())
    return (as_far + 1) / (len(drawn) + 1)


def _interval(on_sum: Numbers, off_sum: Numbers, shuffled: tuple[Numbers, Numbers], ratio: float,
              alpha: float) -> tuple[float, float]:
    """The lowest and highest ratio that is not unusual; 0 and infinity where there is no such edge."""
    if not 0 < ratio < _FURTHEST:
        return (float("nan"), float("nan")) if ratio != ratio else (0.0, float("inf"))
    ends = []
    for far in (1 / _FURTHEST, _FURTHEST):
        near, beyond = np.log(ratio), np.log(far)
        if _chance(on_sum, off_sum, shuffled, far) > alpha:
            ends.append(0.0 if far < 1 else float("inf"))
            continue
        for _ in range(_STEPS):
            middle = (near + beyond) / 2
            if _chance(on_sum, off_sum, shuffled, float(np.exp(middle))) > alpha:
                near = middle
            else:
                beyond = middle
        ends.append(float(np.exp(near)))
    return ends[0], ends[1]
