"""The article's four slots (T2): on how many days the shop used them, what came of it, and whether a fixed slot is worth it.

A slot is used on a day when a post of its kind stands in its window; both ends belong to the window, to the minute. The
article's shares of conversion are references, never results.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import rhythm
from analytics.metrics.rhythm import Rhythm
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.permutation import Matched, matched_ratio
from analytics.workspace import Workspace

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
_KINDS = {"morning": "knowledge", "noon": "fun", "evening": "promotion", "presale": "promotion"}
SLOTS = tuple(_KINDS)
_FRIDAY = (5,)


@dataclass(frozen=True)
class Window:
    """A stretch of the day on some weekdays (1 Monday); minutes since midnight, both ends inside."""

    slot: str
    weekdays: tuple[int, ...]
    first: int
    last: int
    category: str
    reference: float

    def holds(self, moments: pd.Series[Any]) -> pd.Series[Any]:
        """Which moments lie inside."""
        minute = moments.dt.hour * 60 + moments.dt.minute
        inside: pd.Series[Any] = minute.between(self.first, self.last) & (moments.dt.day_of_week + 1).isin(self.weekdays)
        return inside


@dataclass(frozen=True)
class Slots:
    """`slots`, one row a slot: count (recorded days used), of (recorded days it falls on), share, low, high; any_kind (days with
    any post in it), posts (of its kind in it), interactions (mean of these; NULL without one), reference (the article's share of
    conversion), category, first, last (minutes). `effects`: slot → interactions of its posts inside over outside the window,
    same kind and weekday. `posts`: slot, post_id, chat_id, posted_at, category, text, interactions, right (whether of its kind).
    """

    as_of: date
    coverage: dict[str, Any]
    slots: pd.DataFrame
    effects: dict[str, Matched]
    posts: pd.DataFrame

    def posts_in(self, slot: str, right: bool | None = None) -> pd.DataFrame:
        """The posts in a slot's window, newest first; `right`: only those of its kind, or only the others."""
        chosen = self.posts["slot"] == slot
        if right is not None:
            chosen &= self.posts["right"] == right
        return self.posts[chosen].iloc[::-1].reset_index(drop=True)


def windows(settings: Settings) -> tuple[Window, ...]:
    """The four slots as the shop has set them."""
    rules = settings.slots
    return tuple(
        Window(slot, _FRIDAY if slot == "presale" else EVERY_DAY, round(getattr(rules, f"{slot}_from_hour") * 60),
               round(getattr(rules, f"{slot}_until_hour") * 60), category, getattr(rules, f"reference_{slot}_share"))
        for slot, category in _KINDS.items())


def measure(workspace: Workspace, scope: Scope | None = None) -> Slots:
    """The slots over the scope's recorded days. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    posts, untimed = rhythm.posted(workspace, resolved)
    return _of(workspace, resolved, workspace.text_words(posts, "text"), untimed)


def read(workspace: Workspace, scope: Scope | None, found: Rhythm) -> Slots:
    """The same beside the rhythm of the same days, whose posts are read already."""
    return _of(workspace, workspace.resolve(scope), found.posts, found.coverage["untimed"])


def _of(workspace: Workspace, resolved: Resolved, posts: pd.DataFrame, untimed: int) -> Slots:
    return table(posts, workspace.facts("rhythm_days", resolved), untimed, resolved.as_of, workspace.settings)


def table(posts: pd.DataFrame, days: pd.DataFrame, untimed: int, as_of: date, settings: Settings) -> Slots:
    """From the facts; pure."""
    recorded = pd.DatetimeIndex(pd.to_datetime(days["day"]))
    found = windows(settings)
    inside = pd.concat([_inside(posts, window) for window in found], ignore_index=True)
    rows = [_row(window, inside[inside["slot"] == window.slot], recorded) for window in found]
    return Slots(as_of, {"posts": len(posts), "untimed": untimed, "days": len(recorded)}, with_shares(pd.DataFrame(rows)),
                 {window.slot: effect(posts, window) for window in found}, inside)


def credited(found: Slots, touched: pd.DataFrame, orders: int) -> pd.DataFrame:
    """One row a slot: slot, orders (whose last post, of its kind, stood in it), of (all orders of the period), share (NULL: none).

    `touched`: post_id, last (attribution.Attribution.posts). Shares of slots and of no post at all make 1 at most.
    """
    posts = found.posts[found.posts["right"].astype(bool)].drop_duplicates("post_id")
    rows = posts[["slot", "post_id"]].merge(touched[["post_id", "last"]], on="post_id")
    summed = rows.groupby("slot")["last"].sum().reindex(list(SLOTS), fill_value=0.0)
    frame = summed.rename("orders").rename_axis("slot").reset_index()
    return frame.assign(of=orders, share=frame["orders"] / (orders or float("nan")))


def effect(posts: pd.DataFrame, window: Window) -> Matched:
    """Interactions of posts in the window beside those outside it, of the slot's kind and on the same weekdays."""
    alike = posts[(posts["category"] == window.category) & posts["interactions"].notna() & posts["weekday"].isin(window.weekdays)]
    return matched_ratio(alike["interactions"], window.holds(alike["posted_at"]), alike["weekday"])


def _inside(posts: pd.DataFrame, window: Window) -> pd.DataFrame:
    chosen = posts[window.holds(posts["posted_at"])]
    return chosen.assign(slot=window.slot, right=chosen["category"] == window.category)


def _row(window: Window, inside: pd.DataFrame, recorded: pd.DatetimeIndex) -> dict[str, Any]:
    due = recorded[(recorded.day_of_week + 1).isin(window.weekdays)]
    day, right = inside["posted_at"].dt.normalize(), inside["right"].astype(bool)
    known = due.isin(day[right])
    return {
        "slot": window.slot, "count": int(known.sum()), "of": len(due), "any_kind": int(due.isin(day).sum()),
        "posts": int(right.sum()), "interactions": inside.loc[right, "interactions"].astype("float64").mean(),
        "reference": window.reference, "category": window.category, "first": window.first, "last": window.last}
