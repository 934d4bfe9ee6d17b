"""Making a shop: a name, a trade, and on to the import page."""

from __future__ import annotations

import streamlit as st

from analytics import UserError
from pages import section
from pages.parts import address, problems, session, shops


def form(place: str) -> None:
    """The form, for a popover. `place` keeps the keys of two of them apart."""
    texts = session.texts()
    st.caption(texts("frame.new_shop_intro"))
    with st.form(f"new_shop_{place}", border=False):
        name = st.text_input(texts("frame.shop_name"), key=f"shop_name_{place}", max_chars=40,
                             placeholder=texts("frame.shop_name_hint"))
        industry = st.selectbox(texts("frame.industry"), shops.INDUSTRIES, key=f"shop_industry_{place}",
                                format_func=lambda trade: texts(f"industry.{trade}"), help=texts("frame.industry_help"))
        fleeting = st.checkbox(texts("frame.fleeting"), key=f"shop_fleeting_{place}", help=texts("frame.fleeting_help"))
        pressed = st.form_submit_button(texts("frame.create"), type="primary", key=f"create_shop_{place}")
    if pressed:
        _make(name, industry, fleeting)


def _make(name: str, industry: str, fleeting: bool) -> None:
    try:
        made = shops.create(name, industry, fleeting)
    except UserError as error:
        problems.tell(error)
        return
    session.choose_shop(made.id)
    st.switch_page(section("data").file, query_params=address.link("add"))
