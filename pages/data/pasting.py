"""The paste box: text copied out of a chat, with the group and the day it may not say itself."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.importers.answers import Answers
from analytics.workspace import pasted
from pages.parts import session


def show(ws: Workspace) -> None:
    """The box and its button; what was pasted is then a file on its way in like any other."""
    texts = session.texts()
    st.subheader(texts("add.by_paste"), anchor=False)
    with st.form("paste_form", clear_on_submit=True, border=True):
        text = st.text_area(texts("add.paste"), key="pasted", height=120, placeholder=texts("add.paste_hint"))
        with st.container(horizontal=True):
            chat = st.text_input(texts("add.paste_chat"), key="pasted_chat", help=texts("add.paste_chat_help"))
            day = st.date_input(texts("add.paste_day"), key="pasted_day", value="today", format="YYYY-MM-DD",
                                help=texts("add.paste_day_help"))
        pressed = st.form_submit_button(texts("add.paste_read"), key="read_paste")
    if pressed and text and text.strip():
        ws.start(pasted(text), Answers(chat=(chat or "").strip() or None, day=day))
        st.rerun()
