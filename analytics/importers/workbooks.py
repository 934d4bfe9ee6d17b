"""Worksheets of xlsx, xls and ods files.

calamine reads them ten times as fast as openpyxl, with three gaps that are closed here: whole
numbers arrive as floats, a formula without a stored value arrives as nothing (a chat line that
begins with = is stored so), and cells under a vertical merge are empty. `file.careful` says that
calamine died on this very file; then openpyxl reads it row by row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any

from analytics.errors import UserError
from analytics.importers.file import File
from analytics.importers.grid import WIDEST, Cell, HeldRows, Row, Sheet, plain, plain_row

_MOST_SHEETS = 50
_MOST_MERGES = 60_000
_LONGEST_GAP = 10_000
_CHUNK = 1024 * 1024
_LONGEST_TAG = 4096
_NO_VALUE = rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
_BARE_FORMULA = re.compile(rb"(?:</f>|<f[^>]*/>)" + _NO_VALUE)


def sheets(file: File) -> list[Sheet]:
    """The worksheets in the order of the file. Raises `UserError` file_damaged or file_password."""
    return _by_openpyxl(file) if file.careful and file.container == "xlsx" else _by_calamine(file)


def _by_calamine(file: File) -> list[Sheet]:
    # calamine lets other threads run while it reads; what it cannot see is looked for meanwhile.
    with ThreadPoolExecutor(1) as beside:
        bare = beside.submit(_has_bare_formula, file) if file.container == "xlsx" else None
        found = _worksheets(file)
    if bare is not None and bare.result():
        _restore_formulas(file, found)
    return [Sheet(*sheet) for sheet in found]


def _worksheets(file: File) -> list[tuple[str, HeldRows, bool]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(file.path))
        metas = book.sheets_metadata[:_MOST_SHEETS]
        kinds, hidden = calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible
        return [
            _worksheet(book.get_sheet_by_name(meta.name), meta.name, meta.visible != hidden)
            for meta in metas if meta.typ == kinds
        ]
    except calamine.PasswordError:
        raise UserError("file_password", file=file.name) from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError):
        raise UserError("file_damaged", file=file.name) from None


def _worksheet(sheet: Any, name: str, hidden: bool) -> tuple[str, HeldRows, bool]:
    rows = sheet.to_python(skip_empty_area=False)
    for number, row in enumerate(rows):
        # Most rows are texts and days as they stand: looking at their types costs a tenth of copying them.
        if float in set(map(type, row)) or len(row) > WIDEST:
            rows[number] = plain_row(row[:WIDEST])
    _fill_down(rows, sheet.merged_cell_ranges or [])
    return name, HeldRows(rows), hidden


def _fill_down(rows: list[Row], merges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give every cell of a merge one column wide the value that stands at its top."""
    for (top, left), (bottom, right) in merges[:_MOST_MERGES]:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1:bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]


def _restore_formulas(file: File, found: list[tuple[str, HeldRows, bool]]) -> None:
    """Put the text of formulas that have no stored value where calamine left nothing."""
    book = _open(file, data_only=False)
    try:
        for name, grid, _ in found:
            for number, row in _stream(book[name]):
                for column, cell in enumerate(row):
                    text = _formula(cell)
                    if text and number <= len(grid.rows) and _is_gap(grid.rows[number - 1], column):
                        grid.rows[number - 1][column] = text
    finally:
        book.close()


def _is_gap(row: Row, column: int) -> bool:
    return column < len(row) and row[column] == ""


def _formula(cell: Any) -> str | None:
    """The text of a formula cell as openpyxl gives it: a str, or an array formula with `.text`."""
    text = getattr(cell, "text", cell)
    return text if isinstance(text, str) and text.startswith("=") else None


def _has_bare_formula(file: File) -> bool:
    with zipfile.ZipFile(file.path) as archive:
        return any(
            _member_has_bare_formula(archive, name)
            for name in archive.namelist() if "worksheets/" in name and name.endswith(".xml")
        )


def _member_has_bare_formula(archive: zipfile.ZipFile, name: str) -> bool:
    rest = b""
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            window = rest + chunk
            # Most sheets have no formula at all, and looking for its brackets alone is quick.
            if (b"<f" in window or b"</f" in window) and _BARE_FORMULA.search(window):
                return True
            rest = chunk[-_LONGEST_TAG:]
    return False


def _by_openpyxl(file: File) -> list[Sheet]:
    book = _open(file, data_only=True)
    written = _open(file, data_only=False) if file.container == "xlsx" and _has_bare_formula(file) else None
    return [
        Sheet(sheet.title, _Streamed(sheet, written[sheet.title] if written else None), sheet.sheet_state != "visible")
        for sheet in islice(book.worksheets, _MOST_SHEETS)
    ]


def _open(file: File, data_only: bool) -> Any:
    import openpyxl

    try:
        # Bytes, not a path: openpyxl refuses a path by its ending, and an upload lies under a neutral name.
        content = io.BytesIO(file.path.read_bytes())
        return openpyxl.load_workbook(content, read_only=True, data_only=data_only, keep_links=False)
    except MemoryError:
        raise
    except Exception:
        # openpyxl raises whatever its parsers raise: zip, XML, key, value and type errors.
        raise UserError("file_damaged", file=file.name) from None


class _Streamed:
    """Rows of one openpyxl worksheet, read from the file each time they are asked for.

    `written`: the same sheet with its formulas, which stand where they have no stored value.
    """

    def __init__(self, sheet: Any, written: Any = None) -> None:
        self.sheet, self.written = sheet, written

    def __call__(self) -> Iterator[tuple[int, Row]]:
        for number, row in _stream(self.sheet) if self.written is None else _with_formulas(self.sheet, self.written):
            filled = max(column for column, cell in enumerate(row, 1) if cell is not None)
            yield number, [_as_calamine(cell) for cell in row[:filled]]


def _with_formulas(sheet: Any, written: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of `sheet`, with the text of formulas where they have no stored value."""
    stored = _stream(sheet)
    number, values = next(stored, (0, ()))
    for place, row in _stream(written):
        while number and number < place:
            number, values = next(stored, (0, ()))
        beside = values if number == place else ()
        merged = [_formula(cell) if value is None else value for cell, value in zip_longest(row, beside)]
        if any(cell is not None for cell in merged):
            yield place, tuple(merged)


def _stream(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Rows until the end or a gap so long that what follows is a stray cell."""
    # The stated dimension is often wrong; without it openpyxl reads what is there.
    with suppress(AttributeError):
        sheet.reset_dimensions()
    gap = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=WIDEST), 1):
        gap = 0 if any(cell is not None for cell in row) else gap + 1
        if gap > _LONGEST_GAP:
            return
        if not gap:
            yield number, row


def _as_calamine(cell: Any) -> Cell:
    """openpyxl shows a day as its midnight; calamine, and so we, as a date."""
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date()
    return plain(cell)
