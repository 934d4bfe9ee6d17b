"""成员分层 / Member layers: who spends a lot, talks a lot, is new, has gone silent."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import layers as charts
from analytics.metrics import layers
from analytics.metrics.layers import Facts, Layers
from pages.members import layers_more, trying, wording
from pages.parts import cache, session
from pages.parts import show as draw

PARTS = ("people", "once", "both", "moves", "pyramid", "near", "crossed", "todo")


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page for `scope` (its last day counts), with the thresholds being tried."""
    texts, head = session.texts(), st.container()
    facts = cache.measured(layers.facts, ws, scope)
    result = layers.table(facts, trying.settings(ws))
    if not wording.judged(result):
        _nothing(result)
        return
    with head:
        draw.verdict(wording.verdict(result, texts))
        draw.missing(wording.nobody(result, facts.cuts, texts))
        draw.cards(wording.cards(result, texts))
    trying.controls(ws, wording.judged(result), facts.cuts)
    _pictures(ws, scope, facts, result)
    _counts(result)
    draw.definition("layers.definition", months=wording.months(result, texts), as_of=result.as_of)
    draw.missing(wording.gaps(result, texts))


def _nothing(result: Layers) -> None:
    """No label can be judged: say so, name what is missing, and list whoever is known."""
    texts = session.texts()
    draw.verdict(texts("layers.nothing"))
    draw.missing(wording.gaps(result, texts))
    _list(result, [{"layer": "unknown"}] if len(result.members) else [], "people")
    draw.definition("layers.definition", months=wording.months(result, texts), as_of=result.as_of)


def _pictures(ws: Workspace, scope: Scope, facts: Facts, result: Layers) -> None:
    """The bars, and below them the one part that is open: what is not asked for is not counted."""
    texts = session.texts()
    key = "layers.click" if result.population.kind in ("list", "head_count") else "layers.click_plain"
    picked = draw.chart(charts.bars(result, texts), key="layers_bars", on_select=True,
                        alt_text=texts("layers.chart_alt"))
    st.caption(texts(key))
    part = st.segmented_control(
        texts("layers.parts"), PARTS, default=PARTS[0], required=True, wrap=True, label_visibility="collapsed",
        key=f"layers_part_{texts.language}", format_func=lambda name: texts(f"layers.part_of.{name}"))
    {
        "people": lambda: _people_of(result, picked), "once": lambda: _once(result), "both": lambda: _both(result),
        "moves": lambda: layers_more.moves(ws, scope, facts, result),
        "pyramid": lambda: layers_more.levels(ws, scope, facts), "near": lambda: layers_more.near(ws, facts),
        "crossed": lambda: layers_more.crossed(ws, scope, result), "todo": lambda: layers_more.todo(ws, scope),
    }[part]()


def _once(result: Layers) -> None:
    texts = session.texts()
    st.caption(texts("layers.exclusive_how", priority=wording.priority(result.settings, texts)))
    picked = draw.chart(charts.exclusive(result, texts), key="layers_once", on_select=True, alt_text=texts("layers.once_alt"))
    _list(result, picked, "once")
    if result.population.unseen:
        st.caption(texts("layers.unseen", count=result.population.unseen))


def _both(result: Layers) -> None:
    texts = session.texts()
    st.caption(texts("layers.overlap_how"))
    picked = draw.chart(charts.overlap(result, texts), key="layers_both", on_select=True, alt_text=texts("layers.both_alt"))
    _list(result, picked, "both")


def _people_of(result: Layers, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked bar; else of the layer chosen with a button."""
    texts = session.texts()
    if picked:
        _list(result, picked, "people")
        return
    known = result.carried()
    chosen = st.segmented_control(
        texts("layers.who"), known, default=known[0] if known else None, label_visibility="collapsed",
        format_func=lambda name: texts(f"layer.{name}"), key=f"layers_who_{texts.language}")
    if chosen:
        _list(result, [{"layer": chosen}], "people")


def _list(result: Layers, picked: list[dict[str, Any]], place: str) -> None:
    """The people behind what was clicked; `place`: people, once (each person once) or both (in two layers)."""
    if not picked:
        return
    texts, one = session.texts(), picked[0]
    layer, other = one.get("layer") or one["layer_a"], one.get("layer_b")
    people = result.people(layer, exclusive=place == "once", also=other)
    if people.empty:
        st.caption(texts("layers.nobody_here"))
        return
    named = {"layer": texts(f"layer.{layer}"), "count": len(people)}
    title = texts("layers.list_of", **named)
    if other and other != layer:
        title = texts("layers.list_both", other=texts(f"layer.{other}"), **named)
    draw.people(wording.with_labels(people, layer, result, texts), name=f"layers_{place}", title=title,
                columns=wording.people_columns(layer, texts))


def _counts(result: Layers) -> None:
    texts = session.texts()
    with st.expander(texts("layers.table_title"), icon=":material/table:"):
        rows = result.counts.assign(layer=[texts(f"layer.{name}") for name in result.counts["layer"]])
        draw.table(rows, name="layers_counts", columns=wording.counts_columns(texts))
