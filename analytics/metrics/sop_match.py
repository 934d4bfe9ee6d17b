"""Which tasks of a plan were due when, and which post did each (METRICS 6.17, I7, I8): pure functions on frames.

A task is due once a day, a week or a month: its span. A post does it when it lies in the span and in the window (with some
minutes of grace at both ends), is of the task's kind and form, and holds one of its words. One post may do two tasks.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

# done: as planned · ticked: said to be done off the record · late, early: done that day, outside its window · missed ·
# excused: a holiday, a pause, or nobody asked anything · unclear: a post without a time of day might have been it ·
# unrecorded: its days are not all on record · pending: its days are not all within the period.
STATES = ("done", "ticked", "early", "late", "missed", "excused", "unclear", "unrecorded", "pending")
KEPT, JUDGED = ("done", "ticked"), ("done", "ticked", "early", "late", "missed")
_EVERY_DAY = "1234567"
_DAY = timedelta(days=1)
Task = Mapping[Any, Any]


def given(task: Task, name: str) -> Any:
    """The task's value, None where it is not set."""
    value = task.get(name)
    return None if value is None or value != value or value is pd.NaT or value is pd.NA or value == "" else value


def spans(task: Task, start: date, end: date) -> list[tuple[date, date]]:
    """First and last day of each time the task is due, those that touch `start` to `end`, within its own valid days."""
    first, last = max(start, _day(task, "valid_from") or start), min(end, _day(task, "valid_to") or end)
    if first > last:
        return []
    every = {"day": _days, "week": _weeks, "month": _months}[str(task["every"])]
    return [span for span in every(task, first, last) if span[1] >= first and span[0] <= last]


def _days(task: Task, first: date, last: date) -> Iterator[tuple[date, date]]:
    weekdays = given(task, "weekdays") or _EVERY_DAY
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if str(day.isoweekday()) in weekdays:
            yield day, day


def _weeks(task: Task, first: date, last: date) -> Iterator[tuple[date, date]]:
    """With weekdays: on each of them; without: once from Monday to Sunday."""
    if given(task, "weekdays"):
        yield from _days(task, first, last)
        return
    monday = first - first.weekday() * _DAY
    while monday <= last:
        yield monday, monday + 6 * _DAY
        monday += 7 * _DAY


def _months(task: Task, first: date, last: date) -> Iterator[tuple[date, date]]:
    """With a day of the month: that day (the last one of a shorter month); without: once in the month."""
    begin, wanted = first.replace(day=1), given(task, "month_day")
    while begin <= last:
        length = calendar.monthrange(begin.year, begin.month)[1]
        if wanted is None:
            yield begin, begin.replace(day=length)
        else:
            day = begin.replace(day=min(int(wanted), length))
            yield day, day
        begin = (begin + timedelta(days=32)).replace(day=1)


def judge(task: Task, posts: pd.DataFrame, recorded: pd.DataFrame, said: Mapping[date, str], period: tuple[date, date],
          grace: int) -> pd.DataFrame:
    """One row a time the task is due in `period`: due_on, from_day, state (one of `STATES`), minutes (after the window, before
    it negative, 0 inside; NULL without one), post_id (the post that did it).

    `posts`: post_id, chat_id, posted_at, category, form, text, timed. `recorded`: chat_id, day. `said`: due_on → done, excused.
    """
    due = pd.DataFrame(spans(task, *period), columns=["from_day", "due_on"]).astype("datetime64[us]")
    found = _matches(task, posts, due, grace)
    chosen = found.sort_values(["due", "rank", "posted_at", "post_id"]).drop_duplicates("due").set_index("due")
    due = due.join(chosen[["rank", "minutes", "post_id"]])
    known = _recorded(task, recorded, due)
    inside = (due["from_day"] >= pd.Timestamp(period[0])) & (due["due_on"] <= pd.Timestamp(period[1]))
    words = due["due_on"].dt.date.map(said.get)
    state = np.select(
        [words == "excused", words == "done", ~inside, ~known, due["rank"] == 0, due["rank"] == 1, due["minutes"] < 0,
         due["minutes"] > 0],
        ["excused", "ticked", "pending", "unrecorded", "done", "unclear", "early", "late"], "missed")
    return due.drop(columns="rank").assign(state=state)


