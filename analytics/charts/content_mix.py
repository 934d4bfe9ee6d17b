"""Pictures of the content mix: each kind beside its target, and week by week."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from analytics.charts import theme, whole_bars
from analytics.classify import CATEGORIES
from analytics.metrics.content_mix import ContentMix
from analytics.texts.words import Texts

PICKED = "picked"
_BAR, _GAP = 22, 22
_WEEKS_SHOWN = 26
_LABELS_UNTIL = 16


def bars(result: ContentMix, texts: Texts) -> alt.LayerChart:
    """Bars side by side for each kind: its share of the posts with the interval, of the plan if there is one, of the target.

    Actual is solid, planned pale, the target a dashed outline. Picks `category`.
    """
    frame = _beside(result, texts)
    kinds, shown = [texts(f"category.{one}") for one in CATEGORIES], list(dict.fromkeys(frame["which"]))
    picked = alt.selection_point(name=PICKED, fields=["category"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=kinds, title=None, scale=alt.Scale(paddingInner=0.28)),
        yOffset=alt.YOffset("which:N", sort=shown, scale=alt.Scale(paddingInner=0.12)),
        tooltip=[alt.Tooltip("name:N", title=texts("content.kind")), alt.Tooltip("said:N", title=texts("brings.column.share"))],
    )
    axis = alt.Axis(title=None, format="%", values=[fifth / 5 for fifth in range(6)])
    length = alt.X("share:Q", axis=axis, scale=alt.Scale(domain=[0, _end(frame)]))
    colour = alt.Color("name:N", scale=_scale(texts), legend=None)
    actual = (
        base.transform_filter("datum.which == 'actual'")
        .mark_bar(cursor="pointer")
        .encode(x=length, color=colour, opacity=theme.faint_unless(picked))
        .add_params(picked)
    )
    planned = base.transform_filter("datum.which == 'planned'").mark_bar(opacity=0.4).encode(x=alt.X("share:Q"), color=colour)
    target = base.transform_filter("datum.which == 'target'").mark_bar(
        fillOpacity=0, stroke=theme.INK, strokeDash=[4, 3], strokeWidth=1.2).encode(x=alt.X("share:Q"))
    interval = base.transform_filter("datum.which == 'actual'").mark_rule(strokeWidth=2, color=theme.INK).encode(
        x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    words = base.mark_text(align="left", dx=6, fontSize=12).encode(x=alt.X("ends:Q"), text=alt.Text("said:N"))
    height = len(kinds) * (_BAR * len(shown) + _GAP)
    return theme.configure(alt.LayerChart(layer=[actual, planned, target, interval, words], height=height), texts)


def _beside(result: ContentMix, texts: Texts) -> pd.DataFrame:
    """One row a bar: category, name, which (actual, planned, target), share, low, high, ends (where the words begin), said."""
    mix = result.mix
    actual = [texts("mix.actual", share=texts.share(share, of), count=count)
              for share, of, count in zip(mix["share"], mix["of"], mix["count"], strict=True)]
    parts = [mix[["category", "share", "low", "high"]].assign(which="actual", said=actual)]
    for which, said in (("planned", "mix.planned"), ("target", "content.target")):
        if mix[which].notna().any():
            words = [texts(said, share=texts.share(share)) for share in mix[which]]
            parts.append(mix[["category"]].assign(share=mix[which], which=which, said=words))
    frame = _named(pd.concat(parts, ignore_index=True), texts)
    return frame.assign(ends=frame[["share", "high"]].max(axis=1))


def weeks(result: ContentMix, texts: Texts) -> alt.LayerChart:
    """Posts a week, stacked by kind; weeks that are not wholly chosen and recorded are hatched. Picks both."""
    frame = _stacked(_named(result.weeks, texts), texts)
    order = frame.drop_duplicates("week").sort_values("week")["week_name"].tolist()
    picked = alt.selection_point(name=PICKED, fields=["category", "week"], on="click", clear="dblclick")
    x = alt.X("week_name:O", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame).encode(
        x=x, y=alt.Y("below:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
        tooltip=_week_tips(texts),
    )
    whole = (
        base.transform_filter("datum.complete")
        .mark_bar(cursor="pointer", cornerRadius=0)
        .encode(y2=alt.Y2("top:Q"), color=alt.Color("name:N", scale=_scale(texts), legend=alt.Legend(title=None)))
        .add_params(picked)
    )
    layers = [whole]
    # A mark has one pattern, so each colour of stripes is a mark of its own.
    for category in sorted(set(frame.loc[~frame["complete"], "category"])):
        layers.append(
            base.transform_filter(f"!datum.complete && datum.category == '{category}'")
            .mark_bar(color=theme.hatched(theme.CATEGORY_COLOURS[category]), cornerRadius=0)
            .encode(y2=alt.Y2("top:Q"))
        )
    if len(order) <= _LABELS_UNTIL:
        words = base.transform_filter("datum.complete && datum.count > 1").mark_text(color="white", fontSize=11)
        layers.append(words.encode(y=alt.Y("middle:Q"), text=alt.Text("count:Q")))
    layers += theme.festival_bands(x, theme.spans(pd.to_datetime(frame["week"]).sort_values(), "week", texts.day), texts)
    return theme.configure(alt.LayerChart(layer=layers, height=260), texts)


def distances(result: ContentMix, texts: Texts) -> alt.LayerChart:
    """The share of posts to be of another kind, week by week; weeks that are not whole are hollow and in no line."""
    frame = result.distances[result.distances["total_variation"].notna()].tail(_WEEKS_SHOWN)
    frame = frame.assign(
        week_name=frame["week_start"].map(texts.day),
        said=frame["total_variation"].map(texts.share),
        state=[texts("content.week_whole" if whole else "content.week_open") for whole in frame["complete"]],
    )
    x = alt.X("week_name:O", sort=frame["week_name"].tolist(), title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    base = alt.Chart(frame.drop(columns="week_start")).encode(
        x=x, y=alt.Y("total_variation:Q", axis=alt.Axis(title=None, format="%", tickCount=4), scale=alt.Scale(domainMin=0)),
        tooltip=[
            alt.Tooltip("week_name:N", title=texts("content.week")),
            alt.Tooltip("said:N", title=texts("mix.distance")),
            alt.Tooltip("state:N", title=texts("content.week_state")),
        ],
    )
    line = base.transform_filter("datum.complete").mark_line(color=theme.PLAIN)
    points = base.mark_point(size=50, color=theme.PLAIN, fill="white").encode(
        fillOpacity=alt.FillOpacityValue(**alt.condition("datum.complete", alt.value(0), alt.value(1)))
    )
    marks = theme.festival_bands(x, theme.spans(frame["week_start"], "week", texts.day), texts)
    return theme.configure(alt.LayerChart(layer=[line, points, *marks], height=170), texts)


def parts(frame: pd.DataFrame, row: Sequence[str], key: str, texts: Texts) -> alt.LayerChart:
    """Lying bars of 100 %: a bar a value of `key` (words: `row`), cut by kind. Picks category and `key`."""
    counts = frame["amount" if "amount" in frame else "count"]
    drawn = _named(frame, texts).assign(row_name=list(row), of_all=[
        texts("brings.k_of_n", count=round(count), of=round(of)) for count, of in zip(counts, frame["of"], strict=True)])
    tips = {"row_name": texts("mix.of"), "name": texts("content.kind"), "of_all": texts("content.posts"),
            "said": texts("brings.column.share")}
    return whole_bars.chart(drawn, key, {one: theme.CATEGORY_COLOURS[one] for one in CATEGORIES}, tips, texts)


def triangle(result: ContentMix, texts: Texts) -> alt.LayerChart:
    """Every whole week as a point between three corners, the target as a cross: near a corner, mostly of that kind."""
    wide = (
        result.weeks[result.weeks["complete"] & (result.weeks["of"] > 0)]
        .pivot(index="week_start", columns="category", values="share")
        .reindex(columns=list(CATEGORIES)).reset_index()
    )
    target = dict(zip(result.mix["category"], result.mix["target"], strict=True))
    points = wide.assign(
        week=wide["week_start"].map(texts.day),
        said=[
            texts("content.target_named", **{one: texts.share(row[one]) for one in CATEGORIES}) for row in wide.to_dict("records")
        ],
    )
    points = _placed(points).drop(columns="week_start")
    corners = _placed(pd.DataFrame(np.eye(3), columns=list(CATEGORIES))).assign(
        name=[texts(f"category.{one}") for one in CATEGORIES]
    )
    aim = _placed(pd.DataFrame([target])).assign(name=texts("content.aim"))
    axes = {
        "x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.2, 1.2])),
        "y": alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.12, 1])),
    }
    outline = pd.concat([corners, corners.head(1)], ignore_index=True).assign(place=range(4))
    edges = alt.Chart(outline).mark_line(color=theme.INK, strokeWidth=1).encode(**axes, order=alt.Order("place:Q"))
    names = (
        alt.Chart(corners.assign(y=corners["y"] + np.where(corners["y"] > 0, 0.05, -0.06)))
        .mark_text()
        .encode(**axes, text=alt.Text("name:N"))
    )
    dots = (
        alt.Chart(points)
        .mark_circle(size=70, color=theme.PLAIN, opacity=0.7)
        .encode(
            **axes,
            tooltip=[alt.Tooltip("week:N", title=texts("content.week")), alt.Tooltip("said:N", title=texts("brings.column.share"))],
        )
    )
    cross = (
        alt.Chart(aim)
        .mark_point(shape="cross", size=160, filled=True, color=theme.PROMOTION)
        .encode(**axes, tooltip=[alt.Tooltip("name:N", title=texts("content.kind"))])
    )
    return theme.configure(alt.LayerChart(layer=[edges, names, dots, cross], height=320, width=380), texts)


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares as a place in a triangle whose corners are promotion (left), knowledge (right) and fun (top)."""
    return frame.assign(x=frame["knowledge"] + frame["fun"] / 2, y=frame["fun"] * 0.866)


