"""群析 Qunxi: the frame around every page. Start with `streamlit run app.py`.

Streamlit meets this file twice: as a module when the server starts (then `app` is what it serves)
and as a script at every run of a page.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts import serving

# A picture of our own: the browser would fetch a Material symbol for its tab from Google (promise 10).
ICON = Path(__file__).parent / "pages" / "parts" / "icon.svg"

if __name__ == "__main__":
    serving.wait_until_loaded()
    # Not above: a starting server must be able to answer before these are loaded.
    from pages.parts import demo, frame, session

    session.begin()
    st.set_page_config(page_title=session.texts()("app.name"), page_icon=ICON, layout="wide")
    st.logo(ICON, size="large")
    demo.build_once()
    current, page = frame.menu()
    frame.left(current)
    frame.page(current, page)
else:
    app = st.App(__file__, lifespan=serving.lifespan)
