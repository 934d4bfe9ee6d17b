"""The columns of a sheet nobody has seen before: what each one is, guessed, shown beside its first rows, asked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.importers import mapping
from analytics.storing.jobs import Job
from pages.data import wording
from pages.parts import session
from pages.parts.markdown import escaped

_NOT_USED = ""


def show(job: Job, question: dict[str, Any]) -> dict[str, str]:
    """Header → "table.column" as chosen; headers left at 不用 are not in it."""
    texts, part = session.texts(), question.get("part") or ""
    if part:
        st.markdown(f"**{escaped(part)}**")
    st.markdown(texts("add.ask_mapping"))
    for note in wording.notes(question):
        st.caption(note)
    headers = list(question["headers"])
    _sample(headers, list(question.get("sample") or []), f"sample_{job.id}_{part}")
    guess = {**(question.get("guess") or {}), **job.answers.mapping}
    options = [_NOT_USED, *_targets(guess)]
    with st.container(horizontal=True, gap="small"):
        chosen = {header: _box(header, guess.get(header), options, f"map_{job.id}_{part}_{number}_{session.language()}")
                  for number, header in enumerate(headers)}
    return {header: target for header, target in chosen.items() if target != _NOT_USED}


def _box(header: str, guessed: str | None, options: list[str], key: str) -> str:
    return st.selectbox(escaped(header) or "—", options, index=options.index(guessed) if guessed in options else 0, key=key,
                        format_func=_word, width=290)


def _sample(headers: list[str], rows: list[list[Any]], key: str) -> None:
    if rows:
        frame = pd.DataFrame([row[:len(headers)] for row in rows], columns=_unique(headers)).astype("str")
        st.dataframe(frame, hide_index=True, key=key)


def _targets(guess: dict[str, Any]) -> list[str]:
    """Everything a column can be, the kind of sheet that was guessed first."""
    guessed = {str(target).partition(".")[0] for target in guess.values() if target}
    listed = mapping.targets()
    return [target for table in sorted(listed, key=lambda table: table not in guessed) for target in listed[table]]


def _word(target: str) -> str:
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
