"""Whose posts count: who they are, who may be missing, and one click for each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics.content_mix import ContentMix
from analytics.texts.words import Texts
from pages.parts import session, show
from pages.parts.markdown import plain

_STAFF, _MEMBER = "运营", "成员"


def confirm(ws: Workspace, result: ContentMix) -> None:
    """The people whose posts count, to take out; and those who look like it, to take in."""
    texts = session.texts()
    if not result.operators.empty:
        st.markdown(texts("content.operators_whose"))
        columns = {name: texts(f"content.column_{name}") for name in ("person", "chat", "role", "posts")}
        show.table(_listed(ws, result.operators), name="content_operators", columns=columns)
        _decide(ws, choices(ws, result.operators, "posts", texts), "content.operator_remove", "content.operators_not", _MEMBER)
    suggest(ws)


def suggest(ws: Workspace) -> None:
    """Those who look like the shop's people, and a button."""
    texts, found = session.texts(), ws.suggest_staff()
    if found.empty:
        st.caption(texts("content.operators_none"))
        return
    _decide(ws, choices(ws, found, "messages", texts), "content.operators_suggest", "content.operators_confirm", _STAFF)


def _decide(ws: Workspace, people: dict[tuple[str, int], str], question: str, answer: str, role: str) -> None:
    texts = session.texts()
    chosen = st.multiselect(texts(question), list(people), key=f"{question}_{session.language()}_{ws.data_version}",
                            format_func=lambda one: people[one], placeholder="")
    if st.button(texts(answer), key=answer, disabled=not chosen):
        for chat_id, person_id in chosen:
            ws.decide_role(chat_id, person_id, role)
        st.rerun()


def _listed(ws: Workspace, operators: pd.DataFrame) -> pd.DataFrame:
    chats = ws.chat_words()
    return operators.assign(person=operators["display_name"], chat=operators["chat_id"].map(chats))


def choices(ws: Workspace, people: pd.DataFrame, counted: str, texts: Texts) -> dict[tuple[str, int], str]:
    """(chat_id, person_id) → who it is, in words."""
    chats, names = ws.chat_words(), ws.words_for(people["person_id"])
    return {
        (chat, int(person)): plain(texts("content.operator_choice", name=names.get(int(person), ""), chat=chats[chat],
                                         messages=int(count)))
        for chat, person, count in people[["chat_id", "person_id", counted]].to_numpy()
    }
