"""Who leaves (退群率): of a period, per member-days, and after posts (METRICS 6.4).

Only where leaving can be known (leave_record.py). Removed members are told apart; a leave that two lists tell is
placed on the second, so its day is known only within the days between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import presence, shop_posts
from analytics.metrics.leave_record import leave_record
from analytics.scope import Scope
from analytics.statistics.differences import newcombe
from analytics.statistics.intervals import MEASURED, garwood, with_shares
from analytics.statistics.words import compare
from analytics.workspace import Workspace

_PER_DAYS = 30
_LEAVES = ("chat_id", "person_id", "display_name", "joined_on", "left_on", "known_after", "how", "slack_days")


@dataclass(frozen=True)
class Exits:
    """`known`: whether leaving is known in any chosen group; None of the rest means anything otherwise.

    `start`, `end`: the days for which it is. `rates`, one row a kind (all, left, removed): count (leaves), of (members
    at the start + joins), share, low, high; people once a group. `incidence`: kind, count, member_days, per_month (leaves
    per 30 member-days), low, high (Garwood). `leaves`: chat_id, person_id, display_name, joined_on, left_on, known_after,
    how (left, removed, list), slack_days. `groups`: chat_id, how, known_from, known_until. `posts`: post_id, chat_id,
    posted_at, category, leaves, members, share, low, high. `after_posts`: side (post, baseline), count, of, share, low,
    high; `after_word`: how they compare. `chats_unknown`: groups in which nobody can know.
    """

    as_of: date
    coverage: dict[str, Any]
    known: bool
    start: date | None
    end: date | None
    rates: pd.DataFrame
    incidence: pd.DataFrame
    leaves: pd.DataFrame
    groups: pd.DataFrame
    posts: pd.DataFrame
    after_posts: pd.DataFrame
    after_word: str
    chats_unknown: tuple[str, ...]

    def rate(self, kind: str = "left") -> dict[str, Any]:
        """One row of `rates`; 0 of 0 where leaving is not known."""
        rows = self.rates[self.rates["kind"] == kind]
        return {"count": 0, "of": 0} if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}

    def people(self, kind: str = "all") -> pd.DataFrame:
        """chat_id, person_id, display_name of the leaves of a kind, one row a leave."""
        rows = self.leaves if kind == "all" else self.leaves[_of_kind(self.leaves, kind)]
        return rows[["person_id", "display_name", "chat_id"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Exits:
    """Leaves of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    record = leave_record(workspace, resolved)
    groups = record[record["how"] != "none"].reset_index(drop=True)
    unknown = tuple(record.loc[record["how"] == "none", "chat_id"])
    coverage = {"groups": len(groups), "unknown": len(unknown), "lists_only": bool((groups["how"] == "lists").all())}
    if groups.empty:
        return _nothing(resolved.as_of, coverage, record, unknown)
    kept = replace(resolved, chats=tuple(groups["chat_id"]))
    stays = presence.stays(workspace, kept)
    windows = _windows(groups, resolved.start, resolved.end)
    inside = _inside(stays, windows)
    leaves = _leaves(inside, workspace)
    posts = _posts(workspace, kept, windows, workspace.settings.churn.after_post_below_hours)
    sides, word = _after(posts)
    return Exits(
        resolved.as_of, coverage, True, windows["window_from"].min().date(), windows["window_until"].max().date(),
        _rates(inside, leaves), _incidence(inside, leaves), leaves, groups, posts, sides, word, unknown)


def of_span(stays: pd.DataFrame, record: pd.DataFrame, start: date, end: date) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Leaves from `start` to `end` without a read of posts: the stays that ended, and the row `all` of `incidence`.

    `stays`: presence.stays; `record`: rows of leave_record whose leaves are known.
    """
    inside = _inside(stays, _windows(record.reset_index(drop=True), start, end))
    ended = inside[inside["ended"]]
    row = _incidence(inside, ended.assign(how="list")).iloc[0]
    return ended, {str(name): value for name, value in row.items()}


def _windows(groups: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """The days of each group on which a leave would be known, within the period."""
    first, last, known_from, known_until = pd.Timestamp(start), pd.Timestamp(end), groups["known_from"], groups["known_until"]
    return pd.DataFrame({
        "chat_id": groups["chat_id"], "window_from": known_from.where(known_from >= first, first),
        "window_until": known_until.where(known_until <= last, last), "lists": groups["how"] == "lists"})


def _inside(stays: pd.DataFrame, windows: pd.DataFrame) -> pd.DataFrame:
    """Stays that touch their group's window: days of it, whether there at its start, whether and how it ended in it."""
    rows = stays.merge(windows[["chat_id", "window_from", "window_until"]], on="chat_id")
    left_on = rows["left_at"].dt.normalize().fillna(rows["gone_by"])
    rows = rows.assign(left_on=left_on)
    there = (rows["from_day"] <= rows["window_until"]) & (left_on.isna() | (left_on >= rows["window_from"]))
    rows = rows[there & (rows["window_from"] <= rows["window_until"])].reset_index(drop=True)
    last = rows["left_on"].fillna(rows["window_until"]).clip(upper=rows["window_until"])
    first = rows["from_day"].clip(lower=rows["window_from"])
    ended = rows["left_on"].notna() & (rows["left_on"] <= rows["window_until"])
    found: pd.DataFrame = rows.assign(days=(last - first).dt.days + 1, ended=ended)
    return found


