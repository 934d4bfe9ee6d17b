"""What may be said of one step of the path: other events that will do, wishes, and whether it may be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts.funnel import step_word
from analytics.metrics import funnel_facts, funnel_steps
from analytics.metrics.funnel_steps import Step
from pages.parts import cache, choose, session
from pages.parts.markdown import plain

_MOST_VALUES, _HIGHEST = 200, 1_000_000
_WORDS = funnel_steps.FIELDS[:-1]


def show(ws: Workspace, scope: Scope, known: Sequence[str], step: Step, place: int, changed: Callable[[Step], None]) -> None:
    """The choosers of the step at `place` (from 0)."""
    _either(known, step, place, changed)
    carried = [field for field in _WORDS if funnel_steps.carries(step, field)]
    if carried:
        values = cache.measured(funnel_facts.values, ws, scope)
        for field in carried:
            _wish(field, _words(ws, field, values.get(field, ())), step, place, changed)
    if funnel_steps.carries(step, "amount_from"):
        _amount(step, place, changed)
    if place:
        texts = session.texts()
        key = choose.keyed(f"path_optional_{place}", step.optional)
        st.toggle(texts("path.optional"), key=key, help=texts("path.optional_help"),
                  on_change=lambda: changed(step._replace(optional=bool(st.session_state[key]))))


def _either(known: Sequence[str], step: Step, place: int, changed: Callable[[Step], None]) -> None:
    texts, key = session.texts(), choose.keyed(f"path_either_{place}", list(step.events))
    st.multiselect(texts("path.events"), list(dict.fromkeys([*known, *step.events])), key=key, placeholder="", select_all=False,
                   format_func=lambda event: plain(step_word(event, texts)),
                   on_change=lambda: changed(Step(tuple(st.session_state[key]) or step.events, (), step.optional)))


def _words(ws: Workspace, field: str, values: Sequence[str]) -> dict[str, str]:
    """What the data say there → how it may be shown."""
    texts, known = session.texts(), pd.DataFrame({field: list(values)[:_MOST_VALUES]}, dtype="str")
    if field == "channel":
        known = ws.channel_words(known.assign(said=known[field]), "said")
    elif field == "category":
        known = known.assign(said=[texts(f"category.{one}") if texts.has(f"category.{one}") else one for one in known[field]])
    return dict(zip(known[field].tolist(), known[known.columns[-1]].tolist(), strict=True))


def _wish(field: str, values: dict[str, str], step: Step, place: int, changed: Callable[[Step], None]) -> None:
    # "" stands for any: of None the chooser says “Choose an option”, in English.
    texts, current = session.texts(), dict(step.where).get(field, "")
    if not values:
        return
    key = choose.keyed(f"path_{field}_{place}", current)
    st.selectbox(texts(f"path.field.{field}"), list(dict.fromkeys(["", *values, *([current] if current else [])])), key=key,
                 format_func=lambda value: plain(values.get(value, value)) if value else texts("path.any"),
                 on_change=lambda: changed(_with(step, field, st.session_state[key])))


def _amount(step: Step, place: int, changed: Callable[[Step], None]) -> None:
    texts, current = session.texts(), dict(step.where).get("amount_from")
    number = int(current) if current else 0
    key = choose.keyed(f"path_amount_{place}", number)
    st.number_input(texts("path.field.amount_from"), 0, _HIGHEST, key=key, step=10,
                    on_change=lambda: changed(_with(step, "amount_from", str(st.session_state[key] or ""))))


def _with(step: Step, field: str, value: str | None) -> Step:
    rest = {name: said for name, said in step.where if name != field}
    wishes = {**rest, field: value} if value else rest
    return step._replace(where=tuple((name, wishes[name]) for name in funnel_steps.FIELDS if name in wishes))

