"""The core list and 每月之星 on the activity page; a star can be passed over by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import activity
from analytics.metrics import core as metric
from analytics.metrics.core import Core, Stars
from pages.members import activity_words
from pages.parts import cache, session
from pages.parts import show as draw


def core(ws: Workspace, scope: Scope) -> None:
    """The fifth that carries the talk, with scores."""
    texts, result = session.texts(), cache.measured(_core, ws, scope)
    st.caption(texts("activity.core_how", count=result.count, of=result.of))
    if not result.complete:
        draw.missing(texts("activity.core_incomplete"))
    if result.count:
        rows = activity_words.core_rows(result)
        draw.people(rows, name="activity_core", title=texts("activity.core_list", count=result.count),
                    columns=activity_words.core_columns(texts))


def stars(ws: Workspace, scope: Scope) -> None:
    """A month at a time: who is the star, the ranking, and 不评."""
    texts, result = session.texts(), cache.measured(_stars, ws, scope)
    if result.months.empty:
        draw.missing(texts("activity.nobody"))
        return
    months = [f"{one:%Y-%m}" for one in result.months["month"]]
    month = st.segmented_control(texts("activity.looks"), months, default=months[0], required=True, wrap=True,
                                 label_visibility="collapsed", key=f"activity_month_{texts.language}")
    first = pd.Timestamp(f"{month}-01")
    st.markdown(activity_words.star(result, first, ws.words_for(result.months["star"].dropna()), texts))
    rows = activity_words.star_rows(result, first, texts)
    marked = draw.table(rows, name="activity_stars", select=True, columns=activity_words.star_columns(texts))
    st.caption(texts("activity.star_how"))
    _veto(ws, rows, marked, str(month))


def _veto(ws: Workspace, rows: pd.DataFrame, marked: list[int], month: str) -> None:
    texts = session.texts()
    chosen: list[dict[Any, Any]] = rows.iloc[marked].to_dict("records")
    free, passed = [row for row in chosen if not row["vetoed"]], [row for row in chosen if row["vetoed"]]
    with st.container(horizontal=True):
        if st.button(texts("activity.veto", count=len(free)), disabled=not free, key="activity_veto"):
            _say(ws, free, month, "yes")
        if passed and st.button(texts("activity.unveto", count=len(passed)), key="activity_unveto", type="tertiary"):
            _say(ws, passed, month, None)


def _say(ws: Workspace, rows: list[dict[Any, Any]], month: str, value: str | None) -> None:
    for row in rows:
        ws.pass_over_star(month, int(row["person_id"]), value == "yes")
    st.rerun()


def _core(ws: Workspace, scope: Scope) -> Core:
    return metric.table(cache.measured(activity.facts, ws, scope), ws.settings)


def _stars(ws: Workspace, scope: Scope) -> Stars:
    return metric.star_table(cache.measured(activity.facts, ws, scope), metric.vetoes(ws, scope), ws.settings)
