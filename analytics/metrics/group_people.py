"""Who stands where in each group: there on the day, there in the period, came, left, said, bought.

One row a group × person. Presence and leaving are those of the activity and retention pages (presence.py,
leave_record.py); in a group without a member list whoever was seen is there.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.metrics.leave_record import leave_record
from analytics.scope import Resolved
from analytics.workspace import Workspace

_KEY = ["chat_id", "person_id"]
_FLAGS = ["staff", "present", "exposed"]
_DAYS = ["joined_on", "left_on", "last_spoke_on", "last_paid_on"]


def group_people(workspace: Workspace, resolved: Resolved, listed: pd.Series, orders: pd.DataFrame) -> pd.DataFrame:
    """chat_id, person_id, display_name, staff, present, exposed, joined_on, left_on, left_how, messages, effective,
    last_spoke_on, orders, net, last_paid_on: from `resolved.start` to `resolved.as_of`.

    `listed`: chat_id → whether it has a member list. `orders`: facts group_orders.
    """
    talk = workspace.facts("group_talk", resolved, first_day=resolved.start, last_day=resolved.as_of)
    stood = _stood(presence.stays(workspace, resolved), leave_record(workspace, resolved), resolved.start, resolved.as_of)
    bought = orders[orders["person_id"].notna()].astype({"person_id": "int64"})[[*_KEY, "orders", "cents", "last_paid_on"]]
    rows = talk.merge(stood, on=_KEY, how="outer").merge(bought, on=_KEY, how="outer")
    seen = rows["last_seen_on"].notna() & ~rows["chat_id"].map(listed).fillna(False).astype(bool)
    seen &= rows["until_day"].isna() | (rows["until_day"] < rows["last_seen_on"])
    for name in ("present", "exposed"):
        rows[name] = rows[name].astype("boolean").fillna(False) | seen
    rows[_FLAGS] = rows[_FLAGS].astype("boolean").fillna(False).astype(bool)
    counts = ["messages", "effective", "orders"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    rows[_DAYS] = rows[_DAYS].apply(pd.to_datetime)
    rows = rows.assign(net=rows.pop("cents").fillna(0) / 100).drop(columns=["last_seen_on", "until_day"])
    return workspace.named(rows)


def leaves_known(workspace: Workspace, resolved: Resolved) -> pd.Series:
    """chat_id → how leaving is known in the period (sheet, lists, lines), NULL where it is not."""
    record = leave_record(workspace, resolved).set_index("chat_id")
    reaches = (record["known_from"] <= pd.Timestamp(resolved.as_of)) & (record["known_until"] >= pd.Timestamp(resolved.start))
    return record["how"].where((record["how"] != "none") & reaches)


def _stood(stays: pd.DataFrame, record: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """One row a group × person with a known stay."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    rows = stays.merge(record[["chat_id", "how", "known_from", "known_until"]], on="chat_id")
    left = rows["left_at"].dt.normalize().fillna(rows["gone_by"])
    # Only leaves on days for which the group's leaves are all known: else a count of a part would stand for the whole.
    known = (rows["how"] != "none") & left.between(start, end) & (left >= rows["known_from"]) & (left <= rows["known_until"])
    joined = rows["joined_at"].dt.normalize()
    how = pd.Series(np.select([rows["left_at"].isna(), rows["left_how"].isna()], ["名单", "未知"], rows["left_how"]),
                    index=rows.index, dtype="object")
    rows = rows.assign(
        present=(rows["from_day"] <= end) & (rows["until_day"] >= end), left_on=left.where(known), left_how=how.where(known),
        exposed=(rows["from_day"] <= end) & (rows["until_day"] >= start), joined_on=joined.where(joined.between(start, end)))
    grouped = rows.groupby(_KEY, as_index=False).agg(
        present=("present", "max"), exposed=("exposed", "max"), joined_on=("joined_on", "min"), left_on=("left_on", "max"),
        left_how=("left_how", "last"), until_day=("until_day", "max"))
    return grouped.assign(left_how=grouped["left_how"].where(grouped["left_on"].notna(), np.nan))
