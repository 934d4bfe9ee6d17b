"""The plan of posts (SOP): what was due, what was done, when and by what; what the plan itself makes of the mix (METRICS 6.17).

Adherence = times due and done inside the window with the right kind, of the times due on recorded days; what is not over,
not on record or excused is in neither. The record shows posts and answers only: what happens elsewhere can be ticked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import shop_posts, sop_match
from analytics.metrics.sop_match import JUDGED, KEPT
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

# How a time can end for which somebody posted.
_POSTED = ("done", "early", "late")
_WEEKS_A_MONTH, _DAYS_A_WEEK = 365.25 / 12 / 7, 7


@dataclass(frozen=True)
class Sop:
    """`tasks`, the plan as it is kept, and of each: count (done as planned or ticked), of (due and to be judged), share, low,
    high, early, late, missed, open (excused, pending, unclear or not on record). `due`, one row a task × time due: task_id,
    due_on, from_day, state (sop_match.STATES), minutes, post_id. `weekdays`: weekday (1 Monday), count, of, share, low, high, of
    tasks due on one day. `total`: one row, the same. `posts`: post_id, chat_id, posted_at, category, text, person_id (NULL: a
    sheet that names nobody).
    """

    as_of: date
    coverage: dict[str, Any]
    tasks: pd.DataFrame
    due: pd.DataFrame
    weekdays: pd.DataFrame
    total: pd.DataFrame
    posts: pd.DataFrame
    settings: Settings = field(repr=False)

    def times(self, task_id: str | None = None, states: tuple[str, ...] = JUDGED) -> pd.DataFrame:
        """The times behind a number, newest first, each with its post (text, posted_at; NULL without one)."""
        rows = self.due[self.due["state"].isin(states)]
        rows = rows if task_id is None else rows[rows["task_id"] == task_id]
        with_post = rows.merge(self.posts[["post_id", "posted_at", "category", "text"]], on="post_id", how="left")
        return with_post.sort_values(["due_on", "task_id"], ascending=[False, True], ignore_index=True)

    def by_person(self) -> pd.DataFrame:
        """person_id (NULL: nobody named), of (times done at all), count (of them as planned), share, low, high, early, late,
        minutes (median off the window, of the others): who posted for the plan. Nobody stands behind what was missed."""
        made = self.due[self.due["state"].isin(_POSTED)].merge(self.posts[["post_id", "person_id"]], on="post_id")
        rows = made.assign(off=made["minutes"].abs().where(made["state"] != "done"),
                           **{state: made["state"] == state for state in _POSTED})
        found = rows.groupby("person_id", dropna=False).agg(
            count=("done", "sum"), of=("state", "size"), early=("early", "sum"), late=("late", "sum"), minutes=("off", "median"))
        shared = with_shares(found.reset_index().astype({"person_id": "Int64"}))
        return shared.sort_values(["of", "person_id"], ascending=[False, True], ignore_index=True)

    def done_by(self, task_id: str) -> pd.DataFrame:
        """The posts that did a task as planned, newest first."""
        return self.times(task_id, ("done",)).dropna(subset=["post_id"]).drop_duplicates("post_id").reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Sop:
    """The plan against the record of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    resolved, tasks = workspace.resolve(scope), plan(workspace)
    posts = shop_posts.as_written(workspace, resolved)
    posts = posts.assign(timed=posts["posted_at"] > posts["posted_at"].dt.normalize())
    log = workspace.query("select task_id, due_on, state from sop_log")
    found = table(tasks, posts, workspace.facts("sop_days", resolved), _asked(workspace, resolved, tasks), log, resolved,
                  workspace.settings)
    # The words decided with the text as it stands; what is handed on goes through the door.
    return Sop(**{**vars(found), "posts": workspace.text_words(found.posts, "text")})


def plan(workspace: Workspace) -> pd.DataFrame:
    """The tasks that hold now, in their order (columns of view sop_tasks)."""
    return workspace.query("select * from sop_tasks order by place").drop(columns="place")


def planned_mix(workspace: Workspace) -> pd.DataFrame:
    """category, count: posts a week that the plan asks for, each kind; no rows without a plan that names kinds."""
    return mix_of(plan(workspace))


def mix_of(tasks: pd.DataFrame) -> pd.DataFrame:
    """The same of any plan; pure. A monthly task counts 12 ÷ 52.2 a week."""
    posts = tasks[(tasks["evidence"] == "post") & tasks["category"].notna()]
    if posts.empty:
        return pd.DataFrame({"category": pd.Series(dtype="str"), "count": pd.Series(dtype="float64")})
    times = posts.assign(count=[a_week(row) for row in posts.to_dict("records")])
    summed = times.groupby("category")["count"].sum().reindex(list(CATEGORIES), fill_value=0.0)
    return summed.rename_axis("category").reset_index()


