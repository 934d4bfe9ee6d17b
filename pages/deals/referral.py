"""老带新 / Who brings people: joins by invitation, K, regulars on top with the parts of their score, what came of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import koc as charts
from analytics.metrics import koc, referral, reply_graph
from analytics.metrics.koc import Koc
from analytics.metrics.referral import Referral
from analytics.metrics.reply_graph import ReplyGraph
from analytics.metrics.side_by_side import side_by_side
from analytics.settings import Settings
from pages.deals import referral_weights
from pages.deals import referral_words as words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, scores, who brought whom, network for experts, the note on what is allowed."""
    texts = session.texts()
    with side_by_side() as ask:
        bringing = ask.submit(cache.measured, referral.measure, ws, scope)
        facts = cache.measured(koc.facts, ws, scope)
    brought = bringing.result()
    found = cache.measured(_scored, ws, scope, settings=referral_weights.settings(ws))
    draw.verdict(words.verdict(brought, found, texts))
    draw.cards(words.cards(brought, found, texts))
    if found.known:
        picked = _picture(found)
        referral_weights.controls(ws, found)
        draw.tabs("referral", {"koc": lambda: _koc(found, picked), "inviters": lambda: _inviters(brought),
                               "brought": lambda: _brought(brought)})
        box = st.expander(texts("show.expert"), icon=":material/science:", key="referral_expert_box", on_change="rerun")
        if box.open:
            with box:
                _network(facts.graph)
    draw.definition("koc.definition")
    draw.missing([*words.gaps(brought, found, texts), texts("referral.compliance")])


def _scored(ws: Workspace, scope: Scope, settings: Settings) -> Koc:
    return koc.table(cache.measured(koc.facts, ws, scope), settings)


def _picture(result: Koc) -> list[dict[str, Any]]:
    texts = session.texts()
    if not result.members["koc"].any():
        st.caption(texts("koc.nobody"))
        return []
    st.markdown(f"**{texts('koc.chart_title')}**")
    picked = draw.chart(charts.scores(result, texts), key="koc_scores", on_select=True, alt_text=texts("koc.chart_alt"))
    st.caption(texts("koc.chart_how"))
    return picked


def _koc(result: Koc, picked: list[dict[str, Any]]) -> None:
    """Those on top, or the one that was clicked; else everybody through the gate, or whom the gate kept out."""
    texts = session.texts()
    key = f"koc_list_{texts.language}"
    which = st.segmented_control(
        texts("koc.which"), words.LISTS, default="koc", required=True, label_visibility="collapsed", key=key,
        format_func=lambda one: texts(f"koc.list_{one}", count=len(words.listed(result, one)))) or "koc"
    rows = words.listed(result, which)
    clicked = [one["person_id"] for one in picked if one.get("person_id")]
    if clicked:
        rows = rows[rows["person_id"].astype("str") == clicked[0]]
    draw.people(words.koc_table(rows, texts), name="koc_people", title=texts(f"koc.list_{which}", count=len(rows)),
                columns=words.koc_columns(result, texts))


def _inviters(result: Referral) -> None:
    texts = session.texts()
    if result.inviters.empty:
        st.caption(texts("referral.no_inviters"))
    else:
        draw.people(result.inviters, name="referral_inviters", columns=words.inviter_columns(texts),
                    title=texts("referral.inviters", count=len(result.inviters)))
    if len(result.by_orders):
        draw.people(result.by_orders, name="referral_orders", columns=words.order_columns(texts),
                    title=texts("referral.by_orders", count=len(result.by_orders)))


def _brought(result: Referral) -> None:
    """The invitees behind each card."""
    texts = session.texts()
    which = st.segmented_control(
        texts("referral.which"), words.BROUGHT, default="joined", required=True, label_visibility="collapsed",
        key=f"referral_brought_{texts.language}",
        format_func=lambda one: texts(f"referral.list_{one}", count=len(result.people(one)))) or "joined"
    people = result.people(which)
    rows = result.brought[result.brought["invitee_id"].isin(people["person_id"])]
    draw.people(words.brought_table(rows, texts), name="referral_people", columns=words.brought_columns(texts),
                title=texts(f"referral.list_{which}", count=len(people)))


def _network(result: ReplyGraph | None) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('koc.network_title')}**")
    if result is None or result.edges.empty:
        st.caption(texts("koc.no_network"))
        return
    st.markdown(words.network_line(result, texts))
    picked = draw.chart(charts.network(result, texts), key="koc_network", on_select=True, alt_text=texts("koc.network_alt"))
    st.caption(texts("koc.network_how"))
    clicked = [one["person_id"] for one in picked if one.get("person_id")]
    between = st.toggle(texts("koc.bridges"), key="koc_bridges", help=texts("koc.bridges_help"))
    nodes = reply_graph.bridges(result) if between else result.nodes
    if between:
        st.markdown(escaped(words.bridges_line(nodes, texts)))
    rows = nodes[nodes["person_id"].astype("str").isin(clicked)] if clicked else nodes
    draw.people(rows, name="koc_nodes", title=texts("koc.nodes", count=len(rows)), columns=words.node_columns(texts, between))
    alone = result.people("isolated")
    draw.people(alone, name="koc_isolated", title=texts("koc.isolated", count=len(alone)))
