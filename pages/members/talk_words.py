"""What the activity page says of topics, own content, answers, group states and rejected messages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.group_states import GroupStates
from analytics.metrics.rejected_messages import Rejected
from analytics.metrics.responses import Responses
from analytics.metrics.talk_sessions import TalkSessions
from analytics.metrics.topics import Topics
from analytics.metrics.ugc import Ugc
from analytics.texts.words import Texts
from pages.members import retention_words
from pages.parts.show import Card


def topic_sentence(result: Topics, texts: Texts) -> str:
    """How many take part in a topic on average over all of them."""
    total = result.total.iloc[0]
    if not result.coverage["members_known"]:
        return texts("topics.sentence_seen", topics=result.coverage["topics"])
    return texts("topics.sentence", topics=result.coverage["topics"], count=int(total["count"]), of=int(total["of"]),
                 share=texts.share(total["share"], int(total["of"])))


def topic_rows(result: Topics, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """The topics in words, newest first."""
    rows = result.topics
    kinds = [texts(f"category.{one}") if isinstance(one, str) else texts("category.other") for one in rows["category"]]
    return rows.assign(chat=rows["chat_id"].map(chats), category=kinds, depth=rows["depth"].round(1))


def topic_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    labels = {name: texts(f"topics.column.{name}") for name in (
        "posted_at", "chat", "category", "text", "count", "of", "share", "messages", "depth", "breadth")}
    return {**labels, "share": st.column_config.NumberColumn(labels["share"], format="percent")}


def session_rows(result: TalkSessions, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """Registered sessions in words, newest first; a dash where the day is not on record."""
    rows = result.registered
    when = [texts("talk_sessions.from_to", day=begun.date(), begins=f"{begun:%H:%M}", ends=f"{ended:%H:%M}")
            for begun, ended in zip(rows["begun_at"], rows["ended_at"], strict=True)]
    unknown = ~rows["recorded"].astype(bool)
    return rows.assign(chat=rows["chat_id"].map(chats), when=when, depth=rows["depth"].round(1),
                       count=rows["count"].astype("Int64").mask(unknown), messages=rows["messages"].astype("Int64").mask(unknown))


def session_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"name": texts("talk_sessions.column.name"), "when": texts("talk_sessions.column.when"),
            **{name: texts(f"topics.column.{name}") for name in ("chat", "count", "of")},
            "share": st.column_config.NumberColumn(texts("topics.column.share"), format="percent"),
            **{name: texts(f"topics.column.{name}") for name in ("messages", "depth")}, "word": texts("talk_sessions.column.word")}


def listed_rows(result: TalkSessions, texts: Texts) -> pd.DataFrame:
    """Sessions of sheets in words."""
    rows = result.listed
    return rows.assign(name=rows["name"].fillna(texts("talk_sessions.unnamed")), of=rows["signed"],
                       held_on=pd.to_datetime(rows["held_on"]).dt.date)


def listed_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    labels = {name: texts(f"talk_sessions.column.{name}") for name in (
        "name", "held_on", "signed", "both", "share", "came", "spoke", "spoke_share")}
    return {**labels, **{name: st.column_config.NumberColumn(labels[name], format="percent") for name in ("share", "spoke_share")}}


def ugc_cards(result: Ugc, texts: Texts) -> list[Card]:
    """Items, authors, items per 100 member-days."""
    shown = [Card(texts("ugc.items"), texts("ugc.pieces", count=result.count), talk_forms(result, texts))]
    row = {str(name): value for name, value in result.authors.iloc[0].items()}
    shown.append(retention_words.card(texts("ugc.authors"), row, texts) if row["of"]
                 else Card(texts("ugc.authors"), texts("activity.people", count=int(row["count"]))))
    value, low, high = result.per_hundred
    if value == value:
        shown.append(Card(texts("ugc.per_hundred"), texts.number(value, 2), None,
                          texts("ugc.per_hundred_help", low=texts.number(low, 2), high=texts.number(high, 2))))
    return shown


def talk_forms(result: Ugc, texts: Texts) -> str:
    """图片 12、语音 3."""
    return texts.listing(texts("ugc.form_count", form=texts(f"form.{row['form']}"), count=row["count"])
                         for row in result.forms.to_dict("records"))


def ugc_rows(result: Ugc, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """The items in words."""
    rows = result.items
    return rows.assign(chat=rows["chat_id"].map(chats), form=[texts(f"form.{one}") for one in rows["form"]],
                       quality=rows["quality"].round().astype("int64"))


def ugc_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"display_name": texts("show.person"), **{name: texts(f"ugc.column.{name}") for name in (
        "quality", "sent_at", "chat", "form", "text", "repliers", "named")}}


def answer_sentence(result: Responses, texts: Texts) -> str:
    """How long half of the questions wait."""
    if result.median is None:
        return texts("answers.no_median", count=result.coverage["questions"])
    slow = texts("answers.longer") if result.slowest is None else minutes(result.slowest, texts)
    return texts("answers.sentence", count=result.coverage["questions"], half=minutes(result.median, texts), most=slow)


def minutes(value: float, texts: Texts) -> str:
    """21 分钟, or 3.5 小时 from two hours on."""
    return texts("answers.minutes", count=round(value)) if value < 120 else texts("answers.hours", count=round(value / 60, 1))


def answer_cards(result: Responses, texts: Texts) -> list[Card]:
    """In time, covered by the shop, by anybody."""
    rows = result.rates.set_index("measure")
    return [question_card(texts(f"answers.rate.{name}"), rows.loc[name].to_dict(), texts)
            for name in ("in_time", "coverage", "any")]


def question_card(label: str, row: dict[Any, Any], texts: Texts) -> Card:
    """「45 条里 8 条」: questions, not people."""
    shown = retention_words.card(label, row, texts)
    if not int(row["of"]):
        return shown
    return Card(label, texts("answers.card", count=int(row["count"]), of=int(row["of"])), shown.word,
                texts("answers.interval", share=texts.share(row["share"], int(row["of"])), low=texts.share(row["low"]),
                      high=texts.share(row["high"])))


def question_rows(found: pd.DataFrame, chats: dict[str, str]) -> pd.DataFrame:
    """Questions in words, newest first."""
    return found.assign(chat=found["chat_id"].map(chats)).sort_values("sent_at", ascending=False, ignore_index=True)


def question_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"sent_at": texts("answers.column.sent_at"), "display_name": texts("show.person"),
            "text": texts("answers.column.text"), "chat": texts("answers.column.chat"),
            "wait": st.column_config.NumberColumn(texts("answers.column.wait"), format="%d")}


def answer_group_columns(texts: Texts) -> dict[str, Any]:
    """Field → label: how many questions of each group the shop answered within a day."""
    return {"chat": texts("answers.column.chat"), "count": texts("answers.column.count"), "of": texts("answers.column.of"),
            **retention_words.shares(texts)}


def state_rows(result: GroupStates, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """Each group's state and what to do with it."""
    rows = result.groups
    return rows.assign(
        chat=rows["chat_id"].map(chats), state=[texts(f"group_state.{one}") for one in rows["state"]],
        action=[texts(f"group_action.{one}") for one in rows["action"]], last_day=pd.to_datetime(rows["last_day"]).dt.date)


