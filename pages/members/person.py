"""A person's page: everything known about one person on one line of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import person_line as charts
from analytics.metrics import person_line, person_more, person_table
from analytics.metrics.person_line import PersonLine
from pages import section
from pages.members import person_words as wording
from pages.parts import address, cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

_WEEK_DAYS = 7


def chosen() -> int | None:
    """The person that the address asks for; None where it asks for nobody, or nonsense."""
    asked = address.value("person") or ""
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def show(ws: Workspace, scope: Scope, person_id: int) -> None:
    """Draw the page of one person. Raises `UserError` person_unknown."""
    texts = session.texts()
    st.button(texts("person.back"), icon=":material/arrow_back:", key="person_back", type="tertiary",
              on_click=lambda: address.choose("person", None))
    line = cache.measured(person_line.measure, ws, scope, person_id=person_id)
    result = cache.measured(person_table.measure, ws, scope)
    rows = result.rows[result.rows["person_id"] == person_id]
    row: dict[str, Any] | None = {str(key): value for key, value in rows.iloc[0].items()} if len(rows) else None
    draw.verdict(wording.verdict(line.display_name, row, texts))
    if row is not None:
        draw.cards(wording.cards(row, result, texts))
    _line(ws, scope, line)
    _more(ws, scope, person_id)
    _words(ws, scope, person_id)
    _names(ws)
    draw.definition("person.definition", as_of=line.as_of)
    draw.missing([texts("person.outside")] if row is None else [])


def _line(ws: Workspace, scope: Scope, line: PersonLine) -> None:
    texts = session.texts()
    if line.events.empty:
        draw.missing(texts("person.nothing"))
        return
    picked = draw.chart(charts.strip(line.events, texts), key="person_strip", on_select=True, alt_text=texts("person.chart_alt"))
    st.caption(texts("person.click"))
    events = wording.in_words(line.events, texts)
    _picked(ws, scope, line.person_id, events, picked, after_days=_WEEK_DAYS - 1 if charts.by_week(line.events) else 0)
    if st.toggle(texts("person.with_layers"), key="person_layers", help=texts("person.with_layers_help")):
        with st.spinner(texts("person.reading")):
            history = cache.measured(person_line.history, ws, scope, person_id=line.person_id)
        week = draw.chart(charts.layers(history, texts), key="person_history", on_select=True, alt_text=texts("person.history_alt"))
        st.caption(texts("person.history_click"))
        _picked(ws, scope, line.person_id, events, week, before_days=_WEEK_DAYS - 1)
        more = wording.changed(person_line.changes(history), texts)
        events = pd.concat([events, more]).sort_values("happened_at", ascending=False, na_position="last", ignore_index=True)
    st.markdown(f"**{texts('person.line', count=len(events))}**")
    draw.table(events, name="person_line", columns=wording.columns(texts))


def _picked(ws: Workspace, scope: Scope, person_id: int, events: pd.DataFrame, picked: list[dict[str, Any]], *,
            before_days: int = 0, after_days: int = 0) -> None:
    """What is known of the clicked day, or of the days around it, and what the person said then."""
    if not picked or "on" not in picked[0]:
        return
    texts, on = session.texts(), date.fromisoformat(str(picked[0]["on"]))
    first, last = on - timedelta(days=before_days), on + timedelta(days=after_days)
    rows, name = person_line.between(events, first, last), "week" if before_days else "day"
    st.markdown(f"**{wording.picked_title(first, last, len(rows), texts)}**")
    draw.table(rows, name=f"person_{name}", columns=wording.columns(texts))
    said = person_line.between(cache.measured(person_line.words, ws, scope, person_id=person_id), first, last, "sent_at")
    if len(said):
        draw.table(wording.said(said, texts), name=f"person_{name}_words", columns=wording.word_columns(texts))


def _more(ws: Workspace, scope: Scope, person_id: int) -> None:
    """Tier, stage, birthday and tags, counted once somebody asks."""
    texts = session.texts()
    box = st.expander(texts("person.more"), icon=":material/badge:", key="person_more", on_change="rerun")
    if box.open:
        with box:
            for line in wording.more(cache.measured(person_more.measure, ws, scope, person_id=person_id), texts):
                st.markdown(f"- {escaped(line)}")


def _words(ws: Workspace, scope: Scope, person_id: int) -> None:
    texts = session.texts()
    with st.expander(texts("person.words"), icon=":material/forum:"):
        said = cache.measured(person_line.words, ws, scope, person_id=person_id)
        if said.empty:
            st.caption(texts("person.no_words"))
        else:
            draw.table(wording.said(said, texts), name="person_words", columns=wording.word_columns(texts))


def _names(ws: Workspace) -> None:
    texts = session.texts()
    st.page_link(section("data").file, label=texts("person.names"), icon=":material/badge:", query_params=address.link("people"))
