"""群析 Qunxi: the frame around every page. Start with `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from analytics.texts import texts_for
from pages.parts import demo, frame, session

st.set_page_config(page_title=texts_for("zh")("app.name"), page_icon=":material/hub:", layout="wide")
demo.build_once()
session.begin()
current, page = frame.menu()
frame.left()
frame.page(current, page)
