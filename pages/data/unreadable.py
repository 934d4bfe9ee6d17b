"""Files that could not be read, all in one box: what each one is and what to do instead."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.storing.pile import Pile
from pages.data import wording
from pages.parts import session


def show(ws: Workspace, pile: Pile) -> None:
    """One line a file with its sentence; nothing where every file was read."""
    if not pile.failed:
        return
    texts = session.texts()
    with st.container(border=True, gap="xsmall"):
        for job in pile.failed:
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"job_failed_{job.id}"):
                st.markdown(f":material/error: {wording.sentence(job)}", width="stretch")
                if st.button(texts("add.close"), key=f"leave_{job.id}", type="tertiary"):
                    job.cancel()
                    ws.forget(job)
                    st.rerun()
