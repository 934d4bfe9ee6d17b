"""Pictures of who brings people: the parts of each score as bars, and the network of replies."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.charts import theme
from analytics.metrics.koc import PARTS, Koc
from analytics.metrics.reply_graph import ReplyGraph
from analytics.statistics.network_layout import positions
from analytics.texts.words import Texts

PICKED = "picked"
_BAND, _BAR, _SHOWN = 34, 20, 12
_NODES, _EDGES, _TALL = 30, 150, 560
# How wide and high a name is, as shares of the plane at 820 px.
_NAME = np.array([0.2, 0.035])
# From dark to light, so that the pieces stay apart in grey print.
_COLOURS = {"referral": "#3B4F6B", "network": "#A23B72", "content": "#7FA3CC", "steady": "#DBC65C", "spend": "#C8C8C8"}


def scores(result: Koc, texts: Texts) -> alt.LayerChart:
    """The best twelve: what each part gives to the score. A click picks `person_id`."""
    best = result.members[result.members["koc"]].head(_SHOWN)
    names = {name: texts(f"koc.part.{name}") for name in PARTS if name in result.known}
    rows = []
    for row in best.to_dict("records"):
        start = 0.0
        for name, word in names.items():
            points = float(row[f"part_{name}"])
            rows.append({"person_id": str(row["person_id"]), "who": row["display_name"], "part": word, "start": start,
                         "end": start + points, "said": texts("koc.points", points=texts.number(points, 1)),
                         "total": texts("koc.points_less" if row["minus"] else "koc.points", points=texts.number(row["score"], 1),
                                        minus=texts.number(row["minus"]))})
            start += points
    frame = pd.DataFrame(rows, columns=["person_id", "who", "part", "start", "end", "said", "total"])
    ids = [str(one) for one in best["person_id"]]
    picked = alt.selection_point(name=PICKED, fields=["person_id"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(y=alt.Y("person_id:N", sort=ids, title=None, axis=alt.Axis(labels=False)))
    bars = base.mark_bar(size=_BAR, cornerRadius=0, cursor="pointer").encode(
        x=alt.X("start:Q", axis=alt.Axis(title=None, values=[0, 25, 50, 75, 100]), scale=alt.Scale(domain=[-28, 112])),
        x2=alt.X2("end:Q"),
        color=alt.Color("part:N", scale=theme.colours(_COLOURS, names), legend=alt.Legend(title=None, columns=3)),
        opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("who:N", title=texts("koc.column.name")), alt.Tooltip("part:N", title=texts("koc.chart_part")),
                 alt.Tooltip("said:N", title=texts("koc.chart_points"))]).add_params(picked)
    labels = alt.Chart(frame.drop_duplicates("person_id")).encode(y=alt.Y("person_id:N", sort=ids))
    who = labels.mark_text(align="right", dx=-6, limit=170).encode(x=alt.datum(0), text=alt.Text("who:N"))
    total = alt.Chart(frame.groupby("person_id", as_index=False).last()).encode(y=alt.Y("person_id:N", sort=ids)).mark_text(
        align="left", dx=5).encode(x=alt.X("end:Q"), text=alt.Text("total:N"))
    return theme.configure(alt.LayerChart(layer=[bars, who, total], height=_BAND * max(len(best), 1)), texts)


def network(result: ReplyGraph, texts: Texts) -> alt.LayerChart:
    """The thirty in the middle and the strongest lines between them; size is rank. A click picks `person_id`."""
    nodes = result.nodes[~result.nodes["isolated"]].head(_NODES).reset_index(drop=True)
    place = pd.Series(nodes.index, index=nodes["person_id"])
    inside = result.edges[result.edges["person_id"].isin(place.index) & result.edges["other_id"].isin(place.index)]
    edges = inside.nlargest(_EDGES, "weight")
    source, target = edges["person_id"].map(place).to_numpy(), edges["other_id"].map(place).to_numpy()
    at = positions(source, target, edges["weight"].to_numpy(), len(nodes))
    lines = pd.DataFrame({"x": at[source, 0], "y": at[source, 1], "x2": at[target, 0], "y2": at[target, 1],
                          "weight": edges["weight"].to_numpy()})
    points = nodes.assign(x=at[:, 0], y=at[:, 1], id=nodes["person_id"].astype("str"), said=[
        texts("koc.node_said", messages=int(row["messages"]), answered=int(row["answered_by"]),
              percentile=texts.number(row["percentile"])) for row in nodes.to_dict("records")])
    points = points[["id", "display_name", "x", "y", "rank", "said"]].rename(columns={"id": "person_id"})
    points["label"] = points["display_name"].where(_apart(at), "")
    plane = {"x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.08, 1.08])),
             "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.06, 1.06]))}
    drawn = alt.Chart(lines).mark_rule(color=theme.INK).encode(
        **plane, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"),
        # A few pairs answer each other far more than all others: by the root the others are seen too.
        strokeWidth=alt.StrokeWidth("weight:Q", scale=alt.Scale(type="sqrt", range=[0.4, 3]), legend=None),
        opacity=alt.Opacity("weight:Q", scale=alt.Scale(type="sqrt", range=[0.25, 0.8]), legend=None))
    picked = alt.selection_point(name=PICKED, fields=["person_id"], on="click", clear="dblclick")
    dots = alt.Chart(points).mark_circle(color=theme.PLAIN, opacity=1, cursor="pointer").encode(
        **plane, size=alt.Size("rank:Q", scale=alt.Scale(range=[60, 900]), legend=None),
        opacity=theme.faint_unless(picked, 0.35),
        tooltip=[alt.Tooltip("display_name:N", title=texts("koc.column.name")),
                 alt.Tooltip("said:N", title=texts("koc.chart_node"))]).add_params(picked)
    words = alt.Chart(points).mark_text(dy=-16, fontSize=11, limit=110).encode(**plane, text=alt.Text("label:N"))
    return theme.configure(alt.LayerChart(layer=[drawn, dots, words], height=_TALL), texts)


def _apart(at: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which names can be written without touching one written before; `at`: places in the plane, the highest rank first."""
    written = np.zeros(len(at), dtype=bool)
    for one in range(len(at)):
        away = np.abs(at[written] - at[one]) / _NAME
        written[one] = not (away < 1).all(axis=1).any()
    return written
