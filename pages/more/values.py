"""One setting as a widget that fits it: number, share in percent, yes or no, choice, order, word list."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.settings import Definition
from pages.parts import session, terms
from pages.parts.markdown import escaped

_PERCENT = 100


def ask(found: Definition, value: Any, key: str) -> Any:
    """Draw the widget; the value in the setting's own unit and type."""
    texts = session.texts()
    label = texts(f"setting.{found.key}")
    if isinstance(value, bool):
        return st.toggle(label, value=value, key=key)
    if isinstance(value, tuple):
        return _many(found, value, label, key)
    if isinstance(value, str):
        return st.selectbox(label, found.choices, index=found.choices.index(value), key=key,
                            format_func=lambda one: terms.said(found, one, texts))
    return _number(found, value, label, key)


def source(found: Definition) -> str:
    """Where a default comes from, in words."""
    texts = session.texts()
    first = found.source.partition(" ")[0]
    key = f"setting_source.{first.lower()}"
    return texts(key) if texts.has(key) else found.source


def _number(found: Definition, value: float, label: str, key: str) -> float:
    scale = _PERCENT if found.unit == "share" else 1
    whole = isinstance(found.default, int) or scale > 1
    kind = int if whole else float
    given = st.number_input(
        _with_unit(found, label), value=kind(round(value * scale, 6)), step=kind(1), key=key, width="stretch",
        min_value=None if found.low is None else kind(found.low * scale),
        max_value=None if found.high is None else kind(found.high * scale))
    answer: float = type(found.default)(given / scale if scale > 1 else given)
    return answer


def _with_unit(found: Definition, label: str) -> str:
    texts = session.texts()
    unit = "%" if found.unit == "share" else texts(f"unit.{found.unit}", value="").strip()
    return texts("thresholds.in_unit", label=label, unit=unit) if unit else label


def _many(found: Definition, value: tuple[str, ...], label: str, key: str) -> tuple[str, ...]:
    texts = session.texts()
    named = all(texts.has(f"choice.{found.key}.{item}") for item in found.default) and found.default
    if named:
        chosen = st.multiselect(label, found.default, default=list(value), key=key,
                                format_func=lambda one: texts(f"choice.{found.key}.{one}"))
        return tuple(chosen)
    typed = st.text_area(texts("thresholds.words", label=escaped(label)), value="\n".join(value), key=key, height=160)
    return tuple(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
