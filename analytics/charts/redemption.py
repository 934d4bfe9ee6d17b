"""Pictures of coupons: the redeemed of those whose fate is known, by where they were given out; how soon they are used."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.coupon_shops import UNSTATED
from analytics.metrics.redemption import Redemption
from analytics.texts.words import Texts

_TALL = 220


def by(result: Redemption, name: str, texts: Texts) -> alt.LayerChart:
    """One bar a channel or coupon: share redeemed of those redeemed or expired. A click picks `key`.

    Of which no coupon's last day is over is left out: only used ones are decided there yet.
    """
    rows = drawn(result, name)
    frame = rows.assign(
        name=[key or texts("redemption.unstated") for key in rows["key"]],
        said=[texts("redemption.bar_said", share=texts.share(row["share"], row["of"]), count=row["count"], of=row["of"])
              for row in rows.to_dict("records")],
        sure=[texts(f"certainty.{word}") for word in rows["word"]])[["key", "name", "said", "sure", "share"]]
    frame["key"] = frame["key"].replace(UNSTATED, " ")
    tips = {"name": texts(f"redemption.column.{name}"), "said": texts("redemption.column.matured"),
            "sure": texts("redemption.column.word")}
    return lying_bars.chart(frame, "key", tips, texts, value="share", axis_format=None)


def drawn(result: Redemption, name: str) -> pd.DataFrame:
    """The rows of a breakdown that are old enough to be drawn."""
    return result.by[name][result.by[name]["over_of"] > 0]


def curve(result: Redemption, texts: Texts) -> alt.LayerChart:
    """The share redeemed by each day after it was given out, with its band."""
    frame = result.curve.assign(
        said=[texts("redemption.curve_said", day=int(row["day"]), share=texts.share(row["share"]), low=texts.share(row["low"]),
                    high=texts.share(row["high"])) for row in result.curve.to_dict("records")])
    start = pd.DataFrame({"day": [0], "share": [0.0], "low": [0.0], "high": [0.0], "said": [""]})
    frame = frame if len(frame) and frame["day"].iloc[0] == 0 else pd.concat([start, frame], ignore_index=True)
    base = alt.Chart(frame[["day", "share", "low", "high", "said"]]).encode(
        x=alt.X("day:Q", axis=alt.Axis(title=texts("redemption.days_after"), format="d", tickMinStep=1)))
    share = alt.Axis(title=None, format="%", tickCount=4)
    band = base.mark_area(opacity=0.2, color=theme.PLAIN, interpolate="step-after").encode(
        y=alt.Y("low:Q", axis=share), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=theme.PLAIN, interpolate="step-after").encode(y=alt.Y("share:Q"))
    points = base.mark_point(filled=True, size=40, color=theme.PLAIN).encode(
        y=alt.Y("share:Q"), tooltip=[alt.Tooltip("said:N", title=texts("redemption.column.matured"))])
    return theme.configure(alt.LayerChart(layer=[band, line, points], height=_TALL), texts)
