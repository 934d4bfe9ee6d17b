"""The path broken down: a bar a group, what the tests say, and the people of a clicked bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.charts import funnel_more
from analytics.metrics import funnel_split
from analytics.metrics.funnel import Funnel
from analytics.metrics.funnel_split import OTHERS, REST, UNKNOWN, Split
from analytics.texts.words import Texts
from pages.deals import path_reading, path_tables
from pages.parts import session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain


def show(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """Choosers, sentence, bars, table, people."""
    texts = session.texts()
    options = funnel_split.possible(ws, result)
    by_place, step_place, against = st.columns(3)
    with by_place:
        by = st.selectbox(texts("path.split_by"), options, key=f"path_by_{texts.language}",
                          format_func=lambda one: texts(f"path.by.{one}"))
    with step_place:
        step = st.selectbox(texts("path.split_to"), result.chain[1:], key=f"path_to_{texts.language}_{'_'.join(result.chain)}",
                            format_func=lambda one: charts.step_word(one, texts))
    first = path_reading.split(ws, scope, choices, by, step, REST)
    words = _words(first, texts)
    values = [value for value in first.groups["value"] if value not in (OTHERS, UNKNOWN)]
    with against:
        baseline = st.selectbox(texts("path.baseline"), [REST, *values], key=f"path_baseline_{by}_{texts.language}",
                                format_func=lambda one: texts("path.rest") if one == REST else plain(words(one)))
    found = path_reading.split(ws, scope, choices, by, step, baseline)
    st.markdown(escaped(path_tables.groups(found, texts, words)))
    if len(found.groups) < 2:
        return
    named = funnel_more.named(found, texts, words)
    picked = draw.chart(funnel_more.groups(named, texts), f"path_groups_{by}", on_select=True,
                        alt_text=path_tables.groups(found, texts, words))
    if by in funnel_split.TODAY:
        st.caption(texts("path.today_caution"))
    _people(found, picked, words, texts)
    draw.table(path_tables.groups_table(named, texts), name="path_groups", columns={
        name: texts(f"path.column.{name}") for name in ("group", "count", "of", "share", "between", "lift", "word")})
    with st.expander(texts("show.expert"), icon=":material/science:"):
        draw.table(path_tables.tests_table(named, texts), name="path_tests", columns={
            name: texts(f"path.column.{name}") for name in ("group", "gap", "gap_between", "p", "q")})
        st.caption(texts("path.tested"))


def _people(found: Split, picked: list[dict[str, Any]], words: Callable[[str], str], texts: Texts) -> None:
    """Who of a group got there and who did not."""
    values = found.groups["value"].tolist()
    clicked = [one["value"] for one in picked if one.get("value") in values]
    options = [(value, reached) for value in (clicked[:1] or values) for reached in (True, False)
               if len(found.people(value, reached))]
    if options:
        chosen = st.selectbox(texts("deals.list_step"), options, key=f"path_group_people_{found.by}_{texts.language}_{clicked[:1]}",
                              format_func=lambda one: plain(texts(
                                  "path.group_reached" if one[1] else "path.group_lost", group=words(one[0]),
                                  count=len(found.people(*one)))))
        draw.people(found.people(*chosen), name="path_group_people", columns={
            "display_name": texts("show.person"), "entered_at": texts("deals.column_entered_at")})


def _words(found: Split, texts: Texts) -> Callable[[str], str]:
    """value → how it is said."""
    def said(value: str) -> str:
        if value in (OTHERS, UNKNOWN):
            return texts("path.others" if value == OTHERS else "path.unknown")
        key = {"layer": f"layer.{value}", "tier": f"tier.{value}", "category": f"category.{value}", "slot": f"path.slot.{value}",
               "weekday": f"path.weekday.{value}"}.get(found.by, "")
        return texts(key) if key and texts.has(key) else found.names.get(value, value)
    return said
