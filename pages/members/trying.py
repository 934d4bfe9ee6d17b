"""Other thresholds, tried on: sliders whose values live in the address, never stored until asked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.settings import Settings, definitions
from pages.members.wording import SETTINGS
from pages.parts import address, choose, session

FIELD = "tried"
# How far a slider goes before the shop's own threshold pushes it further, and its step.
_REACH = {"high_spend": (3000, 10), "high_interaction": (20, 1), "new": (60, 1), "silent": (90, 1)}


def settings(ws: Workspace) -> Settings:
    """The shop's settings with what is being tried; nonsense in the address is left out."""
    own = ws.settings
    values = {name: value for name, value in _tried().items() if _fits(name, value)}
    return own.changed(**{SETTINGS[name].replace(".", "__"): value for name, value in values.items()})


def is_on(ws: Workspace) -> bool:
    """Whether the page shows a try."""
    return settings(ws) != ws.settings


def controls(ws: Workspace, names: list[str], cuts: pd.DataFrame) -> None:
    """A slider a label that can be judged; fit my shop, save, back."""
    texts, tried = session.texts(), settings(ws)
    with st.expander(texts("layers.try_title"), icon=":material/tune:", expanded=is_on(ws)):
        if is_on(ws):
            st.markdown(f":material/science: {texts('layers.try_on')}")
        columns = st.columns(max(len(names), 1))
        for place, name in zip(columns, names, strict=False):
            with place:
                _slider(name, tried)
        with st.container(horizontal=True):
            st.button(texts("layers.try_own"), help=texts("layers.try_own_help"), key="layers_own",
                      on_click=_keep, args=({row["layer"]: row["value"] for row in cuts.to_dict("records")},))
            if is_on(ws):
                st.button(texts("layers.try_save"), key="layers_save", on_click=_save, args=(ws, tried))
                st.button(texts("layers.try_back"), key="layers_back", type="tertiary", on_click=_keep, args=({},))


def _slider(name: str, tried: Settings) -> None:
    texts, current = session.texts(), int(tried[SETTINGS[name]])
    reach, step = _REACH[name]
    lowest = int(definitions()[SETTINGS[name]].low or 0)
    key = choose.keyed(f"try_{name}", current)
    # A threshold between two steps could not be shown on the slider.
    step = step if current % step == 0 else 1
    st.slider(texts(f"layers.slider.{name}"), lowest, max(reach, current), key=key, step=step,
              on_change=lambda: _keep({**_tried(), name: st.session_state[key]}))


def _save(ws: Workspace, tried: Settings) -> None:
    ws.change_settings(tried)
    _keep({})
    st.toast(session.texts()("layers.try_saved"))


def _keep(values: dict[str, Any]) -> None:
    address.choose(FIELD, ".".join(f"{name}-{int(value)}" for name, value in sorted(values.items())) or None)


def _tried() -> dict[str, int]:
    """What the address says: silent-20.high_spend-300."""
    pairs = (part.rpartition("-") for part in (address.value(FIELD) or "").split("."))
    return {name: int(value) for name, _, value in pairs if name in SETTINGS and value.isdigit()}


def _fits(name: str, value: int) -> bool:
    definition = definitions()[SETTINGS[name]]
    return (definition.low or 0) <= value <= (definition.high or value)
