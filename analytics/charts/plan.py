"""The calendar of the plan: a row a task, a square a time it was due, hatched where nothing can be said."""

from __future__ import annotations

from datetime import timedelta

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics import festivals
from analytics.metrics.sop import Sop
from analytics.texts.words import Texts

PICKED = "picked"
SHOWN_DAYS = 42
_ROW, _AROUND, _MOST_TASKS = 26, 70, 40
_COLOURS = {"done": "#3A6A9C", "ticked": "#8FC3E0", "early": "#E0B252", "late": "#C98A2B", "missed": "#8A4B3C"}
# Not by colour alone.
_SIGNS = {"done": "●", "ticked": "✓", "early": "<", "late": ">", "missed": "×"}


def calendar(result: Sop, names: dict[str, str], texts: Texts) -> alt.LayerChart | None:
    """The last `SHOWN_DAYS` days; festivals stand above their day. A click picks `task_id`, `due` (ISO day)."""
    frame = _squares(result, names, texts)
    if frame.empty:
        return None
    order = frame.drop_duplicates("due").sort_values("due")["day"].tolist()
    picked = alt.selection_point(name=PICKED, fields=["task_id", "due"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        x=alt.X("day:O", sort=order, axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True), scale=alt.Scale(paddingInner=0.1)),
        y=alt.Y("task:N", sort=_rows(result, names), title=None, axis=alt.Axis(labelLimit=170)),
        tooltip=[alt.Tooltip(f"{name}:N", title=texts(f"plan.chart_{name}")) for name in ("task", "day", "state", "festival")])
    named = {state: texts(f"sop.state.{state}") for state in _COLOURS if state in set(frame["key"])}
    known = base.transform_filter("datum.known").mark_rect(cursor="pointer", cornerRadius=2).encode(
        color=alt.Color("state:N", scale=theme.colours(_COLOURS, named), legend=alt.Legend(title=None)),
        opacity=theme.faint_unless(picked, 0.5)).add_params(picked)
    unknown = base.transform_filter("!datum.known").mark_rect(color=theme.hatched(theme.OTHER), opacity=0.5)
    # On a narrow page the squares are narrower than a sign of the usual size.
    size = alt.ExprRef(f"max(4, min(11, 0.8 * width / {max(len(order), 1)}))")
    signs = base.transform_filter("datum.known").mark_text(fontSize=size, color="white").encode(text=alt.Text("sign:N"))
    return theme.configure(alt.LayerChart(layer=[unknown, known, signs, *_festivals(frame, order)],
                                          height=_ROW * min(len(names), _MOST_TASKS) + _AROUND), texts)


def _rows(result: Sop, names: dict[str, str]) -> list[str]:
    return [names[one] for one in result.tasks["task_id"]]


def _squares(result: Sop, names: dict[str, str], texts: Texts) -> pd.DataFrame:
    """One row a time due in words; tasks beyond the fortieth are left to the table."""
    if result.due.empty:
        return result.due
    last = pd.Timestamp(str(result.due["due_on"].max()))
    shown = set(result.tasks["task_id"].head(_MOST_TASKS))
    rows = result.due[(result.due["due_on"] > last - timedelta(days=SHOWN_DAYS)) & result.due["task_id"].isin(shown)]
    if rows.empty:
        return rows
    marks = _of_days(pd.Timestamp(str(rows["due_on"].min())), last, texts)
    return pd.DataFrame({
        "task_id": rows["task_id"], "task": rows["task_id"].map(names), "due": rows["due_on"].dt.strftime("%Y-%m-%d"),
        "day": [texts.day(day) for day in rows["due_on"]], "key": rows["state"], "known": rows["state"].isin(list(_COLOURS)),
        "state": [texts(f"sop.state.{one}") for one in rows["state"]], "sign": rows["state"].map(_SIGNS).fillna(""),
        "festival": rows["due_on"].map(marks).fillna("")}).reset_index(drop=True)


def _of_days(first: pd.Timestamp, last: pd.Timestamp, texts: Texts) -> dict[pd.Timestamp, str]:
    found = festivals.between(first.date(), last.date())
    named = found.assign(name=[texts(key) for key in found["name_key"]])
    return {pd.Timestamp(str(day)): texts.listing(rows["name"]) for day, rows in named.groupby("day")}


def _festivals(frame: pd.DataFrame, order: list[str]) -> list[alt.Chart]:
    days = frame[frame["festival"] != ""].drop_duplicates("day")[["day", "festival"]]
    if days.empty:
        return []
    base = alt.Chart(days).encode(x=alt.X("day:O", sort=order), tooltip=[alt.Tooltip("festival:N", title=None)])
    return [base.mark_point(shape="triangle-down", size=40, filled=True, color=theme.INK).encode(y=theme.at_height(-6))]
