"""Who got how far: walking people through steps. Pure and vectorised; no shop is read here.

A moment is the stretch that its resolution leaves open: a day from its first to its last second. One moment is not
before another when it ends at or after the other's start, so that a sheet with days only never turns the order of
things round (DATA 5; METRICS 6.9 “any order is accepted within the resolution”; Amplitude's same-second rule).

Every step is a sorted array of (person, start); each entry looks its next moment up by bisection. Ten steps over a
million events cost ten look-ups an entry and no join of anything with anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.distinct import distinct

Order = Literal["ordered", "strict", "any"]
Entry = Literal["first", "reentry"]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shared = Mapping[int, Sequence[int]]

DAY = 86_400
UNITS: Mapping[str, int] = {"second": 1, "minute": 60, "day": DAY}
# Events that end a path when they lie between two of its steps, and events that only strict order looks at.
EXCLUDED, OTHER = -1, 0
# So many moments in one second are told apart; more of them count as one.
_EQUALS = 64
_UNIT_SIZES, _UNIT_BITS = np.array([1, 60, DAY]), 4


@dataclass(frozen=True)
class _Moments:
    """Moments of one step, by person and start. `key`, `last_key`: person and start, person and end, as one number."""

    person: Numbers
    start: Numbers
    unit: Numbers
    key: Numbers
    last_key: Numbers
    identity: Numbers

    def take(self, chosen: Any) -> _Moments:
        return _Moments(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @property
    def end(self) -> Numbers:
        return _ends(self.start, self.unit)


@dataclass(frozen=True)
class _State:
    """Where each entry stands: its entry, and the moment it has come to."""

    alive: Flags
    person: Numbers
    entered: Numbers
    entered_unit: Numbers
    start: Numbers
    unit: Numbers


def walk(events: pd.DataFrame, entries: pd.DataFrame, steps: int, window_seconds: int, order: Order = "ordered",
         shared: Shared = MappingProxyType({})) -> pd.DataFrame:
    """How far each entry got within the window, inclusive.

    `events`: person_id, position (2 … `steps`; 0 other, -1 excluded), happened_at, unit (seconds its resolution leaves
    open). `entries`: one row an entry, with person_id, happened_at, unit; its index names it. Returns `entries`' index
    with `reached` (1 = entered only) and `at_1` … `at_n`: the moment of each step, NaT where it was not reached.
    `shared`: step → earlier steps that the same event may stand for; an event is used once. An excluded event for
    certain between two steps ends the path at the earlier one; so does any tracked event with `order` strict.
    """
    clock = _Clock(events, entries, window_seconds, bool(shared))
    start = clock.moments(entries)
    state = _State(np.ones(len(entries), dtype=bool), start.person, start.start, start.unit, start.start, start.unit)
    known, position = clock.sorted(events)
    excluded = known.take(position == EXCLUDED)
    found = np.full((max(1, steps), len(entries)), np.iinfo("int64").min)
    found[0], reached = start.start, np.ones(len(entries), dtype="int64")
    barriers = [] if order == "any" else [excluded, known.take(position >= OTHER)] if order == "strict" else [excluded]
    used = {1: start.identity}
    for place in range(2, steps + 1):
        moments = known.take(position == place)
        if not len(moments.person) or not len(entries):
            break
        taken = [used[earlier] for earlier in shared.get(place, ())]
        chosen, covers = _next(state, moments, clock, state.entered - window_seconds if order == "any" else state.start, taken)
        state = _moved(state, chosen, covers, _barred(state, chosen, barriers, clock), window_seconds)
        found[place - 1], used[place] = chosen.start, chosen.identity
        reached[state.alive] = place
    return _frame(found, reached, entries.index)


def best(walked: pd.DataFrame, people: pd.Series, entered: pd.Series) -> pd.Index:
    """The index of each person's best entry: furthest reached, of equals the earliest."""
    frame = pd.DataFrame({"person": people, "reached": -walked["reached"], "entered": entered}, index=walked.index)
    return frame.sort_values(["person", "reached", "entered"], kind="stable").drop_duplicates("person").index


def first(entries: pd.DataFrame) -> pd.DataFrame:
    """Each person's earliest entry."""
    return entries.sort_values(["person_id", "happened_at"], kind="stable").drop_duplicates("person_id")


