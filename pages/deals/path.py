"""Path to purchase: how many of those who come in buy, buy again, and where the others stop."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.metrics.funnel import Funnel
from pages.deals import controls, path_groups, path_more, path_people, path_reading, path_tables, path_words
from pages.parts import session
from pages.parts import show as showing
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, picture; people of each step, groups, time, and the way from orders to people."""
    texts, choices = session.texts(), controls.chosen(ws, scope)
    result = path_reading.path(ws, scope, choices)
    showing.verdict(path_words.verdict(result, texts))
    if len(result.steps) < 2:
        showing.missing(path_words.missing(result, texts))
        path_more.totals(ws, scope)
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
        "people": lambda: path_people.show(ws, scope, result, choices, picked), "table": lambda: _table(ws, scope, result, choices),
        "groups": lambda: path_groups.show(ws, scope, result, choices), "time": lambda: path_more.time(result),
        "weeks": lambda: path_more.weeks(result), "apart": lambda: path_people.apart(ws, scope, result, choices),
        "why": lambda: path_more.why(ws, scope, choices), "branch": lambda: path_more.branch(result),
        "match": lambda: path_more.match(result), "totals": lambda: path_more.totals(ws, scope),
    }
    showing.tabs("path", drawn)
    showing.definition("deals.definition")
    showing.missing(path_words.missing(result, texts))


def _table(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, object]) -> None:
    texts = session.texts()
    columns = {name: texts(f"deals.column_{name}") for name in (
        "step", "count", "share_of_previous", "interval", "share_of_first", "pending", "median")}
    showing.table(path_words.step_table(result, texts), name="deals_steps", columns=columns)
    earlier = path_reading.before(ws, scope, choices)
    if earlier is None:
        st.caption(texts("path.before_none"))
        return
    st.markdown(f"**{texts('path.before_title')}**")
    showing.table(path_tables.before_table(earlier, texts), name="deals_before", columns={
        name: texts(f"path.column.{name}") for name in ("step", "now", "before", "gap", "word")})
    st.caption(texts("path.tested"))
