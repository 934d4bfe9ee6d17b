"""Who got how far: walking people through ordered steps. Pure and vectorised; no shop is read here.

Moments carry a resolution (second, minute, day). Two moments are compared at the coarser of the two, so
that a sheet with days only never turns the order of things round (DATA 5; METRICS 6.9 “any order is accepted
within the resolution”).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Order = Literal["ordered", "strict", "any"]
Entry = Literal["first", "reentry"]

_UNIT = {"second": 1, "minute": 60, "day": 86_400}
_DAY = _UNIT["day"]
# How a moment is carried: seconds since 1970 (local), and the seconds its resolution leaves open.
_MOMENT = ("at", "unit")


def walk(events: pd.DataFrame, entries: pd.DataFrame, steps: Sequence[str], window_days: int,
         order: Order) -> pd.DataFrame:
    """How far each entry got within the window, inclusive.

    `events`: person_id, step, happened_at, resolution. `entries`: one row an entry, with person_id, happened_at,
    resolution; its index names it. Returns `entries`' index with `reached` (1 = entered only) and
    `at_1` … `at_n`: the moment of each step, NaT where it was not reached.
    """
    tracked = timed(events[events["step"].isin(steps)])
    start = timed(entries)
    state = start.assign(entry=np.arange(len(start)), from_at=start["at"], from_unit=start["unit"])
    known = max(1, len(steps))  # without any step there is an entry to none
    moments = np.full((len(entries), known), np.iinfo("int64").min)
    moments[:, 0] = start["at"]
    reached = np.ones(len(entries), dtype="int64")
    for position, step in enumerate(steps[1:], 1):
        state = _next(state, tracked, steps, step, window_days, order)
        moments[state["entry"], position] = state["moment"]
        reached[state["entry"]] = position + 1
    walked = pd.DataFrame({"reached": reached}, index=entries.index)
    for position in range(known):
        seconds = pd.Series(moments[:, position], index=entries.index)
        walked[f"at_{position + 1}"] = pd.to_datetime(seconds.where(reached > position), unit="s")
    return walked


def best(walked: pd.DataFrame, people: pd.Series, entered: pd.Series) -> pd.Index:
    """The index of each person's best entry: furthest reached, of equals the earliest."""
    frame = pd.DataFrame({"person": people, "reached": -walked["reached"], "entered": entered}, index=walked.index)
    return frame.sort_values(["person", "reached", "entered"], kind="stable").drop_duplicates("person").index


def first(entries: pd.DataFrame) -> pd.DataFrame:
    """Each person's earliest entry."""
    return entries.sort_values(["person_id", "happened_at"], kind="stable").drop_duplicates("person_id")


def timed(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with `at` (seconds) and `unit` (seconds left open by the resolution)."""
    at = frame["happened_at"].to_numpy().astype("datetime64[s]").astype("int64")
    unit = frame["resolution"].map(_UNIT).fillna(_UNIT["second"]).astype("int64").to_numpy()
    return frame.assign(at=at, unit=unit)


def not_before(later: NDArray[Any], later_unit: NDArray[Any], earlier: NDArray[Any],
               earlier_unit: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether `later` is at or after `earlier`, as far as the coarser resolution can tell."""
    unit = np.maximum(later_unit, earlier_unit)
    kept: NDArray[np.bool_] = later // unit >= earlier // unit
    return kept


def _within(pairs: pd.DataFrame, window_days: int) -> NDArray[np.bool_]:
    """Whether `at` lies at most the window after entry `from_at`; whole days where either is a day only."""
    unit = np.maximum(pairs["unit"].to_numpy(), pairs["from_unit"].to_numpy())
    start, end = pairs["from_at"].to_numpy() // unit, pairs["at"].to_numpy() // unit
    kept: NDArray[np.bool_] = end - start <= window_days * _DAY // unit
    return kept


def _next(state: pd.DataFrame, tracked: pd.DataFrame, steps: Sequence[str], step: str, window_days: int,
          order: Order) -> pd.DataFrame:
    """The entries that reach `step`, one row each; `at` is then the earliest the next step may be."""
    found = tracked.loc[tracked["step"] == step, ["person_id", *_MOMENT]]
    before = state[["entry", "person_id", "from_at", "from_unit", *_MOMENT]].rename(
        columns={"at": "last_at", "unit": "last_unit"})
    pairs = before.merge(found, on="person_id")
    if order == "any":
        pairs = pairs[_within(pairs, window_days) & _within(_reversed(pairs), window_days)]
    else:
        later = not_before(*(pairs[name].to_numpy() for name in ("at", "unit", "last_at", "last_unit")))
        pairs = pairs[later & _within(pairs, window_days)]
    pairs = pairs.sort_values(["entry", "at"], kind="stable").drop_duplicates("entry")
    if order == "strict":
        pairs = pairs[~_interrupted(pairs, tracked)]
    pairs = pairs.assign(moment=pairs["at"])
    return pairs if order == "any" else _held(pairs)


def _held(pairs: pd.DataFrame) -> pd.DataFrame:
    # A day without a clock time, on the day of the step before, cannot lie before that step.
    early = pairs["at"] < pairs["last_at"]
    return pairs.assign(
        at=pairs["at"].where(~early, pairs["last_at"]), unit=pairs["unit"].where(~early, pairs["last_unit"]))


def _reversed(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.rename(columns={"at": "from_at", "from_at": "at", "unit": "from_unit", "from_unit": "unit"})


def _interrupted(pairs: pd.DataFrame, tracked: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether another tracked event lies for certain between the step before and this one."""
    others = tracked[["person_id", *_MOMENT]].rename(columns={"at": "other_at", "unit": "other_unit"})
    between = pairs[["entry", "person_id", "last_at", "last_unit", *_MOMENT]].merge(others, on="person_id")
    other, other_unit = between["other_at"].to_numpy(), between["other_unit"].to_numpy()
    after = ~not_before(between["last_at"].to_numpy(), between["last_unit"].to_numpy(), other, other_unit)
    ahead = ~not_before(other, other_unit, between["at"].to_numpy(), between["unit"].to_numpy())
    return pairs["entry"].isin(between.loc[after & ahead, "entry"]).to_numpy()
