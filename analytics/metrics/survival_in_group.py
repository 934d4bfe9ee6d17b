"""How long people stay in a group: Kaplan–Meier from the first join to the first leave (METRICS 6.4, 7.4).

Who joined before leaves were known enters late; who is still there is censored; who was removed is censored too, since
only leaving of one's own will is asked about. A leave told by two lists counts on the second: late by up to `slack` days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.metrics.leave_record import leave_record
from analytics.scope import Scope
from analytics.statistics.survival import (
    FEWEST_AT_RISK,
    LogRank,
    dependable,
    gap_at,
    kaplan_meier,
    log_rank,
    median_time,
    survival_at,
)
from analytics.workspace import Workspace

MARKS = (7, 30, 90, 180)
# Groups are held against each other on this day (METRICS 7.2).
COMPARED_AT = 30


@dataclass(frozen=True)
class Staying:
    """`curve`: time (days since joining), at_risk, ended, survival, se, low, high; stops before fewer than five are at
    risk. `marks`, one row of 7, 30, 90, 180 days: days, survival, low, high, at_risk; NaN where the record does not
    reach. `median`: days, None = 未到中位. `spells`, one row a person: person_id, display_name, chat_id, duration, entry,
    left, removed. `slack`: by how many days a leave told by lists may be late. `between_groups`: log-rank over groups
    with enough people, None with one. `groups`, one row such a group: chat_id, people, left, survival, low, high at day 30
    (NaN where the record does not reach), at_risk. `gap`: with two of them the difference at day 30, low and high, else None.
    `refused`: survivors_only, no_joins, no_leaves, nobody or None. `unknown_join`: left out.
    """

    as_of: date
    coverage: dict[str, Any]
    curve: pd.DataFrame
    marks: pd.DataFrame
    median: float | None
    spells: pd.DataFrame
    slack: int
    between_groups: LogRank | None
    groups: pd.DataFrame
    gap: tuple[float, float, float] | None
    refused: str | None
    unknown_join: int

    def people(self, left: bool = True, time: float | None = None) -> pd.DataFrame:
        """person_id, display_name of those who left of their own will (`time`: after exactly so many days), or of the others."""
        chosen = self.spells["left"] == left
        return self._named(chosen if time is None else chosen & (self.spells["duration"] == time))

    def at_risk(self, time: float) -> pd.DataFrame:
        """person_id, display_name of those of whom it is known whether they left after so many days."""
        return self._named((self.spells["entry"] < time) & (self.spells["duration"] >= time))

    def _named(self, chosen: pd.Series[bool]) -> pd.DataFrame:
        return self.spells.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Staying:
    """Staying up to `scope.end`. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    record = leave_record(workspace, resolved)
    known = record[record["how"] != "none"]
    if known.empty:
        return _refused(resolved.as_of, "survivors_only" if int(record["listed"].sum()) else "no_leaves", 0)
    stays = presence.stays(workspace, replace(resolved, chats=tuple(known["chat_id"])))
    if not stays["joined_at"].notna().any():
        return _refused(resolved.as_of, "no_joins", stays["person_id"].nunique())
    spells, slack = spells_of(stays, known, pd.Timestamp(resolved.start) if scope and scope.start else None)
    if spells.empty:
        return _refused(resolved.as_of, "nobody", int(stays["joined_at"].isna().sum()))
    spells = workspace.named(spells)
    unknown = stays.loc[stays["joined_at"].isna(), "person_id"].nunique()
    return table(spells, slack, resolved.as_of, unknown)


def table(spells: pd.DataFrame, slack: int, as_of: date, unknown: int = 0) -> Staying:
    """The curve of `spells`; pure."""
    whole = kaplan_meier(spells["duration"], spells["left"], spells["entry"])
    curve = dependable(whole)
    enough = _enough(spells)
    between = None
    if enough["chat_id"].nunique() > 1 and enough["left"].any():
        between = log_rank(enough["duration"], enough["left"], enough["chat_id"], enough["entry"])
    groups, gap = _compared(enough if between else enough.iloc[:0])
    return Staying(as_of, {"people": len(spells)}, curve, _marks(curve, spells), median_time(curve), spells, slack,
                   between, groups, gap, None, unknown)


