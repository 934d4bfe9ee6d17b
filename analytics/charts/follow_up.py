"""Why people are on the list, and the share who came back with its interval."""

from __future__ import annotations

import altair as alt

from analytics.charts import lying_bars, theme
from analytics.metrics.follow_up import FollowUp
from analytics.metrics.wake_up import WakeUp
from analytics.texts.words import Texts

_BAND = 34
_SIDES = {"contacted": theme.KNOWLEDGE, "not_contacted": theme.OTHER}


def reasons(result: FollowUp, texts: Texts) -> alt.LayerChart | None:
    """A bar a reason, people at its end; a click gives its `reason`. None for an empty list."""
    if result.counts.empty:
        return None
    frame = result.counts.assign(
        name=[texts(f"follow_up.reason.{reason}") for reason in result.counts["reason"]],
        said=[texts("follow_up.people", value=count) for count in result.counts["count"]])
    tips = {"name": texts("follow_up.column.reason"), "said": texts("follow_up.chart.people")}
    return lying_bars.chart(frame, "reason", tips, texts, band=_BAND, size=20, axis_format=None)


def came_back(result: WakeUp, texts: Texts) -> alt.LayerChart | None:
    """A point a side with its interval; a click gives its `side`. None where nobody's days are over."""
    frame = result.groups.loc[result.groups["of"] > 0]
    if frame.empty:
        return None
    frame = frame.assign(
        name=[texts(f"follow_up.see.{side}") for side in frame["side"]],
        said=[texts("follow_up.chart.part", count=count, of=of) for count, of in zip(frame["count"], frame["of"], strict=True)],
        wide=[f"{texts.share(low)}–{texts.share(high)}" for low, high in zip(frame["low"], frame["high"], strict=True)])
    names = dict(zip(frame["side"], frame["name"], strict=True))
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=frame["name"].tolist(), title=None),
        color=alt.Color("name:N", scale=theme.colours(_SIDES, names), legend=None),
        tooltip=[alt.Tooltip("name:N", title=texts("follow_up.results")),
                 alt.Tooltip("said:N", title=texts("follow_up.chart.share")),
                 alt.Tooltip("wide:N", title=texts("follow_up.chart.range"))])
    chosen = alt.selection_point(name="side", fields=["side"], toggle=False)
    axis = alt.Axis(format="%", title=texts("follow_up.chart.share"), tickCount=5)
    ranges = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), axis=axis), x2=alt.X2("high:Q"))
    points = base.mark_point(filled=True, size=140).encode(x=alt.X("share:Q")).add_params(chosen)
    words = base.mark_text(dy=-14).encode(x=alt.X("share:Q"), text=alt.Text("said:N"), color=alt.ColorValue(theme.INK))
    return theme.configure(alt.LayerChart(layer=[ranges, points, words], height=_BAND * 2 * len(frame)), texts)
