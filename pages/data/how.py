"""怎么导出: the official ways to get each kind of file, a drawing each; and nothing about any other way."""

from __future__ import annotations

import streamlit as st

from analytics.charts import steps as steps_chart
from pages.parts import session

WAYS = ("mail", "copy", "orders", "bill", "members", "other")
_STEPS = ("1", "2", "3")


def show() -> None:
    """A button that opens the ways, one tab each."""
    texts = session.texts()
    with st.popover(texts("how.title"), icon=":material/help:", type="tertiary", width="content"):
        st.caption(texts("how.intro"))
        for place, way in zip(st.tabs([texts(f"how.{way}") for way in WAYS]), WAYS, strict=True):
            with place:
                steps = [texts(f"how.{way}_{step}") for step in _STEPS]
                st.image(steps_chart.drawing(steps), width="content")
                st.markdown(texts(f"how.{way}_about"))
