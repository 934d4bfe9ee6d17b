"""The path broken down: a bar a group, what the tests say, and the people of a clicked bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.charts import funnel_more
from analytics.metrics import funnel_split
from analytics.metrics.funnel import Funnel
from analytics.metrics.funnel_split import CARRIED, OTHERS, REST, UNKNOWN, Split
from analytics.texts.words import Texts
from pages.deals import path_address, path_reading, path_tables
from pages.parts import address, choose, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

FIELD = "split"


def show(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """Choosers, sentence, bars, table, people."""
    texts, options = session.texts(), funnel_split.possible(ws, result)
    by, step, against = _asked(options, result.chain)
    first = path_reading.split(ws, scope, choices, by, step, REST)
    words = _words(first, texts)
    values = [REST, *(value for value in first.groups["value"] if by not in CARRIED and value not in (OTHERS, UNKNOWN))]
    baseline = next((value for value in values if path_address.hashed(value) == against), REST)
    _choose(options, result, values, (by, step, baseline), words)
    found = path_reading.split(ws, scope, choices, by, step, baseline)
    st.markdown(escaped(path_tables.groups(found, texts, words)))
    if len(found.groups) < 2:
        return
    named = funnel_more.named(found, texts, words)
    picked = draw.chart(funnel_more.groups(named, texts), f"path_groups_{by}", on_select=True,
                        alt_text=path_tables.groups(found, texts, words))
    if by in CARRIED:
        st.caption(texts("path.carried_several" if found.overlaps else "path.carried"))
    elif by in funnel_split.TODAY:
        st.caption(texts("path.today_caution"))
    _people(found, picked, words, texts)
    draw.table(path_tables.groups_table(named, texts), name="path_groups", columns={
        name: texts(f"path.column.{name}") for name in ("group", "count", "of", "share", "between", "lift", "word")})
    with st.expander(texts("show.expert"), icon=":material/science:"):
        draw.table(path_tables.tests_table(named, texts), name="path_tests", columns={
            name: texts(f"path.column.{name}") for name in ("group", "gap", "gap_between", "p", "q")})
        st.caption(texts("path.tested"))


def _asked(options: Sequence[str], chain: Sequence[str]) -> tuple[str, str, str]:
    """What to break down by, at which step, and the hash of the group to hold against: by.place.hash in the address."""
    by, place, against = [*(address.value(FIELD) or "").split("."), "", "", ""][:3]
    steps = {str(number): step for number, step in enumerate(chain[1:], 2)}
    return by if by in options else options[0], steps.get(place, chain[-1]), against


def _choose(options: Sequence[str], result: Funnel, values: Sequence[str], current: tuple[str, str, str],
            words: Callable[[str], str]) -> None:
    """Three choosers; each keeps what the others say."""
    texts, (by, step, baseline) = session.texts(), current
    by_place, step_place, against = st.columns(3)
    with by_place:
        _one_of("by", texts("path.split_by"), options, by, lambda one: texts(f"path.by.{one}"),
                lambda one: _keep(result, one, step, REST))
    with step_place:
        _one_of("to", texts("path.split_to"), result.chain[1:], step, lambda one: charts.step_word(one, texts),
                lambda one: _keep(result, by, one, baseline))
    with against:
        _one_of(f"baseline_{by}", texts("path.baseline"), values, baseline,
                lambda one: texts("path.rest") if one == REST else plain(words(one)), lambda one: _keep(result, by, step, one))


def _one_of(name: str, label: str, options: Sequence[str], current: str, words: Callable[[str], str],
            changed: Callable[[str], None]) -> None:
    key = choose.keyed(f"path_{name}", current)
    st.selectbox(label, options, key=key, format_func=words, on_change=lambda: changed(st.session_state[key]))


def _keep(result: Funnel, by: str, step: str, baseline: str) -> None:
    against = "" if baseline == REST else f".{path_address.hashed(baseline)}"
    address.choose(FIELD, f"{by}.{result.chain.index(step) + 1}{against}")


def _people(found: Split, picked: list[dict[str, Any]], words: Callable[[str], str], texts: Texts) -> None:
    """Who of a group got there and who did not."""
    values = found.groups["value"].tolist()
    clicked = [one["value"] for one in picked if one.get("value") in values]
    options = [(value, reached) for value in (clicked[:1] or values) for reached in (True, False)
               if len(found.people(value, reached))]
    if options:
        chosen = st.selectbox(texts("deals.list_step"), options, key=f"path_group_people_{found.by}_{texts.language}_{clicked[:1]}",
                              format_func=lambda one: plain(texts(
                                  "path.group_reached" if one[1] else "path.group_lost", group=words(one[0]),
                                  count=len(found.people(*one)))))
        draw.people(found.people(*chosen), name="path_group_people", columns={
            "display_name": texts("show.person"), "entered_at": texts("deals.column_entered_at")})


def _words(found: Split, texts: Texts) -> Callable[[str], str]:
    """value → how it is said."""
    def said(value: str) -> str:
        if value in (OTHERS, UNKNOWN):
            unknown = f"path.without_{found.by}" if found.by in CARRIED else "path.unknown"
            return texts("path.others" if value == OTHERS else unknown)
        key = {"layer": f"layer.{value}", "tier": f"tier.{value}", "category": f"category.{value}", "slot": f"path.slot.{value}",
               "weekday": f"path.weekday.{value}"}.get(found.by, "")
        return texts(key) if key and texts.has(key) else found.names.get(value, value)
    return said
