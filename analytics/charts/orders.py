"""Net sales a day, week or month; what is not over is hatched. A click picks the bar."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.orders import Orders
from analytics.texts.words import Texts

PICKED = "picked"
_HEIGHT = 230


def series(result: Orders, texts: Texts) -> alt.LayerChart:
    """One bar a span of `result.series`. A click picks `begins` (ISO day)."""
    frame = _rows(result, texts)
    order = frame["name"].tolist()
    picked = alt.selection_point(name=PICKED, fields=["begins"], on="click", clear="dblclick")
    tips = [alt.Tooltip(f"{name}:N", title=texts(f"orders.column.{name}")) for name in ("name", "said", "of", "whole")]
    x = alt.X("name:O", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame).encode(
        x=x, y=alt.Y("net:Q", title=None, axis=alt.Axis(format="$,.0f", tickCount=4)), tooltip=tips)
    whole = base.transform_filter("datum.complete").mark_bar(color=theme.PLAIN, cursor="pointer").encode(
        opacity=theme.faint_unless(picked)).add_params(picked)
    open_ = base.transform_filter("!datum.complete").mark_bar(color=theme.hatched(theme.PLAIN), cursor="pointer")
    spans = theme.spans(result.series["start"], result.unit, lambda start: name(start, result.unit, texts))
    return theme.configure(alt.LayerChart(layer=[whole, open_, *theme.festival_bands(x, spans, texts)], height=_HEIGHT), texts)


def _rows(result: Orders, texts: Texts) -> pd.DataFrame:
    rows = result.series
    return pd.DataFrame({
        "begins": rows["start"].dt.strftime("%Y-%m-%d"), "net": rows["net"], "complete": rows["complete"],
        "name": [name(start, result.unit, texts) for start in rows["start"]],
        "said": [texts.money(net) for net in rows["net"]],
        "of": [texts("orders.series_of", orders=one["orders"], buyers=one["buyers"]) for one in rows.to_dict("records")],
        "whole": [texts("orders.whole" if one else "orders.unfinished") for one in rows["complete"]]})


def name(start: pd.Timestamp, unit: str, texts: Texts) -> str:
    """A span as its axis calls it: the day, the week's first day, the month."""
    return f"{start:%Y-%m}" if unit == "month" else texts.day(start)
