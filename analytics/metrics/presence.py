"""Who was a member on which days (METRICS 5.4): stays, the people exposed in a period, member-days.

A leave that only two whole lists tell counts from the second list on; a join day that nobody knows
counts from the first list the person stands on, else from before the record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.scope import Resolved
from analytics.statistics.distinct import distinct
from analytics.workspace import Workspace

_EVER, _OPEN = pd.Timestamp("1900-01-01"), pd.Timestamp("2262-01-01")
ONE_DAY = pd.Timedelta(days=1)


def stays(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """One row a chat × person × stay, columns of sql/facts/stays.sql, and its first and last day of presence.

    `from_day`, `until_day`: inclusive, never NULL (1900 = before anything, 2262 = still there).
    """
    found = workspace.facts("stays", resolved)
    for name in ("joined_at", "left_at", "gone_after", "gone_by", "seen_on"):
        found[name] = pd.to_datetime(found[name])
    joined = found["joined_at"].dt.normalize().fillna(found["seen_on"]).fillna(_EVER)
    last = found["left_at"].dt.normalize().fillna(found["gone_by"] - ONE_DAY).fillna(_OPEN)
    return found.assign(from_day=joined, until_day=last)


def exposed(found: pd.DataFrame, start: date, end: date) -> NDArray[Any]:
    """person_id of everybody present on at least one day from `start` to `end`, ascending."""
    there = (found["from_day"] <= pd.Timestamp(end)) & (found["until_day"] >= pd.Timestamp(start))
    return distinct(found.loc[there, "person_id"])


def spans(found: pd.DataFrame) -> pd.DataFrame:
    """person_id, from_day, until_day: stays of one person in several groups that meet or overlap made one."""
    rows = found.sort_values(["person_id", "from_day", "until_day"], ignore_index=True)
    until = rows.groupby("person_id")["until_day"].cummax()
    before = until.groupby(rows["person_id"]).shift()
    fresh = before.isna() | (rows["from_day"] > before + ONE_DAY)
    grouped = rows.assign(span=fresh.cumsum()).groupby("span")
    return grouped.agg(person_id=("person_id", "first"), from_day=("from_day", "first"),
                       until_day=("until_day", "max")).reset_index(drop=True)


def member_days(found: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """person_id, days: on how many of `days` (ascending) each person was present; people with none are left out."""
    one = spans(found)
    counts = np.searchsorted(days, one["until_day"], side="right") - np.searchsorted(days, one["from_day"], side="left")
    summed = pd.DataFrame({"person_id": one["person_id"], "days": counts.clip(min=0)}).groupby("person_id").sum()
    return summed[summed["days"] > 0].reset_index()


def present_on(found: pd.DataFrame, days: pd.DatetimeIndex) -> NDArray[Any]:
    """How many distinct people were present on each of `days` (ascending)."""
    one = spans(found)
    come = np.searchsorted(np.sort(one["from_day"].to_numpy()), days.to_numpy(), side="right")
    gone = np.searchsorted(np.sort(one["until_day"].to_numpy()), days.to_numpy(), side="left")
    counted: NDArray[Any] = come - gone
    return counted


def members_at(rows: pd.DataFrame, found: pd.DataFrame) -> pd.Series[Any]:
    """How many members the listed group of each row (chat_id, posted_at) had on that day; NULL without a member list."""
    counted = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    listed = set(found.loc[found["from_roster"], "chat_id"])
    for chat, part in rows[rows["chat_id"].isin(listed)].groupby("chat_id"):
        days = pd.DatetimeIndex(part["posted_at"].dt.normalize())
        order = days.argsort()
        counted.loc[part.index[order]] = present_on(found[found["chat_id"] == chat], days[order])
    return counted


def members_among(part: pd.DataFrame, found: pd.DataFrame, by: str) -> pd.Series[Any]:
    """How many of those who took part (chat_id, person_id, posted_at) were members of the group that day, a value of `by`."""
    rows = part.merge(found[["chat_id", "person_id", "from_day", "until_day"]], on=["chat_id", "person_id"])
    day = rows["posted_at"].dt.normalize()
    there = rows[(rows["from_day"] <= day) & (rows["until_day"] >= day)]
    counted: pd.Series[Any] = there.groupby(by)["person_id"].nunique()
    return counted
