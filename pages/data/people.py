"""人 / People: who is who, which names belong together, who speaks for the shop, who orders for others."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import matching, resellers, who
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.who import Who
from analytics.texts.words import Texts
from pages.data import people_decided, people_list, people_namesakes, people_resellers, people_staff, people_suggested
from pages.parts import cache, matched, session
from pages.parts import show as draw
from pages.parts.show import Card

# What stands behind each button, in this order.
_PARTS: dict[str, Callable[[Workspace, Who], None]] = {
    "list": people_list.show, "suggested": people_suggested.show, "namesakes": people_namesakes.show,
    "staff": people_staff.show, "resellers": people_resellers.show, "decided": people_decided.show,
}


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page; it always speaks of the whole shop."""
    texts = session.texts()
    with side_by_side() as ask:
        for beside in (matching.shared_people, resellers.measure):
            ask.submit(cache.measured, beside, ws, None)  # wanted by the cards, and there by then
        found = cache.measured(who.measure, ws, None)
    if found.people.empty:
        draw.verdict(texts("people.nobody"))
        draw.definition("people.definition")
        return
    draw.verdict(texts(f"people.verdict.{'some' if len(found.suggestions) else 'none'}", count=len(found.people),
                       pairs=len(found.suggestions)))
    draw.cards(_cards(ws, found, texts))
    people_decided.effect()
    part = st.segmented_control(
        texts("people.which_part"), list(_PARTS), default="list", required=True, wrap=True, label_visibility="collapsed",
        format_func=lambda name: texts(f"people.part.{name}"), key=f"people_part_{texts.language}")
    _PARTS[part or "list"](ws, found)
    st.markdown(f"##### {texts('people.match.title')}")
    matched.lines(ws)
    draw.definition("people.definition")


def _cards(ws: Workspace, found: Who, texts: Texts) -> list[Card]:
    shared = cache.measured(matching.shared_people, ws, None).pairs.to_dict("records")
    others = cache.measured(resellers.measure, ws, None)
    matches = [Card(texts(f"people.card.{row['side']}_{row['among']}"), texts("people.card_of", count=row["count"], of=row["of"]))
               for row in shared[:1]]
    return [
        Card(texts("people.card.people"), texts.number(len(found.people))),
        Card(texts("people.card.suggested"), texts("people.card_pairs", count=len(found.suggestions))),
        Card(texts("people.card.namesakes"), texts.number(found.namesakes["name_key"].nunique())),
        *matches,
        Card(texts("people.card.resellers"), texts.number(len(others.suspected))),
    ]
