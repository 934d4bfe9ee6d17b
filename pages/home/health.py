"""店铺健康 / Health: three pillars with lights, what they add up to, each number week by week and with its people."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import health as charts
from analytics.metrics import health
from analytics.metrics.diagnosis import PILLARS
from analytics.metrics.health import Health
from pages.home import health_words as words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the pillars as they stand at the end of `scope`."""
    texts = session.texts()
    result = cache.measured(health.measure, ws, scope)
    if result.numbers.empty:
        draw.verdict(words.nothing(result, texts))
        draw.missing(words.gaps(result, texts))
        draw.definition("health.definition")
        return
    draw.verdict(texts(f"health.finding.{result.diagnosis.finding}"))
    _what_to_do(result)
    for pillar in PILLARS:
        _pillar(result, pillar)
    _one(ws, scope, result)
    with st.expander(texts("health.table_title"), icon=":material/table:"):
        draw.table(words.table(result, texts), name="health", columns=words.columns(texts))
    draw.definition("health.definition")
    draw.missing(words.gaps(result, texts))


def _what_to_do(result: Health) -> None:
    """The evidence that fired, and what to look at first."""
    texts, lines = session.texts(), words.evidence(result, session.texts())
    if lines:
        st.markdown("\n".join(f"- {escaped(line)}" for line in lines))
    st.markdown(escaped(texts(f"health.do.{result.diagnosis.finding}")))


def _pillar(result: Health, pillar: str) -> None:
    texts, rows = session.texts(), result.numbers[result.numbers["pillar"] == pillar].to_dict("records")
    title = texts("health.pillar_line", pillar=texts(f"health.pillar.{pillar}"), state=words.state(result.states[pillar], texts))
    st.markdown(f"##### {escaped(title)}")
    if rows:
        draw.cards([words.card(row, texts) for row in rows])
    else:
        st.caption(texts(f"health.none.{pillar}"))


def _one(ws: Workspace, scope: Scope, result: Health) -> None:
    """One number, week by week, and who stands behind it; of the clicked week, else of the whole span."""
    texts, keys = session.texts(), result.numbers["key"].tolist()
    st.markdown(f"##### {texts('health.closer')}")
    key = st.segmented_control(
        texts("health.closer"), keys, default=keys[0], required=True, wrap=True, label_visibility="collapsed",
        key=f"health_number_{texts.language}", format_func=lambda one: texts(f"health.number.{one}"))
    week = _week(result, key)
    if week is None:
        _people(result.lists[result.lists["key"] == key], key)
        return
    st.markdown(f"**{texts('health.week_people', day=week)}**")
    _people(cache.measured(health.in_week, ws, scope, key=key, first=week), key)


def _week(result: Health, key: str) -> date | None:
    """The first day of the week that was clicked."""
    texts, picture = session.texts(), charts.weeks(result, key, session.texts())
    if picture is None:
        return None
    picked = draw.chart(picture, key=f"health_weeks_{key}", on_select=True,
                        alt_text=texts("health.chart_alt", number=texts(f"health.number.{key}")))
    st.caption(texts("health.chart_click"))
    clicked = str(picked[0].get("first")) if picked else ""
    known = result.weeks.loc[result.weeks["key"] == key, "week_start"].dt.strftime("%Y-%m-%d")
    return date.fromisoformat(clicked) if clicked in set(known) else None


def _people(rows: pd.DataFrame, key: str) -> None:
    """`rows`: person_id, display_name, counted."""
    texts, parts = session.texts(), {side: rows[rows["counted"] == side] for side in (True, False)}
    sides = [side for side, part in parts.items() if len(part)]
    if not sides:
        return
    counted = st.pills(
        texts("health.lists"), sides, default=sides[-1], required=True, label_visibility="collapsed",
        key=f"health_side_{key}_{texts.language}", format_func=lambda side: words.side(key, side, len(parts[side]), texts))
    draw.table(parts[counted], name=f"health_{key}", columns={"display_name": texts("show.person")},
               title=words.side(key, counted, len(parts[counted]), texts))
