"""Path to purchase: how many of those who come in buy, buy again, and where the others stop."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.metrics.observed import followed
from pages.deals import controls, path_beside, path_groups, path_more, path_people, path_reading, path_words
from pages.parts import address, session
from pages.parts import show as showing
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, picture; people of each step, groups, time, and the way from orders to people."""
    days, scope = scope, followed(ws, scope)
    texts, choices = session.texts(), controls.chosen(ws, scope)
    result = path_reading.path(ws, scope, choices)
    showing.verdict(path_words.verdict(result, texts))
    if len(result.steps) < 2:
        showing.missing(path_words.missing(result, texts))
        path_more.totals(ws, days)
        return
    said = path_words.takeaway(result, texts)
    if said:
        st.markdown(escaped(said))
    showing.cards(path_words.cards(result, texts))
    controls.show(ws, scope, result, choices)
    picked = showing.chart(charts.steps(result, texts), "deals_path", on_select=True, alt_text=path_words.verdict(result, texts))
    st.caption(texts("deals.chart_how"))
    st.caption(texts("path.grace"))
    drawn = {
        "people": lambda: path_people.show(ws, scope, result, choices, picked),
        "table": lambda: path_beside.show(ws, scope, result, choices),
        "groups": lambda: path_groups.show(ws, scope, result, choices), "time": lambda: path_more.time(result),
        "weeks": lambda: path_more.weeks(result), "apart": lambda: path_people.apart(ws, scope, result, choices),
        "why": lambda: path_more.why(ws, scope, choices), "branch": lambda: path_more.branch(result),
        "match": lambda: path_more.match(result), "totals": lambda: path_more.totals(ws, days),
    }
    _open_tab()
    showing.tabs("path", drawn)
    showing.definition("deals.definition")
    showing.missing(path_words.missing(result, texts))



def _open_tab() -> None:
    """A link to a breakdown or to other days opens its tab, until another one is clicked."""
    for field, tab in ((path_groups.FIELD, "groups"), (path_beside.FIELD, "table")):
        if address.value(field):
            st.session_state.setdefault(f"path_tab_{session.language()}", session.texts()(f"path.tab_{tab}"))
