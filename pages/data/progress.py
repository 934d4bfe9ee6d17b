"""Files on their way in: which one, how far all of them are, how long still, and how to stop. Looks again every second."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.storing.pile import Pile
from pages.data import wording
from pages.parts import session

_LOOK_EVERY_SECONDS = 1.0


def show(ws: Workspace) -> None:
    """One bar for all busy files; nothing when nothing is going on."""
    busy = Pile(ws.jobs()).busy
    if busy:
        st.fragment(_bar, run_every=_LOOK_EVERY_SECONDS)(ws, {job.id for job in busy})


def _bar(ws: Workspace, known: set[str]) -> None:
    pile = Pile(ws.jobs())
    if {job.id for job in pile.busy} != known:
        st.rerun()  # something is done: the page below shows it
    with st.container(border=True, key="progress"):
        st.progress(pile.fraction, text=_said(pile))
        _buttons(pile)


def _said(pile: Pile) -> str:
    texts, job = session.texts(), pile.busy[0]
    number, of = pile.position
    said = [texts(f"add.state.{pile.state(job)}", file=wording.file(job))]
    if of > 1:
        said.insert(0, texts("add.position", number=number, of=of))
    return texts("add.dot").join([*said, *wording.pace(job)])


def _buttons(pile: Pile) -> None:
    texts, job = session.texts(), pile.busy[0]
    with st.container(horizontal=True, gap="small"):
        if pile.state(job) != "keeping" and st.button(texts("add.cancel"), key=f"cancel_{job.id}", type="tertiary"):
            job.cancel()
            st.rerun()
        if len(pile.busy) > 1 and st.button(texts("add.cancel_all"), key="cancel_all", type="tertiary"):
            pile.stop()
            st.rerun()
