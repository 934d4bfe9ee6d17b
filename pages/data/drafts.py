"""Files that were read: what each was recognised as, what keeping it would do, and the decision."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from pages import section
from pages.data import issues, questions, wording
from pages.parts import address, session

_SIGNS = {"ready": ":material/task:", "failed": ":material/error:", "kept": ":material/check_circle:",
          "cancelled": ":material/block:"}


def show(ws: Workspace) -> None:
    """One box a file that waits for a decision or has just been decided."""
    done = [job for job in ws.jobs() if not job.busy]
    ready = [job for job in done if job.state == "ready"]
    if ready:
        _keep_all(ready)
    for job in done:
        _box(ws, job)
    if done and not ready:
        _onward()


def _keep_all(ready: list[Job]) -> None:
    label = session.texts()("add.keep_one" if len(ready) == 1 else "add.keep_all", count=len(ready))
    if st.button(label, type="primary", key="keep_all", icon=":material/save:"):
        for job in ready:
            job.keep()
        st.rerun()


def _box(ws: Workspace, job: Job) -> None:
    with st.container(border=True, key=f"job_{job.state}_{job.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{_SIGNS[job.state]} {wording.sentence(job)}", width="stretch")
            _away(ws, job)
        if job.draft is not None and job.state in {"ready", "failed"}:
            _details(job, job.draft)
        if job.receipt is not None:
            issues.offer(job.receipt.issues, f"not_read_{job.id}")


def _away(ws: Workspace, job: Job) -> None:
    texts = session.texts()
    label = texts("add.leave" if job.state == "ready" else "add.close")
    if st.button(label, key=f"leave_{job.id}", type="tertiary"):
        if job.state == "ready":
            job.cancel()
        ws.forget(job)
        st.rerun()


def _details(job: Job, draft: Draft) -> None:
    texts = session.texts()
    if job.state == "ready":
        st.caption(texts("add.recognised", format=wording.format_name(draft.format)))
        _parts(draft)
    questions.show(job, draft)
    issues.show(draft.issues, job.id)
    if not session.masked():
        _preview(draft, job.id)


def _parts(draft: Draft) -> None:
    texts = session.texts()
    lines = [
        texts("add.part", table=wording.table_name(table), kept=counts.kept, repeated=counts.repeated)
        for table, counts in draft.counts.items() if counts.read
    ]
    if len(lines) > 1:
        st.caption(texts("add.joint").join(lines))


def _preview(draft: Draft, job_id: str) -> None:
    texts, frames = session.texts(), draft.preview
    shown = {table: frame for table, frame in frames.items() if len(frame)}
    if not shown:
        return
    with st.expander(texts("add.preview"), icon=":material/table_view:"):
        for table, frame in shown.items():
            st.caption(texts("add.preview_of", table=wording.table_name(table), count=len(frame)))
            st.dataframe(_readable(frame, table), hide_index=True, key=f"preview_{job_id}_{table}", placeholder="—")


def _readable(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Where a row stood, and the columns that hold something and have a name people know."""
    texts = session.texts()
    names = {name: texts(f"add.issue_{name}") for name in ("part", "source_row")}
    names |= {name: wording.column_name(table, name) for name in frame.columns if wording.is_named(table, name)}
    filled = [name for name in names if frame[name].notna().any() and (frame[name].astype("str") != "").any()]
    return frame[filled].rename(columns=names)


def _onward() -> None:
    texts = session.texts()
    st.page_link(section("home").file, label=texts("add.onward"), icon=":material/arrow_forward:",
                 query_params=address.link())
