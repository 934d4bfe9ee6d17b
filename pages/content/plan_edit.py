"""The plan itself, as a table to edit: tasks typed, taken from the articles, pasted from a to-do list; earlier versions."""

from __future__ import annotations

import uuid
from datetime import time
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import sop_presets, typed_lists
from analytics.texts.words import Texts
from pages.content import plan_words as words
from pages.parts import problems, session
from pages.parts.markdown import plain

_ROLES = ("群主", "管理员", "运营", "客服")
_FORMS = ("text", "image", "video", "link", "miniapp", "file", "vote", "solitaire", "redpacket", "live")
_EVERY, _EVIDENCE = ("day", "week", "month"), ("post", "answer", "tick")
_SHOWN = ("name", "every", "weekdays", "first", "last", "category", "words", "evidence", "minutes", "chat", "month_day", "form",
          "duty", "valid_from", "valid_to")
_PLAIN = ("name", "every", "category", "words", "evidence", "chat", "form", "duty", "first", "last")
_HOUR = 60


def start(ws: Workspace) -> None:
    """One button that takes over the articles' plan."""
    texts = session.texts()
    tasks = _presets(ws, sop_presets.START_WITH, texts)
    if st.button(texts("plan.start"), type="primary", key="plan_start", help=texts("plan.start_help", count=len(tasks))):
        ws.save_sop(tasks)
        st.rerun()


def editor(ws: Workspace, tasks: pd.DataFrame) -> None:
    """The table, its button, and other ways to add tasks."""
    texts = session.texts()
    st.caption(texts("plan.edit_how"))
    rows = to_rows(tasks, words.names(tasks, ws.is_masked, texts))
    edited = st.data_editor(
        rows, key=f"plan_editor_{texts.language}_{ws.data_version}", num_rows="dynamic", hide_index=True, column_order=_SHOWN,
        column_config=_configured(ws, texts), width="stretch", placeholder="")
    if st.button(texts("plan.save"), key="plan_save", type="primary"):
        _save(ws, from_rows(edited, tasks, ws.is_masked))
    _add(ws, tasks, texts)
    _versions(ws, texts)


def to_rows(tasks: pd.DataFrame, named: dict[str, str]) -> pd.DataFrame:
    """The plan as it is edited: names in words, times of day, weekdays as a list."""
    rows = tasks.assign(
        name=tasks["task_id"].map(named).astype("object"), chat=tasks["chat_id"],
        weekdays=tasks["weekdays"].map(lambda one: list(one) if isinstance(one, str) else []),
        first=tasks["first_minute"].astype("object").map(_clock), last=tasks["last_minute"].astype("object").map(_clock))
    kept = rows[["task_id", *_SHOWN]]
    # Empty cells must stay empty: a column without any value would otherwise turn into numbers.
    return kept.astype(dict.fromkeys(_PLAIN, "object"))


def from_rows(edited: pd.DataFrame, before: pd.DataFrame, masked: bool) -> pd.DataFrame:
    """The edited table as a plan. A row without an id is new; masked, known rows keep the name that was hidden."""
    rows = edited.dropna(how="all", subset=["name", "every", "words"]).reset_index(drop=True)
    ids = [one if isinstance(one, str) and one else uuid.uuid4().hex[:12] for one in rows["task_id"]]
    known = dict(zip(before["task_id"], before["name"], strict=True)) if masked else {}
    names = [known.get(task, name) for task, name in zip(ids, rows["name"], strict=True)]
    return rows.assign(
        task_id=ids, name=names, chat_id=rows["chat"], every=rows["every"].fillna("day"), evidence=rows["evidence"].fillna("post"),
        weekdays=rows["weekdays"].map(lambda one: "".join(sorted(one)) or None if isinstance(one, list | tuple) else None),
        first_minute=rows["first"].map(_minute), last_minute=rows["last"].map(_minute))


@problems.guarded
def _save(ws: Workspace, tasks: pd.DataFrame) -> None:
    ws.save_sop(tasks)
    st.toast(session.texts()("plan.saved"))
    st.rerun()


