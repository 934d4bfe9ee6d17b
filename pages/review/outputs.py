"""A report on screen and out of it: its sections as the pages draw things, and the four files of a click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.report import build, cover, long_picture, slides, web_page, workbook
from analytics.report.model import Figure, Options, Report, Section, Table
from analytics.report.saying import say
from analytics.texts import texts_for
from analytics.texts.words import Texts
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped
from pages.parts.show import Card

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# output → ending, kind of file, picture of the button, what makes it
FILES: Mapping[str, tuple[str, str, str, Callable[[Report, Texts], bytes]]] = {
    "picture": ("png", "image/png", ":material/image:", long_picture.long_picture),
    "workbook": ("xlsx", _XLSX, ":material/table:", workbook.workbook),
    "slides": ("pptx", _PPTX, ":material/slideshow:", slides.slides),
    "page": ("html", "text/html", ":material/public:", web_page.web_page),
}
_CARDS = 4


def made(ws: Workspace, scope: Scope, options: Options) -> Report:
    """The report, with how far it is while its results are counted for the first time."""
    texts, place = session.texts(), st.empty()
    found: Report | None = None
    for share, step in build.building(ws, scope, options, cache.measured):
        if isinstance(step, Report):
            found = step
        else:
            place.progress(share, texts("report.page.making", section=texts(f"report.section.{step}")))
    place.empty()
    assert found is not None
    return found


def buttons(report: Report, wanted: tuple[str, ...], primary: str | None = None) -> None:
    """One button a file; each is made on its click."""
    texts, words = session.texts(), texts_for(report.options.language)
    with st.container(horizontal=True):
        for name in wanted:
            ending, mime, icon, make = FILES[name]
            st.download_button(
                texts(f"report.page.get_{name}"), data=partial(make, report, words), mime=mime, icon=icon,
                file_name=f"{words(f'report.preset.{report.options.preset}')}_{report.end:%Y%m%d}.{ending}",
                key=f"report_{name}", on_click="ignore", type="primary" if name == primary else "secondary")


def cards(figures: tuple[Figure, ...], texts: Texts) -> None:
    """Numbers in rows of five, the interval on hover."""
    for begin in range(0, len(figures), _CARDS):
        draw.cards([Card(str(say(one.label, texts)), one.shown(texts), one.remark(texts) or None,
                         cover.interval(one, texts) or None) for one in figures[begin:begin + _CARDS]])


def pictures(section: Section, texts: Texts) -> None:
    """The section's charts."""
    for number, one in enumerate(section.pictures):
        drawing = one.draw(texts)
        if drawing is not None:
            draw.chart(drawing, key=f"report_{section.id}_{number}", alt_text=str(say(one.title, texts)))


def table(one: Table, texts: Texts) -> None:
    """A table of the report with its downloads."""
    frame = one.frame.assign(**{name: [str(say(value, texts)) for value in one.frame[name]]
                                for name, (_, kind) in one.columns.items() if kind == "word"})
    # Columns to be filled in by hand belong on paper.
    columns = {name: _column(texts(key), kind) for name, (key, kind) in one.columns.items()
               if frame.empty or not (frame[name].astype("object") == "").all()}
    title = str(say(one.title, texts))
    if one.people:
        draw.people(frame, name=f"report_{one.name}", title=title, columns=columns)
    else:
        st.markdown(f"**{escaped(title)}**")
        draw.table(frame, name=f"report_{one.name}", columns=columns)


def _column(label: str, kind: str) -> Any:
    if kind == "day":
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    if kind in ("money", "share"):
        return st.column_config.NumberColumn(label, format="%,.2f" if kind == "money" else "percent")
    return label
