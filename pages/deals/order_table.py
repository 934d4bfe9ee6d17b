"""A list of orders behind a number, the same on every view of deals; names and order numbers through the masking door."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Workspace
from pages.parts import session
from pages.parts import show as draw


def show(ws: Workspace, orders: pd.DataFrame, *, name: str, title: str) -> None:
    """One row an order (columns of `OrderLines.orders`), newest first, to download."""
    texts = session.texts()
    rows = ws.text_words(orders.sort_values(["paid_at", "order_key"], ascending=[False, True], ignore_index=True), "order_id")
    rows = rows.assign(display_name=rows["person_id"].map(ws.words_for(rows["person_id"].dropna())),
                       **{field: rows[f"{field}_cents"] / 100 for field in ("gross", "refund")}, net=rows["cents"] / 100)
    money = {field: st.column_config.NumberColumn(texts(f"order_table.{field}"), format="%,.2f")
             for field in ("net", "gross", "refund")}
    plain = {field: texts(f"order_table.{field}") for field in ("paid_at", "display_name")}
    draw.people(rows, name=name, title=title, columns={
        **plain, **money, **{field: texts(f"order_table.{field}") for field in ("store", "channel", "order_id")}})
