"""Days without a record: shown on a calendar, and each hole asked about once: 没人说话还是没导出."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Workspace
from analytics.charts import coverage as charts
from analytics.metrics import coverage_calendar
from analytics.metrics.coverage_calendar import NOT_EXPORTED, QUIET
from pages.data import wording
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped

_ASKED_AT_ONCE = 6


def calendar(ws: Workspace) -> None:
    """The picture of the recorded days; nothing in an empty shop."""
    texts = session.texts()
    picture = charts.picture(cache.measured(coverage_calendar.measure, ws, None), texts)
    if picture is not None:
        st.markdown(f"##### {texts('calendar.title')}")
        draw.chart(picture, key="coverage", alt_text=texts("calendar.about"))
        st.caption(texts("calendar.about"))


def questions(ws: Workspace) -> None:
    """The next few holes nobody has been asked about, each with its default; nothing where there are none."""
    waiting = cache.measured(coverage_calendar.measure, ws, None).open_holes.head(_ASKED_AT_ONCE).to_dict("records")
    if not waiting:
        return
    texts = session.texts()
    with st.form("holes_form", border=True):
        st.markdown(texts("calendar.ask"))
        said = [_hole(row) for row in waiting]
        pressed = st.form_submit_button(texts("calendar.save"), key="save_holes")
    if pressed:
        for row, answer in zip(waiting, said, strict=True):
            ws.answer_hole(row["chat_id"], row["first_day"].date(), row["last_day"].date(), answer == QUIET)
        st.rerun()


def _hole(row: dict[Any, Any]) -> str:
    texts = session.texts()
    label = texts("calendar.hole", chat=row["chat_name"], first=row["first_day"].date(), last=row["last_day"].date(),
                  days=row["days"], before=wording.file_name(row["file_before"]), after=wording.file_name(row["file_after"]))
    words = {NOT_EXPORTED: texts("calendar.state_hole"), QUIET: texts("calendar.state_quiet")}
    return str(st.radio(escaped(label), list(words), key=f"hole_{row['chat_id']}_{row['first_day']:%Y%m%d}_{session.language()}",
                        horizontal=True, format_func=words.__getitem__))
