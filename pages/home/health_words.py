"""What the health view says: lights, cards, evidence and table, made of a result and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.health import Health
from analytics.settings import definitions
from analytics.texts.words import Texts
from pages.parts.show import Card

# A shape each, so that a light reads without colour.
SHAPES = {"good": "●", "bad": "▲", "unsure": "○", "fine": "●", "low": "▲", "mixed": "◐"}
Row = Mapping[Any, Any]


def state(one: str, texts: Texts) -> str:
    """● 达到目标, ▲ 没到目标, ◐ 有好有坏, ○ 看不准."""
    return f"{SHAPES[one]} {texts(f'health.state.{one}')}"


def card(row: Row, texts: Texts) -> Card:
    """k of n, the light in a shape and a word, the rest on hover."""
    shown = texts("health.light_line", shape=SHAPES[row["light"]], word=light(row, texts),
                  target=said(row, "target", texts))
    if row["word"] in ("more", "less"):
        shown = texts("health.light_and_trend", light=shown, word=texts(f"certainty.{row['word']}"))
    return Card(texts(f"health.number.{row['key']}"), value(row, texts), shown, " ".join(_about(row, texts)))


def value(row: Row, texts: Texts) -> str:
    """「457 人里 279 人」; where days are counted only the share reads."""
    if row["unit"] == "days":
        return texts.share(row["share"])
    return texts(f"health.of.{row['unit']}", count=row["count"], of=row["of"], value=said(row, "share", texts))


def said(row: Row, name: str, texts: Texts) -> str:
    """A share or target as this number is read: per cent, or points."""
    return texts.number(row[name] * 100) if row["unit"] == "points" else texts.share(row[name])


def _about(row: Row, texts: Texts) -> list[str]:
    lines = [texts(f"health.help.{row['key']}"), texts("health.range", low=said(row, "low", texts), high=said(row, "high", texts))]
    if not pd.isna(row["first_day"]):
        lines.append(texts("health.days", first=row["first_day"], last=row["last_day"]))
    return [*lines, *trend(row, texts), texts(f"health.target.{_source(row)}")]


def trend(row: Row, texts: Texts) -> list[str]:
    """What it was before, and one word; nothing where there is nothing to compare."""
    if pd.isna(row["before_count"]):
        return []
    key = {"leaves": "health.before_leaves", "days": "health.before_share", "points": "health.before_wave"}
    return [texts(key.get(row["unit"], "health.before"), count=int(row["before_count"]), of=int(row["before_of"]),
                  value=said(row, "before_share", texts), word=texts(f"certainty.{row['word']}"))]


def _source(row: Row) -> str:
    return "article" if definitions()[str(row["setting"])].source.startswith("S") else "own"


def evidence(result: Health, texts: Texts) -> list[str]:
    """One line a number that the finding rests on; none where all is fine and the cards say so."""
    rows = result.numbers.set_index("key", drop=False)
    if result.diagnosis.finding == "all_fine":
        return []
    return [texts("health.evidence", shape=SHAPES[row["light"]], number=texts(f"health.number.{row['key']}"),
                  value=value(row, texts), word=light(row, texts), target=said(row, "target", texts))
            for row in rows.loc[list(result.diagnosis.evidence)].to_dict("records")]


def nothing(result: Health, texts: Texts) -> str:
    """Why no number can be told: the record is too short, or orders alone are, of which only buying again can be told."""
    known = result.coverage
    return texts("health.nothing_orders" if known["has_orders"] and not known["has_talk"] else "health.nothing")


def side(key: str, counted: bool, count: int, texts: Texts) -> str:
    """Those counted in a number, or the others: 「没说过的成员 178」."""
    return texts("health.list_line", title=texts(f"health.list.{key}.{'counted' if counted else 'others'}"), count=count)


def light(row: Row, texts: Texts) -> str:
    """达到目标, 没到目标, 看不准; where the target is the most there may be, 没超过, 超过了."""
    ceiling = not row["at_least"] and row["light"] != "unsure"
    return texts(f"health.light.{row['light']}{'_at_most' if ceiling else ''}")


def table(result: Health, texts: Texts) -> pd.DataFrame:
    """All numbers in words."""
    rows = result.numbers.to_dict("records")
    return result.numbers.assign(
        pillar=[texts(f"health.pillar.{row['pillar']}") for row in rows],
        number=[texts(f"health.number.{row['key']}") for row in rows],
        shown=[state_of(row, texts) for row in rows], trend=["".join(trend(row, texts)) for row in rows])


def state_of(row: Row, texts: Texts) -> str:
    """The light of one number: shape and word."""
    return f"{SHAPES[row['light']]} {light(row, texts)}"


def columns(texts: Texts) -> dict[str, Any]:
    """Columns of the table of all numbers."""
    shares = {name: st.column_config.NumberColumn(texts(f"health.column.{name}"), format="percent")
              for name in ("share", "low", "high", "target")}
    plain = {name: texts(f"health.column.{name}") for name in ("pillar", "number", "count", "of")}
    return {**plain, **shares, "shown": texts("health.column.shown"), "trend": texts("health.column.trend")}


def gaps(result: Health, texts: Texts) -> list[str]:
    """What one more file would show, in one line."""
    known, lacking = result.coverage, set(result.coverage["lacking"])
    wanted = {
        "talk": not known["has_talk"], "orders": not known["has_orders"],
        "list": known["has_talk"] and known["population"] not in ("list", "head_count"),
        "posts": "joined_in" in lacking and "speakers" not in lacking,
        "weeks": known["has_talk"] and "retained" in lacking, "history": known["has_orders"] and "repeat" in lacking,
        "leaves": known["has_talk"] and "exits" in lacking, "scores": "nps" in lacking,
    }
    lines = [texts(f"health.more.{name}") for name, missing in wanted.items() if missing]
    joint = "；" if texts.language == "zh" else "; "
    return [texts("health.more_line", lines=joint.join(lines))] if lines else []
