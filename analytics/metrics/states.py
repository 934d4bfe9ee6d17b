"""Who is new, still there, back, or asleep, week by week or month by month (METRICS 6.4).

Active: something useful said or taken part in. new: active and joined in that interval. current: also active in the one
before. resurrected: active, not in the one before, not new. dormant: active in the one before and not in this one.
lurker: there, and never active in the record. new + current + resurrected = active, always.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace

STATES = ("new", "current", "resurrected", "dormant", "lurker")
UNITS = ("week", "month")
Unit = Literal["week", "month"]
_ACTIVE = STATES[:3]
_NEVER = pd.Timestamp("2262-01-01")


@dataclass(frozen=True)
class States:
    """`periods`, one row an interval shown: start, end, new, current, resurrected, dormant, lurker, active, unclear, left,
    pulse, complete. `unclear` (新老不明, part of resurrected): whether they were active before is not in the record, or
    they are first seen without a known join day. `left`: of the dormant, those in no group any more. `pulse` = (new +
    resurrected) ÷ dormant, NaN without dormant, in an unfinished interval and in the first whole one. dormant is only who can
    be judged: the record of their groups goes on. `people_states`: person_id, start, state, unclear, left.

    `members`: person_id, display_name, state in the last complete interval `last`; who was active in neither of the two
    has none.
    """

    as_of: date
    unit: Unit
    coverage: dict[str, Any]
    periods: pd.DataFrame
    people_states: pd.DataFrame
    members: pd.DataFrame
    last: date | None

    def people(self, state: str, start: date) -> pd.DataFrame:
        """person_id of a state (“unclear”, “active” too) in the interval that begins on `start`."""
        rows = self.people_states[self.people_states["start"] == pd.Timestamp(start)]
        wanted = rows["state"].isin(_ACTIVE if state == "active" else (state,))
        return rows.loc[rows["unclear"] if state == "unclear" else wanted, ["person_id"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, unit: Unit = "month") -> States:
    """The intervals that touch the days of `scope`; what lies before them is used. Raises `UserError` nothing_yet."""
    resolved = workspace.resolve(scope)
    active = workspace.facts("state_intervals", resolved, unit=unit)
    stays = presence.stays(workspace, resolved)
    record = _record(workspace, resolved)
    found = table(active, stays, record, resolved, unit)
    return replace(found, members=workspace.named(found.members)[["person_id", "display_name", "state"]])


def table(active: pd.DataFrame, stays: pd.DataFrame, record: tuple[date, date] | None, resolved: Resolved, unit: Unit) -> States:
    """The rule on the facts; display names are missing. `record`: the first and last recorded day of the chosen chats."""
    starts = _starts(record, resolved, unit)
    awake = _awake(active, _first_joins(stays), unit)
    asleep = _asleep(awake, starts, unit)
    spans = presence.spans(stays)
    lurkers = _lurkers(awake, spans, starts, unit)
    rows = pd.concat([one for one in (awake[asleep.columns], asleep, lurkers) if len(one)] or [asleep], ignore_index=True)
    rows = rows[rows["start"].isin(starts)].reset_index(drop=True)
    rows["left"] = _left(rows, spans, unit)
    periods = _periods(rows, starts, record, unit)
    whole = periods.loc[periods["complete"], "start"]
    last = None if whole.empty else whole.iloc[-1]
    mine = rows.loc[rows["start"] == last, ["person_id", "state"]].sort_values("person_id", ignore_index=True)
    known = {"has_chat": record is not None, "has_stays": len(stays) > 0, "has_join_days": bool(stays["joined_at"].notna().any())}
    return States(resolved.as_of, unit, known, periods, rows, mine, None if last is None else pd.Timestamp(last).date())


def _record(workspace: Workspace, resolved: Resolved) -> tuple[date, date] | None:
    first, last = workspace.facts("chat_span", resolved).iloc[0]
    return None if pd.isna(first) else (pd.Timestamp(first).date(), pd.Timestamp(last).date())


def _starts(record: tuple[date, date] | None, resolved: Resolved, unit: Unit) -> pd.DatetimeIndex:
    """The first days of the intervals that touch both the record and the days asked for."""
    if record is None or max(record[0], resolved.start) > record[1]:
        return pd.DatetimeIndex([], dtype="datetime64[us]")
    first, last = pd.Series([max(record[0], resolved.start), record[1]], dtype="datetime64[us]").pipe(_start_of, unit)
    return pd.date_range(first, last, freq="7D" if unit == "week" else "MS").as_unit("us")


def _start_of(days: pd.Series[Any], unit: Unit) -> pd.Series[Any]:
    """The first day of the week (Monday) or month of each day."""
    days = pd.to_datetime(days).dt.normalize()
    back = days.dt.day_of_week if unit == "week" else days.dt.day - 1
    return days - pd.to_timedelta(back, unit="D")


def _shifted(starts: pd.Series[Any], unit: Unit, by: int) -> pd.Series[Any]:
    return starts + (pd.Timedelta(days=7 * by) if unit == "week" else pd.DateOffset(months=by))


def _first_joins(stays: pd.DataFrame) -> pd.Series[Any]:
    """person_id → the day of the first join, known only where every stay has a day."""
    grouped = stays.groupby("person_id")["joined_at"]
    known: pd.Series[Any] = grouped.min()[grouped.count() == grouped.size()].dt.normalize()
    return known


def _awake(active: pd.DataFrame, joins: pd.Series[Any], unit: Unit) -> pd.DataFrame:
    """The active, a person × interval: state new, current or resurrected; unclear; again (active in the next one too)."""
    rows = active.assign(start=pd.to_datetime(active["start"]))
    joined = pd.to_datetime(joins.reindex(rows["person_id"])).set_axis(rows.index)
    same = rows["person_id"] == rows["person_id"].shift()
    was = same & (rows["start"].shift() == _shifted(rows["start"], unit, -1))
    fresh = _start_of(joined, unit) == rows["start"]
    state = np.select([fresh, was], ["new", "current"], "resurrected")
    unclear = (state == "resurrected") & (~rows["before_known"].astype(bool) | (~same & joined.isna()))
    return rows.assign(state=pd.Series(state, index=rows.index, dtype="str"), unclear=unclear,
                       again=was.shift(-1, fill_value=False), left=False)


def _asleep(awake: pd.DataFrame, starts: pd.DatetimeIndex, unit: Unit) -> pd.DataFrame:
    """Active in the interval before, not in this one, and the record of their groups covers this one wholly."""
    stopped = awake[~awake["again"].astype(bool) & awake["after_known"].astype(bool)]
    return pd.DataFrame({"person_id": stopped["person_id"], "start": _shifted(stopped["start"], unit, 1),
                         "state": pd.Series("dormant", index=stopped.index, dtype="str"), "unclear": False, "left": False})


def _lurkers(awake: pd.DataFrame, spans: pd.DataFrame, starts: pd.DatetimeIndex, unit: Unit) -> pd.DataFrame:
    """There on at least one day of the interval, and never active up to its end."""
    first = awake.groupby("person_id")["start"].min()
    # Nobody is a lurker after the first word: what is left is looked at interval by interval.
    spans = spans.assign(spoke=first.reindex(spans["person_id"]).fillna(_NEVER).set_axis(spans.index))
    if len(starts):
        spans = spans[(spans["spoke"] > spans["from_day"]) & (spans["spoke"] > starts[0])]
    found = []
    for start in starts:
        there = (spans["from_day"] <= pd.Timestamp(_end(start, unit))) & (spans["until_day"] >= start) & (spans["spoke"] > start)
        quiet = spans.loc[there, "person_id"].drop_duplicates()
        found.append(pd.DataFrame({"person_id": quiet, "start": start, "state": "lurker", "unclear": False, "left": False}))
    return pd.concat(found, ignore_index=True) if found else awake.iloc[:0][["person_id", "start", "state", "unclear", "left"]]


def _left(rows: pd.DataFrame, spans: pd.DataFrame, unit: Unit) -> pd.Series[Any]:
    """Whether each dormant person was in no group any more on the last day of the interval; never where no list says so."""
    asleep = rows.loc[(rows["state"] == "dormant") & rows["person_id"].isin(spans["person_id"]), ["person_id", "start"]]
    pairs = asleep.assign(row=asleep.index, day=_shifted(asleep["start"], unit, 1) - presence.ONE_DAY).merge(spans, on="person_id")
    there = pairs.loc[(pairs["from_day"] <= pairs["day"]) & (pairs["until_day"] >= pairs["day"]), "row"]
    left = pd.Series(False, index=rows.index)
    left[asleep.index.difference(pd.Index(there))] = True
    return left


def _end(start: pd.Timestamp, unit: Unit) -> date:
    return pd.Timestamp(start + (pd.Timedelta(days=6) if unit == "week" else pd.offsets.MonthEnd(0))).date()


def _periods(rows: pd.DataFrame, starts: pd.DatetimeIndex, record: tuple[date, date] | None, unit: Unit) -> pd.DataFrame:
    counts = rows.groupby(["start", "state"]).size().unstack(fill_value=0).reindex(index=starts, columns=list(STATES), fill_value=0)
    marks = rows.groupby("start")[["unclear", "left"]].sum().reindex(starts, fill_value=0)
    frame = counts.join(marks).astype("int64").rename_axis("start").reset_index()
    frame["active"] = frame[list(_ACTIVE)].sum(axis=1)
    frame["end"] = pd.to_datetime([_end(start, unit) for start in frame["start"]])
    first, last = record or (date(2262, 1, 1), date(1900, 1, 1))
    frame["complete"] = (frame["start"] >= pd.Timestamp(first)) & (frame["end"] <= pd.Timestamp(last))
    judged = frame["complete"] & (frame["start"] > frame["start"].where(frame["complete"]).min()) & (frame["dormant"] > 0)
    frame["pulse"] = ((frame["new"] + frame["resurrected"]) / frame["dormant"].where(judged)).astype("float64")
    return frame[["start", "end", *STATES, "active", "unclear", "left", "pulse", "complete"]]
