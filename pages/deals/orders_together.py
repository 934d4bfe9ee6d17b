"""How often people buy, what they usually take and when they are due again, and what goes into one basket: tabs of orders."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import bought_together, buying_habits, order_frequency
from analytics.metrics.bought_together import BASES, BoughtTogether
from analytics.metrics.buying_habits import STATES
from analytics.metrics.orders import Orders
from analytics.texts.words import Texts
from pages.deals import orders_words as words
from pages.parts import cache, session
from pages.parts import show as draw


def often(result: Orders) -> None:
    """On how many days people bought; a marked row opens them."""
    texts, rows = session.texts(), order_frequency.often(result.spent)
    if rows.empty:
        st.caption(texts("orders.often_none"))
        return
    st.markdown(words.often_line(rows, texts))
    marked = draw.table(words.often_table(rows, texts), name="orders_often", columns=words.often_columns(texts), select="one")
    st.caption(texts("orders.often_how"))
    if marked:
        row = rows.iloc[marked[0]]
        found = order_frequency.people(result.spent, int(row["days"]))
        draw.people(found, name="orders_often_people", title=texts("orders.often_people", count=len(found)), columns={
            "display_name": texts("orders.column.name"), "order_days": texts("orders.column.order_days"),
            "orders": texts("orders.column.orders"), "net": words.money(texts, "net"),
            "last_on": st.column_config.DateColumn(texts("orders.column.last_on"), format="YYYY-MM-DD")})


def habits(ws: Workspace, scope: Scope) -> None:
    """Who is due again, by the own usual gap, with what is usually bought."""
    texts, result = session.texts(), cache.measured(buying_habits.measure, ws, scope)
    if result.members.empty:
        st.caption(texts("orders.habits_none", buyers=result.buyers,
                         need=session.settings().orders.usual_from_order_days))
        return
    st.markdown(texts("orders.habits_line", count=len(result.members), due=len(result.people("due")), until=result.as_of))
    state = st.segmented_control(texts("orders.column.state"), STATES, default="due", required=True, label_visibility="collapsed",
                                 format_func=lambda one: texts(f"orders.state_{one}"), key=f"orders_state_{texts.language}")
    rows = result.people(state)
    draw.people(rows, name="orders_habits", columns=_habit_columns(texts),
                title=texts("orders.habits_people", state=texts(f"orders.state_{state}"), count=len(rows)))
    st.caption(texts("orders.habits_how"))


def pairs(ws: Workspace, scope: Scope) -> None:
    """The pairs that hold; the others, said to be chance, in the same table below."""
    texts = session.texts()
    basis = st.segmented_control(texts("orders.basis"), BASES, default="day", required=True, label_visibility="collapsed",
                                 format_func=lambda one: texts(f"orders.basis_{one}"), key=f"orders_basis_{texts.language}")
    result = cache.measured(bought_together.measure, ws, scope, basis=basis)
    if not result.coverage["has_products"]:
        st.caption(texts("orders.products_none"))
        return
    sure = int(result.pairs["holds"].sum())
    st.markdown(texts("orders.pairs_line" if sure else "orders.pairs_nothing", count=sure, pairs=len(result.pairs),
                      items=result.items, baskets=result.baskets))
    if result.pairs.empty:
        return
    marked = draw.table(_pair_table(result, texts), name=f"orders_pairs_{basis}", columns=_pair_columns(texts), select="one")
    st.caption(texts("orders.pairs_how"))
    if marked:
        _pair_people(ws, result, result.pairs.iloc[marked[0]])


def _pair_people(ws: Workspace, result: BoughtTogether, row: pd.Series[Any]) -> None:
    texts = session.texts()
    people = ws.named(result.people(row["item"], row["other"]))
    title = texts("orders.pair_people", item=row["item"], other=row["other"], count=len(people))
    draw.people(people, name="orders_pair_people", title=title,
                columns={"display_name": texts("orders.column.name"), "times": texts("orders.column.times")})


def _pair_table(result: BoughtTogether, texts: Texts) -> pd.DataFrame:
    return result.pairs.assign(sure=[texts("orders.pair_holds" if one else "orders.pair_chance") for one in result.pairs["holds"]],
                               expected=result.pairs["expected"].round(1), lift=result.pairs["lift"].round(2))


def _pair_columns(texts: Texts) -> dict[str, Any]:
    plain = {name: texts(f"orders.column.{name}") for name in ("item", "other", "sure")}
    counts = {"count": texts("orders.column.together"), "of": texts("orders.column.together_of"),
              "share": words.share(texts, "together_share"), "low": words.share(texts, "low"), "high": words.share(texts, "high")}
    return {**plain, **counts, **{name: texts(f"orders.column.{name}") for name in ("expected", "lift", "people")},
            "q": st.column_config.NumberColumn(texts("orders.column.q"), format="%.3f")}


def _habit_columns(texts: Texts) -> dict[str, Any]:
    days = {name: st.column_config.DateColumn(texts(f"orders.column.{name}"), format="YYYY-MM-DD")
            for name in ("last_on", "due_on")}
    usual = {name: texts(f"orders.column.{name}") for name in ("usual", "usual_days")}
    return {"display_name": texts("orders.column.name"), **usual,
            "gap_days": texts("orders.column.gap_days"), **days, "silent_days": texts("orders.column.silent_days"),
            "order_days": texts("orders.column.order_days"), "net": words.money(texts, "net")}