def week_table(result: ContentMix, texts: Texts) -> pd.DataFrame:
    """One row a week, newest first: week, a column a kind, of (all with a kind), state: the chart's numbers."""
    wide = result.weeks.pivot(index=["week_start", "of", "complete"], columns="category", values="count").reset_index()
    state = [texts("content.week_whole" if whole else "content.week_open") for whole in wide["complete"]]
    wide = wide.assign(week=wide["week_start"].dt.strftime("%Y-%m-%d"), state=state)
    return wide.sort_values("week", ascending=False).reset_index(drop=True)


def _stacked(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The last half year of weeks with where each kind's piece of the bar begins, ends and has its middle."""
    shown = sorted(frame["week_start"].unique())[-_WEEKS_SHOWN:]
    frame = frame[frame["week_start"].isin(shown)]
    top = frame.groupby("week_start")["count"].cumsum()
    return frame.assign(
        top=top,
        below=top - frame["count"],
        middle=top - frame["count"] / 2,
        week=frame["week_start"].dt.strftime("%Y-%m-%d"),
        week_name=frame["week_start"].map(texts.day),
        share_said=[texts.share(share, of) for share, of in zip(frame["share"], frame["of"], strict=True)],
        state=[texts("content.week_whole" if whole else "content.week_open") for whole in frame["complete"]],
    ).drop(columns="week_start")


def _week_tips(texts: Texts) -> list[alt.Tooltip]:
    shown = {"week_name:N": "week", "name:N": "kind", "count:Q": "posts", "share_said:N": "share", "state:N": "week_state"}
    return [alt.Tooltip(field, title=texts(f"content.{name}")) for field, name in shown.items()]


def _end(frame: pd.DataFrame) -> float:
    """Room on the right for the words."""
    furthest = float(frame["ends"].max())
    return 1.0 if furthest != furthest else min(1.0, furthest) * 1.5


def _named(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    return frame.assign(name=[texts(f"category.{one}") for one in frame["category"]]).reset_index(drop=True)


def _scale(texts: Texts) -> alt.Scale:
    return theme.colours(theme.CATEGORY_COLOURS, {one: texts(f"category.{one}") for one in CATEGORIES})
