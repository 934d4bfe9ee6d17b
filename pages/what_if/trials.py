"""真试一次 / Try it for real: how many people it takes, two halves drawn by lot, and later what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.what_if import experiments
from analytics.what_if.answer import Answer
from pages.parts import cache, problems, session
from pages.parts import show as draw
from pages.what_if import trial_words as words

_HALVES = 2
_KEYS = {"name": "what_if_trial_name", "by": "what_if_trial_by", "days": "what_if_trial_days", "begins": "what_if_trial_begins"}


def show(ws: Workspace, scope: Scope, found: Answer) -> None:
    """For questions that are about people: draw halves; below, every experiment of the shop."""
    if len(found.people) < _HALVES and ws.experiments().empty:
        return
    box = st.expander(session.texts()("what_if.trial"), icon=":material/shuffle:", key="what_if_trial_box", on_change="rerun")
    if box.open:
        with box:
            _opened(ws, scope, found)


def _opened(ws: Workspace, scope: Scope, found: Answer) -> None:
    saved = ws.experiments()
    st.caption(session.texts()("what_if.trial_how"))
    if len(found.people) >= _HALVES:
        _new(ws, scope, found)
    for row in saved.to_dict("records"):
        _result(ws, scope, {str(name): value for name, value in row.items()}, len(saved))


def _new(ws: Workspace, scope: Scope, found: Answer) -> None:
    texts = session.texts()
    for line in words.size_lines(found, texts):
        st.markdown(line)
    # Two beside each other: four cut the day on a narrow page.
    columns = [*st.columns(2, vertical_alignment="bottom"), *st.columns(2, vertical_alignment="bottom")]
    columns[0].text_input(texts("what_if.trial_name"), key=_KEYS["name"], max_chars=60)
    columns[1].selectbox(texts("what_if.trial_within"), experiments.DRAWN_BY, key=_KEYS["by"],
                         format_func=lambda one: texts(f"what_if.trial_by.{one}"))
    columns[2].date_input(texts("what_if.trial_begins"), value=ws.resolve(scope).as_of + timedelta(days=1), key=_KEYS["begins"],
                          format="YYYY-MM-DD")
    columns[3].number_input(texts("what_if.trial_days"), 1, 180, 14, key=_KEYS["days"])
    st.button(texts("what_if.trial_draw", count=len(found.people)), key="what_if_trial_draw", on_click=_draw,
              args=(ws, scope, found.people))


def _draw(ws: Workspace, scope: Scope, people: pd.DataFrame) -> None:
    given = {name: st.session_state[key] for name, key in _KEYS.items()}
    seed = experiments.seed_of(given["name"], len(ws.experiments()))
    try:
        arms = experiments.draw(ws, scope, people, seed, given["by"])
        ws.keep_experiment(given["name"], arms, seed=seed, drawn_by=given["by"], begins=given["begins"], days=int(given["days"]))
    except UserError as error:
        st.toast(problems.sentence(error))
        return
    st.session_state[_KEYS["name"]] = ""
    st.toast(session.texts()("what_if.trial_saved"))


def _result(ws: Workspace, scope: Scope, row: dict[str, Any], many: int) -> None:
    """One experiment: what came of it, its halves to download, drop it."""
    texts, key = session.texts(), str(row["experiment_id"])
    begins = pd.Timestamp(row["begins"]).date()
    result = cache.measured(experiments.measure, ws, scope, experiment_id=key, begins=begins, days=int(row["days"]))
    st.markdown(words.headline(row, result, ws.is_masked, many, texts))
    draw.table(words.arm_table(result, texts), name=f"what_if_arms_{key}", download=False,
               columns={name: texts(f"what_if.column.{name}") for name in ("outcome", "arm_a", "arm_b", "verdict")})
    draw.people(words.people_table(result, texts), name=f"what_if_trial_{key}", columns=words.people_columns(result, texts),
                title=texts("what_if.trial_people", count=len(result.people)))
    st.button(texts("what_if.trial_forget"), key=f"what_if_trial_forget_{key}", type="tertiary", on_click=_forget, args=(ws, key))


def _forget(ws: Workspace, key: str) -> None:
    with problems.calm():
        ws.forget_experiment(key)
