"""From the sales of one span to those of the next: a lying waterfall whose steps open."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.sales_change import SalesChange
from analytics.texts.words import Texts

PICKED = "picked"
COLOURS = {"total": "#9A9A9A", "up": theme.PLAIN, "down": "#C08A5A"}
ARROWS = {"up": "▲", "down": "▼", "total": ""}
# Totals reach from 0 unless that would make the steps thinner than this share of the picture.
_VISIBLE = 0.15
_BAND, _ROOM = 44, 0.85


def waterfall(result: SalesChange, texts: Texts) -> alt.LayerChart:
    """Sales before, one bar a part that is not 0, sales after. A click picks `part`."""
    frame = steps(result, texts)
    low, high = axis(frame)
    order = frame["name"].tolist()
    picked = alt.selection_point(name=PICKED, fields=["part"], on="click", clear="dblclick")
    scale = alt.Scale(domain=[low, high + (high - low) * _ROOM], clamp=True, nice=False)
    base = alt.Chart(frame.assign(left=frame[["start", "end"]].min(axis=1).clip(lower=low),
                                  right=frame[["start", "end"]].max(axis=1))).encode(y=alt.Y("name:N", sort=order, title=None))
    tips = [alt.Tooltip("name:N", title=texts("changed.column.part")), alt.Tooltip("said:N", title=texts("changed.column.change")),
            alt.Tooltip("meaning:N", title=texts("changed.column.meaning"))]
    bars = base.mark_bar(size=22, cursor="pointer", cornerRadius=0).encode(
        x=alt.X("left:Q", scale=scale, axis=alt.Axis(title=None, format="$,.0f", tickCount=4)), x2=alt.X2("right:Q"),
        color=alt.Color("way:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None),
        opacity=theme.faint_unless(picked), tooltip=tips).add_params(picked)
    words = base.mark_text(align="left", dx=6).encode(x=alt.X("right:Q", scale=scale), text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[bars, words], height=_BAND * len(frame)), texts)


def steps(result: SalesChange, texts: Texts) -> pd.DataFrame:
    """part, name, way (total, up, down), start, end (yuan), said, meaning; oldest total first."""
    rows = [_total("before", result.totals["before"], texts)]
    level = result.totals["before"]
    for row in result.parts[result.parts["cents"] != 0].to_dict("records"):
        way, after = ("up" if row["cents"] > 0 else "down"), level + row["cents"]
        unit = "orders" if row["part"] in ("unnamed", "others") else "people"
        said = texts(f"changed.step_{unit}", arrow=ARROWS[way], money=texts.money(abs(row["cents"]) / 100), count=row["count"])
        rows.append((row["part"], texts(f"changed.part.{row['part']}"), way, level / 100, after / 100, said,
                     texts(f"changed.meaning.{row['part']}")))
        level = after
    rows.append(_total("after", result.totals["after"], texts))
    return pd.DataFrame(rows, columns=["part", "name", "way", "start", "end", "said", "meaning"])


def axis(frame: pd.DataFrame) -> tuple[float, float]:
    """Where the axis begins and the longest bar ends; it begins above 0 where the steps could not be seen otherwise."""
    inner = frame.loc[frame["way"] != "total", ["start", "end"]]
    high = float(frame[["start", "end"]].max().max()) or 1.0
    low = min(float(frame["end"].min()), float(inner.min().min()) if len(inner) else high)
    if low <= 0 or (high - low) >= _VISIBLE * high:
        return min(low, 0.0), high
    return low - (high - low) * 0.5, high


def _total(side: str, cents: int, texts: Texts) -> tuple[str, str, str, float, float, str, str]:
    money = texts.money(cents / 100)
    return (side, texts(f"changed.side_{side}"), "total", 0.0, cents / 100, money, texts("changed.meaning.total"))
