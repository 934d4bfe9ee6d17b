"""Pictures of retention: the cohort table as a heat map, the average line, active retention, the survival curve."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.active_retention import ActiveRetention
from analytics.metrics.retention import Retention
from analytics.metrics.survival_in_group import Staying
from analytics.statistics.words import COUNTS_BELOW
from analytics.texts.words import Texts

PICKED = "picked"
_COHORTS_UNTIL, _WORDS_UNTIL_UNITS, _CELL = 31, 16, 26
_OPEN = ("pending", "hole", "unclear")


def heat(result: Retention, texts: Texts) -> alt.LayerChart:
    """A square a cohort × unit (or stage), darker where more came back; unfinished ones hatched. A click picks cohort and unit."""
    frame = _cells(result, texts)
    order = frame.drop_duplicates("cohort")["name"].tolist()
    stages = result.question.mode == "bracket"
    columns = frame[["unit", "column"]].drop_duplicates().sort_values("unit")["column"].tolist()
    axis = alt.Axis(orient="top", labelAngle=0, labelOverlap=not stages)
    title = texts(f"retention.axis.{'stage' if stages else result.question.unit}")
    base = alt.Chart(frame).encode(x=alt.X("column:O", sort=columns, title=title, axis=axis),
                                   y=alt.Y("name:N", sort=order, title=None))
    picked = alt.selection_point(name=PICKED, fields=["cohort", "unit"], on="click", clear="dblclick")
    done = base.transform_filter("datum.state == 'complete'").mark_rect(stroke="white", cursor="pointer").encode(
        color=alt.Color("share:Q", scale=alt.Scale(range=["#4C6A9214", theme.PLAIN], domain=[0, 1]), legend=None),
        tooltip=_tips(texts)).add_params(picked)
    layers = [done]
    for state in _OPEN:
        colour = "#B7A04A" if state == "unclear" else "#9A9A9A"
        layers.append(base.transform_filter(f"datum.state == '{state}'").mark_rect(
            stroke="white", cursor="pointer", color=theme.hatched(colour), opacity=0.45).encode(tooltip=_tips(texts)))
    if len(columns) <= _WORDS_UNTIL_UNITS:
        words = base.transform_filter("datum.state == 'complete'").mark_text(fontSize=11, cursor="pointer").encode(
            text=alt.Text("shown:N"), tooltip=_tips(texts),
            color=alt.ColorValue(**alt.condition("datum.share > 0.55", alt.value("white"), alt.value(theme.INK))))
        layers.append(words)
    return theme.configure(alt.LayerChart(layer=layers, height=_CELL * max(len(order), 1) + 20), texts)


def line(result: Retention, texts: Texts) -> alt.LayerChart:
    """The average over complete cells, with its interval. A click picks `unit`."""
    frame = result.overall.assign(said=_said(result.overall, texts), interval=_interval(result.overall, texts))
    base = alt.Chart(frame).encode(x=alt.X("unit:Q", title=texts(f"retention.axis.{result.question.unit}"),
                                           axis=alt.Axis(format="d", tickMinStep=1)))
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", title=None, tickCount=5)
    band = base.mark_area(color=theme.PLAIN, opacity=0.18).encode(y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q"))
    drawn = base.mark_line(color=theme.PLAIN).encode(y=alt.Y("share:Q", scale=scale, axis=axis))
    dots = base.mark_point(filled=True, size=60, color=theme.PLAIN, cursor="pointer").encode(
        y=alt.Y("share:Q", scale=scale, axis=axis), tooltip=_tips(texts)[1:]).add_params(
        alt.selection_point(name=PICKED, fields=["unit"], on="click", clear="dblclick"))
    return theme.configure(alt.LayerChart(layer=[band, drawn, dots], height=220), texts)


def actives(result: ActiveRetention, unit: str, texts: Texts) -> alt.LayerChart:
    """Of those active in each week or month, the share active in the next. A click picks `start`."""
    frame = result.periods[(result.periods["unit"] == unit) & result.periods["complete"]].reset_index(drop=True)
    frame = frame.assign(said=_said(frame, texts), interval=_interval(frame, texts), start=frame["start"].astype("str"),
                         name=[texts.day(one) for one in frame["start"]])
    x = alt.X("name:N", sort=frame["name"].tolist(), title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame).encode(x=x)
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", title=None, tickCount=5)
    bars = base.mark_bar(color=theme.PLAIN, cursor="pointer").encode(
        y=alt.Y("share:Q", scale=scale, axis=axis),
        tooltip=[alt.Tooltip("name:N", title=texts("retention.chart_from")), *_tips(texts)[1:]],
    ).add_params(alt.selection_point(name=PICKED, fields=["start"], on="click", clear="dblclick"))
    spread = base.mark_rule(color=theme.INK).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    spans = theme.spans(pd.to_datetime(frame["start"]), unit, texts.day)
    return theme.configure(alt.LayerChart(layer=[bars, spread, *theme.festival_bands(x, spans, texts)], height=220), texts)


def staying(result: Staying, texts: Texts) -> alt.LayerChart:
    """The share of those who joined that are still there after so many days, in steps, with its log-log interval.

    A click picks `time`.
    """
    first = pd.DataFrame({"time": [0.0], "survival": [1.0], "low": [1.0], "high": [1.0],
                          "at_risk": [len(result.at_risk(0))], "ended": [0]})
    curve = pd.concat([first, result.curve], ignore_index=True)
    curve["said"] = [texts("retention.survival_said", share=texts.share(row["survival"]), at_risk=int(row["at_risk"]))
                     for row in curve.to_dict("records")]
    base = alt.Chart(curve).encode(x=alt.X("time:Q", title=texts("retention.axis.days_in"), axis=alt.Axis(format="d")))
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", title=None, tickCount=5)
    band = base.mark_area(color=theme.PLAIN, opacity=0.18, interpolate="step-after").encode(
        y=alt.Y("low:Q", scale=scale, axis=axis), y2=alt.Y2("high:Q"))
    steps = base.mark_line(color=theme.PLAIN, interpolate="step-after").encode(y=alt.Y("survival:Q", scale=scale, axis=axis))
    dots = base.mark_point(filled=True, size=60, color=theme.PLAIN, cursor="pointer").encode(
        y=alt.Y("survival:Q", scale=scale, axis=axis),
        tooltip=[alt.Tooltip("time:Q", title=texts("retention.axis.days_in")),
                 alt.Tooltip("said:N", title=texts("retention.chart_still")),
                 alt.Tooltip("ended:Q", title=texts("retention.chart_left"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["time"], on="click", clear="dblclick", nearest=True))
    return theme.configure(alt.LayerChart(layer=[band, steps, dots], height=260), texts)


def _cells(result: Retention, texts: Texts) -> pd.DataFrame:
    """The newest cohorts, oldest on top, in words."""
    newest = result.cells["cohort"].drop_duplicates().nlargest(_COHORTS_UNTIL)
    frame = result.cells[result.cells["cohort"].isin(newest)].reset_index(drop=True)
    names = {one: cohort_name(one, result.question.unit, texts) for one in newest}
    return frame.assign(
        name=[texts("retention.cohort", day=names[one], count=size)
              for one, size in zip(frame["cohort"], frame["size"], strict=True)],
        column=[column_name(result, int(one), texts) for one in frame["unit"]],
        cohort=frame["cohort"].dt.strftime("%Y-%m-%d"), said=_said(frame, texts), interval=_interval(frame, texts),
        shown=[texts.share(share) if of >= COUNTS_BELOW else f"{count}/{of}"
               for count, of, share in zip(frame["count"], frame["of"], frame["share"], strict=True)],
        meaning=[texts(f"retention.state.{one}") for one in frame["state"]])


def cohort_name(day: pd.Timestamp, unit: str, texts: Texts) -> str:
    """6月1日, or 2026-06 for a month."""
    return f"{day:%Y-%m}" if unit == "month" else texts.day(day.date())


def column_name(result: Retention, unit: int, texts: Texts) -> str:
    """The number of the unit, or 第 1–7 天 of a stage; the day of the start is day 1."""
    if result.question.mode != "bracket":
        return str(unit)
    row = result.brackets.iloc[unit]
    return texts("retention.days", first=int(row["first"]) + 1, last=int(row["last"]) + 1)


def _said(frame: pd.DataFrame, texts: Texts) -> list[str]:
    return [texts("retention.said", count=int(count), of=int(of), share=texts.share(share, int(of)))
            for count, of, share in zip(frame["count"], frame["of"], frame["share"], strict=True)]


def _interval(frame: pd.DataFrame, texts: Texts) -> list[str]:
    return [texts("retention.between", low=texts.share(low), high=texts.share(high))
            for low, high in zip(frame["low"], frame["high"], strict=True)]


def _tips(texts: Texts) -> list[alt.Tooltip]:
    return [alt.Tooltip("meaning:N", title=texts("retention.chart_cell")),
            alt.Tooltip("said:N", title=texts("retention.chart_back")),
            alt.Tooltip("interval:N", title=texts("retention.chart_interval"))]
