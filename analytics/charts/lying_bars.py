"""Lying bars with their words behind them, to be clicked: how many people (or how much money) each kind has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.texts.words import Texts

PICKED = "picked"
# Room on the right for the words behind the longest bar, in lengths of that bar.
_ROOM, _RANGE_ROOM, _FAINT = 1.5, 2.0, 0.45
# A single bar in less height has its name cut off above.
_ONE_BAR = 46
_LABELS, _LONG_LABELS = 220, 230


def base(frame: pd.DataFrame, labels: int = _LABELS) -> alt.Chart:
    """One line a row of `frame` (column `name`), in the order of its rows; `labels`: how many pixels a name may have."""
    names = alt.Axis(labelLimit=labels)
    return alt.Chart(frame).encode(y=alt.Y("name:N", sort=frame["name"].tolist(), title=None, axis=names))


def bars(frame: pd.DataFrame, key: str, tips: Mapping[str, str], *, value: str = "count", colour: Any = None,
         axis_format: str | None = ",d", size: int = 22, room: float = _ROOM, longest: float | None = None,
         title: str | None = None, labels: int = _LABELS) -> alt.Chart:
    """A bar a row of `frame`: name (words), `key` (what a click picks, as `picked`), `value`; `tips`: column → title.

    `colour`: key → colour, or an encoding of its own; else all alike. `title`, `axis_format`: of the axis, no format = no axis.
    `labels`: how many pixels a name may have. `longest`: the end of the longest thing drawn, where that is not a bar.
    """
    most = (float(frame[value].max()) if len(frame) else 0.0) if longest is None else longest
    axis = alt.Axis(title=title, format=axis_format, tickCount=4, tickMinStep=1) if axis_format else None
    chosen = alt.selection_point(name=PICKED, fields=[key], on="click", clear="dblclick")
    fill: Any = alt.value(theme.PLAIN)
    if isinstance(colour, alt.Color):
        fill = colour
    elif colour is not None:
        words = dict(zip(frame[key], frame["name"], strict=True))
        fill = alt.Color("name:N", scale=theme.colours(colour, words), legend=None)
    drawn: alt.Chart = base(frame, labels).mark_bar(size=size, cursor="pointer").encode(
        x=alt.X(f"{value}:Q", axis=axis, scale=alt.Scale(domain=[0, (most or 1.0) * room])), color=fill,
        opacity=theme.faint_unless(chosen, _FAINT),
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tips.items()]).add_params(chosen)
    return drawn


def words(frame: pd.DataFrame, value: str = "count", text: str = "said") -> alt.Chart:
    """What is said behind each bar."""
    drawn: alt.Chart = base(frame).mark_text(align="left", dx=6).encode(x=alt.X(f"{value}:Q"), text=alt.Text(f"{text}:N"))
    return drawn


def chart(frame: pd.DataFrame, key: str, tips: Mapping[str, str], texts: Texts, *, band: int = 46,
          **options: Any) -> alt.LayerChart:
    """`bars` and `words` of `frame` as one picture, `band` pixels a bar."""
    value = options.get("value", "count")
    layers = [bars(frame, key, tips, **options), words(frame, value)]
    return theme.configure(alt.LayerChart(layer=layers, height=max(band * len(frame), _ONE_BAR)), texts)


def with_range(frame: pd.DataFrame, key: str, tips: Mapping[str, str], texts: Texts, *, value: str, low: str, high: str,
               title: str, band: int = 40, **options: Any) -> alt.LayerChart:
    """`bars` of `frame` (column `said`: the words behind each) with their ranges from `low` to `high`, `band` pixels a bar."""
    longest = float(frame[high].max()) if len(frame) else 1.0
    drawn = bars(frame, key, tips, value=value, size=16, room=_RANGE_ROOM, longest=longest, axis_format=",.2~f", title=title,
                 labels=_LONG_LABELS, **options)
    ranges = base(frame, _LONG_LABELS).mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X(f"{low}:Q"), x2=alt.X2(f"{high}:Q"))
    behind = base(frame, _LONG_LABELS).mark_text(align="left", dx=8).encode(x=alt.X(f"{high}:Q"), text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[drawn, ranges, behind], height=band * max(len(frame), 1) + 40), texts)
