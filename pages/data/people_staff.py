"""店里的人: who speaks for the shop, set one by one, by a name pattern or by suggestion; who left, and whom she served."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import UserError, Workspace
from analytics.importers.batch import ROLES
from analytics.metrics import serving
from analytics.metrics.serving import Serving
from analytics.metrics.who import Who
from pages.parts import cache, problems, session
from pages.parts import show as draw
from pages.parts.markdown import plain

_EVERYWHERE = ""


def show(ws: Workspace, found: Who) -> None:
    """Those there are, then ways to add, then leaving."""
    texts, result = session.texts(), cache.measured(serving.measure, ws, None)
    _listed(ws, result)
    add, gone = st.columns(2)
    with add, st.container(border=True, height="stretch"), problems.calm():
        st.markdown(f"**{texts('people.staff_add')}**")
        _suggested(ws, result)
        _by_pattern(ws, found)
    with gone, st.container(border=True, height="stretch"), problems.calm():
        st.markdown(f"**{texts('people.staff_left')}**")
        left = _leaving(ws, result)
    if left is not None:
        _handover(ws, *left)


def _listed(ws: Workspace, result: Serving) -> None:
    texts, rows = session.texts(), result.staff
    if rows.empty:
        st.caption(texts("people.staff_none"))
        return
    st.caption(texts("people.staff_how"))
    columns: dict[str, Any] = {name: texts(f"people.column.{name}") for name in ("display_name", "role", "chat")}
    columns["valid_to"] = st.column_config.DateColumn(texts("people.column.valid_to"), format="YYYY-MM-DD")
    shown = rows.assign(chat=_places(ws, rows), role=[texts(f"people.role.{one}") for one in rows["role"]])
    ticked = draw.table(shown, name="people_staff", columns=columns, select=True)
    places = [(chat if isinstance(chat, str) else None, int(one))
              for chat, one in zip(rows["chat_id"].iloc[ticked], rows["person_id"].iloc[ticked], strict=True)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        role = _role_chooser("people_staff_role", "成员")
        if st.button(texts("people.role_give", count=len(places)), key="people_staff_give", disabled=not places):
            ws.decide_roles(places, role)
            st.rerun()


def _places(ws: Workspace, rows: pd.DataFrame) -> list[str]:
    chats, everywhere = ws.chat_words(), session.texts()("people.everywhere")
    return [chats.get(one, everywhere) for one in rows["chat_id"]]


def _role_chooser(key: str, first: str) -> str:
    texts = session.texts()
    chosen: str = st.selectbox(
        texts("people.role_label"), ROLES, index=ROLES.index(first), key=f"{key}_{texts.language}", width=200,
        format_func=lambda role: texts(f"people.role.{role}"))
    return chosen


def _suggested(ws: Workspace, result: Serving) -> None:
    texts, rows = session.texts(), result.suggested
    if rows.empty:
        st.caption(texts("people.staff_suggested_none"))
        return
    chats = ws.chat_words()
    options = {(str(chat), int(one)): plain(texts("people.staff_choice", name=name, chat=chats.get(chat, ""), count=int(count)))
               for chat, one, name, count in rows[["chat_id", "person_id", "display_name", "messages"]].to_numpy()}
    _give(ws, options, "people_staff_suggested", texts("people.staff_suggested"))


def _by_pattern(ws: Workspace, found: Who) -> None:
    """By a pattern, or by the name of anybody; here or everywhere."""
    texts = session.texts()
    if ws.is_masked:
        st.caption(texts("people.pattern_masked"))
        return
    pattern = st.text_input(texts("people.pattern"), key=f"people_pattern_{texts.language}",
                            placeholder=texts("people.pattern_hint"), help=texts("people.pattern_help"))
    if not pattern.strip():
        return
    hits = serving.by_pattern(ws, pattern)
    if hits.empty:
        st.caption(texts("people.pattern_none"))
        return
    chats = ws.chat_words()
    where = st.selectbox(texts("people.where"), [_EVERYWHERE, *chats], key=f"people_where_{texts.language}",
                         format_func=lambda one: plain(chats[one]) if one else texts("people.everywhere"))
    options = {(where, int(one)): plain(texts("people.pattern_choice", name=name, count=int(count)))
               for one, name, count in hits[["person_id", "display_name", "messages"]].to_numpy()}
    _give(ws, options, f"people_by_pattern_{pattern}_{where}", texts("people.pattern_found", count=len(hits)), all_of_them=True)


def _give(ws: Workspace, options: dict[tuple[str, int], str], key: str, question: str, all_of_them: bool = False) -> None:
    texts = session.texts()
    chosen = st.multiselect(question, list(options), default=list(options) if all_of_them else [],
                            format_func=lambda one: options[one], key=f"{key}_{texts.language}_{ws.data_version}", placeholder="")
    role = _role_chooser(key, "客服")
    if st.button(texts("people.role_give", count=len(chosen)), key=f"{key}_give", disabled=not chosen):
        ws.decide_roles([(chat or None, person) for chat, person in chosen], role)
        st.rerun()


def _leaving(ws: Workspace, result: Serving) -> tuple[int, str, date] | None:
    """Who leaves and when; a button that notes it. Returns whom to show the hand-over list of."""
    texts = session.texts()
    names = dict(zip(result.staff["person_id"].tolist(), result.staff["display_name"], strict=True))
    if not names:
        st.caption(texts("people.staff_nobody"))
        return None
    person = st.selectbox(texts("people.leaver"), list(names), format_func=lambda one: plain(names[one]), index=None,
                          placeholder="", key=f"people_leaver_{texts.language}")
    if person is None:
        st.caption(texts("people.leaving_how"))
        return None
    day = st.date_input(texts("people.last_day"), value=_last_day(ws, result, person), key=f"people_last_day_{person}",
                        format="YYYY-MM-DD")
    with st.container(horizontal=True):
        if st.button(texts("people.leave"), key="people_leave", type="primary", disabled=day is None):
            ws.staff_until(person, day)
            st.rerun()
        if st.button(texts("people.stay"), key="people_stay"):
            ws.staff_until(person, None)
            st.rerun()
    return (person, names[person], day) if day else None


def _last_day(ws: Workspace, result: Serving, person: int) -> date | None:
    known = result.staff.loc[result.staff["person_id"] == person, "valid_to"].max()
    if pd.notna(known):
        return known.date()  # type: ignore[no-any-return]
    try:
        return ws.as_of
    except UserError:
        return None


def _handover(ws: Workspace, person: int, name: str, until: date) -> None:
    texts = session.texts()
    rows = serving.handover(ws, person, until)
    st.markdown(f"**{plain(texts('people.handover', name=name, count=len(rows)))}**")
    if rows.empty:
        st.caption(texts("people.handover_none"))
        return
    st.caption(texts("people.handover_how"))
    columns: dict[str, Any] = {name: texts(f"people.column.{name}") for name in ("display_name", "answered", "orders")}
    columns["spent"] = st.column_config.NumberColumn(texts("people.column.spent"), format="%,.2f")
    columns["last_at"] = st.column_config.DatetimeColumn(texts("people.column.last_at"), format="YYYY-MM-DD")
    columns["invited"] = texts("people.column.invited")
    draw.table(rows, name="people_handover", columns=columns)
