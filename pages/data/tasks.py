"""Small tasks after an import: what a person knows and no file says. Each says what it would change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import sources
from pages.data import holes
from pages.parts import cache, session
from pages.parts.markdown import escaped, plain

_MOST = 1_000_000


def show(ws: Workspace) -> None:
    """Who speaks for the shop, how many people are in a group, and what days without a record mean."""
    staff = cache.measured(sources.staff_suggestions, ws, None)
    uncounted = cache.measured(sources.chats_without_count, ws, None)
    if len(staff) or len(uncounted):
        st.subheader(session.texts()("add.tasks"), anchor=False)
    if len(staff):
        _staff(ws, staff)
    if len(uncounted):
        _head_counts(ws, uncounted)
    holes.questions(ws)


def _staff(ws: Workspace, found: pd.DataFrame) -> None:
    texts, chats = session.texts(), ws.chat_words()
    people = ws.words_for(found["person_id"])
    rows = {f"{row['chat_id']}|{row['person_id']}": row for row in found.to_dict("records")}
    with st.form("staff_form", border=True):
        st.markdown(texts("add.staff"))
        chosen = st.multiselect(
            texts("add.staff_who"), list(rows), default=list(rows), key=f"staff_{ws.data_version}",
            format_func=lambda key: plain(texts(
                "add.staff_person", person=people.get(rows[key]["person_id"], ""), chat=chats[rows[key]["chat_id"]],
                messages=rows[key]["messages"], calls=rows[key]["mentions_all"])))
        pressed = st.form_submit_button(texts("add.staff_save"), key="save_staff")
    if pressed:
        for key in rows:
            role = sources.OPERATOR if key in chosen else sources.MEMBER
            ws.decide_role(rows[key]["chat_id"], rows[key]["person_id"], role)
        st.rerun()


def _head_counts(ws: Workspace, found: pd.DataFrame) -> None:
    texts, chats = session.texts(), ws.chat_words()
    with st.form("head_count_form", border=True):
        st.markdown(texts("add.head_counts"))
        typed = {
            row["chat_id"]: (row["last_day"], st.number_input(
                texts("add.head_count", chat=escaped(chats[row["chat_id"]]), day=texts.day(row["last_day"])),
                min_value=1, max_value=_MOST, value=None, step=1, key=f"count_{row['chat_id']}"))
            for row in found.to_dict("records")
        }
        pressed = st.form_submit_button(texts("add.head_count_save"), key="save_head_counts")
    if pressed:
        for chat_id, (day, members) in typed.items():
            if members:
                ws.set_head_count(chat_id, day, int(members))
        st.rerun()
