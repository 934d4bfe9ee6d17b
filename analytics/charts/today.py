"""The small picture of the first screen: a bar a day, this span dark; or what was signed up for."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.today import Today
from analytics.texts.words import Texts

_HEIGHT, _BAND, _MOST_ITEMS = 170, 34, 8
_SHADES = {"earlier": "#B9C4D3", "before": "#8FA3BE", "now": theme.PLAIN}


def picture(result: Today, texts: Texts) -> alt.LayerChart | None:
    """The days of `result.series`, or its items for sign-ups; None where there is nothing to draw."""
    if result.series.empty:
        return None
    return _items(result.series, texts) if result.kind == "signups" else _days(result, texts)


def _days(result: Today, texts: Texts) -> alt.LayerChart:
    names = {part: texts(f"home.part.{part}") for part in _SHADES if part in set(result.series["part"])}
    frame = result.series.assign(
        day=result.series["day"].dt.strftime("%Y-%m-%dT12:00:00"), part=result.series["part"].map(names),
        said=[texts.money(value) if result.kind == "money" else texts.number(value) for value in result.series["value"]])
    bars = alt.Chart(frame).mark_bar().encode(
        x=alt.X("yearmonthdate(day):T", axis=theme.day_axis(texts, tickCount=8)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=3, format=",d", tickMinStep=1)),
        color=alt.Color("part:N", scale=theme.colours(_SHADES, names), legend=alt.Legend(title=None, orient="top")),
        tooltip=[alt.Tooltip("yearmonthdate(day):T", title=texts("home.day"), format=theme.DAY_FORMAT[texts.language]),
                 alt.Tooltip("said:N", title=texts(f"home.series.{result.kind}"))])
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
