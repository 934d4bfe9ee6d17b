"""Courses, live sessions and visits: signed up → came → bought within some days, each share with its own base (METRICS 6.10, 6.16).

A session is a named thing on a sheet of who came, or, where it is not named, what happened that day. A sign-up belongs to the
session of its name; without a name to the next session that followed within `redemption.signed_up_until_days`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics.observed import followed
from analytics.metrics.purchases import purchases
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

SIGNED, CAME, WATCHED, VISITED = "报名", "到课", "直播观看", "到店"
LISTS = ("signed", "came", "missed", "bought", "to_store", "waiting")


@dataclass(frozen=True)
class Sessions:
    """`sessions`, newest first: key, item (NULL: not named), step, held_on, signed (people), attended (everybody who came), and
    `rates`: key, rate, count, of, share, low, high: came (signed-up who came, of signed), bought (who came and bought within
    `redemption.bought_until_days`, of who came and whose days are over), missed_bought (the same of signed-up who did not
    come), to_store (who watched and came to the shop or redeemed a coupon there in these days). key NULL: all together.

    `coverage`: not_held = sign-ups for a name of which no list says who came.

    `members`, one row a session × person: key, person_id, signed, came, over (the days for buying), bought, seen (the days
    for coming to the shop are over), to_store. Orders, visits and coupons after the chosen days count: who came in these
    days is followed as long as anything is known.
    """

    as_of: date
    coverage: dict[str, Any]
    sessions: pd.DataFrame
    rates: pd.DataFrame
    members: pd.DataFrame

    def people(self, which: str, key: str | None = None) -> pd.DataFrame:
        """person_id of a list of `LISTS`, in one session or (each person once a session) in all."""
        rows = self.members if key is None else self.members[self.members["key"] == key]
        chosen = {"signed": rows["signed"], "came": rows["came"], "missed": rows["signed"] & ~rows["came"],
                  "bought": rows["came"] & rows["over"] & rows["bought"],
                  "to_store": rows["came"] & rows["seen"] & rows["to_store"], "waiting": rows["came"] & ~rows["over"]}[which]
        return rows.loc[chosen, ["person_id", "key"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Sessions:
    """Sessions held in the days of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    looked = followed(workspace, scope)
    resolved, settings = workspace.resolve(looked), workspace.settings
    events = workspace.facts("session_events", resolved)
    events["day"] = pd.to_datetime(events["day"])
    bought = purchases(workspace, replace(looked, start=None, end=None), settings.value.window_until_days)
    visits = pd.concat([events.loc[events["step"] == VISITED, ["person_id", "day"]], _redeemed(workspace, resolved.as_of)])
    days = (scope.start if scope else None) or date.min, resolved.end
    until = None if bought.until is None else bought.end
    return table(events, bought.own[["person_id", "day"]], visits, (until, _visits_until(workspace, resolved)), days,
                 resolved.as_of, settings)


def _visits_until(workspace: Workspace, resolved: Resolved) -> date | None:
    """The last day of which sheets of events or coupons tell who came to a shop."""
    sources = workspace.facts("funnel_sources", resolved)
    last = pd.to_datetime(sources.loc[sources["table_name"].isin(("events", "coupons")), "last_day"]).max()
    return None if pd.isna(last) else min(last.date(), resolved.as_of)


def _redeemed(workspace: Workspace, as_of: date) -> pd.DataFrame:
    found = workspace.query("select person_id, cast(redeemed_at as date) as day from coupons where person_id is not null and "
                            "store is not null and cast(redeemed_at as date) <= $as_of", None, as_of=as_of)
    return found.assign(day=pd.to_datetime(found["day"]))


def table(events: pd.DataFrame, bought: pd.DataFrame, visits: pd.DataFrame, until: tuple[date | None, date | None],
          days: tuple[date, date], as_of: date, settings: Settings) -> Sessions:
    """The rules on the facts; pure. `bought`, `visits`: person_id, day; `until`: the last day of orders and of visits
    (None: nothing tells); `days`: the first and the last on which sessions are of interest."""
    sessions = _held(events)
    held = sessions["held_on"].dt.date
    sessions = sessions[(held >= days[0]) & (held <= days[1])].reset_index(drop=True)
    members = _members(events, sessions, settings.redemption.signed_up_until_days)
    span = pd.Timedelta(days=int(settings.redemption.bought_until_days))
    for name, last in zip(("over", "seen"), until, strict=True):
        members[name] = last is not None and members["held_on"] + span <= pd.Timestamp(last or as_of)
    for name, what in (("bought", bought), ("to_store", visits[visits["day"].notna()])):
        members[name] = _within(members, what, span, after=name == "to_store")
    counts = members.groupby("key")[["signed", "came"]].sum()
    sessions["signed"] = sessions["key"].map(counts["signed"]).fillna(0).astype("int64")
    sessions["attended"] = sessions["key"].map(counts["came"]).fillna(0).astype("int64")
    signed, names = events[events["step"] == SIGNED], _key(events[events["step"].isin((CAME, WATCHED))])
    known = {"has_sessions": len(sessions) > 0, "has_signups": len(signed) > 0,
             "not_held": int((signed["item"].notna() & ~signed["item"].isin(names)).sum()),
             "has_orders": until[0] is not None,
             "watched": bool((sessions["step"] == WATCHED).any()), "orders_until": until[0],
             "visits_until": until[1]}
    return Sessions(as_of, known, sessions, _rates(members, sessions, known), members)


