"""A draft's rows, keyed and compared with what a shop already has, in temporary tables of one cursor.

Each table passes through here once: its chats and aliases become ids, its rows get key and content
hash, and `standing` says new (0), another version of a known key (1), or already there (2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.importers.batch import SCHEMAS
from analytics.importers.names import normal
from analytics.settings import Settings
from analytics.storing import ask, former_lines
from analytics.storing.chat_book import ChatBook, chat_map
from analytics.storing.draughted import Draughted
from analytics.storing.id_columns import IdColumns, Words, word_columns
from analytics.storing.kinship import Kinship
from analytics.storing.tables import Person, Table

NAMES_JOINT = "\x1f"
_SELF_NAMES = frozenset({"我", "me"})
# 53 bits: exact in a float64, which is what a nullable integer column of a frame becomes.
_ID_SHIFT = 11


def alias_id(chat_id: str | None, platform_id: str, name: str, phone: str) -> int:
    """The id of an alias: the same values always give the same id, in every shop and order."""
    return _alias_id(chat_id, platform_id, normal(name), phone)


def _alias_id(chat_id: str | None, platform_id: str, normal_name: str, phone: str) -> int:
    key = NAMES_JOINT.join((chat_id or "", platform_id, normal_name, phone))
    return int.from_bytes(hashlib.md5(key.encode(), usedforsecurity=False).digest()[:8], "big") >> _ID_SHIFT


class Staging:
    """Stages every table of one draft on `cursor`: temp tables chat_map, alias_map, staged_<wire>."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, draft: Draughted, settings: Settings) -> None:
        self.cursor = cursor
        self.draft = draft
        self.book = ChatBook(cursor, draft, Kinship(cursor, draft, settings))
        self.tables = draft.tables()
        self._chats: dict[str, dict[str, str | None]] = {table.wire: {} for table in self.tables}
        self._aliases: dict[str, dict[Words, int]] = {table.wire: {} for table in self.tables}
        self._map_members()
        self._map_chats()
        self._map_aliases()
        for table in self.tables:
            self._stage(table)

    def drop(self) -> None:
        """Remove the temporary tables."""
        for name in ("part_members", "chat_map", "alias_map", *(f"staged_{table.wire}" for table in self.tables)):
            self.cursor.execute(f"drop table if exists {name}")

    def _map_members(self) -> None:
        """part → the file of a bundle it lies in; no rows for a single file."""
        members = self.draft.about.get("members", [])
        parts = {part for _, part, _ in self.draft.about["read"]} if members else set()
        placed = {part: max((one for one in members if (part + "/").startswith(one + "/")), key=len, default="")
                  for part in parts}
        self._store("part_members", pd.DataFrame({
            "part": pd.Series(list(placed), dtype="str"), "member": pd.Series(list(placed.values()), dtype="str")}))

    def _map_chats(self) -> None:
        keys = []
        for table in self.tables:
            if "chat" in SCHEMAS[table.wire].names:
                keys += [(table.wire, key) for key in self._chats_of(table)]
        frame = chat_map(self.book, keys)
        for wire, key, chat_id in frame.itertuples(index=False):
            self._chats[wire][key] = None if pd.isna(chat_id) else chat_id
        self._store("chat_map", frame)

    def _chats_of(self, table: Table) -> Iterable[str]:
        if table.wire == "messages" and "chat_rows" in self.draft.about:
            # Counted while reading, left-out chats included: one pass less.
            wanted = self.draft.answers.chats
            return [key for key in self.draft.about["chat_rows"] if wanted is None or key in ("", *wanted)]
        return (row[0] for row in self._distinct(table, "coalesce(chat, '')"))

    def _map_aliases(self) -> None:
        """Whom the rows name, once each."""
        said = {(table.wire, *words): self._chats[table.wire].get(words[0])
                for table in self.tables for person in table.persons
                for words in self._distinct(table, *_said_sql(table, person)) if any(words[1:])}
        names = {name: self._own_name(name) for name in {words[3] for words in said}}
        plain = {name: normal(own) for name, own in names.items()}
        ids = [_alias_id(chat_id, words[2], plain[words[3]], words[4]) for words, chat_id in said.items()]
        for (wire, *words), number in zip(said, ids, strict=True):
            self._aliases[wire][tuple(words)] = number
        self._store("alias_map", pa.table({
            "chat_id": pa.array(said.values(), pa.string()),
            "platform_id": pa.array((words[2] for words in said), pa.string()),
            "phone": pa.array((words[4] for words in said), pa.string()),
            "alias_id": pa.array(ids, pa.int64()),
            "said_name": pa.array((names[words[3]] for words in said), pa.string()),
            "normal_name": pa.array((plain[words[3]] for words in said), pa.string()),
        }))

    def _own_name(self, name: str) -> str:
        me = self.draft.answers.me
        return me if me and normal(name) in _SELF_NAMES else name

    def _stage(self, table: Table) -> None:
        name = f"staged_{table.wire}"
        ids = IdColumns(table, self._chats[table.wire], self._aliases[table.wire])
        self.cursor.register("incoming", ids.beside(self.draft.reader(table.wire)))
        self.cursor.execute(_staging_sql(table, name))
        if table.wire == "orders" and former_lines.restore(self.cursor, name):
            own_id = f"({table.identity})"
            self.cursor.execute(f"update {name} set key = {_key_sql(table, own_id)}, content = {_content_sql(table)} where by_id")
        self._number_repeats(name)
        if self._has_stored(table):
            self.cursor.execute(
                f"update {name} s set standing = 1 from {table.stored} r where r.key = s.key and s.standing = 0")
            self.cursor.execute(
                f"update {name} s set standing = 2 from {table.stored} r where r.key = s.key and r.content = s.content")

    def _number_repeats(self, name: str) -> None:
        """Equal rows of one file are the first, second, … of their kind; equal ids are one row.

        Each file of a bundle counts for itself: what two of them hold is one row, as if they came one by one.
        """
        cursor = self.cursor
        cursor.execute(
            f"create temp table repeats as with doubled as (select s.rowid as row, key, content, part, source_row, "
            f"coalesce(m.member, '') as member from {name} s left join part_members m using (part) "
            f"where key in (select key from {name} group by key having count(*) > 1)), numbered as (select *, "
            f"row_number() over (partition by key, member order by part, source_row, content) as nth, "
            f"row_number() over (partition by key, content order by part, source_row) as nth_version from doubled) "
            f"select row, nth, nth_version, row_number() over (partition by key, nth order by member) as nth_file from numbered")
        cursor.execute(
            f"update {name} s set standing = 2 from repeats r "
            f"where s.rowid = r.row and s.by_id and r.nth_version > 1")
        cursor.execute(
            f"update {name} s set contested = true from repeats r where s.rowid = r.row and s.by_id")
        cursor.execute(
            f"update {name} s set key = md5_number(cast(s.key as text) || '#' || r.nth) "
            f"from repeats r where s.rowid = r.row and not s.by_id and r.nth > 1")
        cursor.execute(
            f"update {name} s set standing = 2 from repeats r where s.rowid = r.row and not s.by_id and r.nth_file > 1")
        cursor.execute("drop table repeats")

    def _has_stored(self, table: Table) -> bool:
        return ask.any_row(self.cursor, f"select 1 from {table.stored}")

    def _distinct(self, table: Table, *columns: str) -> list[tuple[Any, ...]]:
        self.cursor.register("incoming", self.draft.reader(table.wire))
        return self.cursor.execute(f"select distinct {', '.join(columns)} from incoming").fetchall()

    def _store(self, name: str, frame: pd.DataFrame | pa.Table) -> None:
        self.cursor.register("frame_in", frame)
        self.cursor.execute(f"create temp table {name} as select * from frame_in")
        self.cursor.unregister("frame_in")


