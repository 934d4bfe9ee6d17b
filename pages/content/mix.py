"""Content mix: does what the shop posts keep 3:5:2, and what to change next week."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import content_mix as charts
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix
from analytics.metrics.content_mix import ContentMix
from pages.content import correcting, mix_words, operators
from pages.parts import cache, session
from pages.parts import show as showing

_ALL, _OTHER = "all", "other"


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, picture, weeks, posts to put right, whose posts, how it is counted."""
    texts = session.texts()
    result = cache.measured(content_mix.measure, ws, scope)
    showing.verdict(mix_words.verdict(result, texts))
    if result.coverage["posts"] == 0:
        operators.confirm(ws, result)
        showing.missing(mix_words.missing(result, texts))
        return
    showing.cards(mix_words.cards(result, texts))
    picked = showing.chart(charts.bars(result, texts), "content_mix_bars", on_select=True)
    weeks, posts, whose, adding = st.tabs([texts(f"content.tab_{name}") for name in
                                           ("weeks", "posts", "operators", "adding")])
    with weeks:
        picked = _weeks(result) or picked
    with posts:
        _posts(ws, result, picked)
    with whose:
        operators.confirm(ws, result)
    with adding:
        st.markdown(mix_words.adding(result, texts))
        st.caption(mix_words.exact(result, texts))
    showing.definition("content.definition")
    showing.missing([mix_words.counted(result, texts), *mix_words.missing(result, texts)])


def _weeks(result: ContentMix) -> list[dict[str, Any]]:
    texts = session.texts()
    picked = showing.chart(charts.weeks(result, texts), "content_mix_weeks", on_select=True)
    st.caption(texts("content.weeks_caption"))
    columns = {"week": texts("content.weeks_table_week"), **{one: texts(f"category.{one}") for one in CATEGORIES},
               "of": texts("content.posts"), "state": texts("content.week_state")}
    showing.table(charts.week_table(result, texts), name="content_weeks", columns=columns)
    return picked


def _posts(ws: Workspace, result: ContentMix, picked: list[dict[str, Any]]) -> None:
    texts = session.texts()
    kinds = (_ALL, *CATEGORIES, _OTHER)
    wanted = st.segmented_control(
        texts("content.filter"), kinds, default=_ALL, key=f"content_filter_{session.language()}", required=True,
        format_func=lambda one: texts("content.filter_all" if one == _ALL else f"category.{one}"))
    kind, week = wanted, None
    if picked:
        kind, week = picked[0].get("category", wanted), picked[0].get("week")
    found = result.posts_behind(None if kind == _OTHER else kind, week) if kind != _ALL else result.all_posts()
    key = "content.posts_all" if kind == _ALL else "content.posts_of_week" if week else "content.posts_of"
    st.markdown(texts(key, count=len(found), kind=texts(f"category.{kind if kind != _ALL else _OTHER}"), day=week))
    correcting.editor(ws, result, found)
