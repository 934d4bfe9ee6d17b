"""Cohorts: who started in the same day, week or month, and how many of them came back so many units later (METRICS 6.4).

Pure counting on arrays. Units are numbered by the true difference of dates, so that a month in which nobody
came back is an empty cell and never shifts the ones after it. A cell whose window has not closed for everybody
is pending: it is shown as it stands and left out of every average.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.intervals import with_shares

UNIT_DAYS = {"day": 1, "week": 7, "month": 30}
# The article's stages as offsets: join day is offset 0 (METRICS 6.4, I9).
BRACKETS = ((0, 6), (7, 29), (30, 179))
_DAY = pd.Timedelta(days=1)
_DAY_SECONDS = 86_400
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Window:
    """How time is cut: `unit` day, week or month; `rolling`: whole 24 h, 7 × 24 h, 30 × 24 h from the start."""

    unit: str
    rolling: bool = False

    def cohort(self, start_at: pd.Series[Any]) -> pd.Series[Any]:
        """The first day of the day, week (Monday) or month in which each person started."""
        day = start_at.dt.normalize()
        if self.unit == "week":
            day = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
        elif self.unit == "month":
            day = day.dt.to_period("M").dt.to_timestamp()
        first: pd.Series[Any] = day
        return first

    def closed(self, start_at: pd.Series[Any], horizon: pd.Series[Any]) -> Numbers:
        """The last unit whose window closed by the end of day `horizon`, a person; −1 where none did."""
        end = horizon + _DAY
        found: pd.Series[Any]
        if self.rolling:
            found = (end - start_at).dt.total_seconds() // (UNIT_DAYS[self.unit] * _DAY_SECONDS) - 1
        elif self.unit == "month":
            found = (end.dt.year - start_at.dt.year) * 12 + end.dt.month - start_at.dt.month - 1
        else:
            found = (end - self.cohort(start_at)).dt.days // UNIT_DAYS[self.unit] - 1
        closed: Numbers = np.maximum(found.to_numpy(dtype=np.int64), -1)
        return closed

    def span(self, cohort: pd.Timestamp, unit: int) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day on which unit `unit` of a cohort can lie."""
        length = UNIT_DAYS[self.unit]
        if self.rolling:
            last = self.shifted(cohort, 1) - _DAY
            return cohort + unit * length * _DAY, last + (unit + 1) * length * _DAY
        return self.shifted(cohort, unit), self.shifted(cohort, unit + 1) - _DAY

    def shifted(self, cohort: pd.Timestamp, units: int) -> pd.Timestamp:
        """The cohort so many calendar units later."""
        if self.unit == "month":
            return cohort + pd.DateOffset(months=units)
        return cohort + units * UNIT_DAYS[self.unit] * _DAY


def cells(starters: pd.DataFrame, returns: pd.DataFrame, window: Window, mode: str = "on", units: int = 26,
          recorded: pd.DatetimeIndex | None = None) -> pd.DataFrame:
    """One row a cohort × unit: cohort, unit, count, of, share, low, high, state.

    `starters`, one row a person, ascending by person_id: person_id, start_at, horizon (the last day on which this
    person's return would be known). `returns`: person_id, unit, no pair twice. mode: on (came back in that unit), after
    (in that or a later one). state: complete; pending (its window is still open: count and of as they stand);
    hole (a day of it is not recorded); who has left the record is out of count and of alike.
    """
    if starters.empty:
        return _empty()
    cohort = window.cohort(starters["start_at"])
    names, member = np.unique(cohort.to_numpy(), return_inverse=True)
    closed = np.minimum(window.closed(starters["start_at"], starters["horizon"]), units - 1)
    latest = pd.Series(starters["horizon"].max(), index=starters.index)
    could = np.minimum(window.closed(starters["start_at"], latest), units - 1)
    person, unit = _placed(starters, returns, units if mode == "on" else None)
    came = _came_on if mode == "on" else _came_after
    size = np.bincount(member, minlength=len(names))
    count, so_far = came(person, unit, closed, member, len(names), units), came(
        person, unit, np.full(len(member), units - 1), member, len(names), units)
    of = _at_least(member, closed, len(names), units)
    open_for = size[:, None] - _at_least(member, could, len(names), units)
    rows, columns = np.indices((len(names), units))
    pending = open_for > 0
    frame = pd.DataFrame({
        "cohort": names[rows.ravel()], "unit": columns.ravel(), "size": size[rows.ravel()],
        "count": np.where(pending, so_far, count).ravel(), "of": np.where(pending, size[:, None], of).ravel(),
        "state": np.where(pending, "pending", "complete").ravel(),
    })
    frame = frame[[window.span(pd.Timestamp(one), n)[0] <= latest.iloc[0]
                   for one, n in zip(frame["cohort"], frame["unit"], strict=True)]].reset_index(drop=True)
    return with_shares(_with_holes(frame, window, recorded))


