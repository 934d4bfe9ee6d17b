"""Pictures of the stages: how many are in each, each stage's figure beside the article's, and who comes, stays, goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.stage_targets import StageTargets
from analytics.metrics.stages import Stages
from analytics.metrics.states import States
from analytics.texts.words import Texts

PICKED = lying_bars.PICKED
_ROOM = 1.5
_MOST_INTERVALS, _LABELS_UNTIL = 60, 10
# From the bottom up; asleep is drawn below the line.
_UP = ("current", "resurrected", "unclear", "new")


def bars(result: Stages, texts: Texts) -> alt.LayerChart:
    """One bar a stage, people and share beside it. A click picks `stage`."""
    frame = result.counts[(result.counts["count"] > 0) | (result.counts["stage"] != "unknown")].assign(
        name=lambda rows: [texts(f"stage.{one}") for one in rows["stage"]],
        days=lambda rows: [texts(f"stages.days.{one}", **result.edges) for one in rows["stage"]],
        said=lambda rows: [_said(row, texts) for row in rows.to_dict("records")])
    tips = {"name": texts("stages.column.stage"), "days": texts("stages.column.days"), "said": texts("stages.chart_people")}
    return lying_bars.chart(frame, "stage", tips, texts, colour=theme.STAGE_COLOURS)


def targets(result: StageTargets, texts: Texts) -> alt.LayerChart | None:
    """Each stage's own share with its interval; the article's figure as a thin dashed tick. A click picks `metric`.
    None without any share."""
    frame = result.targets[result.targets["of"] > 0].assign(
        name=lambda rows: [texts(f"stages.metric.{one}") for one in rows["metric"]],
        said=lambda rows: [texts("stages.target_said", share=texts.share(row["share"], row["of"]), count=int(row["count"]),
                                 of=int(row["of"])) for row in rows.to_dict("records")],
        range=lambda rows: [f"{texts.share(row['low'])}–{texts.share(row['high'])}" for row in rows.to_dict("records")],
        article=lambda rows: [texts("stages.article", share=texts.share(one)) for one in rows["reference"]])
    if frame.empty:
        return None
    frame = frame[["stage", "metric", "name", "said", "range", "article", "share", "low", "high", "reference"]]
    order, top = frame["name"].tolist(), min(1.0, float(frame[["high", "reference"]].max().max()) * _ROOM + 0.1)
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)))
    x = alt.X("share:Q", axis=alt.Axis(title=None, format="%", tickCount=5), scale=alt.Scale(domain=[0, top]))
    tips = [alt.Tooltip("name:N", title=texts("stages.column.metric")), alt.Tooltip("said:N", title=texts("stages.column.share")),
            alt.Tooltip("range:N", title=texts("stages.column.range")),
            alt.Tooltip("article:N", title=texts("stages.column.reference"))]
    picked = alt.selection_point(name=PICKED, fields=["metric"], on="click", clear="dblclick")
    line = base.mark_rule(strokeWidth=2, color=theme.PLAIN).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, top])), x2=alt.X2("high:Q"))
    point = base.mark_point(size=140, filled=True, color=theme.PLAIN, cursor="pointer").encode(
        x=x, tooltip=tips, opacity=theme.faint_unless(picked)).add_params(picked)
    words = base.mark_text(align="left", dx=8, dy=-11).encode(x=alt.X("share:Q"), text=alt.Text("said:N"))
    known = alt.Chart(frame[frame["reference"].notna()]).encode(x=alt.X("reference:Q"))
    ticks = known.mark_rule(strokeDash=[4, 3], strokeWidth=1, color=theme.INK).encode(
        y=alt.Y("name:N", sort=order, bandPosition=0.05), y2=alt.Y2("name:N", bandPosition=0.95))
    stated = known.mark_text(align="left", dx=4, dy=20, fontSize=11).encode(
        y=alt.Y("name:N", sort=order), text=alt.Text("article:N"))
    return theme.configure(alt.LayerChart(layer=[line, point, words, ticks, stated], height=74 * len(frame)), texts)


def states(result: States, texts: Texts) -> alt.LayerChart:
    """Who was active, stacked by state, and who fell asleep below the line; unfinished intervals are hatched.

    A click picks `begins` (ISO day) and `state`.
    """
    frame = _pieces(result, texts)
    order = frame.drop_duplicates("begins").sort_values("begins")["interval"].tolist()
    picked = alt.selection_point(name=PICKED, fields=["begins", "state"], on="click", clear="dblclick")
    told = ("interval", "state_name", "meaning", "whole")
    tips = [alt.Tooltip(f"{name}:N", title=texts(f"stages.column.{name}")) for name in told]
    tips.insert(2, alt.Tooltip("count:Q", title=texts("stages.chart_people"), format=",d"))
    x = alt.X("interval:O", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame).encode(
        x=x, y=alt.Y("below:Q", title=None, axis=alt.Axis(tickMinStep=1, labelExpr="format(abs(datum.value), ',d')")),
        y2=alt.Y2("top:Q"), tooltip=tips)
    named = {state: texts(f"state.{state}") for state in (*_UP, "dormant") if state in set(frame["state"])}
    whole = base.transform_filter("datum.complete").mark_bar(cursor="pointer", cornerRadius=0).encode(
        color=alt.Color("state_name:N", scale=theme.colours(theme.STATE_COLOURS, named), legend=alt.Legend(title=None)),
        opacity=theme.faint_unless(picked, 0.5)).add_params(picked)
    layers = [whole]
    # A mark has one pattern, so each colour of stripes is a mark of its own.
    for state in sorted(set(frame.loc[~frame["complete"], "state"])):
        layers.append(base.transform_filter(f"!datum.complete && datum.state == '{state}'").mark_bar(
            color=theme.hatched(theme.STATE_COLOURS[state]), cornerRadius=0))
    if len(order) <= _LABELS_UNTIL:
        layers.append(base.transform_filter("datum.count > 0").mark_text(fontSize=11, color="black", dy=0).encode(
            y=alt.Y("middle:Q"), text=alt.Text("count:Q", format=",d")))
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=theme.INK, strokeWidth=1).encode(y=alt.Y("zero:Q"))
    spans = theme.spans(pd.to_datetime(frame["begins"]).sort_values(), result.unit, lambda day: _interval(day, result.unit, texts))
    marks = theme.festival_bands(x, spans, texts)
    return theme.configure(alt.LayerChart(layer=[*layers, zero, *marks], height=300), texts)


def _pieces(result: States, texts: Texts) -> pd.DataFrame:
    """One row an interval × state with where its piece of the bar begins and ends."""
    rows = result.periods.tail(_MOST_INTERVALS).assign(resurrected=lambda one: one["resurrected"] - one["unclear"])
    long = rows.melt(["start", "complete"], [*_UP, "dormant"], "state", "count")
    long["place"] = long["state"].map({state: place for place, state in enumerate((*_UP, "dormant"))})
    long = long[long["count"] > 0].sort_values(["start", "place"], ignore_index=True)
    up = long["state"] != "dormant"
    top = long["count"].where(up, 0).groupby(long["start"]).cumsum()
    long = long.assign(top=top.where(up, 0), below=(top - long["count"]).where(up, -long["count"]))
    return long.assign(
        middle=(long["top"] + long["below"]) / 2, begins=long["start"].dt.strftime("%Y-%m-%d"),
        interval=[_interval(day, result.unit, texts) for day in long["start"]],
        state_name=[texts(f"state.{one}") for one in long["state"]],
        meaning=[texts(f"stages.state_meaning.{one}") for one in long["state"]],
        whole=[texts("stages.whole" if one else "stages.unfinished") for one in long["complete"]]).drop(columns="start")


def _interval(start: pd.Timestamp, unit: str, texts: Texts) -> str:
    return f"{start:%Y-%m}" if unit == "month" else texts.day(start)


def _said(row: Mapping[Any, Any], texts: Texts) -> str:
    if row["share"] != row["share"]:
        return texts("stages.people", count=int(row["count"]))
    return texts("stages.people_share", count=int(row["count"]), share=texts.share(row["share"], int(row["of"])))
