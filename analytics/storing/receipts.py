"""What an import did, to the row: read = kept + repeated + rejected, for every table and every part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

ISSUE_COLUMNS = ("table_name", "part", "source_row", "column_name", "code", "value", "severity")


@dataclass(frozen=True)
class Counts:
    """Source rows by what became of them. `updated` is part of kept; `rejected` includes skipped."""

    read: int = 0
    kept: int = 0
    updated: int = 0
    repeated: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(self.as_tuple(), other.as_tuple(), strict=True)))

    def as_tuple(self) -> tuple[int, int, int, int, int]:
        """(read, kept, updated, repeated, rejected)."""
        return self.read, self.kept, self.updated, self.repeated, self.rejected

    @property
    def adds_up(self) -> bool:
        """The equation of the receipt."""
        return self.read == self.kept + self.repeated + self.rejected


@dataclass(frozen=True)
class Receipt:
    """The result of one import. `tables`: home table → Counts. `issues`: one row a thing that could
    not be used (columns ISSUE_COLUMNS). `derived`: what else was written, outside the equation."""

    batch_id: str
    file_name: str
    format: str
    tables: dict[str, Counts]
    issues: pd.DataFrame
    by_part: dict[tuple[str, str], Counts] = field(default_factory=dict)
    derived: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        """All tables together."""
        return sum(self.tables.values(), Counts())

    @property
    def read(self) -> int:
        """Source rows met: everything that is not blank, title or header."""
        return self.total.read

    @property
    def kept(self) -> int:
        """Rows now shown because of this file."""
        return self.total.kept

    @property
    def updated(self) -> int:
        """Of the kept: rows that replaced an earlier version."""
        return self.total.updated

    @property
    def repeated(self) -> int:
        """Rows that were there already."""
        return self.total.repeated

    @property
    def rejected(self) -> int:
        """Rows not kept, skipped ones included."""
        return self.total.rejected

    @property
    def skipped(self) -> int:
        """Of the rejected: totals, footers, repeated headers — no data rows at all."""
        return _rows_with(self.issues, "skipped")

    @property
    def failed(self) -> int:
        """Of the rejected: data rows that could not be read."""
        return self.rejected - self.skipped


def _rows_with(issues: pd.DataFrame, severity: str) -> int:
    rows = issues[issues["severity"] == severity]
    return len(rows[["table_name", "part", "source_row"]].drop_duplicates())


def rejected_rows(issues: pd.DataFrame) -> dict[tuple[str, str], int]:
    """(wire table, part) → number of source rows that were not kept."""
    rows = issues[issues["severity"].isin(("rejected", "skipped"))]
    rows = rows[["table_name", "part", "source_row"]].drop_duplicates()
    sizes: Any = rows.groupby(["table_name", "part"]).size()
    return {(str(table), str(part)): int(count) for (table, part), count in sizes.items()}
