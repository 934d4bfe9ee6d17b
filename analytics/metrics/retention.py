"""Who comes back after starting: on a day, week or month, on or after it, or in the article's stages (METRICS 6.4).

A list of those who are in the group now draws no retention from joining: everybody on it stayed (METRICS 4.2). It is
refused with the reason, and first words or first orders are offered instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import cohorts, presence
from analytics.metrics.cohorts import Window
from analytics.metrics.leave_record import leave_record
from analytics.metrics.staying import stayed
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

STARTS, BACKS, MODES = ("join", "message", "order"), ("interaction", "order", "member"), ("on", "after", "bracket")
_SAME_KIND = {("message", "interaction"), ("order", "order")}
_UNITS = {"day": 31, "week": 27, "month": 25}


@dataclass(frozen=True)
class Question:
    """What is asked: from which start to which return, in which units, by which clock."""

    start: str = "message"
    back: str = "interaction"
    unit: str = "week"
    mode: str = "on"
    rolling: bool = False

    @property
    def window(self) -> Window:
        """How the time after the start is cut; the stages are cut in days."""
        return Window("day" if self.mode == "bracket" else self.unit, self.rolling)

    @property
    def cut(self) -> Window:
        """How those who started are put together."""
        return Window(self.unit, self.rolling)


@dataclass(frozen=True)
class Facts:
    """`starters`: person_id, start_at, horizon, ascending by person. `returns`: person_id, unit. `recorded`: the days
    on which a return would be known (None: no holes in such a record). `refused`: why nothing can be drawn, or None.
    `unclear_from`: the first recorded day, since when a first word or order is no sure first; None from joining.
    `left_out`: people who started before it can be known who stayed; `unseen`: people in no group on record, whose coming
    back could not be seen.
    """

    as_of: date
    question: Question
    starters: pd.DataFrame
    returns: pd.DataFrame
    recorded: pd.DatetimeIndex | None
    refused: str | None
    unclear_from: pd.Timestamp | None
    left_out: int
    unseen: int
    names: dict[int, str]


@dataclass(frozen=True)
class Retention:
    """`cells`: cohort, unit, size, count, of, share, low, high, state (complete, pending, hole, unclear). `overall`:
    unit, cohorts, count, of, share, low, high over complete cells only (Σ/Σ). mode bracket: `unit` of a cell is the number of
    the bracket, and `brackets` sums them: first, last, count, of, pending, unclear, share, low, high.
    `refused`: survivors_only, no_joins, no_leaves, no_chat, no_orders, nobody or None.
    """

    as_of: date
    coverage: dict[str, Any]
    question: Question
    cells: pd.DataFrame
    overall: pd.DataFrame
    brackets: pd.DataFrame
    refused: str | None
    facts: Facts

    def people(self, cohort: date | None, unit: int, back: bool = True) -> pd.DataFrame:
        """person_id, display_name behind a cell's count, or (`back` False) the others of its `of`; `unit` as in `cells`.

        `cohort` None: behind the sum over the complete cells of that unit.
        """
        if cohort is None:
            kept = self.cells[(self.cells["state"] == "complete") & (self.cells["unit"] == unit)]["cohort"]
            ids = [self._behind(one, unit, back, complete=True) for one in kept]
            return _named(np.concatenate(ids) if ids else np.zeros(0), self.facts.names)
        complete = self.state(cohort, unit) != "pending"
        return _named(self._behind(cohort, unit, back, complete=complete), self.facts.names)

    def state(self, cohort: date, unit: int) -> str | None:
        """The state of a cell; None where there is none."""
        found = self.cells.set_index(["cohort", "unit"])["state"].get((pd.Timestamp(cohort), unit))
        return None if found is None else str(found)

    def _behind(self, cohort: date, unit: int, back: bool, *, complete: bool) -> Any:
        found, asked = self.facts, self.question
        return cohorts.behind(found.starters, found.returns, asked.cut, asked.mode, cohort, unit, complete=complete, back=back)

    def bracket_people(self, first: int, last: int) -> pd.DataFrame:
        """person_id, display_name behind a bracket's count."""
        return self.people(None, cohorts.BRACKETS.index((first, last)))


def measure(workspace: Workspace, scope: Scope | None = None, start: str = "message", back: str = "interaction",
            unit: str = "week", mode: str = "on", rolling: bool = False) -> Retention:
    """Retention up to `scope.end`; who started within the scope's days is followed.

    Raises `UserError` nothing_yet; ValueError for a start, return, unit or mode that does not exist.
    """
    asked = Question(start, back, unit, mode, rolling)
    if start not in STARTS or back not in BACKS or mode not in MODES or unit not in cohorts.UNIT_DAYS:
        raise ValueError(f"no such retention: {asked}")
    return table(facts(workspace, scope, asked), workspace.settings)


