"""Below the list: what was marked and how to take it back, many at once, the sheet, the results, the words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics import UserError, Workspace
from analytics.charts import follow_up as charts
from analytics.importers import follow_up_book
from analytics.metrics import follow_up
from analytics.metrics.follow_up import FollowUp
from analytics.metrics.wake_up import SIDES, WakeUp
from analytics.texts.words import Texts
from pages.home import follow_up_words as wording
from pages.parts import problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STATUSES = ("contacted", "later", "dropped", "open")


def undo(ws: Workspace) -> None:
    """The last marking on screen can be taken back."""
    texts = session.texts()
    moments = ws.follow_up_moments()
    if moments and st.button(texts("follow_up.undo", count=moments[0][1]), icon=":material/undo:", type="tertiary",
                             key="follow_up_undo"):
        _take_back(ws, moments[0][0])


def marked(found: FollowUp) -> None:
    """Who was marked on this list, who rests and for whom there was no room."""
    texts = session.texts()
    for name, frame in (("done", found.done), ("resting", found.resting), ("waiting", found.waiting)):
        if len(frame):
            with st.expander(texts(f"follow_up.{name}_title", count=len(frame))):
                draw.table(in_words(frame, texts), name=f"follow_up_{name}", columns=_columns(name, texts))


def in_words(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Status, reason and way of coming back as people read them."""
    shown = frame
    for column, key in (("status", "result"), ("reason", "reason"), ("how", "how")):
        if column in shown.columns:
            words = {one: texts(f"follow_up.{key}.{one}") for one in shown[column].dropna().unique().tolist() if one}
            shown = shown.assign(**{column: [words.get(one, "") for one in shown[column].tolist()]})
    return shown


def bulk(ws: Workspace, found: FollowUp) -> None:
    """Mark several people at once, with a note and who it was; also back to 待联系, those who rest included."""
    texts = session.texts()
    names = dict(pd.concat([found.list, found.done, found.resting])[["person_id", "display_name"]].to_numpy().tolist())
    if not names:
        return
    with st.expander(texts("follow_up.bulk")), st.form("follow_up_bulk", border=False, clear_on_submit=True):
        who = st.multiselect(texts("follow_up.bulk_who"), list(names), key="follow_up_bulk_who",
                             format_func=lambda person: plain(names[person]), placeholder="")
        status = st.selectbox(texts("follow_up.bulk_status"), _STATUSES, key="follow_up_bulk_status",
                              format_func=lambda one: texts(f"follow_up.result.{one}"))
        by = st.text_input(texts("follow_up.bulk_by"), key="follow_up_bulk_by", max_chars=40)
        note = st.text_input(texts("follow_up.bulk_note"), key="follow_up_bulk_note", max_chars=200)
        pressed = st.form_submit_button(texts("follow_up.bulk_save"), key="follow_up_bulk_save")
    if pressed:
        _save(ws, found, who, status, by.strip(), note.strip())


def sheet(ws: Workspace, found: FollowUp) -> None:
    """The list as a workbook to tick outside."""
    texts = session.texts()
    if not found.listed:
        return
    with st.expander(texts("follow_up.sheet_title"), icon=":material/download:"):
        st.markdown(texts("follow_up.sheet_how"))
        st.download_button(
            texts("follow_up.sheet_download"), key="follow_up_sheet", mime=_XLSX, on_click="ignore",
            data=lambda: workbook(ws, found, texts), file_name=f"{texts('follow_up.sheet_name')}_{found.as_of:%Y%m%d}.xlsx")


def workbook(ws: Workspace, found: FollowUp, texts: Texts) -> bytes:
    """The file behind the button."""
    lines = wording.lines(found, follow_up.keys(ws, found), follow_up.templates(ws), texts)
    return follow_up_book.workbook(lines, texts.language)


