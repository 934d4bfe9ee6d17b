"""From when to when the steps after an entry can be seen: each source has its own horizon (DESIGN 2, promise 14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.metrics.funnel_steps import MARKS, ORDERS_OF
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

_SOURCE = {"join": "memberships", "leave": "memberships", "speak": "messages", **dict.fromkeys(MARKS, "messages"),
           **dict.fromkeys((*ORDERS_OF, "refund", "invited_order"), "orders"),
           "coupon": "coupons", "redeemed": "coupons", "invite": "invites", "invited_join": "memberships"}

_EVER = date(1900, 1, 1)


@dataclass(frozen=True)
class Observed:
    """First and last day on which every later step would have been recorded; `chats`: chat_id, first_day, last_day
    where speaking is a step, since each chat's record ends on its own day."""

    latest_start: date
    earliest_end: date
    chats: pd.DataFrame

    def since(self, entries: pd.DataFrame) -> pd.Series[Any]:
        """The first day an entry may lie on, an entry a row."""
        days = self._of_chat(entries, "first_day")
        return days.where(days > pd.Timestamp(self.latest_start), pd.Timestamp(self.latest_start))

    def until(self, entries: pd.DataFrame) -> pd.Series[Any]:
        """The last day its window may end on, an entry a row."""
        days = self._of_chat(entries, "last_day")
        return days.where(days < pd.Timestamp(self.earliest_end), pd.Timestamp(self.earliest_end))

    def _of_chat(self, entries: pd.DataFrame, column: str) -> pd.Series[Any]:
        days = pd.to_datetime(self.chats.set_index("chat_id")[column]).reindex(entries["chat_id"].tolist())
        return days.set_axis(entries.index)


def followed(workspace: Workspace, scope: Scope | None) -> Scope:
    """`scope` looked at from the end of the record: who entered in its days is followed as long as anything is known of them.

    Without it a window that is over, and whose days are all recorded, would count as open because the period ends before.
    """
    scope = scope or Scope()
    if scope.end is None or scope.as_of is not None:
        return scope
    return replace(scope, as_of=max(scope.end, workspace.resolve(Scope(scope.chats)).end))


def observed(workspace: Workspace, resolved: Resolved, later_events: Iterable[str], last_day: date,
             settings: Settings) -> Observed:
    """What the sources of the steps after the first (their events) cover, up to `last_day`."""
    sources = workspace.facts("funnel_sources", resolved)
    later = {_SOURCE.get(step, "events") for step in later_events}
    used = sources[sources["table_name"].isin(later - {"memberships"})]
    whole = used.groupby("table_name").agg(first_day=("first_day", "min"), last_day=("last_day", "max"))
    starts = [speaks_from(str(table), pd.Timestamp(row["first_day"]).date(), settings) for table, row in whole.iterrows()]
    ends = [pd.Timestamp(day).date() for day in whole["last_day"]]
    return Observed(max(starts, default=_EVER), min([last_day, *ends]), _chats(used))


def speaks_from(table: str, first_day: date, settings: Settings) -> date:
    """Orders that begin a few days into a month speak for the whole month (DATA 5)."""
    edge = settings.coverage.orders_month_edge_until_days
    if table == "orders" and first_day.day - 1 <= edge:
        return first_day - timedelta(days=first_day.day - 1)
    return first_day


def _chats(used: pd.DataFrame) -> pd.DataFrame:
    talk = used[(used["table_name"] == "messages") & used["chat_id"].notna()]
    return talk.groupby("chat_id", as_index=False).agg(first_day=("first_day", "min"), last_day=("last_day", "max"))
