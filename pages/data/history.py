"""What has been imported, newest first; every import can be taken back or moved, and its unread rows fetched."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import sources
from pages.data import issues, wording
from pages.parts import cache, problems, session, shops
from pages.parts.markdown import escaped, plain

_OPEN_AT_FIRST = 6


def show(ws: Workspace) -> None:
    """One line an import; the older ones folded."""
    texts = session.texts()
    rows = cache.measured(sources.measure, ws, None).imports.to_dict("records")
    if not rows:
        return
    st.subheader(texts("add.history"), anchor=False)
    with st.container(gap="xsmall"):
        for row in rows[:_OPEN_AT_FIRST]:
            _line(ws, row)
    if rows[_OPEN_AT_FIRST:]:
        older = st.expander(texts("add.older", count=len(rows[_OPEN_AT_FIRST:])), key="older_imports", on_change="rerun")
        if older.open:
            with older:
                for row in rows[_OPEN_AT_FIRST:]:
                    _line(ws, row)


def _line(ws: Workspace, row: dict[Any, Any]) -> None:
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_said(row), width="stretch")
        if row["rejected"]:
            _not_read(ws, row["batch_id"])
        _more(ws, row)


def _more(ws: Workspace, row: dict[Any, Any]) -> None:
    texts, batch_id = session.texts(), str(row["batch_id"])
    box = st.popover(texts("add.undo"), icon=":material/undo:", key=f"more_{batch_id}", on_change="rerun")
    if box.open:
        with box, problems.calm():
            _undo(ws, batch_id)
            _move(ws, batch_id)


def _undo(ws: Workspace, batch_id: str) -> None:
    """What goes with the import, then the button."""
    texts, going = session.texts(), ws.undo_preview(batch_id)
    said = [texts("add.going_rows", table=wording.table_name(row["table_name"]), count=row["count"])
            for row in going.tables.to_dict("records")]
    said += [texts(f"add.going_{name}", count=getattr(going, name))
             for name in ("people", "groups", "posts", "decisions", "follow_ups") if getattr(going, name)]
    st.markdown(texts("add.going", what=texts.listing(said)) if said else texts("add.going_nothing"))
    st.caption(texts("add.undo_what"))
    if st.button(texts("add.undo_yes"), key=f"undo_{batch_id}"):
        ws.undo(batch_id)
        st.rerun()


def _move(ws: Workspace, batch_id: str) -> None:
    """Into another shop, for a file that was dropped in the wrong one."""
    texts, names = session.texts(), session.shop_words()
    others = [found for found in shops.listing() if found.id != session.shop().id and not found.is_demo]
    if not others:
        return
    st.divider()
    target = st.selectbox(texts("add.move_to"), [found.id for found in others], key=f"move_to_{batch_id}",
                          format_func=lambda shop_id: plain(names[shop_id]))
    if st.button(texts("add.move_yes"), key=f"move_{batch_id}"):
        found = next(one for one in others if one.id == target)
        receipt = ws.move_import(batch_id, shops.opened(found.path))
        st.toast(escaped(texts("add.moved", shop=names[found.id], kept=receipt.kept, repeated=receipt.repeated)))
        st.rerun()


def _not_read(ws: Workspace, batch_id: str) -> None:
    box = st.popover(session.texts()("add.rows_not_read"), icon=":material/rule:", key=f"not_read_{batch_id}", on_change="rerun")
    if box.open:
        with box:
            issues.mendable(ws, batch_id)
            issues.table(sources.not_read(ws, batch_id), f"history_{batch_id}")


def _said(row: dict[Any, Any]) -> str:
    texts = session.texts()
    counts = [texts(f"receipt.{name}", count=row[name]) for name in ("kept", "updated", "repeated") if row[name]]
    if row["rejected"]:
        counts.append(texts("add.history_rejected", count=row["rejected"]))
    if pd.notna(row["first_at"]):
        counts.append(wording.span(row["first_at"], row["last_at"]))
    return texts(
        "add.history_line", file=escaped(wording.file_name(row["file_name"])), at=row["imported_at"],
        format=wording.format_name(row["format"]), counts=escaped(texts("receipt.joint").join(counts)))
