"""客人价值 / What customers are worth: who spends, who comes back, what a customer brings, would they recommend us."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import value as charts
from analytics.metrics import lifetime_value, repurchase, rfm, value
from analytics.metrics.repurchase import Repurchase
from analytics.metrics.rfm import Rfm
from analytics.metrics.value import Value
from pages.members import value_models, value_nps
from pages.members import value_words as words
from pages.parts import cache, choose, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page for the period of `scope`; without chosen days the last ones of the orders."""
    texts = session.texts()
    spent = cache.measured(value.measure, ws, scope)
    if not spent.totals["placed"]:
        draw.verdict(texts("value.no_orders"))
        draw.missing(texts("value.no_orders_more"))
        value_nps.show(ws, scope)
        draw.definition("value.definition")
        return
    again = cache.measured(repurchase.measure, ws, scope)
    kinds = cache.measured(rfm.measure, ws, scope)
    draw.verdict(words.verdict(spent, texts))
    draw.cards(words.cards(spent, again, texts))
    picked = _picture(kinds)
    tabs = st.tabs([texts(f"value.tab_{name}") for name in ("kinds", "buyers", "again", "worth", "nps")])
    with tabs[0]:
        _kinds(kinds, picked)
    with tabs[1]:
        _buyers(spent)
    with tabs[2]:
        _again(again)
    with tabs[3]:
        _worth(ws, scope)
    with tabs[4]:
        value_nps.show(ws, scope)
    value_models.show(ws, scope)
    draw.definition("value.definition")
    draw.missing(words.gaps(spent, again, texts))


def _picture(result: Rfm) -> list[dict[str, Any]]:
    texts = session.texts()
    if not result.classes:
        st.caption(texts("value.too_few_kinds", count=len(result.members), **words.gate(session.settings())))
        return []
    st.markdown(f"**{texts('value.chart_title', days=(result.as_of - result.start).days + 1)}**")
    picked = draw.chart(charts.segments(result, texts), key="value_segments", on_select=True,
                        alt_text=texts("value.chart_alt"))
    st.caption(texts("value.chart_click"))
    return picked


def _kinds(result: Rfm, picked: list[dict[str, Any]]) -> None:
    """The people of the clicked bar, else of the kind chosen with a button, best first."""
    texts, names = session.texts(), result.segments["segment"].tolist()
    if not names:
        st.caption(texts("value.nobody"))
        return
    clicked = [one["segment"] for one in picked if one.get("segment") in names]
    chosen = clicked[0] if clicked else st.selectbox(
        texts("value.choose_kind"), names, index=0, key=f"value_kind_{texts.language}",
        format_func=lambda one: words.segment_label(result, one, texts))
    st.caption(texts(f"value.segment_todo.{chosen}"))
    rows = result.members[result.members["segment"] == chosen]
    draw.people(rows, name="value_kind", title=words.segment_label(result, chosen, texts),
                columns=words.rfm_columns(texts))
    with st.expander(texts("value.all_kinds"), icon=":material/table:"):
        draw.table(words.segment_table(result, texts), name="value_kinds", columns=words.segment_columns(texts))


def _buyers(result: Value) -> None:
    texts = session.texts()
    key = choose.keyed("value_list", "buyers")
    which = st.segmented_control(texts("value.which"), value.LISTS, key=key, required=True, label_visibility="collapsed",
                                 format_func=lambda one: texts(f"value.list_{one}", count=len(result.people(one))))
    people = result.people(which or "buyers")
    rows = result.members[result.members["person_id"].isin(people["person_id"])]
    draw.people(rows, name="value_people", title=texts(f"value.list_{which or 'buyers'}", count=len(rows)),
                columns=words.buyer_columns(texts))


def _again(result: Repurchase) -> None:
    """Every version under its own name, then the people of one of them."""
    texts = session.texts()
    draw.table(words.repurchase_table(result, texts), name="value_again", columns=words.repurchase_columns(texts))
    versions = result.rates["version"].tolist()
    version = st.selectbox(texts("value.which_version"), versions, key=f"value_version_{texts.language}",
                           format_func=lambda one: texts(f"value.version.{one}"))
    people = result.people(version)
    rows = result.buyers[result.buyers["person_id"].isin(people["person_id"])]
    rows = rows.sort_values(["order_days", "orders"], ascending=False, kind="stable")
    draw.people(rows, name="value_repeaters", title=texts("value.again_people", count=len(rows)),
                columns=words.again_columns(texts))
    with st.expander(texts("value.cohorts"), icon=":material/table:"):
        draw.table(words.cohort_table(result.cohorts, texts), name="value_again_months",
                   columns=words.cohort_columns(texts))
        st.caption(texts("value.cohorts_how"))


def _worth(ws: Workspace, scope: Scope) -> None:
    texts, result = session.texts(), cache.measured(lifetime_value.measure, ws, scope)
    if not (result.overall["buyers"] > 0).any():
        st.markdown(texts("value.no_worth"))
        return
    st.markdown(words.worth_line(result, texts))
    picked = draw.chart(charts.worth(result, texts), key="value_worth", on_select=True, alt_text=texts("value.worth_alt"))
    draw.table(words.worth_table(result, texts), name="value_worth_months", columns=words.worth_columns(texts))
    st.caption(texts("value.worth_how"))
    days = result.overall.loc[result.overall["buyers"] > 0, "days"].tolist()
    clicked = [int(one["days"]) for one in picked if one.get("days") in days]
    chosen = clicked[0] if clicked else st.selectbox(texts("value.worth_people_of"), days, key=f"value_worth_days_{texts.language}",
                          format_func=lambda one: texts("value.days", days=one))
    people = result.buyers[result.buyers[f"net_{chosen}"].notna()].sort_values(f"net_{chosen}", ascending=False, kind="stable")
    draw.people(people.rename(columns={f"net_{chosen}": "net"}), name="value_worth_people",
                columns=words.worth_people_columns(texts))