def spells_of(stays: pd.DataFrame, known: pd.DataFrame, since: pd.Timestamp | None = None) -> tuple[pd.DataFrame, int]:
    """One row a person, the first spell: person_id, chat_id, duration, entry, left, removed (days); and the slack.

    `entry`: the day before the first on which a leave would be known, in days since joining; −1 from the join on.
    """
    dated = stays[stays["joined_at"].notna()].sort_values(["joined_at", "chat_id"])
    first = dated.drop_duplicates("person_id").merge(known[["chat_id", "known_from", "known_until"]], on="chat_id")
    joined = first["joined_at"].dt.normalize()
    left_on = first["left_at"].dt.normalize().fillna(first["gone_by"])
    last = left_on.where(left_on <= first["known_until"]).fillna(first["known_until"])
    # A day at the end of the record: still there on it, so it has been survived.
    ended = left_on.notna() & (left_on <= first["known_until"])
    removed = ended & (first["left_how"] == "移出") & first["left_at"].notna()
    entry = (first["known_from"].clip(lower=joined) - joined).dt.days - 1
    frame = pd.DataFrame({"person_id": first["person_id"], "chat_id": first["chat_id"], "joined_on": joined,
                          "duration": (last - joined).dt.days, "entry": entry, "left": ended & ~removed,
                          "removed": removed})
    told = (first["gone_by"] - first["gone_after"]).dt.days.where(first["left_at"].isna() & ended)
    kept = (frame["duration"] > frame["entry"]) & (joined <= first["known_until"])
    if since is not None:
        kept &= joined >= since
    slack = 0 if told[kept].isna().all() else int(np.nanmax(told[kept]))
    return frame[kept].sort_values("person_id", ignore_index=True), slack


def _marks(curve: pd.DataFrame, spells: pd.DataFrame, marks: tuple[int, ...] = MARKS) -> pd.DataFrame:
    rows: list[tuple[float, ...]] = []
    for days in marks:
        at_risk = int(((spells["entry"] < days) & (spells["duration"] >= days)).sum())
        values = survival_at(curve, days) if at_risk >= FEWEST_AT_RISK else (np.nan, np.nan, np.nan)
        rows.append((days, *values, at_risk))
    return pd.DataFrame(rows, columns=["days", "survival", "low", "high", "at_risk"]).astype(
        {"days": "int64", "at_risk": "int64"})


def _enough(spells: pd.DataFrame) -> pd.DataFrame:
    """The people of groups that are large enough to be compared."""
    sizes = spells["chat_id"].value_counts()
    return spells[spells["chat_id"].isin(sizes[sizes >= 2 * FEWEST_AT_RISK].index)]


def _compared(spells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[float, float, float] | None]:
    """Each group at day 30, and with two of them how far apart they are there."""
    rows, curves = [], []
    for chat, one in spells.groupby("chat_id"):
        curve = dependable(kaplan_meier(one["duration"], one["left"], one["entry"]))
        mark = _marks(curve, one, (COMPARED_AT,)).iloc[0]
        rows.append((str(chat), len(one), int(one["left"].sum()), *mark[["survival", "low", "high"]], int(mark["at_risk"])))
        curves.append(curve)
    groups = pd.DataFrame(rows, columns=["chat_id", "people", "left", "survival", "low", "high", "at_risk"])
    apart = len(groups) == 2 and bool(groups["survival"].notna().all())
    return groups, gap_at(curves[0], curves[1], COMPARED_AT) if apart else None


def _refused(as_of: date, reason: str, unknown: int) -> Staying:
    spells = pd.DataFrame({name: pd.Series(dtype="float64") for name in ("duration", "entry")} | {
        "person_id": pd.Series(dtype="int64"), "display_name": pd.Series(dtype="str"), "chat_id": pd.Series(dtype="str"),
        "left": pd.Series(dtype="bool"), "removed": pd.Series(dtype="bool")})
    curve = kaplan_meier([], [])
    return Staying(as_of, {"people": 0}, curve, _marks(curve, spells), None, spells, 0, None, *_compared(spells), reason, unknown)
