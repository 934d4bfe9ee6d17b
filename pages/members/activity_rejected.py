"""没算进来的话: every message that does not count, its reason, the rule beside it to be changed, and a word over the rule."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import rejected_messages as metric
from analytics.settings import Settings, definitions
from pages.members import talk_words
from pages.more import values
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

# The settings that decide about each reason; the others follow from who speaks or what kind of message it is.
_RULES = {
    "ack": ("ack_words", "ack_endings"), "too_short": ("too_short_below_characters", "too_short_below_letters"),
    "duplicate": ("duplicate_until_minutes",), "broadcast": ("broadcast_from_groups", "broadcast_until_minutes"),
    "flood": ("flood_above_messages", "flood_until_seconds"), "participation": ("participation_words",),
    "ad_keyword": ("ad_words",),
}
_EDITED_UNTIL = 300


def show(ws: Workspace, scope: Scope) -> None:
    """Counts a reason, then the messages of one reason and the rule that took them out."""
    texts, result = session.texts(), cache.measured(metric.measure, ws, scope)
    rows = talk_words.reason_rows(result, texts)
    draw.table(rows, name="rejected_reasons", columns=talk_words.reason_columns(texts))
    with st.expander(texts("rejected.try"), icon=":material/edit_note:", expanded=True):
        tried = _rule(ws)
        _preview(ws, tried)
    reasons = list(result.reasons["reason"])
    if not reasons:
        return
    first = next((one for one in reasons if one not in ("", *metric.NOT_OF_MEMBERS)), reasons[0])
    reason = st.selectbox(texts("rejected.which"), reasons, index=reasons.index(first), key=f"rejected_{texts.language}",
                          format_func=lambda one: talk_words.reason(one, texts))
    _messages(ws, scope, str(reason), result.count(str(reason)))


def _rule(ws: Workspace) -> Settings:
    """One rule's settings as widgets; the settings with what is in them."""
    texts = session.texts()
    rule = st.selectbox(texts("rejected.rule"), list(_RULES), key=f"rejected_rule_{texts.language}",
                        format_func=lambda one: talk_words.reason(one, texts))
    given: dict[str, Any] = {}
    for name in _RULES[str(rule)]:
        found = definitions()[f"effective.{name}"]
        given[found.key] = values.ask(found, ws.settings[found.key], key=f"rule_{name}_{ws.settings_version}_{texts.language}")
    tried = ws.settings.changed(**given)
    if tried != ws.settings:
        st.markdown(f":material/science: {texts('rejected.tried')}")
        if st.button(texts("rejected.save"), key="rejected_save"):
            with st.spinner(texts("thresholds.saving")):
                ws.change_settings(tried)
            st.rerun()
    return tried


def _preview(ws: Workspace, tried: Settings) -> None:
    """A text tried on the rules as they stand in the widgets."""
    texts = session.texts()
    text = st.text_input(texts("rejected.text"), key=f"rejected_text_{texts.language}", max_chars=500)
    if text.strip():
        reason = metric.reason_of(ws, text, tried)
        said = None if reason is None else talk_words.reason(reason, texts)
        st.markdown(texts("rejected.counts") if said is None else texts("rejected.is_out", reason=said))


def _messages(ws: Workspace, scope: Scope, reason: str, count: int) -> None:
    """Every message of one reason; the newest can be put right in place."""
    texts, found = session.texts(), metric.messages(ws, scope, reason)
    st.markdown(f"**{escaped(texts('rejected.list', reason=talk_words.reason(reason, texts), count=count))}**")
    rows = talk_words.rejected_rows(found, texts)
    columns = talk_words.rejected_columns(texts)
    if reason in metric.NOT_OF_MEMBERS:
        draw.table(rows, name="rejected", columns={name: label for name, label in columns.items() if name != "useful"})
        return
    st.caption(texts("rejected.how", count=_EDITED_UNTIL))
    edited = st.data_editor(
        rows.head(_EDITED_UNTIL), key=f"rejected_editor_{reason}_{texts.language}_{ws.data_version}", hide_index=True,
        column_order=list(columns), column_config=columns, disabled=[name for name in rows.columns if name != "useful"],
        height=360)
    changed = _changes(rows, edited)
    if st.button(texts("rejected.keep", count=len(changed)), disabled=not changed, key="rejected_keep"):
        for key, value in changed.items():
            ws.correct("effective", key, value)
        st.rerun()
    draw.offer(rows[list(columns)].rename(columns=talk_words.rejected_labels(texts)), "rejected_messages")


def _changes(rows: pd.DataFrame, edited: pd.DataFrame) -> dict[str, str]:
    """message_key → yes or no, where a person ticked otherwise."""
    was = dict(zip(rows["message_key"], rows["useful"], strict=True))
    return {str(key): "yes" if now else "no" for key, now in zip(edited["message_key"], edited["useful"], strict=True)
            if bool(now) != bool(was[key])}
