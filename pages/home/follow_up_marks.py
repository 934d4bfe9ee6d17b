"""What members' messages are about, message by message: how many each mark has, and a wrong mark taken off."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.classify import MARKS
from analytics.metrics import marks
from analytics.metrics.marks import TAKEN_OFF, Marks
from analytics.texts.words import Texts
from pages.home import follow_up_rules
from pages.parts import cache, choose, session
from pages.parts import show as draw

_SHOWN_UNTIL = 200
_CHOSEN = "marks_chosen"


def show(ws: Workspace) -> None:
    """A folded part of the page; nothing where no chat is known."""
    texts = session.texts()
    if not ws.has("messages"):
        return
    # Weeks of messages are read for it: only once it is opened.
    box = st.expander(texts("marks.title"), icon=":material/label:", key="marks_box", on_change="rerun")
    if not box.open:
        return
    found = cache.measured(marks.measure, ws, None)
    # A kind without messages stays: its words may be what is wrong.
    known = [*MARKS, *([TAKEN_OFF] if len(found.of_mark(TAKEN_OFF)) else [])]
    with box:
        st.caption(texts("marks.how", days=ws.settings.marks.last_until_days))
        chosen = _chosen(ws, found, known)
        said = share(found, chosen, texts)
        if said:
            st.markdown(said)
        _messages(ws, found, chosen)
        follow_up_rules.show(ws, chosen)
        draw.definition("marks.definition")


def _chosen(ws: Workspace, found: Marks, known: list[str]) -> str:
    """The kind that is looked at; it stays when words change and with them the numbers on the buttons."""
    texts = session.texts()
    current = st.session_state.get(_CHOSEN)
    if current not in known:
        current = next((mark for mark in known if len(found.of_mark(mark))), known[0])
    st.session_state[_CHOSEN] = current
    key = choose.keyed(f"marks_which_{ws.data_version}_{ws.settings_version}", current)
    st.pills(texts("marks.title"), known, required=True, label_visibility="collapsed", key=key,
             on_change=lambda: st.session_state.update({_CHOSEN: st.session_state[key]}),
             format_func=lambda mark: texts("follow_up.behind_line", title=texts(f"mark.{mark}"), count=len(found.of_mark(mark))))
    return str(current)


def share(found: Marks, mark: str, texts: Texts) -> str | None:
    """1,200 条有用的话里 23 条(2%),17 人说的."""
    rows = found.counts.loc[found.counts["mark"] == mark].to_dict("records")
    if not rows or not rows[0]["of"]:
        return None
    row = rows[0]
    return texts("marks.share", count=int(row["count"]), of=int(row["of"]), people=int(row["people"]),
                 share=texts.share(row["share"], int(row["of"])), low=texts.share(row["low"], int(row["of"])),
                 high=texts.share(row["high"], int(row["of"])))


def _messages(ws: Workspace, found: Marks, mark: str) -> None:
    """The newest messages with a box for each; all of them to download."""
    texts, rows = session.texts(), found.of_mark(mark)
    if rows.empty:
        draw.missing(texts("marks.none"))
        return
    if len(rows) > _SHOWN_UNTIL:
        st.caption(texts("marks.newest", count=_SHOWN_UNTIL))
    edited = st.data_editor(
        rows.head(_SHOWN_UNTIL).assign(wrong=False), hide_index=True, height=360, column_order=list(_columns(mark, texts)),
        key=f"marks_editor_{mark}_{texts.language}_{ws.data_version}_{ws.settings_version}",
        column_config=_columns(mark, texts), disabled=[name for name in rows.columns if name != "wrong"])
    wrong = edited.loc[edited["wrong"], "message_key"].tolist()
    label = texts("marks.restore" if mark == TAKEN_OFF else "marks.take_off", count=len(wrong))
    if st.button(label, disabled=not wrong, key=f"marks_save_{mark}"):
        decide(ws, wrong, None if mark == TAKEN_OFF else TAKEN_OFF)
        st.toast(texts("marks.saved"))
        st.rerun()
    labels = {name: str(one) for name, one in _labels(texts).items()}
    draw.offer(pd.DataFrame({label: rows[name] for name, label in labels.items()}), f"marks_{mark}")


def decide(ws: Workspace, message_keys: list[str], value: str | None) -> None:
    """Take the marks of messages off, or (None) let the words decide again."""
    for key in message_keys:
        ws.correct("mark", key, value)


def _labels(texts: Texts) -> dict[str, str]:
    return {"text": texts("marks.column.text"), "sent_at": texts("marks.column.sent_at"),
            "display_name": texts("show.person"), "chat_name": texts("marks.column.chat_name")}


def _columns(mark: str, texts: Texts) -> dict[str, Any]:
    labels = _labels(texts)
    return {"wrong": st.column_config.CheckboxColumn(texts("marks.back" if mark == TAKEN_OFF else "marks.wrong"), width="small"),
            **labels, "text": st.column_config.TextColumn(labels["text"], width="large"),
            "sent_at": st.column_config.DatetimeColumn(labels["sent_at"], format="YYYY-MM-DD HH:mm")}
