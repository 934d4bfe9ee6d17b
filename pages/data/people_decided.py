"""What was decided about who is who: each decision's effect right after it, and a list to take any of it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import who
from analytics.metrics.who import Who
from pages.parts import problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

_EFFECT = "people_effect"
_SHOWN = 30


def watched(ws: Workspace, alias_ids: tuple[int, ...], decide: Callable[[], Any]) -> None:
    """Do `decide`, keep what the people behind these names came to before and after, and draw anew."""
    with st.spinner(session.texts()("people.busy")):
        before = who.standing(ws, alias_ids)
        decide()
        st.session_state[_EFFECT] = (ws.uuid, ws.data_version, ws.is_masked, before, who.standing(ws, alias_ids))
    st.rerun()


def effect() -> None:
    """Before and after of the decision just made, until something else changes."""
    kept, texts, ws = st.session_state.get(_EFFECT), session.texts(), session.workspace()
    if kept is None or kept[:3] != (ws.uuid, ws.data_version, ws.is_masked):
        return
    with st.container(border=True):
        st.markdown(f"**{texts('people.effect')}**")
        rows = pd.concat([_told(rows, side) for side, rows in zip(("before", "after"), kept[3:], strict=True)], ignore_index=True)
        names = ("side", "display_name", "names", "messages", "orders", "spent", "labels")
        label: dict[str, Any] = {name: texts(f"people.column.{name}") for name in names}
        label["spent"] = st.column_config.NumberColumn(label["spent"], format="%,.2f")
        draw.table(rows, name="people_effect", columns=label, download=False)


def _told(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    texts = session.texts()
    labels = [texts.listing(texts(f"layer.{name}") for name in one) for one in rows["labels"]]
    return rows.assign(side=texts(f"people.{side}"), labels=labels)


def show(ws: Workspace, found: Who) -> None:
    """Newest first; each with one button."""
    texts = session.texts()
    if found.decisions.empty:
        st.caption(texts("people.decided_none"))
        return
    st.caption(texts("people.decided_how"))
    rows = found.decisions.head(_SHOWN)
    words = ws.words_for(one for ids in rows["person_ids"] for one in ids)
    for number, row in enumerate(rows.to_dict("records")):
        _line(ws, row, words, number)


def _line(ws: Workspace, row: dict[Any, Any], words: dict[int, str], number: int) -> None:
    texts = session.texts()
    names = texts.listing(words[one] for one in row["person_ids"] if one in words)
    with st.container(border=True), st.container(horizontal=True, vertical_alignment="center"):
        said = texts(f"people.decided.{row['decision']}", names=names, at=row["decided_at"].to_pydatetime())
        st.markdown(escaped(said), width="stretch")
        if st.button(texts("people.take_back"), key=f"take_back_{number}_{ws.data_version}", icon=":material/undo:"):
            with problems.calm():
                aliases = who.aliases_of(ws, tuple(row["person_ids"]))
                watched(ws, aliases, lambda: ws.take_back_identity(row["decided_at"].to_pydatetime()))
