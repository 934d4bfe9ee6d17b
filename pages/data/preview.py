"""How a file was read: sheet by sheet, column by column, the first rows, and what was passed over — a tab each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.importers.formats.sheets.tags import JOINT
from analytics.storing.drafts import Draft
from pages.data import issues, wording
from pages.parts import session
from pages.parts import show as showing
from pages.parts.markdown import escaped

# Columns whose values are ours and not the file's.
_IN_WORDS = frozenset({"kind", "status", "tags"})
_PLACE = ("part", "source_row")
Tab = tuple[str, Callable[[], None]]


def show(draft: Draft, key: str, more: Sequence[Tab | None] = ()) -> None:
    """The tabs of one draft that hold anything, `more` of them at the end. Hidden names leave only the issues."""
    texts, tabs = session.texts(), list[Tab]()
    if not session.masked() and (frames := {table: frame for table, frame in draft.preview.items() if len(frame)}):
        tabs.append((texts("add.preview"), lambda: _rows(draft, frames, key)))
    if len(draft.about["parts"]) > 1 and not session.masked():
        tabs.append((texts("add.parts", count=len(draft.about["parts"])), lambda: _parts(draft, key)))
    if len(draft.issues):
        label = "add.issues" if (draft.issues["severity"] == "rejected").any() else "add.passed_over"
        tabs.append((texts(label, count=len(draft.issues)), lambda: issues.table(draft.issues, key)))
    tabs += [tab for tab in more if tab is not None]
    if tabs:
        for place, (_, draw) in zip(st.tabs([label for label, _ in tabs]), tabs, strict=True):
            with place:
                draw()


def _rows(draft: Draft, frames: dict[str, pd.DataFrame], key: str) -> None:
    texts = session.texts()
    for part in draft.about["parts"]:
        for line in _said(part):
            st.caption(escaped(line))
    for table, frame in frames.items():
        shown = _readable(frame, table)
        if not set(shown.columns) <= {texts(f"add.issue_{name}") for name in _PLACE}:
            st.caption(texts("add.preview_of", table=wording.table_name(table), count=len(frame)))
            st.dataframe(shown, hide_index=True, key=f"preview_{key}_{table}", placeholder="—")


def _said(part: dict[str, Any]) -> list[str]:
    """Which header became what, which columns are not used, how days were told apart."""
    texts, lines = session.texts(), list[str]()
    columns = [texts("add.column_as", header=one["header"], name=_target(one["as"])) for one in part.get("columns") or []]
    if columns:
        lines.append(texts("add.columns_read", part=part["part"] or "", columns=texts.listing(columns)))
    if part["table"] and part.get("ignored"):
        lines.append(texts("add.columns_ignored", columns=texts.listing(part["ignored"])))
    lines += wording.notes(part)
    lines += wording.how_days_were_read(part)
    return lines


def _target(target: str) -> str:
    table, _, column = target.partition(".")
    return wording.column_name(table, column)


def _parts(draft: Draft, key: str) -> None:
    texts = session.texts()
    counts = {part: (table, count) for (table, part), count in draft.by_part.items()}
    names = ("part", "what", "kept", "repeated", "rejected", "note")
    rows = [
        {"part": part["part"] or draft.file_name, "what": wording.table_name(counts[part["part"]][0]),
         **{name: getattr(counts[part["part"]][1], name) for name in names[2:5]}, "note": ""}
        if part["part"] in counts else
        {"part": part["part"], "what": None, "kept": None, "repeated": None, "rejected": None,
         "note": wording.reason(part)}
        for part in draft.about["parts"]
    ]
    showing.table(pd.DataFrame(rows, columns=list(names)), name=f"parts_{key}", download=False,
                  columns={name: texts(f"add.part_{name}") for name in names})


def _readable(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Where a row stood, and the columns that hold something and have a name people know."""
    texts = session.texts()
    names = {name: texts(f"add.issue_{name}") for name in _PLACE}
    names |= {name: wording.column_name(table, name) for name in frame.columns if wording.is_named(table, name)}
    filled = [name for name in names if frame[name].notna().any() and (frame[name].astype("str") != "").any()]
    told = {name: frame[name].map(lambda value, name=name: _word(name, value)) for name in filled if name in _IN_WORDS}
    told |= {name: frame[name].dt.date for name in filled if _are_days(frame[name])}
    return frame[filled].assign(**told).rename(columns=names)


def _are_days(moments: pd.Series[Any]) -> bool:
    """Whether they are moments of which none has a clock time."""
    return pd.api.types.is_datetime64_any_dtype(moments) and bool((moments.dropna() == moments.dropna().dt.normalize()).all())


def _word(column: str, value: Any) -> Any:
    if column == "tags" and isinstance(value, str):
        return session.texts().listing(value.split(JOINT))
    texts = session.texts()
    return texts(f"value.{column}.{value}") if texts.has(f"value.{column}.{value}") else value
