"""A week of posts between its forms: proposed, as it is edited, in words, and as entries of a calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import typed_lists
from analytics.report.calendar_file import Entry
from analytics.texts.words import Texts
from pages.content import plan_words as words


def to_rows(week: pd.DataFrame, named: dict[str, str], texts: Texts) -> pd.DataFrame:
    """day, weekday (words), time (7:00–9:00 or empty), name, category (a key or None), was, source (words), minutes, note."""
    rows = week.to_dict("records")
    return pd.DataFrame({
        "day": week["day"].dt.date, "weekday": [texts(f"rhythm.weekday.{day.isoweekday()}") for day in week["day"]],
        "time": ["" if pd.isna(row["first_minute"]) else words.window(row, texts) for row in rows],
        "name": [_name(row, named, texts) for row in rows],
        "category": pd.Series([row["category"] if row["category"] in CATEGORIES else None for row in rows], dtype="object"),
        "was": [texts(f"category.{row['was']}") if row["was"] in CATEGORIES else "" for row in rows],
        "source": [texts(f"sop.source.{row['source']}") for row in rows], "minutes": week["minutes"].astype("float64"), "note": ""})


def _name(row: dict[Any, Any], named: dict[str, str], texts: Texts) -> str:
    if row["source"] == "gap":
        return texts("plan.new_post", kind=texts(f"category.{row['category']}"))
    return named[row["task_id"]]


def from_rows(edited: pd.DataFrame) -> pd.DataFrame:
    """The edited rows that have a day, by day and time; first_minute and last_minute read from `time` (NULL: any time)."""
    rows = edited[edited["day"].notna()].copy()
    spans = [_span(one) for one in rows["time"]]
    typed = rows.assign(
        day=pd.to_datetime(rows["day"]), first_minute=pd.array([first for first, _ in spans], dtype="Int64"),
        last_minute=pd.array([last for _, last in spans], dtype="Int64"), minutes=pd.to_numeric(rows["minutes"]),
        **{name: rows[name].fillna("").astype("str") for name in ("time", "name", "was", "source", "note")})
    return typed.sort_values(["day", "first_minute"], na_position="last", kind="stable", ignore_index=True)


def in_words(done: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """For files that people read: the day with its weekday, the kind in words."""
    return done.assign(
        day=[texts.day(day, weekday=True) for day in done["day"]], time=[one or texts("plan.any_time") for one in done["time"]],
        category=[texts(f"category.{one}") if one in CATEGORIES else "" for one in done["category"]])


def entries(done: pd.DataFrame, texts: Texts) -> list[Entry]:
    """One calendar entry a row; without a time of day it lies on the day."""
    shown, found = in_words(done, texts), []
    for row, said in zip(done.to_dict("records"), shown.to_dict("records"), strict=True):
        begins, ends = pd.Timestamp(row["day"]).to_pydatetime(), None
        if not pd.isna(row["first_minute"]):
            day = begins
            begins, ends = (day + timedelta(minutes=int(row[end])) for end in ("first_minute", "last_minute"))
        found.append(Entry(row["name"], begins, ends, "\n".join(one for one in (said["category"], row["note"]) if one)))
    return found


def _span(said: Any) -> tuple[int | None, int | None]:
    """7:00–9:00 → minutes; one time alone is that minute; anything else is no time."""
    return (typed_lists.span(said) if isinstance(said, str) else None) or (None, None)
