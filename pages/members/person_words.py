"""What a person's page says: cards, and the rows of the line of time in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.person_more import PersonMore
from analytics.metrics.person_table import PersonTable
from analytics.texts.words import Texts
from pages.parts.show import Card


def verdict(name: str, row: dict[str, Any] | None, texts: Texts) -> str:
    """Who this is, and the next step."""
    if row is None:
        return texts("person.verdict_plain", name=name)
    return texts("person.verdict", name=name, tag=texts(f"table.tag.{row['tag']}"), step=texts(f"table.step.{row['tag']}"))


def cards(row: dict[str, Any], result: PersonTable, texts: Texts) -> list[Card]:
    """Money, orders, last seen, layer, groups."""
    main = row["main"] if isinstance(row["main"], str) else None
    layer = texts(f"layer.{main}") if main else texts(f"table.tag.{row['standing']}")
    return [
        Card(texts("person.card.spend"), texts.money(row["spend"]),
             texts("person.card.lately", amount=texts.money(row["spend_lately"])), texts("person.card.spend_help")),
        Card(texts("person.card.orders"), texts("person.card.orders_value", count=row["orders"]),
             _since(row["last_paid_on"], result.orders_until or result.as_of, texts)),
        Card(texts("person.card.said"), texts("person.card.said_value", count=row["effective"]),
             _since(row["last_said_on"], result.talk_until or result.as_of, texts), texts("person.card.said_help")),
        Card(texts("person.card.layer"), layer, help=texts(f"layers.meaning.{main}") if main else None),
        Card(texts("person.card.chats"), texts("person.card.chats_value", count=row["chats"]),
             None if pd.isna(row["tenure_days"]) else texts("person.card.tenure", days=int(row["tenure_days"]))),
    ]


def more(known: PersonMore, texts: Texts) -> list[str]:
    """Tier with its next review, stage with the day in the group, birthday, tags; what is not known says so."""
    return [_tier(known, texts), _stage(known, texts), _birthday(known, texts),
            texts("person.tags", tags=texts.listing(known.tags)) if known.tags else texts("person.no_tags")]


def _tier(known: PersonMore, texts: Texts) -> str:
    if known.tier is None:
        return texts("person.no_tier")
    said = texts("person.tier", tier=texts(f"tier.{known.tier['tier']}"), year=texts.money(known.tier["year_spend"]))
    if pd.isna(known.tier["review_on"]):
        return said
    return texts("person.tier_review", said=said, review=f"{known.tier['review_on']:%Y-%m-%d}")


def _stage(known: PersonMore, texts: Texts) -> str:
    if known.stage is None:
        return texts("person.no_stage")
    name, day = texts(f"stage.{known.stage['stage']}"), known.stage["day_index"]
    return texts("person.stage_alone", stage=name) if pd.isna(day) else texts("person.stage", stage=name, day=int(day))


def _birthday(known: PersonMore, texts: Texts) -> str:
    if known.birthday_on is None:
        return texts("person.no_birthday")
    if known.lunar is None:
        return texts("person.birthday", day=known.birthday_on)
    return texts("person.birthday_moon", day=known.birthday_on, moon=texts(
        "stages.by_moon", month=int(known.lunar[:2]), day=int(known.lunar[3:])))


def _since(day: Any, until: Any, texts: Texts) -> str | None:
    """「最近 10月31日，到资料最后一天 12 天」; nothing where it never happened."""
    if pd.isna(day):
        return None
    return texts("person.card.since", day=day.date(), days=(pd.Timestamp(until) - day).days)


def in_words(events: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Each row of the line as it reads: what, details, amount."""
    said = pd.Series([_detail(row, texts) for row in events.to_dict("records")], index=events.index, dtype="str")
    moment, day = (events["happened_at"].dt.strftime(form) for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"))
    what = [texts(f"person.kind.{kind}") for kind in events["kind"]]
    return events.assign(when=day.where(events["resolution"] == "day", moment), what=what, detail=said)


def _detail(row: dict[Any, Any], texts: Texts) -> str | None:
    if row["kind"] == "talk":
        return texts("person.detail.talk", count=int(row["count"]), effective=int(row["effective"]))
    parts = [str(row[name]) for name in ("words", "other_name") if isinstance(row[name], str)]
    if row["kind"] in ("scored", "signed_up", "listed") and not pd.isna(row["count"]):
        parts.append(texts(f"person.detail.{row['kind']}", count=int(row["count"])))
    return texts.listing(parts) if parts else None


def picked_title(first: date, last: date, count: int, texts: Texts) -> str:
    """10月30日 (周五):3 条; or of several days."""
    return texts("person.on_day", day=first, count=count) if first == last else texts(
        "person.on_days", first=first, last=last, count=count)


def columns(texts: Texts) -> dict[str, Any]:
    """The columns of the line of time."""
    return {
        "when": texts("person.column.at"),
        "what": texts("person.column.what"),
        "detail": st.column_config.TextColumn(texts("person.column.detail"), width="large"),
        "amount": st.column_config.NumberColumn(texts("person.column.amount"), format="%,.2f"),
        "chat_name": texts("person.column.chat"),
    }


def word_columns(texts: Texts) -> dict[str, Any]:
    """The columns of what a person said."""
    return {
        "sent_at": texts("person.column.at"), "text": st.column_config.TextColumn(texts("person.column.text"), width="large"),
        "useful": texts("person.column.useful"), "chat_name": texts("person.column.chat"),
    }


def said(words: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Each message with 有用 or why it does not count."""
    reasons = {name: texts(f"reason.{name}") if texts.has(f"reason.{name}") else name
               for name in words["reason"].dropna().unique()}
    useful = words["reason"].map(reasons).where(~words["effective"].astype(bool), texts("person.useful"))
    return words.assign(useful=useful)


def changed(changes: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Layer changes as rows of the line."""
    def named(main: str) -> str:
        return texts("person.absent") if main == "absent" else texts(f"layer.{main}")

    detail = [texts("person.detail.layer", before=named(before), after=named(after))
              for before, after in zip(changes["before"], changes["main"], strict=True)]
    when = changes["day"].dt.strftime("%Y-%m-%d")
    what = texts("person.kind.layer")
    return pd.DataFrame({"happened_at": changes["day"], "when": when, "what": what, "detail": detail, "kind": "layer"})
