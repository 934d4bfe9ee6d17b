"""Scenarios on the page: save, compare up to three beside today, take along as a file or a link."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import UserError, Workspace
from analytics.texts.words import Texts
from analytics.what_if import scenarios
from analytics.what_if.answer import Answer, answer
from analytics.what_if.questions import QUESTIONS
from analytics.what_if.scenarios import Side
from pages.parts import address, problems, session
from pages.parts import show as draw
from pages.parts.markdown import plain
from pages.what_if import levers, taken


def show(ws: Workspace, facts: Any, found: Answer) -> None:
    """Everything about saving, inside one expander, which costs a slider nothing while it is closed."""
    box = st.expander(session.texts()("what_if.saved"), icon=":material/bookmark:", key="what_if_saved_box", on_change="rerun")
    if box.open:
        with box:
            _opened(ws, facts, found)


def _opened(ws: Workspace, facts: Any, found: Answer) -> None:
    st.code(_link(), language=None, wrap_lines=True)
    st.caption(session.texts()("what_if.link_how"))
    _save(ws, found)
    saved = ws.scenarios()
    mine = saved[saved["question"] == found.question]
    if len(mine):
        _compare(ws, facts, found, mine)


def _link() -> str:
    """The address of exactly this setting: ids and numbers, no names."""
    own = {field: value for field in address.LOCAL["what_if"] if (value := address.value(field))}
    state = {**address.link("questions"), "ask": levers.asked(), **own}
    return str(st.context.url or "").partition("?")[0] + "?" + "&".join(f"{name}={value}" for name, value in state.items())


def _save(ws: Workspace, found: Answer) -> None:
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(texts("what_if.save_name"), key="what_if_name", max_chars=60)
        st.button(texts("what_if.save"), key="what_if_save", on_click=_keep, args=(ws, found))


def _keep(ws: Workspace, found: Answer) -> None:
    try:
        ws.keep_scenario(str(st.session_state.get("what_if_name") or ""), found.question, found.values)
    except UserError as error:
        st.toast(problems.sentence(error))
        return
    st.session_state["what_if_name"] = ""
    st.toast(session.texts()("what_if.was_saved"))


def _compare(ws: Workspace, facts: Any, found: Answer, mine: pd.DataFrame) -> None:
    texts, names = session.texts(), _names(ws, mine, session.texts())
    chosen = st.multiselect(texts("what_if.compare"), list(names), default=list(names)[-scenarios.MOST:], placeholder="",
                            key=f"what_if_compare_{found.question}_{texts.language}_{len(names)}",
                            max_selections=scenarios.MOST, format_func=lambda one: plain(names[one]))
    sides = scenarios.sides(QUESTIONS[found.question], facts, mine, tuple(chosen))
    if not sides:
        return
    rows = taken.compared(answer(QUESTIONS[found.question], facts, {}), sides, texts)
    labels = {"what": texts("what_if.column.outcome"), "today": texts("what_if.column.today"),
              **{f"side_{at}": names[side.scenario_id] for at, side in enumerate(sides)}}
    draw.wrapped(rows, name="what_if_scenarios", columns=labels)
    _each(ws, sides, names)


def _each(ws: Workspace, sides: list[Side], names: dict[str, str]) -> None:
    """Open one again, or drop it."""
    texts = session.texts()
    for side in sides:
        with st.container(horizontal=True):
            name = plain(names[side.scenario_id])
            st.button(texts("what_if.open", name=name), key=f"what_if_open_{side.scenario_id}", type="tertiary",
                      on_click=levers.give, args=(side.answered.values,))
            st.button(texts("what_if.forget", name=name), key=f"what_if_forget_{side.scenario_id}", type="tertiary",
                      on_click=_forget, args=(ws, side.scenario_id))


def _forget(ws: Workspace, scenario_id: str) -> None:
    with problems.calm():
        ws.forget_scenario(scenario_id)


def _names(ws: Workspace, mine: pd.DataFrame, texts: Texts) -> dict[str, str]:
    """scenario_id → its name; a number where names are hidden, since somebody's may be in it."""
    return {str(one): texts("what_if.numbered", number=at) if ws.is_masked else str(name)
            for at, (one, name) in enumerate(zip(mine["scenario_id"], mine["name"], strict=True), 1)}
