"""Picture of one way to class people against another: a square a pair with its people."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.labels import LAYERS
from analytics.texts.words import Texts

PICKED = "picked"
_ROW = 42


def squares(table: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """Layers down, the other class across (`classifications.crossed`). A click picks `layer` and `value`."""
    layers = [name for name in LAYERS if (table["layer"] == name).any()]
    values = list(dict.fromkeys(table["value"]))
    frame = table.assign(
        name=[texts(f"layer.{name}") for name in table["layer"]], other=[said(value, texts) for value in table["value"]],
        number=table["count"].map(texts.number),
        said=[texts("layers.moves.share", count=int(count), of=int(of), share=texts.share(share, int(of)))
              for count, of, share in zip(table["count"], table["of"], table["share"], strict=True)])
    base = alt.Chart(frame).encode(
        x=alt.X("other:N", sort=[said(value, texts) for value in values], title=None, axis=theme.top_axis()),
        y=alt.Y("name:N", sort=[texts(f"layer.{name}") for name in layers], title=None))
    picked = alt.selection_point(name=PICKED, fields=["layer", "value"], on="click", clear="dblclick")
    rects = base.mark_rect(stroke="white", cursor="pointer").encode(
        color=alt.Color("share:Q", scale=alt.Scale(range=["#7FA3CC22", theme.PLAIN], domain=[0, 1]), legend=None),
        tooltip=[alt.Tooltip("name:N", title=texts("layers.chart_layer")), alt.Tooltip("other:N", title=texts("layers.chart_and")),
                 alt.Tooltip("said:N", title=texts("layers.chart_people"))]).add_params(picked)
    words = base.mark_text().encode(text=alt.Text("number:N"), color=theme.on_squares("datum.share"))
    return theme.configure(alt.LayerChart(layer=[rects, words], height=_ROW * max(len(layers), 1) + 30), texts)


def said(value: str, texts: Texts) -> str:
    """A value of any classification as people read it; as it is where we have no word for it (a number)."""
    for key in (f"class.value.{value}", f"value.segment.{value}", f"home.rule.{value}"):
        if texts.has(key):
            return texts(key)
    return value
