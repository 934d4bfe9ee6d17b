"""A kept import made into a draft again, out of the rows it saw: to lay it into another group, or another shop.

The file itself is gone; sightings know every row of it, repeated ones too, and the tables hold their values.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import ISSUES, REFUSED, SCHEMAS
from analytics.storing import ask
from analytics.storing.draughted import Draughted
from analytics.storing.receipts import ISSUE_COLUMNS
from analytics.storing.staging import NAMES_JOINT
from analytics.storing.tables import TABLES, Table

_BLOCK_ROWS = 50_000


def rebuild(cursor: duckdb.DuckDBPyConnection, batch_id: str, folder: Path) -> Draughted:
    """The draft of an import, written into `folder`. Its answers place every group where it was placed before merges
    and splits; `Answers.groups` emptied, it is read as if it had just come. Raises `UserError` undo_unknown."""
    row = ask.first(cursor, "select number, file_name, file_sha256, format, about from import_log "
                            "where batch_id = ? and undone_at is null", [batch_id])
    if row is None:
        raise UserError("undo_unknown", batch=batch_id)
    number, file_name, sha256, format_name, said = row
    about = {"chats": [], "parts": [], "questions": [], "read": [], **json.loads(said), "format": format_name, "sha256": sha256}
    folder.mkdir(parents=True, mode=0o700)
    keys = _Keys(cursor, number, about)
    for table in TABLES:
        if ask.any_row(cursor, "select 1 from sightings where batch = ? and table_name = ?", [number, table.wire]):
            keys.store(table)
            _write(cursor, table, number, folder / f"{table.wire}.arrow")
    cursor.execute("drop table if exists own_keys")
    _write_issues(cursor, batch_id, folder / "issues.arrow")
    _write_refused(cursor, batch_id, folder / "refused.arrow")
    about["chats"] = keys.chats
    answers = Answers.from_json({**Answers().to_json(), **about.get("answers", {}), "groups": keys.groups, "chats": None})
    return Draughted(folder, file_name, about, answers)


class _Keys:
    """What the file called each of its groups: the key that its rows get back."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, batch: int, about: dict[str, Any]) -> None:
        self._cursor, self._batch = cursor, batch
        self._placed: dict[str, dict[str, str | None]] = about.get("placed", {})
        self._final: dict[str, str] = about.get("final", {})
        self.chats: list[dict[str, Any]] = list(about["chats"])
        self.groups: dict[str, str] = {}

    def store(self, table: Table) -> None:
        """Fill temp table own_keys(chat_id, key) for one table, and note where its keys belong."""
        self._cursor.execute("create or replace temp table own_keys (chat_id text, key text)")
        placed = self._placed.get(table.wire, {})
        back: dict[str | None, str] = {}
        for key, base in placed.items():
            self.groups[f"{table.wire}:{key}"] = base or ""
            back.setdefault(self._final.get(base, base) if base else None, key)
        for chat_id, name in self._chats_of(table):
            if chat_id not in back:
                back[chat_id] = self._invented(table, chat_id, name)
        if back:
            self._cursor.executemany("insert into own_keys values (?, ?)", list(back.items()))

    def _chats_of(self, table: Table) -> list[tuple[str, str]]:
        if not table.chat:
            return []
        return self._cursor.execute(
            f"select distinct r.chat_id, k.chat_name from {table.stored} r join known_chats k on k.chat_id = r.chat_id "
            "join sightings s on s.table_name = ? and s.key = r.key and s.content = r.content where s.batch = ?",
            [table.wire, self._batch]).fetchall()

    def _invented(self, table: Table, chat_id: str, name: str) -> str:
        """A key for a group of an import from before keys were noted."""
        self.groups[f"{table.wire}:{name}"] = chat_id
        if not any(chat["key"] == name for chat in self.chats):
            self.chats.append({"key": name, "name": name, "platform": None, "kind": "group", "head_count": None, "me": None})
        return name


def _write(cursor: duckdb.DuckDBPyConnection, table: Table, batch: int, target: Path) -> None:
    """The rows of one table that the batch saw, as an importer would hand them over."""
    schema = SCHEMAS[table.wire]
    joins, named = "", {"part": "s.part", "source_row": "s.source_row", "chat": "coalesce(k.key, '')"}
    if table.chat:
        joins += " left join own_keys k on k.chat_id is not distinct from r.chat_id"
    for number, person in enumerate(table.persons):
        joins += f" left join known_aliases p{number} on p{number}.alias_id = r.{person.column}"
        for field in ("platform_id", "name", "phone"):
            empty = f"coalesce(p{number}.{field}, '')"
            named[person.prefix + field] = empty if person.has_phone else f"nullif({empty}, '')"
    if table.wire == "members":
        named["other_names"] = (
            f"(select string_agg(distinct o.name, '{NAMES_JOINT}' order by o.name) from stated_same t "
            f"join known_aliases o on o.alias_id = t.alias_b where t.batch = {batch} and t.alias_a = r.alias_id)")
    columns = ", ".join(f"{named.get(name, f'r.{name}')} as {name}" for name in schema.names)
    rows = cursor.sql(
        f"select {columns} from sightings s join {table.stored} r on r.key = s.key and r.content = s.content{joins} "
        f"where s.table_name = '{table.wire}' and s.batch = {batch} order by s.part, s.source_row")
    _stream(rows, schema, target)


def _write_issues(cursor: duckdb.DuckDBPyConnection, batch_id: str, target: Path) -> None:
    """The issues, under the wire table whose home they were counted in."""
    wires = {table.home: table.wire for table in TABLES if table.home} | {"aliases": "members"}
    cases = " ".join(f"when '{home}' then '{wire}'" for home, wire in wires.items())
    columns = ", ".join(f"case table_name {cases} else table_name end as table_name" if name == "table_name" else name
                        for name in ISSUE_COLUMNS)
    if ask.any_row(cursor, "select 1 from import_issues where batch_id = ?", [batch_id]):
        _stream(cursor.sql(f"select {columns} from import_issues where batch_id = $batch", params={"batch": batch_id}),
                pa.schema([ISSUES.field(name) for name in ISSUE_COLUMNS]), target)


def _write_refused(cursor: duckdb.DuckDBPyConnection, batch_id: str, target: Path) -> None:
    """The rows that could not be read, as they stood in the file."""
    if ask.any_row(cursor, "select 1 from refused_rows where batch_id = ?", [batch_id]):
        columns = ", ".join(REFUSED.names)
        rows = cursor.sql(f"select {columns} from refused_rows where batch_id = $batch", params={"batch": batch_id})
        _stream(rows, REFUSED, target)


def _stream(rows: Any, schema: pa.Schema, target: Path) -> None:
    with pa.ipc.new_stream(str(target), schema) as writer:
        for batch in rows.to_arrow_reader(_BLOCK_ROWS):
            writer.write_batch(batch.cast(schema))
