"""Pictures of what customers are worth: kinds of buyers, worth by month of the first order, forecast beside what came."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.buying_model import Forecast
from analytics.metrics.lifetime_value import LifetimeValue
from analytics.metrics.rfm import Rfm
from analytics.texts.words import Texts

PICKED = lying_bars.PICKED
_BAND, _BAR, _TALL = 44, 18, 260
# Room on the right for the words behind the longest bar.
_ROOM = 2.0


def segments(result: Rfm, texts: Texts) -> alt.LayerChart:
    """One bar a kind of buyer: its share of the money, people beside it. A click picks `segment`."""
    frame = result.segments.assign(
        name=[texts(f"value.segment.{one}") for one in result.segments["segment"]],
        meaning=[texts(f"value.segment_meaning.{one}") for one in result.segments["segment"]],
        said=[texts("value.chart_said", count=row["count"], of=row["of"], money=texts.money(row["net"]),
                    share=texts.share(row["net_share"])) for row in result.segments.to_dict("records")],
    )[["segment", "name", "meaning", "said", "net", "count", "of"]]
    tips = {"name": texts("value.column.segment"), "said": texts("value.chart_people"), "meaning": texts("value.chart_meaning")}
    return lying_bars.chart(frame, "segment", tips, texts, band=_BAND, size=_BAR, value="net", axis_format="$,.0f", room=_ROOM)


def worth(result: LifetimeValue, texts: Texts) -> alt.LayerChart:
    """What a customer has brought so many days after the first order, of all who have been that long. Picks `days`."""
    frame = result.overall[result.overall["buyers"] > 0].assign(
        name=lambda rows: [texts("value.days", days=int(days)) for days in rows["days"]],
        said=lambda rows: [texts("value.worth_said", money=texts.money(row["per_buyer"]), count=int(row["buyers"]))
                           for row in rows.to_dict("records")])
    base = lying_bars.base(frame)
    tips = {"name": texts("value.column.days"), "said": texts("value.column.per_buyer")}
    top = float(frame[["high", "per_buyer"]].max().max()) if len(frame) else 1.0
    bars = lying_bars.bars(frame, "days", tips, value="per_buyer", axis_format="$,.0f", size=_BAR, room=_ROOM, longest=top)
    lines = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    words = base.transform_calculate(at="isValid(datum.high) ? datum.high : datum.per_buyer").mark_text(
        align="left", dx=6).encode(x=alt.X("at:Q"), text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[bars, lines, words], height=_BAND * max(len(frame), 1)), texts)


def holdout(result: Forecast, texts: Texts) -> alt.LayerChart:
    """Repeat purchases added up: what came beside what the model, fitted on the first part only, expected. Picks `until`."""
    kinds = {"actual": texts("value.actual"), "expected": texts("value.expected")}
    long = result.holdout.melt(["day", "seen"], ["actual", "expected"], "kind", "total")
    long = long.assign(name=long["kind"].map(kinds), total=long["total"].round(1))
    lines = alt.Chart(long).mark_line(strokeWidth=2).encode(
        x=alt.X("day:T", axis=theme.day_axis(texts)), y=alt.Y("total:Q", axis=alt.Axis(title=None, format=",d")),
        strokeDash=alt.StrokeDash("name:N", sort=list(kinds.values()), legend=alt.Legend(title=None)),
        color=alt.Color("name:N", legend=None, scale=alt.Scale(domain=list(kinds.values()), range=[theme.PLAIN, theme.INK])),
        tooltip=[alt.Tooltip("day:T", title=texts("value.column.day")), alt.Tooltip("name:N", title=texts("value.column.kind")),
                 alt.Tooltip("total:Q", title=texts("value.column.repeats"))])
    # A field on an axis of time comes back from a click as a number: the day to pick stands by itself.
    came = long[long["kind"] == "actual"].assign(until=lambda rows: rows["day"].dt.strftime("%Y-%m-%d"))
    picked = alt.selection_point(name=PICKED, fields=["until"], on="click", clear="dblclick")
    dots = alt.Chart(came).mark_circle(size=70, color=theme.PLAIN, cursor="pointer").encode(
        x=alt.X("day:T"), y=alt.Y("total:Q"), opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("day:T", title=texts("value.column.day")),
                 alt.Tooltip("total:Q", title=texts("value.actual"))]).add_params(picked)
    cut = result.holdout.loc[result.holdout["seen"], "day"].max()
    mark = alt.Chart(pd.DataFrame({"day": [cut], "label": [texts("value.cut")]})).encode(x=alt.X("day:T"))
    rule = mark.mark_rule(strokeDash=[4, 3], color=theme.INK)
    words = mark.mark_text(align="right", dx=-4, fontSize=11).encode(text=alt.Text("label:N"), y=theme.at_height(10))
    marks = theme.festivals_on(result.holdout["day"], texts)
    return theme.configure(alt.LayerChart(layer=[lines, dots, rule, words, *marks], height=_TALL), texts)


def renewals(curve: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """`curve`: period, share, low, high, seen (share, NaN where not yet). What was seen as points, the projection as a band."""
    shown = curve.assign(said=[texts("value.renewal_said", period=int(row["period"]), share=texts.share(row["share"]),
                                     low=texts.share(row["low"]), high=texts.share(row["high"]))
                               for row in curve.to_dict("records")])
    base = alt.Chart(shown).encode(x=alt.X("period:Q", axis=alt.Axis(title=None, format="d", tickMinStep=1)))
    share = alt.Axis(title=None, format="%")
    band = base.mark_area(opacity=0.25, color=theme.PLAIN).encode(y=alt.Y("low:Q", axis=share), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=theme.PLAIN, strokeDash=[5, 3]).encode(
        y=alt.Y("share:Q"), tooltip=[alt.Tooltip("said:N", title=texts("value.renewals"))])
    points = base.transform_filter("isValid(datum.seen)").mark_point(filled=True, size=60, color=theme.INK).encode(
        y=alt.Y("seen:Q"))
    return theme.configure(alt.LayerChart(layer=[band, line, points], height=_TALL), texts)
