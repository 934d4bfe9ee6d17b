"""订单 / Orders: what was sold, beside the week and the month before, of what and where, and how far the month has come."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import orders as charts
from analytics.metrics import orders
from analytics.metrics.orders import PLACES, Orders
from analytics.metrics.products import product_people
from pages.deals import order_goals, order_table, orders_together
from pages.deals import orders_words as words
from pages.parts import cache, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, the month's line, bars with their orders, then products, places, comparisons, habits, goals."""
    texts, result = session.texts(), cache.measured(orders.measure, ws, scope)
    if not result.spent.totals["placed"]:
        draw.verdict(texts("orders.no_orders"))
        draw.missing(texts("orders.no_orders_more"))
        draw.definition("orders.definition")
        return
    draw.verdict(words.verdict(result, texts))
    draw.cards(words.cards(result, texts))
    st.markdown(words.goal_line(result, texts))
    st.markdown(f"**{texts(f'orders.chart_{result.unit}')}**")
    picked = draw.chart(charts.series(result, texts), key="orders_series", on_select=True, alt_text=texts("orders.chart_alt"))
    st.caption(texts("orders.chart_click"))
    drawn = {"list": lambda: _list(ws, result, picked), "compared": lambda: _compared(result),
             "products": lambda: _products(ws, result), "places": lambda: _places(ws, result),
             "newness": lambda: _newness(ws, result), "often": lambda: orders_together.often(result),
             "due": lambda: orders_together.habits(ws, scope), "together": lambda: orders_together.pairs(ws, scope),
             "goals": lambda: order_goals.show(ws, result)}
    draw.tabs("orders", drawn)
    draw.definition("orders.definition")
    draw.missing(words.gaps(result, texts))


def _list(ws: Workspace, result: Orders, picked: list[dict[str, Any]]) -> None:
    """The orders of the clicked bar, else all of the period."""
    texts, rows = session.texts(), result.valid
    title = texts("orders.list_all", count=len(rows))
    known = result.series.set_index(result.series["start"].dt.strftime("%Y-%m-%d"))
    clicked = [one["begins"] for one in picked if one.get("begins") in known.index]
    if clicked:
        row: Any = known.loc[clicked[0]]
        rows = result.orders_between(_day(row["first"]), _day(row["last"]))
        title = texts("orders.list_of", which=charts.name(row["start"], result.unit, texts), count=len(rows))
    order_table.show(ws, rows, name="orders_list", title=title)


def _day(moment: Any) -> date:
    found: date = moment.date()
    return found


def _compared(result: Orders) -> None:
    texts = session.texts()
    if result.compared.empty:
        st.caption(texts("orders.compared_none"))
        return
    draw.table(words.compared_table(result, texts), name="orders_compared", columns=words.compared_columns(texts))
    st.caption(texts("orders.compared_how"))


def _products(ws: Workspace, result: Orders) -> None:
    """What was sold; a marked row opens who took it and its orders."""
    texts = session.texts()
    if result.products["key"].eq("").all():
        st.caption(texts("orders.products_none"))
        return
    marked = draw.table(words.product_table(result, ws, texts), name="orders_products", columns=words.product_columns(texts),
                        select="one")
    st.caption(texts("orders.products_how"))
    if marked:
        key = str(result.products["key"].iloc[marked[0]])
        people = ws.named(product_people(result.lines, key))
        draw.people(people, name="orders_product_people", title=texts("orders.product_people", count=len(people)),
                    columns={"display_name": texts("orders.column.name"), "days": texts("orders.column.days_taken"),
                             "last_on": st.column_config.DateColumn(texts("orders.column.last_on"), format="YYYY-MM-DD")})
        rows = result.orders_of("product", key)
        order_table.show(ws, rows, name="orders_product_orders", title=texts("orders.list_plain", count=len(rows)))


def _places(ws: Workspace, result: Orders) -> None:
    """By shop, source or group; a marked row opens its orders."""
    texts = session.texts()
    name = st.segmented_control(texts("orders.which_place"), PLACES, default="store", required=True, label_visibility="collapsed",
                                format_func=lambda one: texts(f"changed.tab_{one}"), key=f"orders_place_{texts.language}")
    marked = draw.table(words.place_table(result, name, ws, texts), name=f"orders_{name}", columns=words.place_columns(texts),
                        select="one")
    if name == "group":
        st.caption(texts("changed.by_group_how"))
    if marked:
        rows = result.orders_of(name, str(result.places[name]["key"].iloc[marked[0]]))
        order_table.show(ws, rows, name="orders_place_orders", title=texts("orders.list_plain", count=len(rows)))


def _newness(ws: Workspace, result: Orders) -> None:
    """First-time and repeat buyers, each with its people."""
    texts = session.texts()
    draw.table(words.newness_table(result, texts), name="orders_newness", columns=words.newness_columns(texts))
    if not result.newness_known:
        st.caption(texts("orders.newness_unknown", known_from=result.coverage["known_from"]))
    kind = st.segmented_control(texts("orders.column.kind"), result.kinds, default=result.kinds[0], required=True,
                                label_visibility="collapsed", format_func=lambda one: texts(f"orders.kind_{one}"),
                                key=f"orders_kind_{result.kinds[0]}_{texts.language}")
    members = result.spent.members
    rows = members[(members["newness"] == kind) & (members["orders"] > 0)]
    title = texts("orders.newness_people", kind=texts(f"orders.kind_{kind}"), count=len(rows))
    draw.people(rows, name="orders_newness_people", title=title,
                columns={"display_name": texts("orders.column.name"), "net": words.money(texts, "net"),
                         "orders": texts("orders.column.orders"),
                         "first_on": st.column_config.DateColumn(texts("orders.column.first_on"), format="YYYY-MM-DD")})