def _said_sql(table: Table, person: Person) -> tuple[str, ...]:
    """The words that name `person`, '' for none."""
    return tuple("''" if name is None else f"coalesce({name}, '')" for name in word_columns(table, person))


def _staging_sql(table: Table, name: str) -> str:
    """One statement that keys every row as it passes: nothing in it may need the whole file."""
    ids = "".join(f", i.{column}" for column in ("chat_id", *(person.column for person in table.persons)))
    values = "".join(f", i.{column}" for column in table.values)
    left_out = ", ".join(("own_id", *(("who",) if _has_who(table) else ()), *table.unstaged))
    # Whom the row names, as the file says it: a new nickname under the same id is the same person.
    who = ", coalesce(nullif(i.platform_id, ''), concat(i.name, '/', i.phone)) as who" if _has_who(table) else ""
    identity = table.identity or "cast(null as text)"
    return (
        f"create temp table {name} as with raw as (select i.ordinal, i.part, i.source_row{ids}{values}{who} "
        f"from incoming i), named as (select *, {identity} as own_id from raw) "
        f"select * exclude ({left_out}), own_id is not null as by_id, false as contested, "
        f"0::utinyint as standing, {_key_sql(table)} as key, {_content_sql(table)} as content from named")


def _has_who(table: Table) -> bool:
    return any(person.has_phone for person in table.persons)


def _key_sql(table: Table, own_id: str = "own_id") -> str:
    # Only a message's own id is unique within its chat alone; an order's is the shop's.
    place = "chat_id, " if table.wire == "messages" else ""
    by_id = f"concat_ws(chr(31), '{table.wire}', {place}'id', {own_id})"
    values = ", ".join(_as_text(column, table) for column in table.key)
    by_values = f"concat_ws(chr(31), '{table.wire}', {values})"
    return f"md5_number(case when {own_id} is null then {by_values} else {by_id} end)"


def _content_sql(table: Table) -> str:
    if table.wire == "messages":
        return ("case when own_id is null then 0::ubigint else "
                "md5_number_lower(concat_ws(chr(31), kind, text, epoch_us(sent_at), alias_id)) end")
    values = ", ".join(_as_text(column, table) for column in table.columns if column not in table.uncompared)
    return f"md5_number_lower(concat_ws(chr(31), {values}))"


def _as_text(column: str, table: Table) -> str:
    if column in table.later:
        # NULL is left out where words are joined.
        return f"'{column}=' || nullif(cast({column} as text), '')"
    if column.endswith("_at"):
        return f"coalesce(cast(epoch_us({column}) as text), '')"
    return f"coalesce(cast({column} as text), '')"
