"""The week as a square an hour: where people talk, where the shop posts, what is answered, when orders come."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.rhythm import Rhythm
from analytics.texts.words import Texts

PICKED = "picked"
_SQUARE, _DAY = 30, 24
_EVEN = "datum.value % 2 == 0 ? datum.value : ''"


def squares(result: Rhythm, measure: str, texts: Texts) -> alt.LayerChart:
    """Weekday × hour, darker for more; hours without a basis are hatched. A click picks `weekday` and `hour`."""
    frame = _said(result, measure, texts)
    picked = alt.selection_point(name=PICKED, fields=["weekday", "hour"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        x=alt.X("hour:O", axis=alt.Axis(title=None, labelAngle=0, orient="top", labelExpr=_EVEN),
                scale=alt.Scale(domain=list(range(_DAY)), paddingInner=0.06)),
        y=alt.Y("day:N", sort=frame["day"].drop_duplicates().tolist(), title=None, scale=alt.Scale(paddingInner=0.06)),
        tooltip=[alt.Tooltip("when:N", title=texts("rhythm.when")),
                 alt.Tooltip("said:N", title=texts(f"rhythm.measure.{measure}")),
                 alt.Tooltip("days:Q", title=texts("rhythm.of_days"), format=",d"),
                 alt.Tooltip("meaning:N", title=texts("show.definition"))])
    most = max(float(frame["value"].max()) if frame["value"].notna().any() else 0.0, 1e-9)
    known = base.transform_filter("isValid(datum.value)").mark_rect(cursor="pointer", cornerRadius=2).encode(
        color=alt.Color("value:Q", legend=None, scale=alt.Scale(domain=[0, most], range=["#8888881A", theme.PLAIN])),
        stroke=alt.StrokeValue(**alt.condition(picked, alt.value(theme.INK), alt.value(None), empty=False)),
        strokeWidth=alt.StrokeWidthValue(2)).add_params(picked)
    unknown = base.transform_filter("!isValid(datum.value)").mark_rect(color=theme.hatched(theme.OTHER), opacity=0.4)
    # On a narrow page a square has room for smaller numbers only.
    size = alt.ExprRef(f"max(6, min(10, 0.42 * width / {_DAY}))")
    words = base.transform_filter("isValid(datum.value) && datum.value > 0").mark_text(fontSize=size).encode(
        text=alt.Text("shown:N"), color=theme.on_squares(f"datum.value / {most}"))
    return theme.configure(alt.LayerChart(layer=[known, unknown, words], height=_SQUARE * 7 + 20), texts)


def _said(result: Rhythm, measure: str, texts: Texts) -> pd.DataFrame:
    rows = result.cells
    plain = rows.to_dict("records")
    value = rows[measure].astype("float64").where((rows["days"] > 0) | (measure == "orders"))
    return pd.DataFrame({
        "weekday": rows["weekday"], "hour": rows["hour"], "days": rows["days"], "value": value,
        "day": [texts(f"rhythm.weekday.{one}") for one in rows["weekday"]],
        "when": [cell(one["weekday"], one["hour"], texts) for one in plain],
        "said": [texts(f"rhythm.value_{measure}", **_shown(one, texts)) for one in plain],
        "shown": [texts.number(one, 0 if float(one).is_integer() or one >= _DAY else 1) if one == one else "" for one in value],
        "meaning": texts(f"rhythm.meaning.{measure}")})


def cell(weekday: int, hour: int, texts: Texts) -> str:
    """周三 20–21 点."""
    hours = texts("rhythm.hours", first=f"{int(hour)}", last=f"{int(hour) + 1}")
    return texts("rhythm.cell", weekday=texts(f"rhythm.weekday.{int(weekday)}"), hours=hours)


def _shown(row: dict[Any, Any], texts: Texts) -> dict[str, str]:
    means = {name: texts.number(row[name], 1) for name in ("talk", "reach", "interactions")}
    return {**means, **{name: texts.number(row[name]) for name in ("people", "messages", "posts", "orders")}}
