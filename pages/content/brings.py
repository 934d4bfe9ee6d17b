"""每类内容带来什么 / What each kind brings: posts beside answers and orders, by kind, form, play, pitch and product."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import brings as charts
from analytics.metrics import brings, exits
from analytics.metrics.post_effects import PostEffects
from pages.content import brings_lists as lists
from pages.content import brings_words as words
from pages.content import effects
from pages.parts import cache, session
from pages.parts import show as draw

_CROSSED = ("category", "form", "way", "pitch", "product")


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, parts of posts, answers and orders; groups, rates, pairs; models for experts."""
    texts, found = session.texts(), cache.measured(effects.read, ws, scope)
    if not found.coverage["posts"]:
        draw.verdict(texts("brings.verdict_none"))
        draw.missing(texts("brings.missing_posts"))
        return
    parts = cache.measured(effects.balance, ws, scope)
    draw.verdict(words.verdict(found, parts, texts))
    draw.cards(words.cards(found, parts, texts))
    picked = draw.chart(charts.balance(parts, texts), key="brings_balance", on_select=True, alt_text=texts("brings.chart_alt"))
    st.caption(texts("brings.chart_how"))
    if picked:
        _behind(ws, found, picked[0])
    drawn = {
        "groups": lambda: _groups(ws, scope, found), "rates": lambda: _rates(ws, scope, found), "cross": lambda: _cross(ws, found)}
    draw.tabs("brings", drawn)
    if found.coverage["orders"]:
        _expert(found)
    draw.definition("brings.definition")
    draw.missing(words.missing(found, texts))


def _behind(ws: Workspace, found: PostEffects, picked: dict[str, Any]) -> None:
    """The posts or the orders of the clicked piece."""
    texts, kind = session.texts(), str(picked["category"])
    if picked.get("side") == "orders":
        _orders(ws, found, kind)
    else:
        _posts(ws, brings.posts_of(found, category=kind), texts(f"brings.kind.{kind}"), "brings_picked")


def _orders(ws: Workspace, found: PostEffects, kind: str) -> None:
    texts, rows = session.texts(), found.orders.orders_of(kind)
    draw.people(
        lists.order_table(ws, rows, texts),
        name="brings_orders",
        columns=lists.order_columns(texts),
        title=texts("brings.orders_of", kind=texts(f"brings.kind.{kind}"), count=len(rows)),
    )


def _posts(ws: Workspace, rows: pd.DataFrame, what: str, name: str) -> None:
    texts = session.texts()
    draw.people(
        lists.post_table(ws, rows, texts),
        name=name,
        columns=lists.post_columns(texts),
        title=texts("brings.posts_of", kind=what, count=len(rows)),
    )


def _by(found: PostEffects, key: str) -> str:
    """Which way to group, of those that this shop's posts differ in."""
    texts = session.texts()
    known = [by for by in brings.DIMENSIONS if brings.known_values(found, by)] or ["category"]
    return str(
        st.segmented_control(
            texts("brings.by"),
            known,
            default=known[0],
            required=True,
            label_visibility="collapsed",
            key=f"{key}_{texts.language}",
            format_func=lambda by: texts(f"brings.by_{by}"),
        )
        or known[0]
    )


def _groups(ws: Workspace, scope: Scope, found: PostEffects) -> None:
    texts, by = session.texts(), _by(found, "brings_by")
    rows, picked = cache.measured(effects.groups, ws, scope, by=by), list[dict[str, Any]]()
    if rows["known"].any():
        picked = draw.chart(
            charts.answers(rows, lambda value: words.said(by, value, texts), texts),
            key=f"brings_answers_{by}",
            on_select=True,
            alt_text=texts("brings.answers_alt"),
        )
    draw.table(words.table(rows, by, texts), name="brings_groups", columns=words.table_columns(rows, found, texts))
    values = rows["value"].tolist()
    chosen = st.selectbox(
        texts("brings.which"),
        values,
        key=f"brings_value_{by}_{texts.language}",
        format_func=lambda value: words.said(by, value, texts),
    )
    value = picked[0]["value"] if picked else chosen
    _posts(ws, brings.posts_of(found, **{by: value}), words.said(by, value, texts), "brings_posts")


