"""Picture of the table of people: what the people of a list are, each once."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.person_table import TAGS
from analytics.texts.words import Texts

PICKED = lying_bars.PICKED
_BAND, _ROOM = 26, 1.25
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
    tips = {"name": texts("table.column.tag"), "said": texts("layers.chart_people"), "meaning": texts("table.column.step")}
    return lying_bars.chart(frame, "tag", tips, texts, band=_BAND, size=18, colour=_COLOURS, axis_format=None, room=_ROOM)
