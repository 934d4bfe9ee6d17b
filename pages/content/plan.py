"""发布计划 / Plan: what was to be posted and was, next week's proposal to take along, the plan itself, votes, festivals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import plan as charts
from analytics.metrics import attribution, content_mix, festivals, rhythm, sop, sop_worth, typed_lists
from analytics.metrics.sop import Sop
from analytics.metrics.sop_match import JUDGED
from pages.content import plan_edit, plan_week
from pages.content import plan_words as words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

_OF_PERSON = ("person", "done", "range", "early", "late", "off")
_FESTIVAL_DAYS = 90


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, calendar, then how it went, next week, the plan, topics by vote, festivals."""
    texts, result = session.texts(), cache.measured(sop.measure, ws, scope)
    named = words.names(result.tasks, ws.is_masked, texts)
    week = plan_week.proposed(ws, result, cache.measured(content_mix.measure, ws, scope).plan.posts)
    line = words.verdict(result, named, texts)
    draw.verdict(words.next_said(line, week, texts) if len(week) else line)
    if result.tasks.empty:
        plan_edit.start(ws)
    else:
        draw.cards(words.cards(result, named, plan_week.hours(week), texts))
        _calendar(result, named)
    drawn = {"check": lambda: _check(ws, scope, result, named), "next": lambda: plan_week.show(ws, scope, result, named),
             "edit": lambda: plan_edit.editor(ws, sop.plan(ws)), "poll": lambda: _poll(ws, scope), "days": lambda: _days(result)}
    draw.tabs("plan", drawn)
    draw.definition("plan.definition")
    if not result.coverage["days"]:
        draw.missing(texts("plan.gap_days"))


def _calendar(result: Sop, named: dict[str, str]) -> None:
    texts, picture = session.texts(), charts.calendar(result, named, session.texts())
    if picture is None:
        return
    picked = draw.chart(picture, "plan_calendar", on_select=True, alt_text=texts("plan.chart_alt"))
    st.caption(texts("plan.chart_how", days=charts.SHOWN_DAYS))
    if picked:
        _picked(result, named, picked[0])


def _picked(result: Sop, named: dict[str, str], picked: dict[str, Any]) -> None:
    """How the clicked time ended, and its post."""
    texts, rows = session.texts(), words.times(result, str(picked["task_id"]), named, session.texts())
    one = rows[rows["due_on"] == pd.Timestamp(picked["due"]).date()]
    if len(one):
        row = one.to_dict("records")[0]
        st.markdown(f"**{texts('plan.day_list', task=row['name'], day=row['due_on'], state=row['state'])}**")
        draw.table(one, name="plan_day", columns=words.columns(("posted_at", "text", "off"), texts), download=False)


def _check(ws: Workspace, scope: Scope, result: Sop, named: dict[str, str]) -> None:
    """Each task, the times behind it, weekdays, what an hour brings."""
    texts = session.texts()
    if result.tasks.empty:
        draw.missing(texts("plan.none"))
        return
    shown = ("name", "every", "time", "done", "range", "early", "late", "missed", "open")
    draw.table(words.task_rows(result, named, None, texts), name="plan_tasks", columns=words.columns(shown, texts))
    known = result.tasks.loc[result.tasks["of"] > 0, "task_id"].tolist()
    if known:
        _times(ws, result, named, known)
    with st.expander(texts("plan.by_weekday"), icon=":material/calendar_view_week:"):
        draw.table(words.weekday_rows(result, texts), name="plan_weekdays",
                   columns=words.columns(("weekday", "done", "range", "early", "late", "missed"), texts))
    people = words.person_rows(ws, result, texts)
    if len(people):
        with st.expander(texts("plan.by_person"), icon=":material/badge:"):
            draw.table(people, name="plan_people", columns=words.columns(_OF_PERSON, texts))
            st.caption(texts("plan.by_person_how"))
    with st.expander(texts("plan.worth"), icon=":material/schedule:"):
        _worth(ws, scope, result, named)


