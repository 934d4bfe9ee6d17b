"""Pictures of movement between layers: flows between two days, and the matrix behind them."""

from __future__ import annotations

from itertools import accumulate

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.layer_moves import FROM, TO, Moves
from analytics.texts.words import Texts

PICKED = "picked"
_HEIGHT, _ROW = 320, 40
_COLOURS = {**theme.LAYER_COLOURS, "absent": theme.OTHER, "gone": theme.OTHER}
# A band leaves its layer flat, crosses in the middle, and arrives flat.
_AT = (0.0, 0.3, 0.7, 1.0)
_GAP = 0.012


def flows(result: Moves, texts: Texts) -> alt.LayerChart:
    """Bands from the layers of the first day (left) to those of the last (right), as thick as their people are many.

    A click on a band picks `before` and `after`.
    """
    moved = result.matrix[result.matrix["count"] > 0]
    left, right = _stack(moved, "before", FROM), _stack(moved, "after", TO)
    bands = _bands(moved, left, right, texts)
    words = _words(texts)
    scale = alt.Scale(domain=[0, 1])
    picked = _picked()
    areas = alt.Chart(bands).mark_area(interpolate="monotone", cursor="pointer").encode(
        opacity=alt.OpacityValue(**alt.condition(picked, alt.value(0.55), alt.value(0.2))),
        x=alt.X("at:Q", axis=None, scale=alt.Scale(domain=[-0.22, 1.22])),
        y=alt.Y("low:Q", axis=None, scale=scale), y2=alt.Y2("high:Q"), detail=[alt.Detail("before:N"), alt.Detail("after:N")],
        color=alt.Color("name:N", scale=theme.colours(_COLOURS, words), legend=None),
        tooltip=[alt.Tooltip("said:N", title=texts("layers.moves.flow")),
                 alt.Tooltip("people:N", title=texts("layers.chart_people"))]).add_params(picked)
    ends = pd.concat([_ends(left, -0.02, "right", texts), _ends(right, 1.02, "left", texts)])
    layers = [areas]
    for side in ("right", "left"):
        layers.append(alt.Chart(ends[ends["side"] == side]).mark_text(align=side, fontSize=12).encode(
            x=alt.X("at:Q"), y=alt.Y("middle:Q"), text=alt.Text("said:N")))
    return theme.configure(alt.LayerChart(layer=layers, height=_HEIGHT), texts)


def matrix(result: Moves, texts: Texts) -> alt.LayerChart:
    """A square a pair of layers with its people; a click picks `before` and `after`."""
    words = _words(texts)
    rows = [name for name in FROM if (result.members["before"] == name).any()]
    columns = [name for name in TO if (result.members["after"] == name).any()]
    frame = result.matrix[result.matrix["before"].isin(rows) & result.matrix["after"].isin(columns)]
    frame = frame.assign(
        name_a=frame["before"].map(words), name_b=frame["after"].map(words), number=frame["count"].map(texts.number),
        stayed=frame["before"] == frame["after"],
        said=[texts("layers.moves.share", count=int(count), of=int(of), share=texts.share(share, int(of)))
              for count, of, share in zip(frame["count"], frame["of"], frame["share"], strict=True)])
    base = alt.Chart(frame).encode(
        x=alt.X("name_b:N", sort=[words[name] for name in columns],
                axis=theme.top_axis(texts("layers.moves.to", day=result.as_of))),
        y=alt.Y("name_a:N", sort=[words[name] for name in rows], title=texts("layers.moves.from", day=result.first)))
    picked = _picked()
    squares = base.mark_rect(stroke="white", cursor="pointer").encode(
        color=alt.condition("datum.stayed", alt.value("#88888838"), alt.Color(
            "count:Q", scale=alt.Scale(range=["#7FA3CC22", theme.PLAIN], domainMin=0), legend=None)),
        tooltip=[alt.Tooltip("name_a:N", title=texts("layers.moves.from", day=result.first)),
                 alt.Tooltip("name_b:N", title=texts("layers.moves.to", day=result.as_of)),
                 alt.Tooltip("said:N", title=texts("layers.chart_people"))]).add_params(picked)
    most = max(int(frame.loc[~frame["stayed"], "count"].max()), 1) if len(frame) else 1
    said = base.mark_text().encode(text=alt.Text("number:N"), color=theme.on_squares(f"!datum.stayed && datum.count / {most}"))
    return theme.configure(alt.LayerChart(
        layer=[squares, said], height=_ROW * max(len(rows), 1) + 40), texts)


def _picked() -> alt.Parameter:
    return alt.selection_point(name=PICKED, fields=["before", "after"], on="click", clear="dblclick")


def _words(texts: Texts) -> dict[str, str]:
    return {name: texts(f"layers.moves.{name}") if name in ("absent", "gone") else texts(f"layer.{name}")
            for name in dict.fromkeys((*FROM, *TO))}


def _stack(moved: pd.DataFrame, side: str, order: tuple[str, ...]) -> pd.DataFrame:
    """name, count, low, high of each layer of one side, from the top down, heights summing to 1 less the gaps."""
    counts = moved.groupby(side)["count"].sum()
    names = [name for name in order if name in counts.index]
    total, room = float(counts.sum()) or 1.0, 1 - _GAP * max(len(names) - 1, 0)
    heights = [float(counts[name]) / total * room for name in names]
    tops = [1 - used - _GAP * place for place, used in enumerate(accumulate([0.0, *heights[:-1]]))] if names else []
    return pd.DataFrame({"name": names, "count": [int(counts[name]) for name in names],
                         "high": tops, "low": [top - height for top, height in zip(tops, heights, strict=True)]})


def _bands(moved: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Four points a flow: where it leaves and where it arrives."""
    words, rows = _words(texts), []
    spots = {side: dict(zip(frame["name"], frame["high"], strict=True)) for side, frame in (("before", left), ("after", right))}
    unit = {side: (frame["high"] - frame["low"]).sum() / max(int(frame["count"].sum()), 1)
            for side, frame in (("before", left), ("after", right))}
    place = {name: number for number, name in enumerate(TO)}
    for row in moved.assign(rank=moved["after"].map(place)).to_dict("records"):
        edges = []
        for side in ("before", "after"):
            top = spots[side][row[side]]
            low = top - row["count"] * unit[side]
            spots[side][row[side]] = low
            edges += [(low, top)] * 2
        said = texts("layers.moves.arrow", before=words[row["before"]], after=words[row["after"]])
        rows += [(row["before"], row["after"], at, low, high, words[row["before"]], said,
                  texts("layers.people", count=int(row["count"]))) for at, (low, high) in zip(_AT, edges, strict=True)]
    return pd.DataFrame(rows, columns=["before", "after", "at", "low", "high", "name", "said", "people"])


def _ends(stack: pd.DataFrame, at: float, side: str, texts: Texts) -> pd.DataFrame:
    words = _words(texts)
    said = [texts("layers.part", layer=words[name], count=int(count))
            for name, count in zip(stack["name"], stack["count"], strict=True)]
    return stack.assign(at=at, side=side, middle=(stack["low"] + stack["high"]) / 2, said=said)
