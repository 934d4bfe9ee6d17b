"""What was learned from corrections: how many are needed, how it did on ones it had not seen, and the switch."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import learned_posts
from analytics.metrics.learned_posts import OPEN, SOURCES, Learned
from analytics.texts.words import Texts
from pages.content import confusions, mix_words
from pages.parts import cache, choose, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """One sentence, the switch; once there are enough corrections both tables, and the posts of a cell."""
    texts = session.texts()
    found = cache.measured(learned_posts.measure, ws, scope)
    st.markdown(f"**{texts('learned.title')}**\n\n{said(found, texts)}")
    _switch(ws, found)
    if found.tested.empty:
        return
    st.markdown(compared(found, texts))
    for source in SOURCES:
        st.markdown(f"**{texts(f'learned.table_{source}')}**")
        confusions.draw_table(found.confusion, source, name=f"learned_{source}", said=f"learned.{source}_said")
    source = st.segmented_control(
        texts("learned.whose"),
        SOURCES,
        default=SOURCES[-1],
        required=True,
        key=f"learned_whose_{texts.language}",
        format_func=lambda one: texts(f"learned.table_{one}"),
    )
    confusions.cell(
        found.confusion,
        source,
        partial(_listed, found, source),
        name="learned_cell",
        named=f"learned.cell_{source}",
        shown=("posted_at", "text", "confidence"),
    )
    draw.missing([texts("learned.mistakes_only"), texts("learned.where")])


def said(found: Learned, texts: Texts) -> str:
    """Whether it is at work, and what is missing if it is not."""
    scarce = [
        texts("learned.scarce", kind=texts(f"content.short.{kind}"), count=found.kinds[kind]) for kind in found.scarce
    ]
    return texts(
        f"learned.state_{found.state}",
        count=found.coverage["corrections"],
        needed=found.coverage["needed"],
        each=found.settings.learned.kind_from_corrections,
        sure=texts.share(found.settings.learned.from_confidence),
        kinds=texts.listing(scarce),
    )


def compared(found: Learned, texts: Texts) -> str:
    """The same corrections, sorted by the rules and by what was learned without them."""
    lines = [texts(f"learned.compared_{source}", **_rate(found, source, texts)) for source in SOURCES]
    facts = _rate(found, OPEN, texts)
    return "".join([*lines, texts("learned.compared_open" if facts["of"] else "learned.compared_open_none", **facts)])


def _rate(found: Learned, source: str, texts: Texts) -> dict[str, object]:
    row = found.rate(source)
    return {
        "count": row["count"],
        "of": row["of"],
        "wrong": found.rate(source, "wrong")["count"],
        **{name: texts.share(row[name], row["of"]) for name in ("share", "low", "high")},
    }


def _listed(found: Learned, source: str, truth: str, said: str) -> pd.DataFrame:
    """The corrections of a cell, with the confidence in words."""
    rows, texts = found.posts(source, truth, said), session.texts()
    return rows.assign(confidence=[mix_words.confidence(one, texts) for one in rows["confidence"]])


def _switch(ws: Workspace, found: Learned) -> None:
    on = bool(found.settings.learned.in_use)
    key = choose.keyed("learned_switch", on)
    st.toggle(session.texts()("learned.switch"), key=key, on_change=_turn, args=(ws, key))


def _turn(ws: Workspace, key: str) -> None:
    ws.change_settings(ws.settings.changed(learned__in_use=bool(st.session_state[key])))
