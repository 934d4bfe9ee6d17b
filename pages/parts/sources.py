"""How far each source of the open shop reaches, under the menu (promise 14)."""

from __future__ import annotations

import streamlit as st

from analytics.metrics import sources as source_days
from pages.parts import cache, session


def until() -> None:
    """数据截至, one line a source."""
    texts = session.texts()
    found = cache.measured(source_days.measure, session.workspace(), None)
    days = found.days
    said = "data_until" if len(days) else "no_days" if len(found.imports) else "no_data_yet"
    st.caption(texts(f"frame.{said}"))
    lines = [
        texts("frame.source_line", source=texts(f"table.{row['source']}"), day=texts.day(row["last_day"]))
        for row in days.to_dict("records")
    ]
    st.caption("  \n".join(lines))
