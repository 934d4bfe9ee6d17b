"""What can be taken away from a page: every table as a file, every chart as a picture, every list of people for other tools.

Files are made on the click that asks for them; a page only draws the buttons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts import outside
from analytics.report.cells import sheet_name
from pages.parts import about, downloads, lists_out, session
from pages.parts.about import About

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, people: pd.Series[int] | None = None,
          title: str | None = None) -> None:
    """Buttons that make a file on click: for Excel and WPS, as CSV, and with `people` (person ids) for other tools.

    `frame` as a function is read on that click only.
    """
    texts, page = session.texts(), about.current()
    said = texts(f"file.{name}") if texts.has(f"file.{name}") else name
    with st.container(horizontal=True, gap="small"):
        _button("show.download_xlsx", f"xlsx_{name}", f"{said}.xlsx", _XLSX, lambda: book(_rows(frame), said, page),
                icon=":material/download:")
        _button("show.download_csv", f"csv_{name}", f"{said}.csv", "text/csv", lambda: sheet(_rows(frame), page))
        if people is not None and len(people):
            _other_tools(people, name, title or (page.view if page else said))


def chart(drawing: Any, key: str, title: str | None) -> None:
    """A small menu under a chart: the picture as PNG and as SVG, with days, groups and thresholds on it."""
    texts, page = session.texts(), about.current()
    said = title or (page.view if page else key)
    file = sheet_name(said)
    with st.popover(texts("show.download_chart"), icon=":material/image:", type="tertiary", key=f"picture_{key}"):
        _button("show.download_png", f"png_{key}", f"{file}.png", "image/png", lambda: outside.png(_picture(drawing, said, page)))
        _button("show.download_svg", f"svg_{key}", f"{file}.svg", "image/svg+xml",
                lambda: outside.for_readers(_picture(drawing, said, page)).encode())


def book(frame: pd.DataFrame, title: str, page: About | None) -> bytes:
    """The xlsx behind the button."""
    return downloads.workbook(frame, title, (page.texts("about.title"), page.rows()) if page else None)


def sheet(frame: pd.DataFrame, page: About | None) -> bytes:
    """The CSV behind the button."""
    lines = [page.texts("about.line", what=what, value=value) for what, value in page.rows()] if page else []
    return downloads.csv_file(frame, lines)


def _rows(frame: pd.DataFrame | Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return frame() if callable(frame) else frame


def _picture(drawing: Any, title: str, page: About | None) -> str:
    return outside.sheet(drawing, title, page.lines() if page else [])


def _other_tools(people: pd.Series[int], name: str, tag: str) -> None:
    texts, opened = session.texts(), session.workspace()
    with st.popover(texts("lists_out.title"), icon=":material/ios_share:", type="tertiary", key=f"out_{name}"):
        st.caption(texts("lists_out.masked" if opened.is_masked else "lists_out.how"))
        if not opened.is_masked:
            _button("lists_out.phones", f"phones_{name}", f"{texts('lists_out.phones_file')}.csv", "text/csv",
                    lambda: downloads.csv_file(lists_out.phones(opened, people, texts)))
        _button("lists_out.tags_csv", f"tags_csv_{name}", f"{texts('lists_out.tags_file')}.csv", "text/csv",
                lambda: downloads.csv_file(lists_out.tags(opened, people, tag, texts)))
        _button("lists_out.tags_xlsx", f"tags_xlsx_{name}", f"{texts('lists_out.tags_file')}.xlsx", _XLSX,
                lambda: downloads.workbook(lists_out.tags(opened, people, tag, texts), texts("lists_out.tags_file")))


def _button(label: str, key: str, file: str, mime: str, make: Callable[[], bytes], icon: str | None = None) -> None:
    st.download_button(session.texts()(label), data=make, key=key, file_name=file, mime=mime, icon=icon, type="tertiary",
                       on_click="ignore")
