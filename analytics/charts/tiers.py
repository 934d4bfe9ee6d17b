"""Pictures of the tiers: how many are in each, and who moved between two days."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars, theme
from analytics.metrics.tiers import SHOWN, Tiers
from analytics.texts.words import Texts

PICKED = lying_bars.PICKED


def bars(result: Tiers, texts: Texts) -> alt.LayerChart:
    """One bar a tier, people and share beside it. A click picks `tier`."""
    frame = result.counts[(result.counts["count"] > 0) | (result.counts["tier"] != "unknown")].assign(
        name=lambda rows: [texts(f"tier.{one}") for one in rows["tier"]],
        meaning=lambda rows: [texts(f"tiers.meaning.{one}") for one in rows["tier"]],
        said=lambda rows: [texts("tiers.people_share", count=int(row["count"]), share=texts.share(row["share"], row["of"]))
                           for row in rows.to_dict("records")])
    tips = {"name": texts("tiers.column.tier"), "said": texts("tiers.chart_people"), "meaning": texts("tiers.chart_meaning")}
    return lying_bars.chart(frame, "tier", tips, texts, colour=theme.TIER_COLOURS)


def migration(matrix: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """A square a pair of tiers: how many moved from the row's to the column's. A click picks `from_tier`, `to_tier`."""
    order = [tier for tier in (*SHOWN[:3], "not_yet", "unknown") if tier in {*matrix["from_tier"], *matrix["to_tier"]}]
    names = {tier: texts(f"tier.{tier}") for tier in order}
    frame = matrix.assign(
        from_name=matrix["from_tier"].map(names), to_name=matrix["to_tier"].map(names),
        stayed=matrix["from_tier"] == matrix["to_tier"], number=[texts.number(int(one)) for one in matrix["count"]],
        said=[texts("tiers.moved_of", count=int(row["count"]), of=int(row["of"])) for row in matrix.to_dict("records")])
    picked = alt.selection_point(name=PICKED, fields=["from_tier", "to_tier"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        x=alt.X("to_name:N", sort=list(names.values()), axis=alt.Axis(orient="top", labelAngle=0, title=texts("tiers.to"))),
        y=alt.Y("from_name:N", sort=list(names.values()), title=texts("tiers.from")))
    squares = base.mark_rect(stroke="white", cursor="pointer").encode(
        color=alt.condition("datum.stayed", alt.value("#88888838"), alt.Color(
            "count:Q", scale=alt.Scale(range=["#7FA3CC33", theme.PLAIN], domainMin=0), legend=None)),
        opacity=theme.faint_unless(picked),
        tooltip=[alt.Tooltip("from_name:N", title=texts("tiers.from")), alt.Tooltip("to_name:N", title=texts("tiers.to")),
                 alt.Tooltip("said:N", title=texts("tiers.chart_people"))]).add_params(picked)
    words = base.mark_text().encode(text=alt.Text("number:N"))
    return theme.configure(alt.LayerChart(layer=[squares, words], height=44 * max(len(order), 1) + 44), texts)
