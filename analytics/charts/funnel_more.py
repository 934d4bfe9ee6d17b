"""More pictures of the path to purchase: its groups, its weeks, and how many have got there after so many days."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.charts.funnel import PICKED
from analytics.metrics.funnel_split import Split
from analytics.metrics.funnel_time import Timing
from analytics.texts.words import Texts

_ROW, _TALL, _ROOM = 46, 240, 1.35
_AXIS = alt.Axis(format="%", title=None, tickCount=4)


def groups(frame: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """One bar a group with its interval; `frame`: Split.groups with name and compared (words). A click picks `value`."""
    shown = _said(frame[["value", "name", "compared", "count", "of", "share", "low", "high"]], texts)
    order = shown["name"].tolist()
    top = min(1.0, float(shown["high"].max()) * _ROOM + 0.02) if len(shown) else 1.0
    picked = alt.selection_point(name=PICKED, fields=["value"], on="click", clear="dblclick")
    base = alt.Chart(shown).encode(y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=200)))
    tips = [alt.Tooltip("name:N", title=texts("path.group")), alt.Tooltip("said:N", title=texts("path.share")),
            alt.Tooltip("interval:N", title=texts("path.between")), alt.Tooltip("compared:N", title=texts("path.compared"))]
    bars = base.mark_bar(size=20, color=theme.PLAIN, cursor="pointer").encode(
        x=alt.X("share:Q", axis=_AXIS, scale=alt.Scale(domain=[0, top])), tooltip=tips,
        opacity=theme.faint_unless(picked, 0.5)).add_params(picked)
    spread = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    words = base.mark_text(align="left", dx=6, dy=-14, fontSize=11).encode(x=alt.X("share:Q"), text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[bars, spread, words], height=_ROW * max(len(shown), 1)), texts)


def weeks(frame: pd.DataFrame, texts: Texts, unit: str = "week") -> alt.LayerChart:
    """One bar a week or month (`unit`) of entry; unfinished ones hatched and without a share. A click picks `begins` (ISO day)."""
    spans = theme.spans(frame["begins"], unit, lambda start: texts.day(start.date()))
    shown = _said(frame, texts).assign(
        name=[texts.day(one.date()) for one in frame["begins"]], begins=frame["begins"].dt.strftime("%Y-%m-%d"))
    picked = alt.selection_point(name=PICKED, fields=["begins"], on="click", clear="dblclick")
    x = alt.X("name:N", sort=shown["name"].tolist(), title=None, axis=alt.Axis(labelAngle=-40, labelOverlap=True))
    base = alt.Chart(shown[["name", "begins", "said", "interval", "share", "low", "high", "complete"]]).encode(x=x)
    y = alt.Y("share:Q", axis=_AXIS, scale=alt.Scale(domainMin=0))
    tips = [alt.Tooltip("name:N", title=texts("path.entered_from")), alt.Tooltip("said:N", title=texts("path.share")),
            alt.Tooltip("interval:N", title=texts("path.between"))]
    done = base.transform_filter("datum.complete").mark_bar(color=theme.PLAIN, cursor="pointer").encode(
        y=y, tooltip=tips, opacity=theme.faint_unless(picked, 0.5)).add_params(picked)
    still = base.transform_filter("!datum.complete && datum.share >= 0").mark_bar(
        color=theme.hatched(theme.PLAIN), opacity=0.5).encode(y=y, tooltip=tips)
    spread = base.transform_filter("datum.complete").mark_rule(color=theme.INK).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    layers = [done, still, spread, *theme.festival_bands(x, spans, texts)]
    return theme.configure(alt.LayerChart(layer=layers, height=_TALL), texts)


def curve(result: Timing, texts: Texts) -> alt.LayerChart:
    """The share that has got there after so many days, in steps, with its interval; open windows as far as seen."""
    start = pd.DataFrame({"days": [0.0], "at_risk": [result.of], "share": [0.0], "low": [0.0], "high": [0.0]})
    begun = result.curve if len(result.curve) and result.curve["days"].iloc[0] == 0 else pd.concat([start, result.curve])
    frame = begun.assign(said=[texts("path.curve_said", days=round(row["days"], 1), share=texts.share(row["share"]),
                                     at_risk=int(row["at_risk"])) for row in begun.to_dict("records")])
    base = alt.Chart(frame).encode(x=alt.X("days:Q", title=texts("path.days_since"), axis=alt.Axis(format="d", tickMinStep=1)))
    y = alt.Y("share:Q", axis=_AXIS, scale=alt.Scale(domainMin=0))
    band = base.mark_area(color=theme.PLAIN, opacity=0.18, interpolate="step-after").encode(
        y=alt.Y("low:Q", axis=_AXIS), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=theme.PLAIN, interpolate="step-after").encode(y=y)
    dots = base.mark_point(filled=True, size=30, color=theme.PLAIN).encode(
        y=y, tooltip=[alt.Tooltip("said:N", title=texts("path.got_there"))])
    return theme.configure(alt.LayerChart(layer=[band, line, dots], height=_TALL), texts)


def named(split: Split, texts: Texts, words: Any) -> pd.DataFrame:
    """Split.groups with name (`words(value)`) and compared: what the tests say of each, in words."""
    rows = split.groups.to_dict("records")
    return split.groups.assign(name=[words(row["value"]) for row in rows],
                               compared=[texts(f"path.word.{row['word']}") for row in rows])


def _said(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    rows = frame.to_dict("records")
    return frame.assign(
        said=[texts("path.share_of", share=texts.share(row["share"], row["of"]), count=int(row["count"]), of=int(row["of"]))
              for row in rows],
        interval=[texts("deals.interval", low=texts.share(row["low"], row["of"]), high=texts.share(row["high"], row["of"]))
                  for row in rows])
