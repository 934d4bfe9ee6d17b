"""群析 Qunxi: the frame around every page. Start with `streamlit run app.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from analytics.texts import texts_for
from pages.parts import demo, frame, session

# A picture of our own: the browser would fetch a Material symbol for its tab from Google (promise 10).
ICON = Path(__file__).parent / "pages" / "parts" / "icon.svg"
st.set_page_config(page_title=texts_for("zh")("app.name"), page_icon=ICON, layout="wide")
demo.build_once()
session.begin()
current, page = frame.menu()
frame.left()
frame.page(current, page)
