"""The picture of a question: what one slider does, as a line with its 80 % band, and where the slider stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.texts.words import Texts

if TYPE_CHECKING:
    from analytics.what_if.answer import Answer

_AXIS = {"share": ".0%", "yuan": ",.0f"}


def line(answered: Answer, names: dict[str, str], texts: Texts) -> alt.LayerChart | None:
    """The outcome `of`, or its change, over the lever `along`; None without a band to draw.

    `names`: lever, outcome: their titles.
    """
    lever = next((one for one in answered.levers if one.name == answered.along), None)
    frame = answered.curve.dropna()
    if lever is None or frame.empty:
        return None
    unit = str(answered.outcome(answered.of)["unit"])
    title = names["outcome"] if answered.drawn == "then" else texts("what_if.axis_more", outcome=names["outcome"])
    # Channels are named one by one: from bare words Altair looks each up in its schema, a third of the time of a slider.
    x = alt.X("value:Q", axis=alt.Axis(title=names["lever"], format=_AXIS.get(lever.unit, ",.0f"), grid=False, tickCount=6))
    y = alt.Y("middle:Q", axis=alt.Axis(title=title, format=_AXIS.get(unit, ",.0f"), tickCount=6))
    tips = [alt.Tooltip("value:Q", title=names["lever"], format=_AXIS.get(lever.unit, ",.2~f")),
            alt.Tooltip("middle:Q", title=title, format=_AXIS.get(unit, ",.1f")),
            *(alt.Tooltip(f"{field}:Q", title=texts(f"what_if.tip_{field}"), format=_AXIS.get(unit, ",.1f"))
              for field in ("low", "high", "today"))]
    base = alt.Chart(frame).encode(x=x)
    band = base.mark_area(opacity=0.22, color=theme.PLAIN).encode(y=alt.Y("low:Q"), y2=alt.Y2("high"))
    drawn = base.mark_line(color=theme.PLAIN, strokeWidth=2.5).encode(y=y, tooltip=tips)
    today = base.mark_line(color=theme.INK, strokeWidth=1, strokeDash=[4, 3]).encode(y=alt.Y("today:Q"))
    return theme.configure(alt.LayerChart(layer=[band, today, drawn, *_here(answered, frame, tips, texts)], height=300), texts)


def _here(answered: Answer, frame: pd.DataFrame, tips: list[alt.Tooltip], texts: Texts) -> list[alt.Chart]:
    """Where the slider stands, and the line of changing nothing named."""
    current = answered.values[answered.along]
    here = alt.Chart(frame[frame["value"] == current].assign(said=texts("what_if.here")))
    end = alt.Chart(frame.tail(1).assign(said=texts("what_if.unchanged")))
    # A change starts at nothing, often the foot of the picture: its name stands above the line, clear of the axis.
    beside = 12 if answered.drawn == "then" else -7
    x, said = alt.X("value:Q"), alt.Text("said:N")
    return [here.mark_rule(color=theme.PLAIN, strokeWidth=1.5).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high")),
            here.mark_point(filled=True, size=110, color=theme.PLAIN, opacity=1).encode(x=x, y=alt.Y("middle:Q"), tooltip=tips),
            here.mark_text(dy=-14, align="center").encode(x=x, y=alt.Y("high:Q"), text=said),
            end.mark_text(dy=beside, align="right", fontSize=11).encode(x=x, y=alt.Y("today:Q"), text=said)]


def before_after(answered: Answer, names: dict[str, str], texts: Texts) -> alt.LayerChart:
    """Two bars each for what the outcomes are about: as it is, and with the sliders moved. `names`: subject → word."""
    rows = answered.outcomes[answered.outcomes["subject"] != ""]
    sides = {"today": texts("what_if.column.today"), "then": texts("what_if.column.then")}
    frame = rows.melt(["subject"], list(sides), "side", "count").assign(
        name=lambda one: one["subject"].map(names), side_name=lambda one: one["side"].map(sides))
    order = [names[one] for one in rows["subject"]]
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=order, title=None), yOffset=alt.YOffset("side_name:N", sort=list(sides.values())))
    bars = base.mark_bar().encode(
        x=alt.X("count:Q", axis=alt.Axis(title=None, format=",d", tickMinStep=1)),
        color=alt.Color("side_name:N", scale=alt.Scale(domain=list(sides.values()), range=[theme.OTHER, theme.PLAIN]),
                        legend=alt.Legend(title=None)),
        tooltip=[alt.Tooltip("name:N", title=texts("what_if.column.outcome")),
                 alt.Tooltip("side_name:N", title=texts("what_if.which")),
                 alt.Tooltip("count:Q", title=texts("show.person"), format=",d")])
    said = base.mark_text(align="left", dx=4, fontSize=12).encode(x=alt.X("count:Q"), text=alt.Text("count:Q", format=",d"))
    return theme.configure(alt.LayerChart(layer=[bars, said], height=52 * max(len(order), 1)), texts)


def mixes(answered: Answer, texts: Texts) -> alt.LayerChart:
    """Every mix as a point: answers to the right, orders up; those that no other beats on both, and the marked ones, stand out."""
    frame = answered.more.assign(said=[texts(f"what_if.mark.{one}") if one else "" for one in answered.more["mark"]], label=[
        texts("what_if.mix", **{name: texts.share(row[name]) for name in ("promotion", "knowledge", "fun")})
        for row in answered.more.to_dict("records")])
    frame = frame[["answers", "orders", "best", "mark", "said", "label"]]
    tips = [alt.Tooltip("label:N", title=texts("what_if.column.mix")),
            *(alt.Tooltip(f"{side}:Q", title=texts(f"what_if.column.{side}_week"), format=",.1f")
              for side in ("answers", "orders"))]
    base = alt.Chart(frame).encode(
        x=alt.X("answers:Q", title=texts("what_if.column.answers_week"), scale=alt.Scale(zero=False, padding=20)),
        y=alt.Y("orders:Q", title=texts("what_if.column.orders_week"), scale=alt.Scale(zero=False, padding=20)), tooltip=tips)
    points = base.transform_filter("datum.mark == '' && !datum.best").mark_point(
        size=18, filled=True, opacity=0.35, color=theme.INK)
    best = base.transform_filter("datum.mark == '' && datum.best").mark_point(size=55, filled=True, opacity=0.9, color=theme.PLAIN)
    marked = base.transform_filter("datum.mark != ''")
    shapes = alt.Shape("mark:N", scale=alt.Scale(domain=["today", "target", "here"], range=["square", "triangle-up", "diamond"]),
                       legend=None)
    layers = [points, best, marked.mark_point(size=150, filled=True, opacity=1, color=theme.PROMOTION).encode(shape=shapes),
              marked.mark_text(dy=-14, fontSize=12).encode(text=alt.Text("said:N"))]
    return theme.configure(alt.LayerChart(layer=layers, height=340), texts)
