"""券和场次 / Coupons and sessions: which coupons are used, which run out, who came to a session and bought afterwards."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import redemption as charts
from analytics.metrics import redemption, sessions, squads
from analytics.metrics.redemption import STATES, Redemption
from analytics.metrics.sessions import Sessions
from analytics.metrics.squads import Squads
from pages.deals import redemption_words as words
from pages.parts import cache, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, coupons by where they came from, those that run out, how soon they are used, sessions."""
    texts = session.texts()
    coupons, held = cache.measured(redemption.measure, ws, scope), cache.measured(sessions.measure, ws, scope)
    teams = cache.measured(squads.measure, ws, scope)
    draw.verdict(words.verdict(coupons, held, texts, teams))
    if coupons.coverage["has_coupons"]:
        _coupons(ws, coupons, held, teams)
    else:
        if held.coverage["has_sessions"]:
            draw.cards(words.session_cards(held, texts))
            _sessions(ws, held)
        if teams.coverage["has_squads"]:
            _squads(ws, teams)
    draw.definition("redemption.definition")
    draw.missing(words.gaps(coupons, held, texts, teams))


def _coupons(ws: Workspace, result: Redemption, held: Sessions, teams: Squads) -> None:
    texts = session.texts()
    draw.cards(words.cards(result, texts))
    picked: list[dict[str, Any]] = []
    if result.coverage["has_channel"] and len(charts.drawn(result, "channel")):
        st.markdown(f"**{texts('redemption.chart_title')}**")
        picked = draw.chart(charts.by(result, "channel", texts), key="redemption_by", on_select=True,
                            alt_text=texts("redemption.chart_alt"))
        st.caption(texts("redemption.chart_click"))
    if picked:
        key = str(picked[0].get("key", "")).strip()
        rows = result.coupons_of("matured", "channel", key)
        _list(rows, "picked", texts("redemption.list_of", which=key or texts("redemption.unstated"), count=len(rows)))
    drawn = {"expiring": lambda: _expiring(result), "by": lambda: _by(result), "stores": lambda: _stores(result),
             "time": lambda: _time(result), "all": lambda: _all(result), "sessions": lambda: _sessions(ws, held)}
    if teams.coverage["has_squads"]:
        drawn["squads"] = lambda: _squads(ws, teams)
    draw.tabs("redemption", drawn)


def _expiring(result: Redemption) -> None:
    texts = session.texts()
    days = session.settings().redemption.expiring_until_days
    if result.expiring.empty:
        st.caption(texts("redemption.expiring_none", days=days))
        return
    _list(result.expiring, "expiring", texts("redemption.expiring_title", days=days, count=len(result.expiring)))
    st.caption(texts("redemption.expiring_how"))


def _by(result: Redemption) -> None:
    """By channel or coupon; a marked row opens its coupons."""
    texts = session.texts()
    name = st.segmented_control(texts("redemption.which"), list(result.by), default="channel", required=True,
                                label_visibility="collapsed",
                                format_func=lambda one: texts(f"redemption.column.{one}"), key=f"redemption_which_{texts.language}")
    marked = draw.table(words.by_table(result, name, texts), name=f"redemption_{name}", columns=words.by_columns(name, texts),
                        select="one")
    st.caption(texts("redemption.by_how"))
    if marked:
        rows = result.coupons_of("matured", name, str(result.by[name]["key"].iloc[marked[0]]))
        _list(rows, "by_list", texts("redemption.list_count", count=len(rows)))


def _stores(result: Redemption) -> None:
    texts = session.texts()
    if result.stores.empty:
        st.caption(texts("redemption.stores_none"))
        return
    by = ("store", "channel") if result.coverage["has_channel"] and _by_channel() else ("store",)
    rows = result.store_channels if len(by) > 1 else result.stores
    marked = draw.table(words.store_table(rows, by, texts), name="redemption_stores", select="one",
                        columns=words.store_columns(rows, by, texts))
    st.caption(texts("redemption.stores_how", least=session.settings().statistics.counts_only_below))
    if marked:
        row = rows.iloc[marked[0]]
        used = result.used_at(**{name: str(row[name]) for name in by})
        _list(used, "store_list", texts("redemption.list_count", count=len(used)))


def _by_channel() -> bool:
    return bool(st.toggle(session.texts()("redemption.stores_by_channel"), key="redemption_store_channels"))


def _time(result: Redemption) -> None:
    texts = session.texts()
    if result.curve.empty:
        st.caption(texts("redemption.time_none"))
        return
    st.markdown(words.time_line(result, texts))
    draw.chart(charts.curve(result, texts), key="redemption_curve", alt_text=texts("redemption.curve_alt"))
    st.caption(texts("redemption.time_how"))


def _all(result: Redemption) -> None:
    """Every coupon of a state."""
    texts = session.texts()
    known = [state for state in STATES if result.counts[state]]
    state = st.segmented_control(texts("redemption.column.state"), known, default=known[0], required=True,
                                 label_visibility="collapsed",
                                 format_func=lambda one: texts(f"redemption.state_{one}"), key=f"redemption_state_{texts.language}")
    rows = result.coupons_of(state)
    _list(rows, "all", texts("redemption.list_of", which=texts(f"redemption.state_{state}"), count=len(rows)))


def _list(rows: Any, name: str, title: str) -> None:
    draw.people(rows, name=f"redemption_{name}", title=title, columns=words.coupon_columns(session.texts()))


def _sessions(ws: Workspace, held: Sessions) -> None:
    """Each session with its shares; a marked row, else all, opens its lists."""
    texts = session.texts()
    if not held.coverage["has_sessions"]:
        st.caption(texts("redemption.sessions_none"))
        return
    marked = draw.table(words.session_table(held, ws, texts), name="redemption_sessions", select="one",
                        columns=words.session_columns(held, texts))
    key = str(held.sessions["key"].iloc[marked[0]]) if marked else None
    lists = words.session_lists(held, key)
    if lists:
        which = st.segmented_control(texts("redemption.who"), list(lists), default=next(iter(lists)), required=True,
                                     label_visibility="collapsed", key=f"redemption_who_{texts.language}",
                                     format_func=lambda one: texts(f"redemption.who_{one}", count=len(lists[one])))
        if which in lists:
            draw.people(ws.named(lists[which]), name="redemption_session_people",
                        title=texts(f"redemption.who_{which}", count=len(lists[which])),
                        columns={"display_name": texts("redemption.column.person")})
    st.caption(texts("redemption.sessions_caution"))


def _squads(ws: Workspace, teams: Squads) -> None:
    """Each squad's people and who of them came to a shop; a marked row opens both lists."""
    texts = session.texts()
    st.markdown(f"**{texts('redemption.squads_title')}**")
    if not teams.coverage["has_visits"]:
        st.caption(texts("redemption.squads_no_visits"))
    marked = draw.table(words.squad_table(teams, texts), name="redemption_squads", select="one",
                        columns=words.squad_columns(teams, texts))
    st.caption(texts("redemption.squads_how"))
    row: Any = teams.squads.iloc[marked[0] if marked else 0]
    for came in (True, False) if teams.coverage["has_visits"] else (False,):
        rows = teams.people(row["value"], came)
        if len(rows):
            draw.people(ws.named(rows), name=f"redemption_squad_{came}", columns=words.squad_list_columns(came, texts),
                        title=texts(f"redemption.squad_{'came' if came else 'away'}", squad=row["name"], count=len(rows)))
