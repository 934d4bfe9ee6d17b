"""A ratio of two sums over people, such as money an order, with its interval.

Orders of one person are not independent, so people are the unit: the ratio is linearised and varies by what each
person adds to it. Source: Cochran 1977, “Sampling Techniques”, section 6.3. Costs one pass, at 50,000 people too.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike

from analytics.statistics.intervals import MEASURED, deviations


def ratio(above: ArrayLike, below: ArrayLike, level: float = MEASURED) -> tuple[float, float, float]:
    """Σ above / Σ below, its low and its high; one pair a person. NaN where Σ below is 0; no interval under two people."""
    up, down = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    total = float(down.sum())
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    value, people = float(up.sum()) / total, len(up)
    if people < 2:
        return value, float("nan"), float("nan")
    spread = np.sqrt(people / (people - 1) * float(((up - value * down) ** 2).sum())) / total
    half = float(scipy.special.stdtrit(people - 1, 0.5 + level / 2)) * float(spread)
    return value, value - half, value + half


def ratio_change(now: tuple[ArrayLike, ArrayLike], before: tuple[ArrayLike, ArrayLike],
                 level: float = MEASURED) -> tuple[float, float, float]:
    """Σabove/Σbelow of `now` minus that of `before`, low and high; one place a person in all four, 0 for who was not there.

    Who is in both is counted with himself: the errors of one person are added before they are squared. Linearised (delta
    method; Cochran 1977, section 6.4). NaN where a Σbelow is 0.
    """
    sides = [(np.asarray(above, dtype=float), np.asarray(below, dtype=float)) for above, below in (now, before)]
    if any(below.sum() <= 0 for _, below in sides):
        return float("nan"), float("nan"), float("nan")
    values = [float(above.sum() / below.sum()) for above, below in sides]
    errors = [(above - value * below) / below.sum() for (above, below), value in zip(sides, values, strict=True)]
    gap, half = values[0] - values[1], deviations(level) * float(np.sqrt(((errors[0] - errors[1]) ** 2).sum()))
    return gap, gap - half, gap + half
