"""The shop's plan of posts: every saved version is kept, the newest holds; and what somebody said of single days of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from analytics.classify import CATEGORIES
from analytics.errors import UserError
from analytics.storing import ask
from analytics.storing.stamp import now

EVIDENCE = ("post", "answer", "tick")
EVERY = ("day", "week", "month")
STATES = ("done", "excused")
_TEXTS = ("task_id", "name", "chat_id", "evidence", "every", "weekdays", "category", "form", "words", "duty")
_WHOLE = ("month_day", "first_minute", "last_minute")
_DAYS = ("valid_from", "valid_to")
COLUMNS = (*_TEXTS, *_WHOLE, "minutes", *_DAYS)
_LAST_MINUTE, _LAST_DAY = 24 * 60, 31


def save(cursor: duckdb.DuckDBPyConnection, tasks: pd.DataFrame) -> int:
    """A new version made of `tasks` (`COLUMNS`; what is missing is NULL).

    Raises `UserError` sop_twice, sop_nameless, sop_window.
    """
    rows = _typed(tasks)
    _check(rows)
    last = ask.first(cursor, "select max(version) from known_sop_tasks")
    version, moment = int(last[0] or 0) + 1 if last else 1, now()
    cursor.execute("insert into known_sop_tasks (version, saved_at, place) values (?, ?, 0)", [version, moment])
    cursor.register("sop_in", rows.assign(place=range(1, len(rows) + 1)))
    names = ", ".join(COLUMNS)
    cursor.execute(f"insert into known_sop_tasks (version, saved_at, place, {names}) select ?, ?, place, {names} from sop_in",
                   [version, moment])
    cursor.unregister("sop_in")
    return version


def take_up(cursor: duckdb.DuckDBPyConnection, version: int) -> int:
    """The tasks of `version` as a new version. Raises `UserError` decision_unknown."""
    if not ask.any_row(cursor, "select 1 from known_sop_tasks where version = ?", [version]):
        raise UserError("decision_unknown", at=version)
    wanted = f"select {', '.join(COLUMNS)} from known_sop_tasks where version = ? and task_id is not null order by place"
    return save(cursor, cursor.execute(wanted, [version]).df())


def mark(cursor: duckdb.DuckDBPyConnection, task_id: str, days: Collection[date], state: str | None) -> None:
    """The last word about a task on `days`; None takes it back."""
    if state is not None and state not in STATES:
        raise ValueError(f"state {state!r}; known: {', '.join(STATES)}")
    for day in days:
        cursor.execute("delete from known_sop_log where task_id = ? and due_on = ?", [task_id, day])
        if state is not None:
            cursor.execute("insert into known_sop_log values (?, ?, ?, ?)", [task_id, day, state, now()])


def _typed(tasks: pd.DataFrame) -> pd.DataFrame:
    given = tasks.reindex(columns=list(COLUMNS))
    texts = {name: given[name].astype("object").where(given[name].notna(), None).map(_text).astype("str") for name in _TEXTS}
    whole = {name: pd.to_numeric(given[name]).astype("Int64") for name in _WHOLE}
    days = {name: pd.to_datetime(given[name]) for name in _DAYS}
    return pd.DataFrame({**texts, **whole, "minutes": pd.to_numeric(given["minutes"]).astype("float64"), **days})[list(COLUMNS)]


def _text(value: object) -> str | None:
    words = " ".join(str(value).split()) if value is not None else ""
    return words or None


def _check(rows: pd.DataFrame) -> None:
    if rows["task_id"].isna().any() or rows["name"].isna().any():
        raise UserError("sop_nameless", row=int(rows["name"].isna().argmax()) + 1)
    if rows["task_id"].duplicated().any():
        raise UserError("sop_twice", name=rows.loc[rows["task_id"].duplicated(), "name"].iloc[0])
    for row in rows.to_dict("records"):
        _check_row(row)


def _check_row(row: dict[Any, Any]) -> None:
    known = {"evidence": EVIDENCE, "every": EVERY, "category": (*CATEGORIES, None)}
    for name, allowed in known.items():
        if (None if pd.isna(row[name]) else row[name]) not in allowed:
            raise ValueError(f"{name} {row[name]!r}; known: {allowed}")
    first, last, day = row["first_minute"], row["last_minute"], row["month_day"]
    one_end = pd.isna(first) != pd.isna(last)
    if one_end or not (pd.isna(first) or 0 <= first <= last <= _LAST_MINUTE):
        raise UserError("sop_window", name=row["name"])
    if not (pd.isna(day) or 1 <= day <= _LAST_DAY):
        raise UserError("sop_window", name=row["name"])
