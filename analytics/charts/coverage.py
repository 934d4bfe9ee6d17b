"""Which days of which group are on record: a row a group, dark where something was recorded, hatched where nothing was exported."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.coverage_calendar import CoverageCalendar
from analytics.texts.words import Texts

# A page fits the whole chart into its height, legend and axis too.
_ROW, _BAR, _AROUND, _MOST_ROWS = 30, 16, 60, 24
_COLOURS = {"recorded": theme.PLAIN, "quiet": "#B9C4D3", "orders": "#8C6BB1"}
_HOLE, _ORDERS, _ABOVE = "hole", "orders", " "


def picture(result: CoverageCalendar, texts: Texts) -> alt.LayerChart | None:
    """Bars from the first to the last day of each stretch in one state; None without any day."""
    if result.days.empty:
        return None
    frame = _shown(stretches(result.days), texts)
    marks = theme.festivals_on(result.days["day"], texts)
    # Names of festivals stand above the bars, in a row of their own.
    rows = [*([_ABOVE] if marks else []), *_order(frame)]
    base = alt.Chart(frame).encode(
        y=alt.Y("row:N", title=None, scale=alt.Scale(domain=rows), axis=alt.Axis(labelLimit=180, grid=False)),
        x=alt.X("begin:T", axis=theme.day_axis(texts, tickCount=8)), x2=alt.X2("end:T"),
        tooltip=[alt.Tooltip("row:N", title=texts("calendar.row")), alt.Tooltip("said:N", title=texts("calendar.days")),
                 alt.Tooltip("state:N", title=texts("calendar.state"))])
    names = {state: texts(f"calendar.state_{state}") for state in _COLOURS if state in set(frame["kind"])}
    bars = base.transform_filter(f"datum.kind != '{_HOLE}'").mark_bar(height=_BAR).encode(
        color=alt.Color("state:N", scale=theme.colours(_COLOURS, names), legend=alt.Legend(title=None, orient="top")))
    holes = base.transform_filter(f"datum.kind == '{_HOLE}'").mark_bar(height=_BAR, color=theme.hatched(theme.OTHER))
    return theme.configure(alt.LayerChart(layer=[bars, holes, *marks], height=_ROW * len(rows) + _AROUND), texts)


def stretches(days: pd.DataFrame) -> pd.DataFrame:
    """Days in a row in one state as one: chat_id, chat_name, state, first_day, last_day, days; holes before all else.

    At most 24 groups: those with holes, then those with the most days.
    """
    frame = days.assign(day=pd.to_datetime(days["day"]), chat_id=days["chat_id"].fillna(""))
    frame = frame.sort_values(["chat_id", "state", "day"])
    new = frame.groupby(["chat_id", "state"])["day"].diff().dt.days.ne(1).cumsum()
    found = frame.groupby(["chat_id", "state", new.rename("stretch")], as_index=False).agg(
        chat_name=("chat_name", "first"), first_day=("day", "min"), last_day=("day", "max"), days=("day", "size"))
    ranked = found.assign(hole=found["state"] == _HOLE).groupby("chat_id").agg(hole=("hole", "any"), days=("days", "sum"))
    kept = ranked.sort_values(["hole", "days"], ascending=False, kind="stable").index[:_MOST_ROWS]
    return found[found["chat_id"].isin(kept)].drop(columns="stretch").reset_index(drop=True)


def _shown(found: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The stretches in words; a bar ends where the next day begins."""
    said = [texts("calendar.span", first=first.date(), last=last.date(), days=days)
            for first, last, days in zip(found["first_day"], found["last_day"], found["days"], strict=True)]
    return pd.DataFrame({
        "row": found["chat_name"].where(found["chat_id"] != "", texts("calendar.orders")),
        "kind": found["state"], "state": [texts(f"calendar.state_{state}") for state in found["state"]], "said": said,
        "begin": found["first_day"].dt.strftime("%Y-%m-%dT00:00:00"),
        "end": (found["last_day"] + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%dT00:00:00")})


def _order(frame: pd.DataFrame) -> list[str]:
    """Groups by name, orders last."""
    orders = set(frame.loc[frame["kind"] == _ORDERS, "row"])
    return sorted(frame["row"].unique(), key=lambda row: (row in orders, row))
