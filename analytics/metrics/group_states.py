"""The state of each group: 活跃, 降温, 冷群, 死群, and what S2 says to do with it: 清理, 活跃用户迁移新群 (METRICS 6.3).

Every group is held against its own past and its own last recorded day, never against other groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

STATES = ("active", "cooling", "cold", "dead", "unknown")
# S2: a dead or cold group is closed, its active members move; a cooling one is watched.
ACTIONS = {"active": "keep", "cooling": "warm", "cold": "move", "dead": "close", "unknown": "wait"}
_WEEK, _HISTORY_WEEKS, _FORTNIGHT, _MONTH = 7, 12, 14, 28
_FEWEST_WEEKS = 4


@dataclass(frozen=True)
class GroupStates:
    """`groups`, one row a chat: chat_id, state, action, last_day, members (NULL: nobody knows), speakers_14, share_14,
    speakers_28, share_28, recorded_28, recorded_dead, effective_dead, weeks_below, median_rate. `weeks`: chat_id, back (0 = the
    last whole week), week_start, speakers, rate (of the members, else speakers), complete. `active`: chat_id, person_id,
    display_name, last_on: active in the group's last 14 days.
    """

    as_of: date
    coverage: dict[str, Any]
    groups: pd.DataFrame
    weeks: pd.DataFrame
    active: pd.DataFrame

    def people(self, chat_id: str) -> pd.DataFrame:
        """person_id, display_name of the members active in the last 14 days of a group: who would move."""
        rows = self.active[self.active["chat_id"] == chat_id]
        return rows[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> GroupStates:
    """States at the end of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    weeks = workspace.facts("group_weeks", resolved, length=_WEEK, blocks=None)
    dead = workspace.facts("group_weeks", resolved, length=settings.activity.dead_from_days, blocks=1)
    month = workspace.named(workspace.facts("group_speakers", resolved, days=_MONTH))
    there = _members(presence.stays(workspace, resolved), weeks)
    return table(resolved.as_of, list(resolved.chats), weeks, dead, month, there, settings)


def week_people(workspace: Workspace, scope: Scope | None, chat_id: str, week_start: date) -> pd.DataFrame:
    """person_id, display_name, effective of those behind `speakers` of a group's week, most useful messages first."""
    resolved = replace(workspace.resolve(scope), chats=(chat_id,))
    found = workspace.facts("group_week_people", resolved, first_day=week_start,
                            last_day=min(week_start + timedelta(days=_WEEK - 1), resolved.as_of))
    return workspace.named(found)[["person_id", "display_name", "effective"]]


def table(as_of: date, chats: list[str], weeks: pd.DataFrame, dead: pd.DataFrame, month: pd.DataFrame,
          there: pd.DataFrame, settings: Settings) -> GroupStates:
    """From the facts; `month`: who was active in the last 28 days; `there`: chat_id, person_id of listed members; pure."""
    members = there.groupby("chat_id")["person_id"].nunique().astype("float64")
    # Who talks without standing on the list would push a share of the members over one.
    inside = month.merge(there, on=["chat_id", "person_id"], how="left", indicator=True)
    month = month.assign(counted=(inside["_merge"] == "both").to_numpy() | ~month["chat_id"].isin(members.index).to_numpy())
    weeks = _rated(weeks, members)
    rows = [_judged(one, settings) for one in _facts_of(chats, weeks, dead, month, members, settings)]
    active = month[month["days_ago"] < _FORTNIGHT]
    return GroupStates(as_of, {"groups": len(chats)}, pd.DataFrame(rows), weeks,
                       active[["chat_id", "person_id", "display_name", "last_on"]].reset_index(drop=True))


def state_of(facts: dict[str, Any], settings: Settings) -> str:
    """The rule, on one group's facts: recorded_dead, effective_dead, share_28, weeks_below, cooling."""
    rules = settings.activity
    if facts["recorded_dead"] < rules.dead_from_days:
        return "unknown"
    thin = facts["recorded_28"] >= _MONTH and facts["share_28"] == facts["share_28"] and facts["share_28"] < rules.dead_share_below
    if facts["effective_dead"] == 0 or thin:
        return "dead"
    if facts["weeks_below"] >= rules.cold_from_weeks:
        return "cold"
    return "cooling" if facts["weeks_below"] > 0 else "active"


