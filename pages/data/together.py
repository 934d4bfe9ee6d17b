"""What concerns several files at once: one question for all of them, and what they brought together."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.storing.jobs import Job
from analytics.storing.pile import Pile
from pages.parts import session
from pages.parts.markdown import escaped

_ONE_BY_ONE_UNTIL = 1


def questions(pile: Pile) -> None:
    """「我」 in several chats is asked once; each file can still say otherwise."""
    asking = [job for job in pile.ready if _wants_me(job)]
    if session.masked() or pile.busy or len(asking) <= _ONE_BY_ONE_UNTIL:
        return
    texts = session.texts()
    with st.form("me_together", border=True):
        st.markdown(texts("add.me_together", count=len(asking)))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(texts("add.ask_me"), key="me_of_all", help=texts("add.ask_me_help"))
            pressed = st.form_submit_button(texts("add.read_again"), key="again_all")
    if pressed and name.strip():
        for job in asking:
            job.again(replace(job.answers, me=name.strip()))
        st.rerun()


def _wants_me(job: Job) -> bool:
    return job.answers.me is None and job.draft is not None and any(
        question["kind"] == "me" for question in job.draft.questions)


def outcome(pile: Pile) -> None:
    """All rows together and what could not be read; one file says it by itself."""
    if len(pile.kept) <= _ONE_BY_ONE_UNTIL:
        return
    texts, total = session.texts(), pile.total
    counts = {"kept": total.kept, "updated": total.updated, "repeated": total.repeated, "skipped": pile.skipped,
              "failed": pile.lost}
    said = [texts(f"receipt.{name}", count=count) for name, count in counts.items() if count]
    if not pile.lost:
        said.append(texts("receipt.no_failures"))
    st.markdown(escaped(texts("add.kept_together", count=len(pile.kept), rows=total.read,
                              counts=texts("receipt.joint").join(said))))
