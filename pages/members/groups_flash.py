"""快闪群怎么走的 / How a flash sale went: its curves day by day, who is behind a day, and in which layer its people stand later."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import flash_course as charts
from analytics.charts import layer_moves as moves_charts
from analytics.metrics import flash_course
from analytics.metrics.flash_course import FlashCourse
from analytics.texts.words import Texts
from pages.members import layers_words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import plain


def course(ws: Workspace, scope: Scope, groups: dict[str, str]) -> None:
    """One flash group of `groups` (chat_id → name, newest first)."""
    texts = session.texts()
    st.markdown(f"**{texts('flash.title')}**")
    chosen = next(iter(groups))
    if len(groups) > 1:
        chosen = st.selectbox(texts("scorecards.type_group"), list(groups), format_func=lambda one: plain(groups[one]),
                              key=f"flash_group_{texts.language}", width=260)
    found = cache.measured(flash_course.measure, ws, scope, chat_id=chosen)
    picture = charts.curves(found, texts)
    if picture is None or found.last is None:
        draw.missing(texts("flash.nothing"))
        return
    st.markdown(said(found, texts))
    picked = draw.chart(picture, key="flash_curves", on_select=True, alt_text=texts("flash.alt"))
    st.caption(texts("flash.click"))
    _people(found, picked[0] if picked and "measure" in picked[0] else {}, texts)
    _moved(ws, scope, found, found.last)
    draw.missing(missing(found, texts))


def said(found: FlashCourse, texts: Texts) -> str:
    """Its days, what lay before the first order, and the orders of the best day."""
    parts = [texts("flash.span", first=found.first, last=found.last, days=int(found.days["number"].max()))]
    orders = found.days[found.days["measure"] == "orders"]
    if len(orders) and orders["count"].sum():
        best = orders.nlargest(1, "count").to_dict("records")[0]
        parts.append(texts("flash.best", number=int(best["number"]), day=best["day"].date(), count=int(best["count"]),
                           of=found.total("orders")))
        if found.total("talk"):
            parts.append(texts("flash.warm", before=found.total("talk", "before"), of=found.total("talk"),
                               after=found.total("talk", "after")))
    return ("" if texts.language == "zh" else " ").join(parts)


def missing(found: FlashCourse, texts: Texts) -> list[str]:
    """What would be drawn with one more sheet, and what no sheet can hold."""
    lines = [texts(f"flash.lacks.{name}") for name in flash_course.MEASURES if name not in found.coverage["measures"]]
    return [*lines, texts("flash.lacks.pressure")]


def _people(found: FlashCourse, picked: dict[str, str], texts: Texts) -> None:
    measure = picked.get("measure") or ("orders" if found.total("orders") else found.coverage["measures"][0])
    day = date.fromisoformat(picked["when"]) if "when" in picked else None
    people = found.people(measure, day)
    if people.empty:
        return
    count = texts(f"flash.said.{measure}", count=int(people["count"].sum()))
    title = texts("flash.behind_day" if day else "flash.behind", day=day, said=count, people=len(people))
    with st.expander(title, icon=":material/groups:", expanded=bool(picked)):
        draw.people(people, name=f"flash_{measure}", title=title,
                    columns={"display_name": texts("show.person"), "count": texts(f"flash.measure.{measure}")})


def _moved(ws: Workspace, scope: Scope, found: FlashCourse, last: date) -> None:
    """The layers at the close beside those some days later, opened on demand."""
    texts, days = session.texts(), int(ws.settings.scorecards.moved_until_days)
    if last + timedelta(days=days) > ws.as_of:
        draw.missing(texts("flash.moved_wait", last=last, days=days, then=last + timedelta(days=days)))
        return
    if not st.toggle(texts("flash.moved_open", days=days), key=f"flash_moved_{found.chat_id}"):
        return
    with st.spinner(texts("layers.counting")):
        moves = cache.measured(flash_course.moved, ws, scope, chat_id=found.chat_id, first=last)
    if moves is None or moves.members.empty:
        draw.missing(texts("flash.moved_none"))
        return
    st.markdown(f"**{layers_words.moved(moves, texts)}**")
    picked = draw.chart(moves_charts.matrix(moves, texts), key="flash_moves", on_select=True,
                        alt_text=texts("layers.moves.matrix_alt"))
    if picked and "before" in picked[0]:
        people = moves.people(picked[0]["before"], picked[0]["after"])
        draw.people(people, name="flash_moves", title=layers_words.move_title(picked[0], len(people), texts))
    else:
        draw.people(moves.people(), name="flash_moves")
