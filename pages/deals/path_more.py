"""More about the path: how long it takes, its weeks, talkers, steps that may be left out, orders and people, totals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.charts import funnel_more
from analytics.metrics import funnel_time, funnel_totals
from analytics.metrics.funnel import Funnel
from pages.deals import path_reading, path_tables, path_words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped


def time(result: Funnel) -> None:
    """How many have got to a step after so many days, and how long it took those who did."""
    texts = session.texts()
    step = st.selectbox(texts("path.time_to"), result.chain[1:], index=len(result.chain) - 2, key=f"path_time_{texts.language}",
                        format_func=lambda one: charts.step_word(one, texts))
    found = funnel_time.timing(result, step)
    st.markdown(escaped(path_tables.timing(found, texts)))
    if found.count:
        draw.chart(funnel_more.curve(found, texts), "path_curve", alt_text=path_tables.timing(found, texts))
    st.caption(texts("path.curve_how"))
    with st.expander(texts("show.expert"), icon=":material/science:"):
        draw.table(path_tables.curve_table(found, texts), name="path_curve_table", columns={
            name: texts(f"path.column.{name}") for name in ("days", "at_risk", "share", "between")})


def weeks(result: Funnel) -> None:
    """Who entered in which week or month, and how many of them got to the end."""
    texts = session.texts()
    unit = st.segmented_control(texts("path.unit"), funnel_time.UNITS, default="week", required=True, label_visibility="collapsed",
                                key=f"path_unit_{texts.language}", format_func=lambda one: texts(f"path.unit_{one}"))
    frame = funnel_time.trend(result, unit)
    said = path_tables.weeks(frame, result, texts)
    st.markdown(escaped(said))
    if not frame["of"].any():
        return
    picked = draw.chart(funnel_more.weeks(frame, texts, unit), f"path_weeks_{unit}", on_select=True, alt_text=said)
    st.caption(texts("path.weeks_how"))
    if picked and "begins" in picked[0]:
        people = funnel_time.entered(result, date.fromisoformat(str(picked[0]["begins"])), unit)
        draw.people(people, name="path_week", title=texts("path.week_people", count=len(people)), columns={
            "display_name": texts("show.person"), "entered_at": texts("deals.column_entered_at"), "at": texts("path.got_there")})
    draw.table(path_tables.weeks_table(frame, texts), name="path_weeks_table", columns={
        name: texts(f"path.column.{name}") for name in ("begins", "count", "of", "share", "between", "pending")})


def branch(result: Funnel) -> None:
    """Talkers beside silent ones, and each step that may be left out: with it beside without it."""
    texts = session.texts()
    if result.branch.empty and result.optional.empty:
        st.caption(texts("deals.branch_none"))
        return
    if len(result.branch):
        st.markdown(escaped(path_words.branch_line(result, texts)))
        draw.chart(charts.branch(result, texts), "deals_branch", alt_text=path_words.branch_line(result, texts))
    for line in path_words.optional_lines(result, texts):
        st.markdown(escaped(line))
    if len(result.optional):
        _optional_people(result)
    st.caption(texts("deals.branch_caution"))


def _optional_people(result: Funnel) -> None:
    texts = session.texts()
    options = [(step, did) for step in dict.fromkeys(result.optional["step"]) for did in (True, False)]
    lists = {one: result.people_beside(*one) for one in options}
    chosen = st.selectbox(texts("deals.list_step"), options, key=f"path_beside_{texts.language}", format_func=lambda one: texts(
        "path.beside_did" if one[1] else "path.beside_not", step=charts.step_word(one[0], texts), count=len(lists[one])))
    draw.people(lists[chosen], name="path_beside", columns={
        "display_name": texts("show.person"), "entered_at": texts("deals.column_entered_at")})


def match(result: Funnel) -> None:
    """Orders whose buyer is not known, and how many first orders there may be at most."""
    texts, bound = session.texts(), path_words.bound(result, session.texts())
    if bound:
        st.markdown(escaped(bound))
    if result.unmatched.empty:
        st.caption(texts("deals.match_all" if len(result.match_rate) else "deals.missing_orders"))
        return
    words = result.unmatched.assign(reason=[texts(f"deals.match_reason.{one}") for one in result.unmatched["reason"]])
    draw.table(pd.DataFrame(words), name="deals_unmatched",
               columns={name: texts(f"deals.column_{name}") for name in ("reason", "orders", "buyers")})


def why(ws: Workspace, scope: Scope, choices: Mapping[str, Any]) -> None:
    """Why there are more orders than people on the path: every order taken off once."""
    texts, found = session.texts(), path_reading.bridge(ws, scope, choices)
    if found is None:
        st.caption(texts("path.why_none"))
        return
    st.markdown(escaped(texts("path.why", orders=int(found.lines["count"].iloc[0]), count=found.people,
                              step=charts.step_word(found.step, texts))))
    draw.table(path_tables.bridge_table(found, texts), name="path_bridge",
               columns={"reason": texts("path.column.reason"), "count": texts("path.column.orders")})
    known = [reason for reason in found.lines["reason"].tolist() if len(found.behind(reason))]
    if known:
        reason = st.selectbox(texts("path.why_whose"), known, key=f"path_why_{texts.language}",
                              format_func=lambda one: texts(f"path.bridge.{one}"))
        people = found.behind(reason)
        draw.people(people, name="path_bridge_people", columns={
            "display_name": texts("show.person"), "orders": texts("path.column.orders")})


def totals(ws: Workspace, scope: Scope) -> None:
    """The path of totals out of content sheets, as it is."""
    texts, found = session.texts(), cache.measured(funnel_totals.measure, ws, scope)
    if found.steps.empty:
        st.caption(texts("path.totals_none"))
        return
    for source, rows in found.steps.groupby("source", sort=True):
        st.markdown(escaped(path_tables.totals_line(str(source), rows, found, texts)))
        draw.table(path_tables.totals_table(rows, texts), name=f"path_totals_{source}", columns={
            name: texts(f"path.column.{name}") for name in ("step", "total", "share")})
        if rows["rises"].any():
            st.caption(texts("path.totals_rise"))
    st.caption(texts("path.totals_how"))
