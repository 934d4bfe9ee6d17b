"""Reads bytes through a format as the child does, and gives back what it wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.batch import ISSUES, SCHEMAS, BatchWriter
from analytics.importers.recognise import recognise
from analytics.importers.source import Source


@dataclass(frozen=True)
class Outcome:
    """The rows of each table as dictionaries, the issues, and about.json."""

    format: str
    tables: dict[str, list[dict[str, Any]]]
    issues: list[dict[str, Any]]
    about: dict[str, Any]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.tables.get(table, [])

    @property
    def messages(self) -> list[dict[str, Any]]:
        return sorted(self.rows("messages"), key=lambda row: (row["part"], row["source_row"]))

    @property
    def movements(self) -> list[tuple[Any, ...]]:
        return [(row["kind"], row["name"], row["by_name"], row["channel"]) for row in self.rows("movements")]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.messages]

    def read(self, table: str) -> int:
        return sum(count for name, _, count in self.about["read"] if name == table)

    def balances(self) -> bool:
        """rows_read = rows written + rows with a rejected or skipped issue, for every home table."""
        return all(
            self.read(table) == len(self.rows(table)) + len({
                (issue["part"], issue["source_row"]) for issue in self.issues
                if issue["table_name"] == table and issue["severity"] in ("rejected", "skipped")
            })
            for table in {name for name, _, _ in self.about["read"]}
        )


def read_bytes(folder: Path, data: bytes, name: str = "file.txt", **answers: Any) -> Outcome:
    """What a file of these bytes becomes."""
    path = folder / name
    path.write_bytes(data)
    return read_path(path, folder / f"{name}.draft", **answers)


def read_text(folder: Path, text: str, name: str = "file.txt", **answers: Any) -> Outcome:
    """What a UTF-8 file of this text becomes."""
    return read_bytes(folder, text.encode(), name, **answers)


def read_path(path: Path, draft: Path, **answers: Any) -> Outcome:
    """What the file at `path` becomes."""
    draft.mkdir(exist_ok=True)
    for old in draft.iterdir():
        old.unlink()
    source = Source(path, path.name)
    module = recognise(source)
    out = BatchWriter(draft)
    out.about["format"] = module.name
    module.read(source, Answers(**answers), out)
    out.finish()
    tables = {table: _rows(draft / f"{table}.arrow", schema) for table, schema in SCHEMAS.items()}
    return Outcome(module.name, {table: rows for table, rows in tables.items() if rows},
                   _rows(draft / "issues.arrow", ISSUES), json.loads((draft / "about.json").read_text(encoding="utf-8")))


def _rows(path: Path, schema: pa.Schema) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with pa.ipc.open_stream(str(path)) as reader:
        table = reader.read_all()
    assert table.schema == schema
    return table.to_pylist()