def a_week(task: sop_match.Task) -> float:
    """How often a task is due in a week."""
    if task["every"] == "month":
        return 1 / _WEEKS_A_MONTH
    weekdays = sop_match.given(task, "weekdays")
    return float(len(weekdays)) if weekdays else 1.0 if task["every"] == "week" else float(_DAYS_A_WEEK)


def table(tasks: pd.DataFrame, posts: pd.DataFrame, recorded: pd.DataFrame, asked: pd.DataFrame, log: pd.DataFrame,
          resolved: Resolved, settings: Settings) -> Sop:
    """From the facts; pure."""
    period = (resolved.start, resolved.end)
    parts = [_judged(task, posts, recorded, asked, log, period, settings) for task in tasks.to_dict("records")]
    due = pd.concat(parts, ignore_index=True) if parts else _NOTHING.copy()
    single = due[due["from_day"] == due["due_on"]]
    by_day = _counted(single.assign(weekday=single["due_on"].dt.day_of_week + 1), "weekday", list(range(1, _DAYS_A_WEEK + 1)))
    counts = _counted(due, "task_id", tasks["task_id"].tolist()).drop(columns="task_id")
    return Sop(resolved.as_of, {"tasks": len(tasks), "days": int(recorded["day"].nunique()), "posts": len(posts)},
               tasks.reset_index(drop=True).join(counts), due, by_day, _counted(due.assign(all="all"), "all", ["all"]),
               posts.reindex(columns=["post_id", "chat_id", "posted_at", "category", "text", "person_id"]), settings)


_NOTHING = pd.DataFrame({"task_id": pd.Series(dtype="str"), "due_on": pd.Series(dtype="datetime64[us]"),
                         "from_day": pd.Series(dtype="datetime64[us]"), "state": pd.Series(dtype="str"),
                         "minutes": pd.Series(dtype="float64"), "post_id": pd.Series(dtype="str")})


def _judged(task: dict[Any, Any], posts: pd.DataFrame, recorded: pd.DataFrame, asked: pd.DataFrame, log: pd.DataFrame,
            period: tuple[date, date], settings: Settings) -> pd.DataFrame:
    own = log[log["task_id"] == task["task_id"]]
    said = {pd.Timestamp(day).date(): str(state) for day, state in zip(own["due_on"], own["state"], strict=True)}
    if task["evidence"] == "answer":
        found = sop_match.judge_answers(task, asked, recorded, said, period)
    elif task["evidence"] == "tick":
        found = sop_match.judge_ticks(task, said, period)
    else:
        found = sop_match.judge(task, posts, recorded, said, period, settings.sop.grace_until_minutes)
    typed = found.assign(task_id=task["task_id"])[list(_NOTHING.columns)]
    return typed.astype({"post_id": "str", "state": "str", "minutes": "float64", "task_id": "str"})


def _counted(due: pd.DataFrame, key: str, known: list[Any]) -> pd.DataFrame:
    """A row a value of `key`: how often each way it ended, and the share kept."""
    ended = pd.crosstab(due[key], due["state"]).reindex(index=known, columns=list(sop_match.STATES), fill_value=0)
    found = pd.DataFrame({
        "count": ended[list(KEPT)].sum(axis=1), "of": ended[list(JUDGED)].sum(axis=1), "early": ended["early"],
        "late": ended["late"], "missed": ended["missed"], "open": ended.drop(columns=list(JUDGED)).sum(axis=1)}).astype("int64")
    return with_shares(found).rename_axis(key).reset_index()


def _asked(workspace: Workspace, resolved: Resolved, tasks: pd.DataFrame) -> pd.DataFrame:
    """Days with questions; read only where a task asks for answers."""
    if not (tasks["evidence"] == "answer").any():
        return pd.DataFrame({"chat_id": pd.Series(dtype="str"), "day": pd.Series(dtype="datetime64[us]"),
                             "answered": pd.Series(dtype="bool")})
    words = "|".join(re.escape(word) for word in workspace.settings.today.question_words) or r"[^\s\S]"
    return workspace.facts("sop_answers", resolved, question=words)


def poll(workspace: Workspace) -> str:
    """The last vote as somebody typed it, "" where nobody did."""
    found = workspace.query("select value from corrections where kind = 'poll' and key = 'topics'")
    return "" if found.empty else str(found["value"].iloc[0])