def results(ws: Workspace, result: WakeUp, dormant: WakeUp) -> None:
    """Of those contacted, who came back, beside the others; the people behind both numbers."""
    texts = session.texts()
    st.markdown(f"##### {texts('follow_up.results')}")
    for line in wording.result_lines(result, dormant, ws.settings, texts):
        st.markdown(escaped(line))
    picture = charts.came_back(result, texts)
    clicked: list[dict[str, Any]] = []
    if picture is not None:
        clicked = draw.chart(picture, key="follow_up_came_back", on_select=True, alt_text=texts("follow_up.chart.results"))
    _people(result, str(clicked[0]["side"]) if clicked and "side" in clicked[0] else None)
    with st.expander(texts("show.expert")):
        said = wording.gap(result, texts)
        st.markdown(said or texts("certainty.nothing"))
        if len(result.lists):
            draw.table(result.lists, name="follow_up_lists", columns=_columns("lists", texts))


def _people(result: WakeUp, clicked: str | None) -> None:
    texts = session.texts()
    frames = {side: result.people(side) for side in SIDES} | {"pending": result.pending}
    known = [name for name, frame in frames.items() if len(frame)]
    if not known:
        return
    first = clicked if clicked in known else known[0]
    chosen = st.pills(
        texts("follow_up.see_label"), known, default=first, required=True, label_visibility="collapsed",
        key=f"follow_up_see_{texts.language}_{first}", format_func=lambda name: texts(
            "follow_up.behind_line", title=texts(f"follow_up.see.{name}"), count=len(frames[name])))
    draw.table(in_words(frames[chosen], texts), name=f"follow_up_{chosen}", columns=_columns("lines", texts))


def words(ws: Workspace) -> None:
    """The shop's own words for each reason."""
    texts, own = session.texts(), follow_up.templates(ws)
    if ws.is_masked:
        draw.missing(texts("follow_up.templates_hidden"))
        return
    with st.expander(texts("follow_up.templates"), icon=":material/edit_note:"):
        st.caption(texts("follow_up.templates_how", **{f"blank_{name}": texts(f"follow_up.blank.{name}")
                                                       for name in ("name", "item", "days")}))
        with st.form("follow_up_templates", border=False):
            given = {reason: st.text_area(
                texts(f"follow_up.reason.{reason}"), value=own.get(reason) or wording.template(reason, texts), max_chars=500,
                key=f"template_{reason}_{texts.language}_{ws.data_version}") for reason in ws.settings.follow_up.reasons}
            pressed = st.form_submit_button(texts("follow_up.templates_save"), key="follow_up_templates_save")
    if pressed:
        for reason, said in given.items():
            _keep_words(ws, reason, said.strip(), own, texts)
        st.toast(texts("follow_up.templates_saved"))
        st.rerun()


def _keep_words(ws: Workspace, reason: str, said: str, own: dict[str, str], texts: Texts) -> None:
    shipped = wording.template(reason, texts)
    if said != (own.get(reason) or shipped):
        ws.correct("template", reason, said if said and said != shipped else None)


def _save(ws: Workspace, found: FollowUp, who: list[int], status: str, by: str, note: str) -> None:
    try:
        ws.set_follow_up(who, status, made_on=found.as_of, listed=found.listed_with(who), by=by, note=note)
    except UserError as error:
        problems.tell(error)
        return
    st.rerun()


def _take_back(ws: Workspace, moment: datetime) -> None:
    try:
        ws.take_back_follow_up(moment)
    except UserError as error:
        problems.tell(error)
        return
    st.toast(session.texts()("follow_up.undone"))
    st.rerun()


def _columns(name: str, texts: Texts) -> dict[str, Any]:
    shown = {"done": ("display_name", "reason", "status", "done_on", "note"),
             "resting": ("display_name", "reason", "status", "done_on", "back_to_list", "note"),
             "waiting": ("display_name", "reason"),
             "lines": ("display_name", "list", "reason", "from_on", "until_on", "back_on", "how"),
             "lists": ("list", "contacted", "back", "others", "others_back", "pending")}[name]
    fields = {"list": "made_on", "back_to_list": "back_on"}
    return {fields.get(one, one): _column(one, texts) for one in shown}


def _column(name: str, texts: Texts) -> Any:
    label = texts("show.person") if name == "display_name" else texts(f"follow_up.column.{name}")
    dated = name.endswith("_on") or name in ("list", "back_to_list")
    return st.column_config.DateColumn(label, format="YYYY-MM-DD") if dated else label
