"""为什么变了 / Why sales changed: where there is more money and where less, exactly, and who stands behind each part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import sales_change as charts
from analytics.metrics import sales_change
from analytics.metrics.sales_change import SalesChange
from analytics.metrics.sales_change_by import BREAKDOWNS
from pages.deals import changed_words as words
from pages.deals import order_table
from pages.parts import cache, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, waterfall with its people, the change by product, group, source, shop and days."""
    texts, result = session.texts(), cache.measured(sales_change.measure, ws, scope)
    if result.periods is None:
        _nothing(result)
        return
    draw.verdict(words.verdict(result, texts))
    if result.coverage["before_known"]:
        draw.cards(words.cards(result, texts))
        _account(ws, result)
    draw.definition("changed.definition")
    draw.missing(words.gaps(result, texts))


def _nothing(result: SalesChange) -> None:
    texts, cover = session.texts(), result.coverage
    if not cover["has_orders"]:
        draw.verdict(texts("changed.no_orders"))
        draw.missing(texts("changed.no_orders_more"))
    else:
        draw.verdict(texts("changed.too_short", known_from=cover["known_from"], until=cover["until"]))
        draw.missing(texts("changed.too_short_more"))
    draw.definition("changed.definition")


def _account(ws: Workspace, result: SalesChange) -> None:
    texts = session.texts()
    before, after = words.spans(result, texts)
    st.markdown(f"**{texts('changed.chart_title', before_days=before, after_days=after)}**")
    picked = draw.chart(charts.waterfall(result, texts), key="changed_steps", on_select=True, alt_text=texts("changed.chart_alt"))
    cut = charts.axis(charts.steps(result, texts))[0] > 0
    st.caption(" ".join([texts("changed.chart_click"), *([texts("changed.chart_cut")] if cut else [])]))
    drawn: dict[str, Callable[[], object]] = {
        "people": lambda: _people(ws, result, picked), **{name: partial(_by, ws, result, name) for name in BREAKDOWNS},
        "days": lambda: st.markdown(words.days_line(result, texts))}
    draw.tabs("changed", drawn)


def _people(ws: Workspace, result: SalesChange, picked: list[dict[str, Any]]) -> None:
    """The people or orders of the clicked bar, else of the part chosen with a button."""
    texts, known = session.texts(), words.part_choices(result)
    clicked = [one["part"] for one in picked if one.get("part") in known]
    if not known:
        return
    chosen = clicked[0] if clicked else st.segmented_control(
        texts("changed.who"), known, default="lost" if "lost" in known else known[0], required=True, label_visibility="collapsed",
        format_func=lambda part: texts(f"changed.part.{part}"), key=f"changed_who_{texts.language}")
    title = words.list_title(result, chosen, texts)
    if chosen in words.ORDER_PARTS:
        order_table.show(ws, result.orders_of(chosen), name="changed_orders", title=title)
        return
    st.caption(texts(f"changed.meaning.{chosen}"))
    draw.people(words.people_table(result.people(chosen)), name="changed_people", title=title, columns=words.people_columns(texts))


def _by(ws: Workspace, result: SalesChange, name: str) -> None:
    texts, rows = session.texts(), result.by[name]
    shown = words.by_table(name, rows, ws, texts)
    if len(rows) < 2:
        which = str(shown["key"].iloc[0]) if len(rows) and rows["key"].iloc[0] else None
        st.caption(texts("changed.by_one", which=which) if which else texts("changed.by_none"))
        return
    st.caption(texts("changed.by_sum", change=texts.money(result.change / 100)))
    marked = draw.table(shown, name=f"changed_{name}", columns=words.by_columns(texts), select="one")
    if name in ("product", "group"):
        st.caption(texts(f"changed.by_{name}_how"))
    if marked:
        orders = result.orders_by(name, str(rows["key"].iloc[marked[0]]))
        order_table.show(ws, orders, name="changed_by_orders", title=texts(
            "changed.list_orders", part=str(shown["key"].iloc[marked[0]]), count=len(orders)))
