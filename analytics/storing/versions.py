"""Which version of a row is shown: the newest by the source's own time of change, else the last imported.

Messages and posts have no versions: the first reading of one stays.
"""

from __future__ import annotations

import duckdb

from analytics.storing import ask
from analytics.storing.tables import Table


def settle(cursor: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Show exactly one row for every key in the temp table `contested(key)`."""
    if not ask.any_row(cursor, "select 1 from contested"):
        return
    order = (
        f"{table.updated} desc nulls last, batch desc, part desc, source_row desc" if table.versioned
        else "batch, part, source_row"
    )
    cursor.execute(f"update {table.stored} set visible = false where key in (select key from contested)")
    cursor.execute(
        f"update {table.stored} r set visible = true from ("
        f"select key, content, row_number() over (partition by key order by {order}, content) as place "
        f"from {table.stored} where key in (select key from contested)) best "
        f"where best.place = 1 and r.key = best.key and r.content = best.content")
