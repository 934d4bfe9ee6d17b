"""How every chart looks: colours that mean one thing, Chinese dates, system fonts, hatching, reference lines.

Colours come from the palette of Okabe and Ito and from Tol's muted scheme, tuned until the
pairs stay apart for red-, green- and blue-blind eyes and in grey print (tests/analytics/charts).
Text, axes and grid keep the colours of the page, so that light and dark both read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from analytics.metrics import festivals
from analytics.texts.words import Texts

PROMOTION, KNOWLEDGE, FUN, OTHER = "#E69F00", "#0064A8", "#009E73", "#BDBDBD"
CATEGORY_COLOURS = {"promotion": PROMOTION, "knowledge": KNOWLEDGE, "fun": FUN, "other": OTHER}
# Faint on a white page and on a dark one.
UNKNOWN = "#88888829"
LAYER_COLOURS = {
    "high_spend": "#A23B72", "high_interaction": "#DD85AE", "new": "#DBC65C",
    "silent": "#5F7390", "ordinary": "#C8C8C8", "unknown": UNKNOWN,
}
TIER_COLOURS = {"gold": "#C9962A", "silver": "#93A1B0", "bronze": "#A8683A", "dormant": "#D3C6B8", "unknown": UNKNOWN}
STAGE_COLOURS = {"introduction": "#CDBFE6", "growth": "#9F8BCB", "maturity": "#6E57A6", "veteran": "#473687",
                 "unknown": UNKNOWN}
STATE_COLOURS = {"new": "#DBC65C", "current": "#3A6A9C", "resurrected": "#8FC3E0", "unclear": "#C8C8C8",
                 "dormant": "#8A7B74"}
# One series without a meaning of its own: neither a kind of content nor a layer.
PLAIN = "#4C6A92"
# Reads on white and on Streamlit's dark page alike (4.3 : 1 on both).
INK = "#7A7A7A"
FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
DAY_FORMAT = {"zh": "%-m月%-d日", "en": "%-d %b"}
WEEKDAYS = {"zh": tuple(f"周{day}" for day in "日一二三四五六"),
            "en": ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")}
_MONTHS = [f"{month}月" for month in range(1, 13)]
_CHINESE_TIME: dict[str, Any] = {
    "dateTime": "%x %X", "date": "%Y年%-m月%-d日", "time": "%H:%M:%S", "periods": ["上午", "下午"],
    "days": [f"星期{day}" for day in "日一二三四五六"], "shortDays": list(WEEKDAYS["zh"]),
    "months": _MONTHS, "shortMonths": _MONTHS,
}
_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}
_STRIPES = 14
# So many festivals still have room for their names.
_NAMED_UNTIL = 6
# Names close to each other go below each other; on a narrow page a name takes this share of the width.
_LINES, _LINE_PIXELS, _NAME_OF_WIDTH = 2, 12, 0.1

AnyChart = TypeVar("AnyChart", alt.Chart, alt.LayerChart, alt.HConcatChart, alt.VConcatChart, alt.FacetChart)


def configure(chart: AnyChart, texts: Texts) -> AnyChart:
    """`chart` with our fonts, number and date words. Call it once, on the outermost chart."""
    locale: dict[str, Any] = {"number": _NUMBERS}
    if texts.language == "zh":
        locale["time"] = _CHINESE_TIME
    configured: AnyChart = (
        # In one go: each further call would copy the whole chart again.
        chart.configure(
            font=FONT, locale=locale,
            axis=alt.AxisConfig(labelFontSize=12, titleFontSize=12, labelLimit=220, grid=True, gridOpacity=0.5,
                                gridColor="#88888840", domain=False, ticks=False, labelPadding=6),
            text=alt.MarkConfig(color=INK, fontSize=13, font=FONT),
            legend=alt.LegendConfig(orient="top", title=None, labelFontSize=12, symbolType="square"),
            view=alt.ViewConfig(stroke=None), bar=alt.BarConfig(cornerRadiusEnd=2))
    )
    return configured


def day_axis(texts: Texts, **options: Any) -> alt.Axis:
    """An axis of days: 6月1日 / 1 Jun, no title."""
    return alt.Axis(title=None, format=DAY_FORMAT[texts.language], **options)


def top_axis(title: str | None = None) -> alt.Axis:
    """An axis of words above squares: slanted, so that none is left out on a narrow page."""
    return alt.Axis(orient="top", title=title, labelAngle=-30, labelOverlap=False)


def on_squares(strength: str) -> alt.ColorValue:
    """The colour of a number on a square of `PLAIN`: light where `strength` (0-1, an expression) makes it dark."""
    return alt.ColorValue(**alt.condition(f"({strength}) > 0.5", alt.value("#FFFFFF"), alt.value(INK)))


def faint_unless(picked: Any, rest: float = 0.45) -> alt.OpacityValue:
    """The opacity of marks of which some are meant (`picked`: a selection or an expression): those whole, the others faint."""
    return alt.OpacityValue(**alt.condition(picked, alt.value(1), alt.value(rest)))


def colours(meaning: dict[str, str], words: dict[str, str]) -> alt.Scale:
    """A scale from translated words to their fixed colours; `words` maps key → word, in order."""
    return alt.Scale(domain=list(words.values()), range=[meaning[key] for key in words])


def hatched(colour: str, *, level: bool = False) -> Any:
    """A fill of slanting stripes in `colour`: what is unfinished, use as a mark's `color`. `level`: lying stripes, what is lost.

    Vega has no patterns; a gradient with hard stops draws the same and survives SVG and PNG.
    """
    stops: list[dict[str, Any]] = []
    for stripe in range(_STRIPES):
        inked = colour if stripe % 2 == 0 else f"{colour}30"
        stops += [{"offset": round(edge / _STRIPES, 4), "color": inked} for edge in (stripe, stripe + 1)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 0 if level else 1, "y2": 1, "stops": stops}


def at_height(pixels: float) -> alt.YValue:
    """So many pixels below the upper edge, whatever is drawn there."""
    return alt.YValue(pixels)  # type: ignore[no-untyped-call]


def reference_line(value: float, label: str, axis: str = "y") -> alt.LayerChart:
    """A thin dashed line at `value` on `axis` ("x" or "y") with its label: the article's figure, a target."""
    base = alt.Chart(alt.InlineData(values=[{"reference": value, "label": label}]))
    if axis == "y":
        line = base.mark_rule(strokeDash=[4, 3], strokeWidth=1, color=INK).encode(y=alt.Y("reference:Q"))
        words = base.mark_text(align="right", dy=-6, fontSize=11).encode(
            y=alt.Y("reference:Q"), x=alt.XValue("width"), text=alt.Text("label:N"))  # type: ignore[no-untyped-call]
    else:
        line = base.mark_rule(strokeDash=[4, 3], strokeWidth=1, color=INK).encode(x=alt.X("reference:Q"))
        words = base.mark_text(align="left", dx=4, fontSize=11).encode(
            x=alt.X("reference:Q"), y=at_height(8), text=alt.Text("label:N"))
    return alt.LayerChart(layer=[line, words])


