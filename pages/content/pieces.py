"""单条内容 / Single posts: which templates work, which plays tire, what can be used again, and what was said after each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import pieces as charts
from analytics.metrics import pieces
from analytics.metrics.pieces import Pieces
from analytics.metrics.post_effects import PostEffects
from pages.content import brings_lists as lists
from pages.content import effects
from pages.content import pieces_words as words
from pages.parts import cache, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, the best templates with their posts, plays, the library; a marked post opens what was said after it."""
    texts, found = session.texts(), cache.measured(effects.read, ws, scope)
    if not found.coverage["posts"]:
        draw.verdict(texts("pieces.verdict_none"))
        draw.missing(texts("brings.missing_posts"))
        return
    result = pieces.table(found, ws.settings)
    draw.verdict(words.verdict(found, result, texts))
    draw.cards(words.cards(found, result, texts))
    picked: list[dict[str, Any]] = []
    if found.coverage["answered"]:
        picked = draw.chart(charts.ranking(result, texts), key="pieces_ranking", on_select=True, alt_text=texts("pieces.chart_alt"))
        st.caption(texts("pieces.chart_how"))
    drawn = {
        "templates": lambda: _templates(ws, scope, found, result, picked),
        "plays": lambda: _plays(ws, result),
        "library": lambda: _library(ws, scope, found),
    }
    draw.tabs("pieces", drawn)
    draw.definition("pieces.definition")
    draw.missing(words.missing(found, texts))


def _templates(ws: Workspace, scope: Scope, found: PostEffects, result: Pieces, picked: list[dict[str, Any]]) -> None:
    texts, rows = session.texts(), result.templates
    marked = draw.table(words.table(rows, texts), name="pieces_templates", columns=words.columns(texts), select="one", height=320)
    if marked:
        alike = int(rows["alike"].iloc[marked[0]])
    elif picked:
        alike = int(picked[0]["alike"])
    else:
        st.caption(texts("pieces.mark"))
        return
    _posts(ws, scope, pieces.posts_of(found, alike), "pieces_posts")


def _posts(ws: Workspace, scope: Scope, rows: pd.DataFrame, name: str) -> None:
    """Posts as a list; the marked one with what the group said after it."""
    texts = session.texts()
    st.markdown(f"**{texts('pieces.posts', count=len(rows))}**")
    marked = draw.table(lists.post_table(ws, rows, texts), name=name, columns=lists.post_columns(texts), select="one")
    if marked:
        said = cache.measured(pieces.thread, ws, scope, post_id=str(rows["post_id"].iloc[marked[0]]))
        st.markdown(f"**{texts('pieces.thread', count=len(said))}**")
        draw.table(words.thread_table(said, texts), name=f"{name}_thread", columns=words.thread_columns(texts))
    else:
        st.caption(texts("pieces.mark_post"))


def _plays(ws: Workspace, result: Pieces) -> None:
    texts = session.texts()
    if result.plays.empty:
        st.caption(texts("pieces.no_plays"))
        return
    draw.chart(charts.plays(result, texts), key="pieces_plays", alt_text=texts("pieces.plays_alt"))
    for line in words.tiring(result, texts):
        st.markdown(line)
    st.caption(texts("pieces.plays_how"))
    if len(result.rotation):
        st.markdown(f"**{texts('pieces.rotation_title')}**")
        draw.table(words.rotation(ws, result, texts), name="pieces_rotation", columns=words.rotation_columns(texts))
        st.caption(texts("pieces.rotation_how"))


def _library(ws: Workspace, scope: Scope, found: PostEffects) -> None:
    """Search over everything the shop posted; pictures alone on demand."""
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(
            texts("pieces.search"), key=f"pieces_search_{texts.language}", placeholder=texts("pieces.search_example")
        )
        pictures = st.toggle(texts("pieces.pictures"), key=f"pieces_pictures_{texts.language}")
    if session.masked() and wanted:
        st.caption(texts("pieces.search_masked"))
    _posts(ws, scope, pieces.searched(found, wanted, pictures), "pieces_library")
