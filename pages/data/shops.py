"""店铺 / Shops: every shop on this computer, what it holds, which one is open; rename, open, make a new one, hand over, erase."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.metrics import sources
from pages.data import shops_whole, wording
from pages.parts import cache, newshop, problems, session
from pages.parts import shops as kept
from pages.parts.markdown import escaped
from pages.parts.shops import Shop


def show(ws: Workspace, scope: Scope) -> None:
    """One line a shop, the open one first to see; below, a new one."""
    texts, names = session.texts(), session.shop_words()
    st.caption(texts("shops.intro"))
    with st.container(gap="xsmall"):
        for shop in kept.listing():
            _line(shop, names[shop.id])
    with st.container(horizontal=True):
        with st.popover(texts("frame.new_shop"), icon=":material/add:", key="new_shop_here"):
            newshop.form("here")
        shops_whole.arrive(ws)
    shops_whole.arrived()


def _line(shop: Shop, name: str) -> None:
    texts, is_open = session.texts(), shop.id == session.shop().id
    with (st.container(border=True, key=f"shop_{shop.id}"),
          st.container(horizontal=True, vertical_alignment="center")):
        state = f" :green-badge[{texts('shops.open')}]" if is_open else ""
        state += f" :orange-badge[{texts('shops.fleeting')}]" if shop.fleeting else ""
        st.markdown(f"**{escaped(name)}**{state}  \n{escaped(_holds(shop))}", width="stretch")
        if not is_open and st.button(texts("shops.open_it"), key=f"open_{shop.id}"):
            session.choose_shop(shop.id)
            st.rerun()
        if not shop.is_demo and not session.masked():
            _rename(shop)
            shops_whole.leave(shop)


def _holds(shop: Shop) -> str:
    """Trade, number of files, how far the data reaches; a shop that cannot be opened says why."""
    texts = session.texts()
    try:
        found = cache.measured(sources.measure, kept.opened(shop.path), None)
    except UserError as error:
        return problems.sentence(wording.error(error))
    said = [texts(f"industry.{shop.industry}"), texts("shops.files", count=len(found.imports))]
    days = found.days["last_day"].dropna()
    if len(days):
        said.append(texts("shops.until", day=days.max().date()))
    return texts("add.dot").join(said)


def _rename(shop: Shop) -> None:
    texts = session.texts()
    with (st.popover(texts("shops.rename"), icon=":material/edit:", key=f"rename_{shop.id}"),
          st.form(f"rename_form_{shop.id}", border=False)):
        name = st.text_input(texts("frame.shop_name"), value=shop.name, key=f"name_{shop.id}", max_chars=40)
        industry = st.selectbox(
            texts("frame.industry"), kept.INDUSTRIES, index=kept.INDUSTRIES.index(shop.industry),
            key=f"industry_{shop.id}_{session.language()}", format_func=lambda trade: texts(f"industry.{trade}"))
        pressed = st.form_submit_button(texts("shops.save"), key=f"save_{shop.id}")
    if pressed and name.strip():
        kept.opened(shop.path).describe(name=name.strip(), industry=industry)
        kept.remember(shop.id, name=name.strip(), industry=industry)
        st.rerun()
