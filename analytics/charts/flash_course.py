"""The picture of a flash sale: on which of its days the talk, the clicks and the orders lie, each as a part of its own whole."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.flash_course import MEASURES, FlashCourse
from analytics.texts.words import Texts

PICKED = "picked"
# Not the colours of the kinds of content: those mean promotion, knowledge and fun wherever they stand.
_COLOURS = {"talk": theme.INK, "clicks": "#7FA3CC", "orders": theme.PLAIN}
_DASHES = {"talk": [2, 2], "clicks": [7, 3], "orders": [1, 0]}
_HEIGHT = 260


def curves(result: FlashCourse, texts: Texts) -> alt.LayerChart | None:
    """A line a measure over the group's own days; the days between the first and the last order are shaded. A click picks `measure`
    and `day`. None where nothing happened.
    """
    if result.days.empty:
        return None
    words = {name: texts(f"flash.measure.{name}") for name in MEASURES if name in set(result.days["measure"])}
    frame = result.days.assign(
        name=result.days["measure"].map(words), when=result.days["day"].dt.strftime("%Y-%m-%d"),
        at=[texts("flash.at", number=row["number"], day=row["day"].date()) for row in result.days.to_dict("records")],
        said=[texts(f"flash.said.{row['measure']}", count=row["count"]) for row in result.days.to_dict("records")],
        stage=[texts(f"flash.phase.{one}") for one in result.days["phase"]])
    picked = alt.selection_point(name=PICKED, fields=["measure", "when"], on="click", clear="dblclick")
    base = alt.Chart(frame[["measure", "when", "day", "name", "at", "said", "stage", "share"]]).encode(
        x=alt.X("day:T", axis=theme.day_axis(texts, tickMinStep=86_400_000)),
        y=alt.Y("share:Q", axis=alt.Axis(title=texts("flash.axis"), format="%", tickCount=5)),
        color=alt.Color("name:N", scale=theme.colours(_COLOURS, words), legend=alt.Legend(title=None)),
        tooltip=[alt.Tooltip("at:N", title=texts("flash.day")), alt.Tooltip("said:N", title=texts("flash.count")),
                 alt.Tooltip("share:Q", title=texts("flash.axis"), format=".0%"),
                 alt.Tooltip("stage:N", title=texts("flash.phase_title"))])
    dashes = alt.Scale(domain=list(words.values()), range=[_DASHES[name] for name in words])
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=None))
    points = base.mark_point(filled=True, size=70, cursor="pointer").encode(opacity=theme.faint_unless(picked)).add_params(picked)
    return theme.configure(alt.LayerChart(layer=[*_selling(result, texts), lines, points], height=_HEIGHT), texts)


def _selling(result: FlashCourse, texts: Texts) -> list[alt.Chart]:
    """The days of orders as a band with its name."""
    sold = result.days.loc[result.days["phase"] == "selling", "day"]
    if sold.empty:
        return []
    half = pd.Timedelta(hours=12)
    band = alt.Chart(pd.DataFrame({
        "from": [sold.min() - half], "until": [sold.max() + half], "words": [texts("flash.phase.selling")]}))
    return [band.mark_rect(opacity=0.12, color=theme.INK).encode(x=alt.X("from:T"), x2=alt.X2("until:T")),
            band.mark_text(align="left", baseline="top", dx=4, dy=4, fontSize=11).encode(
                x=alt.X("from:T"), y=theme.at_height(0), text=alt.Text("words:N"))]
