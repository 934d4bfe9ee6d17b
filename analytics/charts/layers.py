"""Pictures of the layers: bars with the article's figure, each person once, and who is in two."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.labels import LABELS
from analytics.metrics.layers import Layers
from analytics.texts.words import Texts

PICKED = "picked"
_BAND, _BAR = 58, 24
# Room on the right for the words behind the longest bar, as a share of it.
_ROOM = 1.4
# So wide are the words of a bar on a narrow page, as a share of the longest.
_WORDS = 0.45
# A segment under this share has no room for its words.
_ROOM_FOR_WORDS = 0.055


def bars(result: Layers, texts: Texts) -> alt.LayerChart:
    """One bar a label that can be judged: share with its interval, the article's share as a dashed tick.

    Without a true denominator the bars are counts. A click picks `layer`.
    """
    frame = _named(result.counts[result.counts["layer"].isin(LABELS) & result.counts["count"].notna()], texts)
    shared = result.population.has_share
    frame["value"] = (frame["share"] if shared else frame["count"]).astype("float64")
    frame["words_at"] = frame[["value", "high"]].max(axis=1)
    furthest = float(frame[["words_at", "reference"]].max().max()) if len(frame) else 0.0
    # Words that the article's tick would cross stand behind it.
    crossed = shared & frame["reference"].between(frame["words_at"], frame["words_at"] + _WORDS * furthest)
    frame["words_at"] = frame["words_at"].mask(crossed, frame["reference"])
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=frame["name"].tolist(), title=None))
    words = base.mark_text(align="left", dx=6).encode(x=alt.X("words_at:Q"), text=alt.Text("said:N"))
    layers = [_bars(frame, base, texts, shared, furthest or 1.0), words]
    if shared:
        layers.insert(1, base.mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")))
        layers += _reference_ticks(frame, texts)
    chart = alt.LayerChart(layer=layers, height=_BAND * max(len(frame), 1))
    return theme.configure(chart, texts)


def _bars(frame: pd.DataFrame, base: alt.Chart, texts: Texts, shared: bool, furthest: float) -> alt.Chart:
    picked = alt.selection_point(name=PICKED, fields=["layer"], on="click", clear="dblclick")
    axis = alt.Axis(title=None, format="%" if shared else ",d", tickCount=5, tickMinStep=0.01 if shared else 1)
    bars: alt.Chart = base.mark_bar(size=_BAR, cursor="pointer").encode(
        x=alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, furthest * _ROOM])),
        color=alt.Color("name:N", scale=_scale(frame), legend=None),
        opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("said:N", title=texts("layers.chart_people")),
                 alt.Tooltip("meaning:N", title=texts("layers.chart_meaning"))],
    ).add_params(picked)
    return bars


def exclusive(result: Layers, texts: Texts) -> alt.LayerChart:
    """One bar of everybody, each person once by priority. A click picks `layer`."""
    frame = _named(result.exclusive[result.exclusive["count"] > 0], texts)
    frame["end"] = frame["count"].astype("int64").cumsum()
    frame["start"] = frame["end"] - frame["count"].astype("int64")
    frame["middle"] = (frame["start"] + frame["end"]) / 2
    roomy = frame["count"].astype("float64") >= _ROOM_FOR_WORDS * frame["of"]
    base = alt.Chart(frame).encode(
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, max(int(frame["count"].sum()), 1)])), x2=alt.X2("end:Q"))
    picked = alt.selection_point(name=PICKED, fields=["layer"], on="click", clear="dblclick")
    tips = [alt.Tooltip("name:N", title=texts("layers.chart_layer")),
            alt.Tooltip("said:N", title=texts("layers.chart_people"))]
    known = base.transform_filter("datum.layer != 'unknown'").mark_bar(
        height=42, stroke="white", cornerRadius=0, cursor="pointer").encode(
        color=alt.Color("name:N", scale=_scale(frame), legend=None), tooltip=tips).add_params(picked)
    unknown = base.transform_filter("datum.layer == 'unknown'").mark_bar(
        height=42, stroke="white", cornerRadius=0, color=theme.hatched("#9A9A9A")).encode(tooltip=tips)
    words = alt.Chart(frame[roomy]).encode(x=alt.X("middle:Q"))
    return theme.configure(alt.LayerChart(layer=[
        known, unknown, words.mark_text(dy=-32).encode(text=alt.Text("name:N")),
        words.mark_text(dy=34).encode(text=alt.Text("number:N")),
    ], height=96), texts)


def overlap(result: Layers, texts: Texts) -> alt.LayerChart:
    """Who carries two labels: a square a pair, the labels themselves on the diagonal. Picks both."""
    judged = [name for name in LABELS if result.count(name) is not None]
    order = {name: place for place, name in enumerate(judged)}
    frame = result.overlap[result.overlap["layer_a"].isin(judged) & result.overlap["layer_b"].isin(judged)]
    frame = frame[frame["layer_a"].map(order) <= frame["layer_b"].map(order)]
    names = {name: texts(f"layer.{name}") for name in judged}
    frame = frame.assign(name_a=frame["layer_a"].map(names), name_b=frame["layer_b"].map(names),
                         number=frame["count"].map(texts.number), itself=frame["layer_a"] == frame["layer_b"])
    base = alt.Chart(frame).encode(
        x=alt.X("name_a:N", sort=list(names.values()), title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("name_b:N", sort=list(names.values()), title=None))
    squares = base.mark_rect(stroke="white", cursor="pointer").encode(
        color=alt.condition("datum.itself", alt.value("#88888838"), alt.Color(
            "count:Q", scale=alt.Scale(range=["#7FA3CC22", theme.PLAIN], domainMin=0), legend=None)),
        tooltip=[alt.Tooltip("name_a:N", title=texts("layers.chart_layer")),
                 alt.Tooltip("name_b:N", title=texts("layers.chart_and")),
                 alt.Tooltip("number:N", title=texts("layers.chart_people"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["layer_a", "layer_b"], on="click", clear="dblclick"))
    words = base.mark_text().encode(text=alt.Text("number:N"))
    return theme.configure(alt.LayerChart(layer=[squares, words], height=46 * max(len(judged), 1) + 24), texts)


def _named(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Words beside the numbers: name, number, said (45 人,18%), meaning."""
    counts = frame["count"].astype("int64")
    said = [
        texts("layers.people_share", count=count, share=texts.share(share, of)) if share == share
        else texts("layers.people", count=count)
        for count, share, of in zip(counts, frame["share"], frame["of"], strict=True)
    ]
    return frame.assign(
        name=[texts(f"layer.{name}") for name in frame["layer"]], said=said, count=counts,
        number=[texts.number(count) for count in counts],
        meaning=[texts(f"layers.meaning.{name}") for name in frame["layer"]],
    ).reset_index(drop=True)


def _reference_ticks(frame: pd.DataFrame, texts: Texts) -> list[alt.Chart]:
    known = frame["reference"].notna()
    if not known.any():
        return []
    stated = frame[known].assign(article=[
        texts("layers.article", share=texts.share(share)) for share in frame.loc[known, "reference"]])
    order = frame["name"].tolist()
    line = alt.Chart(stated).mark_rule(strokeDash=[4, 3], strokeWidth=1, color=theme.INK).encode(
        x=alt.X("reference:Q"), y=alt.Y("name:N", sort=order, bandPosition=0.08), y2=alt.Y2("name:N", bandPosition=0.92))
    words = alt.Chart(stated).mark_text(align="left", dx=4, dy=21, fontSize=11).encode(
        x=alt.X("reference:Q"), y=alt.Y("name:N", sort=order), text=alt.Text("article:N"))
    return [line, words]


def _scale(frame: pd.DataFrame) -> alt.Scale:
    return theme.colours(theme.LAYER_COLOURS, dict(zip(frame["layer"], frame["name"], strict=True)))
