"""The small picture of the first screen: a bar a day, this span strongest; or what was signed up for. A click picks `on`, a day."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.today import Today
from analytics.texts.words import Texts

_HEIGHT, _BAND, _MOST_ITEMS = 170, 34, 8
# By strength and not by colour: on a dark page the days that count must be the brightest.
_STRENGTHS = {"earlier": 0.35, "before": 0.65, "now": 1.0}
PICKED = "picked"
# Of what is drawn a day, what people can be listed for.
LISTED = ("money", "talk")


def picture(result: Today, texts: Texts) -> alt.LayerChart | None:
    """The days of `result.series`, or its items for sign-ups; None where there is nothing to draw."""
    if result.series.empty:
        return None
    return _items(result.series, texts) if result.kind == "signups" else _days(result, texts)


def _days(result: Today, texts: Texts) -> alt.LayerChart:
    names = {part: texts(f"home.part.{part}") for part in _STRENGTHS if part in set(result.series["part"])}
    frame = result.series.assign(
        on=result.series["day"].dt.strftime("%Y-%m-%d"),
        day=result.series["day"].dt.strftime("%Y-%m-%dT12:00:00"), part=result.series["part"].map(names),
        said=[texts.money(value) if result.kind == "money" else texts.number(value) for value in result.series["value"]])
    bars = alt.Chart(frame).mark_bar(color=theme.PLAIN, cursor="pointer" if result.kind in LISTED else "default").encode(
        x=alt.X("yearmonthdate(day):T", axis=theme.day_axis(texts, tickCount=8)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=3, format=",d", tickMinStep=1)),
        opacity=alt.Opacity(
            # Ordinal: else only the ends of the range count, and what lies between them is made up.
            "part:N", scale=alt.Scale(type="ordinal", domain=list(names.values()), range=[_STRENGTHS[part] for part in names]),
            legend=alt.Legend(title=None, orient="top", symbolFillColor=theme.PLAIN, symbolStrokeWidth=0)),
        tooltip=[alt.Tooltip("yearmonthdate(day):T", title=texts("home.day"), format=theme.DAY_FORMAT[texts.language]),
                 alt.Tooltip("said:N", title=texts(f"home.series.{result.kind}"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["on"], on="click", clear="dblclick"))
    marks = theme.festivals_on(result.series["day"], texts)
    return theme.configure(alt.LayerChart(layer=[bars, *marks], height=_HEIGHT), texts)


def _items(series: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    frame = series.head(_MOST_ITEMS).assign(said=[texts.number(value) for value in series["value"].head(_MOST_ITEMS)])
    base = alt.Chart(frame).encode(
        y=alt.Y("item:N", sort=frame["item"].tolist(), title=None),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, float(frame["value"].max()) * 1.15])))
    bars = base.mark_bar(color=theme.PLAIN, size=20)
    words = base.mark_text(align="left", dx=6).encode(text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[bars, words], height=_BAND * len(frame)), texts)
