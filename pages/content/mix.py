"""Content mix: does what the shop posts keep 3:5:2, and what to change next week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import content_mix as charts
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix
from analytics.metrics.content_mix import ContentMix
from pages.content import correcting, correcting_checked, mix_words, operators
from pages.parts import cache, session
from pages.parts import show as showing

_ALL, _OTHER = "all", "other"
_PICKED = "content_mix_picked"


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
    picked = showing.chart(charts.bars(result, texts), "content_mix_bars", on_select=True, alt_text=texts("mix.bars_alt"))
    st.caption(mix_words.planned(result, texts))
    drawn: dict[str, Callable[[], object]] = {
        "weeks": lambda: _weeks(ws, result),
        "posts": lambda: _posts(ws, result),
        "checked": lambda: correcting_checked.show(ws, scope, result),
        "parts": lambda: _parts(ws, result),
        "operators": lambda: operators.confirm(ws, result),
        "adding": lambda: st.markdown(mix_words.adding(result, texts)),
    }
    showing.tabs("content", drawn, opened="posts" if _chosen(picked) else None)
    with st.expander(texts("show.expert"), icon=":material/science:"):
        st.caption(mix_words.exact(result, texts))
        showing.chart(charts.triangle(result, texts), "content_mix_triangle", alt_text=texts("mix.triangle_alt"))
        st.caption(texts("mix.triangle_how"))
    showing.definition("content.definition")
    showing.missing([mix_words.counted(result, texts), *mix_words.missing(result, texts)])


def _chosen(picked: list[dict[str, Any]]) -> bool:
    """Whether a bar was clicked just now: its posts come to the front once; what is chosen afterwards stays."""
    new = bool(picked) and picked != st.session_state.get(_PICKED)
    st.session_state[_PICKED] = picked
    if new:
        st.session_state[_filter()] = picked[0]["category"]
    return new


def _weeks(ws: Workspace, result: ContentMix) -> None:
    """Posts and the distance week by week; a clicked piece opens its posts here."""
    texts = session.texts()
    picked = showing.chart(charts.weeks(result, texts), "content_mix_weeks", on_select=True)
    st.caption(texts("content.weeks_caption"))
    if picked:
        _behind(ws, result, str(picked[0]["category"]), picked[0]["week"])
    st.markdown(f"**{texts('mix.distance_title')}**")
    showing.chart(charts.distances(result, texts), "content_mix_distances", alt_text=texts("mix.distance_alt"))
    columns = {
        "week": texts("content.weeks_table_week"),
        **{one: texts(f"category.{one}") for one in CATEGORIES},
        "of": texts("content.posts"),
        "state": texts("content.week_state"),
    }
    showing.table(charts.week_table(result, texts), name="content_weeks", columns=columns)


def _parts(ws: Workspace, result: ContentMix) -> None:
    """Group by group, and counted by characters or by how many could see it."""
    texts = session.texts()
    by = st.segmented_control(
        texts("mix.parts"),
        ("chats", "units"),
        default="chats",
        required=True,
        label_visibility="collapsed",
        key=f"mix_parts_{texts.language}",
        format_func=lambda one: texts(f"mix.parts_{one}"),
    )
    if by == "units":
        rows = result.by_unit
        showing.chart(
            charts.parts(rows, [texts(f"mix.unit.{unit}") for unit in rows["unit"]], "unit", texts),
            "content_mix_units",
            alt_text=texts("mix.units_alt"),
        )
        showing.table(mix_words.unit_table(result, texts), name="mix_units", columns=mix_words.unit_columns(texts))
        return
    picked = showing.chart(
        charts.parts(result.chats, mix_words.chat_names(ws, result, texts), "chat_id", texts),
        "content_mix_chats",
        on_select=True,
        alt_text=texts("mix.chats_alt"),
    )
    showing.table(mix_words.chat_table(ws, result, texts), name="mix_chats", columns=mix_words.chat_columns(texts))
    if picked:
        found = result.posts_in(picked[0].get("chat_id"), picked[0]["category"])
        showing.table(
            correcting.listed(ws, result, found, texts),
            name="mix_chat_posts",
            columns={name: texts(f"content.column_{name}") for name in ("posted_at", "text", "reason", "person")},
        )


def _posts(ws: Workspace, result: ContentMix) -> None:
    texts = session.texts()
    kind = st.segmented_control(
        texts("content.filter"),
        (_ALL, *CATEGORIES, _OTHER),
        default=_ALL,
        key=_filter(),
        required=True,
        format_func=lambda one: texts("content.filter_all" if one == _ALL else f"category.{one}"),
    )
    _behind(ws, result, str(kind))


def _filter() -> str:
    return f"content_filter_{session.language()}"


def _behind(ws: Workspace, result: ContentMix, kind: str, week: Any = None) -> None:
    """The posts of a kind (and week), as many as the number says, to be put right."""
    texts = session.texts()
    found = result.all_posts() if kind == _ALL else result.posts_behind(None if kind == _OTHER else kind, week)
    key = "content.posts_all" if kind == _ALL else "content.posts_of_week" if week else "content.posts_of"
    st.markdown(texts(key, count=len(found), kind=texts(f"category.{kind if kind != _ALL else _OTHER}"), day=week))
    correcting.editor(ws, result, found)
