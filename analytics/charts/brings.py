"""Pictures of what content brings: parts of posts, answers and orders under each other; answers a post; squares of pairs."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.attribution import KINDS
from analytics.metrics.brings import Balance
from analytics.texts.words import Texts

PICKED = "picked"
_SIDES = ("posts", "answers", "orders")
_BAND, _ROW, _WORDS_FROM = 62, 40, 0.06
_COLOURS = {**theme.CATEGORY_COLOURS, "unattributed": "#DEDEDE"}
Said = Callable[[str], str]


def balance(result: Balance, texts: Texts) -> alt.LayerChart:
    """Three lying bars of 100 %: what was posted, what it was answered, what was bought after it. Picks `category`, `side`."""
    frame = result.rows
    kinds = [kind for kind in KINDS if (frame["category"] == kind).any()]
    place = frame["category"].map({kind: number for number, kind in enumerate(kinds)})
    frame = frame.assign(place=place).sort_values(["side", "place"], ignore_index=True)
    end = frame.groupby("side")["share"].cumsum()
    frame = frame.assign(
        start=end - frame["share"],
        end=end,
        middle=end - frame["share"] / 2,
        name=[texts(f"brings.kind.{kind}") for kind in frame["category"]],
        side_name=[texts(f"brings.side.{one}") for one in frame["side"]],
        said=[texts.share(share) for share in frame["share"]],
        number=[
            texts("brings.k_of_n", count=round(count), of=round(of)) for count, of in zip(frame["count"], frame["of"], strict=True)
        ],
    )
    picked = alt.selection_point(name=PICKED, fields=["category", "side"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        y=alt.Y("side_name:N", title=None, sort=[texts(f"brings.side.{one}") for one in _SIDES], axis=alt.Axis(labelLimit=260))
    )
    bars = (
        base.mark_bar(size=34, cursor="pointer", cornerRadius=0, stroke="white")
        .encode(
            x=alt.X("start:Q", axis=alt.Axis(title=None, format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
            x2="end:Q",
            color=alt.Color(
                "name:N",
                scale=theme.colours(_COLOURS, {kind: texts(f"brings.kind.{kind}") for kind in kinds}),
                legend=alt.Legend(title=None, labelLimit=200, columns=3),
            ),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("side_name:N", title=texts("brings.column.side")),
                alt.Tooltip("name:N", title=texts("brings.column.value")),
                alt.Tooltip("number:N", title=texts("brings.column.count")),
                alt.Tooltip("said:N", title=texts("brings.column.share")),
            ],
        )
        .add_params(picked)
    )
    dark = alt.FieldOneOfPredicate(field="category", oneOf=["knowledge", "fun"])
    words = (
        base.transform_filter(f"datum.share >= {_WORDS_FROM}")
        .mark_text(fontWeight="bold")
        .encode(x="middle:Q", text="said:N", color=alt.condition(dark, alt.value("#FFFFFF"), alt.value("#222222")))
    )
    return theme.configure(alt.LayerChart(layer=[bars, words], height=_BAND * frame["side"].nunique() + 20), texts)


def answers(groups: pd.DataFrame, said: Said, texts: Texts) -> alt.LayerChart:
    """Answers a post with their interval, one line a value, most first. Picks `value`."""
    frame = groups[groups["known"] > 0].sort_values("mean", ascending=False)
    frame = frame.assign(
        name=[said(value) for value in frame["value"]],
        number=[
            texts(
                "brings.answers_said",
                mean=texts.number(mean, 1),
                median=texts.number(median, 0 if float(median).is_integer() else 1),
                posts=int(known),
            )
            for mean, median, known in zip(frame["mean"], frame["median"], frame["known"], strict=True)
        ],
    )
    picked = alt.selection_point(name=PICKED, fields=["value"], on="click", clear="dblclick")
    longest = float(frame["mean_high"].max()) or 1.0
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=frame["name"].tolist(), title=None))
    bars = (
        base.mark_bar(size=16, cursor="pointer", color=theme.PLAIN)
        .encode(
            x=alt.X(
                "mean:Q", axis=alt.Axis(title=texts("brings.answers_axis"), tickCount=5), scale=alt.Scale(domain=[0, longest * 1.7])
            ),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("name:N", title=texts("brings.column.value")),
                alt.Tooltip("number:N", title=texts("brings.column.answers")),
            ],
        )
        .add_params(picked)
    )
    spans = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x="mean_low:Q", x2="mean_high:Q")
    words = base.mark_text(align="left", dx=8).encode(x="mean_high:Q", text="number:N")
    return theme.configure(alt.LayerChart(layer=[bars, spans, words], height=_ROW * max(len(frame), 1) + 30), texts)


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
    words = base.mark_text().encode(text="number:N", color=theme.on_squares(f"datum.value / {top}"))
    return theme.configure(alt.LayerChart(layer=[rects, words], height=_ROW * max(frame["row"].nunique(), 1) + 60), texts)