def _add(ws: Workspace, tasks: pd.DataFrame, texts: Texts) -> None:
    """From the articles, by set; from a pasted list."""
    presets, pasted = st.columns(2)
    with presets:
        chosen = st.multiselect(texts("plan.add_presets"), sop_presets.SETS, key=f"plan_sets_{texts.language}", placeholder="",
                                format_func=lambda one: texts(f"sop.set.{one}"))
        new = _presets(ws, tuple(chosen), texts)
        new = new[~new["task_id"].isin(tasks["task_id"])]
        if st.button(texts("plan.add"), key="plan_add", disabled=new.empty):
            _save(ws, pd.concat([tasks, new], ignore_index=True))
    with pasted:
        text = st.text_area(texts("plan.paste"), key="plan_paste", help=texts("plan.paste_how"), height=100)
        found = typed_lists.to_dos(text)
        if st.button(texts("plan.paste_add"), key="plan_paste_add", disabled=found.empty):
            _save(ws, pd.concat([tasks, _from_list(found)], ignore_index=True))


def _from_list(found: pd.DataFrame) -> pd.DataFrame:
    """A pasted list as daily tasks that are ticked by hand."""
    return found.assign(task_id=[uuid.uuid4().hex[:12] for _ in range(len(found))], every="day", evidence="tick")


def _presets(ws: Workspace, sets: tuple[str, ...], texts: Texts) -> pd.DataFrame:
    tasks = sop_presets.tasks(ws.settings)
    chosen = tasks[tasks["set"].isin(sets)].drop(columns="set")
    return chosen.assign(name=[texts(f"sop.preset.{one}") for one in chosen["task_id"]])


def _versions(ws: Workspace, texts: Texts) -> None:
    older = ws.sop_versions().iloc[1:]
    if older.empty:
        return
    with st.expander(texts("plan.versions"), icon=":material/history:"):
        said = {int(row["version"]): texts("plan.version_line", version=int(row["version"]), tasks=int(row["tasks"]),
                                           at=row["saved_at"].to_pydatetime()) for row in older.to_dict("records")}
        chosen = st.selectbox(texts("plan.versions"), list(said), format_func=lambda one: said[one], label_visibility="collapsed",
                              key=f"plan_version_{texts.language}")
        if st.button(texts("plan.take_up"), key="plan_take_up"):
            ws.take_up_sop(int(chosen))
            st.rerun()


def _configured(ws: Workspace, texts: Texts) -> dict[str, Any]:
    chats = ws.chat_words()
    label = words.columns(_SHOWN, texts)
    choose = st.column_config.SelectboxColumn
    return {
        "name": st.column_config.TextColumn(label["name"], width="medium", max_chars=60), "words": label["words"],
        "every": choose(label["every"], options=_EVERY, format_func=lambda one: texts(f"sop.every.{one}"), width="small"),
        "weekdays": st.column_config.MultiselectColumn(
            label["weekdays"], options=list("1234567"), format_func=lambda one: texts(f"rhythm.weekday.{one}")),
        "first": st.column_config.TimeColumn(label["first"], format="HH:mm", step=60, width="small"),
        "last": st.column_config.TimeColumn(label["last"], format="HH:mm", step=60, width="small"),
        "category": choose(label["category"], options=CATEGORIES, format_func=lambda one: texts(f"category.{one}"), width="small"),
        "evidence": choose(label["evidence"], options=_EVIDENCE, format_func=lambda one: texts(f"sop.evidence.{one}"),
                           width="small"),
        "minutes": st.column_config.NumberColumn(label["minutes"], min_value=0, max_value=1440, step=1, width="small"),
        "chat": choose(label["chat"], options=list(chats), format_func=lambda one: plain(chats.get(str(one), ""))),
        "month_day": st.column_config.NumberColumn(label["month_day"], min_value=1, max_value=31, step=1, width="small"),
        "form": choose(label["form"], options=_FORMS, format_func=lambda one: texts(f"form.{one}"), width="small"),
        "duty": choose(label["duty"], options=_ROLES, width="small"),
        "valid_from": st.column_config.DateColumn(label["valid_from"], format="YYYY-MM-DD"),
        "valid_to": st.column_config.DateColumn(label["valid_to"], format="YYYY-MM-DD")}


def _clock(minute: Any) -> time | None:
    """Midnight at the end of a day cannot be shown as a time: one minute before it."""
    if pd.isna(minute):
        return None
    last = min(int(minute), 24 * _HOUR - 1)
    return time(last // _HOUR, last % _HOUR)


def _minute(clock: Any) -> int | None:
    if clock is None or clock != clock:
        return None
    read = time.fromisoformat(clock) if isinstance(clock, str) else clock
    return read.hour * _HOUR + read.minute


