"""One file opened: why it was taken for what it is, what it asks, how it was read, and what to do with it."""

from __future__ import annotations

import streamlit as st

from analytics import Workspace
from analytics.storing import pile
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from pages.data import issues, preview, questions, wording
from pages.parts import session

# No program wrote these: they are what their columns say.
_KNOWN_BY_COLUMNS = frozenset({"sheet"})


def show(ws: Workspace, job: Job, state: str) -> None:
    """Sentence, questions, preview, lost rows, buttons: as far as the file has got."""
    st.markdown(wording.sentence(job))
    if job.draft is not None and state in {"ready", "failed"}:
        _details(job, job.draft, state)
    elif job.receipt is not None:
        issues.offer(ws, job.receipt, f"not_read_{job.id}")
    _buttons(ws, job, state)


def _details(job: Job, draft: Draft, state: str) -> None:
    if state == "ready":
        _why(draft)
    asks = pile.asks(job)
    if asks:
        questions.show(job, draft)
    preview.show(draft, job.id, [] if asks else [questions.tab(job, draft)])


def _why(draft: Draft) -> None:
    texts, about = session.texts(), f"format_about.{draft.format}"
    if draft.format in _KNOWN_BY_COLUMNS or not texts.has(about):
        st.caption(texts("add.recognised_by_columns", tables=wording.tables(draft)))
    else:
        st.caption(texts("add.recognised", format=wording.format_name(draft.format), about=texts(about)))


def _buttons(ws: Workspace, job: Job, state: str) -> None:
    texts = session.texts()
    with st.container(horizontal=True, gap="small"):
        if state == "ready" and st.button(texts("add.keep_this"), key=f"keep_{job.id}"):
            job.keep()
            st.rerun()
        if st.button(texts("add.leave" if state == "ready" else "add.close"), key=f"leave_{job.id}", type="tertiary"):
            job.cancel()
            ws.forget(job)
            st.rerun()