def facts(workspace: Workspace, scope: Scope | None, asked: Question) -> Facts:
    """Starts, returns and horizons, read from the shop."""
    resolved = workspace.resolve(scope)
    refused, kept, known_from = _judged(workspace, resolved, asked)
    if refused:
        return _nothing(resolved, asked, refused)
    read = workspace.facts(
        "retention_moments", kept, start=asked.start, back=asked.back if asked.back != "member" else "none",
        same_kind=(asked.start, asked.back) in _SAME_KIND, rolling=asked.rolling, unit=asked.window.unit,
        length=cohorts.UNIT_DAYS[asked.window.unit])
    starters = read.drop_duplicates("person_id")[["person_id", "start_at"]]
    starters = starters.sort_values("person_id", ignore_index=True)
    inside = (starters["start_at"] >= pd.Timestamp(resolved.start)) | (scope is None or scope.start is None)
    early = starters["start_at"] < known_from
    starters = starters[inside & ~early].reset_index(drop=True)
    horizon, recorded, unclear = _horizon(workspace, kept, asked, starters)
    unseen = int(pd.isna(horizon).sum())
    starters = starters.assign(horizon=horizon).dropna(subset=["horizon"]).reset_index(drop=True)
    returns = read.loc[read["unit"].notna(), ["person_id", "unit"]].astype({"unit": "int64"})
    if asked.back == "member":
        spans = cohorts.BRACKETS if asked.mode == "bracket" else [(unit, unit) for unit in range(_UNITS[asked.unit])]
        returns = stayed(presence.stays(workspace, kept), starters, asked.window, spans)
    return Facts(resolved.as_of, asked, starters, returns, recorded, None if len(starters) else "nobody", unclear,
                 int((inside & early).sum()), unseen, workspace.words_for(starters["person_id"]))


def table(found: Facts, settings: Settings) -> Retention:
    """Cells and averages; pure."""
    asked, coverage = found.question, {"people": len(found.starters), "left_out": found.left_out, "unseen": found.unseen}
    if asked.mode == "bracket":
        cells = _with_unclear(cohorts.bracket_cells(found.starters, found.returns, asked.cut, found.recorded), found, settings)
        return Retention(found.as_of, coverage, asked, cells, _none(), cohorts.by_bracket(cells), found.refused, found)
    cells = cohorts.cells(found.starters, found.returns, asked.cut, asked.mode, _UNITS[asked.unit], found.recorded)
    cells = _with_unclear(cells, found, settings)
    return Retention(found.as_of, coverage, asked, cells, cohorts.overall(cells), _none(), found.refused, found)


def _with_unclear(cells: pd.DataFrame, found: Facts, settings: Settings) -> pd.DataFrame:
    """Cohorts from the first days of the record: nobody knows who of them is new (新老不明)."""
    if found.unclear_from is None or cells.empty:
        return cells
    until = found.unclear_from + pd.Timedelta(days=settings.retention.first_seen_unclear_until_days)
    return cells.assign(state=cells["state"].mask((cells["cohort"] < until) & (cells["state"] == "complete"), "unclear"))


def _judged(workspace: Workspace, resolved: Resolved, asked: Question) -> tuple[str | None, Resolved, pd.Timestamp]:
    """Why it cannot be drawn, or None; the groups in which it can; from which start on."""
    ever = pd.Timestamp("1900-01-01")
    if "order" in (asked.start, asked.back) and not workspace.has("orders"):
        return "no_orders", resolved, ever
    if (asked.start == "message" or asked.back == "interaction") and not workspace.has("messages"):
        return "no_chat", resolved, ever
    if asked.start != "join" and asked.back != "member":
        return None, resolved, ever
    record = leave_record(workspace, resolved)
    fit = record[record["known_from" if asked.back == "member" else "joins_from"].notna()]
    if asked.start == "join" and not int(record["dated"].sum()):
        return "no_joins", resolved, ever
    if fit.empty:
        return "survivors_only" if int(record["listed"].sum()) else "no_leaves", resolved, ever
    column = "known_from" if asked.back == "member" else "joins_from"
    return None, replace(resolved, chats=tuple(fit["chat_id"])), fit[column].min()


def _horizon(workspace: Workspace, resolved: Resolved, asked: Question,
             starters: pd.DataFrame) -> tuple[pd.Series[Any], pd.DatetimeIndex | None, pd.Timestamp | None]:
    """Until when each person's return would be known, the recorded days, and from when a first is no sure first."""
    if asked.back == "member":
        until = leave_record(workspace, resolved)["known_until"].max()
        return pd.Series(until, index=starters.index), None, None
    sources = workspace.facts("layer_order_ranges", resolved)
    orders_from, orders_until = pd.to_datetime(sources["first_day"]).min(), pd.to_datetime(sources["last_day"]).max()
    record = workspace.facts("chat_record", resolved)
    days = pd.DatetimeIndex(np.unique(pd.to_datetime(record["day"]).to_numpy()))
    unclear = {"join": None, "message": days[0] if len(days) else None, "order": orders_from}[asked.start]
    if asked.back == "order":
        until = min(orders_until, pd.Timestamp(resolved.as_of))
        return pd.Series(until, index=starters.index), None, unclear
    ends = workspace.facts("person_records", resolved).set_index("person_id")["last_day"]
    known = pd.to_datetime(ends).reindex(starters["person_id"]).set_axis(starters.index)
    as_of = pd.Timestamp(resolved.as_of)
    return known.where(known.isna() | (known <= as_of), as_of), days, unclear


def _nothing(resolved: Resolved, asked: Question, reason: str) -> Facts:
    starters = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "start_at": pd.Series(dtype="datetime64[us]"),
                             "horizon": pd.Series(dtype="datetime64[us]")})
    returns = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "unit": pd.Series(dtype="int64")})
    return Facts(resolved.as_of, asked, starters, returns, None, reason, None, 0, 0, {})


def _named(ids: Any, names: dict[int, str]) -> pd.DataFrame:
    people = pd.Series(np.asarray(ids, dtype="int64"))
    return pd.DataFrame({"person_id": people, "display_name": people.map(names).astype("str")})


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=["unit", "cohort", "state", "count", "of", "share", "low", "high"])
