"""The picture of the groups: of how many members how many say something useful, with its interval, a line a group."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.group_table import GroupTable
from analytics.texts.words import Texts

PICKED = "picked"
_BAND, _BAR, _MOST = 46, 20, 40
# Room on the right for the words behind the longest bar.
_ROOM = 1.35


def speakers(result: GroupTable, texts: Texts) -> alt.LayerChart | None:
    """One bar a group, best first, at most 40; counts where no group has a member list. A click picks `chat_id`.

    None without a group that has spoken.
    """
    groups = result.groups[result.groups["count"] > 0]
    shared = groups[groups["share"].notna()]
    frame = (shared if len(shared) else groups).copy()
    if frame.empty:
        return None
    column = "share" if len(shared) else "count"
    frame["value"] = frame[column].astype("float64")
    frame["words_at"] = frame[["value", "high"]].astype("float64").max(axis=1)
    frame["said"] = [texts("group_table.k_of_n" if len(shared) else "group_table.k", count=row["count"], of=row["of"])
                     for row in frame.to_dict("records")]
    frame = frame.sort_values("value", ascending=False).head(_MOST)
    # Two groups may bear one name: the axis keeps them apart by id and shows the name.
    frame = frame[["chat_id", "chat_name", "value", "low", "high", "words_at", "said"]]
    layers = _layers(frame.astype({"low": "float64", "high": "float64"}), texts, bool(len(shared)))
    return theme.configure(alt.LayerChart(layer=layers, height=_BAND * len(frame)), texts)


def _layers(frame: pd.DataFrame, texts: Texts, shared: bool) -> list[alt.Chart]:
    picked = alt.selection_point(name=PICKED, fields=["chat_id"], on="click", clear="dblclick")
    names = dict(zip(frame["chat_id"], frame["chat_name"], strict=True))
    label = "".join(f"datum.value == '{one}' ? {json.dumps(str(name), ensure_ascii=False)} : " for one, name in names.items())
    base = alt.Chart(frame).encode(y=alt.Y("chat_id:N", sort=frame["chat_id"].tolist(), title=None,
                                           axis=alt.Axis(labelExpr=f"{label}''")))
    # Shares end at 100 %, whatever room the words take.
    axis = (alt.Axis(title=None, format="%", values=[0, 0.25, 0.5, 0.75, 1]) if shared
            else alt.Axis(title=None, format=",d", tickCount=5, tickMinStep=1))
    bars = base.mark_bar(size=_BAR, color=theme.PLAIN, cursor="pointer").encode(
        x=alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, float(frame["words_at"].max()) * _ROOM])),
        opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("chat_name:N", title=texts("group_table.column.chat_name")),
                 alt.Tooltip("said:N", title=texts("group_table.chart_meaning"))]).add_params(picked)
    words = base.mark_text(align="left", dx=6).encode(x=alt.X("words_at:Q"), text=alt.Text("said:N"))
    if not shared:
        return [bars, words]
    return [bars, base.mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")), words]

