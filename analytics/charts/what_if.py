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


def line(answered: Answer, texts: Texts) -> alt.LayerChart | None:
    """Change of the outcome `of` over the lever `along`; None without a band to draw."""
    lever = next((one for one in answered.levers if one.name == answered.along), None)
    frame = answered.curve.dropna()
    if lever is None or frame.empty:
        return None
    unit = str(answered.outcome(answered.of)["unit"])
    names = {"value": texts(f"what_if.lever.{answered.question}.{answered.along}"),
             "more": texts("what_if.axis_more", outcome=texts(f"what_if.outcome.{answered.question}.{answered.of}"))}
    x = alt.X("value:Q", axis=alt.Axis(title=names["value"], format=_AXIS.get(lever.unit, ",.0f"), grid=False, tickCount=6))
    y = alt.Y("more:Q", axis=alt.Axis(title=names["more"], format=_AXIS.get(unit, ",.0f"), tickCount=6))
    tips = [alt.Tooltip("value:Q", title=names["value"], format=_AXIS.get(lever.unit, ",.2~f")),
            *(alt.Tooltip(f"{field}:Q", title=texts(f"what_if.tip_{field}"), format=_AXIS.get(unit, ",.1f"))
              for field in ("more", "low", "high"))]
    base = alt.Chart(frame).encode(x=x)
    band = base.mark_area(opacity=0.22, color=theme.PLAIN).encode(y=alt.Y("low:Q"), y2="high:Q")
    drawn = base.mark_line(color=theme.PLAIN, strokeWidth=2.5).encode(y=y, tooltip=tips)
    nothing = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=theme.INK, strokeWidth=1).encode(y="zero:Q")
    return theme.configure(alt.LayerChart(layer=[band, nothing, drawn, *_here(answered, frame, tips, texts)], height=300), texts)


def _here(answered: Answer, frame: pd.DataFrame, tips: list[alt.Tooltip], texts: Texts) -> list[alt.Chart]:
    """Where the slider stands, and where it would stand today."""
    current = answered.values[answered.along]
    here = alt.Chart(frame[frame["value"] == current].assign(said=texts("what_if.here")))
    return [here.mark_rule(color=theme.PLAIN, strokeWidth=1.5).encode(x="value:Q", y="low:Q", y2="high:Q"),
            here.mark_point(filled=True, size=110, color=theme.PLAIN, opacity=1).encode(x="value:Q", y="more:Q", tooltip=tips),
            here.mark_text(dy=-14, align="center").encode(x="value:Q", y="high:Q", text="said:N")]
