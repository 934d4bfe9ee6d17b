"""去问一问 / Ask: a question to send, a sheet to fill in, and answers typed here, each of which can be taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Upload, Workspace
from analytics.importers import template
from analytics.metrics import nps, sources
from analytics.metrics.nps import Nps
from analytics.texts import LANGUAGES, texts_for
from pages.parts import cache, session
from pages.parts.markdown import escaped

# So many typed answers are listed, the last one first.
_LISTED = 8


def show(ws: Workspace, result: Nps) -> None:
    """What to send, what to fill in, one answer typed, those typed before."""
    texts = session.texts()
    # Known by its key, it stays open when an answer adds a line above it.
    box = st.expander(texts("nps.ask"), icon=":material/send:", key="nps_ask_box", on_change="rerun")
    if not box.open:
        return
    with box:
        st.caption(texts("nps.ask_how"))
        st.code(texts("nps.question"), language=None, wrap_lines=True)
        st.download_button(texts("nps.sheet"), data=lambda: template.answer_sheet(texts.language), key="nps_sheet",
                           file_name=f"{texts('nps.sheet_name')}.xlsx", icon=":material/download:", on_click="ignore")
        _form(ws)
        _typed(ws, result)


def _form(ws: Workspace) -> None:
    texts = session.texts()
    with st.form("nps_entry", clear_on_submit=True, border=False):
        st.markdown(f"**{texts('nps.entry')}**")
        name = st.text_input(texts("nps.column.name"), key="nps_name", help=texts("nps.name_help"), max_chars=60)
        score = st.select_slider(texts("nps.column.score"), options=range(11), value=8, key="nps_score")
        comment = st.text_input(texts("nps.column.comment"), key="nps_comment", max_chars=400)
        day = st.date_input(texts("nps.column.asked_at"), value=ws.as_of, key="nps_day", format="YYYY-MM-DD")
        if st.form_submit_button(texts("nps.keep"), key="nps_keep"):
            _keep(ws, name.strip(), int(score), comment.strip(), day)
            st.rerun()


def _keep(ws: Workspace, name: str, score: int, comment: str, day: date) -> None:
    """The answer goes the way of every file: with a receipt, and undone on the import page too."""
    texts = session.texts()
    answer = template.answer(name, score, comment, nps.typed_at(ws, day), texts.language)
    ws.import_upload(Upload(_file(texts.language), data=answer))
    st.session_state.pop(_taken_key(ws), None)
    st.toast(escaped(texts("nps.kept", name=name or texts("nps.anonymous"), score=score)))


def _typed(ws: Workspace, result: Nps) -> None:
    """The last typed answers that count, and the one just taken back."""
    texts, rows = session.texts(), _counted(ws, result)
    if len(rows):
        st.markdown(f"**{texts('nps.typed')}**")
        st.caption(texts("nps.typed_how"))
    for row in rows.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escaped(_line(row)), width="content")
            st.button(texts("nps.take_back"), key=f"nps_back_{row['batch_id']}", type="tertiary", icon=":material/undo:",
                      on_click=_take_back, args=(ws, row))
    taken = st.session_state.get(_taken_key(ws))
    if taken:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escaped(texts("nps.taken", line=taken[0])), width="content")
            st.button(texts("nps.put_back"), key="nps_put_back", type="tertiary", on_click=_keep, args=(ws, *taken[1:]))


def _counted(ws: Workspace, result: Nps) -> pd.DataFrame:
    imports = cache.measured(sources.measure, ws, None).imports
    known = imports.loc[imports["file_name"].isin([_file(one) for one in LANGUAGES]), "batch_id"].tolist()
    rows = result.answers[result.answers["batch_id"].isin(known)]
    return rows.sort_values("asked_at", ascending=False, kind="stable").head(_LISTED)


def _line(row: dict[Any, Any]) -> str:
    """小满 9 分 · 6月1日 · 分量足."""
    texts = session.texts()
    name = row["display_name"] if isinstance(row["display_name"], str) else texts("nps.anonymous")
    said = texts("nps.typed_line", name=name, score=row["score"], day=row["asked_at"].date())
    return texts("nps.typed_why", line=said, why=row["comment"]) if isinstance(row["comment"], str) and row["comment"] else said


def _take_back(ws: Workspace, row: dict[Any, Any]) -> None:
    """Undone as an import; where names are hidden it cannot be typed anew from here."""
    ws.undo(str(row["batch_id"]))
    if not ws.is_masked:
        words = [row[name] if isinstance(row[name], str) else "" for name in ("display_name", "comment")]
        st.session_state[_taken_key(ws)] = (_line(row), words[0], int(row["score"]), words[1], row["asked_at"].date())


def _taken_key(ws: Workspace) -> str:
    return f"nps_taken_{ws.uuid}"


def _file(language: str) -> str:
    return f"{texts_for(language)('nps.entry_file')}.csv"
