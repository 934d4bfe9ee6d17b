"""What the first screen says: sentences, tasks, cards and lists, made of a result and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.today import Sentence, Today
from analytics.settings import Settings, definitions
from analytics.texts.words import Texts
from pages.parts import terms
from pages.parts.show import Card

# Words that tell a difference apart from chance; the others stand alone or say nothing.
_PLAIN_WORDS = frozenset({"fair", "nothing"})
_SPANS = {"net": "orders", "buyers": "orders", "orders": "orders", "per_order": "orders", "refunded": "orders",
          "posts": "posts", "reach": "posts"}
_FIRST_NAMES = 5
Row = Mapping[Any, Any]
COLUMNS = {
    "unanswered": ("text", "sent_at", "chat_name"), "complaint": ("text", "sent_at", "chat_name"),
    "regular_gone": ("spent", "order_days", "last_paid_on", "days"),
    "top_gone": ("spent", "order_days", "last_paid_on", "days"), "newcomer": ("joined_on", "chat_name"),
    "near_high_spend": ("spent", "missing"), "quiet_regular": ("spoke_days", "last_spoke_on", "days"),
    "signup_no_order": ("item", "quantity", "day"), "signup_first": ("item", "quantity", "day"),
    "birthday": ("birthday_on", "days"), "buyers": ("spent", "orders", "first_paid_on"), "speakers": ("messages", "spoke_days"),
    "joined": ("joined_on", "chat_name"),
}


def sentence(one: Sentence, texts: Texts) -> str:
    """A sentence of the result in words."""
    facts = dict(one.facts)
    if "kind" in facts:
        kind = facts.pop("kind")
        facts |= {"other": texts(f"home.other.{kind}"), "same": texts(f"home.same.{kind}")}
    if "word" in facts:
        facts["word"] = texts(f"certainty.{facts['word']}")
    return texts(f"home.{one.key}", **facts)


def task_line(row: Row, texts: Texts) -> str:
    """老客断了:12 人,先找前 10 人,约 20 分钟."""
    kind = "task_unanswered" if row["rule"] in ("unanswered", "complaint") else "task_line"
    whole = "_all" if row["first"] == row["count"] else ""
    return texts(f"home.{kind}{whole}", title=texts(f"home.rule.{row['rule']}"), count=int(row["count"]),
                 first=int(row["first"]), minutes=int(row["minutes"]))


def what_to_do(row: Row, texts: Texts) -> str:
    """Why these people, and what to say; the threshold in it is the shop's own."""
    threshold = terms.said(definitions()[row["setting"]], row["threshold"], texts)
    return texts(f"home.do.{row['rule']}", threshold=threshold)


def first_names(people: pd.DataFrame, texts: Texts) -> str:
    """The first few of a list."""
    return texts("home.first_names", names=texts.listing(people["display_name"].drop_duplicates().head(_FIRST_NAMES)))


def card(row: Row, result: Today, settings: Settings, texts: Texts) -> Card:
    """One number: k of n where it is a part, one word for certainty, the rest on hover."""
    key = row["key"]
    whole: bool = not pd.isna(row["of"]) and key not in ("buyers", "signup_people")
    value = _value(row["value"], row["unit"], texts)
    if whole:
        value = texts(f"home.part_of.{row['unit']}", count=int(row["count"]), of=int(row["of"]))
    return Card(texts(f"home.number.{key}"), value, _word(row, result, texts), _help(row, settings, texts))


def _value(value: float, unit: str, texts: Texts) -> str:
    return texts.money(value) if unit == "yuan" else texts(f"home.unit.{unit}", value=round(float(value)))


def _word(row: Row, result: Today, texts: Texts) -> str | None:
    said = row["word"] if isinstance(row["word"], str) and row["word"] not in _PLAIN_WORDS else None
    word = texts(f"certainty.{said}") if said else None
    if row["key"] in ("buyers", "signup_people") and not pd.isna(row["count"]):
        key = "home.new_buyers" if row["key"] == "buyers" else "home.first_timers"
        new = texts(key, count=int(row["count"]))
        return texts("home.card.with_word", change=new, word=word) if word else new
    change = _change(row, result, texts)
    return texts("home.card.with_word", change=change, word=word) if change and word else change or word


def _change(row: Row, result: Today, texts: Texts) -> str | None:
    if pd.isna(row["before"]):
        return None
    span = result.periods.get(_SPANS.get(row["key"], "messages")) or next(iter(result.periods.values()))
    gap = round(float(row["value"])) - round(float(row["before"]))
    direction = "more" if gap > 0 else "less" if gap < 0 else "equal"
    shown = texts.money(abs(gap)) if row["unit"] == "yuan" else texts.number(abs(gap))
    return texts(f"home.card.{direction}", gap=shown, other=texts(f"home.other.{span.kind}"),
                 same=texts(f"home.same.{span.kind}"))


def _help(row: Row, settings: Settings, texts: Texts) -> str:
    def said(key: str) -> str:
        return terms.said(definitions()[key], settings[key], texts)

    text = texts(f"home.help.{row['key']}", regular=said("today.regular_from_order_days"),
                 gone=said("today.gone_from_days"), answer=said("today.answer_until_minutes"))
    if pd.isna(row["share"]):
        return text
    return f"{text} {texts('home.card.range', low=texts.share(row['low']), high=texts.share(row['high']))}"


def columns(rule: str, texts: Texts) -> dict[str, Any]:
    """The columns of a list, reasons and all."""
    found: dict[str, Any] = {"display_name": texts("home.column.name")}
    for name in COLUMNS[rule]:
        label = texts(f"home.column.{name}")
        if name.endswith("_on") or name == "day":
            found[name] = st.column_config.DateColumn(label, format="YYYY-MM-DD")
        elif name in ("spent", "missing"):
            found[name] = st.column_config.NumberColumn(label, format="%,.2f")
        elif name == "text":
            found[name] = st.column_config.TextColumn(label, width="large")
        else:
            found[name] = label
    return found


def day_columns(kind: str, texts: Texts) -> dict[str, Any]:
    """The columns of the people of one day."""
    money = {"spent": st.column_config.NumberColumn(texts("home.column.spent"), format="%,.2f"),
             "orders": texts("home.column.orders")}
    talk = {"messages": texts("home.column.messages")}
    return {"display_name": texts("home.column.name"), **(money if kind == "money" else talk)}


def gaps(result: Today, texts: Texts) -> list[str]:
    """One quiet line: what one more file would show."""
    known = result.coverage
    wanted = {"orders": not known["orders"], "chat": not known["chat"], "joins": not known["joins"],
              "staff": known["chat"] and not known["staff_known"]}
    lines = [texts(f"home.more.{name}") for name, missing in wanted.items() if missing]
    joint = "；" if texts.language == "zh" else "; "
    return [texts("home.more_line", lines=joint.join(lines))] if lines else []