def festival_marks(start: date, end: date, texts: Texts) -> list[alt.Chart]:
    """Layers for an axis of days (`yearmonthdate`): a thin dashed line and the name on festivals and shopping days from `start`
    to `end`, both inside; solar terms are left out. Empty where there are none: `layer=[bars, *festival_marks(…)]`."""
    rows: list[dict[str, Any]] = [
        {"festival_day": f"{day:%Y-%m-%d}T12:00:00", "festival": texts.listing(texts(key) for key in some["name_key"])}
        for day, some in _of_note(start, end).groupby("day")]
    if not rows:
        return []
    rows = _on_lines(rows, start, end)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("yearmonthdate(festival_day):T"), tooltip=[alt.Tooltip("festival:N", title=None)])
    layers = [base.mark_rule(strokeDash=[2, 4], strokeWidth=1, color=INK, opacity=0.6).encode()]
    if len(rows) <= _NAMED_UNTIL:
        names = base.mark_text(align="left", dx=3, dy=5, fontSize=10, color=INK).encode(text=alt.Text("festival:N"))
        layers += [names.transform_filter(f"datum.line == {line}").encode(y=at_height(_LINE_PIXELS * line))
                   for line in sorted({row["line"] for row in rows if row["line"] is not None})]
    return layers


def _on_lines(rows: list[dict[str, Any]], start: date, end: date) -> list[dict[str, Any]]:
    """`rows` with the line of their name, from above: the first on which the name before it has ended; None where all are taken."""
    room, free = max((end - start).days, 1) * _NAME_OF_WIDTH, [start] * _LINES
    placed = []
    for row in rows:
        on = date.fromisoformat(str(row["festival_day"])[:10])
        line = next((line for line, taken in enumerate(free) if on >= taken), None)
        if line is not None:
            free[line] = on + timedelta(days=room)
        placed.append({**row, "line": line})
    return placed


def festivals_on(days: pd.Series[Any], texts: Texts, named: bool = True) -> list[alt.Chart]:
    """`festival_marks` from the first to the last of the days that a chart draws; empty where it draws none. Not `named`: only
    lines, where the upper edge is taken; the name stands in the hint."""
    known = pd.to_datetime(days.dropna())
    marks = festival_marks(known.min().date(), known.max().date(), texts) if len(known) else []
    return marks if named else marks[:1]


def festival_bands(x: alt.X, spans: Iterable[tuple[str, date, date]], texts: Texts) -> list[alt.Chart]:
    """Layers for an axis of named days, weeks or months (`x`: that axis, as the bars have it): a small triangle above each of
    `spans` (name, first and last day) that holds festivals or shopping days, named on hover. Empty where there are none."""
    known = list(spans)
    if not known:
        return []
    found = _of_note(min(first for _, first, _ in known), max(last for _, _, last in known))
    field = str(x.shorthand).split(":")[0]
    rows = [{field: name, "festival": texts.listing(f"{texts.day(row['day'])} {texts(row['name_key'])}" for row in inside)}
            for name, first, last in known if (inside := _inside(found, first, last))]
    if not rows:
        return []
    mark = alt.Chart(alt.InlineData(values=rows)).mark_point(shape="triangle-down", filled=True, size=40, color=INK, opacity=0.8)
    return [mark.encode(x=x, y=at_height(2), tooltip=[alt.Tooltip("festival:N", title=None)])]


def spans(starts: pd.Series[Any], unit: str, name: Callable[[pd.Timestamp], str]) -> list[tuple[str, date, date]]:
    """For `festival_bands`: days, weeks or months (`unit`) from their first day, as the axis calls them."""
    long = {"day": pd.Timedelta(days=1), "week": pd.Timedelta(days=7), "month": pd.DateOffset(months=1)}[unit]
    return [(name(start), start.date(), (start + long - pd.Timedelta(days=1)).date()) for start in starts.drop_duplicates()]


def _of_note(start: date, end: date) -> pd.DataFrame:
    found = festivals.between(start, end)
    return found[found["kind"] != "term"]


def _inside(found: pd.DataFrame, first: date, last: date) -> list[dict[Any, Any]]:
    return found[found["day"].between(pd.Timestamp(first), pd.Timestamp(last))].to_dict("records")