class _Clock:
    """Turns (person, moment) into one number that sorts as they do; people who never entered are left out."""

    def __init__(self, events: pd.DataFrame, entries: pd.DataFrame, window_seconds: int, numbered: bool) -> None:
        self.numbered = numbered
        self.people = distinct(entries["person_id"])
        moments = [_seconds(frame) for frame in (events, entries) if len(frame)]
        self.base = min((int(one.min()) for one in moments), default=0) - window_seconds - 2 * DAY
        last = max((int(one.max()) for one in moments), default=0)
        self.width = last - self.base + window_seconds + 3 * DAY

    def key(self, person: Numbers, second: Numbers) -> Numbers:
        return person * self.width + (second - self.base)

    def of(self, frame: pd.DataFrame) -> dict[str, Numbers]:
        """person (its number), start, unit and what else is a number, of people who entered."""
        ids = frame["person_id"].to_numpy(dtype="int64")
        place = np.searchsorted(self.people, ids)
        known = np.zeros(len(ids), dtype=bool)
        if len(self.people):
            known = self.people[np.minimum(place, len(self.people) - 1)] == ids
        columns = {"person": place, "start": _seconds(frame), "unit": frame["unit"].to_numpy(dtype="int64")}
        if "position" in frame:
            columns["position"] = frame["position"].to_numpy(dtype="int64")
        return {name: column[known].astype("int64") for name, column in columns.items()}

    def moments(self, frame: pd.DataFrame) -> _Moments:
        """Entries, in their own order."""
        parts = self.of(frame)
        order = np.lexsort((parts["unit"], self.key(parts["person"], parts["start"])))
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return self.made(*(parts[name][order] for name in ("person", "start", "unit"))).take(back)

    def sorted(self, events: pd.DataFrame) -> tuple[_Moments, Numbers]:
        """Events by person and start, and their positions; of one step at one moment the finer unit first."""
        parts = self.of(events)
        person, start, unit, position = (parts[name] for name in ("person", "start", "unit", "position"))
        order = np.argsort(self.key(person, start) * _UNIT_BITS + np.searchsorted(_UNIT_SIZES, unit), kind="stable")
        return self.made(person[order], start[order], unit[order], position[order]), position[order]

    def made(self, person: Numbers, start: Numbers, unit: Numbers, position: Numbers | None = None) -> _Moments:
        """Moments that are in order; equal ones of one position are told apart by their number."""
        key = self.key(person, start)
        identity = key * _EQUALS + _nth(key, position) if self.numbered else key
        return _Moments(person, start, unit, key, self.key(person, _ends(start, unit)), identity)


def _moved(state: _State, found: _Moments, covers: Flags, barred: Flags, window: int) -> _State:
    """The state after one step."""
    alive = state.alive & (found.unit > 0) & ~barred & _within(found, state, window)
    start, unit = np.where(covers, state.start, found.start), np.where(covers, state.unit, found.unit)
    return replace(state, alive=alive, start=start, unit=np.maximum(unit, 1))


def _next(state: _State, moments: _Moments, clock: _Clock, since: Numbers, taken: Sequence[Numbers]) -> tuple[_Moments, Flags]:
    """Of each entry the first moment not before `since` (unit 0: none), and whether it began earlier.

    A coarse moment that began before `since` and ends after it leaves the entry where it stands, which is best.
    `taken`: moments an entry has used already.
    """
    last = len(moments.person) - 1
    after = np.searchsorted(moments.key, clock.key(state.person, since), side="left")
    for used in taken:
        after = np.maximum(after, np.searchsorted(moments.identity, used, side="right"))
    highest = np.maximum.accumulate(moments.last_key)
    holder = np.maximum.accumulate(np.where(moments.last_key == highest, np.arange(last + 1), 0))
    before = holder[np.clip(np.searchsorted(moments.key, clock.key(state.person, since), side="left") - 1, 0, last)]
    covers = (moments.start[before] < since) & (moments.person[before] == state.person) & (moments.end[before] >= since)
    for used in taken:
        covers &= moments.identity[before] != used
    place = np.where(covers, before, np.minimum(after, last))
    known = covers | ((after <= last) & (moments.person[place] == state.person))
    found = moments.take(place)
    return replace(found, unit=np.where(known, found.unit, 0)), covers


def _barred(state: _State, found: _Moments, barriers: Sequence[_Moments], clock: _Clock) -> Flags:
    """Whether something lies for certain between where an entry stood and what it found."""
    barred = np.zeros(len(state.person), dtype=bool)
    for barrier in barriers:
        if len(barrier.person):
            barred |= _interrupted(state, found, barrier, clock)
    return barred


def _within(found: _Moments, state: _State, window: int) -> Flags:
    """Whether it lies at most the window after the entry; whole days where either is a day only."""
    unit = np.maximum(np.maximum(found.unit, state.entered_unit), 1)
    kept: Flags = found.start // unit - state.entered // unit <= window // unit
    return kept


def _interrupted(state: _State, found: _Moments, others: _Moments, clock: _Clock) -> Flags:
    earliest = np.append(np.minimum.accumulate(others.last_key[::-1])[::-1], np.iinfo("int64").max)
    after = np.searchsorted(others.key, clock.key(state.person, _ends(state.start, state.unit)), side="right")
    between: Flags = earliest[after] < clock.key(state.person, found.start)
    return between


def _frame(found: Numbers, reached: Numbers, index: pd.Index) -> pd.DataFrame:
    walked = pd.DataFrame({"reached": reached}, index=index)
    for place, moments in enumerate(found, 1):
        known = reached >= place
        at = np.where(known, moments, 0).astype("datetime64[s]")
        walked[f"at_{place}"] = pd.Series(np.where(known, at, np.datetime64("NaT")), index=index)
    return walked


def _seconds(frame: pd.DataFrame) -> Numbers:
    moments: Numbers = frame["happened_at"].to_numpy().astype("datetime64[s]").astype("int64")
    return moments


def _ends(start: Numbers, unit: Numbers) -> Numbers:
    """The last second that a moment may be."""
    return start // unit * unit + unit - 1


def _nth(key: Numbers, position: Numbers | None) -> Numbers:
    """How many of the same position stand at the same moment before each, at most one less than `_EQUALS`."""
    if not len(key) or bool((key[1:] != key[:-1]).all()):
        return np.zeros(len(key), dtype="int64")
    same = pd.DataFrame({"key": key, "position": 0 if position is None else position}).groupby(["key", "position"])
    return np.minimum(same.cumcount().to_numpy(dtype="int64"), _EQUALS - 1)
