"""Our follow-up list as a workbook to tick: a result to choose in each line, and a hidden column that leads it home.

    结果   │ 成员 │ 为什么          │ … │ 备注 │ 编号（不要改）
    已联系 │ 小满 │ 老客断了：41 天  │ … │      │ QX-a1b2c3d4-20261110-K37-regular_gone

What comes back is read by formats/sheets/follow_up_sheet.py.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.importers.follow_up_keys import STATUSES
from analytics.texts import texts_for

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (11, 18, 34, 30, 16, 60, 12, 13, 24, 40)
_WRAPPED = frozenset({2, 3, 5, 8})
_DAY_AT = 8


@dataclass(frozen=True)
class Line:
    """One person as the sheet shows them; every field but `status` and `key` is only to be read."""

    status: str
    name: str
    why: str
    last_order: str
    chat: str
    words: str
    key: str
    said_by: str = ""
    note: str = ""


def workbook(lines: Sequence[Line], language: str) -> bytes:
    """The list as xlsx in "zh" or "en", one line a person. A text is never a formula."""
    import openpyxl

    texts, book = texts_for(language), openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = texts("follow_up.sheet_name")
    labels = texts("follow_up.sheet.columns").split("|")
    results = {status: texts(f"follow_up.result.{status}") for status in STATUSES}
    _write_headers(page, labels)
    for row, line in enumerate(lines, 2):
        _write_line(page, row, line, results)
    _offer(page, list(results.values()), len(lines) + 1)
    page.freeze_panes = "C2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_headers(page: Worksheet, labels: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (label, width) in enumerate(zip(labels, _WIDTHS, strict=True), 1):
        cell = page.cell(1, at, label)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
        page.column_dimensions[get_column_letter(at)].width = width
    page.column_dimensions[get_column_letter(len(labels))].hidden = True
    page.column_dimensions[get_column_letter(_DAY_AT)].number_format = "yyyy-mm-dd"


def _write_line(page: Worksheet, row: int, line: Line, results: dict[str, str]) -> None:
    from openpyxl.styles import Alignment

    values = (results[line.status], line.name, line.why, line.last_order, line.chat, line.words, line.said_by, "",
              line.note, line.key)
    for at, value in enumerate(values):
        cell: Any = page.cell(row, at + 1, _clean(value) or None)
        if isinstance(cell.value, str):
            cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=at in _WRAPPED)


def _clean(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _offer(page: Worksheet, results: list[str], last_row: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = DataValidation(type="list", formula1=f'"{",".join(results)}"', allow_blank=True, showErrorMessage=False)
    offered.add(f"A2:A{max(last_row, 2)}")
    page.add_data_validation(offered)
