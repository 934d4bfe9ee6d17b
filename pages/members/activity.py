"""活跃 / Activity: who says something useful, and what stands behind it: core, rejected lines, topics, answers, groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import activity as charts
from analytics.metrics import activity, concentration, stickiness
from analytics.metrics.activity import Activity
from pages.members import activity_core, activity_rejected, activity_sessions, activity_talk, activity_words
from pages.parts import cache, session
from pages.parts import show as draw

_WHO = ("exposed", "quiet", "outside")


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, actives day by day, then one look at a time; concentration behind 专业."""
    texts = session.texts()
    result, sticky = cache.measured(_measured, ws, scope), cache.measured(_sticky, ws, scope)
    draw.verdict(activity_words.verdict(result, texts))
    if not result.coverage["has_chat"]:
        draw.missing(texts("activity.no_chat_more"))
        if len(result.speakers):
            draw.people(result.speakers, name="activity_took_part",
                        title=texts("activity.list_took_part", count=len(result.speakers)),
                        columns={"display_name": texts("show.person"), "active_days": texts("activity.column.active_days")})
        draw.definition("activity.definition")
        return
    draw.cards(activity_words.cards(result, sticky, texts))
    picked = draw.chart(charts.daily(sticky, texts), "activity_daily", on_select=True, alt_text=texts("activity.daily_alt"))
    st.caption(texts("activity.daily_how"))
    if picked and {"on", "kind"} <= set(picked[0]):
        _on_day(ws, scope, date.fromisoformat(str(picked[0]["on"])), str(picked[0]["kind"]))
    _look(ws, scope, result)
    with st.expander(texts("show.expert"), icon=":material/science:"):
        _expert(ws, scope, result)
    draw.definition("activity.definition")
    draw.missing(activity_words.notes(result, texts))


def _on_day(ws: Workspace, scope: Scope, day: date, kind: str) -> None:
    """Who was active on the day that was clicked, or in the days up to it."""
    texts, window = session.texts(), stickiness.WINDOWS[kind]
    people = stickiness.active_on(cache.measured(activity.facts, ws, scope), day, window)
    draw.people(people, name="activity_on_day", title=texts(
        "activity.list_on", kind=texts(f"activity.{kind}"), day=day, count=len(people)))


def _measured(ws: Workspace, scope: Scope) -> Activity:
    return activity.table(cache.measured(activity.facts, ws, scope))


def _sticky(ws: Workspace, scope: Scope) -> stickiness.Stickiness:
    return stickiness.table(cache.measured(activity.facts, ws, scope))


def _concentrated(ws: Workspace, scope: Scope) -> concentration.Concentration:
    return concentration.table(cache.measured(_measured, ws, scope), ws.settings)


def _look(ws: Workspace, scope: Scope, result: Activity) -> None:
    texts = session.texts()
    drawn: dict[str, Callable[[Workspace, Scope], None]] = {
        "people": lambda ws, scope: _people(result), "core": activity_core.core, "stars": activity_core.stars,
        "days": _days, "rejected": activity_rejected.show, "topics": activity_talk.topics, "sessions": activity_sessions.show,
        "ugc": activity_talk.own_content, "answers": activity_talk.answers, "states": activity_talk.states}
    look = st.segmented_control(texts("activity.looks"), list(drawn), default="people", required=True, wrap=True,
                                label_visibility="collapsed", key=f"activity_look_{texts.language}",
                                format_func=lambda one: texts(f"activity.look.{one}"))
    drawn[str(look)](ws, scope)


def _people(result: Activity) -> None:
    """Who said something useful, who did not, and who talks without standing on the list."""
    texts = session.texts()
    known = [one for one in _WHO if len(result.people(one))]
    if not known:
        draw.missing(texts("activity.nobody"))
        return
    who = st.segmented_control(texts("activity.looks"), known, default=known[0], required=True, label_visibility="collapsed",
                               key=f"activity_who_{'_'.join(known)}_{texts.language}",
                               format_func=lambda one: texts(f"activity.who.{one}"))
    people = activity_words.people_rows(result, str(who))
    draw.people(people, name=f"activity_{who}", title=texts(f"activity.list.{who}", count=len(people)),
                columns=activity_words.people_columns(str(who), texts))


def _days(ws: Workspace, scope: Scope) -> None:
    """On how many days people were active; click a bar for who."""
    texts, result = session.texts(), cache.measured(_sticky, ws, scope)
    window = int(st.segmented_control(
        texts("activity.looks"), ["7", "28"], default="28", required=True, label_visibility="collapsed",
        key=f"activity_window_{texts.language}", format_func=lambda one: texts("activity.last_days", days=int(one))) or 28)
    picked = draw.chart(charts.days_active(result, window, texts), f"activity_days_{window}", on_select=True,
                        alt_text=texts("activity.days_alt"))
    st.caption(texts("activity.days_how"))
    days = int(picked[0]["days"]) if picked and "days" in picked[0] else 1
    people = result.people(days, window)
    draw.people(people, name="activity_days", title=texts("activity.list_days", days=days, window=window, count=len(people)))


def _expert(ws: Workspace, scope: Scope, result: Activity) -> None:
    """The variants of the rate, Lorenz and Gini on both bases."""
    texts, found = session.texts(), cache.measured(_concentrated, ws, scope)
    st.markdown(f"**{texts('activity.variants')}**")
    draw.table(activity_words.rate_rows(result, texts), name="activity_rates", columns=activity_words.rate_columns(texts))
    st.markdown(activity_words.ratio(result, texts))
    if found.lorenz.empty:
        return
    st.markdown(f"**{texts('activity.concentration')}**")
    draw.table(activity_words.basis_rows(found, texts), name="activity_bases", columns=activity_words.basis_columns(texts))
    picked = draw.chart(charts.lorenz(found, texts), "activity_lorenz", on_select=True, alt_text=texts("activity.lorenz_alt"))
    st.caption(texts("activity.lorenz_how"))
    if picked and {"people", "basis"} <= set(picked[0]):
        _quietest(found, float(picked[0]["people"]), str(picked[0]["basis"]))
    top = found.people("speakers")
    draw.people(top, name="activity_top", title=texts("activity.list_top", count=len(top)))


def _quietest(found: concentration.Concentration, share: float, basis: str) -> None:
    """The people behind a point of the curve, fewest messages first."""
    texts = session.texts()
    people, unnamed = found.quietest(share, basis)
    draw.people(people, name="activity_quietest", title=texts(
        "activity.list_quietest", share=texts.share(share, 100), basis=texts(f"activity.basis.{basis}"), count=len(people)),
        columns={"display_name": texts("show.person"), "effective": texts("activity.column.effective")})
    if unnamed:
        draw.missing(texts("activity.unnamed", count=unnamed))
