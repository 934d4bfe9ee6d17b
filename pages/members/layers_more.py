"""What the layers page shows on demand: moves, the pyramid, people near a threshold, other classes, what to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import crossed as crossed_chart
from analytics.charts import layer_moves as moves_charts
from analytics.charts import pyramid as pyramid_chart
from analytics.metrics import classifications, layer_moves, layers, person_table, pyramid
from analytics.metrics.labels import LABELS, near_cuts
from analytics.metrics.layer_moves import Moves
from analytics.metrics.layers import Facts, Layers
from pages.members import layers_words as wording
from pages.members import trying
from pages.members.wording import people_columns, with_labels
from pages.parts import cache, choose, session
from pages.parts import show as draw

_EARLIEST = date(2000, 1, 1)
_TODAY = ("new_unwelcomed", "bought_silent", "near_vip")


def moves(ws: Workspace, scope: Scope, facts: Facts, result: Layers) -> None:
    """Who changed layers since another day, by the thresholds being tried."""
    texts = session.texts()
    known_from = facts.population.groups["first_day"].min()
    usual = layer_moves.usual_first(
        result.as_of, None if known_from != known_from else known_from.date(), ws.settings.layers.moves_until_days)
    if usual is None:
        draw.missing(texts("layers.moves.none"))
        return
    first = _first_day(usual, result.as_of)
    with st.spinner(texts("layers.counting")):
        before = cache.measured(layers.facts, ws, wording.on_day(scope, first))
    earlier = layers.table(before, trying.settings(ws))
    found = layer_moves.table(earlier, result)
    st.markdown(f"**{wording.moved(found, texts)}**")
    if not found.coverage["judged_before"]:
        draw.missing(texts("layers.moves.early", first=first))
    _moved(found, earlier, result, "flows", draw.chart(
        moves_charts.flows(found, texts), key="layers_flows", on_select=True, alt_text=texts("layers.moves.alt")))
    picked = draw.chart(moves_charts.matrix(found, texts), key="layers_matrix", on_select=True,
                        alt_text=texts("layers.moves.matrix_alt"))
    _moved(found, earlier, result, "moves", picked)
    draw.definition("layers.moves.definition")


def _moved(found: Moves, earlier: Layers, result: Layers, name: str, picked: list[dict[str, Any]]) -> None:
    """Below a picture: that it can be clicked, and who went the way that was; of those who left, how they stood before."""
    texts = session.texts()
    st.caption(texts(f"layers.moves.click_{name}"))
    if picked and "before" in picked[0]:
        before, after = picked[0]["before"], picked[0]["after"]
        people = found.people(before, after)
        layer, then = (before, earlier) if after == "gone" else (after, result)
        draw.people(with_labels(people, layer, then, texts), name=f"layers_{name}", columns=people_columns(layer, texts),
                    title=wording.move_title(picked[0], len(people), texts))


def _first_day(usual: date, last: date) -> date:
    texts = session.texts()
    chosen = st.date_input(texts("layers.moves.first"), key=choose.keyed("layers_first", usual), format="YYYY-MM-DD",
                           min_value=_EARLIEST, max_value=last - timedelta(days=1), width=200)
    return chosen if isinstance(chosen, date) else usual


def levels(ws: Workspace, scope: Scope, facts: Facts) -> None:
    """The pyramid 80/15/5 beside what each level carries."""
    texts = session.texts()
    found = pyramid.table(facts, cache.measured(pyramid.facts, ws, scope), ws.settings)
    if not found.parts:
        draw.missing(texts("layers.pyramid.none"))
        return
    st.markdown(f"**{wording.carried(found, texts)}**")
    picked = draw.chart(pyramid_chart.bars(found, texts), key="layers_pyramid", on_select=True,
                        alt_text=texts("layers.pyramid.alt"))
    st.caption(texts("layers.pyramid.click"))
    first = next((level for level in found.levels["level"] if found.count(level)), "base")
    level = picked[0].get("level", first) if picked else first
    people = found.people(level).merge(found.members.drop(columns="display_name"), on="person_id")
    draw.people(people, name="layers_pyramid", columns=wording.pyramid_columns(texts),
                title=texts("layers.pyramid.list", level=texts(f"layers.level.{level}"), count=len(people)))
    with st.expander(texts("layers.pyramid.table"), icon=":material/table:"):
        draw.table(wording.level_rows(found, texts), name="layers_levels", columns=wording.level_columns(found, texts))
    draw.definition("layers.pyramid.definition")


def near(ws: Workspace, facts: Facts) -> None:
    """Who stands close to a threshold being tried."""
    texts, settings = session.texts(), trying.settings(ws)
    rows = near_cuts(facts.members, settings)
    if rows.empty:
        draw.missing(texts("layers.near.none"))
    else:
        within = texts.share(settings.layers.near_cut_until_share)
        st.markdown(f"**{texts('layers.near.said', count=rows['person_id'].nunique(), share=within)}**")
        draw.table(wording.near_rows(rows, facts, texts), name="layers_near", columns=wording.near_columns(texts))
    draw.definition("layers.near.definition")


def crossed(ws: Workspace, scope: Scope, result: Layers) -> None:
    """Layers against another way to class people, asked for only now."""
    texts = session.texts()
    name = st.segmented_control(
        texts("layers.crossed.which"), classifications.CROSSED, default=classifications.CROSSED[0], required=True,
        key=f"layers_against_{texts.language}", format_func=lambda one: texts(f"table.class.{one}"))
    with st.spinner(texts("layers.counting")):
        classes = cache.measured(classifications.of, ws, scope, name=name)
    if classes.empty:
        draw.missing(texts("layers.crossed.none"))
        return
    table, members = classifications.crossed(result, classes, name)
    picked = draw.chart(crossed_chart.squares(table, texts), key="layers_crossed", on_select=True,
                        alt_text=texts("layers.crossed.alt"))
    st.caption(texts("layers.crossed.click"))
    if picked and "layer" in picked[0]:
        _crossing(members, picked[0])
    with st.expander(texts("layers.crossed.table"), icon=":material/table:"):
        draw.table(wording.crossed_rows(table, texts), name="layers_crossings", columns=wording.crossed_columns(name, texts))


def _crossing(members: Any, picked: dict[str, Any]) -> None:
    texts = session.texts()
    people = members[(members["layer"] == picked["layer"]) & (members["value"] == picked["value"])]
    draw.people(people, name="layers_crossed", title=texts(
        "layers.crossed.list", layer=texts(f"layer.{picked['layer']}"), value=crossed_chart.said(picked["value"], texts),
        count=len(people)))


def todo(ws: Workspace, scope: Scope) -> None:
    """What the article does with each layer, and today's three lists as sheets."""
    texts = session.texts()
    for name in LABELS:
        st.markdown(f"**{texts(f'layer.{name}')}** — {texts(f'layers.todo.{name}')}")
    st.caption(texts("layers.todo.article"))
    result = cache.measured(person_table.measure, ws, scope)
    known = [name for name in _TODAY if result.count(name)]
    st.markdown(f"##### {texts('layers.todo.today')}")
    if not known:
        draw.missing(texts("layers.todo.nobody"))
        return
    chosen = st.pills(texts("layers.todo.today"), known, default=known[0], required=True, label_visibility="collapsed",
                      key=f"layers_today_{texts.language}", format_func=lambda name: texts(
                          "table.chip", name=texts(f"table.list.{name}"), count=result.count(name)))
    draw.people(wording.today_rows(result.people(chosen), texts), name="layers_todo", columns=wording.today_columns(texts))
