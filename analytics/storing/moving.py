"""A whole shop as one file: handed over to another computer, taken in as a new shop or into one that is there.

Only what files said and people decided is carried; what follows from it is made anew. Ids of people's names and of
groups are the same in every shop (staging.alias_id), so two shops grow together like two imports of one.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.handed_over import CONTENTS, KIND, SUFFIX
from analytics.importers.reading import Reading
from analytics.importers.upload import Upload
from analytics.settings import Settings
from analytics.storing import decisions, derived, imports, overlaps, schema, versions
from analytics.storing.opened import Opened
from analytics.storing.tables import TABLES

# What is derived but for this: a pseudonym is drawn once and stays.
_DRAWN = "pseudonyms"
_OWN = frozenset({"meta", "settings_versions"})
_BLOCK_ROWS = 100_000
_HIGH, _LOW = "__high", "__low"
_WIDE = "UHUGEINT"
# The first moment a zip can state: the same shop gives the same bytes.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


@cache
def carried() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """table → its columns and types: every table that is not derived, and the pseudonyms."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in schema.columns():
        if table not in _OWN and (table == _DRAWN or table not in schema.derived_tables()):
            found.setdefault(table, []).append((column, kind))
    return {table: tuple(columns) for table, columns in found.items()}


def hand_over(shop: Opened, target: Path) -> None:
    """Write the shop to `target`, whole or not at all."""
    young = target.with_name(target.name + ".new")
    with shop.connection.still() as cursor:
        rows = {table: _count(cursor, table) for table in carried()}
        about = {"kind": KIND, "version": schema.VERSION, "zone": shop.meta["zone"], "name": shop.meta["name"],
                 "industry": shop.meta["industry"], "uuid": shop.meta["uuid"], "settings": shop.settings.to_toml(),
                 "tables": rows}
        with zipfile.ZipFile(young, "w") as archive:
            archive.writestr(zipfile.ZipInfo(CONTENTS, _NO_MOMENT), json.dumps(about, ensure_ascii=False, indent=1))
            for table, columns in carried().items():
                _write(cursor, archive, table, columns)
    young.replace(target)


def take_in(shop: Opened, upload: Upload, new: bool) -> dict[str, Any]:
    """Lay the shop in `upload` into `shop`; `new`: name, trade and settings too. Returns its contents list.

    Raises `UserError` not_a_shop, shop_newer, shop_file_damaged, zones_differ; then nothing has changed.
    """
    source, _ = shop.reader.copy(upload)
    try:
        reading = Reading(source, upload.name, Answers(), source.parent / "read", whole_shop=True)
        reading.start()
        about = reading.result()
        _check(shop, about)
        with shop.connection.writing() as cursor:
            _lay(cursor, shop, reading.folder, about["tables"])
            if new:
                derived.rebuild_whole(cursor, _become(cursor, about))
            else:
                derived.reclassify(cursor, shop.settings)
            imports.data_changed(shop, cursor)
        return about
    except (duckdb.ConversionException, duckdb.BinderException, duckdb.ConstraintException):
        raise UserError("shop_file_damaged", file=upload.name, part="") from None
    finally:
        shutil.rmtree(source.parent, ignore_errors=True)


def _check(shop: Opened, about: Mapping[str, Any]) -> None:
    if about["version"] > schema.VERSION:
        raise UserError("shop_newer", found=about["version"], known=schema.VERSION)
    if about["zone"] != shop.meta["zone"]:
        raise UserError("zones_differ", found=about["zone"], known=shop.meta["zone"])


def _become(cursor: duckdb.DuckDBPyConnection, about: Mapping[str, Any]) -> Settings:
    settings = Settings.from_toml(about["settings"])
    decisions.save_settings(cursor, settings, 1)
    for key, value in (("name", about["name"]), ("industry", about["industry"]), ("settings_version", "1")):
        schema.write_meta(cursor, key, value)
    return settings


# ---- out

def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(cursor.execute(f"select count(*) from {table}").fetchall()[0][0])


def _write(cursor: duckdb.DuckDBPyConnection, archive: zipfile.ZipFile, table: str, columns: tuple[tuple[str, str], ...]) -> None:
    named = ", ".join(_halves(column) if kind == _WIDE else f'"{column}"' for column, kind in columns)
    reader = cursor.sql(f"select {named} from {table}").to_arrow_reader(_BLOCK_ROWS)
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with (archive.open(zipfile.ZipInfo(table + SUFFIX, _NO_MOMENT), "w", force_zip64=True) as member,
          pa.ipc.new_stream(member, reader.schema, options=options) as out):
        for batch in reader:
            out.write_batch(batch)


