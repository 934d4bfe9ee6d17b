"""Tables as files for Excel and WPS, with every text kept as text.

A cell that begins like a formula would run on the reader's computer (CWE-1236). In a workbook it
is typed as text and stays as it is; in CSV it gets one leading apostrophe, which our own importer
takes off again. What a file was made of (days, groups, thresholds, how far the data go) stands in it: on a sheet of
its own, or below the last row of a CSV in lines that begin with 说明, which our importer passes over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analytics.report.cells import STARTS_A_FORMULA, clean, sheet_name


def workbook(frame: pd.DataFrame, sheet: str, about: tuple[str, Sequence[tuple[str, str]]] | None = None) -> bytes:
    """An xlsx of column labels and rows; texts are never formulas. `about`: name and (what, value) rows of a second sheet."""
    from openpyxl import Workbook  # slow to load, and only a click needs it

    book = Workbook(write_only=True)
    _fill(book.create_sheet(sheet_name(sheet)), [tuple(map(str, frame.columns)), *_rows(frame)])
    if about is not None:
        _fill(book.create_sheet(sheet_name(about[0])), about[1])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_file(frame: pd.DataFrame, about: Sequence[str] = ()) -> bytes:
    """A CSV that Excel opens with its Chinese intact (UTF-8 with BOM), formulas guarded; `about`: lines below the rows."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([guard(str(label)) for label in frame.columns])
    for row in _rows(frame):
        writer.writerow([guard(value) if isinstance(value, str) else value for value in row])
    writer.writerows([guard(line)] for line in about)
    return target.getvalue().encode("utf-8-sig")


def guard(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(STARTS_A_FORMULA) else text


def _fill(page: Any, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        page.append([_text_cell(page, value) if isinstance(value, str) else value for value in row])


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    plain = frame.astype(object).where(frame.notna(), None)
    for row in plain.itertuples(index=False, name=None):
        yield tuple(_plain(value) for value in row)


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, list | tuple | set):
        return ", ".join(str(item) for item in value)
    return value.item() if hasattr(value, "item") else value


def _text_cell(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    kept = clean(text)
    if not kept.startswith("="):
        return kept
    cell = WriteOnlyCell(page, value=kept)
    cell.data_type = "s"
    return cell
