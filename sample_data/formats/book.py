"""Workbooks whose bytes depend on their cells only: no clock, no user name, no zip time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from sample_data.world import shop

_SAVED = datetime(shop.LAST_DAY.year, shop.LAST_DAY.month, shop.LAST_DAY.day, 23, 50)
_ZIP_TIME = (2026, 10, 31, 23, 50, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def save(book: Workbook, path: Path) -> None:
    """Write `book` with fixed times; openpyxl stamps the moment of saving, which is taken out again."""
    book.properties.creator, book.properties.created = shop.NAME, _SAVED
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in source.namelist():
            body = _MODIFIED.sub(rb"\g<1>" + f"{_SAVED:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", source.read(name))
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(member, body, compresslevel=9)


def sheet(book: Workbook, name: str, rows: Iterable[Sequence[Any]], title: str = "", under: str = "") -> Worksheet:
    """A sheet with an optional merged title row and a line under it, then `rows`, the first being the header."""
    page = book.create_sheet(name)
    if title:
        page.append([title])
    if under:
        page.append([under])
    width = 1
    for row in rows:
        width = max(width, len(row))
        page.append(list(row))
    if title:
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
        page.cell(1, 1).font, page.cell(1, 1).alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    return page


def new_book() -> Workbook:
    """A workbook without the default sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book
