"""What a paid membership will keep: counts that a person types, projected (METRICS 7.4, shifted-beta-geometric)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.statistics import retention_curve
from analytics.statistics.retention_curve import RetentionCurve

_NUMBER = re.compile(r"\d+")
FEWEST, MOST_PEOPLE = 3, 10_000_000


@dataclass(frozen=True)
class Renewals:
    """`curve`: period, share, low, high (80 % band), seen (NaN for periods still to come). `fit`: None where none is possible."""

    counts: tuple[int, ...]
    fit: RetentionCurve | None
    curve: pd.DataFrame


def counts_in(text: str) -> tuple[int, ...]:
    """The whole numbers of a typed line: “1000 869 743”."""
    return tuple(int(found) for found in _NUMBER.findall(text.replace(",", ""))[:60] if int(found) <= MOST_PEOPLE)


def project(counts: tuple[int, ...], ahead: int = 6) -> Renewals:
    """Members at the start and after each renewal, and `ahead` renewals more; no fit for counts that cannot carry one."""
    nothing = Renewals(counts, None, pd.DataFrame(columns=["period", "share", "low", "high", "seen"]))
    if len(counts) < FEWEST:
        return nothing
    try:
        fit = retention_curve.fit(counts)
    except ValueError:
        return nothing
    if fit.on_bounds:
        return nothing
    periods = np.arange(len(counts) + ahead)
    low, high = retention_curve.band(fit, counts[0], len(counts) - 1, periods)
    seen = np.append(np.array(counts) / counts[0], np.full(ahead, np.nan))
    return Renewals(counts, fit, pd.DataFrame(
        {"period": periods, "share": fit.survival(periods), "low": low, "high": high, "seen": seen}))