def _halves(column: str) -> str:
    return (f'cast("{column}" >> 64 as ubigint) as "{column}{_HIGH}", '
            f'cast("{column}" & 18446744073709551615::uhugeint as ubigint) as "{column}{_LOW}"')


# ---- in

def _lay(cursor: duckdb.DuckDBPyConnection, shop: Opened, folder: Path, tables: Mapping[str, int]) -> None:
    """Every table of the folder; imports that the shop has already bring nothing a second time."""
    _stage(cursor, folder, "import_log", tables)
    cursor.execute(
        "create temp table arriving as select l.number as old, l.batch_id, l.number + o.last as number from came_import_log l, "
        "(select coalesce(max(number), 0) as last from import_log) o where l.batch_id not in (select batch_id from import_log)")
    for table in carried():
        if table != "import_log":
            _stage(cursor, folder, table, tables)
        if table == "message_rows":  # its senders are known by now: tables come by their names
            overlaps.shade_arrived(cursor, shop.settings)
        _insert(cursor, table)
        cursor.execute(f"drop table came_{table}")
    for known in TABLES:
        cursor.execute(f"create temp table contested as select key from {known.stored} group by key having count(*) > 1")
        versions.settle(cursor, known)
        cursor.execute("drop table contested")
    overlaps.hide(cursor)
    cursor.execute("drop table arriving")


def _stage(cursor: duckdb.DuckDBPyConnection, folder: Path, table: str, tables: Mapping[str, int]) -> None:
    """Temp table came_<table> with our columns and types; what the file has not is NULL."""
    cursor.execute(f"create temp table came_{table} as select * from {table} limit 0")
    if table not in tables:
        return
    with pa.OSFile(str(folder / f"{table}{SUFFIX}")) as file, pa.ipc.open_stream(file) as stream:
        there = set(stream.schema.names)
        cursor.register("coming", stream)
        wanted = [(column, _whole(column) if kind == _WIDE else f'cast("{column}" as {kind})')
                  for column, kind in carried()[table] if column in there or column + _HIGH in there]
        names, said = ", ".join(f'"{column}"' for column, _ in wanted), ", ".join(value for _, value in wanted)
        cursor.execute(f"insert into came_{table} ({names}) select {said} from coming")
        cursor.unregister("coming")


def _whole(column: str) -> str:
    return f'(cast("{column}{_HIGH}" as uhugeint) << 64) | cast("{column}{_LOW}" as uhugeint)'


def _insert(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    names = [column for column, _ in carried()[table]]
    listed = ", ".join(f'"{name}"' for name in names)
    batched = next((name for name in ("batch", "batch_id", "number") if name in names), None)
    if table == "import_log" or batched in ("batch", "batch_id"):
        joint = "c.batch = a.old" if batched == "batch" else "c.batch_id = a.batch_id"
        said = ", ".join("a.number" if name in ("batch", "number") and (name == "batch" or table == "import_log")
                         else f'c."{name}"' for name in names)
        cursor.execute(f"insert into {table} ({listed}) select {said} from came_{table} c "
                       f"join arriving a on {joint}{_unknown(table)}")
    else:
        cursor.execute(f"insert into {table} ({listed}) select {listed} from came_{table} c where {_not_there(table)}")


def _unknown(table: str) -> str:
    """Rows that another file has shown already stand there once; what they are seen in (sightings) stands beside them."""
    if table not in {known.stored for known in TABLES}:
        return ""
    return f" where (c.key, c.content) not in (select key, content from {table})"


_KEYS = {"mappings": "fingerprint", "known_chats": "chat_id", "known_aliases": "alias_id",
         "corrections": "kind, key", "identity_decisions": "alias_a, alias_b"}
# A plan is one thing: two are not mixed. A pseudonym is one person's.
_WHERE = {"known_sop_tasks": "not exists (select 1 from known_sop_tasks)",
          "pseudonyms": "person_id not in (select person_id from pseudonyms) and code not in (select code from pseudonyms)"}


def _not_there(table: str) -> str:
    """What the shop has decided itself stays; a table without a key takes what is nowhere in it."""
    if table in _WHERE:
        return _WHERE[table]
    if table in _KEYS:
        return f"({_KEYS[table]}) not in (select {_KEYS[table]} from {table})"
    same = " and ".join(f't."{column}" is not distinct from c."{column}"' for column, _ in carried()[table])
    return f"not exists (select 1 from {table} t where {same})"
