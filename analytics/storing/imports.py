"""From an upload to rows and back: read into a draft, rehearse, keep, undo."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import duckdb

from analytics.importers.answers import Answers
from analytics.importers.upload import Upload
from analytics.storing import ask, derived, glimpse, mappings, owners, schema, undoing
from analytics.storing.drafts import Draft
from analytics.storing.keeping import Keeping
from analytics.storing.opened import Opened
from analytics.storing.receipts import Counts, Receipt
from analytics.storing.stamp import now


def read(shop: Opened, upload: Upload, answers: Answers) -> Draft:
    """The draft of one file, not rehearsed. Raises what stopped the reading."""
    source, sha256 = shop.reader.copy(upload)
    try:
        draft = _read_once(shop, source, sha256, upload.name, answers)
        known = told(shop, draft)
        return draft if known is None else _read_once(shop, source, sha256, upload.name, known)
    except BaseException:
        shutil.rmtree(source.parent, ignore_errors=True)
        raise


def told(shop: Opened, draft: Draft) -> Answers | None:
    """The draft's answers with what the shop can answer itself; None where that is nothing new."""
    return mappings.remembered(shop.connection, draft) or owners.recognised(shop.connection, draft, shop.settings)


def _read_once(shop: Opened, source: Path, sha256: str, name: str, answers: Answers) -> Draft:
    reading = shop.reader.begin(source, name, answers)
    reading.wait()
    return shop.reader.draft(reading, sha256)


def rehearse(shop: Opened, draft: Draft) -> None:
    """Fill `counts`, `by_part` and `reach` of a draft: what keeping would do, tried and rolled back."""
    with shop.connection.trying() as cursor:
        keeping = Keeping(cursor, draft.read, shop.settings, _next_number(cursor))
        keeping.write()
        draft.by_part = keeping.counts()
        draft.counts = by_table(draft.by_part)
        draft.reach = glimpse.reach(cursor, keeping.staging)
        draft.asked = keeping.questions()


def keep(shop: Opened, draft: Draft) -> Receipt:
    """Store a draft in one transaction, or nothing of it."""
    with shop.connection.writing() as cursor:
        number = _next_number(cursor)
        batch_id = f"{number}-{uuid.uuid4().hex[:8]}"
        cursor.execute("insert into import_log values (?, ?, ?, ?, ?, ?, null, null, ?, null)",
                       [number, batch_id, draft.file_name, draft.sha256, draft.format, now(),
                        json.dumps(draft.about, ensure_ascii=False)])
        keeping = Keeping(cursor, draft.read, shop.settings, number, batch_id)
        keeping.write()
        keeping.remember_sightings()
        counts = keeping.counts()
        keeping.log(counts)
        mappings.remember(cursor, draft)
        keeping.touch()
        derived.rebuild(cursor, shop.settings)
        receipt = Receipt(batch_id, draft.file_name, draft.format, by_table(counts), keeping.home_issues(), counts,
                          keeping.derived())
        keeping.clear()
        data_changed(shop, cursor)
    return receipt


def undo(shop: Opened, batch_id: str) -> None:
    """Take one import back; what other files hold stays. Raises `UserError` undo_unknown."""
    with shop.connection.writing() as cursor:
        undoing.undo(cursor, batch_id)
        derived.rebuild(cursor, shop.settings)
        cursor.execute("drop table touched")
        data_changed(shop, cursor)


def data_changed(shop: Opened, cursor: duckdb.DuckDBPyConnection) -> None:
    """Raise the data version, in the transaction that changed the data.

    The stamp tells apart copies of one shop that went different ways: they share uuid and counters.
    """
    schema.write_meta(cursor, "data_version", str(int(shop.meta["data_version"]) + 1))
    schema.write_meta(cursor, "data_stamp", uuid.uuid4().hex)


def by_table(counts: Mapping[tuple[str, str], Counts]) -> dict[str, Counts]:
    """Counts by (home table, part) summed over the parts."""
    tables: dict[str, Counts] = {}
    for (table, _), count in counts.items():
        tables[table] = tables.get(table, Counts()) + count
    return tables


def _next_number(cursor: duckdb.DuckDBPyConnection) -> int:
    row = ask.first(cursor, "select coalesce(max(number), 0) + 1 from import_log")
    return int(row[0]) if row else 1
