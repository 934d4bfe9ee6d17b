"""Looks of the activity page that are read when opened: topics, own content, answers, the state of each group."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import activity as charts
from analytics.metrics import activity, group_states, responses, ugc
from analytics.metrics import topics as metric
from pages.members import talk_words
from pages.parts import cache, session, terms
from pages.parts import show as draw
from pages.parts.markdown import plain


def topics(ws: Workspace, scope: Scope) -> None:
    """How many take part after each post; a marked row opens its people."""
    texts, result = session.texts(), cache.measured(metric.measure, ws, scope)
    if not result.coverage["topics"]:
        draw.missing(texts("topics.none"))
        return
    st.markdown(talk_words.topic_sentence(result, texts))
    rows = talk_words.topic_rows(result, ws.chat_words(), texts)
    marked = draw.table(rows, name="topics", select=True, columns=talk_words.topic_columns(texts), height=360)
    rules = ws.settings.activity
    st.caption(texts("topics.how", minutes=rules.topic_until_minutes, quiet=rules.topic_quiet_until_minutes))
    if marked:
        people = result.people(str(result.topics.iloc[marked[0]]["post_id"]))
        draw.people(people, name="topic_people", title=texts("topics.list", count=len(people)))
    draw.missing(texts("topics.no_chains"))


def own_content(ws: Workspace, scope: Scope) -> None:
    """Members' own content: how much, by whom, and the parts of quality that can be known."""
    texts, result = session.texts(), cache.measured(_ugc, ws, scope)
    draw.cards(talk_words.ugc_cards(result, texts))
    draw.missing(texts("ugc.quality_how", **terms.in_force(ws.settings, texts)))
    if result.count:
        rows = talk_words.ugc_rows(result, ws.chat_words(), texts)
        st.markdown(f"**{texts('ugc.list', count=len(rows))}**")
        draw.table(rows, name="ugc", columns=talk_words.ugc_columns(texts), height=360)
        authors = result.people()
        draw.people(authors, name="ugc_authors", title=texts("ugc.authors_list", count=len(authors)))


def answers(ws: Workspace, scope: Scope) -> None:
    """How fast questions are answered; the ones that were not, to open."""
    texts, result = session.texts(), cache.measured(responses.measure, ws, scope)
    if not result.coverage["questions"]:
        draw.missing(texts("answers.none"))
        return
    st.markdown(talk_words.answer_sentence(result, texts))
    if not result.shop_known:
        draw.missing(texts("answers.no_shop"))
        return
    draw.cards(talk_words.answer_cards(result, texts))
    which = st.segmented_control(
        texts("activity.looks"), ["coverage", "in_time", "answered"], default="coverage", required=True,
        label_visibility="collapsed", key=f"answers_{texts.language}", format_func=lambda one: texts(f"answers.missed.{one}"))
    answered = which == "answered"
    rows = talk_words.question_rows(result.messages("coverage" if answered else str(which), answered), ws.chat_words())
    st.markdown(f"**{texts(f'answers.list.{which}', count=len(rows))}**")
    if len(rows):
        draw.table(rows, name=f"answers_{which}", columns=talk_words.question_columns(texts))
    if len(result.groups) > 1:
        st.markdown(f"**{texts('answers.groups')}**")
        draw.table(result.groups.assign(chat=result.groups["chat_id"].map(ws.chat_words())), name="answers_groups",
                   columns=talk_words.answer_group_columns(texts))


def states(ws: Workspace, scope: Scope) -> None:
    """活跃, 降温, 冷群, 死群: each group, what to do, and whom to take along."""
    texts, result = session.texts(), cache.measured(group_states.measure, ws, scope)
    chats = ws.chat_words()
    rows = talk_words.state_rows(result, chats, texts)
    draw.table(rows, name="group_states", columns=talk_words.state_columns(texts))
    st.caption(texts("states.how"))
    known = [one for one in result.groups["chat_id"] if one in set(result.weeks["chat_id"])]
    if not known:
        return
    chat = str(st.selectbox(
        texts("states.which"), known, format_func=lambda one: plain(chats[one]), key=f"states_{texts.language}"))
    picked = draw.chart(charts.group_weeks(result, chat, texts), "group_weeks", on_select=True, alt_text=texts("states.alt"))
    st.caption(texts("states.weeks_how"))
    if picked and "on" in picked[0]:
        _week(ws, scope, chat, date.fromisoformat(str(picked[0]["on"])))
    people, state = result.people(chat), str(result.groups.set_index("chat_id")["state"][chat])
    st.markdown(texts(f"states.advice.{state}" if len(people) or state != "dead" else "states.advice.nobody"))
    if len(people):
        draw.people(people, name="group_active", title=texts("states.list", count=len(people)))


def _week(ws: Workspace, scope: Scope, chat: str, first: date) -> None:
    """Who said something useful in the week that was clicked."""
    texts = session.texts()
    people = cache.measured(group_states.week_people, ws, scope, chat_id=chat, week_start=first)
    draw.people(people, name="group_week", title=texts("states.list_week", day=first, count=len(people)), columns={
        "display_name": texts("show.person"), "effective": texts("activity.column.effective")})


def _ugc(ws: Workspace, scope: Scope) -> ugc.Ugc:
    return ugc.read(ws, scope, cache.measured(activity.facts, ws, scope))
