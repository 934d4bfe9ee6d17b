"""What the shop posted beside its target mix, and what to change."""

from __future__ import annotations

from analytics.charts import content_mix as charts
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix
from analytics.metrics.content_mix import ContentMix
from analytics.report.asking import Ask, rate
from analytics.report.model import Bars, Picture, Section
from analytics.report.saying import Listing, Said, Share, Word


def mix(ask: Ask) -> Section:
    """The three kinds of content."""
    result: ContentMix = ask(content_mix.measure)
    if result.coverage["posts"] == 0:
        nobody = result.coverage["operators"] == 0 and result.coverage["chats"] > 0
        return Section("content", missing=(Said("report.cannot.content_nobody" if nobody else "content.verdict_none"),))
    rows = {row["category"]: row for row in result.mix.to_dict("records")}
    figures = tuple(rate(f"content.{one}", Said(f"category.{one}"), rows[one], "content.definition", unit="posts",
                         reference=rows[one]["target"], word=rows[one]["word"]) for one in CATEGORIES)
    title = Said("report.title.content")
    bars = Bars(tuple(Word(f"category.{one}") for one in CATEGORIES), (
        (Said("report.own"), tuple(float(rows[one]["share"]) for one in CATEGORIES)),
        (Said("report.target"), tuple(float(rows[one]["target"]) for one in CATEGORIES))), share=True)
    pictures = (Picture(title, lambda texts: charts.bars(result, texts), bars),) if rows["promotion"]["of"] else ()
    return Section("content", (said(result),), figures, pictures, definitions=("content.definition",))


def said(result: ContentMix) -> Said:
    """Which posts to swap next week."""
    plan = result.plan
    if plan.posts == 0:
        return Said("content.verdict_undecided", {"count": result.coverage["undecided"]})
    lead = Said("content.lead_weeks" if plan.weeks else "content.lead_period", {
        **({"weeks": plan.weeks} if plan.weeks else {}), "kind": Word(f"content.short.{plan.most}"),
        "share": Share(plan.share(plan.most), plan.of)})
    targets = dict(zip(result.mix["category"], result.mix["target"], strict=True))
    facts = {"lead": lead, "posts": plan.posts,
             "target": Said("content.target_named", {one: Share(targets[one]) for one in CATEGORIES})}
    if plan.swaps.empty:
        return Said("content.verdict_fits", facts)
    changes = Listing(tuple(Said("content.change", {
        "count": int(row["count"]), "source": Word(f"content.short.{row['from_category']}"),
        "goal": Word(f"content.short.{row['to_category']}")}) for row in plan.swaps.to_dict("records")))
    return Said("content.verdict_swap" if plan.weeks else "content.verdict_swap_period", {**facts, "changes": changes})
