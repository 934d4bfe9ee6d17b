"""Next week: proposed, edited in place, and taken along as a workbook, a calendar file, or one page for a helper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix, festivals, mix_plan, rhythm, slots, sop_next
from analytics.metrics.sop import Sop
from analytics.report import calendar_file, helper_card
from analytics.texts.words import Texts
from pages.content import plan_words as words
from pages.content import week_rows
from pages.parts import cache, downloads, session, terms

_NO_HOURS = pd.DataFrame({"weekday": pd.Series(dtype="int64"), "hour": pd.Series(dtype="int64")})
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = ("day", "weekday", "time", "name", "category", "was", "source", "minutes", "note")
_IN_FILE = tuple(name for name in _SHOWN if name != "weekday")


def proposed(ws: Workspace, result: Sop, habit: int, free: pd.DataFrame = _NO_HOURS) -> pd.DataFrame:
    """The week after the last day of the data."""
    return sop_next.propose(result.tasks, habit, mix_plan.target_shares(ws.settings), free, slots.windows(ws.settings),
                            sop_next.monday_after(result.as_of))


def hours(week: pd.DataFrame) -> float:
    """What the week takes."""
    return sop_next.hours_of_work(week)


def show(ws: Workspace, scope: Scope, result: Sop, named: dict[str, str]) -> None:
    """The proposal as a table to edit, its mix, the festivals of the week, and three files."""
    texts, habit = session.texts(), cache.measured(content_mix.measure, ws, scope).plan.posts
    week = proposed(ws, result, habit, cache.measured(rhythm.measure, ws, scope).free)
    first = sop_next.monday_after(result.as_of)
    last = first + timedelta(days=6)
    st.markdown(f"**{texts('plan.next_title', first=first, last=last)}**")
    st.caption(texts("plan.next_how"))
    near = festivals.between(first, last)
    if len(near):
        st.markdown(texts("plan.next_festivals", days=texts.listing(
            texts("plan.next_day", day=texts.day(row["day"], weekday=True), name=texts(row["name_key"]))
            for row in near.to_dict("records"))))
    rows = week_rows.to_rows(week, named, texts)
    edited = st.data_editor(
        rows, key=f"plan_week_{texts.language}_{ws.data_version}_{first}", num_rows="dynamic", hide_index=True, width="stretch",
        column_order=_SHOWN, column_config=_configured(texts), height=460, placeholder="")
    done = week_rows.from_rows(edited)
    st.markdown(texts("plan.next_mix", mix=_mix(done, texts)))
    _files(ws, done, result, first, texts)


def _mix(done: pd.DataFrame, texts: Texts) -> str:
    return texts.listing(texts("plan.mix_part", kind=texts(f"category.{one}"), count=int((done["category"] == one).sum()))
                         for one in CATEGORIES)


def _files(ws: Workspace, done: pd.DataFrame, result: Sop, first: date, texts: Texts) -> None:
    name = texts("plan.file_week")
    labels = words.columns(_IN_FILE, texts)
    files: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "excel": ("xlsx", _XLSX, lambda: downloads.workbook(
            week_rows.in_words(done, texts)[list(labels)].rename(columns=labels), name)),
        "ics": ("ics", "text/calendar", lambda: calendar_file.written(week_rows.entries(done, texts), result.as_of, name)),
        "card": ("html", "text/html", lambda: helper_card.page(_card(ws, done, result, first, texts)).encode("utf-8"))}
    with st.container(horizontal=True):
        for kind, (ending, mime, make) in files.items():
            st.download_button(texts(f"plan.download_{kind}"), data=make, key=f"plan_{kind}", mime=mime,
                               file_name=f"{name}.{ending}", on_click="ignore")


def _card(ws: Workspace, done: pd.DataFrame, result: Sop, first: date, texts: Texts) -> helper_card.Card:
    """One page: the week's lines, the few rules."""
    shop = session.shop_words().get(session.shop().id, "")
    said = terms.in_force(ws.settings, texts)
    target = {one: said[f"content_mix__{one}_share"] for one in CATEGORIES}
    shown = week_rows.in_words(done, texts)
    return helper_card.Card(
        texts.language, texts("plan.card_title", shop=shop), texts(
            "plan.card_about", first=first, last=first + timedelta(days=6), count=len(done), hours=texts.number(hours(done), 1)),
        [texts(f"plan.column.{name}") for name in ("day", "time", "name", "category", "note")],
        [[str(one) for one in row] for row in shown[["day", "time", "name", "category", "note"]].to_numpy()],
        texts("plan.card_more"), texts("plan.card_rules_title"),
        [texts("plan.card_rule_window", grace=said["sop__grace_until_minutes"]), texts("plan.card_rule_mix", **target),
         texts("plan.card_rule_answer"), texts("plan.card_rule_after")],
        texts("plan.card_foot", until=result.as_of))


def _configured(texts: Texts) -> dict[str, Any]:
    label = words.columns(_SHOWN, texts)
    choose = st.column_config.SelectboxColumn
    return {
        **label, "day": st.column_config.DateColumn(label["day"], format="MM-DD"),
        "weekday": st.column_config.TextColumn(label["weekday"], disabled=True, width="small"),
        "category": choose(label["category"], options=CATEGORIES, format_func=lambda one: texts(f"category.{one}")),
        "minutes": st.column_config.NumberColumn(label["minutes"], min_value=0, max_value=1440, step=1),
        "was": st.column_config.TextColumn(label["was"], disabled=True),
        "name": st.column_config.TextColumn(label["name"], width="medium"),
        "source": st.column_config.TextColumn(label["source"], disabled=True), "time": st.column_config.TextColumn(label["time"])}


