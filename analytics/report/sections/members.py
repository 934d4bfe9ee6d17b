"""Sections about people: layers, stages, groups, and who stays."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts import group_table as group_charts
from analytics.charts import layers as layer_charts
from analytics.charts import retention as retention_charts
from analytics.charts import stages as stage_charts
from analytics.metrics import group_table, layers, retention, stage_targets, stages
from analytics.metrics.group_table import GroupTable
from analytics.metrics.labels import LABELS
from analytics.metrics.layers import Layers
from analytics.metrics.retention import Retention
from analytics.metrics.stage_targets import METRICS, StageTargets
from analytics.metrics.stages import STAGES, Stages
from analytics.report.asking import Ask, number, rate
from analytics.report.model import Bars, Figure, Picture, Section, Table
from analytics.report.saying import Listing, Said, Share, Word
from analytics.statistics.words import against

_LISTED = {"high_spend": (["monthly_spend"], [False]), "silent": (["monthly_spend", "silent_days"], [False, True])}
_LIST_COLUMNS = {"display_name": ("layers.column.name", "text"), "monthly_spend": ("layers.column.monthly_spend", "money"),
                 "silent_days": ("layers.column.silent_days", "number"), "last_paid_on": ("layers.column.last_paid_on", "day")}
_UNITS = (1, 4)


def layers_known(result: Layers) -> list[str]:
    """The labels that can be judged for anybody."""
    return [name for name in LABELS if result.count(name) is not None]


def layers_said(result: Layers) -> Said:
    """How many are in each layer."""
    parts = tuple(Said("layers.part", {"layer": Word(f"layer.{name}"), "count": result.count(name)})
                  for name in layers_known(result))
    return Said(f"layers.verdict.{result.population.kind}", {"of": result.population.of, "parts": Listing(parts)})


def layers_section(result: Layers) -> Section:
    """The layers of a result."""
    known, rows = layers_known(result), result.counts.set_index("layer")
    if not known:
        return Section("layers", missing=(Said("report.cannot.layers"),))
    figures = tuple(_layer(name, rows.loc[name].to_dict()) for name in known)
    title, shared = Said("report.title.layers"), result.population.has_share
    bars = Bars(tuple(Word(f"layer.{name}") for name in known), ((title, tuple(
        number(rows.loc[name]["share" if shared else "count"]) for name in known)),), share=shared)
    tables = tuple(_layer_list(result, name) for name in _LISTED if result.count(name))
    return Section("layers", (layers_said(result),), figures,
                   (Picture(title, lambda texts: layer_charts.bars(result, texts), bars),), tables,
                   definitions=("layers.definition",))


def _layer(name: str, row: dict[Any, Any]) -> Figure:
    word = None
    if not pd.isna(row["share"]) and not pd.isna(row["reference"]):
        word = against(int(row["count"]), int(row["of"]), float(row["reference"]))
    return rate(f"layers.{name}", Said(f"layer.{name}"), row, "layers.definition", reference=row["reference"], word=word)


def _layer_list(result: Layers, name: str) -> Table:
    by, rising = _LISTED[name]
    rows = result.members[result.members["person_id"].isin(result.people(name)["person_id"])]
    rows = rows.sort_values(by, ascending=rising, na_position="last", kind="stable", ignore_index=True)
    title = Said("report.list_of", {"what": Word(f"layer.{name}"), "count": len(rows)})
    return Table(f"layers_{name}", title, _LIST_COLUMNS, rows, people=True)  # type: ignore[arg-type]


def layers_of(ask: Ask) -> Section:
    """Who spends, who talks, who is new, who has gone silent."""
    return layers_section(ask(layers.measure))


def stages_of(ask: Ask) -> Section:
    """How long people have been here, and each stage's figure beside the article's."""
    result: Stages = ask(stages.measure)
    aims: StageTargets = ask(stage_targets.measure)
    if not (result.coverage["has_join_days"] or result.count("veteran")):
        return Section("stages", missing=(Said("report.cannot.stages"),))
    parts = tuple(Said("stages.part", {"stage": Word(f"stage.{one}"), "count": result.count(one)}) for one in STAGES
                  if result.count(one) or one != "unknown")
    figures = tuple(rate(f"stages.{METRICS[one]}", Said(f"stages.metric.{METRICS[one]}"), aims.target(one),
                         "stages.definition", reference=aims.target(one)["reference"]) for one in METRICS if aims.target(one)["of"])
    title, known = Said("report.title.stages"), [one for one in STAGES if result.count(one)]
    bars = Bars(tuple(Word(f"stage.{one}") for one in known), ((title, tuple(float(result.count(one)) for one in known)),))
    return Section("stages", (Said("stages.verdict", {"of": result.population.of, "parts": Listing(parts)}),), figures,
                   (Picture(title, lambda texts: stage_charts.bars(result, texts), bars),), definitions=("stages.definition",))


def groups_of(ask: Ask) -> Section:
    """Every group in one line."""
    result: GroupTable = ask(group_table.measure)
    if result.groups.empty:
        return Section("groups", missing=(Said("report.cannot.groups"),))
    fields = {"chat_name": "text", "members": "number", "joined": "number", "left": "number", "count": "number",
              "share": "share", "messages": "number", "buyers": "number", "net": "money"}
    columns: Any = {name: (f"report.group.{name}", kind) for name, kind in fields.items() if not result.groups[name].isna().all()}
    title = Said("report.title.groups")
    bars = Bars(tuple(result.groups["chat_name"]), ((Said("report.group.count"), tuple(
        number(one) for one in result.groups["count"])),))
    picture = Picture(title, lambda texts: group_charts.speakers(result, texts), bars)
    table, best = Table("groups", Said("report.section.groups"), columns, result.groups), result.groups.iloc[0]
    if pd.isna(best["count"]):
        return Section("groups", tables=(table,), definitions=("group_table.definition",))
    said = Said("report.groups_said", {"groups": len(result.groups), "best": best["chat_name"], "count": int(best["count"])})
    return Section("groups", (said,), pictures=(picture,), tables=(table,), definitions=("group_table.definition",))


def retention_of(ask: Ask) -> Section:
    """Of those who began, who came back one unit and four units later."""
    unit = "week"
    result: Retention = ask(retention.measure, unit=unit)
    if result.refused or result.overall.empty:
        why = f"retention.refused.{result.refused}" if result.refused else "retention.too_short"
        return Section("retention", missing=(Said(why),))
    rows = [row for row in result.overall.to_dict("records") if int(row["unit"]) in _UNITS and row["of"]]
    figures = tuple(rate(f"retention.{int(row['unit'])}", _when(unit, int(row["unit"])), row, "retention.definition")
                    for row in rows)
    said = tuple(Said("report.retention_said", {
        "of": int(row["of"]), "count": int(row["count"]), "share": Share(row["share"], int(row["of"])),
        "when": _when(unit, int(row["unit"]))}) for row in rows[:1])
    drawn, title = result.overall[result.overall["of"] > 0], Said("report.title.retention")
    bars = Bars(tuple(int(one) for one in drawn["unit"]), ((title, tuple(float(one) for one in drawn["share"])),),
                share=True, line=True)
    return Section("retention", said, figures, (Picture(title, lambda texts: retention_charts.line(result, texts), bars),),
                   definitions=("retention.definition",))


def _when(unit: str, number_: int) -> Said:
    return Said(f"retention.when.{unit}", {"number": number_})
