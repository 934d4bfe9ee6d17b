"""How many people a comparison of two halves needs (METRICS 7.3), and what a given number can tell apart."""

from __future__ import annotations

import math

import scipy

CONFIDENCE, POWER = 0.95, 0.80
_STEP = 0.001


def per_arm(share: float, gap: float, confidence: float = CONFIDENCE, power: float = POWER) -> int:
    """People in each half, so that `share` and `share` + `gap` are told apart; ValueError where the sum is no share.

    n = (z_{α/2}·√(2p(1−p)) + z_β·√(p(1−p) + (p+d)(1−p−d)))² / d².
    """
    other = share + gap
    if not 0 <= share <= 1 or not 0 <= other <= 1 or gap == 0:
        raise ValueError("no gap between two shares")
    sure, found = float(scipy.special.ndtri(0.5 + confidence / 2)), float(scipy.special.ndtri(power))
    own = share * (1 - share)
    root = sure * math.sqrt(2 * own) + found * math.sqrt(own + other * (1 - other))
    return max(2, math.ceil((root / gap) ** 2 - 1e-9))


def smallest_gap(share: float, people: int) -> float:
    """The smallest rise above `share` that halves of `people` each can tell, to the thousandth; NaN where none can."""
    for step in range(1, round((1 - share) / _STEP) + 1):
        gap = step * _STEP
        if share + gap <= 1 and per_arm(share, gap) <= people:
            return gap
    return float("nan")
