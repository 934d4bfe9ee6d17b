"""没算进来的话: every message that does not count, its reason, the rule beside it to be changed, and a word over the rule.

A shop has hundreds of thousands of messages: the newest are on the page, all of them are read when they are downloaded.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import rejected_messages as metric
from analytics.metrics.rejected_messages import Rejected
from analytics.settings import Settings, definitions
from pages.members import talk_words
from pages.more import values
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

# The settings that decide about each reason; the others follow from who speaks or what kind of message it is.
_RULES = {
    "recalled": ("recall_until_seconds",), "ack": ("ack_words", "ack_endings"),
    "too_short": ("too_short_below_characters", "too_short_below_letters"), "link_only": ("card_kinds",),
    "duplicate": ("duplicate_until_minutes",), "broadcast": ("broadcast_from_groups", "broadcast_until_minutes"),
    "flood": ("flood_above_messages", "flood_until_seconds"), "participation": ("participation_words", "participation_kinds"),
    "ad_keyword": ("ad_words",),
}
_WITHOUT_RULE = {"": "rejected.useful_rule", "manual": "rejected.manual_rule"}
_EDITED_UNTIL = 300
_SAVED = "rejected_saved"


def show(ws: Workspace, scope: Scope) -> None:
    """Counts a reason, then the messages of one reason and the rule that took them out."""
    texts, result = session.texts(), cache.measured(metric.measure, ws, scope)
    _saved(result)
    rows = talk_words.reason_rows(result, texts)
    draw.table(rows, name="rejected_reasons", columns=talk_words.reason_columns(texts))
    reasons = list(result.reasons["reason"])
    if not reasons:
        return
    first = next((one for one in reasons if one not in ("", *metric.NOT_OF_MEMBERS)), reasons[0])
    reason = str(st.selectbox(texts("rejected.which"), reasons, index=reasons.index(first), key=f"rejected_{texts.language}",
                              format_func=lambda one: talk_words.reason(one, texts)))
    with st.expander(texts("rejected.try"), icon=":material/edit_note:", expanded=reason in _RULES):
        tried = _rule(ws, result, reason)
        _preview(ws, tried)
    _messages(ws, scope, reason, result.count(reason))


def _saved(result: Rejected) -> None:
    """What the rule that was just saved did to the number of useful messages."""
    before = st.session_state.pop(_SAVED, None)
    if before is not None:
        texts = session.texts()
        st.success(texts("rejected.saved", before=texts.number(before), after=texts.number(result.count(""))),
                   icon=":material/check:")


def _rule(ws: Workspace, result: Rejected, reason: str) -> Settings:
    """One rule's settings as widgets, the rule of the chosen reason first; the settings with what is in them."""
    texts, rules = session.texts(), list(_RULES)
    if reason not in _RULES:
        draw.missing(texts(_WITHOUT_RULE.get(reason, "rejected.no_rule")))
    rule = st.selectbox(texts("rejected.rule"), rules, index=rules.index(reason) if reason in rules else rules.index("ack"),
                        key=f"rejected_rule_{reason}_{texts.language}", format_func=lambda one: talk_words.reason(one, texts))
    found = [definitions()[f"effective.{name}"] for name in _RULES[str(rule)]]
    tried = ws.settings.changed(**{
        one.key: values.ask(one, ws.settings[one.key], key=f"rule_{one.key}_{ws.settings_version}_{texts.language}")
        for one in found})
    if tried != ws.settings:
        st.markdown(f":material/science: {texts('rejected.tried')}")
        if st.button(texts("rejected.save"), key="rejected_save"):
            _save(ws, tried, result)
    own = ws.settings.changed(**{one.key: one.default for one in found})
    if own != ws.settings and st.button(texts("rejected.reset"), key="rejected_reset", type="tertiary"):
        _save(ws, own, result)
    return tried


def _save(ws: Workspace, new: Settings, result: Rejected) -> None:
    with st.spinner(session.texts()("thresholds.saving")):
        ws.change_settings(new)
    st.session_state[_SAVED] = result.count("")
    st.rerun()


def _preview(ws: Workspace, tried: Settings) -> None:
    """A text tried on the rules as they stand in the widgets."""
    texts = session.texts()
    text = st.text_input(texts("rejected.text"), key=f"rejected_text_{texts.language}", max_chars=500)
    if text.strip():
        reason = metric.reason_of(ws, text, tried)
        said = None if reason is None else talk_words.reason(reason, texts)
        st.markdown(texts("rejected.counts") if said is None else texts("rejected.is_out", reason=said))


def _messages(ws: Workspace, scope: Scope, reason: str, count: int) -> None:
    """The newest messages of one reason, to be put right in place; all of them to download."""
    texts = session.texts()
    found = cache.measured(metric.messages, ws, scope, reason=reason, most=_EDITED_UNTIL)
    st.markdown(f"**{escaped(texts('rejected.list', reason=talk_words.reason(reason, texts), count=count))}**")
    rows, columns = talk_words.rejected_rows(found, texts), talk_words.rejected_columns(texts)
    ours = reason in metric.NOT_OF_MEMBERS
    if ours:
        columns.pop("useful")
        draw.table(rows, name="rejected", columns=columns, download=False)
    else:
        st.caption(texts("rejected.how", count=_EDITED_UNTIL))
        _editor(ws, rows, columns, reason)
    if count > len(rows):
        draw.missing(texts("show.first_rows", shown=len(rows), count=count))
    labels = talk_words.rejected_labels(texts)
    draw.offer(lambda: talk_words.rejected_rows(metric.messages(ws, scope, reason), texts)[list(columns)].rename(columns=labels),
               "rejected_messages")


def _editor(ws: Workspace, rows: pd.DataFrame, columns: dict[str, Any], reason: str) -> None:
    """The messages with their tick; what was changed is kept on a press."""
    texts = session.texts()
    edited = st.data_editor(
        rows, key=f"rejected_editor_{reason}_{texts.language}_{ws.data_version}", hide_index=True,
        column_order=list(columns), column_config=columns, disabled=[name for name in rows.columns if name != "useful"],
        height=360)
    changed = _changes(rows, edited)
    if st.button(texts("rejected.keep", count=len(changed)), disabled=not changed, key="rejected_keep"):
        for key, value in changed.items():
            ws.correct("effective", key, value)
        st.rerun()


def _changes(rows: pd.DataFrame, edited: pd.DataFrame) -> dict[str, str]:
    """message_key → yes or no, where a person ticked otherwise."""
    was = dict(zip(rows["message_key"], rows["useful"], strict=True))
    return {str(key): "yes" if now else "no" for key, now in zip(edited["message_key"], edited["useful"], strict=True)
            if bool(now) != bool(was[key])}
