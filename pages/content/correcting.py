"""Every post with its kind, to be put right in place; a person's choice wins from then on (DATA 7, corrections)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics.content_mix import ContentMix
from analytics.texts.words import Texts
from pages.content import mix_words
from pages.parts import session, show

_SHOWN_UNTIL = 500


def editor(ws: Workspace, result: ContentMix, posts: pd.DataFrame) -> None:
    """The table of `posts` with an editable kind, a button that saves, and its download."""
    texts = session.texts()
    st.caption(texts("content.correct_how"))
    rows = listed(ws, result, posts, texts)
    # A new version is a new table: what was typed into the old one has been saved.
    edited = st.data_editor(
        rows.head(_SHOWN_UNTIL), key=f"content_editor_{session.language()}_{ws.data_version}", hide_index=True,
        column_order=_columns(texts).keys(), column_config=_configured(texts),
        disabled=[name for name in rows.columns if name != "category"], height=420)
    found = changes(rows, edited)
    if st.button(texts("content.save" if found else "content.save_none", count=len(found)), disabled=not found,
                 type="primary", key="content_save"):
        save(ws, found)
        st.toast(texts("content.saved"))
        st.rerun()
    shown = rows.assign(category=rows["category"].map(lambda one: texts(f"category.{one or 'other'}")))
    show.offer(shown[list(_columns(texts))].rename(columns=_columns(texts)), "content_posts")


def listed(ws: Workspace, result: ContentMix, posts: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`posts` in words: when, which group, who, text, form, why; `category` stays a key, None = undecided."""
    chats, names = ws.chat_words(), dict(result.operators[["person_id", "display_name"]].to_numpy())
    return pd.DataFrame({
        "post_id": posts["post_id"], "posted_at": posts["posted_at"],
        "chat": [chats.get(one, texts("content.sheet_posts")) for one in posts["chat_id"]],
        "person": [names.get(one, "") for one in posts["person_id"]], "text": posts["text"].fillna(""),
        "category": posts["category"].astype("object").where(posts["category"].notna(), None),
        "reason": [mix_words.reason(said, texts) for said in posts["reason"]],
        "form": [texts(f"form.{one}") if texts.has(f"form.{one}") else one for one in posts["form"]],
    })


def changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """post_id → the kind that a person chose, where it is another than before."""
    was = dict(zip(before["post_id"], before["category"], strict=True))
    now = dict(zip(after["post_id"], after["category"], strict=True))
    return {post: kind for post, kind in now.items() if kind in CATEGORIES and kind != was[post]}


def save(ws: Workspace, chosen: dict[str, str]) -> None:
    """Remember each choice."""
    for post_id, kind in chosen.items():
        ws.correct("category", post_id, kind)


def _columns(texts: Texts) -> dict[str, str]:
    shown = ("posted_at", "category", "reason", "text", "chat", "person", "form")
    return {name: texts(f"content.column_{name}") for name in shown}


def _configured(texts: Texts) -> dict[str, Any]:
    labels = _columns(texts)
    return {
        **labels,
        "posted_at": st.column_config.DatetimeColumn(labels["posted_at"], format="YYYY-MM-DD HH:mm"),
        "text": st.column_config.TextColumn(labels["text"], width="large"),
        "category": st.column_config.SelectboxColumn(
            labels["category"], options=list(CATEGORIES), width="small",
            format_func=lambda one: texts(f"category.{one}")),
    }
