"""What a file does not say by itself, asked with an answer already filled in; nothing must be touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analytics.importers import batch
from analytics.importers.answers import Answers
from analytics.storing.chats import name_from_file
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from pages.data import wording
from pages.parts import session
from pages.parts.markdown import escaped

_NOT_USED = ""


def show(job: Job, draft: Draft) -> None:
    """The form of one file; sending it reads the file again with these answers."""
    if session.masked():
        return
    asked = _asked(draft)
    mapping = [question for question in draft.questions if question["kind"] == "mapping"]
    if not asked and not mapping:
        return
    texts = session.texts()
    with (st.expander(texts("add.questions"), icon=":material/help:", expanded=job.state == "failed"),
          st.form(f"questions_{job.id}", border=False)):
        answers = _answers(job, draft, asked)
        columns = {header: target for question in mapping for header, target in _columns(job, question).items()}
        pressed = st.form_submit_button(texts("add.read_again"), key=f"again_{job.id}")
    if pressed:
        job.again(replace(answers, mapping={**job.answers.mapping, **columns}))
        st.rerun()


def _asked(draft: Draft) -> set[str]:
    kinds = {question["kind"] for question in draft.questions} & {"day", "me"}
    tables = {part["table"] for part in draft.about["parts"]} | {row[0] for row in draft.about["read"]}
    if tables & {"messages", "members", "memberships"} and len(draft.about["chats"]) <= 1:
        kinds.add("chat")
    if tables & {"members", "memberships"}:
        kinds |= {"seen_on", "whole_roster"}
    return kinds


def _answers(job: Job, draft: Draft, asked: set[str]) -> Answers:
    answers, key = job.answers, job.id
    if "chat" in asked:
        answers = replace(answers, chat=_chat(job, draft))
    if "day" in asked:
        answers = replace(answers, day=_day("day", key, answers.day))
    if "me" in asked:
        answers = replace(answers, me=_line("me", key, answers.me or "") or None)
    if "seen_on" in asked:
        answers = replace(answers, seen_on=_day("seen_on", key, answers.seen_on))
    if "whole_roster" in asked:
        answers = replace(answers, whole_roster=_whole(draft, job))
    return answers


def _chat(job: Job, draft: Draft) -> str | None:
    inside = next((chat["name"] for chat in draft.about["chats"] if chat["name"]), None)
    offered = job.answers.chat or inside or name_from_file(job.file_name)
    typed = _line("chat", job.id, offered)
    return typed if typed and typed != inside else job.answers.chat


def _whole(draft: Draft, job: Job) -> bool:
    texts = session.texts()
    said = job.answers.whole_roster
    default = any(part.get("whole_roster") for part in draft.about["parts"]) if said is None else said
    return st.checkbox(texts("add.ask_whole_roster"), value=default, key=f"whole_{job.id}",
                       help=texts("add.ask_whole_roster_help"))


def _line(name: str, key: str, value: str) -> str:
    texts = session.texts()
    return st.text_input(texts(f"add.ask_{name}"), value=value, key=f"{name}_{key}",
                         help=texts(f"add.ask_{name}_help")).strip()


def _day(name: str, key: str, value: Any) -> Any:
    texts = session.texts()
    return st.date_input(texts(f"add.ask_{name}"), value=value, key=f"{name}_{key}", format="YYYY-MM-DD",
                         help=texts(f"add.ask_{name}_help"))


def _columns(job: Job, question: dict[str, Any]) -> dict[str, str]:
    """Header → "table.column" as chosen; headers left at 不用 are not in it."""
    texts = session.texts()
    st.markdown(texts("add.ask_mapping", part=escaped(question.get("part") or "")))
    headers, sample = list(question["headers"]), list(question.get("sample") or [])
    if sample:
        st.dataframe(pd.DataFrame([row[:len(headers)] for row in sample], columns=_unique(headers)).astype("str"),
                     hide_index=True, key=f"sample_{job.id}_{question.get('part')}")
    guess = {**(question.get("guess") or {}), **job.answers.mapping}
    options = [_NOT_USED, *_targets()]
    chosen = {}
    for number, header in enumerate(headers):
        first = guess.get(header) or _NOT_USED
        chosen[header] = st.selectbox(
            escaped(header) or "—", options, index=options.index(first) if first in options else 0,
            key=f"map_{job.id}_{question.get('part')}_{number}", format_func=_target_word)
    return {header: target for header, target in chosen.items() if target != _NOT_USED}


def _targets() -> list[str]:
    inner = {"part", "source_row"}
    return [
        f"{table}.{column}" for table in ("orders", "members", "messages", "posts", "events", "coupons", "scores",
                                          "head_counts", "chat_days", "invites")
        for column in batch.SCHEMAS[table].names if column not in inner
    ]


def _target_word(target: str) -> str:
    if target == _NOT_USED:
        return session.texts()("add.not_used")
    table, _, column = target.partition(".")
    return f"{wording.table_name(table)} · {wording.column_name(table, column)}"


def _unique(headers: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        names.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return names
