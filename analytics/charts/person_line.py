"""Pictures of one person: everything known on one line of time, and the layer week by week."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.labels import LAYERS
from analytics.texts.words import Texts

# From so many marks on days are drawn as weeks: a chart holds no more than 2,000 rows.
MOST_MARKS = 1_800
PICKED = "picked"
_ROW = 30
# Pixels between the names and the first mark.
_BESIDE = 10
_MONEY = ("order", "refund", "brought_order", "order_void", "coupon_redeemed")


def by_week(events: pd.DataFrame) -> bool:
    """Whether the strip of these events has a mark a week, because days would be too many."""
    known = events[events["happened_at"].notna()]
    return len(known.assign(day=known["happened_at"].dt.normalize()).drop_duplicates(["day", "kind"])) > MOST_MARKS


def strip(events: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """One mark a day (a week, where there are very many) and kind of `PersonLine.events`; those without a day are left out.

    A click picks `on`, the day or the Monday of the week.
    """
    known = events[events["happened_at"].notna()]
    day = known["happened_at"].dt.normalize()
    if by_week(events):
        day = day.dt.to_period("W").dt.start_time
    times = known["count"].astype("float64").where(known["kind"] == "talk", 1).fillna(1)
    marks = known.assign(day=day, times=times).groupby(["day", "kind"], as_index=False)["times"].sum()
    words = {kind: texts(f"person.kind.{kind}") for kind in marks["kind"].unique()}
    marks = marks.assign(name=marks["kind"].map(words), on=marks["day"].dt.strftime("%Y-%m-%d"), money=marks["kind"].isin(_MONEY),
                         said=[texts("person.times", count=int(times)) for times in marks["times"]])
    order = list(marks.groupby("name")["day"].max().sort_values(ascending=False).index)
    picked = _picked()
    chart = alt.Chart(marks).mark_point(filled=True, size=70, cursor="pointer").encode(
        opacity=theme.faint_unless(picked),
        x=alt.X("day:T", axis=theme.day_axis(texts), scale=alt.Scale(padding=_BESIDE)),
        y=alt.Y("name:N", sort=order, title=None),
        shape=alt.ShapeValue(**alt.condition("datum.money", alt.value("diamond"), alt.value("circle"))),
        color=alt.ColorValue(**alt.condition("datum.money", alt.value(theme.PROMOTION), alt.value(theme.PLAIN))),
        tooltip=[alt.Tooltip("name:N", title=texts("person.column.what")),
                 alt.Tooltip("day:T", title=texts("person.column.at"), format=theme.DAY_FORMAT[texts.language]),
                 alt.Tooltip("said:N", title=texts("person.column.detail"))]).add_params(picked)
    layers_ = [chart, *theme.festivals_on(marks["day"], texts, named=False)]
    return theme.configure(alt.LayerChart(layer=layers_, height=_ROW * max(len(order), 1)), texts)


def layers(history: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """The main layer week by week as steps (`person_line.history`). A click picks `on`, the last day of a week."""
    order = [*LAYERS, "absent"]
    words = {main: texts("person.absent") if main == "absent" else texts(f"layer.{main}") for main in order}
    shown = [words[main] for main in order if (history["main"] == main).any()]
    frame = history[["day", "main"]].assign(name=history["main"].map(words), on=history["day"].dt.strftime("%Y-%m-%d"))
    base = alt.Chart(frame, height=_ROW * max(len(shown), 2) + 20).encode(
        x=alt.X("day:T", axis=theme.day_axis(texts)), y=alt.Y("name:N", sort=shown, title=None))
    line = base.mark_line(interpolate="step-after", color=theme.INK, strokeWidth=1.5)
    known = {**theme.LAYER_COLOURS, "absent": theme.OTHER}
    points = base.mark_point(filled=True, size=90, opacity=1, stroke=theme.INK, strokeWidth=0.5, cursor="pointer").encode(
        color=alt.Color("name:N", scale=theme.colours(known, words), legend=None),
        tooltip=[alt.Tooltip("day:T", title=texts("person.column.at"), format=theme.DAY_FORMAT[texts.language]),
                 alt.Tooltip("name:N", title=texts("person.card.layer"))]).add_params(_picked())
    return theme.configure(alt.LayerChart(layer=[line, points, *theme.festivals_on(history["day"], texts)]), texts)


def _picked() -> alt.Parameter:
    return alt.selection_point(name=PICKED, fields=["on"], on="click", clear="dblclick")
