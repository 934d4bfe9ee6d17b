"""Rows that could not be read, given back as a workbook to mend and import again.

Each sheet of it stands as its original did (titles, headers, then only the rejected rows) with one more column that
says what to mend; that column is under a header the importers know to leave out.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa

from analytics.errors import UserError
from analytics.importers.headers import NOTE_HEADERS
from analytics.storing.connection import Connection
from analytics.storing.draughted import Draughted
from analytics.texts import texts_for

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31
# Rows as Excel shows them are refused by Excel beyond this.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def save(cursor: duckdb.DuckDBPyConnection, draft: Draughted, batch_id: str) -> None:
    """Remember the rows a draft could not read."""
    path = draft.folder / "refused.arrow"
    if not path.exists():
        return
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
        cursor.register("refused_in", reader)
        cursor.execute("insert into refused_rows select ?, part, source_row, header_row, cells from refused_in", [batch_id])
        cursor.unregister("refused_in")


def workbook(connection: Connection, batch_id: str, language: str = "zh") -> bytes:
    """The rejected rows of one import as xlsx, a sheet a part. Raises `UserError` nothing_refused where there are none."""
    import openpyxl  # slow to load, and only a click needs it

    rows = connection.read(
        "select part, source_row, header_row, cells from refused_rows where batch_id = $batch order by part, source_row",
        {"batch": batch_id})
    if rows.empty:
        raise UserError("nothing_refused")
    notes = _notes(connection, batch_id, language)
    book = openpyxl.Workbook(write_only=True)
    told = [(str(part), int(number), int(header_row), json.loads(str(cells)))
            for part, number, header_row, cells in rows.values.tolist()]
    for part, found in groupby(told, key=lambda row: row[0]):
        page = book.create_sheet(_sheet_name(part, language, {sheet.title for sheet in book.worksheets}))
        for row in _with_notes([row[1:] for row in found], notes.get(part, {}), NOTE_HEADERS[language]):
            page.append([_cell(page, cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _notes(connection: Connection, batch_id: str, language: str) -> dict[str, dict[int, str]]:
    issues = connection.read(
        "select part, source_row, column_name, code, value from import_issues "
        "where batch_id = $batch and severity = 'rejected' order by part, source_row", {"batch": batch_id})
    texts, found = texts_for(language), dict[str, dict[int, str]]()
    for row in issues.to_dict("records"):
        found.setdefault(str(row["part"]), {})[int(row["source_row"])] = texts.explain(row)
    return found


def _with_notes(rows: list[tuple[int, int, list[Any]]], notes: dict[int, str], header: str) -> Iterator[list[Any]]:
    """Titles as they were; then header and rows with what to mend behind the widest of them."""
    width = max(len(cells) for number, header_row, cells in rows if number >= header_row)
    for number, header_row, cells in rows:
        if number < header_row:
            yield cells
        else:
            note = header if number == header_row else notes.get(number, "")
            yield [*cells, *[""] * (width - len(cells)), note]


def _cell(page: Any, value: Any) -> Any:
    """A text stays a text: what begins with = was typed so by somebody and must not be reckoned."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value == "":
        return WriteOnlyCell(page, None)
    cell = WriteOnlyCell(page, _ILLEGAL.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value in NOTE_HEADERS.values():
            cell.font = Font(bold=True)
    return cell


def _sheet_name(part: str, language: str, taken: set[str]) -> str:
    own = _NO_SHEET_NAME.sub(" ", part.rpartition("/")[2]).strip()
    name = stem = (own or texts_for(language)("refused.sheet"))[:_LONGEST_SHEET_NAME]
    for number in range(2, len(taken) + 2):
        if name not in taken:
            break
        name = f"{stem[:_LONGEST_SHEET_NAME - 4]} {number}"
    return name
