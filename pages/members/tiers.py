"""会员等级 / Member tiers: who is bronze, silver, gold, whom a review today would move, and who is close."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import tiers as charts
from analytics.metrics import tier_preview, tiers
from analytics.metrics.tiers import SHOWN, Tiers
from pages.members import tiers_rules
from pages.members import tiers_words as words
from pages.parts import cache, choose, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page; the last day of `scope` counts."""
    texts, result = session.texts(), cache.measured(tiers.measure, ws, scope)
    if result.until is None:
        _no_orders(result)
        return
    draw.verdict(words.verdict(result, texts))
    draw.cards(words.cards(result, texts))
    picked = draw.chart(charts.bars(result, texts), key="tiers_bars", on_select=True, alt_text=texts("tiers.chart_alt"))
    st.caption(texts("tiers.click"))
    drawn = {"people": lambda: _people(result, picked), "review": lambda: _review(result), "near": lambda: _near(result),
             "moved": lambda: _moved(result), "log": lambda: _log(result), "rules": lambda: tiers_rules.show(ws),
             "points": lambda: tiers_rules.points_tried(ws, scope, result)}
    draw.tabs("tiers", drawn)
    draw.definition("tiers.definition", until=result.until)
    draw.missing(words.gaps(result, texts))


def _no_orders(result: Tiers) -> None:
    """Without orders nobody's tier is known: say so, what would tell, and who would have one."""
    texts = session.texts()
    draw.verdict(texts("tiers.nothing"))
    draw.missing(texts("tiers.nothing_more"))
    if len(result.members):
        draw.people(result.people("all"), name="tiers_members", title=texts("tiers.nothing_members", count=len(result.members)))
    draw.definition("tiers.definition", until=result.as_of)


def _people(result: Tiers, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked bar; else of the tier chosen with a button."""
    texts = session.texts()
    known = [tier for tier in SHOWN if result.count(tier)]
    clicked = [one["tier"] for one in picked if one.get("tier") in known]
    chosen = clicked[0] if clicked else st.segmented_control(
        texts("tiers.who"), known, default=known[0] if known else None, label_visibility="collapsed",
        format_func=lambda tier: texts(f"tier.{tier}"), key=f"tiers_who_{texts.language}")
    if chosen:
        rows = words.ordered(result.members[result.members["tier"] == chosen], chosen)
        st.caption(texts(f"tiers.meaning.{chosen}"))
        draw.people(rows, name="tiers_people", columns=words.member_columns(texts, result.settings.tiers.grace_until_reviews),
                    title=texts("tiers.list_of", tier=texts(f"tier.{chosen}"), count=len(rows)))


def _review(result: Tiers) -> None:
    """「如果今天复核」: who falls, is warned, cannot be judged, rose, stays."""
    texts, rows = session.texts(), result.preview
    counts = rows["move"].value_counts()
    known = [move for move in tier_preview.MOVES if counts.get(move, 0)]
    if not known:
        st.caption(texts("tiers.review_nobody"))
        return
    st.caption(texts("tiers.review_how"))
    first = "down" if "down" in known else known[0]
    chosen = st.segmented_control(
        texts("tiers.tab_review"), known, default=first, label_visibility="collapsed", key=f"tiers_review_{texts.language}",
        format_func=lambda move: texts(f"tiers.move.{move}", count=int(counts[move])))
    if chosen:
        people = rows[rows["move"] == chosen].sort_values(["missing", "person_id"], ignore_index=True)
        st.caption(texts(f"tiers.move_meaning.{chosen}"))
        draw.people(words.in_words(people, texts), name="tiers_review", columns=words.review_columns(texts),
                    title=texts(f"tiers.move.{chosen}", count=len(people)))


def _near(result: Tiers) -> None:
    texts = session.texts()
    if result.near.empty:
        st.caption(texts("tiers.near_nobody"))
        return
    st.caption(words.near_how(result, texts))
    draw.people(words.in_words(result.near, texts), name="tiers_near", columns=words.near_columns(texts),
                title=texts("tiers.near_title", count=len(result.near)))


def _moved(result: Tiers) -> None:
    """Who was where on an earlier day, and where now."""
    texts, days = session.texts(), words.earlier_days(result)
    if not days or result.until is None:
        st.caption(texts("tiers.moved_too_short"))
        return
    key = choose.keyed("tiers_since", st.session_state.get("tiers_since", days[0]))
    since: date = st.selectbox(texts("tiers.moved_since"), days, key=key, format_func=lambda day: f"{day:%Y-%m-%d}",
                               on_change=lambda: st.session_state.update(tiers_since=st.session_state[key]))
    moved = tier_preview.migration(result.log, result.members, since, result.until)
    picked = draw.chart(charts.migration(tier_preview.matrix(moved), texts), key="tiers_moved", on_select=True,
                        alt_text=texts("tiers.moved_alt"))
    st.caption(texts("tiers.moved_click"))
    rows = words.cell(moved, picked)
    draw.people(words.in_words(rows, texts), name="tiers_moved", columns=words.moved_columns(texts),
                title=texts("tiers.moved_title" if picked else "tiers.moved_all", count=len(rows)))


def _log(result: Tiers) -> None:
    texts = session.texts()
    st.caption(texts("tiers.log_how"))
    if len(result.log):
        newest = result.log.sort_values(["day", "person_id"], ascending=[False, True], ignore_index=True)
        draw.table(words.in_words(newest, texts), name="tiers_log", columns=words.log_columns(texts))
    if len(result.reviews):
        with st.expander(texts("tiers.reviews_title"), icon=":material/event_available:"):
            draw.table(words.in_words(result.reviews, texts), name="tiers_reviews", columns=words.reviews_columns(texts))
