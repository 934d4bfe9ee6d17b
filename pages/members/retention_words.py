"""What the retention page says: sentence, cards, tables and notes, made of a result and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts.retention import column_name
from analytics.metrics.active_retention import ActiveRetention
from analytics.metrics.retention import Retention
from analytics.metrics.stickiness import Rhythm
from analytics.statistics.words import COUNTS_BELOW, certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

_CARD_UNITS = (1, 4)


def verdict(result: Retention, texts: Texts) -> str:
    """The sentence on top: of those who started, how many came back in the next unit."""
    if result.refused:
        return texts(f"retention.refused.{result.refused}")
    asked = result.question
    if asked.mode == "bracket":
        rows = result.brackets[result.brackets["of"] > 0]
        if rows.empty:
            return _nothing_yet(result, texts)
        row = rows.iloc[0]
        return texts("retention.verdict_bracket", start=texts(f"retention.start.{asked.start}"), count=int(row["count"]),
                     of=int(row["of"]), share=in_share(row.to_dict(), texts),
                     back=texts(f"retention.back.{asked.back}"), first=int(row["first"]) + 1, last=int(row["last"]) + 1)
    found = _unit(result, 1)
    if found is None:
        return _nothing_yet(result, texts)
    return texts(f"retention.verdict.{asked.mode}", start=texts(f"retention.start.{asked.start}"), of=int(found["of"]),
                 count=int(found["count"]), share=in_share(found, texts),
                 back=texts(f"retention.back.{asked.back}"), when=texts(f"retention.when.{asked.unit}", number=1))


def in_share(row: Mapping[Any, Any], texts: Texts) -> str:
    """（18%）to stand behind k of n; nothing behind so few that only the count is said (METRICS 7.3)."""
    of = int(row["of"])
    return "" if of < COUNTS_BELOW or pd.isna(row["share"]) else texts("retention.in_share", share=texts.share(row["share"], of))


def _nothing_yet(result: Retention, texts: Texts) -> str:
    """Why no share can be said: nobody is surely new, or no next period is over."""
    return texts("retention.all_unclear" if _all_unclear(result) else "retention.too_short", count=len(result.facts.starters))


def _all_unclear(result: Retention) -> bool:
    """Whether everybody whose time is over may have been there before the record began."""
    return not (result.cells["state"] == "complete").any() and bool((result.cells["state"] == "unclear").any())


def cards(result: Retention, actives: ActiveRetention, texts: Texts) -> list[Card]:
    """The first and the fourth unit after the start, and the newest weekly and monthly active retention."""
    rows: list[tuple[str, dict[str, Any]]] = []
    if not result.refused:
        for unit in _CARD_UNITS:
            found = _unit(result, unit)
            if found is not None:
                when = texts(f"retention.when.{result.question.unit}", number=unit)
                rows.append((texts("retention.card_unit", when=when), found))
        for row in result.brackets.to_dict("records"):
            if row.get("of") and "first" in row:
                label = texts("retention.days", first=int(row["first"]) + 1, last=int(row["last"]) + 1)
                rows.append((label, {str(name): value for name, value in row.items()}))
    for name in ("week", "month"):
        latest = actives.latest(name)
        if latest and latest["of"]:
            rows.append((texts(f"retention.card_active.{name}", day=latest["start"].date()), latest))
    return [card(label, row, texts) for label, row in rows]


def card(label: str, row: Mapping[Any, Any], texts: Texts) -> Card:
    """「45 人里 8 人」, one word, the interval on hover."""
    count, of = int(row["count"]), int(row["of"])
    if not of:
        return Card(label, texts("retention.no_number"))
    value = texts("retention.card", count=count, of=of)
    if pd.isna(row["share"]):
        return Card(label, value)
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    return Card(label, value, texts(f"certainty.{certainty(count, of)}"), interval)


def when(result: Retention, unit: int, texts: Texts) -> str:
    """第 2 周, or the days of a stage."""
    if result.question.mode == "bracket":
        return column_name(result, unit, texts)
    return texts(f"retention.when.{result.question.unit}", number=unit)


def rhythm(found: Rhythm, of: str, texts: Texts) -> list[str]:
    """The shop's own usage interval (`of` talk or orders), and what it suggests."""
    if found.days is None or found.unit is None:
        return []
    return [texts(f"retention.rhythm.{of}", days=found.days, people=found.people, unit=texts(f"retention.unit.{found.unit}"))]


def instead(result: Retention, texts: Texts) -> str:
    """What can be computed where this question was refused."""
    return texts(f"retention.instead.{result.refused}")


def notes(result: Retention, unclear: str, texts: Texts) -> list[str]:
    """What was left out, and why; `unclear`: how many days at the start of the record are unclear."""
    lines = []
    if result.facts.unseen:
        lines.append(texts("retention.unseen", count=result.facts.unseen))
    if result.facts.left_out:
        lines.append(texts("retention.left_out", count=result.facts.left_out))
    if len(result.cells) and (result.cells["state"] == "unclear").any():
        lines.append(texts("retention.unclear", days=unclear))
    if len(result.cells) and _all_unclear(result):
        lines.append(texts("retention.all_unclear_more"))
    if len(result.cells) and (result.cells["state"] == "hole").any():
        lines.append(texts("retention.hole"))
    return lines


def overall_rows(result: Retention, texts: Texts) -> pd.DataFrame:
    """The averages in words."""
    frame = result.overall
    return frame.assign(when=[texts(f"retention.when.{result.question.unit}", number=int(one)) for one in frame["unit"]])


def overall_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"when": texts("retention.column.when"), "count": texts("retention.column.count"), "of": texts("retention.column.of"),
            **shares(texts), "cohorts": texts("retention.column.cohorts")}


def bracket_rows(result: Retention, texts: Texts) -> pd.DataFrame:
    """The stages in words, join day = day 1."""
    frame = result.brackets
    return frame.assign(days=[texts("retention.days", first=int(first) + 1, last=int(last) + 1)
                              for first, last in zip(frame["first"], frame["last"], strict=True)])


def bracket_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"days": texts("retention.column.when"), "count": texts("retention.column.count"), "of": texts("retention.column.of"),
            **shares(texts), "pending": texts("retention.column.pending"), "unclear": texts("retention.column.unclear")}


def shares(texts: Texts) -> dict[str, Any]:
    """The columns of a share with its interval."""
    return {name: st.column_config.NumberColumn(texts(f"retention.column.{name}"), format="percent")
            for name in ("share", "low", "high")}


def _unit(result: Retention, unit: int) -> dict[str, Any] | None:
    rows = result.overall[result.overall["unit"] == unit] if "unit" in result.overall else result.overall
    return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}
