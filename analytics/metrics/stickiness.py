"""How often people come back to the talk: day, week and month actives, stickiness, the shop's own rhythm (METRICS 6.3).

Active = an effective interaction (a useful message, or taking part). A month is 28 days, so that every
weekday counts four times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import activity
from analytics.metrics.activity import Facts
from analytics.scope import Scope
from analytics.statistics.bootstrap import ratio_of_sums
from analytics.workspace import Workspace

WEEK, MONTH = 7, 28
# Actives of a day, of the week and of the month up to it.
WINDOWS = {"dau": 1, "wau": WEEK, "mau": MONTH}
# The longest rhythm that still reads as days, as weeks.
_DAILY_UNTIL, _WEEKLY_UNTIL = 1.5, 10
_INTERVAL_QUANTILE = 0.8
# More days than any gap has.
_LONGEST_GAP = 1 << 20


@dataclass(frozen=True)
class Rhythm:
    """The usage interval: `days` = 80th percentile of the people's median gaps; `people` with two active days or more.

    `unit`: day, week or month, what retention is best looked at by; None without anybody.
    """

    days: float | None
    people: int
    unit: str | None


@dataclass(frozen=True)
class Stickiness:
    """`daily`, one row a day of the period: day, dau, wau, mau, covered; wau and mau NULL where their window is not covered.

    `stickiness`: mean daily actives of the last 28 days / actives of the same days, low and high (drawing people), NaN
    where a day of them is not covered. `days_active`, one row a number of days: window (7 or 28), days, exactly,
    at_least. `rhythm`: the shop's own usage interval. `actives`: person_id, display_name, days_7, days_28.
    """

    as_of: date
    coverage: dict[str, Any]
    daily: pd.DataFrame
    stickiness: tuple[float, float, float]
    days_active: pd.DataFrame
    actives: pd.DataFrame
    rhythm: Rhythm

    @property
    def mean_days(self) -> float:
        """On how many of the last 28 days an active person was there on average."""
        return self.stickiness[0] * MONTH

    def people(self, at_least: int, window: int = MONTH, exactly: bool = False) -> pd.DataFrame:
        """person_id, display_name of those active on at least (or exactly) so many of the last `window` days."""
        days = self.actives[f"days_{window}"]
        chosen = (days == at_least) if exactly else (days >= at_least)
        return self.actives.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Stickiness:
    """Actives up to `scope.end`. Raises `UserError` nothing_yet for an empty shop."""
    return table(activity.facts(workspace, scope))


def table(found: Facts) -> Stickiness:
    """All of it from `activity.facts`; pure."""
    active = found.days[found.days["interactions"] > 0]
    actives = _actives(found, active)
    return Stickiness(
        as_of=found.end, coverage={"recorded_days": len(found.recorded)}, daily=_daily(found, active),
        stickiness=_stickiness(found, actives), actives=actives, rhythm=rhythm(active),
        days_active=pd.concat([_distribution(actives, window) for window in (WEEK, MONTH)], ignore_index=True),
    )


def active_on(found: Facts, day: date, window: int = 1) -> pd.DataFrame:
    """person_id, display_name of those active on `day` or in the `window` days up to it: as many as dau, wau or mau of that day."""
    last = pd.Timestamp(day)
    days = found.days.loc[found.days["interactions"] > 0, ["person_id", "day"]]
    return found.named(days.loc[(days["day"] > last - pd.Timedelta(days=window)) & (days["day"] <= last), "person_id"])


def lately(found: Facts) -> tuple[tuple[float, float, float], pd.DataFrame]:
    """`stickiness` and `actives` alone: all that the last 28 days say."""
    actives = _actives(found, found.days)
    return _stickiness(found, actives), actives


def rolling_actives(person: NDArray[Any], day: NDArray[Any], last: int, window: int) -> NDArray[Any]:
    """How many distinct people were active in the `window` days up to each day 0..last.

    `person`, `day` (whole numbers from 0): one pair a person and day, no pair twice. A person counts from an active
    day until the window has passed it, or until the next active day takes over.
    """
    who, when = _in_order(person, day)
    following = np.full(len(when), np.iinfo(np.int64).max)
    same = who[1:] == who[:-1] if len(who) else np.zeros(0, dtype=bool)
    following[:-1][same] = when[1:][same]
    until = np.minimum(when + window, following)
    begun = np.bincount(np.minimum(when, last + 1), minlength=last + 2)
    ended = np.bincount(np.minimum(until, last + 1), minlength=last + 2)
    return np.cumsum(begun - ended)[: last + 1]


def _in_order(person: NDArray[Any], day: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The pairs by person, then day; as they are where they already lie so (facts do)."""
    ahead = (person[1:] > person[:-1]) | ((person[1:] == person[:-1]) & (day[1:] >= day[:-1]))
    if bool(ahead.all()):
        return person, day
    order = np.lexsort((day, person))
    return person[order], day[order]


