"""接龙: what was taken, and the price nobody wrote down; typed once an item, every amount stays an estimate (估算)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import group_buys, sources
from analytics.metrics.group_buys import GroupBuys
from pages.parts import cache, session
from pages.parts import show as showing
from pages.parts.markdown import escaped, plain

# As many fields as a person fills in at one go; the rest comes after.
_FIELDS_AT_ONCE = 9
_DEAREST = 100_000.0


def show(ws: Workspace) -> None:
    """The prices to type, then the lists; nothing in a shop without 接龙."""
    if cache.measured(sources.measure, ws, None).imports.empty:
        return
    found = cache.measured(group_buys.measure, ws, None)
    if found.lists.empty:
        return
    if len(found.unpriced) and not session.masked():
        _prices(ws, found)
    _lists(ws, found)


def _prices(ws: Workspace, found: GroupBuys) -> None:
    texts, waiting = session.texts(), found.unpriced.head(_FIELDS_AT_ONCE).to_dict("records")
    with st.form("price_form", border=True):
        st.markdown(texts("prices.ask"))
        with st.container(horizontal=True, gap="small"):
            typed = {row["item"]: _field(row) for row in waiting}
        pressed = st.form_submit_button(texts("prices.save"), key="save_prices")
    if pressed:
        for item, yuan in typed.items():
            if yuan is not None:
                ws.set_price(item, yuan)
        st.rerun()


def _field(row: dict[Any, Any]) -> float | None:
    texts = session.texts()
    return st.number_input(texts("prices.item", item=escaped(row["item"]), quantity=row["quantity"]), min_value=0.0,
                           max_value=_DEAREST, value=None, step=1.0, format="%.2f", width=240,
                           key=f"price_{row['item_key']}")


def _lists(ws: Workspace, found: GroupBuys) -> None:
    texts = session.texts()
    box = st.expander(_sentence(found), icon=":material/format_list_numbered:", key="group_buys", on_change="rerun")
    if not box.open:
        return
    with box:
        rows = ws.text_words(found.lists, "title").assign(chat=found.lists["chat_id"].map(ws.chat_words()))
        fields = ("title", "chat", "last_day", "people", "quantity", "amount", "unpriced", "covered")
        chosen = showing.table(rows, name="group_buys", columns=_columns(fields), select=True)
        st.caption(texts("prices.estimate"))
        for number in chosen:
            _people(ws, found, rows.iloc[number])


def _people(ws: Workspace, found: GroupBuys, row: pd.Series[Any]) -> None:
    lines = found.lines[(found.lines["list_id"] == row["list_id"])]
    lines = ws.text_words(lines, "item").assign(display_name=lines["person_id"].map(ws.words_for(lines["person_id"].dropna())))
    fields = ("display_name", "item", "quantity", "price", "amount", "standing")
    words = {name: session.texts()(f"prices.standing_{name}") for name in lines["standing"].unique()}
    showing.people(lines.assign(standing=lines["standing"].map(words)), name=f"group_buy_{row['list_id']}",
                   columns=_columns(fields), title=plain(row["title"] or ""))


def _columns(fields: tuple[str, ...]) -> dict[str, Any]:
    texts = session.texts()
    labels: dict[str, Any] = {name: texts(f"prices.column.{name}") for name in fields}
    for name in ("amount", "price"):
        if name in labels:
            labels[name] = st.column_config.NumberColumn(labels[name], format="¥%.2f")
    if "last_day" in labels:
        labels["last_day"] = st.column_config.DateColumn(labels["last_day"], format="YYYY-MM-DD")
    return labels


def _sentence(found: GroupBuys) -> str:
    texts = session.texts()
    facts = {"count": len(found.lists), "people": found.people_count}
    if found.amount is None:
        return texts("prices.lists", **facts)
    return plain(texts("prices.lists_worth", amount=texts.money(found.amount), **facts))
