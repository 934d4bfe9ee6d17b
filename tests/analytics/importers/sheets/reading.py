"""Reads a real file through the sheet importer, as the child does, and gives back what it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.formats.sheets import sheet
from analytics.importers.source import Source


@dataclass(frozen=True)
class Outcome:
    """What one reading wrote: rows by table, issues, about.json."""

    tables: dict[str, list[dict[str, Any]]]
    issues: list[dict[str, Any]]
    about: dict[str, Any]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    def codes(self, severity: str | None = None) -> list[str]:
        return [issue["code"] for issue in self.issues if severity in (None, issue["severity"])]

    def count_read(self, table: str) -> int:
        return sum(count for name, _, count in self.about["read"] if name == table)

    def reconciles(self, table: str) -> bool:
        """rows read = rows written + rows rejected or skipped."""
        lost = {
            (issue["part"], issue["source_row"])
            for issue in self.issues
            if issue["table_name"] == table and issue["severity"] != "blanked"
        }
        return self.count_read(table) == len(self.rows(table)) + len(lost)


def read(path: Path, folder: Path, answers: Answers | None = None, careful: bool = False) -> Outcome:
    source = Source(path, path.name, careful=careful)
    assert sheet.recognises(source)
    folder.mkdir(parents=True, exist_ok=True)
    out = BatchWriter(folder)
    sheet.read(source, answers or Answers(), out)
    out.finish()
    tables = {file.stem: pa.ipc.open_stream(file.read_bytes()).read_all().to_pylist() for file in folder.glob("*.arrow")}
    issues = tables.pop("issues", [])
    tables.pop("refused", None)
    assert set(tables) <= set(SCHEMAS)
    return Outcome(tables, issues, out.about)


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """An xlsx with these sheets; a title row of one cell is merged over the width of the widest row."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        width = max(len(row) for row in rows)
        for number, row in enumerate(rows, 1):
            page.append(row)
            if len(row) == 1 and width > 1:
                page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    book.save(path)
    book.close()
    return path


def delimited(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Delimited text, quoted where it must be."""
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