def own_gaps(active: pd.DataFrame) -> pd.Series[float]:
    """person_id → the median of the days between a person's active days; people with one active day are left out.

    `active`: person_id, day, no pair twice.
    """
    who, day = _in_order(active["person_id"].to_numpy(), active["day"].to_numpy().astype("datetime64[D]").astype(np.int64))
    same = who[1:] == who[:-1]
    people, owner = np.unique(who[1:][same], return_inverse=True)
    # The median of each run of sorted gaps, without a loop over people: one number holds owner and gap.
    keys = np.sort(owner * _LONGEST_GAP + np.diff(day)[same])
    gaps = (keys % _LONGEST_GAP).astype("float64")
    first = np.searchsorted(keys, np.arange(len(people)) * _LONGEST_GAP)
    count = np.diff(np.append(first, len(keys)))
    middle = (gaps[first + (count - 1) // 2] + gaps[first + count // 2]) / 2 if len(people) else np.zeros(0)
    return pd.Series(middle, index=pd.Index(people, name="person_id"), dtype="float64")


def rhythm_of(found: Facts) -> Rhythm:
    """The usage interval alone, from `activity.facts`."""
    return rhythm(found.days[found.days["interactions"] > 0])


def rhythm(active: pd.DataFrame) -> Rhythm:
    """The usage interval of `active` (person_id, day)."""
    medians = own_gaps(active)
    if medians.empty:
        return Rhythm(None, 0, None)
    days = float(np.quantile(medians, _INTERVAL_QUANTILE))
    unit = "day" if days <= _DAILY_UNTIL else "week" if days <= _WEEKLY_UNTIL else "month"
    return Rhythm(days, len(medians), unit)


def _daily(found: Facts, active: pd.DataFrame) -> pd.DataFrame:
    if not len(found.recorded):
        return pd.DataFrame(columns=["day", "dau", "wau", "mau", "covered"])
    first, last = found.recorded[0], pd.Timestamp(found.end)
    days = pd.date_range(first, last)
    person = active["person_id"].to_numpy(dtype=np.int64)
    day = (active["day"].to_numpy().astype("datetime64[D]") - np.datetime64(first.date(), "D")).astype(np.int64)
    covered = np.isin(days.to_numpy(), found.recorded.to_numpy())
    frame = pd.DataFrame({"day": days, "covered": covered})
    for name, window in WINDOWS.items():
        counts = rolling_actives(person, day, len(days) - 1, window)
        whole = pd.Series(covered).rolling(window).sum().eq(window)
        frame[name] = pd.Series(counts, dtype="Int64").where(whole)
    return frame[frame["day"] >= pd.Timestamp(found.start)].reset_index(drop=True)


def _actives(found: Facts, active: pd.DataFrame) -> pd.DataFrame:
    end = pd.Timestamp(found.end)
    rows = active[(active["day"] > end - pd.Timedelta(days=MONTH)) & (active["day"] <= end) & (active["interactions"] > 0)]
    counted = rows.groupby("person_id").agg(days_28=("day", "size"))
    late = rows[rows["day"] > end - pd.Timedelta(days=WEEK)].groupby("person_id")["day"].size()
    named = found.named(counted.index.to_numpy())
    return named.assign(days_7=named["person_id"].map(late).fillna(0).astype("int64"),
                        days_28=named["person_id"].map(counted["days_28"]).astype("int64"))


def _stickiness(found: Facts, actives: pd.DataFrame) -> tuple[float, float, float]:
    """Σ active days / (28 × actives): the mean of daily actives over the actives of the same 28 days."""
    end = pd.Timestamp(found.end)
    whole = len(found.covered((end - pd.Timedelta(days=MONTH - 1)).date(), found.end)) == MONTH
    if not whole or actives.empty:
        return float("nan"), float("nan"), float("nan")
    return ratio_of_sums(actives["days_28"], np.full(len(actives), MONTH))


def _distribution(actives: pd.DataFrame, window: int) -> pd.DataFrame:
    days = actives[f"days_{window}"].to_numpy(dtype="int64")
    exactly = np.bincount(days, minlength=window + 1)[1: window + 1]
    at_least = exactly[::-1].cumsum()[::-1]
    return pd.DataFrame({"window": window, "days": np.arange(1, window + 1), "exactly": exactly, "at_least": at_least})