def _leaves(inside: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    rows = inside[inside["ended"]]
    how = np.where(rows["left_at"].isna(), "list", np.where(rows["left_how"] == "移出", "removed", "left"))
    names = workspace.words_for(rows["person_id"].unique())
    slack = (rows["gone_by"] - rows["gone_after"]).dt.days.where(rows["left_at"].isna()).fillna(0)
    frame = rows.assign(display_name=rows["person_id"].map(names), joined_on=rows["joined_at"].dt.normalize(), how=how,
                        known_after=rows["gone_after"].where(rows["left_at"].isna()), slack_days=slack.astype("int64"))
    return frame[list(_LEAVES)].sort_values(["left_on", "person_id"], ascending=[False, True], ignore_index=True)


def _of_kind(leaves: pd.DataFrame, kind: str) -> pd.Series[bool]:
    return leaves["how"].eq("removed") if kind == "removed" else leaves["how"].ne("removed")


def _rates(inside: pd.DataFrame, leaves: pd.DataFrame) -> pd.DataFrame:
    """(a): leaves / (members at the start + joins since); one row of `inside` is one of them."""
    of = len(inside)
    rows = [("all", len(leaves), of), *((kind, int(_of_kind(leaves, kind).sum()), of) for kind in ("left", "removed"))]
    return with_shares(pd.DataFrame(rows, columns=["kind", "count", "of"]))


def _incidence(inside: pd.DataFrame, leaves: pd.DataFrame) -> pd.DataFrame:
    """(b): leaves / member-days × 30, exact Poisson interval."""
    days = int(inside["days"].sum())
    rows = [("all", len(leaves)), *((kind, int(_of_kind(leaves, kind).sum())) for kind in ("left", "removed"))]
    frame = pd.DataFrame(rows, columns=["kind", "count"]).assign(member_days=days)
    low, high = garwood(frame["count"], MEASURED)
    scale = _PER_DAYS / days if days else float("nan")
    return frame.assign(per_month=frame["count"] * scale, low=low * scale, high=high * scale)


def _posts(workspace: Workspace, kept: Any, windows: pd.DataFrame, hours: int) -> pd.DataFrame:
    """(c) for groups whose leaves are known by the moment; lists tell no hour."""
    timed = windows[~windows["lists"]]
    if timed.empty:
        return with_shares(pd.DataFrame({"post_id": [], "chat_id": [], "posted_at": [], "category": [], "count": [], "of": [],
                                         "baseline_leaves": [], "baseline_members": []}))
    found = workspace.facts(
        "leaves_after_posts", replace(kept, chats=tuple(timed["chat_id"])), hours=hours,
        from_day=timed["window_from"].min().date(), until=timed["window_until"].max().date())
    found = shop_posts.with_learned(workspace, replace(kept, start=timed["window_from"].min().date()), found)
    return with_shares(found.rename(columns={"leaves": "count", "members": "of"}))


def _after(posts: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    sides = [("post", int(posts["count"].sum()), int(posts["of"].sum())),
             ("baseline", int(posts["baseline_leaves"].sum()), int(posts["baseline_members"].sum()))]
    frame = with_shares(pd.DataFrame(sides, columns=["side", "count", "of"]))
    (_, count, of), (_, other, other_of) = sides
    return frame, compare(count, of, other, other_of) if of and other_of else "nothing"


def gap_after_posts(result: Exits) -> tuple[float, float, float]:
    """Share of leaves after posts minus the baseline's, low and high; NaN where one is empty."""
    post, baseline = result.after_posts.iloc[0], result.after_posts.iloc[1]
    gap, low, high = newcombe(post["count"], post["of"], baseline["count"], baseline["of"])
    return float(gap), float(low), float(high)


def _nothing(as_of: date, coverage: dict[str, Any], record: pd.DataFrame, unknown: tuple[str, ...]) -> Exits:
    empty = with_shares(pd.DataFrame({"kind": [], "count": [], "of": []}))
    sides = with_shares(pd.DataFrame({"side": ["post", "baseline"], "count": [0, 0], "of": [0, 0]}))
    return Exits(as_of, {**coverage, "listed": int(record["listed"].sum())}, False, None, None, empty, empty,
                 pd.DataFrame(columns=list(_LEAVES)), record.iloc[:0], empty, sides, "nothing", unknown)
