"""发布节奏 / Rhythm: when people talk, when the shop posts, which hour is still free, and whether fixed slots help."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import rhythm as charts
from analytics.metrics import attribution, rhythm
from analytics.metrics.rhythm import MEASURES, Rhythm
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.slots import SLOTS, Slots
from pages.content import effects
from pages.content import rhythm_words as words
from pages.parts import cache, session
from pages.parts import show as draw

_NEEDS = {"talk": "messages", "posts": "posts", "reach": "posts", "interactions": "posts", "orders": "orders"}


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, the week in squares, what lies behind a square, slots and free hours."""
    texts = session.texts()
    with side_by_side() as ask:
        ask.submit(cache.measured, attribution.measure, ws, scope)  # wanted by the slots, and there by then
        result = cache.measured(rhythm.measure, ws, scope)
    kept = cache.measured(effects.kept, ws, scope)
    draw.verdict(words.verdict(result, texts))
    draw.cards(words.cards(result, kept, texts))
    known = [one for one in MEASURES if result.coverage[_NEEDS[one]]]
    if known:
        _week(ws, scope, result, known)
    if result.coverage["posts"]:
        draw.tabs("rhythm", {"slots": lambda: _slots(ws, scope, result, kept), "free": lambda: _free(result)})
    draw.definition("rhythm.definition")
    draw.missing(words.gaps(result, texts))


def _week(ws: Workspace, scope: Scope, result: Rhythm, known: list[str]) -> None:
    texts = session.texts()
    measure = st.segmented_control(
        texts("rhythm.what"), known, default=known[0], required=True, label_visibility="collapsed",
        key=f"rhythm_what_{texts.language}", format_func=lambda one: texts(f"rhythm.measure.{one}"))
    st.caption(texts(f"rhythm.meaning.{measure}"))
    picked = draw.chart(charts.squares(result, str(measure), texts), f"rhythm_{measure}", on_select=True,
                        alt_text=texts("rhythm.chart_alt"))
    st.caption(texts("rhythm.click"))
    if picked:
        _cell(ws, scope, result, picked[0])


def _cell(ws: Workspace, scope: Scope, result: Rhythm, picked: dict[str, Any]) -> None:
    """Whoever talked in the clicked hour, the posts and the orders of it."""
    texts, at = session.texts(), {"weekday": int(picked["weekday"]), "hour": int(picked["hour"])}
    name = charts.cell(**at, texts=texts)
    columns = {field: texts(f"rhythm.column.{field}") for field in (
        "display_name", "messages", "posted_at", "category", "text", "interactions", "active", "paid_at", "yuan")}
    talked = cache.measured(rhythm.people, ws, scope, **at)
    if len(talked):
        draw.people(talked, name="rhythm_people", title=texts("rhythm.people_at", cell=name, count=len(talked)),
                    columns={field: columns[field] for field in ("display_name", "messages")})
    posts, orders = result.posts_at(**at), ws.named(result.orders_at(**at))
    if len(posts):
        st.markdown(f"**{texts('rhythm.posts_at', cell=name, count=len(posts))}**")
        draw.table(words.post_rows(posts, texts), name="rhythm_posts", columns={
            field: columns[field] for field in ("posted_at", "category", "text", "interactions", "active")})
    if len(orders):
        title = texts("rhythm.orders_at", cell=name, count=len(orders))
        draw.people(words.order_rows(orders, texts), name="rhythm_orders", title=title,
                    columns={field: columns[field] for field in ("display_name", "paid_at", "yuan")})


def _slots(ws: Workspace, scope: Scope, result: Rhythm, kept: Slots) -> None:
    texts = session.texts()
    if not kept.coverage["days"]:
        draw.missing(texts("rhythm.slots_no_days"))
        return
    touched = cache.measured(attribution.measure, ws, scope) if result.coverage["orders"] else None
    draw.table(words.slot_rows(kept, touched, texts), name="rhythm_slots", columns=words.slot_columns(texts))
    st.caption(texts("rhythm.slots_how"))
    named = {row["slot"]: words.slot_name(row, texts) for row in kept.slots.to_dict("records")}
    chosen = st.segmented_control(texts("rhythm.column.slot"), SLOTS, default=SLOTS[0], required=True, label_visibility="collapsed",
                                  format_func=lambda one: named[one], key=f"rhythm_slot_{texts.language}")
    posts = kept.posts_in(str(chosen), right=True)
    st.markdown(f"**{texts('rhythm.slots_posts', slot=named[str(chosen)], count=len(posts))}**")
    if len(posts):
        draw.table(words.post_rows(posts, texts), name="rhythm_slot_posts", height=300, columns={
            field: texts(f"rhythm.column.{field}") for field in ("posted_at", "category", "text", "interactions")})
    with st.expander(texts("show.expert"), icon=":material/science:"):
        st.markdown(texts("rhythm.effect_title"))
        for row in kept.slots.to_dict("records"):
            st.markdown(f"- {words.effect(row, kept.effects[row['slot']], texts)}")
        st.caption(texts("rhythm.effect_claim"))


def _free(result: Rhythm) -> None:
    texts = session.texts()
    if result.free.empty:
        draw.missing(texts("rhythm.free_nothing"))
        return
    st.caption(texts("rhythm.free_how"))
    draw.table(words.free_rows(result, texts), name="rhythm_free", columns={
        field: texts(f"rhythm.column.{field}") for field in ("cell", "talk", "range", "posts", "days")})
