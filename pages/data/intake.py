"""Handing files over: the drop area, the paste box, and the inbox folder for large files.

An uploaded file's bytes go to the shop's own folder at once and the drop area is emptied; Streamlit
would otherwise hold them in memory for as long as the tab is open.
"""

from __future__ import annotations

import streamlit as st

from analytics import Upload, Workspace
from analytics.importers.answers import Answers
from analytics.workspace import pasted
from pages.parts import session, shops
from pages.parts.markdown import plain

_ROUND = "upload_round"


def drop_area(ws: Workspace) -> None:
    """Files: dropped, chosen, or picked up from the folder for large ones."""
    texts = session.texts()
    st.markdown(texts("add.intro"))
    key = f"uploads_{st.session_state.setdefault(_ROUND, 0)}"
    _speak_our_language()
    with st.container(key="drop_area"):
        st.file_uploader(texts("add.drop"), key=key, accept_multiple_files=True, label_visibility="collapsed",
                         on_change=lambda: _take(ws, key))
    st.caption(texts("add.readable"))
    _inbox(ws)


def _take(ws: Workspace, key: str) -> None:
    for file in st.session_state[key] or []:
        ws.start(Upload(file.name, file.getvalue()))
    st.session_state[_ROUND] += 1  # a new key is an empty drop area, and the bytes are let go


def paste_box(ws: Workspace) -> None:
    """Text copied out of a chat, with the group and the day it may not say itself."""
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


def _inbox(ws: Workspace) -> None:
    texts = session.texts()
    known = {job.file_name for job in ws.jobs()}
    waiting = [path for path in sorted(shops.inbox().iterdir()) if path.is_file() and path.name not in known]
    with st.expander(texts("add.inbox"), icon=":material/folder_open:", expanded=bool(waiting)):
        st.markdown(texts("add.inbox_how", folder=plain(shops.inbox())))
        label = texts("add.inbox_read", count=len(waiting))
        if waiting and st.button(label, key="read_inbox"):
            for path in waiting:
                ws.start(Upload.from_path(path))
            st.rerun()


def _speak_our_language() -> None:
    """Streamlit's drop area only speaks English (streamlit#1353): our words are laid over its own."""
    texts = session.texts()
    drop, limit = (_css(texts(key)) for key in ("add.drop_here", "add.drop_limit"))
    area = ".st-key-drop_area [data-testid='stFileUploaderDropzone']"
    st.html(
        f"<style>{area} button > * {{display: none;}}"
        f"{area} button::after {{content: '{drop}';}}"
        f"{area} [data-testid='stFileUploaderDropzoneInstructions'] * {{font-size: 0;}}"
        f"{area} [data-testid='stFileUploaderDropzoneInstructions']::after {{font-size: .875rem; content: '{limit}';}}"
        "</style>"
    )


def _css(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\3c ")
