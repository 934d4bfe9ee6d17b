"""The files that were handed over, as one list: what needs a look on top and open, the rest a line each."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.storing.jobs import Job
from analytics.storing.pile import Pile
from pages import section
from pages.data import one_file, since, together, unreadable, wording
from pages.parts import address, session
from pages.parts.markdown import escaped

# A handful of files is shown whole; a pile is a list of lines.
_OPEN_UNTIL = 2


def show(ws: Workspace) -> None:
    """The sentence about all of them, the one button, then the files; opening one draws only this again."""
    st.fragment(_pile)(ws)


def _pile(ws: Workspace) -> None:
    pile = Pile(ws.jobs())
    if len(pile.busy) == len(pile.jobs):
        return
    _headline(ws, pile)
    together.questions(pile)
    few = len(pile.jobs) <= _OPEN_UNTIL
    for job in pile.pressing:
        _file(ws, pile, job, True)
    unreadable.show(ws, pile)
    with st.container(gap="xsmall"):
        for job in pile.calm:
            _file(ws, pile, job, few)
        for job in [*pile.kept, *pile.stopped]:
            _file(ws, pile, job, False)


def _headline(ws: Workspace, pile: Pile) -> None:
    texts = session.texts()
    with st.container(horizontal=True, vertical_alignment="center", key="headline"):
        st.subheader(escaped(_sentence(pile)), anchor=False, width="stretch")
        if pile.ready:
            label = texts("add.keep_one" if len(pile.ready) == 1 else "add.keep_all", count=len(pile.ready))
            if st.button(label, type="primary", key="keep_all", icon=":material/save:", disabled=bool(pile.busy)):
                pile.keep()
                st.rerun()
        elif not pile.busy:
            _put_away(ws, pile)
    if pile.kept and not pile.ready and not pile.busy:
        together.outcome(pile)
        since.show(ws, pile.kept)
        _onward()


def _sentence(pile: Pile) -> str:
    texts = session.texts()
    groups = {"ready": pile.calm, "asks": pile.pressing, "failed": pile.failed, "kept": pile.kept, "stopped": pile.stopped,
              "keeping": pile.keeping, "busy": pile.unread}
    said = [texts(f"add.pile_{name}", count=len(jobs)) for name, jobs in groups.items() if jobs]
    return texts("add.pile", count=len(pile.jobs), states=texts("receipt.joint").join(said))


def _put_away(ws: Workspace, pile: Pile) -> None:
    if st.button(session.texts()("add.put_away"), key="put_away", type="tertiary"):
        for job in pile.jobs:
            ws.forget(job)
        st.rerun()


def _file(ws: Workspace, pile: Pile, job: Job, opened: bool) -> None:
    state = pile.state(job)
    with st.container(key=f"job_{state}_{job.id}"):
        box = st.expander(wording.line(job, state, pile), expanded=opened, key=f"file_{state}_{job.id}", on_change="rerun")
        if box.open:
            with box:
                one_file.show(ws, job, state)


def _onward() -> None:
    st.page_link(section("home").file, label=session.texts()("add.onward"), icon=":material/arrow_forward:",
                 query_params=address.link())
