"""给客户看 / At a client's: what to send before, in which order to show the screens, and how nothing real is seen."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from analytics.report import before_the_visit
from pages import section
from pages.parts import address, newshop, session
from pages.parts import shops as kept
from pages.parts import show as draw
from pages.parts.markdown import escaped

# screen → (section, view): money first, whom to call, what to change, what it would bring, what stays in their hands.
SCREENS = {"money": ("home", "today"), "people": ("members", "value"), "list": ("home", "follow_up"),
           "content": ("content", "mix"), "path": ("deals", "path"), "if": ("what_if", "questions")}
_BEFORE_DEMO = "shop_before_demo"


def show(ws: Workspace, scope: Scope) -> None:
    """Before, during, after."""
    texts = session.texts()
    draw.verdict(texts("clients.verdict"))
    _before()
    _screens()
    _safety()
    draw.definition("clients.definition")


def _before() -> None:
    texts = session.texts()
    st.markdown(f"##### {texts('clients.before')}")
    st.markdown(texts("clients.before_how"))
    with st.container(horizontal=True):
        st.download_button(texts("clients.ready_get"), data=lambda: before_the_visit.picture(texts), mime="image/png",
                           file_name=texts("clients.ready_file"), icon=":material/image:", key="ready_picture", on_click="ignore")
        with st.popover(texts("frame.new_shop"), icon=":material/add:", key="new_shop_client"):
            newshop.form("client")


def _screens() -> None:
    texts = session.texts()
    st.markdown(f"##### {texts('clients.order')}")
    for number, (name, (part, view)) in enumerate(SCREENS.items(), 1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            said = {"name": texts(f"clients.screen.{name}"), "note": texts(f"clients.note.{name}")}
            st.markdown(texts("clients.screen_line", number=number, **said), width="stretch")
            st.page_link(section(part).file, label=texts("clients.open"), icon=":material/arrow_forward:",
                         query_params=address.link(view))


def _safety() -> None:
    """Hidden names, and the sample shop to fall back on."""
    texts = session.texts()
    st.markdown(f"##### {texts('clients.safe')}")
    st.markdown(texts("clients.masked_on" if session.masked() else "clients.masked_off"))
    before = st.session_state.get(_BEFORE_DEMO)
    if not session.shop().is_demo:
        st.button(texts("clients.to_demo"), key="to_demo", on_click=_to_demo)
    elif before and kept.find(before):
        st.button(texts("clients.back", shop=escaped(session.shop_words()[before])), key="from_demo",
                  on_click=lambda: session.choose_shop(before))


def _to_demo() -> None:
    st.session_state[_BEFORE_DEMO] = session.shop().id
    session.choose_shop(kept.DEMO)