def state_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    labels = {name: texts(f"states.column.{name}") for name in (
        "chat", "state", "action", "members", "speakers_14", "share_14", "effective_dead", "weeks_below", "last_day")}
    return {**labels, "share_14": st.column_config.NumberColumn(labels["share_14"], format="percent"),
            "members": st.column_config.NumberColumn(labels["members"], format="%d")}


def reason(name: str, texts: Texts) -> str:
    """Why a message does not count; 有用的话 for those that do."""
    return texts(f"reason.{name}") if name else texts("rejected.useful")


def reason_rows(result: Rejected, texts: Texts) -> pd.DataFrame:
    """Counts a reason."""
    return result.reasons.assign(reason=[reason(one, texts) for one in result.reasons["reason"]])


def reason_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"reason": texts("rejected.column.reason"), "messages": texts("rejected.column.messages"),
            "people": texts("rejected.column.people"),
            "share": st.column_config.NumberColumn(texts("rejected.column.share"), format="percent")}


def rejected_rows(found: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Messages with the tick that a person can change."""
    return found.assign(reason=[reason(one, texts) for one in found["reason"]], text=found["text"].fillna(""),
                        useful=found["reason"].eq(""))


def rejected_labels(texts: Texts) -> dict[str, str]:
    """Field → label."""
    return {name: texts(f"rejected.column.{name}") for name in ("useful", "text", "reason", "person", "sent_at", "chat")} | {
        "display_name": texts("show.person")}


def rejected_columns(texts: Texts) -> dict[str, Any]:
    """Field → column, the tick first."""
    labels = rejected_labels(texts)
    return {"useful": st.column_config.CheckboxColumn(labels["useful"], width="small"),
            "text": st.column_config.TextColumn(labels["text"], width="medium"), "display_name": labels["display_name"],
            "sent_at": st.column_config.DatetimeColumn(labels["sent_at"], format="YYYY-MM-DD HH:mm"), "chat": labels["chat"],
            "reason": labels["reason"]}
