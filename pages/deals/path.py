"""Path to purchase: how many of those who come in buy, buy again, and where the others stop."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import funnel as charts
from analytics.metrics import funnel
from analytics.metrics.funnel import Funnel
from pages.deals import controls, path_words
from pages.parts import cache, session
from pages.parts import show as showing
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, picture, people of each step, talkers and silent ones, orders and people."""
    texts = session.texts()
    if controls.chosen():
        controls.forget_unknown(cache.measured(funnel.steps_at_hand, ws, scope))
    result = cache.measured(funnel.measure, ws, scope, **controls.chosen())
    showing.verdict(path_words.verdict(result, texts))
    if len(result.steps) < 2:
        showing.missing(path_words.missing(result, texts))
        return
    showing.cards(path_words.cards(result, texts))
    controls.draw(result)
    picked = showing.chart(charts.steps(result, texts), "deals_path", on_select=True)
    st.caption(texts("deals.chart_how"))
    people, table, branch, match = st.tabs([texts(f"deals.tab_{name}") for name in
                                            ("people", "table", "branch", "match")])
    with people:
        _people(result, picked)
    with table:
        _table(result)
    with branch:
        _branch(result)
    with match:
        _match(result)
    showing.definition("deals.definition")
    showing.missing(path_words.missing(result, texts))


def _people(result: Funnel, picked: list[dict[str, Any]]) -> None:
    texts = session.texts()
    step, state = _picked_or_chosen(result, picked)
    found = result.people(step, state)
    columns = {name: texts(f"deals.column_{name}") for name in ("person", "entered_at", "at")}
    title = texts(f"deals.list_{state}", step=charts.step_word(step, texts), count=len(found))
    if state == "dropped":
        columns.pop("at")
    showing.people(found.rename(columns={"display_name": "person"}), name="deals_people", columns=columns, title=title)


def _picked_or_chosen(result: Funnel, picked: list[dict[str, Any]]) -> tuple[str, str]:
    """The piece that was clicked, else what the chooser says: first those who were lost."""
    texts = session.texts()
    options = [(step, state) for step in result.chain for state in ("reached", "dropped", "open")
               if not (state == "dropped" and step == result.chain[0])]
    lost = (result.biggest_loss() or result.chain[0], "dropped" if result.biggest_loss() else "reached")
    chosen = st.selectbox(
        texts("deals.list_step"), options, index=options.index(lost),
        key=f"path_people_{session.language()}_{'_'.join(result.chain)}",
        format_func=lambda one: texts(f"deals.list_{one[1]}", step=charts.step_word(one[0], texts),
                                      count=len(result.people(*one))))
    if picked and (picked[0].get("step"), picked[0].get("state")) in options:
        return picked[0]["step"], picked[0]["state"]
    return chosen


def _table(result: Funnel) -> None:
    texts = session.texts()
    columns = {name: texts(f"deals.column_{name}") for name in (
        "step", "count", "share_of_previous", "interval", "share_of_first", "pending", "median")}
    showing.table(path_words.step_table(result, texts), name="deals_steps", columns=columns)


def _branch(result: Funnel) -> None:
    texts = session.texts()
    if result.branch.empty:
        st.caption(texts("deals.branch_none"))
        return
    st.markdown(escaped(path_words.branch_line(result, texts)))
    showing.chart(charts.branch(result, texts), "deals_branch")
    st.caption(texts("deals.branch_caution"))


def _match(result: Funnel) -> None:
    texts = session.texts()
    bound = path_words.bound(result, texts)
    if bound:
        st.markdown(escaped(bound))
    if result.unmatched.empty:
        st.caption(texts("deals.match_all" if len(result.match_rate) else "deals.missing_orders"))
        return
    words = result.unmatched.assign(reason=[texts(f"deals.match_reason.{one}") for one in result.unmatched["reason"]])
    showing.table(pd.DataFrame(words), name="deals_unmatched",
                  columns={name: texts(f"deals.column_{name}") for name in ("reason", "orders", "buyers")})