def _rates(ws: Workspace, scope: Scope, found: PostEffects) -> None:
    texts, by = session.texts(), _by(found, "brings_rates_by")
    rows = brings.rates(found, cache.measured(exits.measure, ws, scope), by)
    if rows.empty:
        st.caption(texts("brings.rates_none"))
        return
    draw.table(words.rate_table(rows, by, texts), name="brings_rates", columns=words.rate_columns(texts))
    st.caption(texts("brings.rates_how"))


def _cross(ws: Workspace, found: PostEffects) -> None:
    texts = session.texts()
    known = [by for by in _CROSSED if brings.known_values(found, by)]
    if len(known) < 2:
        st.caption(texts("brings.cross_none"))
        return
    with st.container(horizontal=True):
        down = st.selectbox(
            texts("brings.cross_row"), known, key=f"brings_row_{texts.language}", format_func=lambda by: texts(f"brings.by_{by}")
        )
        across = st.selectbox(
            texts("brings.cross_column"),
            [by for by in known if by != down],
            key=f"brings_column_{texts.language}",
            format_func=lambda by: texts(f"brings.by_{by}"),
        )
        what = st.selectbox(
            texts("brings.cross_what"),
            ("count", "mean", "orders"),
            key=f"brings_what_{texts.language}",
            format_func=lambda one: texts(f"brings.cross.{one}"),
        )
        only = _only(found, [by for by in known if by not in (down, across)])
    pairs = brings.crossed(found, str(down), str(across), **only)
    picked = draw.chart(
        charts.squares(
            pairs,
            str(what),
            lambda value: words.said(str(down), value, texts),
            lambda value: words.said(str(across), value, texts),
            texts,
        ),
        key=f"brings_cross_{down}_{across}_{what}",
        on_select=True,
        alt_text=texts("brings.cross_alt"),
    )
    st.caption(texts("brings.cross_how"))
    if picked:
        row, column = picked[0]["row"], picked[0]["column"]
        _posts(
            ws,
            brings.posts_of(found, **{str(down): row, str(across): column, **only}),
            texts("brings.pair", row=words.said(str(down), row, texts), column=words.said(str(across), column, texts)),
            "brings_pair",
        )


def _only(found: PostEffects, left: list[str]) -> dict[str, Any]:
    """A third way of sorting, of those that are `left`: only posts of one value of it; empty for all posts."""
    texts = session.texts()
    choices: list[tuple[str, Any] | None] = [(by, value) for by in left for value in sorted(found.posts[by].dropna().unique())]
    if not choices:
        return {}
    chosen = st.selectbox(
        texts("brings.cross_only"),
        [None, *choices],
        key=f"brings_only_{texts.language}",
        format_func=lambda one: texts("brings.cross_all") if one is None else texts(
            "brings.cross_one", by=texts(f"brings.by_{one[0]}"), value=words.said(one[0], one[1], texts)),
    )
    return {chosen[0]: chosen[1]} if chosen in choices and chosen is not None else {}


def _expert(found: PostEffects) -> None:
    texts = session.texts()
    with st.expander(texts("show.expert"), icon=":material/science:"):
        st.markdown(texts("brings.models_how"))
        draw.table(words.models(found.orders, texts), name="brings_models", columns=words.model_columns(texts))
        for kind, frame in (("evidence", found.orders.evidence), ("reason", found.orders.reasons)):
            draw.table(
                words.counted(frame, kind, texts),
                name=f"brings_{kind}",
                columns={
                    "name": texts(f"brings.column.{kind}"),
                    "orders": texts("brings.column.orders_count"),
                    "net": texts("brings.column.net"),
                },
            )
