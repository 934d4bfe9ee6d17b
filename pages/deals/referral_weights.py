"""Other weights of the KOC score, tried on: kept in the session, never stored until asked."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.metrics.koc import Koc
from analytics.settings import Settings
from pages.parts import choose, session

_STEP = 0.05


def settings(ws: Workspace) -> Settings:
    """The shop's settings with the weights being tried."""
    return ws.settings.changed(**{_setting(name).replace(".", "__"): value for name, value in _tried(ws).items()})


def controls(ws: Workspace, result: Koc) -> None:
    """A slider a part there are data for; save, back."""
    texts, now = session.texts(), settings(ws)
    with st.expander(texts("koc.try"), icon=":material/tune:", expanded=bool(_tried(ws))):
        if _tried(ws):
            st.markdown(f":material/science: {texts('koc.try_on')}")
        for place, name in zip(st.columns(max(len(result.known), 1)), result.known, strict=False):
            with place:
                _slider(ws, name, float(now[_setting(name)]))
        if _tried(ws):
            with st.container(horizontal=True):
                st.button(texts("koc.try_save"), key="koc_save", on_click=_save, args=(ws, now))
                st.button(texts("koc.try_back"), key="koc_back", type="tertiary", on_click=_keep, args=(ws, {}))


def _slider(ws: Workspace, name: str, current: float) -> None:
    texts, key = session.texts(), choose.keyed(f"koc_{name}", current)
    st.slider(texts(f"koc.part.{name}"), 0.0, 1.0, key=key, step=_STEP, help=texts(f"koc.part_how.{name}"),
              on_change=lambda: _keep(ws, {**_tried(ws), name: float(st.session_state[key])}))


def _save(ws: Workspace, tried: Settings) -> None:
    ws.change_settings(tried)
    _keep(ws, {})
    st.toast(session.texts()("koc.try_saved"))


def _setting(name: str) -> str:
    return f"koc.{name}_weight_share"


def _tried(ws: Workspace) -> dict[str, float]:
    found: dict[str, float] = st.session_state.get(f"koc_tried_{ws.uuid}", {})
    return found


def _keep(ws: Workspace, values: dict[str, float]) -> None:
    st.session_state[f"koc_tried_{ws.uuid}"] = values
