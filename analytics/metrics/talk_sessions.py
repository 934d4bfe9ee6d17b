"""Sharing sessions: who took part in one that the operator registered, and of those on lists who came and spoke (METRICS 6.5).

A registered session is a stretch of a group's talk: from when to when, and which word the lines hold, if any. Where sheets say who
signed up and who came, the path signed up → came → spoke in the groups that day stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from analytics.metrics import activity, presence, sessions
from analytics.metrics.activity import Facts
from analytics.metrics.sessions import Sessions
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

KIND = "talk_session"
LISTS = ("came", "spoke", "missed")


@dataclass(frozen=True)
class TalkSessions:
    """`registered`, newest first: session (its key), name, chat_id, begun_at, ended_at, word (NULL: none), both as they may be
    shown, recorded, count (members who said something useful or took part), of (members at its start, NULL where nobody knows),
    share, low, high, messages, depth (useful messages a person). `taking_part`: session, person_id, display_name, messages.

    `listed`, newest first: key, name (NULL: not named), held_on, signed, came, spoke (of who came, how many took part in the chosen
    groups that day; NULL where the day is not on record), and the shares came of signed (came_of, share, low, high: who signed up
    and came) and spoke of came (spoke_share). `members`: key, person_id, display_name, signed, came, spoke.
    """

    as_of: date
    coverage: dict[str, Any]
    registered: pd.DataFrame
    taking_part: pd.DataFrame
    listed: pd.DataFrame
    members: pd.DataFrame

    def people(self, session: str) -> pd.DataFrame:
        """person_id, display_name, messages of those who took part in a registered session."""
        rows = self.taking_part[self.taking_part["session"] == session]
        return rows[["person_id", "display_name", "messages"]].reset_index(drop=True)

    def on_list(self, key: str, which: str) -> pd.DataFrame:
        """person_id, display_name of those of a listed session who came, spoke, or signed up and did not come (missed)."""
        rows = self.members[self.members["key"] == key]
        chosen = rows["signed"] & ~rows["came"] if which == "missed" else rows["came"] & (rows["spoke"] | (which == "came"))
        return rows.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def key_of(chat_id: str, begun_at: datetime, ended_at: datetime, word: str = "") -> str:
    """The key under which a session is registered. ValueError for one that ends before it begins."""
    if ended_at <= begun_at:
        raise ValueError("a session ends after it begins")
    return f"{chat_id}|{begun_at:%Y-%m-%dT%H:%M:%S}|{ended_at:%Y-%m-%dT%H:%M:%S}|{word.replace('|', ' ').strip()}"


def measure(workspace: Workspace, scope: Scope | None = None) -> TalkSessions:
    """Sessions of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    return read(workspace, scope, activity.facts(workspace, scope))


def read(workspace: Workspace, scope: Scope | None, found: Facts) -> TalkSessions:
    """The same beside `activity.facts` that are there already."""
    talk = workspace.facts("session_talk", workspace.resolve(scope))
    held = sessions.measure(workspace, scope)
    registered, part = _registered(talk, found.stays)
    registered = registered.assign(word=registered["word"].where(registered["word"] != ""))
    for typed in ("name", "word"):
        registered = workspace.text_words(registered, typed)
    listed, members = _listed(held, found)
    return TalkSessions(found.end, {"registered": len(registered), "listed": len(listed)}, registered,
                        workspace.named(part), listed, workspace.named(members))


def _registered(talk: pd.DataFrame, stays: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    talk = talk.assign(posted_at=pd.to_datetime(talk["begun_at"]))
    part = talk[talk["person_id"].notna()].astype({"person_id": "int64", "messages": "int64"})
    summed = part.groupby("session").agg(count=("person_id", "nunique"), messages=("messages", "sum"))
    rows = talk.drop_duplicates("session").drop(columns=["person_id", "messages"])
    rows = rows.merge(summed, left_on="session", right_index=True, how="left").fillna({"count": 0, "messages": 0})
    rows = rows.astype({"count": "int64", "messages": "int64"}).reset_index(drop=True)
    rows["of"] = presence.members_at(rows, stays)
    there = presence.members_among(part, stays, "session")
    # Who talks without standing on the list would push a share of the members over one.
    known = rows[rows["of"].notna() & rows["recorded"]]
    members_in = known["session"].map(there).fillna(0).astype("int64")
    shares = with_shares(pd.DataFrame({"count": members_in, "of": known["of"].astype("int64")}))
    rows = rows.drop(columns="posted_at").join(shares[["share", "low", "high"]])
    return rows.assign(depth=(rows["messages"] / rows["count"]).where(rows["count"] > 0)), part[
        ["session", "person_id", "messages"]].reset_index(drop=True)


def _listed(held: Sessions, found: Facts) -> tuple[pd.DataFrame, pd.DataFrame]:
    active = found.days.loc[found.days["interactions"] > 0, ["person_id", "day"]].assign(spoke=True)
    members = held.members[["key", "person_id", "signed", "came", "held_on"]].merge(
        active.rename(columns={"day": "held_on"}).astype({"held_on": held.members["held_on"].dtype}),
        on=["person_id", "held_on"], how="left")
    members["spoke"] = members["spoke"].eq(True)
    both = members.assign(both=members["signed"] & members["came"], spoke=members["spoke"] & members["came"])
    counts = both.groupby("key")[["signed", "came", "both", "spoke"]].sum()
    rows = held.sessions[["key", "item", "held_on"]].rename(columns={"item": "name"}).merge(
        counts, left_on="key", right_index=True, how="left").fillna({"signed": 0, "came": 0, "both": 0, "spoke": 0})
    rows = rows.astype({"signed": "int64", "came": "int64", "both": "int64", "spoke": "int64"}).reset_index(drop=True)
    shares = with_shares(pd.DataFrame({"count": rows["both"], "of": rows["signed"]}))
    rows = rows.assign(**{name: shares[name] for name in ("share", "low", "high")})
    recorded = pd.DatetimeIndex(rows["held_on"]).isin(found.recorded)
    rows["spoke"] = rows["spoke"].astype("Int64").mask(~recorded)
    rows["spoke_share"] = (rows["spoke"].astype("Float64") / rows["came"].where(rows["came"] > 0)).astype("float64")
    return rows, members.drop(columns="held_on")
