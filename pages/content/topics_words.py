"""The sentences and tables of the topics page, made from its numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.metrics.faq import Faq
from analytics.metrics.threads import KINDS, Thread
from analytics.metrics.topics import Topics
from analytics.metrics.ugc import Ugc
from analytics.texts.words import Texts
from pages.parts.markdown import plain
from pages.parts.show import Card

_LONGEST = 40


def verdict(result: Topics, worth: pd.DataFrame, asked: Faq, texts: Texts) -> str:
    """What to write up first, and what is asked most."""
    if not result.coverage["topics"]:
        line = texts("content_topics.no_posts")
    elif worth.empty:
        line = texts("content_topics.verdict_none", topics=result.coverage["topics"])
    else:
        first = worth.to_dict("records")[0]
        line = texts("content_topics.verdict", topic=short(first["text"]), day=first["posted_at"].date(), count=int(first["count"]),
                     messages=int(first["messages"]))
    if asked.groups.empty:
        return line
    most = asked.groups.to_dict("records")[0]
    return texts("content_topics.verdict_faq", line=line, question=short(most["question"]), count=int(most["count"]))


def short(text: Any) -> str:
    """The beginning of a text on one line."""
    said = plain(text) if isinstance(text, str) else ""
    return said if len(said) <= _LONGEST else said[:_LONGEST - 1] + "…"


def cards(result: Topics, worth: pd.DataFrame, asked: Faq, own: Ugc, texts: Texts) -> list[Card]:
    """Topics to write up, questions asked again and again, how many got an answer, members' own content."""
    found = [Card(texts("content_topics.card_topics"), texts("content_topics.card_topics_value", count=len(worth),
                                                             of=result.coverage["topics"]))]
    found.append(Card(texts("content_topics.card_faq"), texts("content_topics.card_faq_value", count=len(asked.groups))))
    read, answered = asked.coverage["read"], asked.coverage["answered"]
    if read:
        found.append(Card(texts("content_topics.card_answered"),
                          texts("content_topics.card_answered_value", count=answered, of=read)))
    return [*found, Card(texts("content_topics.card_own"), texts("content_topics.card_own_value", count=own.count))]


def topic_rows(worth: pd.DataFrame, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """Topics in words."""
    return worth.assign(
        chat=worth["chat_id"].map(chats), category=[texts(f"category.{one if isinstance(one, str) else 'other'}")
                                                    for one in worth["category"]],
        share=[texts.share(one) for one in worth["share"]], of=worth["of"].astype("Int64"))


def columns(names: tuple[str, ...], texts: Texts) -> dict[str, str]:
    """Labels of columns."""
    return {name: texts(f"content_topics.column.{name}") for name in names}


def thread_rows(thread: Thread, texts: Texts) -> pd.DataFrame:
    """A thread in words: who, when, what, which part of an article."""
    rows = thread.messages
    return rows.assign(part=[texts(f"content_topics.part.{one}") for one in rows["part"]],
                       text=[text if isinstance(text, str) and text else texts("content_topics.no_text", kind=kind)
                             for text, kind in zip(rows["text"], rows["kind"], strict=True)])


def headings(thread: Thread, texts: Texts) -> dict[str, str]:
    """What the draft says besides people's words."""
    first = thread.messages.iloc[0]
    return {"title": texts("content_topics.draft_title", topic=short(first["text"])),
            "lead": texts("content_topics.draft_lead", day=first["sent_at"].date(), people=thread.people, count=thread.count),
            **{kind: texts(f"content_topics.draft_{kind}") for kind in KINDS}}


def faq_rows(asked: Faq, texts: Texts) -> pd.DataFrame:
    """Groups of questions in words, the best answer with who and when."""
    rows = asked.groups
    return rows.assign(
        times=rows["count"], answered=[texts("content_topics.of", count=int(one), of=int(of))
                  for one, of in zip(rows["answered"], rows["of"], strict=True)],
        answer=[one if isinstance(one, str) else texts("content_topics.no_answer") for one in rows["answer"]],
        by=[_by(row, texts) for row in rows.to_dict("records")])


def _by(row: dict[Any, Any], texts: Texts) -> str:
    if not row["answered_by"]:
        return ""
    return texts(f"content_topics.by_{row['answered_by']}", name=plain(str(row["answerer_name"])),
                 at=row["answered_at"].to_pydatetime())


def own_rows(own: Ugc, chosen: frozenset[str], chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """Members' own content: picked ones first, then the best."""
    rows = own.items.assign(picked=own.items["message_key"].isin(chosen))
    rows = rows.sort_values(["picked", "quality", "sent_at"], ascending=False, ignore_index=True)
    return rows.assign(chat=rows["chat_id"].map(chats), form=[texts(f"form.{one}") for one in rows["form"]],
                       quality=rows["quality"].round().astype("int64"))


def gaps(asked: Faq, texts: Texts) -> list[str]:
    """What is left out."""
    read, every = asked.coverage["read"], asked.coverage["questions"]
    return [texts("content_topics.newest", read=read, every=every)] if read < every else []
