"""Net promoter score with its interval (METRICS 6.8): promoters 9–10 less detractors 0–6, in points of 100.

The interval is the adjusted Wald of Rocks 2016 (“Interval estimation for the net promoter score”): ¾ promoter, 1½
passive and ¾ detractor are added before the usual formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.statistics.intervals import MEASURED, deviations

PROMOTER_FROM, PASSIVE_FROM, HIGHEST = 9, 7, 10
_ADDED_END, _ADDED_ALL = 0.75, 3.0


@dataclass(frozen=True)
class NetScore:
    """`score`, `low`, `high` in −100…100 (NaN where nobody answered); `error`: standard error in points."""

    promoters: int
    passives: int
    detractors: int
    score: float
    low: float
    high: float
    error: float

    @property
    def answers(self) -> int:
        """How many valid answers."""
        return self.promoters + self.passives + self.detractors


def counted(scores: ArrayLike) -> tuple[int, int, int]:
    """Promoters, passives, detractors among whole scores 0–10. Raises `ValueError` for any other."""
    given = np.asarray(scores, dtype=float)
    if not np.isin(given, np.arange(HIGHEST + 1)).all():
        raise ValueError("a score lies outside 0..10")
    promoters, detractors = int((given >= PROMOTER_FROM).sum()), int((given < PASSIVE_FROM).sum())
    return promoters, len(given) - promoters - detractors, detractors


def net_score(promoters: int, passives: int, detractors: int, level: float = MEASURED) -> NetScore:
    """The score of these counts with its adjusted-Wald interval."""
    answers = promoters + passives + detractors
    if min(promoters, passives, detractors) < 0:
        raise ValueError("counts are not below 0")
    if answers == 0:
        return NetScore(0, 0, 0, float("nan"), float("nan"), float("nan"), float("nan"))
    whole = answers + _ADDED_ALL
    for_it, against = (promoters + _ADDED_END) / whole, (detractors + _ADDED_END) / whole
    centre = for_it - against
    error = float(np.sqrt((for_it + against - centre**2) / whole))
    half = deviations(level) * error
    low, high = max(-1.0, centre - half), min(1.0, centre + half)
    return NetScore(promoters, passives, detractors, 100 * (promoters - detractors) / answers,
                    100 * low, 100 * high, 100 * error)


def difference(one: NetScore, other: NetScore, level: float = MEASURED) -> tuple[float, float, float]:
    """`one` − `other` in points, its low and high: centres of the intervals, errors added in squares.

    For different people in the two waves; people who answer both make it wider than it need be.
    """
    gap = (one.low + one.high) / 2 - (other.low + other.high) / 2
    half = deviations(level) * float(np.hypot(one.error, other.error))
    return one.score - other.score, max(-200.0, gap - half), min(200.0, gap + half)
