"""Every post with what it is, to be put right: one in place, many at once, or all like them; a person's word wins from then on."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import shop_posts
from analytics.metrics.content_mix import ContentMix
from analytics.texts.words import Texts
from pages.content import mix_words
from pages.parts import session, show

_SHOWN_UNTIL = 500
_PURPOSES = ("promotion", "conversion", "brand")
_ATTRIBUTES = {"category": CATEGORIES, "purpose": _PURPOSES, "production": shop_posts.PRODUCTIONS}


def editor(ws: Workspace, result: ContentMix, posts: pd.DataFrame) -> None:
    """The table of `posts`, editable, with a tick a row; a button that saves, another for the ticked; its download."""
    texts = session.texts()
    st.caption(texts("content.correct_how"))
    rows = listed(ws, result, posts, texts)
    # A new version is a new table: what was typed into the old one has been saved.
    edited = st.data_editor(
        rows.head(_SHOWN_UNTIL),
        key=f"content_editor_{session.language()}_{ws.data_version}",
        hide_index=True,
        placeholder="—",
        column_order=("chosen", *_columns(texts)),
        column_config=_configured(rows, texts),
        disabled=[name for name in rows.columns if name not in (*_ATTRIBUTES, "chosen")],
        height=420,
    )
    found = decided(rows, edited)
    count = sum(len(values) for values in found.values())
    if st.button(
        texts("content.save" if count else "content.save_none", count=count), disabled=not count, type="primary", key="content_save"
    ):
        ws.correct_posts(found)
        _done(texts)
    _together(ws, posts, edited.loc[edited["chosen"], "post_id"].tolist())
    shown = rows.assign(**{name: rows[name].map(partial(_word, name, texts=texts)) for name in _ATTRIBUTES})
    show.offer(shown[list(_columns(texts))].rename(columns=_columns(texts)), "content_posts")


def _together(ws: Workspace, posts: pd.DataFrame, chosen: Collection[str]) -> None:
    """What the ticked posts should be, and whether all like them should be it too."""
    texts = session.texts()
    if not chosen:
        st.caption(texts("ledger.tick"))
        return
    with st.container(border=True):
        kind = st.segmented_control(
            texts("ledger.become", count=len(chosen)),
            CATEGORIES,
            default=CATEGORIES[0],
            required=True,
            key=f"ledger_kind_{texts.language}",
            format_func=lambda one: texts(f"category.{one}"),
        )
        counts = {reach: len(shop_posts.reached(posts, chosen, reach)) for reach in shop_posts.REACHES}
        reach = st.radio(
            texts("ledger.reach"),
            [one for one in shop_posts.REACHES if counts[one]],
            key=f"ledger_reach_{texts.language}",
            format_func=lambda one: texts(f"ledger.reach_{one}", count=counts[one]),
        )
        if st.button(texts("ledger.apply", count=counts[reach]), key="ledger_apply"):
            ws.correct_posts(shop_posts.decision(posts, chosen, reach, str(kind)))
            _done(texts)


def _done(texts: Texts) -> None:
    st.toast(texts("content.saved"))
    st.rerun()


def listed(ws: Workspace, result: ContentMix, posts: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`posts` in words: when, which group, who, text, form, why; category, purpose and production stay keys, None = unknown."""
    chats, names = ws.chat_words(), dict(result.operators[["person_id", "display_name"]].to_numpy())
    return pd.DataFrame(
        {
            "chosen": False,
            "post_id": posts["post_id"],
            "posted_at": posts["posted_at"],
            "chat": [chats.get(one, texts("content.sheet_posts")) for one in posts["chat_id"]],
            "person": [names.get(one, "") for one in posts["person_id"]],
            "text": posts["text"].fillna(""),
            **{name: posts[name].astype("object").where(posts[name].notna(), None) for name in _ATTRIBUTES},
            "reason": mix_words.reasons(posts, texts),
            "form": [texts(f"form.{one}") if texts.has(f"form.{one}") else one for one in posts["form"]],
        }
    )


def changes(before: pd.DataFrame, after: pd.DataFrame, column: str = "category") -> dict[str, str]:
    """post_id → the kind that a person chose (or purpose, production), where it is another than before."""
    was = dict(zip(before["post_id"], before[column], strict=True))
    now = dict(zip(after["post_id"], after[column], strict=True))
    return {post: kind for post, kind in now.items() if kind in _ATTRIBUTES[column] and kind != was[post]}


def decided(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Everything that was changed in place, as `Workspace.correct_posts` wants it."""
    found = {column: changes(before, after, column) for column in _ATTRIBUTES}
    return {column: values for column, values in found.items() if values}


def _columns(texts: Texts) -> dict[str, str]:
    shown = ("posted_at", "category", "reason", "text", "purpose", "production", "form", "chat", "person")
    return {name: texts(f"content.column_{name}") for name in shown}


def _word(name: str, value: Any, texts: Texts) -> str:
    """A value of category, purpose or production; what a sheet says in words of its own stays as it is."""
    if name == "category":
        return texts(f"category.{value or 'other'}")
    key = f"brings.{name}.{value}"
    return texts(key) if texts.has(key) else str(value or "")


def _configured(rows: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    labels = _columns(texts)
    # What a sheet says in its own words is kept among the choices, else the cell would show nothing.
    own = {name: [one for one in dict.fromkeys(rows[name].dropna()) if one not in known] for name, known in _ATTRIBUTES.items()}
    return {
        **labels,
        "chosen": st.column_config.CheckboxColumn(texts("ledger.chosen"), width="small"),
        "posted_at": st.column_config.DatetimeColumn(labels["posted_at"], format="YYYY-MM-DD HH:mm"),
        "text": st.column_config.TextColumn(labels["text"], width="large"),
        **{
            name: st.column_config.SelectboxColumn(
                labels[name],
                options=[*known, *own[name]],
                width="small",
                format_func=partial(_word, name, texts=texts),
            )
            for name, known in _ATTRIBUTES.items()
        },
    }
