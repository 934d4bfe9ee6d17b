"""填几个数 / What only the shop knows of a group: money spent to win members, requests made and matched; dated and typed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import Workspace
from analytics.metrics import scorecard_more as more
from pages.parts import session
from pages.parts.markdown import plain


def form(ws: Workspace, kind: str, groups: dict[str, str], day: date) -> None:
    """The fields of a kind of group; nothing for kinds of which nothing is typed."""
    texts, fields = session.texts(), more.TYPED.get(kind, ())
    if not fields:
        return
    with (st.expander(texts("scorecards.type"), icon=":material/edit_note:"),
          st.form(f"scorecards_typed_{kind}", border=False, clear_on_submit=True)):
        st.caption(texts("scorecards.type_how"))
        with st.container(horizontal=True, gap="small"):
            chat = st.selectbox(texts("scorecards.type_group"), list(groups), format_func=lambda one: plain(groups[one]),
                                key=f"scorecards_typed_group_{texts.language}", width=240)
            on = st.date_input(texts("scorecards.type_day"), value=day, key="scorecards_typed_day", format="YYYY-MM-DD", width=180)
            typed = {name: _field(name) for name in fields}
        if st.form_submit_button(texts("scorecards.type_save"), key="scorecards_typed_save"):
            _keep(ws, chat, on, typed)


def _field(name: str) -> float | None:
    """Money with its fen, everything else whole."""
    label = session.texts()(f"scorecards.typed.{name}")
    if name == more.COST:
        return st.number_input(label, min_value=0.0, value=None, step=1.0, key=f"typed_{name}", width=220)
    return st.number_input(label, min_value=0, value=None, step=1, key=f"typed_{name}", width=220)


def _keep(ws: Workspace, chat: str, on: date, typed: dict[str, float | None]) -> None:
    for name, value in typed.items():
        if value is not None:
            more.said(ws, name, chat, on, float(value))
    st.toast(session.texts()("scorecards.type_kept"))
    st.rerun()
