"""Which question is open and where its sliders stand: kept in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analytics.what_if.answer import Answer, Lever
from analytics.what_if.questions import QUESTIONS
from pages.parts import address, choose, session
from pages.what_if import words

_COLUMNS = 2


def asked() -> str:
    """The open question; the first where the address names none that there is."""
    wanted = address.value("ask")
    return wanted if wanted in QUESTIONS else next(iter(QUESTIONS))


def ask(question: str) -> None:
    """Open a question with its sliders at the start."""
    address.choose("ask", question)
    address.choose("given", None)


def given() -> dict[str, float]:
    """Where sliders were moved to: rate_0.2*contacts_64 in the address; nonsense is left out."""
    pairs = (part.rpartition("_") for part in (address.value("given") or "").split("*"))
    return {name: float(value) for name, _, value in pairs if name and _is_number(value)}


def give(values: Mapping[str, float]) -> None:
    """Move sliders; none: all back to the start."""
    address.choose("given", "*".join(f"{name}_{value:g}" for name, value in sorted(values.items())) or None)


def draw(answered: Answer) -> None:
    """The sliders, two beside each other."""
    columns = st.columns(_COLUMNS)
    for number, lever in enumerate(answered.levers):
        with columns[number % _COLUMNS]:
            _lever(answered, lever)
    _claims(answered)
    if given():
        st.button(session.texts()("what_if.back"), key="what_if_back", type="tertiary", icon=":material/undo:",
                  on_click=give, args=({},))


def _claims(answered: Answer) -> None:
    """What the articles say without evidence, all of it at once (3:5:2): only on request, and named as such."""
    texts, claims = session.texts(), {lever.name: lever.claim for lever in answered.levers if lever.claim is not None}
    if claims:
        said = texts.listing(texts("what_if.claimed", lever=words.lever_title(answered.question, lever, texts),
                                   value=words.said(lever.unit, lever.claim, texts))
                             for lever in answered.levers if lever.claim is not None)
        st.button(texts("what_if.claim", claims=said), key="what_if_claim", type="tertiary", icon=":material/article:",
                  on_click=give, args=({**given(), **claims},))


def _lever(answered: Answer, lever: Lever) -> None:
    if lever.choices:
        _choice(answered, lever)
    else:
        _slider(answered, lever)


def _choice(answered: Answer, lever: Lever) -> None:
    texts = session.texts()
    current = lever.choices[int(answered.values[lever.name])]
    key = choose.keyed(f"what_if_{answered.question}_{lever.name}", current)
    st.selectbox(words.lever_title(answered.question, lever, texts), lever.choices, key=key,
                 format_func=lambda one: words.choice_word(answered.question, lever, one, texts),
                 on_change=lambda: give({**given(), lever.name: float(lever.choices.index(st.session_state[key]))}))


def _slider(answered: Answer, lever: Lever) -> None:
    texts = session.texts()
    step, current = lever.shown(answered.values[lever.name])
    whole = all(float(one).is_integer() for one in (lever.low, lever.high, step, current))
    kind = int if whole else float
    key = choose.keyed(f"what_if_{answered.question}_{lever.name}_{lever.low:g}_{lever.high:g}_{step:g}", kind(current))
    title, hint = words.lever_title(answered.question, lever, texts), f"what_if.lever_help.{answered.question}.{lever.name}"
    st.slider(texts("what_if.guessed", lever=title) if lever.guessed else title,
              kind(lever.low), kind(lever.high), step=kind(step), key=key,
              format="percent" if lever.unit == "share" else None, help=texts(hint) if texts.has(hint) else None,
              on_change=lambda: give({**given(), lever.name: float(st.session_state[key])}))


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).replace("-", "", 1).isdigit()
