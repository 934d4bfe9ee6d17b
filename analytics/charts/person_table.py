"""Picture of the table of people: what the people of a list are, each once."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.person_table import TAGS
from analytics.texts.words import Texts

PICKED = "picked"
_BAR, _ROOM = 26, 1.25
# Tags that are layers keep the colour of the layer.
_COLOURS = {name: theme.LAYER_COLOURS.get(name, theme.PLAIN) for name in TAGS}


def tags(carried: pd.Series, texts: Texts) -> alt.LayerChart:
    """One bar a main tag of `carried` (PersonTable.rows.tag), the most pressing on top. A click picks `tag`."""
    counts = carried.value_counts()
    counted = counts.reindex([tag for tag in TAGS if tag in counts.index])
    frame = counted.rename_axis("tag").reset_index(name="count")
    of = len(carried)
    frame = frame.assign(
        name=[texts(f"table.tag.{tag}") for tag in frame["tag"]],
        said=[texts("table.bar", count=int(count), share=texts.share(count / of, of)) for count in frame["count"]],
        meaning=[texts(f"table.step.{tag}") for tag in frame["tag"]])
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=frame["name"].tolist(), title=None))
    picked = alt.selection_point(name=PICKED, fields=["tag"], on="click", clear="dblclick")
    longest = max(int(frame["count"].max()), 1) if len(frame) else 1
    words = dict(zip(frame["tag"], frame["name"], strict=True))
    bars = base.mark_bar(cursor="pointer").encode(
        x=alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, longest * _ROOM])),
        color=alt.Color("name:N", scale=theme.colours(_COLOURS, words), legend=None),
        opacity=alt.condition(picked, alt.value(1), alt.value(0.45)),
        tooltip=[alt.Tooltip("name:N", title=texts("table.column.tag")),
                 alt.Tooltip("said:N", title=texts("layers.chart_people")),
                 alt.Tooltip("meaning:N", title=texts("table.column.step"))],
    ).add_params(picked)
    said = base.mark_text(align="left", dx=6).encode(x="count:Q", text="said:N")
    return theme.configure(alt.LayerChart(layer=[bars, said], height=_BAR * max(len(frame), 1)), texts)
