"""留存 / Retention: who comes back, who leaves, who is about to go; how long people stay behind 专业."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import retention as charts
from analytics.metrics import active_retention, activity, churn, retention, stickiness
from analytics.metrics.active_retention import ActiveRetention
from analytics.metrics.retention import Retention
from analytics.metrics.side_by_side import side_by_side
from pages.members import retention_churn, retention_words
from pages.parts import cache, session, terms
from pages.parts import show as draw

_LOOKS = ("line", "actives", "churn", "warnings", "exits", "won_back")


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, the cohort table, then one look at a time; survival behind 专业."""
    texts, head = session.texts(), st.container()
    talk = ws.has("messages") or not ws.has("orders")
    rhythm = cache.measured(_rhythm if talk else churn.buying_rhythm, ws, scope)
    asked = _question(rhythm.unit, talk)
    with side_by_side() as ask:
        active = ask.submit(cache.measured, _actives, ws, scope)
        result = cache.measured(retention.measure, ws, scope, **asked)
    actives = active.result()
    with head:
        draw.verdict(retention_words.verdict(result, texts))
        draw.cards(retention_words.cards(result, actives, texts))
    draw.missing(retention_words.rhythm(rhythm, "talk" if talk else "orders", texts))
    if result.refused:
        draw.missing(retention_words.instead(result, texts))
    else:
        _table(result)
        if result.question.mode == "bracket":
            _brackets(result)
    _look(ws, scope, result, actives)
    box = st.expander(texts("show.expert"), icon=":material/science:", key="retention_expert_box", on_change="rerun")
    if box.open:
        with box:
            retention_churn.staying(ws, scope)
    draw.definition("retention.definition")
    unclear = terms.in_force(ws.settings, texts)["retention__first_seen_unclear_until_days"]
    draw.missing(retention_words.notes(result, unclear, texts))


def _rhythm(ws: Workspace, scope: Scope) -> stickiness.Rhythm:
    return stickiness.rhythm_of(cache.measured(activity.facts, ws, scope))


def _actives(ws: Workspace, scope: Scope) -> ActiveRetention:
    return active_retention.table(cache.measured(activity.facts, ws, scope))


def _question(unit: str | None, talk: bool) -> dict[str, Any]:
    """The controls, read as a sentence: from a start, see a return, by a unit. Without any `talk` they ask of orders, by month."""
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # What was chosen for a shop that talks is no choice for one that only sells.
        key = "retention" if talk else "retention_orders"
        start = _one(key, "start", retention.STARTS, "message" if talk else "order")
        back = _one(key, "back", retention.BACKS, "interaction" if talk else "order")
        mode = _one(key, "mode", retention.MODES, "on")
        # The unit that the shop's own rhythm suggests is the one that is open.
        cut = _one(key, "unit", ("day", "week", "month"), unit or ("week" if talk else "month"))
        rolling = st.toggle(texts("retention.rolling"), help=texts("retention.rolling_help"),
                            key=f"retention_rolling_{texts.language}")
    return {"start": start, "back": back, "mode": mode, "unit": cut, "rolling": rolling}


def _one(key: str, name: str, options: tuple[str, ...], default: str) -> str:
    texts = session.texts()
    chosen: str = st.selectbox(
        texts(f"retention.ask.{name}"), options, index=options.index(default), key=f"{key}_{name}_{texts.language}",
        format_func=lambda one: texts(f"retention.{name}.{one}"), width=210)
    return chosen


def _table(result: Retention) -> None:
    texts = session.texts()
    picked = draw.chart(charts.heat(result, texts), "retention_heat", on_select=True, alt_text=texts("retention.heat_alt"))
    st.caption(texts("retention.heat_how"))
    if picked and "cohort" in picked[0]:
        cohort, unit = date.fromisoformat(picked[0]["cohort"]), int(picked[0]["unit"])
        named = {"cohort": charts.cohort_name(pd.Timestamp(cohort), result.question.unit, texts),
                 "when": retention_words.when(result, unit, texts)}
        others = "cell_not_yet" if result.state(cohort, unit) == "pending" else "cell_not"
        for name, back in (("cell", True), (others, False)):
            people = result.people(cohort, unit, back)
            draw.people(people, name=f"retention_{name}", title=texts(f"retention.list_{name}", **named, count=len(people)))


def _brackets(result: Retention) -> None:
    """The article's stages: one row each, to be opened."""
    texts = session.texts()
    rows = retention_words.bracket_rows(result, texts)
    marked = draw.table(rows, name="retention_brackets", select=True, columns=retention_words.bracket_columns(texts))
    st.caption(texts("retention.mark_row"))
    for place in marked[:1]:
        row = result.brackets.iloc[place]
        people = result.bracket_people(int(row["first"]), int(row["last"]))
        draw.people(people, name="retention_bracket", title=texts("retention.list_bracket", count=len(people)))


def _look(ws: Workspace, scope: Scope, result: Retention, actives: ActiveRetention) -> None:
    texts = session.texts()
    looks = [one for one in _LOOKS if one != "line" or len(result.overall)]
    look = st.segmented_control(texts("retention.looks"), looks, default=looks[0], label_visibility="collapsed", required=True,
                                key=f"retention_look_{len(looks)}_{texts.language}",
                                format_func=lambda one: texts(f"retention.look.{one}"))
    if look == "line":
        _line(result)
    elif look == "actives":
        _active(actives)
    else:
        {"churn": retention_churn.forms, "warnings": retention_churn.warned, "exits": retention_churn.left,
         "won_back": retention_churn.won_back}[str(look)](ws, scope)


def _line(result: Retention) -> None:
    texts = session.texts()
    picked = draw.chart(charts.line(result, texts), "retention_line", on_select=True, alt_text=texts("retention.line_alt"))
    st.caption(texts("retention.line_how"))
    if picked and "unit" in picked[0]:
        people = result.people(None, int(picked[0]["unit"]))
        when = retention_words.when(result, int(picked[0]["unit"]), texts)
        draw.people(people, name="retention_unit", title=texts("retention.list_unit", when=when, count=len(people)))
    draw.table(retention_words.overall_rows(result, texts), name="retention_overall",
               columns=retention_words.overall_columns(texts))


def _active(result: ActiveRetention) -> None:
    texts = session.texts()
    unit = st.segmented_control(texts("retention.ask.unit"), active_retention.UNITS, default="week", required=True,
                                key=f"retention_active_{texts.language}", label_visibility="collapsed",
                                format_func=lambda one: texts(f"retention.active.{one}"))
    if result.latest(unit) is None:
        draw.missing(texts("retention.active_none"))
        return
    picked = draw.chart(charts.actives(result, unit, texts), "retention_actives", on_select=True,
                        alt_text=texts("retention.active_alt"))
    st.caption(texts("retention.active_how"))
    start = picked[0]["start"] if picked and "start" in picked[0] else str(result.latest(unit)["start"])  # type: ignore[index]
    day = pd.Timestamp(start).date()
    for kind in ("lost", "kept"):
        people = result.people(day, unit, kind)
        draw.people(people, name=f"retention_{kind}", title=texts(f"retention.list_{kind}", day=day, count=len(people)))