def _held(events: pd.DataFrame) -> pd.DataFrame:
    came = events[events["step"].isin((CAME, WATCHED))]
    came = came.assign(key=_key(came))
    grouped = came.groupby("key", as_index=False).agg(item=("item", "first"), step=("step", "first"), held_on=("day", "max"))
    grouped["held_on"] = pd.to_datetime(grouped["held_on"])
    return grouped.sort_values(["held_on", "key"], ascending=[False, True], ignore_index=True)


def _key(events: pd.DataFrame) -> pd.Series:
    days = pd.to_datetime(events["day"]).dt.strftime("%Y-%m-%d")
    return events["item"].fillna(events["step"] + " " + days)


def _members(events: pd.DataFrame, sessions: pd.DataFrame, days: int) -> pd.DataFrame:
    came = events[events["step"].isin((CAME, WATCHED))]
    came = came.assign(key=_key(came))[["key", "person_id"]].drop_duplicates().assign(came=True)
    signed = _signed(events[events["step"] == SIGNED], sessions, days).assign(signed=True)
    both = signed.merge(came, on=["key", "person_id"], how="outer")
    both = both[both["key"].isin(sessions["key"])]
    both = both.assign(**{name: both[name].notna() for name in ("signed", "came")})
    both = both.merge(sessions[["key", "held_on"]], on="key", how="left")
    return both.sort_values(["held_on", "key", "person_id"], ascending=[False, True, True], ignore_index=True)


def _signed(signed: pd.DataFrame, sessions: pd.DataFrame, days: int) -> pd.DataFrame:
    """key, person_id of the session each sign-up was for."""
    named = signed[signed["item"].notna()].assign(key=lambda rows: rows["item"])
    free = signed[signed["item"].isna()].sort_values("day")
    held = sessions[["key", "held_on"]].sort_values(["held_on", "key"])
    if len(free) and len(held):
        free = pd.merge_asof(free, held, left_on="day", right_on="held_on", direction="forward",
                             tolerance=pd.Timedelta(days=int(days)))
    else:
        free = free.assign(key=pd.Series(dtype="str"))
    return pd.concat([named[["key", "person_id"]], free[["key", "person_id"]].dropna()]).drop_duplicates(ignore_index=True)


def _within(members: pd.DataFrame, what: pd.DataFrame, days: pd.Timedelta, *, after: bool) -> pd.Series:
    """Whether the person did it from the session's day (`after`: the day after) until so many days later."""
    pairs = members[["key", "person_id", "held_on"]].merge(what.drop_duplicates(), on="person_id")
    gap = pairs["day"] - pairs["held_on"]
    done = pairs[(gap >= pd.Timedelta(days=1 if after else 0)) & (gap <= days)]
    found = pd.MultiIndex.from_frame(done[["key", "person_id"]])
    return pd.Series(pd.MultiIndex.from_frame(members[["key", "person_id"]]).isin(found), index=members.index)


def _rates(members: pd.DataFrame, sessions: pd.DataFrame, known: dict[str, Any]) -> pd.DataFrame:
    watched = members["key"].isin(sessions.loc[sessions["step"] == WATCHED, "key"])
    bases = {"came": (members["signed"], members["came"])}
    if known["has_orders"]:
        bases |= {"bought": (members["came"] & members["over"], members["bought"]),
                  "missed_bought": (members["signed"] & ~members["came"] & members["over"], members["bought"])}
    if known["watched"]:
        bases["to_store"] = (members["came"] & members["seen"] & watched, members["to_store"])
    rows: list[tuple[Any, str, int, int]] = []
    for rate, (of, count) in bases.items():
        rows.append((None, rate, int((of & count).sum()), int(of.sum())))
        rows += [(key, rate, int(one["count"].sum()), int(one["of"].sum()))
                 for key, one in pd.DataFrame({"key": members["key"], "of": of, "count": of & count}).groupby("key")]
    return with_shares(pd.DataFrame(rows, columns=["key", "rate", "count", "of"]).astype({"count": "int64", "of": "int64"}))
