"""The rules behind the marks, where one sees what they find: the words of a kind and how long an answer may take.

Changed, they count at once: messages are marked again, and the lists of the first screen follow. The last change can be
taken back, and the shipped rules return with one press.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import UserError, Workspace
from analytics.metrics import marks
from analytics.metrics.marks import TAKEN_OFF
from analytics.settings import Settings, definitions
from pages.more import values
from pages.parts import cache, problems, session
from pages.parts.markdown import escaped

_WAIT = "today.answer_until_minutes"
_RULES = {"complaint": ("marks.complaint_words", _WAIT), "inquiry": ("marks.inquiry_words", _WAIT),
          "question": ("today.question_words", _WAIT), "praise": ("marks.praise_words",)}


def show(ws: Workspace, mark: str) -> None:
    """The rules of one mark as a form; nothing for those that were taken off."""
    if mark == TAKEN_OFF:
        return
    texts, settings, names = session.texts(), ws.settings, _RULES[mark]
    st.markdown(f"**{escaped(texts('marks.rules', mark=texts(f'mark.{mark}')))}**")
    with st.form(f"marks_rules_{mark}", border=False):
        now = f"{ws.uuid}_{ws.settings_version}_{texts.language}"
        given = {name: values.ask(definitions()[name], settings[name], key=f"{name}_{now}") for name in names}
        with st.container(horizontal=True):
            save = st.form_submit_button(texts("marks.rules_save"), key=f"marks_rules_save_{mark}")
            back = any(name in settings.own for name in names) and st.form_submit_button(
                texts("marks.rules_shipped"), key=f"marks_rules_shipped_{mark}", type="tertiary")
    if save:
        _change(ws, mark, Settings({**settings.own, **given}))
    elif back:
        _change(ws, mark, Settings({name: value for name, value in settings.own.items() if name not in names}))
    _undo(ws, mark)


def _undo(ws: Workspace, mark: str) -> None:
    """The rules as they were before the last change of this session, where nothing else changed since."""
    texts = session.texts()
    before, version = st.session_state.get(_kept(ws), (None, None))
    if before is not None and version == ws.settings_version and st.button(
            texts("marks.rules_undo"), icon=":material/undo:", type="tertiary", key="marks_rules_undo"):
        _change(ws, mark, before)


def _change(ws: Workspace, mark: str, new: Settings) -> None:
    texts, before = session.texts(), ws.settings
    counted = _count(ws, mark)
    try:
        with st.spinner(texts("thresholds.saving")):
            ws.change_settings(new)
    except UserError as error:
        problems.tell(error)
        return
    kept: tuple[Any, int] = (before, ws.settings_version)
    st.session_state[_kept(ws)] = kept
    st.toast(texts("marks.rules_saved", mark=texts(f"mark.{mark}"), before=counted, after=_count(ws, mark)))
    st.rerun()


def _count(ws: Workspace, mark: str) -> int:
    return len(cache.measured(marks.measure, ws, None).of_mark(mark))


def _kept(ws: Workspace) -> str:
    return f"marks_rules_before_{ws.uuid}"
