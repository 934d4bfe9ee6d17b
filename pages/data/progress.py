"""Files on their way in: how far each one is, and how to stop it. Looks again every second."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.storing.jobs import Job
from pages.data import wording
from pages.parts import session

_LOOK_EVERY_SECONDS = 1.0


def show(ws: Workspace) -> None:
    """One line a busy job; nothing when nothing is going on."""
    busy = [job for job in ws.jobs() if job.busy]
    if busy:
        st.fragment(_lines, run_every=_LOOK_EVERY_SECONDS)(ws, {job.id for job in busy})


def _lines(ws: Workspace, known: set[str]) -> None:
    still = [job for job in ws.jobs() if job.busy]
    if {job.id for job in still} != known:
        st.rerun()  # something is done: the page below shows it and this stops looking
    for job in still:
        _line(job)


def _line(job: Job) -> None:
    texts = session.texts()
    fraction = job.progress
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(fraction or 0.0, text=texts(f"add.state.{job.state}", file=wording.file(job)))
        if job.state != "keeping" and st.button(texts("add.cancel"), key=f"cancel_{job.id}", type="tertiary"):
            job.cancel()
            st.rerun()
