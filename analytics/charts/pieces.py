"""Pictures of single posts: templates ranked by answers a use, and plays by how often they are repeated in a row."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.pieces import Pieces
from analytics.texts.words import Texts

_SHOWN = 12


def ranking(result: Pieces, texts: Texts) -> alt.LayerChart:
    """The best templates: shrunken answers a use with their range, coloured by kind. Picks `alike`."""
    known = result.templates[result.templates["mean"].notna()]
    # What was used too seldom is no ranking (METRICS 7.3); only where there is nothing else is it shown.
    often = known[known["verdict"] != "few"]
    frame = (often if len(often) else known).head(_SHOWN)
    frame = frame.drop(columns="last_at").assign(
        # Two templates may begin alike: the place keeps their lines apart.
        name=[f"{place}. {title or texts('pieces.untitled')}" for place, title in enumerate(frame["title"], 1)],
        kind=[texts(f"brings.kind.{one}") for one in frame["category"]],
        said=[
            texts("pieces.bar", mean=texts.number(mean, 1), uses=int(uses), verdict=texts(f"pieces.verdict.{verdict}"))
            for mean, uses, verdict in zip(frame["mean"], frame["uses"], frame["verdict"], strict=True)
        ],
    )
    colours = {texts(f"brings.kind.{one}"): theme.CATEGORY_COLOURS[one] for one in theme.CATEGORY_COLOURS}
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    kinds = alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, columns=2))
    tips = {"name": texts("brings.column.text"), "said": texts("brings.column.answers")}
    return lying_bars.with_range(frame, "alike", tips, texts, value="mean", low="low", high="high", title=texts("pieces.axis"),
                                 band=34, colour=kinds)


def plays(result: Pieces, texts: Texts) -> alt.LayerChart:
    """Mean answers of each play the first, second, third time in a row; the size of a point is its posts."""
    frame: pd.DataFrame = result.plays.assign(
        name=[texts(f"brings.way.{way}") for way in result.plays["way"]],
        time=[texts(f"pieces.nth.{nth}") for nth in result.plays["nth"]],
        said=[
            texts("pieces.point", mean=texts.number(mean, 1), posts=int(posts))
            for mean, posts in zip(result.plays["mean"], result.plays["posts"], strict=True)
        ],
    )
    base = alt.Chart(frame).encode(
        x=alt.X("time:O", sort=[texts(f"pieces.nth.{nth}") for nth in (1, 2, 3, 4)], title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("mean:Q", axis=alt.Axis(title=texts("pieces.axis"), tickCount=5)),
        color=alt.Color("name:N", scale=alt.Scale(scheme="tableau10"), legend=alt.Legend(title=None, columns=4)),
    )
    line = base.mark_line(strokeWidth=2)
    points = base.mark_point(filled=True, opacity=1).encode(
        size=alt.Size("posts:Q", legend=None, scale=alt.Scale(range=[40, 260])),
        tooltip=[
            alt.Tooltip("name:N", title=texts("brings.column.way_name")),
            alt.Tooltip("time:N", title=texts("pieces.column.nth")),
            alt.Tooltip("said:N", title=texts("brings.column.answers")),
        ],
    )
    return theme.configure(alt.LayerChart(layer=[line, points], height=260), texts)
