"""Making a shop's file, and bringing an older one up to date."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from analytics.errors import UserError
from analytics.storing.connection import Connection, create_file

VERSION = 1
_SQL = Path(__file__).parent.parent / "sql"
# version → what turns a file of that version into the next one. Source tables only: what is derived
# is rebuilt, and views are made anew at every opening.
MIGRATIONS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {}


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def _made_from() -> str:
    """Which tables and views a file was last brought up to: making a hundred views again takes longer than opening it."""
    return hashlib.sha256((_sql("schema") + _sql("views")).encode()).hexdigest()


def create(path: Path, zone: str) -> None:
    """A new shop file, whole or not at all."""
    create_file(path, _sql("schema") + _first_meta(zone) + _sql("views"))


def create_in(connection: Connection, zone: str) -> None:
    """The same in memory."""
    with connection.writing() as cursor:
        cursor.execute(_sql("schema") + _first_meta(zone) + _sql("views"))


def bring_up_to_date(connection: Connection) -> bool:
    """Migrate an older file step by step, in one transaction; whether something was missing in it.

    Raises `UserError` shop_newer, shop_damaged.
    """
    meta = _meta(connection)
    version = int(meta.get("schema_version", "0"))
    if version > VERSION:
        raise UserError("shop_newer", found=version, known=VERSION)
    if version < 1:
        raise UserError("shop_damaged", file=connection.path.name if connection.path else "")
    if version == VERSION and meta.get("made_from") == _made_from():
        return False
    with connection.writing() as cursor:
        for step in range(version, VERSION):
            MIGRATIONS[step](cursor)
        if version < VERSION:
            cursor.execute("update meta set value = ? where name = 'schema_version'", [str(VERSION)])
        behind = _add_what_is_missing(cursor)
        cursor.execute(_sql("views"))
        write_meta(cursor, "made_from", _made_from())
    return behind or version < VERSION


def _add_what_is_missing(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Add tables and columns that came since the file was made; an older row holds NULL there. Whether there were any."""
    known: dict[str, set[str]] = {}
    for table, column in cursor.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall():
        known.setdefault(table, set()).add(column)
    if all(column in known.get(table, ()) for table, column, _ in columns()):
        return False
    for table, column, type_ in columns():
        if table not in known:
            cursor.execute(f'create table {table} ("{column}" {type_})')
            known[table] = {column}
        elif column not in known[table]:
            cursor.execute(f'alter table {table} add column "{column}" {type_}')
    return True


@cache
def columns() -> tuple[tuple[str, str, str], ...]:
    """(table, column, type) of schema.sql."""
    with duckdb.connect(":memory:") as blank:
        blank.execute(_sql("schema"))
        rows = blank.execute("select table_name, column_name, data_type from duckdb_columns() where not internal "
                             "order by table_name, column_index").fetchall()
    return tuple(rows)


@cache
def derived_tables() -> frozenset[str]:
    """The tables that are made anew from the others: those under the heading `derived`."""
    _, _, below = _sql("schema").partition("---------- derived")
    return frozenset(re.findall(r"^create table (\w+)", below, re.MULTILINE))


def read_meta(connection: Connection) -> dict[str, str]:
    """What the file says of itself: schema_version, uuid, zone, name, industry, data_version, settings_version, data_stamp."""
    return _meta(connection)


def write_meta(cursor: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    """Write one entry."""
    cursor.execute("insert into meta values (?, ?) on conflict do update set value = excluded.value", [name, value])


def _meta(connection: Connection) -> dict[str, str]:
    try:
        frame = connection.read("select name, value from meta")
    except duckdb.CatalogException:
        return {}
    rows: dict[Any, Any] = dict(zip(frame["name"], frame["value"], strict=True))
    return {str(name): str(value) for name, value in rows.items()}


def _first_meta(zone: str) -> str:
    if not all(part.isidentifier() or part.replace("-", "").replace("+", "").isalnum() for part in zone.split("/")):
        raise ValueError(f"no time zone: {zone!r}")
    return (
        f"insert into meta values ('schema_version', '{VERSION}'), ('uuid', '{uuid.uuid4().hex}'), ('zone', '{zone}'), "
        "('name', ''), ('industry', 'other'), ('data_version', '0'), ('settings_version', '0'), "
        f"('made_from', '{_made_from()}');"
    )