def _rated(weeks: pd.DataFrame, members: pd.Series[Any]) -> pd.DataFrame:
    of = weeks["chat_id"].map(members).astype("float64")
    # Without a member list the number of speakers itself is held against its own past.
    rate = (weeks["speakers"] / of).where(of > 0, weeks["speakers"].astype("float64"))
    last = pd.to_datetime(weeks["last_day"])
    start = last - pd.to_timedelta(weeks["back"] * _WEEK + _WEEK - 1, unit="D")
    return weeks.assign(rate=rate, complete=weeks["recorded"] == _WEEK, week_start=start)


def _weeks_below(rates: np.ndarray, below: float) -> tuple[int, float]:
    """How many of the newest weeks in a row lie below that part of their own median of the 12 weeks before; that median.

    `rates`: of whole weeks, the newest first. The median is of the weeks before the run, so that a cooling group is not held
    against its cooled self.
    """
    run, usual = 0, float("nan")
    for length in range(1, len(rates)):
        before = rates[length: length + _HISTORY_WEEKS]
        if len(before) < _FEWEST_WEEKS or not (rates[:length] < below * np.median(before)).all():
            break
        run, usual = length, float(np.median(before))
    return run, usual if run else float(np.median(rates[1: 1 + _HISTORY_WEEKS])) if len(rates) > 1 else usual


def _facts_of(chats: list[str], weeks: pd.DataFrame, dead: pd.DataFrame, month: pd.DataFrame, members: pd.Series[Any],
              settings: Settings) -> Iterator[dict[str, Any]]:
    """What `state_of` judges and the page shows, a group at a time; every frame is gone through once for all groups."""
    below = settings.activity.cold_share_below_of_median
    whole = weeks[weeks["complete"]].sort_values("back")
    rates = {chat: rate.to_numpy(dtype=float) for chat, rate in whole.groupby("chat_id")["rate"]}
    recorded = weeks.loc[weeks["back"] < _MONTH // _WEEK].groupby("chat_id")["recorded"].sum().to_dict()
    lasts = dead[dead["back"] == 0].drop_duplicates("chat_id").set_index("chat_id").to_dict("index")
    useful = month[month["counted"] & (month["effective"] > 0)]
    speakers = useful["chat_id"].value_counts().to_dict()
    late = useful.loc[useful["spoke_days_ago"] < _FORTNIGHT, "chat_id"].value_counts().to_dict()
    for chat in chats:
        run, usual = _weeks_below(rates.get(chat, np.empty(0)), below)
        last, of, said, said_late = lasts.get(chat, {}), members.get(chat, np.nan), speakers.get(chat, 0), late.get(chat, 0)
        yield {
            "chat_id": chat, "last_day": last.get("last_day", pd.NaT), "members": of, "speakers_14": said_late,
            "share_14": _share(said_late, of), "speakers_28": said, "share_28": _share(said, of),
            "recorded_28": int(recorded.get(chat, 0)), "recorded_dead": int(last.get("recorded", 0)),
            "effective_dead": int(last.get("effective", 0)), "weeks_below": run, "median_rate": usual}


def _judged(facts: dict[str, Any], settings: Settings) -> dict[str, Any]:
    state = state_of(facts, settings)
    return {**facts, "state": state, "action": ACTIONS[state]}


def _share(count: int, of: float) -> float:
    return count / of if of == of and of > 0 else float("nan")


def _members(stays: pd.DataFrame, weeks: pd.DataFrame) -> pd.DataFrame:
    """chat_id, person_id of the members that each listed group had on its last recorded day."""
    ends = pd.to_datetime(weeks.groupby("chat_id")["last_day"].max())
    listed = stays[stays["chat_id"].isin(stays.loc[stays["from_roster"], "chat_id"].unique())]
    end = ends.reindex(listed["chat_id"]).set_axis(listed.index)
    there = listed[(listed["from_day"] <= end) & (listed["until_day"] >= end)]
    return there[["chat_id", "person_id"]].drop_duplicates()
