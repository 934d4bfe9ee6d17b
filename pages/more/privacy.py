"""隐私与资料: where everything lies, what never happens, how to hide names, how to take things away."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from pages.parts import session, shops
from pages.parts.markdown import plain

_PARTS = ("local", "reads", "never", "masked", "away", "law")


def show(ws: Workspace, scope: Scope) -> None:
    """One short paragraph a question."""
    texts = session.texts()
    for part in _PARTS:
        st.subheader(texts(f"privacy.{part}_title"), anchor=False)
        st.markdown(texts(f"privacy.{part}"))
        if part == "local":
            st.code(plain(shops.home()), language=None)
