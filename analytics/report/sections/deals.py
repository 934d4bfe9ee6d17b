"""Sections about buying: the path to purchase, and who brings the money."""

from __future__ import annotations

from typing import Any

from analytics.charts import funnel as path_charts
from analytics.charts import value as value_charts
from analytics.metrics import funnel, rfm
from analytics.metrics.funnel import Funnel
from analytics.metrics.rfm import Rfm
from analytics.report.asking import Ask, number, rate, whole
from analytics.report.model import Bars, Figure, Picture, Section
from analytics.report.saying import Named, Said, Share

_FEWEST_STEPS = 2


def path(ask: Ask) -> Section:
    """How many got to each step, and where most are lost."""
    result: Funnel = ask(funnel.measure)
    rows = result.steps.to_dict("records")
    if len(rows) < _FEWEST_STEPS or not rows[0]["count"]:
        return Section("path", missing=(Said("deals.verdict_one_step" if len(rows) < _FEWEST_STEPS else "report.cannot.path"),))
    entry = Figure(f"path.{rows[0]['step']}", _label(rows[0]), number(rows[0]["count"]), "people", "deals.definition")
    steps = tuple(rate(f"path.{row['step']}", _label(row), row, "deals.definition", of="of_previous", share="share_of_previous")
                  for row in rows[1:])
    title = Said("report.title.path")
    bars = Bars(tuple(Named("deals.step", row["step"]) for row in rows), ((title, tuple(float(row["count"]) for row in rows)),))
    return Section("path", tuple(_said(result, rows)), (entry, *steps),
                   (Picture(title, lambda texts: path_charts.steps(result, texts), bars),), definitions=("deals.definition",))


def _label(row: dict[Any, Any]) -> Said:
    return Said("report.named", {"name": Named("deals.step", row["step"])})


def _said(result: Funnel, rows: list[dict[Any, Any]]) -> list[Said]:
    first, second = rows[:2]
    found = [Said("report.path_said", {
        "entered": int(first["count"]), "entry": Named("deals.step", first["step"]), "count": int(second["count"]),
        "step": Named("deals.step", second["step"]), "days": result.window_days,
        "share": Share(second["share_of_previous"], whole(second["of_previous"]))})]
    lost = result.biggest_loss()
    if lost is not None:
        found.append(Said("report.path_loss", {"step": Named("deals.step", lost), "count": len(result.people(lost, "dropped"))}))
    return found


def buyers(ask: Ask) -> Section:
    """Kinds of buyers by when, how often and for how much they bought."""
    result: Rfm = ask(rfm.measure)
    known = [row for row in result.segments.to_dict("records") if row["count"]]
    if not result.classes or not known:
        return Section("buyers", missing=(Said("report.cannot.buyers"),))
    names = [Said(f"value.segment.{row['segment']}") for row in known]
    figures = tuple(rate(f"buyers.{row['segment']}", name, row, "value.definition") for name, row in zip(names, known, strict=True))
    best = known[0]
    said = Said("report.buyers_said", {
        "kind": names[0], "count": int(best["count"]), "of": int(best["of"]),
        "money": Share(best["net_share"], int(best["of"]))})
    title = Said("report.title.buyers")
    bars = Bars(tuple(names), ((title, tuple(float(row["net_share"]) for row in known)),), share=True)
    return Section("buyers", (said,), figures, (Picture(title, lambda texts: value_charts.segments(result, texts), bars),),
                   definitions=("value.definition",))
