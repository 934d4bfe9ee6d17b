"""The own monthly target and margins: typed here, kept in the shop, said on the page of orders."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.metrics.order_goals import MARGIN_SETTING
from analytics.metrics.orders import Orders
from pages.deals import orders_words as words
from pages.parts import session
from pages.parts.markdown import escaped

TARGET_SETTING = "orders.target_from_yuan_per_month"
_PRODUCTS = 9
_PERCENT = 100.0


def show(ws: Workspace, result: Orders) -> None:
    """What is left of the sales, then the two forms."""
    texts = session.texts()
    st.markdown(words.margin_line(result, texts))
    with st.form("order_goals", border=True):
        st.markdown(texts("orders.goals_ask"))
        with st.container(horizontal=True, gap="small"):
            target = st.number_input(texts("orders.goals_target"), min_value=0.0, step=1000.0, format="%.0f", width=240,
                                     value=result.goal.target, key="orders_target")
            percent = None if result.margin.shop is None else result.margin.shop * _PERCENT
            margin = st.number_input(texts("orders.goals_margin"), min_value=1.0, max_value=_PERCENT, step=1.0, format="%.0f",
                                     width=240, value=percent, key="orders_margin")
        typed = _product_fields(result)
        pressed = st.form_submit_button(texts("orders.goals_save"), key="orders_save")
    if pressed:
        _save(ws, result, target, margin, typed)
        st.rerun()


def _product_fields(result: Orders) -> dict[str, float | None]:
    """One field for each of the products that bring most."""
    texts, known = session.texts(), result.margin.typed.set_index("item")["margin"].to_dict()
    named = [str(key) for key in result.products["key"] if key][:_PRODUCTS]
    if not named:
        return {}
    st.caption(texts("orders.goals_products"))
    with st.container(horizontal=True, gap="small"):
        return {item: st.number_input(escaped(item), min_value=0.0, max_value=_PERCENT, step=1.0, format="%.0f", width=200,
                                      value=known[item] * _PERCENT if item in known else None, key=f"orders_margin_{place}")
                for place, item in enumerate(named)}


def _save(ws: Workspace, result: Orders, target: float | None, margin: float | None, typed: dict[str, float | None]) -> None:
    own = {key: value for key, value in ws.settings.own.items() if key not in (TARGET_SETTING, MARGIN_SETTING)}
    wanted = {**own, **({TARGET_SETTING: target} if target else {}), **({MARGIN_SETTING: margin / _PERCENT} if margin else {})}
    if wanted != ws.settings.own:
        ws.change_settings(type(ws.settings)(wanted))
    known = result.margin.typed.set_index("item")["margin"].to_dict()
    for item, percent in typed.items():
        share = None if percent is None else percent / _PERCENT
        if share != known.get(item):
            ws.correct("margin", item, None if share is None else str(share))
    st.toast(session.texts()("orders.goals_saved"))
