"""Posts and orders as lists, the same behind every number of the content pages."""

from __future__ import annotations

import pandas as pd

from analytics import Workspace
from analytics.texts.words import Texts
from pages.content.brings_words import said


def post_table(ws: Workspace, posts: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Posts as a list: when, what, which group, how answered, orders after it."""
    chats = ws.chat_words()
    return posts.assign(
        kind=[texts(f"brings.kind.{one}") for one in posts["category"]],
        way_name=[said("way", one, texts) for one in posts["way"]],
        chat=[chats.get(one, texts("content.sheet_posts")) for one in posts["chat_id"]],
        orders=posts["last"].round().astype("int64"),
        answers=posts["answers"].astype("Int64"),
        interactors=posts["interactors"].astype("Int64"),
    )


def post_columns(texts: Texts) -> dict[str, str]:
    """Columns of `post_table`."""
    return {
        name: texts(f"brings.column.{name}")
        for name in ("posted_at", "kind", "text", "answers", "interactors", "orders", "way_name", "chat")
    }


def order_table(ws: Workspace, orders: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Orders as a list: when, who, how much, what they go by or why not."""
    names = ws.words_for(orders["person_id"].dropna().astype("int64").unique())
    why = [
        texts(f"brings.evidence.{how}") if isinstance(how, str) else texts(f"brings.reason.{reason}")
        for how, reason in zip(orders["evidence"], orders["reason"], strict=True)
    ]
    return pd.DataFrame(
        {
            "paid_at": orders["paid_at"],
            "person": orders["person_id"].map(names).fillna("—"),
            "yuan": [texts.money(yuan) for yuan in orders["yuan"]],
            "product": orders["product"].fillna("—"),
            "why": why,
        }
    )


def order_columns(texts: Texts) -> dict[str, str]:
    """Columns of `order_table`."""
    return {name: texts(f"brings.column.{name}") for name in ("paid_at", "person", "yuan", "product", "why")}
