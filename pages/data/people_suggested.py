"""Pairs of names that may be one person: tick one or many, say yes or no, take it back later."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import who
from analytics.metrics.who import Who
from pages.data import people_decided, people_list
from pages.parts import problems, session
from pages.parts import show as draw


def show(ws: Workspace, found: Who) -> None:
    """The table of pairs, the names behind a single ticked one, and two buttons."""
    texts, pairs = session.texts(), found.suggestions
    if pairs.empty:
        st.caption(texts("people.suggested_none"))
        return
    st.caption(texts("people.suggested_how"))
    if found.left_off:
        st.caption(texts("people.suggested_more", count=len(pairs), more=found.left_off))
    evidence = [texts.listing(texts(f"people.evidence.{kind}") for kind in kinds) for kinds in pairs["evidence"]]
    shown = pairs.assign(evidence=evidence)
    columns = {name: texts(f"people.column.{name}") for name in ("name_a", "name_b", "evidence")}
    score = st.column_config.ProgressColumn(texts("people.column.score"), min_value=0, max_value=100, format="%d")
    ticked = draw.table(shown, name="people_suggested", columns={**columns, "score": score}, select=True)
    chosen = pairs.iloc[ticked]
    if len(chosen) == 1:
        _beside(ws, chosen)
    with st.container(horizontal=True):
        _button(ws, chosen, "same", "primary")
        _button(ws, chosen, "different", "secondary")


def _beside(ws: Workspace, chosen: pd.DataFrame) -> None:
    """Every name of the two, one under the other."""
    two = [who.names_of(ws, int(chosen[side].iloc[0])) for side in ("person_a", "person_b")]
    draw.table(people_list.named(ws, pd.concat(two, ignore_index=True)), name="people_pair",
               columns=people_list.name_columns(), download=False)


def _button(ws: Workspace, chosen: pd.DataFrame, decision: str, kind: str) -> None:
    pairs = [(int(one), int(other)) for one, other in zip(chosen["person_a"], chosen["person_b"], strict=True)]
    label = session.texts()(f"people.decide_{decision}", count=len(pairs))
    if st.button(label, key=f"people_{decision}", disabled=not pairs, type="primary" if kind == "primary" else "secondary"):
        people = tuple(one for pair in pairs for one in pair)
        with problems.calm():
            people_decided.watched(ws, who.aliases_of(ws, people), lambda: ws.decide_identities(pairs, decision))
