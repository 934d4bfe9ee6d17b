"""从哪来 / Where people come from: each way into the groups, with who bought and who is still here."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import lures as charts
from analytics.metrics import lures
from analytics.metrics.lures import UNSTATED, Lures
from analytics.metrics.observed import followed
from pages.deals import sources_words as words
from pages.parts import cache, session
from pages.parts import show as draw

_LISTS = ("joined", "ordered", "not_ordered", "still", "gone")


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, bars of the ways in with their people, the table of shares."""
    texts, result = session.texts(), cache.measured(lures.measure, ws, followed(ws, scope))
    draw.verdict(words.verdict(result, texts))
    if result.coverage["has_joins"]:
        draw.cards(words.cards(result, texts))
        st.markdown(f"**{texts('lures.chart_title')}**")
        picked = draw.chart(charts.channels(result, texts), key="lures_channels", on_select=True, alt_text=texts("lures.chart_alt"))
        st.caption(texts("lures.chart_click"))
        people, table = st.tabs([texts("lures.tab_people"), texts("lures.tab_table")])
        with people:
            _people(result, picked)
        with table:
            draw.table(words.table(result, texts), name="lures_table", columns=words.table_columns(texts))
            st.caption(texts("lures.table_how"))
    draw.definition("lures.definition")
    draw.missing(words.gaps(result, texts))


def _people(result: Lures, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked bar, else of the way in chosen from the list."""
    texts, known = session.texts(), result.channels["channel"].tolist()
    clicked = [str(one["channel"]).strip() for one in picked if "channel" in one]
    names = {one: one or texts("lures.unstated") for one in known}
    chosen = clicked[0] if clicked and clicked[0] in known else st.selectbox(
        texts("lures.which"), known, format_func=lambda one: names[one], key=f"lures_which_{texts.language}") or UNSTATED
    lists = {name: result.people(name, chosen) for name in _LISTS}
    held = [name for name in _LISTS if len(lists[name])]
    which = st.segmented_control(texts("lures.who"), held, default="joined", required=True, label_visibility="collapsed",
                                 format_func=lambda one: texts(f"lures.who_{one}", count=len(lists[one])),
                                 key=f"lures_who_{texts.language}")
    if which in lists:
        rows = lists[which]
        draw.people(words.people(rows, texts), name="lures_people", columns=words.people_columns(texts),
                    title=texts("lures.list_of", channel=names[chosen], who=texts(f"lures.who_{which}", count=len(rows))))
