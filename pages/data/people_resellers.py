"""代下单: buyers with many receivers. Confirmed, their money stays in the shop's totals and leaves personal numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import resellers
from analytics.metrics.who import Who
from pages.parts import cache, session
from pages.parts import show as draw

_ANSWERS = {"suspected": (True, False), "confirmed": (None,), "refused": (None,)}


def show(ws: Workspace, found: Who) -> None:
    """Three short lists, each with what can be said of the ticked ones."""
    texts, result = session.texts(), cache.measured(resellers.measure, ws, None)
    st.caption(texts("people.resellers_how"))
    if not result.known:
        draw.missing(texts("people.resellers_unknown"))
    for name, answers in _ANSWERS.items():
        rows: pd.DataFrame = getattr(result, name)
        if len(rows):
            st.markdown(f"**{texts(f'people.resellers.{name}', count=len(rows))}**")
            _list(ws, rows, name, answers)
    if result.known and result.suspected.empty:
        st.caption(texts("people.resellers_none"))


def _list(ws: Workspace, rows: pd.DataFrame, name: str, answers: tuple[bool | None, ...]) -> None:
    texts = session.texts()
    names = ("display_name", "receivers", "rooms", "phones", "orders")
    columns: dict[str, Any] = {one: texts(f"people.column.{one}") for one in names}
    columns["spent"] = st.column_config.NumberColumn(texts("people.column.spent"), format="%,.2f")
    ticked = draw.table(rows, name=f"people_{name}", columns=columns, select=True)
    people = [one for ids in rows["person_ids"].iloc[ticked] for one in ids]
    with st.container(horizontal=True):
        for answer in answers:
            label = texts(f"people.reseller.{'back' if answer is None else 'yes' if answer else 'no'}", count=len(ticked))
            if st.button(label, key=f"reseller_{name}_{answer}", disabled=not people):
                ws.decide_resellers(people, answer)
                st.rerun()
