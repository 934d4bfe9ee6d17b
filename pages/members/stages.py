"""成员阶段 / Member stages: how long people have been here, what each stage is for, and who comes, stays, falls asleep."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import stages as charts
from analytics.metrics import stage_targets, stages, states
from analytics.metrics.stage_targets import StageTargets
from analytics.metrics.stages import STAGES, Stages
from analytics.metrics.states import States
from pages.members import stages_words as words
from pages.parts import cache, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page; joins of the days of `scope`, members on its last day."""
    texts, result = session.texts(), cache.measured(stages.measure, ws, scope)
    aims = cache.measured(stage_targets.measure, ws, scope)
    judged = result.coverage["has_join_days"] or result.count("veteran") > 0
    draw.verdict(words.verdict(result, aims, texts) if judged else texts("stages.nothing"))
    if not judged:
        draw.missing(texts("stages.nothing_more"))
    cards = words.cards(aims, texts)
    if any(card.value != texts.number(None) for card in cards):
        draw.cards(cards)
    picked: list[dict[str, Any]] = []
    if judged:
        picked = draw.chart(charts.bars(result, texts), key="stages_bars", on_select=True, alt_text=texts("stages.chart_alt"))
        st.caption(texts("stages.click"))
    drawn = {"people": lambda: _people(result, picked), "targets": lambda: _targets(aims),
             "states": lambda: _states(ws, scope), "plan": lambda: _plan(result, aims), "birthdays": lambda: _birthdays(result)}
    draw.tabs("stages", drawn)
    _expert(aims)
    draw.definition("stages.definition")
    draw.missing(words.gaps(result, texts))


def _people(result: Stages, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked bar; else of the stage chosen with a button."""
    texts = session.texts()
    known = [stage for stage in STAGES if len(result.people(stage))]
    clicked = [one["stage"] for one in picked if one.get("stage") in known]
    chosen = clicked[0] if clicked else st.segmented_control(
        texts("stages.who"), known, default=known[0] if known else None, label_visibility="collapsed",
        format_func=lambda stage: texts(f"stage.{stage}"), key=f"stages_who_{texts.language}")
    if chosen:
        rows = words.ordered(result.members[result.members["stage"] == chosen], chosen)
        if chosen == "veteran":
            st.caption(words.veterans(result, texts))
        draw.people(rows, name="stages_people", columns=words.member_columns(texts),
                    title=texts("stages.list_of", stage=texts(f"stage.{chosen}"), count=len(rows)))


def _targets(result: StageTargets) -> None:
    """Each stage's figure beside the article's, and the people behind both its numbers: of the clicked one first."""
    texts, picture = session.texts(), charts.targets(result, session.texts())
    picked: list[dict[str, Any]] = []
    if picture is not None:
        picked = draw.chart(picture, key="stages_targets", on_select=True, alt_text=texts("stages.targets_alt"))
        st.caption(texts("stages.targets_how"))
    draw.missing(words.unmeasured(result, texts))
    lists = words.target_lists(result)
    if lists:
        first = words.list_of(picked, lists)
        chosen = st.selectbox(texts("stages.targets_list"), list(lists), key=f"stages_list_{first}_{texts.language}",
                              index=list(lists).index(first),
                              format_func=lambda name: texts(f"stages.list.{name}", count=len(lists[name])))
        draw.people(lists[chosen], name="stages_target", title=texts(f"stages.list.{chosen}", count=len(lists[chosen])),
                    columns=words.target_columns(lists[chosen], texts))


def _plan(result: Stages, aims: StageTargets) -> None:
    """What the article says each stage is for, beside the own figure; its lost cells are said."""
    texts = session.texts()
    draw.wrapped(words.plan(result, aims, texts), name="stages_plan", columns={
        name: texts(f"stages.column.{name}")
        for name in ("stage", "focus", "own", "reference", "activity")})
    st.caption(texts("stages.plan_source"))


def _birthdays(result: Stages) -> None:
    texts = session.texts()
    if result.birthdays is None:
        st.caption(texts("stages.birthdays_unknown"))
    elif result.birthdays.empty:
        st.caption(texts("stages.birthdays_nobody", month=result.as_of.month))
    else:
        draw.people(words.birthdays(result, texts), name="stages_birthdays", columns=words.birthday_columns(texts),
                    title=texts("stages.birthdays_title", month=result.as_of.month, count=len(result.birthdays)))


def _states(ws: Workspace, scope: Scope) -> None:
    """New, still here, back, asleep: the picture of the weeks or months and the people of a clicked piece."""
    texts = session.texts()
    unit = st.segmented_control(
        texts("stages.unit"), states.UNITS, default="week", required=True, key=f"stages_unit_{texts.language}",
        format_func=lambda one: texts(f"stages.unit_{one}"), label_visibility="collapsed")
    result = cache.measured(states.measure, ws, scope, unit=unit)
    if not result.periods["active"].any():
        st.caption(texts("stages.states_nothing"))
        return
    st.markdown(words.states_said(result, texts))
    picked = draw.chart(charts.states(result, texts), key=f"stages_states_{unit}", on_select=True,
                        alt_text=texts("stages.states_alt"))
    st.caption(texts("stages.states_click"))
    _state_people(ws, result, picked)
    with st.expander(texts("stages.states_table"), icon=":material/table:"):
        draw.table(words.periods(result, texts), name="stages_states", columns=words.period_columns(texts))
    draw.missing(words.state_gaps(result, texts))


def _state_people(ws: Workspace, result: States, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked piece; else of a state of the last finished interval, chosen with a button."""
    texts = session.texts()
    if picked:
        state, begins = str(picked[0]["state"]), date.fromisoformat(str(picked[0]["begins"]))
    elif result.last is None:
        return
    else:
        begins = result.last
        known = [one for one in states.STATES if len(result.people(one, begins))]
        state = st.segmented_control(
            texts("stages.column.state"), known, default="dormant" if "dormant" in known else known[0], required=True,
            label_visibility="collapsed", format_func=lambda one: texts(f"state.{one}"),
            key=f"stages_state_{result.unit}_{texts.language}")
    people = words.named(result.people(state, begins), ws)
    draw.people(people, name="stages_state", title=texts(
        "stages.state_list", state=texts(f"state.{state}"), begins=f"{begins:%Y-%m-%d}", count=len(people)))


def _expert(result: StageTargets) -> None:
    texts = session.texts()
    with st.expander(texts("show.expert"), icon=":material/science:"):
        if not result.coverage["has_orders"]:
            st.caption(texts("stages.gap.orders"))
            return
        draw.table(words.first_order_table(result, texts), name="stages_first_orders", columns={
            name: texts(f"stages.column.{name}") for name in ("basis", "count", "of", "share", "low", "high")})
        st.caption(words.check(result, texts))
        draw.table(words.left_out(result, texts), name="stages_left_out", columns={
            name: texts(f"stages.column.{name}") for name in ("reason", "people")})
