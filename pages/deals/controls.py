"""The sentence of choices above the path: which steps, within how long, in which order, from which entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from analytics.charts.funnel import step_word
from analytics.metrics.funnel import ENTRIES, ORDERS, Funnel
from pages.parts import session
from pages.parts.markdown import plain

_DAYS = (7, 14, 30, 60, 90, 180)
_STATE = "path_choices"


def chosen() -> dict[str, Any]:
    """What this session chose for `funnel.measure`; {} = what the data suggest."""
    found: dict[str, Any] = st.session_state.get(_STATE, {})
    return found


def forget_unknown(known: Sequence[str]) -> None:
    """Drop chosen steps that this shop's data do not hold."""
    kept = tuple(step for step in chosen().get("steps", ()) if step in known)
    if kept != chosen().get("steps", ()):
        _keep("steps", kept)


def draw(result: Funnel) -> None:
    """Four choosers; a change draws the page anew."""
    texts = session.texts()
    with st.expander(texts("deals.controls"), icon=":material/tune:"):
        steps = [str(step) for step in result.available["step"]]
        _chooser("steps", list(result.chain), lambda key, label: st.multiselect(
            label, steps, key=key, format_func=lambda step: plain(step_word(step, texts)), placeholder="",
            on_change=lambda: _keep("steps", tuple(st.session_state[key]))))
        window, order, entry = st.columns(3)
        with window:
            _window(result)
        with order:
            _one_of("order", ORDERS, result.order)
        with entry:
            _one_of("entry", ENTRIES, result.entry)


def _window(result: Funnel) -> None:
    texts = session.texts()
    auto = texts("deals.window_auto", days=result.window_days)
    _chooser("window", chosen().get("window_days"), lambda key, label: st.selectbox(
        label, (None, *_DAYS), key=key, on_change=lambda: _keep("window_days", st.session_state[key]),
        format_func=lambda days: texts("deals.days_choice", days=days) if days else auto))


def _one_of(name: str, options: Sequence[str], current: str) -> None:
    texts = session.texts()
    _chooser(name, current, lambda key, label: st.selectbox(
        label, options, key=key, format_func=lambda one: texts(f"deals.{name}.{one}"),
        on_change=lambda: _keep(name, st.session_state[key])))


def _chooser(name: str, current: Any, drawn: Callable[[str, str], Any]) -> None:
    key = f"path_{name}_{session.language()}"
    if st.session_state.get(key, _STATE) != current:
        st.session_state[key] = current
    drawn(key, session.texts()(f"deals.choose_{name}"))


def _keep(name: str, value: Any) -> None:
    kept = {**chosen(), name: value}
    st.session_state[_STATE] = {field: choice for field, choice in kept.items() if choice}
