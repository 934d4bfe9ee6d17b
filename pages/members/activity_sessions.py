"""分享会 on the activity page: sessions the operator registers out of a group's talk; those of lists: signed up, came, spoke."""

from __future__ import annotations

from datetime import datetime, time

import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import activity
from analytics.metrics import talk_sessions as metric
from analytics.metrics.talk_sessions import TalkSessions
from pages.members import talk_words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import plain

_BEGINS, _ENDS = time(20, 0), time(21, 0)


def show(ws: Workspace, scope: Scope) -> None:
    """Who took part in each registered session; who came and spoke of each listed one; a form for a new one."""
    texts, result = session.texts(), cache.measured(_measured, ws, scope)
    if not (len(result.registered) or len(result.listed)):
        draw.missing(texts("talk_sessions.none"))
    if len(result.registered):
        _registered(ws, result)
    if len(result.listed):
        _listed(result)
    _form(ws, result)


def _registered(ws: Workspace, result: TalkSessions) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('talk_sessions.registered', count=len(result.registered))}**")
    marked = draw.table(talk_words.session_rows(result, ws.chat_words(), texts), name="talk_sessions", select="one",
                        columns=talk_words.session_columns(texts))
    st.caption(texts("talk_sessions.registered_how"))
    if marked:
        key = str(result.registered["session"].iloc[marked[0]])
        people = result.people(key)
        draw.people(people, name="talk_session_people", title=texts("topics.list", count=len(people)), columns={
            "display_name": texts("show.person"), "messages": texts("topics.column.messages")})
        if st.button(texts("talk_sessions.remove"), key="talk_session_remove", type="tertiary", icon=":material/delete:"):
            ws.correct(metric.KIND, key, None)
            st.rerun()


def _listed(result: TalkSessions) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('talk_sessions.listed', count=len(result.listed))}**")
    marked = draw.table(talk_words.listed_rows(result, texts), name="talk_sessions_listed", select="one",
                        columns=talk_words.listed_columns(texts))
    st.caption(texts("talk_sessions.listed_how"))
    if marked:
        key = str(result.listed["key"].iloc[marked[0]])
        for which in metric.LISTS:
            people = result.on_list(key, which)
            if len(people):
                draw.people(people, name=f"talk_session_{which}", title=texts(f"talk_sessions.list.{which}", count=len(people)))


def _form(ws: Workspace, result: TalkSessions) -> None:
    """From when to when, in which group, with which word: kept for this shop."""
    texts, chats = session.texts(), ws.chat_words()
    if not chats:
        return
    box = st.expander(texts("talk_sessions.form"), icon=":material/add:")
    with box, st.form("talk_session", border=False, clear_on_submit=True):
        name = st.text_input(texts("talk_sessions.name"), key="talk_session_name", max_chars=60)
        chat = st.selectbox(texts("states.column.chat"), list(chats), key="talk_session_chat",
                            format_func=lambda one: plain(chats[one]))
        with st.container(horizontal=True):
            day = st.date_input(texts("talk_sessions.day"), value=result.as_of, key="talk_session_day")
            begins = st.time_input(texts("talk_sessions.begins"), value=_BEGINS, key="talk_session_begins")
            ends = st.time_input(texts("talk_sessions.ends"), value=_ENDS, key="talk_session_ends")
        word = st.text_input(texts("talk_sessions.word"), key="talk_session_word", max_chars=30,
                             help=texts("talk_sessions.word_help"))
        pressed = st.form_submit_button(texts("talk_sessions.save"), key="talk_session_save")
    if pressed:
        if ends <= begins:
            st.warning(texts("talk_sessions.backwards"), icon=":material/schedule:")
            return
        first, last = (datetime.combine(day, one) for one in (begins, ends))
        ws.correct(metric.KIND, metric.key_of(str(chat), first, last, word), name.strip() or texts("talk_sessions.unnamed"))
        st.rerun()


def _measured(ws: Workspace, scope: Scope) -> TalkSessions:
    return metric.read(ws, scope, cache.measured(activity.facts, ws, scope))