def _times(ws: Workspace, result: Sop, named: dict[str, str], known: list[str]) -> None:
    texts = session.texts()
    task = str(st.selectbox(texts("plan.which"), known, format_func=lambda one: named[one], key=f"plan_task_{texts.language}"))
    rows = words.times(result, task, named, texts)
    st.markdown(f"**{texts('plan.times_list', task=named[task], count=len(rows))}**")
    draw.table(rows, name="plan_times", columns=words.columns(("due_on", "state", "posted_at", "off", "text"), texts), height=300)
    _mark(ws, result, task)


def _mark(ws: Workspace, result: Sop, task: str) -> None:
    """Say of days that the task was done off the record, or not needed."""
    texts = session.texts()
    days = [day.date() for day in result.times(task, (*JUDGED, "excused", "unrecorded", "unclear"))["due_on"]]
    chosen = st.multiselect(texts("plan.mark_days"), days, format_func=lambda day: texts.day(day, weekday=True), placeholder="",
                            key=f"plan_mark_{task}_{texts.language}_{ws.data_version}")
    with st.container(horizontal=True):
        for name, state in (("done", "done"), ("excused", "excused"), ("back", None)):
            st.button(texts(f"plan.mark_{name}"), key=f"plan_mark_{name}", disabled=not chosen,
                      type="secondary" if state else "tertiary", on_click=ws.mark_sop, args=(task, chosen, state))


def _worth(ws: Workspace, scope: Scope, result: Sop, named: dict[str, str]) -> None:
    texts, credited = session.texts(), cache.measured(attribution.measure, ws, scope)
    if credited.bought.empty:
        draw.missing(texts("plan.gap_attribution"))
    worth = sop_worth.table(result, cache.measured(rhythm.measure, ws, scope).posts, credited.posts)
    shown = ("name", "hours", "interactions_an_hour", "orders_an_hour")
    rows = words.task_rows(result, named, worth, texts)
    draw.table(rows[rows["task_id"].isin(worth["task_id"])], name="plan_worth", columns=words.columns(shown, texts))
    st.caption(texts("plan.worth_how"))


def _poll(ws: Workspace, scope: Scope) -> None:
    """Typed votes, ranked; kept in the shop until the next vote."""
    texts = session.texts()
    st.caption(texts("plan.poll_how"))
    kept = "" if ws.is_masked else sop.poll(ws)
    text = st.text_area(texts("plan.poll_input"), value=kept, key=f"plan_poll_{ws.data_version}", height=140,
                        placeholder=texts("plan.poll_example"))
    if st.button(texts("plan.poll_save"), key="plan_poll_save", disabled=not text.strip()):
        ws.correct("poll", "topics", text)
        st.rerun()
    asked = typed_lists.votes(text)
    if asked.empty:
        if text.strip():
            draw.missing(texts("plan.poll_none"))
        return
    rows = typed_lists.ranked(asked, cache.measured(rhythm.measure, ws, scope).posts)
    _ranked(rows)


def _ranked(rows: pd.DataFrame) -> None:
    texts, first = session.texts(), rows.to_dict("records")[0]
    word = typed_lists.lead(rows)
    said = texts("plan.poll_said", topic=plain(first["topic"]), votes=int(first["votes"]), of=int(first["of"]),
                 share=texts.share(first["share"]))
    ahead = {"more": texts("plan.poll_lead"), "same": texts("plan.poll_close"), "small_sample": texts("certainty.small_sample")}
    st.markdown(escaped(said + ahead.get(word, "")))
    shown = words.poll_rows(rows, texts)
    draw.table(shown, name="plan_poll", columns=words.columns(("topic", "votes", "share", "range", "reactions", "posts"), texts))


def _days(result: Sop) -> None:
    """Festivals ahead of the last day of the data."""
    texts = session.texts()
    st.caption(texts("plan.days_how"))
    found = festivals.between(result.as_of, result.as_of + timedelta(days=_FESTIVAL_DAYS))
    draw.table(words.festival_rows(found, result.as_of, texts), name="plan_days",
               columns=words.columns(("day", "festival", "kind", "weeks_away"), texts), height=420)
