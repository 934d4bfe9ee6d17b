"""每周复盘 / Weekly review: the week's numbers against the same days before, what was done, three things to do next."""

from __future__ import annotations

import streamlit as st

from analytics import Scope, Workspace
from analytics.report import cover
from analytics.report.model import Options, Report
from pages.parts import about, session
from pages.parts import show as draw
from pages.parts.markdown import escaped
from pages.review import outputs

_CARDS = 4
# The rest of DESIGN 9's twelve numbers; what comes after them is one more click away.
_MORE = 12


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the review of the chosen days; without a choice, of the last week that says anything."""
    texts = session.texts()
    options = Options(preset="weekly", language=texts.language, merchant=session.shop_words()[session.shop().id])
    report = outputs.made(ws, scope, options)
    about.of(Scope(chats=scope.chats, start=report.start, end=report.end))
    _verdict(report)
    outputs.buttons(report, ("picture", "workbook"), primary="picture")
    found = report.section("findings")
    outputs.cards(found.figures[:_CARDS], texts)
    outputs.pictures(found, texts)
    with st.expander(texts("report.page.more_numbers"), icon=":material/monitoring:"):
        outputs.cards(found.figures[_CARDS:_MORE], texts)
        outputs.cards(found.figures[_MORE:], texts)
    for name in ("done", "content", "actions"):
        _part(report, name)
    _changed(ws)
    draw.definition("report.definition")
    draw.missing(cover.gaps(report, found, texts))


def _verdict(report: Report) -> None:
    first, *others = cover.paragraphs(report, report.section("findings"), session.texts())
    draw.verdict(first)
    for line in others:
        st.markdown(f"**{escaped(line)}**")


def _part(report: Report, name: str) -> None:
    """One section: title, sentences, numbers, tables, what cannot be said."""
    texts, section = session.texts(), report.section(name)
    st.markdown(f"##### {texts(f'report.section.{name}')}")
    for said in cover.paragraphs(report, section, texts):
        st.markdown(escaped(said))
    draw.missing(cover.gaps(report, section, texts))
    if name != "actions":
        outputs.cards(section.figures, texts)
    for table in section.tables:
        outputs.table(table, texts)


def _changed(ws: Workspace) -> None:
    """Which thresholds are the shop's own: numbers before and after a change are not of one kind."""
    texts, own = session.texts(), ws.settings_changed()
    if own:
        names = texts.listing(texts("report.page.own_setting", name=texts(f"setting.{key}"), day=texts.day(day)) if day
                              else texts(f"setting.{key}") for key, day in own.items())
        draw.missing(texts("report.page.own_settings", count=len(own), names=names))
