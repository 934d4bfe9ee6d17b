"""Handing files over: the drop area, a whole folder, the inbox folder for large files, how to get files.

An uploaded file's bytes go to the shop's own folder at once and the drop area is emptied; Streamlit
would otherwise hold them in memory for as long as the tab is open.
"""

from __future__ import annotations

import streamlit as st

from analytics import Upload, Workspace
from analytics.importers import folders, template
from pages.data import how
from pages.parts import session, shops
from pages.parts.markdown import plain

_ROUND = "upload_round"


def drop_area(ws: Workspace) -> None:
    """Files: dropped, chosen, a folder of them, or picked up from the folder for large ones."""
    texts = session.texts()
    st.markdown(texts("add.intro"))
    number = st.session_state.setdefault(_ROUND, 0)
    files, folder = f"uploads_{number}", f"folder_{number}"
    _speak_our_language()
    with st.container(horizontal=True, gap="small", key="drop_area"):
        with st.container(key="drop_files"):
            st.file_uploader(texts("add.drop"), key=files, accept_multiple_files=True, label_visibility="collapsed",
                             on_change=lambda: _take_files(ws, files))
        with st.container(key="drop_folder", width="content"):
            st.file_uploader(texts("add.folder"), key=folder, accept_multiple_files="directory",
                             label_visibility="collapsed", on_change=lambda: _take_folder(ws, folder))
    st.caption(texts("add.readable"))
    with st.container(horizontal=True, gap="small"):
        how.show()
        _template()
        _inbox(ws)


def _take_files(ws: Workspace, key: str) -> None:
    _start(ws, [Upload(file.name, file.getvalue()) for file in st.session_state[key] or []])


def _take_folder(ws: Workspace, key: str) -> None:
    _start(ws, folders.uploads({file.name: file.getvalue() for file in st.session_state[key] or []}))


def _start(ws: Workspace, uploads: list[Upload]) -> None:
    for upload in uploads:
        ws.start(upload)
    st.session_state[_ROUND] += 1  # a new key is an empty drop area, and the bytes are let go


def _template() -> None:
    """Our own workbook, for whoever keeps no sheet yet."""
    texts, language = session.texts(), session.language()
    st.download_button(texts("add.template"), data=lambda: template.workbook(language), key="template", type="tertiary",
                       file_name=f"{texts('template.title')}.xlsx", icon=":material/table:", on_click="ignore",
                       mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _inbox(ws: Workspace) -> None:
    texts = session.texts()
    known = {job.file_name for job in ws.jobs()}
    waiting = [path for path in sorted(shops.inbox().iterdir()) if path.is_file() and path.name not in known]
    with st.popover(texts("add.inbox"), icon=":material/folder_open:", type="tertiary"):
        st.markdown(texts("add.inbox_how", folder=plain(shops.inbox())))
        st.button(texts("add.inbox_look"), key="look_inbox")
    if waiting and st.button(texts("add.inbox_read", count=len(waiting)), key="read_inbox"):
        for path in waiting:
            ws.start(Upload.from_path(path))
        st.rerun()


def _speak_our_language() -> None:
    """Streamlit's drop areas only speak English (streamlit#1353): our words are laid over its own."""
    texts = session.texts()
    st.html("<style>" + _laid_over("drop_files", texts("add.drop_here"), texts("add.drop_limit"))
            + _laid_over("drop_folder", texts("add.folder_here"), "") + "</style>")


def _laid_over(key: str, button: str, words: str) -> str:
    area = f".st-key-{key} section"
    told = f"font-size: .875rem; content: '{_css(words)}';" if words else "display: none;"
    return (
        f"{area} button p, {area} button div {{font-size: 0;}}"
        f"{area} button::after {{content: '{_css(button)}';}}"
        f"{area} [data-testid='stFileUploaderDropzoneInstructions'] * {{font-size: 0;}}"
        f"{area} [data-testid='stFileUploaderDropzoneInstructions']::after {{{told}}}"
    )


def _css(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\3c ")
