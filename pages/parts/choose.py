"""Choosers that keep their choice: the truth lies in the address, the widget only shows it.

Drawn by the frame above every page that asks for days and groups, so that one key is one widget.
A widget's key holds the language: its labels are drawn anew on a language switch, the choice stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from analytics import Workspace
from pages.parts import address, period, session
from pages.parts.markdown import escaped, plain

_EARLIEST = date(2000, 1, 1)
_LATEST = date(2099, 12, 31)


def one_of(name: str, label: str, options: Sequence[str], current: str, words: Callable[[str], str],
           changed: Callable[[str], None]) -> None:
    """Buttons of which exactly one is pressed; `changed` gets the id that a person chose."""
    key = keyed(name, current)
    st.segmented_control(
        label, options, key=key, required=True, wrap=True, format_func=lambda option: escaped(words(option)),
        label_visibility="collapsed", on_change=lambda: changed(st.session_state[key]),
    )


def days_and_groups(workspace: Workspace) -> None:
    """The row above a page: which days, which groups."""
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="center", key="choosers"):
        one_of("period", texts("frame.period"), period.PRESETS, period.preset(),
               lambda name: texts(f"period.{name}"), lambda name: _choose_period(workspace, name))
        if period.preset() == "own":
            _own_days(workspace)
        _groups(workspace)


def _choose_period(workspace: Workspace, name: str) -> None:
    period.choose(name, period.days("30d", workspace.as_of) if name == "own" else (None, None))


def _own_days(workspace: Workspace) -> None:
    label = session.texts()("frame.own_days")
    current = tuple(day for day in period.chosen(workspace) if day)
    key = keyed("own_days", current)
    st.date_input(label, key=key, min_value=_EARLIEST, max_value=_LATEST, label_visibility="collapsed",
                  format="YYYY-MM-DD", width=260, on_change=lambda: _keep_own_days(st.session_state[key]))


def _keep_own_days(days: Any) -> None:
    # While only the first day is clicked there is no range yet; the old one stays.
    if isinstance(days, tuple) and len(days) > 1:
        period.choose("own", (days[0], days[-1]))


def _groups(workspace: Workspace) -> None:
    names = workspace.chat_words()
    if len(names) > 1:
        texts = session.texts()
        current = [chat for chat in (address.value("chats") or "").split(",") if chat in names]
        label = texts("frame.some_chats", count=len(current)) if current else texts("frame.all_chats")
        with st.popover(label, icon=":material/forum:"):
            _group_list(names, current)


def _group_list(names: dict[str, str], current: list[str]) -> None:
    texts = session.texts()
    key = keyed("chats", current)
    st.multiselect(
        texts("frame.chats"), list(names), key=key, placeholder=texts("frame.all_chats"),
        format_func=lambda chat: plain(names[chat]), select_all=False,
        on_change=lambda: address.choose("chats", ",".join(st.session_state[key]) or None),
    )


def keyed(name: str, current: Any) -> str:
    """A widget's key in this language, its value set to `current` where that changed elsewhere.

    Call it right before drawing. A half-made choice (the first day of two) is left alone.
    """
    key = f"{name}_{session.language()}"
    shown = f"{key}_shown"
    if key not in st.session_state or st.session_state.get(shown) != current:
        # What the widget says already is not said again: setting it would pull back a slider that moves on meanwhile.
        if key not in st.session_state or st.session_state[key] != current:
            st.session_state[key] = current
        st.session_state[shown] = current
    return key
