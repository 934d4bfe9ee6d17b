"""What the groups page says: sentence, cards, table and lists, made of a result and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.group_table import NUMBERS, GroupTable
from analytics.texts.words import Texts
from pages.parts.show import Card

# The column of `groups` that holds a number's count of people that can be listed.
COLUMN = {"speakers": "count", "members": "known"}
_FIRST = {"members": ("last_spoke_on", "last_paid_on"), "joined": ("joined_on",), "left": ("left_on", "left_how"),
          "speakers": ("effective", "last_spoke_on"), "buyers": ("orders", "net", "last_paid_on"),
          "messages": ("messages", "effective")}
_ORDER = {"members": ("effective", False), "joined": ("joined_on", False), "left": ("left_on", False),
          "speakers": ("effective", False), "buyers": ("net", False), "messages": ("messages", False)}


def verdict(result: GroupTable, texts: Texts) -> str:
    """How many groups and people, who spoke in the period, what members bought."""
    total = _totals(result)
    people, sum_ = total["members"]["people"], total["members"]["sum"]
    said = [texts("group_table.verdict", groups=len(result.groups), people=people),
            *([texts("group_table.verdict_twice", sum=sum_)] if sum_ > people else []),
            texts("group_table.verdict_talk", first=result.start, last=result.end, speakers=total["speakers"]["people"])]
    if "orders" in total:
        said.append(texts("group_table.verdict_orders", orders=total["orders"]["people"],
                          net=texts.money(total["net"]["people"])))
    return ("" if texts.language == "zh" else " ").join(said)


def cards(result: GroupTable, texts: Texts) -> list[Card]:
    """People, new, gone, talkers, sales; — with the reason where a group cannot say."""
    total = _totals(result)
    return [_card(name, total[name], result, texts) for name in ("members", "joined", "left", "speakers", "net")
            if name in total]


def _totals(result: GroupTable) -> dict[str, dict[str, float]]:
    return {row["number"]: {"sum": row["sum"], "people": row["people"]} for row in result.totals.to_dict("records")}


def _card(name: str, total: dict[str, float], result: GroupTable, texts: Texts) -> Card:
    once, sum_ = total["people"], total["sum"]
    label, how = texts(f"group_table.card.{name}"), texts(f"group_table.help.{name}")
    if pd.isna(once):
        return Card(label, "—", texts("group_table.unknown_in", count=int(result.groups[COLUMN.get(name, name)].isna().sum())), how)
    if name == "net":
        return Card(label, texts.money(once), None, how)
    twice = texts("group_table.sum", count=sum_) if sum_ > once else None
    return Card(label, texts("group_table.people", count=once), twice, how)


def table(result: GroupTable, states: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The rows as they stand on screen. `states`: chat_id, state of each group."""
    groups, state = result.groups, dict(zip(states["chat_id"], states["state"], strict=True))
    frame = groups.assign(
        state=[texts(f"group_state.{state.get(one, 'unknown')}") for one in groups["chat_id"]],
        kind=[texts(f"groups.type.{one}") for one in groups["chat_type"]],
        counted=[texts(f"group_table.counted.{one}") for one in groups["counted"]])
    for name in ("messages", "speakers"):
        frame[f"change_{name}"] = [_change(row, name, texts) for row in groups.to_dict("records")]
    return frame


def _change(row: dict[Any, Any], name: str, texts: Texts) -> str | None:
    before = row[f"before_{name}"]
    if before is None or pd.isna(before):
        return None
    return texts("group_table.change", before=before, word=texts(f"certainty.{row[f'word_{name}']}"))


def columns(result: GroupTable, texts: Texts) -> dict[str, Any]:
    """Columns of the table; those of money and of the span before only where they say something."""
    wanted = ["chat_name", "kind", "state", "last_day", "members", "joined", "left", "count", "of", "share"]
    if result.coverage["has_orders"]:
        wanted += ["buyers", "orders", "net"]
    if result.groups["before_speakers"].notna().any():
        wanted.append("change_speakers")
    wanted += ["messages", "counted"]
    return {name: _column(name, texts) for name in wanted}


def _column(name: str, texts: Texts) -> Any:
    label = texts(f"group_table.column.{name}")
    if name in ("share",):
        return st.column_config.NumberColumn(label, format="percent")
    if name == "net":
        return st.column_config.NumberColumn(label, format="%,.2f")
    if name.endswith(("_day", "_on")):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    return label


def openable(row: Any) -> list[str]:
    """The numbers of a group that have people behind them."""
    counts = {number: row[COLUMN.get(number, number)] for number in NUMBERS}
    return [number for number, count in counts.items() if not pd.isna(count) and count > 0]


def listed(people: pd.DataFrame, number: str, texts: Texts) -> pd.DataFrame:
    """A list with the weightiest first; how somebody left in words."""
    by, rising = _ORDER[number]
    how = [texts(f"group_table.left_how.{one}") if isinstance(one, str) else None for one in people["left_how"]]
    said = pd.Series(how, index=people.index, dtype="str")
    return people.assign(left_how=said).sort_values(by, ascending=rising, na_position="last", kind="stable")


def list_columns(number: str, texts: Texts) -> dict[str, Any]:
    """The name, then the reasons."""
    return {"display_name": texts("show.person"), **{name: _column(name, texts) for name in _FIRST[number]}}


def gaps(result: GroupTable, texts: Texts) -> list[str]:
    """One quiet line a thing that the files do not say."""
    known, lines = result.coverage, []
    if known["left_unknown"]:
        lines.append(texts("group_table.more.left", count=known["left_unknown"]))
    if "seen" in known["kinds"]:
        lines.append(texts("group_table.more.list"))
    if not known["has_orders"]:
        lines.append(texts("group_table.more.orders"))
    if known["untyped"]:
        lines.append(texts("group_table.more.type", count=known["untyped"]))
    if known["unnamed_orders"]:
        lines.append(texts("group_table.more.unnamed", count=known["unnamed_orders"]))
    return lines
