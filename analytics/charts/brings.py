"""Pictures of what content brings: parts of posts, answers and orders under each other; answers a post; squares of pairs."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme, whole_bars
from analytics.metrics.attribution import KINDS
from analytics.metrics.brings import Balance
from analytics.texts.words import Texts

PICKED = "picked"
_ROW = 40
_SIDES = ("posts", "answers", "orders")
_COLOURS = {**theme.CATEGORY_COLOURS, "unattributed": "#DEDEDE"}
Said = Callable[[str], str]


def balance(result: Balance, texts: Texts) -> alt.LayerChart:
    """Three lying bars of 100 %: what was posted, what it was answered, what was bought after it. Picks `category`, `side`."""
    rows = result.rows.assign(
        place=result.rows["category"].map({kind: number for number, kind in enumerate(KINDS)}),
        row=result.rows["side"].map({side: number for number, side in enumerate(_SIDES)})).sort_values(
            ["row", "place"], ignore_index=True)
    frame = rows.assign(
        name=[texts(f"brings.kind.{kind}") for kind in rows["category"]],
        row_name=[texts(f"brings.side.{one}") for one in rows["side"]],
        number=[texts("brings.k_of_n", count=round(count), of=round(of))
                for count, of in zip(rows["count"], rows["of"], strict=True)])
    tips = {"row_name": texts("brings.column.side"), "name": texts("brings.column.value"), "number": texts("brings.column.count"),
            "said": texts("brings.column.share")}
    return whole_bars.chart(frame, "side", {kind: _COLOURS[kind] for kind in KINDS}, tips, texts)


def answers(groups: pd.DataFrame, said: Said, texts: Texts) -> alt.LayerChart:
    """Answers a post with their interval, one line a value, most first. Picks `value`."""
    frame = groups[groups["known"] > 0].sort_values("mean", ascending=False, ignore_index=True)
    frame = frame.assign(
        name=[said(value) for value in frame["value"]],
        said=[texts("brings.answers_said", mean=texts.number(mean, 1), posts=int(known),
                    median=texts.number(median, 0 if float(median).is_integer() else 1))
              for mean, median, known in zip(frame["mean"], frame["median"], frame["known"], strict=True)])
    tips = {"name": texts("brings.column.value"), "said": texts("brings.column.answers")}
    return lying_bars.with_range(frame, "value", tips, texts, value="mean", low="mean_low", high="mean_high",
                                 title=texts("brings.answers_axis"))


def squares(pairs: pd.DataFrame, measure: str, row: Said, column: Said, texts: Texts) -> alt.LayerChart:
    """A square a pair: `measure` is count, mean or orders. Picks `row` and `column`."""
    decimals = 1 if measure == "mean" else 0
    frame = pairs.assign(
        row_name=[row(one) for one in pairs["row"]],
        column_name=[column(one) for one in pairs["column"]],
        value=pairs[measure].astype("float64"),
        posts=pairs["count"].map(texts.number),
    )
    frame = frame.assign(number=[texts.number(value, decimals) for value in frame["value"]])
    top = float(frame["value"].max()) or 1.0
    picked = alt.selection_point(name=PICKED, fields=["row", "column"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(x=alt.X("column_name:N", title=None, axis=theme.top_axis()), y=alt.Y("row_name:N", title=None))
    rects = (
        base.mark_rect(stroke="white", cursor="pointer")
        .encode(
            color=alt.Color("value:Q", scale=alt.Scale(range=["#7FA3CC22", theme.PLAIN], domain=[0, top]), legend=None),
            tooltip=[
                alt.Tooltip("row_name:N", title=texts("brings.column.row")),
                alt.Tooltip("column_name:N", title=texts("brings.column.column")),
                alt.Tooltip("posts:N", title=texts("brings.column.count")),
                alt.Tooltip("number:N", title=texts(f"brings.cross.{measure}")),
            ],
        )
        .add_params(picked)
    )
    words = base.mark_text().encode(text=alt.Text("number:N"), color=theme.on_squares(f"datum.value / {top}"))
    return theme.configure(alt.LayerChart(layer=[rects, words], height=_ROW * max(frame["row"].nunique(), 1) + 60), texts)
