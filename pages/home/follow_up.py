"""本周跟进 / Follow up: whom to contact, what to say, what came of it; and of those contacted before, who came back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.charts import follow_up as charts
from analytics.metrics import follow_up, wake_up
from analytics.metrics.follow_up import FollowUp
from pages.home import follow_up_marks
from pages.home import follow_up_more as more
from pages.home import follow_up_words as wording
from pages.parts import cache, problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

_RESULTS = ("contacted", "later", "dropped")
_WIDTHS = (2, 3)


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the list of the whole shop."""
    texts = session.texts()
    found, result = cache.measured(follow_up.measure, ws, scope), cache.measured(wake_up.loop, ws, scope)
    draw.verdict(wording.verdict(found, texts))
    before = wording.last_time(result, ws.settings, texts)
    if before:
        st.markdown(f"**{escaped(before)}**")
    draw.cards(wording.cards(found, result, ws.settings, texts))
    reason = _reasons(found)
    more.undo(ws)
    _list(ws, found, reason)
    more.marked(found)
    more.bulk(ws, found)
    more.sheet(ws, found)
    more.results(ws, result, cache.measured(wake_up.measure, ws, scope))
    more.words(ws)
    follow_up_marks.show(ws)
    draw.definition("follow_up.definition")
    draw.missing(wording.gaps(found, texts))


def _reasons(found: FollowUp) -> str | None:
    """The picture of the reasons; the one that was clicked."""
    texts, picture = session.texts(), charts.reasons(found, session.texts())
    if picture is None:
        return None
    title = texts("follow_up.chart.counts")
    st.markdown(f"**{title}**")
    chosen = draw.chart(picture, key="follow_up_reasons", on_select=True, alt_text=title)
    return str(chosen[0]["reason"]) if chosen and "reason" in chosen[0] else None


def _list(ws: Workspace, found: FollowUp, reason: str | None) -> None:
    """One line a person: who and why, what to say with its copy button, what came of it."""
    texts, rows = session.texts(), found.list
    if reason is not None:
        rows = rows.loc[rows["reason"] == reason]
    if rows.empty:
        return
    st.markdown(f"##### {texts('follow_up.list_title')}")
    own = follow_up.templates(ws)
    for row in rows.to_dict("records"):
        with st.container(border=True, key=f"follow_up_row_{row['person_id']}"):
            _line(ws, found, row, wording.what_to_say(row, own, texts))


def _line(ws: Workspace, found: FollowUp, row: dict[Any, Any], words: str) -> None:
    texts = session.texts()
    who, said = st.columns(_WIDTHS)
    chat = "" if pd.isna(row["chat_name"]) else f" · {row['chat_name']}"
    with who, st.container(gap="xsmall"):
        st.markdown(f"**{escaped(row['display_name'])}**\u3000{escaped(wording.title(row, texts))}")
        st.caption(escaped(wording.why(row, texts)))
        st.caption(escaped(f"{wording.last_order(row, found, texts)}{chat}"))
    with said, st.container(gap="xsmall"):
        st.code(words, language=None, wrap_lines=True)
        key = f"follow_up_{row['person_id']}_{texts.language}_{ws.data_version}"
        st.segmented_control(
            texts("follow_up.result_label"), _RESULTS, key=key, label_visibility="collapsed", wrap=True,
            format_func=lambda status: texts(f"follow_up.result.{status}"),
            on_change=_say, args=(ws, found, row["person_id"], row["display_name"], key))


def _say(ws: Workspace, found: FollowUp, person: int, name: str, key: str) -> None:
    texts, status = session.texts(), st.session_state[key]
    if status is None:
        return
    try:
        ws.set_follow_up([person], status, made_on=found.as_of, listed=found.listed)
    except UserError as error:
        problems.tell(error)
        return
    st.toast(plain(texts("follow_up.saved", who=name, status=texts(f"follow_up.result.{status}"))))