def overall(frame: pd.DataFrame, without: frozenset[pd.Timestamp] = frozenset()) -> pd.DataFrame:
    """One row a unit over its complete cells: unit, cohorts, count, of, share, low, high (Σ counts / Σ people)."""
    kept = frame[(frame["state"] == "complete") & ~frame["cohort"].isin(without)]
    summed = kept.groupby("unit", as_index=False).agg(cohorts=("cohort", "size"), count=("count", "sum"), of=("of", "sum"))
    return with_shares(summed)


def bracketed(starters: pd.DataFrame, returns: pd.DataFrame, rolling: bool = False,
              brackets: tuple[tuple[int, int], ...] = BRACKETS) -> pd.DataFrame:
    """One row a bracket [first, last] of days: first, last, count, of, pending, share, low, high.

    Came back on any day of it; only people whose bracket has closed count, the others are `pending`. `returns` by day.
    """
    closed = Window("day", rolling).closed(starters["start_at"], starters["horizon"]) if len(starters) else np.zeros(0)
    person, unit = _placed(starters, returns, None)
    rows = []
    for first, last in brackets:
        done = closed >= last
        inside = np.unique(person[(unit >= first) & (unit <= last)])
        rows.append((first, last, int(done[inside].sum()), int(done.sum()), int((~done).sum())))
    return with_shares(pd.DataFrame(rows, columns=["first", "last", "count", "of", "pending"]))


def behind(starters: pd.DataFrame, returns: pd.DataFrame, window: Window, mode: str, cohort: date | None,
           unit: int, *, complete: bool = True) -> Numbers:
    """person_id of those behind one cell's count; `cohort` None: of all cohorts. `complete`: closed windows only."""
    chosen = np.ones(len(starters), dtype=bool)
    if cohort is not None:
        chosen = (window.cohort(starters["start_at"]) == pd.Timestamp(cohort)).to_numpy()
    if complete:
        chosen = chosen & (window.closed(starters["start_at"], starters["horizon"]) >= unit)
    person, when = _placed(starters, returns, None)
    came = np.zeros(len(starters), dtype=bool)
    came[person[when == unit if mode == "on" else when >= unit]] = True
    ids: Numbers = starters.loc[chosen & came, "person_id"].to_numpy(dtype=np.int64)
    return ids


def _placed(starters: pd.DataFrame, returns: pd.DataFrame, units: int | None) -> tuple[Numbers, Numbers]:
    """The place of each return's person among the starters, and its unit; later units than asked for left out."""
    ids = starters["person_id"].to_numpy(dtype=np.int64)
    kept = returns[returns["unit"] < units] if units is not None else returns
    who = kept["person_id"].to_numpy(dtype=np.int64)
    place = np.searchsorted(ids, who)
    known = (place < len(ids)) & (ids[np.minimum(place, max(len(ids) - 1, 0))] == who) if len(ids) else np.zeros(len(who), bool)
    return place[known], kept["unit"].to_numpy(dtype=np.int64)[known]


def _came_on(person: Numbers, unit: Numbers, closed: Numbers, member: Numbers, cohorts: int, units: int) -> Numbers:
    counts = np.zeros((cohorts, units), dtype=np.int64)
    seen = unit <= closed[person]
    np.add.at(counts, (member[person[seen]], unit[seen]), 1)
    return counts


def _came_after(person: Numbers, unit: Numbers, closed: Numbers, member: Numbers, cohorts: int, units: int) -> Numbers:
    last = np.full(len(member), -1, dtype=np.int64)
    np.maximum.at(last, person, unit)
    return _at_least(member, np.minimum(last, closed), cohorts, units)


def _at_least(member: Numbers, reached: Numbers, cohorts: int, units: int) -> Numbers:
    """A cohort × unit: how many of the cohort reached at least that unit."""
    counts = np.zeros((cohorts, units), dtype=np.int64)
    some = reached >= 0
    np.add.at(counts, (member[some], np.minimum(reached[some], units - 1)), 1)
    summed: Numbers = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    return summed


def _with_holes(frame: pd.DataFrame, window: Window, recorded: pd.DatetimeIndex | None) -> pd.DataFrame:
    if recorded is None or not len(recorded):
        return frame
    missing = pd.date_range(recorded[0], recorded[-1]).difference(recorded)
    if not len(missing):
        return frame
    spans = [window.span(one, unit) for one, unit in zip(frame["cohort"], frame["unit"], strict=True)]
    holes = np.array([missing.searchsorted(last, side="right") > missing.searchsorted(first) for first, last in spans])
    return frame.assign(state=frame["state"].mask(holes & (frame["state"] == "complete").to_numpy(), "hole"))


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=["cohort", "unit", "size", "count", "of", "state", "share", "low", "high"])
