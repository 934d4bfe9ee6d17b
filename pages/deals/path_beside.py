"""The steps of the path as a table, and the same steps of other days beside them: those just before, or any others."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics.funnel import Funnel
from pages.deals import path_reading, path_tables, path_words
from pages.parts import address, choose, session
from pages.parts import show as draw

FIELD = "beside"
Days = tuple[date, date]


def show(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """Steps, which days to set beside, both beside each other."""
    texts = session.texts()
    columns = {name: texts(f"deals.column_{name}") for name in (
        "step", "count", "share_of_previous", "interval", "share_of_first", "pending", "median")}
    draw.table(path_words.step_table(result, texts), name="deals_steps", columns=columns)
    if scope.start is None or scope.end is None:
        st.caption(texts("path.before_none"))
        return
    days = read(address.value(FIELD)) or path_reading.days_before(scope)
    _choose(days)
    if days[1] >= scope.start and days[0] <= scope.end:
        st.caption(texts("path.beside_overlap"))
        return
    rows = path_tables.before_table(path_reading.beside(ws, scope, choices, days), texts)
    draw.table(rows, name="deals_before", columns={
        name: texts(f"path.column.{name}") for name in ("step", "now", "before", "gap", "word")})
    st.caption(texts("path.tested"))


def read(text: str | None) -> Days | None:
    """2026-07-01_2026-07-31 as two days; None for anything else."""
    try:
        first, last = (date.fromisoformat(part) for part in (text or "").split("_"))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _choose(days: Days) -> None:
    texts, key = session.texts(), choose.keyed("path_beside_days", days)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(texts("path.before_title"), key=key, format="YYYY-MM-DD", width=280,
                      on_change=lambda: _keep(st.session_state[key]))
        if address.value(FIELD):
            st.button(texts("path.beside_back"), key="path_beside_back", type="tertiary", icon=":material/undo:",
                      on_click=address.choose, args=(FIELD, None))


def _keep(chosen: Any) -> None:
    # While only the first day is clicked there are no two days yet; the old ones stay.
    if isinstance(chosen, tuple) and len(chosen) > 1:
        address.choose(FIELD, f"{chosen[0].isoformat()}_{chosen[-1].isoformat()}")
