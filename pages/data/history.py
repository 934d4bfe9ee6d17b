"""What has been imported, newest first; every import can be taken back, and its unread rows fetched."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import sources
from pages.data import issues, wording
from pages.parts import cache, problems, session
from pages.parts.markdown import escaped

_OPEN_AT_FIRST = 6


def show(ws: Workspace) -> None:
    """One line an import; the older ones folded."""
    texts = session.texts()
    rows = cache.measured(sources.measure, ws, None).imports.to_dict("records")
    if not rows:
        return
    st.subheader(texts("add.history"), anchor=False)
    for row in rows[:_OPEN_AT_FIRST]:
        _line(ws, row)
    if rows[_OPEN_AT_FIRST:]:
        with st.expander(texts("add.older", count=len(rows[_OPEN_AT_FIRST:]))):
            for row in rows[_OPEN_AT_FIRST:]:
                _line(ws, row)


def _line(ws: Workspace, row: dict[Any, Any]) -> None:
    texts = session.texts()
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_said(row), width="stretch")
        if row["rejected"]:
            _not_read(ws, row["batch_id"])
        with st.popover(texts("add.undo"), icon=":material/undo:"):
            st.markdown(texts("add.undo_what"))
            if st.button(texts("add.undo_yes"), key=f"undo_{row['batch_id']}"):
                problems.guarded(ws.undo)(row["batch_id"])
                st.rerun()


def _not_read(ws: Workspace, batch_id: str) -> None:
    texts = session.texts()
    with st.popover(texts("add.rows_not_read"), icon=":material/rule:"):
        found = sources.not_read(ws, batch_id)
        issues.table(found, f"history_{batch_id}")


def _said(row: dict[Any, Any]) -> str:
    texts = session.texts()
    counts = [texts(f"receipt.{name}", count=row[name]) for name in ("kept", "updated", "repeated") if row[name]]
    if row["rejected"]:
        counts.append(texts("add.history_rejected", count=row["rejected"]))
    if pd.notna(row["first_at"]):
        counts.append(texts("add.history_reach", first=texts.day(row["first_at"]), last=texts.day(row["last_at"])))
    return texts(
        "add.history_line", file=escaped(wording.file_name(row["file_name"])), at=row["imported_at"],
        format=wording.format_name(row["format"]), counts=texts("receipt.joint").join(counts))
