"""Lying bars of 100 %: a bar a row, cut by kind, each piece in its colour with its share in it where there is room."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.texts.words import Texts

PICKED = "picked"
# A page fits the legend and the axis into the height too.
_BAR, _BAND, _AROUND, _WORDS_FROM, _FAINT = 32, 54, 84, 0.06, 0.45
# On these colours words are light.
_DARK = ("knowledge", "fun")


def chart(frame: pd.DataFrame, key: str, colours: Mapping[str, str], tips: Mapping[str, str], texts: Texts) -> alt.LayerChart:
    """`frame`, one row a piece in the order of drawing: row_name (words; rows in the frame's order), category, name (its words),
    share (of its row), `key`, and the columns of `tips` (column → title). A click picks category and `key`."""
    end = frame.groupby("row_name", sort=False)["share"].cumsum()
    drawn = frame.assign(start=end - frame["share"], end=end, middle=end - frame["share"] / 2,
                         said=[texts.share(share) for share in frame["share"]])
    rows = list(dict.fromkeys(drawn["row_name"]))
    words_of = dict(zip(drawn["category"], drawn["name"], strict=True))
    names = {kind: str(words_of[kind]) for kind in colours if kind in words_of}
    picked = alt.selection_point(name=PICKED, fields=["category", key], on="click", clear="dblclick")
    base = alt.Chart(drawn).encode(y=alt.Y("row_name:N", sort=rows, title=None, axis=alt.Axis(labelLimit=260)))
    legend = alt.Legend(title=None, labelLimit=200, columns=3)
    bars = base.mark_bar(size=_BAR, cursor="pointer", cornerRadius=0, stroke="white").encode(
        x=alt.X("start:Q", axis=alt.Axis(title=None, format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])), x2=alt.X2("end:Q"),
        color=alt.Color("name:N", scale=theme.colours(dict(colours), names), legend=legend),
        opacity=theme.faint_unless(picked, _FAINT),
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tips.items()]).add_params(picked)
    dark = alt.FieldOneOfPredicate(field="category", oneOf=list(_DARK))
    words = base.transform_filter(f"datum.share >= {_WORDS_FROM}").mark_text(fontWeight="bold").encode(
        x=alt.X("middle:Q"), text=alt.Text("said:N"),
        color=alt.ColorValue(**alt.condition(dark, alt.value("#FFFFFF"), alt.value("#222222"))))
    return theme.configure(alt.LayerChart(layer=[bars, words], height=_BAND * len(rows) + _AROUND), texts)
