"""Picture of the pyramid: how few people, and how much of the talk, the money and the newcomers is theirs."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.pyramid import LEVELS, Pyramid
from analytics.texts.words import Texts

PICKED = "picked"
_ROW, _BAR, _LEGEND = 44, 26, 70
_COLOURS = {"top": "#A23B72", "middle": "#DD85AE", "base": "#C8C8C8"}
# A segment under this share has no room for its words.
_ROOM_FOR_WORDS = 0.06
_SHARES = {"interactions": "interactions_share", "cents": "spend_share", "referrals": "referrals_share"}


def bars(result: Pyramid, texts: Texts) -> alt.LayerChart:
    """A row a thing (people, talk, money, people brought along), cut into the three levels. A click picks `level`."""
    frame, order = _pieces(result, texts), [texts(f"layers.pyramid.{kind}") for kind in ("people", *result.parts)]
    words = {level: texts(f"layers.level.{level}") for level in LEVELS}
    y = alt.Y("kind:N", sort=order, title=None)
    picked = alt.selection_point(name=PICKED, fields=["level"], on="click", clear="dblclick")
    pieces = alt.Chart(frame).mark_bar(height=_BAR, stroke="white", cursor="pointer", cornerRadius=0).encode(
        x=alt.X("start:Q", axis=alt.Axis(title=None, format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        x2=alt.X2("end:Q"), y=y, color=alt.Color("name:N", scale=theme.colours(_COLOURS, words)),
        opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("name:N", title=texts("layers.pyramid.level")),
                 alt.Tooltip("number:N", title=texts("layers.table.share")),
                 alt.Tooltip("people:N", title=texts("layers.chart_people"))]).add_params(picked)
    # Letters on bars of fixed colours, light on the dark one, whatever the page is.
    said = alt.Chart(frame[frame["part"] >= _ROOM_FOR_WORDS]).mark_text(fontSize=12).encode(
        x=alt.X("middle:Q"), y=y, text=alt.Text("number:N"),
        color=alt.ColorValue(**alt.condition("datum.level == 'top'", alt.value("#FFFFFF"), alt.value("#1A1A1A"))))
    return theme.configure(alt.LayerChart(layer=[pieces, said], height=_ROW * len(order) + _LEGEND), texts)


def _pieces(result: Pyramid, texts: Texts) -> pd.DataFrame:
    """A row a thing and level: kind, level, name, part, start, end, middle, number, people."""
    levels = result.levels.assign(
        people=[texts("layers.people", count=int(count)) for count in result.levels["count"]],
        name=[texts(f"layers.level.{level}") for level in result.levels["level"]])
    parts = {"people": levels["count"] / max(int(levels["count"].sum()), 1),
             **{kind: levels[_SHARES[kind]] for kind in result.parts}}
    frame = pd.concat([
        levels.assign(kind=texts(f"layers.pyramid.{kind}"), part=part, end=part.cumsum()) for kind, part in parts.items()],
        ignore_index=True)
    return frame.assign(start=frame["end"] - frame["part"], middle=frame["end"] - frame["part"] / 2,
                        number=frame["part"].map(texts.share))
