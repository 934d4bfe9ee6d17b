"""How long things last when some have not ended yet: Kaplan–Meier with delayed entry, and the log-rank test.

Own risk sets, since people who joined before the record began enter late (METRICS 7.4); everything is sorted
and counted once, no loop over people. Published results (Freireich's leukaemia trial) stand in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.intervals import MEASURED, deviations

# A step drawn from fewer than this many says more about them than about the rest.
FEWEST_AT_RISK = 5
Numbers = NDArray[Any]


def kaplan_meier(durations: ArrayLike, ended: ArrayLike, entries: ArrayLike | None = None,
                 level: float = MEASURED) -> pd.DataFrame:
    """One row a time at which something ended: time, at_risk, ended, survival, se, low, high.

    `durations`: time to the end or to the last look; `ended`: whether it was the end; `entries`: the time after
    which one would have been seen ending (open on the left, default before everything). At risk at t:
    entry < t ≤ duration. `se`: Greenwood. Interval: log-log transform; NaN where survival is 0.
    Source: Kaplan and Meier 1958; Kalbfleisch and Prentice 2002, section 1.4. ValueError for unequal lengths.
    """
    time, died, entry = _checked(durations, ended, entries)
    moments, deaths = np.unique(time[died], return_counts=True)
    at_risk = _at_risk(moments, time, entry)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - deaths / at_risk)
        spread = np.cumsum(deaths / (at_risk * (at_risk - deaths).astype(float)))
        se = np.where(survival > 0, survival * np.sqrt(spread), 0.0)
        width = deviations(level) * np.sqrt(spread) / np.log(survival)
        low, high = survival ** np.exp(-width), survival ** np.exp(width)
    sure = survival > 0
    return pd.DataFrame({
        "time": moments, "at_risk": at_risk, "ended": deaths, "survival": survival, "se": se,
        "low": np.where(sure, low, np.nan), "high": np.where(sure, high, np.nan),
    })


def dependable(curve: pd.DataFrame, fewest: int = FEWEST_AT_RISK) -> pd.DataFrame:
    """The curve up to the last step before fewer than `fewest` are at risk."""
    thin = np.flatnonzero(curve["at_risk"].to_numpy() < fewest)
    return curve.iloc[: thin[0]] if len(thin) else curve


def survival_at(curve: pd.DataFrame, time: float) -> tuple[float, float, float]:
    """Survival, low and high at `time`; before the first step 1 and NaN: the log-log transform has no interval there.

    The caller knows how far the record goes.
    """
    place = int(np.searchsorted(curve["time"].to_numpy(), time, side="right")) - 1
    if place < 0:
        return 1.0, float("nan"), float("nan")
    row = curve.iloc[place]
    return float(row["survival"]), float(row["low"]), float(row["high"])


def gap_at(curve: pd.DataFrame, other: pd.DataFrame, time: float, level: float = MEASURED) -> tuple[float, float, float]:
    """Survival of `curve` minus that of `other` at `time`, low and high: Greenwood's variances added, normal interval."""
    (value, se), (other_value, other_se) = (_with_error(one, time) for one in (curve, other))
    width = deviations(level) * float(np.hypot(se, other_se))
    return value - other_value, value - other_value - width, value - other_value + width


def _with_error(curve: pd.DataFrame, time: float) -> tuple[float, float]:
    place = int(np.searchsorted(curve["time"].to_numpy(), time, side="right")) - 1
    return (1.0, 0.0) if place < 0 else (float(curve["survival"].iloc[place]), float(curve["se"].iloc[place]))


def median_time(curve: pd.DataFrame) -> float | None:
    """The first time at which at most half are left; None where the curve never gets there."""
    reached = np.flatnonzero(curve["survival"].to_numpy() <= 0.5 + 1e-12)
    return float(curve["time"].iloc[reached[0]]) if len(reached) else None


def quantile_time(curve: pd.DataFrame, ended_share: float) -> float | None:
    """The first time by which `ended_share` of all have ended; None where it is not reached."""
    reached = np.flatnonzero(curve["survival"].to_numpy() <= 1 - ended_share + 1e-12)
    return float(curve["time"].iloc[reached[0]]) if len(reached) else None


@dataclass(frozen=True)
class LogRank:
    """`statistic`: chi-square on `freedom` degrees; `observed`, `expected`: endings a group."""

    statistic: float
    freedom: int
    p_value: float
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def log_rank(durations: ArrayLike, ended: ArrayLike, groups: ArrayLike,
             entries: ArrayLike | None = None) -> LogRank:
    """Whether two or more groups end alike: Mantel's chi-square with hypergeometric variance.

    Delayed entry as in `kaplan_meier`. Source: Mantel 1966; Peto and Peto 1972. NaN for fewer than two groups.
    """
    time, died, entry = _checked(durations, ended, entries)
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    moments, deaths = np.unique(time[died], return_counts=True)
    chosen = [member == number for number in range(len(names))]
    risk = np.array([_at_risk(moments, time[one], entry[one]) for one in chosen], dtype=float).reshape(len(names), -1)
    fell = np.array([_ended_at(moments, time[one & died]) for one in chosen], dtype=float).reshape(len(names), -1)
    everybody = risk.sum(axis=0)
    expected = (risk * (deaths / everybody)).sum(axis=1) if len(moments) else np.zeros(len(names))
    gap = fell.sum(axis=1) - expected
    freedom = len(names) - 1
    statistic = _quadratic(gap, _variance(risk, deaths, everybody)) if freedom > 0 and len(moments) else float("nan")
    return LogRank(statistic, freedom, float(scipy.special.chdtrc(max(freedom, 1), statistic)),
                   tuple(fell.sum(axis=1)), tuple(expected))


def _quadratic(gap: Numbers, variance: Numbers) -> float:
    # One group follows from the others, so it is left out.
    return float(gap[:-1] @ np.linalg.pinv(variance[:-1, :-1]) @ gap[:-1])


def _variance(risk: Numbers, deaths: Numbers, everybody: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(everybody > 1, deaths * (everybody - deaths) / (everybody - 1), 0.0)
    shares = risk / everybody
    crossed: Numbers = -(shares * factor) @ shares.T
    crossed[np.diag_indices(len(risk))] += (shares * factor).sum(axis=1)
    return crossed


def _ended_at(moments: Numbers, times: Numbers) -> Numbers:
    ordered = np.sort(times)
    found: Numbers = np.searchsorted(ordered, moments, side="right") - np.searchsorted(ordered, moments, side="left")
    return found


def _at_risk(moments: Numbers, time: Numbers, entry: Numbers) -> Numbers:
    entered: Numbers = np.searchsorted(np.sort(entry), moments, side="left")
    gone: Numbers = np.searchsorted(np.sort(time), moments, side="left")
    return entered - gone


def _checked(durations: ArrayLike, ended: ArrayLike, entries: ArrayLike | None) -> tuple[Numbers, Numbers, Numbers]:
    time: Sequence[float] | Numbers = np.asarray(durations, dtype=float)
    died = np.asarray(ended, dtype=bool)
    entry = np.full(len(time), -np.inf) if entries is None else np.asarray(entries, dtype=float)
    if not len(time) == len(died) == len(entry):
        raise ValueError("durations, ended and entries differ in length")
    seen = entry < time
    return np.asarray(time)[seen], died[seen], entry[seen]
