"""What a report is made of: every import, row by row accounted for."""

from __future__ import annotations

from typing import Any

from analytics.report.asking import Ask, worded
from analytics.report.model import Figure, Section, Table
from analytics.report.saying import Said

_COUNTS = ("read", "kept", "updated", "repeated", "rejected")
_COLUMNS: dict[str, Any] = {
    "file_name": ("report.receipt.file", "text"), "format": ("report.receipt.format", "word"),
    "first_at": ("report.receipt.first_at", "day"), "last_at": ("report.receipt.last_at", "day"),
    **{name: (f"report.receipt.{name}", "number") for name in _COUNTS}}
# Undone files stand in no number of the report and so not here either.
_IMPORTS = ("select file_name, format, first_at, last_at, read, kept, updated, repeated, rejected from imports "
            "where undone_at is null order by imported_at, batch_id")


def receipt(ask: Ask) -> Section:
    """The import receipts. A file's name can name a person or a group: hidden with them."""
    rows = worded(ask.workspace.query(_IMPORTS), "format", "format")
    columns = {name: column for name, column in _COLUMNS.items() if not (ask.workspace.is_masked and name == "file_name")}
    figures = tuple(Figure(f"receipt.{name}", Said(f"report.receipt.{name}"), float(rows[name].sum()), "rows", "report.definition")
                    for name in _COUNTS)
    said = Said("report.receipt_said", {"files": len(rows), **{name: int(rows[name].sum()) for name in ("read", "rejected")}})
    return Section("receipt", (said,), figures, tables=(Table("receipt", Said("report.title.receipt"), columns, rows),),
                   definitions=("report.definition",))
