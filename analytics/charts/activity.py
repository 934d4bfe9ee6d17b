"""Pictures of activity: daily, weekly and monthly actives; days active; the Lorenz curve; the weeks of each group."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.concentration import Concentration
from analytics.metrics.group_states import GroupStates
from analytics.metrics.stickiness import Stickiness
from analytics.texts.words import Texts

PICKED = "picked"
_NAMES = ("mau", "wau", "dau")
_DASHES = {"mau": [6, 3], "wau": [2, 2], "dau": [1, 0]}
_DAYS_UNTIL = 600
# Above the highest line the names of festivals need room, and so does its own.
_HEADROOM = 1.25
_STATE_COLOURS = {"active": "#009E73", "cooling": "#DBC65C", "cold": "#5F7390", "dead": "#3B3B3B", "unknown": "#C8C8C8"}


def daily(result: Stickiness, texts: Texts) -> alt.LayerChart:
    """Three lines: people active that day, in the 7 and in the 28 days up to it; gaps where a day is not on record.

    A click picks `on` (the day) and `kind` (dau, wau, mau).
    """
    wide = result.daily.tail(_DAYS_UNTIL)
    frame = wide.melt("day", list(_NAMES), "kind", "people").dropna(subset=["people"]).astype({"people": "int64"})
    frame = frame.assign(name=[texts(f"activity.{one}") for one in frame["kind"]], day=frame["day"].dt.strftime("%Y-%m-%d"),
                         on=frame["day"].dt.strftime("%Y-%m-%d"),
                         said=[texts("activity.people", count=count) for count in frame["people"]])
    names = [texts(f"activity.{one}") for one in _NAMES]
    base = alt.Chart(frame).encode(
        x=alt.X("day:T", axis=theme.day_axis(texts, labelOverlap=True)),
        y=alt.Y("people:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1),
                scale=alt.Scale(domain=[0, max(int(frame["people"].max()) if len(frame) else 0, 1) * _HEADROOM])),
        detail=alt.Detail("name:N"))
    lines = base.mark_line(color=theme.PLAIN).encode(
        strokeDash=alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=[_DASHES[one] for one in _NAMES]), legend=None),
        opacity=theme.faint_unless(f"datum.name == '{texts('activity.dau')}'", 0.75))
    dots = base.mark_point(opacity=0, size=90, cursor="pointer").encode(tooltip=[
        alt.Tooltip("day:T", title=texts("activity.chart_day"), format=theme.DAY_FORMAT[texts.language]),
        alt.Tooltip("name:N", title=texts("activity.chart_kind")), alt.Tooltip("said:N", title=texts("activity.chart_people"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["on", "kind"], on="click", clear="dblclick"))
    last = frame.sort_values("day").drop_duplicates("kind", keep="last")
    words = alt.Chart(last).mark_text(align="right", dy=-10, dx=-4).encode(
        x=alt.X("day:T"), y=alt.Y("people:Q"), text=alt.Text("name:N"))
    marks = theme.festivals_on(wide["day"], texts)
    return theme.configure(alt.LayerChart(layer=[lines, dots, words, *marks], height=260), texts)


def days_active(result: Stickiness, window: int, texts: Texts) -> alt.LayerChart:
    """People active on at least so many days of the last 7 or 28. A click picks `days`."""
    frame = result.days_active[result.days_active["window"] == window].reset_index(drop=True)
    frame = frame.assign(said=[texts("activity.people", count=count) for count in frame["at_least"]],
                         only=[texts("activity.people", count=count) for count in frame["exactly"]])
    base = alt.Chart(frame).encode(
        x=alt.X("days:O", title=texts("activity.axis_days"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("at_least:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1)))
    bars = base.mark_bar(color=theme.PLAIN, cursor="pointer").encode(tooltip=[
        alt.Tooltip("days:O", title=texts("activity.axis_days")), alt.Tooltip("said:N", title=texts("activity.chart_at_least")),
        alt.Tooltip("only:N", title=texts("activity.chart_exactly"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["days"], on="click", clear="dblclick"))
    words = base.mark_text(dy=-8, fontSize=11).encode(text=alt.Text("at_least:Q"))
    return theme.configure(alt.LayerChart(layer=[bars, words], height=220), texts)


def lorenz(result: Concentration, texts: Texts) -> alt.LayerChart:
    """What share of the useful messages the quietest share of people wrote; the diagonal is “everybody alike”.

    A click picks `people` (the share) and `basis`.
    """
    frame = result.lorenz.assign(
        name=[texts(f"activity.basis.{one}") for one in result.lorenz["basis"]],
        said=[texts("activity.lorenz_said", people=texts.share(people, 100), amount=texts.share(amount, 100))
              for people, amount in zip(result.lorenz["people"], result.lorenz["amount"], strict=True)])
    axis = alt.Axis(format="%", tickCount=5)
    base = alt.Chart(frame).encode(
        x=alt.X("people:Q", title=texts("activity.lorenz_people"), axis=axis),
        y=alt.Y("amount:Q", title=texts("activity.lorenz_amount"), axis=axis))
    curve = base.mark_line(color=theme.PLAIN).encode(
        strokeDash=alt.StrokeDash("name:N", legend=alt.Legend(orient="top", title=None)))
    dots = base.mark_point(opacity=0, size=90, cursor="pointer").encode(tooltip=[
        alt.Tooltip("name:N", title=texts("activity.chart_kind")), alt.Tooltip("said:N", title=texts("activity.lorenz_hover"))],
    ).add_params(alt.selection_point(name=PICKED, fields=["people", "basis"], on="click", clear="dblclick", nearest=True))
    even = alt.Chart(alt.InlineData(values=[{"people": 0, "amount": 0}, {"people": 1, "amount": 1}])).mark_line(
        strokeDash=[4, 3], strokeWidth=1, color=theme.INK).encode(x=alt.X("people:Q"), y=alt.Y("amount:Q"))
    return theme.configure(alt.LayerChart(layer=[even, curve, dots], height=320), texts)


def group_weeks(result: GroupStates, chat_id: str, texts: Texts) -> alt.LayerChart:
    """How many members of one group said something useful, week by week; weeks that are not whole are hatched.

    A click picks `on`, the first day of the week.
    """
    rows = result.weeks[result.weeks["chat_id"] == chat_id].sort_values("week_start").tail(26)
    frame = pd.DataFrame({
        "name": [texts.day(one.date()) for one in rows["week_start"]], "on": rows["week_start"].dt.strftime("%Y-%m-%d"),
        "speakers": rows["speakers"].astype("int64"),
        "complete": rows["complete"], "said": [texts("activity.people", count=int(one)) for one in rows["speakers"]]})
    state = result.groups.set_index("chat_id").loc[chat_id, "state"]
    x = alt.X("name:N", sort=frame["name"].tolist(), title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame).encode(
        x=x, y=alt.Y("speakers:Q", title=None, axis=alt.Axis(format=",d", tickMinStep=1)),
        tooltip=[alt.Tooltip("name:N", title=texts("activity.chart_week")),
                 alt.Tooltip("said:N", title=texts("activity.chart_people"))])
    whole = base.transform_filter("datum.complete").mark_bar(color=_STATE_COLOURS[str(state)], cursor="pointer").add_params(
        alt.selection_point(name=PICKED, fields=["on"], on="click", clear="dblclick"))
    part = base.transform_filter("!datum.complete").mark_bar(color=theme.hatched("#9A9A9A"), cursor="pointer")
    marks = theme.festival_bands(x, theme.spans(rows["week_start"], "week", texts.day), texts)
    return theme.configure(alt.LayerChart(layer=[whole, part, *marks], height=200), texts)
