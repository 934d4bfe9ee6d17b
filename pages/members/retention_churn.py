"""Looks of the retention page: the three kinds of churn, who may be next, who left, and how long people stay."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import retention as charts
from analytics.metrics import activity, buying_model, churn, exits, survival_in_group, wake_up
from pages import section
from pages.home import follow_up_more
from pages.members import churn_words
from pages.parts import address, cache, session
from pages.parts import show as draw


def forms(ws: Workspace, scope: Scope) -> None:
    """退群流失, 沉默流失, 消费流失: each with its own k of n and its people."""
    texts, result = session.texts(), cache.measured(_churn, ws, scope)
    draw.cards(churn_words.form_cards(result, texts))
    draw.missing(churn_words.form_notes(result, texts))
    model = cache.measured(buying_model.measure, ws, scope)
    # Where the buying model can be fitted, its own opinion stands beside the rule, never mixed with it.
    gone = model.people("probably_gone") if model.verdict == "fitted" else model.people().iloc[:0]
    known = [row["form"] for row in result.rates.to_dict("records") if row["count"]] + (["model"] if len(gone) else [])
    if not known:
        return
    form = st.segmented_control(texts("churn.who"), known, default=known[0], required=True, label_visibility="collapsed",
                                key=f"churn_form_{texts.language}", format_func=lambda one: texts(f"churn.form.{one}"))
    people = gone if form == "model" else result.people(str(form))
    draw.people(people, name=f"churn_{form}", title=texts("churn.list", form=texts(f"churn.form.{form}"), count=len(people)))


def warned(ws: Workspace, scope: Scope) -> None:
    """Who may be lost next, with every reason."""
    texts, result = session.texts(), cache.measured(_churn, ws, scope)
    if result.warnings.empty:
        draw.missing(texts("churn.warnings_none"))
    else:
        draw.missing(texts("churn.warnings_how", count=len(result.warnings), days=result.silent_from))
        draw.people(churn_words.warning_rows(result, texts), name="churn_warnings",
                    title=texts("churn.warnings_list", count=len(result.warnings)), columns=churn_words.warning_columns(texts))


def left(ws: Workspace, scope: Scope) -> None:
    """Leaves of the period, per member-days and after posts; why not, where nobody can know."""
    texts, result = session.texts(), cache.measured(exits.measure, ws, scope)
    if not result.known:
        draw.missing(texts("exits.unknown"))
        return
    draw.cards(churn_words.exit_cards(result, texts))
    draw.missing(churn_words.exit_notes(result, ws.chat_words(), texts))
    if len(result.leaves):
        draw.people(churn_words.leave_rows(result, ws.chat_words(), texts), name="exits",
                    title=texts("exits.list", count=len(result.leaves)), columns=churn_words.leave_columns(texts))


def won_back(ws: Workspace, scope: Scope) -> None:
    """唤醒率: of those contacted, who came back, beside those who were not; where contacts are noted."""
    texts = session.texts()
    follow_up_more.results(ws, cache.measured(wake_up.loop, ws, scope), cache.measured(wake_up.measure, ws, scope))
    st.page_link(section("home").file, label=texts("retention.to_follow_up"), icon=":material/arrow_forward:",
                 query_params=address.link("follow_up"))


def staying(ws: Workspace, scope: Scope) -> None:
    """Kaplan–Meier: how long people stay, with the numbers at risk."""
    texts, result = session.texts(), cache.measured(survival_in_group.measure, ws, scope)
    st.markdown(f"**{texts('survival.title')}**")
    if result.refused:
        draw.missing(texts(f"survival.refused.{result.refused}"))
        return
    st.markdown(churn_words.survival_sentence(result, texts))
    if len(result.curve):
        picked = draw.chart(charts.staying(result, texts), "survival_curve", on_select=True, alt_text=texts("survival.alt"))
        st.caption(texts("survival.curve_how"))
        if picked and "time" in picked[0]:
            _on_day(result, int(picked[0]["time"]))
    draw.table(churn_words.mark_rows(result, texts), name="survival_marks", columns=churn_words.mark_columns(texts))
    if result.between_groups is not None:
        st.markdown(f"**{texts('survival.groups')}**")
        draw.table(churn_words.group_rows(result, ws.chat_words()), name="survival_groups",
                   columns=churn_words.group_columns(texts))
    draw.missing(churn_words.survival_notes(result, texts))
    gone = result.people()
    if len(gone):
        draw.people(gone, name="survival_left", title=texts("survival.list", count=len(gone)))


def _on_day(result: survival_in_group.Staying, day: int) -> None:
    """Who left on that day after joining, and of how many."""
    texts = session.texts()
    for name, people in (("ended", result.people(time=day)), ("at_risk", result.at_risk(day))):
        draw.people(people, name=f"survival_{name}", title=texts(f"survival.list_{name}", day=day, count=len(people)))


def _churn(ws: Workspace, scope: Scope) -> churn.Churn:
    return churn.read(ws, scope, cache.measured(activity.facts, ws, scope))
