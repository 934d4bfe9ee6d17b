"""One number of the pillars week by week, with its range and the target as a thin dashed line."""

from __future__ import annotations

import altair as alt

from analytics.charts import theme
from analytics.metrics.health import Health
from analytics.texts.words import Texts

PICKED = "picked"
_HEIGHT = 220


def weeks(result: Health, key: str, texts: Texts) -> alt.LayerChart | None:
    """A dot a whole week, its interval, the target; None where no week can be told. A click picks `first`, its day."""
    frame = result.weeks[(result.weeks["key"] == key) & result.weeks["share"].notna()].copy()
    if frame.empty:
        return None
    number = result.numbers.set_index("key").loc[[key]].iloc[0]
    frame["said"] = [texts("health.k_of_n", count=row["count"], of=row["of"]) for row in frame.to_dict("records")]
    frame["week"] = frame["week_start"].dt.strftime("%Y-%m-%dT12:00:00")
    # A field on an axis of time comes back from a click as a number: the day to pick stands by itself.
    frame["first"] = frame["week_start"].dt.strftime("%Y-%m-%d")
    marks = theme.festivals_on(frame["week_start"], texts)
    frame = frame[["week", "first", "share", "low", "high", "said"]]
    top = min(1.0, max(float(frame["high"].max()), float(number["target"])) * 1.1)
    axis = theme.day_axis(texts, values=frame["week"].tolist(), labelOverlap="greedy")
    base = alt.Chart(frame).encode(x=alt.X("yearmonthdate(week):T", axis=axis))
    scale = alt.Scale(domain=[0, top])
    band = base.mark_rule(strokeWidth=5, opacity=0.25, color=theme.PLAIN).encode(
        y=alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(format="%", tickCount=5)), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=theme.PLAIN, strokeWidth=1.5).encode(y=alt.Y("share:Q", scale=scale))
    picked = alt.selection_point(name=PICKED, fields=["first"], on="click", clear="dblclick")
    dots = base.mark_circle(size=90, color=theme.PLAIN, cursor="pointer").encode(
        y=alt.Y("share:Q", scale=scale), opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("yearmonthdate(week):T", title=texts("health.week_from"), format=theme.DAY_FORMAT[texts.language]),
                 alt.Tooltip("said:N", title=texts(f"health.number.{key}"))]).add_params(picked)
    target = theme.reference_line(float(number["target"]), texts("health.target_line", target=texts.share(number["target"])))
    return theme.configure(alt.LayerChart(layer=[band, line, dots, target, *marks], height=_HEIGHT), texts)