def judge_answers(task: Task, asked: pd.DataFrame, recorded: pd.DataFrame, said: Mapping[date, str],
                  period: tuple[date, date]) -> pd.DataFrame:
    """The same for a task that is done by answering: on days on which nobody asked there is nothing to do."""
    due = pd.DataFrame(spans(task, *period), columns=["from_day", "due_on"]).astype("datetime64[us]")
    own = asked if given(task, "chat_id") is None else asked[asked["chat_id"] == task["chat_id"]]
    days = pd.to_datetime(own["day"])
    questions, answered = set(days), set(days[own["answered"].astype(bool)])
    words = due["due_on"].dt.date.map(said.get)
    inside = (due["from_day"] >= pd.Timestamp(period[0])) & (due["due_on"] <= pd.Timestamp(period[1]))
    span = [pd.date_range(first, last) for first, last in zip(due["from_day"], due["due_on"], strict=True)]
    asks, done = (np.array([any(day in some for day in one) for one in span], dtype=bool) for some in (questions, answered))
    state = np.select([words == "excused", words == "done", ~inside, ~_recorded(task, recorded, due), done, asks],
                      ["excused", "ticked", "pending", "unrecorded", "done", "missed"], "excused")
    return due.assign(minutes=float("nan"), post_id=None, state=state)


def judge_ticks(task: Task, said: Mapping[date, str], period: tuple[date, date]) -> pd.DataFrame:
    """The same for a task that no record can show: only what somebody said of it."""
    due = pd.DataFrame(spans(task, *period), columns=["from_day", "due_on"]).astype("datetime64[us]")
    inside = (due["from_day"] >= pd.Timestamp(period[0])) & (due["due_on"] <= pd.Timestamp(period[1]))
    words = due["due_on"].dt.date.map(said.get)
    state = np.select([words == "excused", words == "done", ~inside], ["excused", "ticked", "pending"], "missed")
    return due.assign(minutes=float("nan"), post_id=None, state=state)


def _matches(task: Task, posts: pd.DataFrame, due: pd.DataFrame, grace: int) -> pd.DataFrame:
    """Posts that fit the task: due (row of `due`), rank (0 inside, 1 without a time of day, 2 outside), minutes,
    post_id, posted_at."""
    fitting = posts[_fits(task, posts)]
    day = fitting["posted_at"].dt.normalize()
    place = np.searchsorted(due["from_day"].to_numpy(), day.to_numpy(), side="right") - 1
    inside = (place >= 0) & (day.to_numpy() <= due["due_on"].to_numpy()[place.clip(0)] if len(due) else False)
    fitting, place = fitting[inside], place[inside]
    off = _off(task, fitting["posted_at"])
    timed = fitting["timed"].astype(bool) | (given(task, "first_minute") is None)
    rank = np.where(~timed, 1, np.where(off.abs() <= grace, 0, 2))
    return pd.DataFrame({"due": place, "rank": rank, "minutes": off.where(off.abs() > grace, 0).to_numpy(),
                         "post_id": fitting["post_id"].to_numpy(), "posted_at": fitting["posted_at"].to_numpy()})


def _fits(task: Task, posts: pd.DataFrame) -> pd.Series[Any]:
    """Which posts are of the task's group, kind and form and hold one of its words."""
    fits = pd.Series(True, index=posts.index)
    for name in ("chat_id", "category", "form"):
        if given(task, name) is not None:
            fits &= posts[name] == task[name]
    words = str(given(task, "words") or "").casefold().split()
    if words:
        text = posts["text"].fillna("").str.casefold()
        fits &= pd.concat([text.str.contains(word, regex=False) for word in words], axis=1).any(axis=1)
    return fits


def _off(task: Task, moments: pd.Series[Any]) -> pd.Series[Any]:
    """Minutes before (negative) or after the window; 0 inside it, or where the task has none."""
    first, last = given(task, "first_minute"), given(task, "last_minute")
    minute = (moments.dt.hour * 60 + moments.dt.minute).astype("int64")
    if first is None or last is None:
        return pd.Series(0, index=moments.index)
    off: pd.Series[Any] = (minute - int(first)).clip(upper=0) + (minute - int(last)).clip(lower=0)
    return off


def _recorded(task: Task, recorded: pd.DataFrame, due: pd.DataFrame) -> pd.Series[Any]:
    """Whether every day of each span is on record: of the task's group, or anywhere."""
    own = recorded if given(task, "chat_id") is None else recorded[recorded["chat_id"] == task["chat_id"]]
    days = np.sort(pd.to_datetime(own["day"]).unique().to_numpy()).astype("datetime64[us]")
    first, last = due["from_day"].to_numpy(), due["due_on"].to_numpy()
    there = np.searchsorted(days, last, side="right") - np.searchsorted(days, first, side="left")
    return pd.Series(there == (due["due_on"] - due["from_day"]).dt.days.to_numpy() + 1, index=due.index)


def _day(task: Task, name: str) -> date | None:
    value = given(task, name)
    return None if value is None else pd.Timestamp(value).date()
