"""Cohorts: who started in the same day, week or month, and how many of them came back so many units later (METRICS 6.4).

Pure counting on arrays. Units are numbered by the true difference of dates, so that a month in which nobody
came back is an empty cell and never shifts the ones after it. A cell whose window has not closed for everybody
is pending: it is shown as it stands and left out of every average.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.distinct import distinct
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
        if self.rolling:
            length = UNIT_DAYS[self.unit]
            return self.days_of(cohort, unit * length, (unit + 1) * length - 1)
        return self.shifted(cohort, unit), self.shifted(cohort, unit + 1) - _DAY

    def days_of(self, cohort: pd.Timestamp, first: int, last: int) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day on which the days `first` to `last` after a start in that cohort can lie."""
        latest = self.shifted(cohort, 1) - _DAY
        # Whole 24 hours from a moment of a day end on the next one.
        return cohort + first * _DAY, latest + (last + self.rolling) * _DAY

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
    return _spanned(frame, window.span, latest.iloc[0], recorded)


def overall(frame: pd.DataFrame, without: frozenset[pd.Timestamp] = frozenset()) -> pd.DataFrame:
    """One row a unit over its complete cells: unit, cohorts, count, of, share, low, high (Σ counts / Σ people)."""
    kept = frame[(frame["state"] == "complete") & ~frame["cohort"].isin(without)]
    summed = kept.groupby("unit", as_index=False).agg(cohorts=("cohort", "size"), count=("count", "sum"), of=("of", "sum"))
    return with_shares(summed)


def bracket_cells(starters: pd.DataFrame, returns: pd.DataFrame, cut: Window, recorded: pd.DatetimeIndex | None = None,
                  brackets: tuple[tuple[int, int], ...] = BRACKETS) -> pd.DataFrame:
    """One row a cohort (of `cut`) × bracket of days: columns of `cells`, `unit` being the number of the bracket, from 0.

    Came back on any day of it. `returns` by day; days by the clock of `cut`.
    """
    if starters.empty:
        return _empty()
    days = Window("day", cut.rolling)
    names, member = np.unique(cut.cohort(starters["start_at"]).to_numpy(), return_inverse=True)
    latest = pd.Series(starters["horizon"].max(), index=starters.index)
    closed, could = (days.closed(starters["start_at"], until) for until in (starters["horizon"], latest))
    person, unit = _placed(starters, returns, None)
    size = np.bincount(member, minlength=len(names))
    rows = []
    for number, (first, last) in enumerate(brackets):
        inside = distinct(person[(unit >= first) & (unit <= last)])
        came, done = np.zeros(len(starters), dtype=bool), closed >= last
        came[inside] = True
        pending, so_far, sure, over = (
            np.bincount(member[one], minlength=len(names)) for one in (could < last, came, came & done, done))
        rows.append(pd.DataFrame({
            "cohort": names, "unit": number, "size": size, "count": np.where(pending > 0, so_far, sure),
            "of": np.where(pending > 0, size, over), "state": np.where(pending > 0, "pending", "complete")}))
    frame = pd.concat(rows).sort_values(["cohort", "unit"], ignore_index=True)
    return _spanned(frame, lambda cohort, number: cut.days_of(cohort, *brackets[number]), latest.iloc[0], recorded)


def by_bracket(frame: pd.DataFrame, brackets: tuple[tuple[int, int], ...] = BRACKETS) -> pd.DataFrame:
    """One row a bracket, from `bracket_cells`: first, last, count, of, pending, unclear, share, low, high.

    Complete cells only, as in `overall`; `pending`: people whose bracket is not over; `unclear`: people of whom it cannot be
    told whether they are new, or whether they came back on a day without a record.
    """
    people, rows = int(frame.drop_duplicates("cohort")["size"].sum()), []
    for number, (first, last) in enumerate(brackets):
        cells = frame[frame["unit"] == number]
        done, doubtful = cells[cells["state"] == "complete"], cells[cells["state"].isin(("unclear", "hole"))]
        told, unclear = int(done["size"].sum()), int(doubtful["size"].sum())
        rows.append((first, last, int(done["count"].sum()), int(done["of"].sum()), people - told - unclear, unclear))
    return with_shares(pd.DataFrame(rows, columns=["first", "last", "count", "of", "pending", "unclear"]))


def behind(starters: pd.DataFrame, returns: pd.DataFrame, window: Window, mode: str, cohort: date | None,
           unit: int, *, complete: bool = True, back: bool = True) -> Numbers:
    """person_id of those behind one cell's count (`back` False: of the others, count and they being its `of`).

    `cohort` None: of all cohorts. `complete`: closed windows only. mode bracket: `unit` is the bracket's number.
    """
    chosen = np.ones(len(starters), dtype=bool)
    if cohort is not None:
        chosen = (window.cohort(starters["start_at"]) == pd.Timestamp(cohort)).to_numpy()
    days = Window("day", window.rolling) if mode == "bracket" else window
    first, last = BRACKETS[unit] if mode == "bracket" else (unit, unit)
    if complete:
        chosen = chosen & (days.closed(starters["start_at"], starters["horizon"]) >= last)
    person, when = _placed(starters, returns, None)
    came = np.zeros(len(starters), dtype=bool)
    came[person[when >= first if mode == "after" else (when >= first) & (when <= last)]] = True
    ids: Numbers = starters.loc[chosen & (came == back), "person_id"].to_numpy(dtype=np.int64)
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


def _spanned(frame: pd.DataFrame, span: Callable[[pd.Timestamp, int], tuple[pd.Timestamp, pd.Timestamp]],
             latest: pd.Timestamp, recorded: pd.DatetimeIndex | None) -> pd.DataFrame:
    """`frame` with shares, without the cells that had not begun by `latest`; those that touch a day without a record are holes."""
    spans = [span(one, number) for one, number in zip(frame["cohort"], frame["unit"], strict=True)]
    begun = [first <= latest for first, _ in spans]
    frame = frame[begun].reset_index(drop=True)
    if recorded is not None and len(recorded):
        missing = pd.date_range(recorded[0], recorded[-1]).difference(recorded)
        holes = np.array([missing.searchsorted(last, side="right") > missing.searchsorted(first)
                          for (first, last), kept in zip(spans, begun, strict=True) if kept], dtype=bool)
        frame = frame.assign(state=frame["state"].mask(holes & (frame["state"] == "complete").to_numpy(), "hole"))
    return with_shares(frame)


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=["cohort", "unit", "size", "count", "of", "state", "share", "low", "high"])
