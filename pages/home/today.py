"""今天先看这里 / The first screen: one sentence, what to do first, four numbers, the lists."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import today as charts
from analytics.metrics import today
from analytics.metrics.today import Today
from pages import section
from pages.home import wording
from pages.parts import address, cache, frame, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

_TASKS, _CARDS = 3, 4
# Lists of the table of people, and what must be in the shop for them.
_LISTS = {"never_spoke": ("messages", "memberships"), "bought_silent": ("messages", "orders")}


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the first screen for `scope`."""
    texts = session.texts()
    result = cache.measured(today.measure, ws, scope)
    first, *others = [wording.sentence(one, texts) for one in result.sentences]
    draw.verdict(first)
    for line in others:
        st.markdown(f"**{escaped(line)}**")
    _tasks(result)
    if len(result.tasks):
        st.button(texts("home.to_follow_up"), icon=":material/checklist:", key="to_follow_up", type="tertiary",
                  on_click=frame.go_to, args=("home", "follow_up"))
    rows = result.numbers.head(_CARDS).to_dict("records")
    if rows:
        draw.cards([wording.card(row, result, ws.settings, texts) for row in rows])
    _picture(ws, scope, result)
    _lists(result)
    _links(ws)
    _more_numbers(ws, result)
    draw.definition("home.definition")
    draw.missing(wording.gaps(result, texts))


def _links(ws: Workspace) -> None:
    """One click to who never said a word, who bought and went silent, and how healthy the shop is.

    Uncounted: the table of people counts them, and the first screen waits for nobody.
    """
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, tables in _LISTS.items():
            if all(ws.has(table) for table in tables):
                st.page_link(section("members").file, label=texts(f"home.to.{name}"), icon=":material/group_search:",
                             query_params={**address.link("table"), "who": name})
        st.button(texts("home.to.health"), icon=":material/monitor_heart:", key="to_health", type="tertiary",
                  on_click=frame.go_to, args=("home", "health"))


def _tasks(result: Today) -> None:
    texts, rows = session.texts(), result.tasks.head(_TASKS).to_dict("records")
    st.markdown(f"##### {texts('home.tasks')}" if rows else texts("home.tasks_none"))
    for number, row in enumerate(rows, 1):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{number}. {escaped(wording.task_line(row, texts))}**")
            st.markdown(escaped(wording.what_to_do(row, texts)))
            st.caption(escaped(wording.first_names(result.people(row["rule"]), texts)))


def _picture(ws: Workspace, scope: Scope, result: Today) -> None:
    texts, picture = session.texts(), charts.picture(result, session.texts())
    if picture is None:
        return
    title, listed = texts(f"home.picture.{result.kind}"), result.kind in charts.LISTED
    st.markdown(f"**{title}**")
    picked = draw.chart(picture, key="home_picture", on_select=listed, alt_text=title)
    if listed:
        st.caption(texts("home.picture_click"))
    if picked and "on" in picked[0]:
        day = date.fromisoformat(str(picked[0]["on"]))
        people = cache.measured(today.on_day, ws, scope, kind=result.kind, day=day)
        draw.people(people, name="home_day", title=texts(f"home.picture_list.{result.kind}", day=day, count=len(people)),
                    columns=wording.day_columns(result.kind, texts))


def _lists(result: Today) -> None:
    """Every list in the order of the tasks; its whole length, to download."""
    texts = session.texts()
    rules = [*(rule for rule in result.tasks["rule"]), *(rule for rule in ("top_gone", "buyers", "speakers", "joined"))]
    known = [rule for rule in rules if len(result.people(rule))]
    if not known:
        return
    st.markdown(f"##### {texts('home.lists')}")
    chosen = st.pills(
        texts("home.lists"), known, default=known[0], required=True, label_visibility="collapsed",
        key=f"home_list_{texts.language}", format_func=lambda rule: texts(
            "home.list_line", title=texts(f"home.rule.{rule}"), count=len(result.people(rule))))
    people = result.people(chosen)
    draw.table(people, name=f"home_{chosen}", columns=wording.columns(chosen, texts))


def _more_numbers(ws: Workspace, result: Today) -> None:
    """The rest of the week's numbers."""
    texts, rows = session.texts(), result.numbers.iloc[_CARDS:].to_dict("records")
    if rows:
        with st.expander(texts("home.more_numbers"), icon=":material/monitoring:"):
            draw.cards([wording.card(row, result, ws.settings, texts) for row in rows])
