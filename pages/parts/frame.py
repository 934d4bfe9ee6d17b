"""What surrounds every page: menu and choices on the left, the strip, title and choosers on top.

app.py calls `menu`, `left` and `page`, in this order, once a run.
"""

from __future__ import annotations

import importlib

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics import Scope, UserError, Workspace
from analytics.texts import LANGUAGES
from pages import MENU, Section, section
from pages.parts import about, address, choose, newshop, problems, session, sources
from pages.parts.markdown import plain


def menu() -> tuple[Section, StreamlitPage]:
    """Register the pages with Streamlit; the section that is open and its page."""
    texts = session.texts()
    pages = [
        st.Page(entry.file, title=texts(f"menu.{entry.id}"), icon=entry.icon, default=entry.default,
                url_path=None if entry.default else entry.id)
        for entry in MENU
    ]
    current = st.navigation(pages, position="hidden")
    return section(current.url_path or MENU[0].id), current


def left(current: Section) -> None:
    """The sidebar: shop, language, 隐藏真名, the entries, and how far each source reaches."""
    with st.sidebar:
        problems.guarded(_shop_chooser)()
        _switches()
        _entries()
        problems.guarded(sources.until)()
        if current.id != "data":
            problems.guarded(_imports_waiting)()


# Streamlit leaves a hand's breadth of blank above every page; the first sentence belongs up there.
# It also cuts a card's value at the card's edge: 「45 人里 8 人」 must be readable whole, on two lines if need be.
# Its hints inside a text field ("Press Enter to submit form") are English only and lie over what was typed.
_LOOK = """<style>
[data-testid='stMainBlockContainer'] {padding-top: 2.75rem;}
[data-testid='stMetricValue'] {line-height: 1.3;}
[data-testid='stMetricValue'] *, [data-testid='stMetricDelta'] * {
    white-space: normal !important; overflow: visible !important; text-overflow: clip !important; line-clamp: none;
}
[data-testid='InputInstructions'] {display: none;}
</style>"""

# ’ “ ” – … are the same signs in both languages. Chinese fonts draw them as wide as a character, which tears English words
# apart: there, and only there, a Latin font draws them. It stands first in the theme's list of fonts.
_FACE = """@font-face {{font-family: 'Qunxi Punctuation'; font-weight: {weight}; src: {fonts};
    unicode-range: U+2013-2014, U+2018-2019, U+201C-201D, U+2026;}}"""
_LATIN = ("Segoe UI", "Helvetica Neue", "Arial", "Noto Sans", "Liberation Sans", "DejaVu Sans")
_ENGLISH = "".join(
    _FACE.format(weight=weight, fonts=", ".join(f"local('{name}{face}')" for name in _LATIN))
    for weight, face in (("100 550", ""), ("551 900", " Bold")))


@problems.guarded
def page(current: Section, drawn: StreamlitPage) -> None:
    """The page itself: strip, title, its views, its choosers, and then the open view."""
    st.html(_LOOK + (f"<style>{_ENGLISH}</style>" if session.language() == "en" else ""))
    view = open_view(current)
    address.write(current.id, view)
    if session.shop().is_demo:
        _strip()
    if session.masked():
        st.badge(session.texts()("frame.masked_badge"), icon=":material/visibility_off:", color="violet")
    st.title(session.texts()(f"view.{current.id}.{view}"), anchor=False)
    _views(current, view)
    # Drawn here and not in the page's own script: there, one key would be another widget on every page.
    if view in current.scoped:
        _choosers(session.workspace())
    drawn.run()


def open_view(current: Section) -> str:
    """The view that is open: what a link asks for, else what was open here before, else the first."""
    wanted = address.given_view(current.id) or st.session_state.get(f"view_{current.id}")
    found = wanted if wanted in current.views else current.views[0]
    st.session_state[f"view_{current.id}"] = found
    return found


def go_to(section_id: str, view: str) -> None:
    """Open another view of the open section: for `on_click`; a link to the page that is open would not change its view."""
    st.session_state[f"view_{section_id}"] = view


def run_view(section_id: str) -> None:
    """What a `section.py` does: the open view, with the shop and what was chosen."""
    current = section(section_id)
    view = open_view(current)
    module = importlib.import_module(f"pages.{section_id}.{view}")
    scope = session.scope() if view in current.scoped else Scope()
    opened, words = session.workspace(), session.shop_words()
    about.begin(opened, scope, session.texts(), words[session.shop().id], session.texts()(f"view.{section_id}.{view}"))
    problems.guarded(module.show)(opened, scope)


def _choosers(workspace: Workspace) -> None:
    try:
        workspace.resolve(Scope())
    except UserError as error:
        if error.code != "nothing_yet":
            raise
        _empty_shop()
    choose.days_and_groups(workspace)


def _empty_shop() -> None:
    texts = session.texts()
    st.subheader(texts("frame.nothing_yet"), anchor=False)
    st.page_link(section("data").file, label=texts("frame.to_import"), icon=":material/upload_file:",
                 query_params=address.link("add"))
    st.stop()


def _views(current: Section, view: str) -> None:
    if len(current.views) > 1:
        texts = session.texts()
        choose.one_of(
            f"views_{current.id}", texts("frame.views"), current.views, view,
            lambda option: texts(f"view.{current.id}.{option}"),
            lambda option: st.session_state.update({f"view_{current.id}": option}),
        )


def _shop_chooser() -> None:
    texts = session.texts()
    known = session.shop_words()
    current = session.shop().id
    key = choose.keyed("shop", current)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(texts("frame.shop"), list(known), key=key, format_func=lambda shop: plain(known[shop]),
                     on_change=lambda: session.choose_shop(st.session_state[key]))
        with st.popover("", icon=":material/add:", help=texts("frame.new_shop"), key="new_shop"):
            newshop.form("side")


def _entries() -> None:
    texts = session.texts()
    for entry in MENU:
        if entry.folded:
            st.divider()
        st.page_link(entry.file, label=texts(f"menu.{entry.id}"), icon=entry.icon, width="stretch",
                     query_params=address.link())


def _switches() -> None:
    texts = session.texts()
    choose.one_of("language", texts("frame.language"), LANGUAGES, session.language(),
                  lambda name: texts(f"frame.language_{name}"), session.choose_language)
    key = choose.keyed("masked", session.masked())
    st.toggle(texts("frame.masked"), key=key, help=texts("frame.masked_help"),
              on_change=lambda: address.choose("masked", "1" if st.session_state[key] else None))
    if session.masked():
        spoken = choose.keyed("spoken", session.spoken())
        st.toggle(texts("frame.spoken"), key=spoken, help=texts("frame.spoken_help"),
                  on_change=lambda: address.choose("spoken", "1" if st.session_state[spoken] else None))


def _imports_waiting() -> None:
    """Files that were handed over and then left: still being read, or waiting for 保留."""
    texts = session.texts()
    waiting = [job for job in session.workspace().jobs() if job.busy or job.state == "ready"]
    if waiting:
        st.page_link(section("data").file, label=texts("frame.imports_waiting", count=len(waiting)),
                     icon=":material/pending:", query_params=address.link("add"))


def _strip() -> None:
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="demo_strip"):
        st.markdown(f":material/storefront: {texts('frame.demo_strip')}", width="stretch")
        with st.popover(texts("frame.use_my_data"), type="primary", key="use_my_data"):
            newshop.form("strip")
