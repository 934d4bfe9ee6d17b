"""A shop as a whole: handed over as one file, opened from one, put together with the open one, erased."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

from analytics import Upload, UserError, Workspace
from pages.parts import problems, session
from pages.parts import shops as kept
from pages.parts.markdown import escaped, plain
from pages.parts.shops import Shop

_NEW, _INTO = "new", "into"


def leave(shop: Shop) -> None:
    """What can be done with this shop as a whole: take it along, or erase it."""
    texts = session.texts()
    with st.popover(texts("shops.whole"), icon=":material/more_horiz:", key=f"whole_{shop.id}"):
        st.markdown(texts("shops.hand_over_how"))
        st.download_button(
            texts("shops.hand_over"), data=lambda: _packed(shop), key=f"hand_over_{shop.id}", on_click="ignore",
            file_name=f"{plain(shop.name)}{kept.HANDED_OVER}", mime="application/zip", icon=":material/move_to_inbox:")
        st.divider()
        _erase(shop)


def arrive(ws: Workspace) -> None:
    """A shop that somebody handed over: as one more shop, or into the open one."""
    texts = session.texts()
    with st.popover(texts("shops.arrive"), icon=":material/drive_folder_upload:", key="arrive"):
        given = st.file_uploader(texts("shops.arrive_file"), type=[kept.HANDED_OVER.removeprefix(".")], key="arrive_file")
        ways = (_NEW, _INTO) if ws.name and not session.shop().is_demo else (_NEW,)
        way = st.radio(texts("shops.arrive_way"), ways, key=f"arrive_way_{session.language()}", format_func=lambda one: escaped(
            texts(f"shops.arrive_{one}", shop=session.shop_words()[session.shop().id])))
        if way == _INTO:
            st.caption(texts("shops.into_how"))
        if st.button(texts("shops.arrive_go"), key="arrive_go", disabled=given is None) and given is not None:
            _take(ws, given, way)


def arrived() -> None:
    """What has just been done, once."""
    done = st.session_state.pop("shop_arrived", None)
    if done:
        st.success(escaped(done))


def _take(ws: Workspace, given: Any, way: str) -> None:
    texts, upload = session.texts(), Upload(given.name, given.getvalue())
    try:
        with st.spinner(texts("shops.arriving")):
            if way == _INTO:
                ws.take_in(upload)
            else:
                session.choose_shop(kept.adopt(upload).id)
    except UserError as error:
        problems.tell(error)
        return
    st.session_state["shop_arrived"] = texts(f"shops.arrived_{way}")
    st.rerun()


def _erase(shop: Shop) -> None:
    texts = session.texts()
    st.markdown(texts("shops.erase_how"))
    with st.form(f"erase_form_{shop.id}", border=False):
        typed = st.text_input(texts("shops.erase_type", shop=plain(shop.name)), key=f"erase_name_{shop.id}")
        pressed = st.form_submit_button(texts("shops.erase"), key=f"erase_{shop.id}")
    if not pressed:
        return
    if typed.strip() != shop.name.strip():
        st.warning(texts("shops.erase_mistyped"))
        return
    if shop.id == session.shop().id:
        session.choose_shop(kept.DEMO)
    try:
        kept.erase(shop.id)
    except UserError as error:
        problems.tell(error)
        return
    st.session_state["shop_arrived"] = texts("shops.erased", shop=plain(shop.name))
    st.rerun()


def _packed(shop: Shop) -> bytes:
    with tempfile.TemporaryDirectory(prefix="qunxi-") as folder:
        target = Path(folder) / f"shop{kept.HANDED_OVER}"
        kept.opened(shop.path).hand_over(target)
        return target.read_bytes()
