"""Taking an import back: import A, import B, undo A leaves exactly what importing B alone leaves."""

from __future__ import annotations

import duckdb

from analytics.errors import UserError
from analytics.storing import ask, overlaps, versions
from analytics.storing.stamp import now
from analytics.storing.tables import BY_WIRE, ROLLED_UP, TABLES, Table


def undo(cursor: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    """Remove what only this batch has seen. Fills temp table `touched(chat_id, day)` for the rollups."""
    row = ask.first(cursor, "select number, undone_at from import_log where batch_id = ?", [batch_id])
    if row is None or row[1] is not None:
        raise UserError("undo_unknown", batch=batch_id)
    take_out(cursor, row[0], batch_id)
    cursor.execute("update import_log set undone_at = ? where batch_id = ?", [now(), batch_id])
    sweep(cursor)


def take_out(cursor: duckdb.DuckDBPyConnection, batch: int, batch_id: str) -> None:
    """Remove the rows that only this batch has seen, and what it alone says. Fills temp table `touched`."""
    cursor.execute("create temp table affected as select distinct table_name, key, content from sightings where batch = ?", [batch])
    _note_touched(cursor)
    cursor.execute("delete from sightings where batch = ?", [batch])
    for table in TABLES:
        _take_back(cursor, table, batch)
    for derived in ("snapshot_rows", "stated_same", "same_speakers", "chat_names"):
        cursor.execute(f"delete from {derived} where batch = ?", [batch])
    cursor.execute("delete from coverage where batch_id = ?", [batch_id])
    cursor.execute("drop table affected")


def sweep(cursor: duckdb.DuckDBPyConnection) -> None:
    """Forget aliases and chats that no row uses any more."""
    used = " union ".join(
        f"select {person.column} as alias_id from {table.stored} where {person.column} is not null"
        for table in TABLES for person in table.persons)
    cursor.execute(f"create temp table used as {used}")
    cursor.execute("delete from same_speakers where alias_a not in (from used) or alias_b not in (from used)")
    linked = "select alias_a from stated_same union select alias_b from stated_same"
    followed = ("select alias_id from known_follow_ups union select alias_id from follow_up_rows where alias_id is not null "
                "union select alias_id from experiment_people")
    kept = f"from used union {linked} union {followed}"
    cursor.execute(f"delete from known_aliases where alias_id not in ({kept})")
    cursor.execute("drop table used")
    chats = " union ".join(f"select chat_id from {table.stored} where chat_id is not null" for table in TABLES if table.chat)
    for table in ("known_chats", "chat_names"):
        cursor.execute(f"delete from {table} where chat_id not in ({chats})")
    # A group that nobody named by hand is called what the first import still there calls it.
    cursor.execute(
        "update known_chats c set chat_name = n.name from (select chat_id, arg_min(name, batch) as name, list(name) as names "
        "from chat_names where batch is not null group by chat_id) n "
        "where n.chat_id = c.chat_id and not list_contains(n.names, c.chat_name) "
        "and c.chat_id not in (select key from corrections where kind = 'chat_name')")


def _note_touched(cursor: duckdb.DuckDBPyConnection) -> None:
    days = " union ".join(
        f"select r.chat_id, cast(r.{moment} as date) as day from {BY_WIRE[wire].stored} r "
        f"join affected a on a.table_name = '{wire}' and a.key = r.key "
        f"where r.chat_id is not null and r.{moment} is not null"
        for wire, moment in ROLLED_UP)
    cursor.execute(f"create temp table touched as {days}")


def _take_back(cursor: duckdb.DuckDBPyConnection, table: Table, batch: int) -> None:
    mine = f"select key, content from affected where table_name = '{table.wire}'"
    if not ask.any_row(cursor, mine):
        return
    cursor.execute(
        f"create temp table still as select key, content, min(batch) as batch, "
        f"arg_min((part, source_row), (batch, part, source_row)) as place from sightings "
        f"where table_name = '{table.wire}' and key in (select key from affected where table_name = '{table.wire}') "
        f"group by key, content")
    cursor.execute(
        f"delete from {table.stored} where (key, content) in ({mine}) "
        f"and (key, content) not in (select key, content from still)")
    cursor.execute(
        f"update {table.stored} r set batch = s.batch, part = s.place[1], source_row = s.place[2] from still s "
        f"where r.key = s.key and r.content = s.content and r.batch = {batch}")
    cursor.execute(f"create temp table contested as select distinct key from ({mine})")
    if table.wire == "messages":
        overlaps.release(cursor)
    versions.settle(cursor, table)
    if table.wire == "messages":
        overlaps.hide(cursor)
    cursor.execute("drop table contested")
    cursor.execute("drop table still")
