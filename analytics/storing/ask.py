"""Small questions in the middle of a transaction.

Since DuckDB 2.0 a result that was not read to its end keeps the cursor busy, so every answer is drained.
"""

from __future__ import annotations

from typing import Any

import duckdb


def first(cursor: duckdb.DuckDBPyConnection, sql: str, params: object = None) -> tuple[Any, ...] | None:
    """The first row of the answer, None where there is none."""
    rows = cursor.execute(sql, params).fetchall()
    return rows[0] if rows else None


def any_row(cursor: duckdb.DuckDBPyConnection, select: str, params: object = None) -> bool:
    """Whether the select gives a row at all."""
    return bool(first(cursor, f"select exists({select})", params)[0])  # type: ignore[index]
