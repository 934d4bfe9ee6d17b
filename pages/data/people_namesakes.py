"""同名: one name, several people. They are kept apart until somebody says that they are one."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.metrics import who
from analytics.metrics.who import Who
from pages.data import people_decided
from pages.parts import problems, session
from pages.parts import show as draw


def show(ws: Workspace, found: Who) -> None:
    """The list, and a button that makes the ticked ones one person."""
    texts, rows = session.texts(), found.namesakes
    if rows.empty:
        st.caption(texts("people.namesakes_none"))
        return
    st.caption(texts("people.namesakes_how"))
    chats = ws.chat_words()
    shown = rows.assign(
        chat=[chats.get(one, texts("people.outside")) for one in rows["chat_id"]],
        doubt=[texts("people.doubt") if one else "" for one in rows["ambiguous"]])
    columns = {name: texts(f"people.column.{name}") for name in ("display_name", "chat", "messages", "orders", "bearers", "doubt")}
    ticked = draw.table(shown, name="people_namesakes", columns=columns, select=True)
    people = tuple(int(one) for one in rows["person_id"].iloc[ticked])
    if st.button(texts("people.one_person", count=len(people)), key="people_one", disabled=len(people) < 2):
        pairs = [(people[0], other) for other in people[1:]]
        with problems.calm():
            people_decided.watched(ws, who.aliases_of(ws, people), lambda: ws.decide_identities(pairs, "same"))
