"""Reading a whole shop as another computer handed it over: a zip of Arrow streams, one a table, and a list of contents.

Runs in the reading child. What it leaves in the folder was checked value by value, so that the app may take it in:
plain columns of plain types, as many rows as the list says, and nothing else.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.errors import UserError
from analytics.importers import zips

CONTENTS, KIND, SUFFIX = "shop.json", "qunxi shop", ".arrow"
_MOST_CONTENTS_BYTES = 1_000_000
_PLAIN = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean,
          pa.types.is_timestamp, pa.types.is_date, pa.types.is_decimal)


def read(path: Path, folder: Path) -> None:
    """Write `<table>.arrow` for every table and `about.json`, the contents; raises `UserError` not_a_shop, shop_file_damaged."""
    names = {info.filename: info for info in zips.members(path)}
    with zipfile.ZipFile(path) as archive:
        about = _contents(archive, names)
        for table, rows in about["tables"].items():
            if not table.isidentifier() or f"{table}{SUFFIX}" not in names:
                raise UserError("shop_file_damaged", part=str(table)[:60])
            _rewrite(archive, table, rows, folder)
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _contents(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> dict[str, Any]:
    listed = names.get(CONTENTS)
    if listed is None or listed.file_size > _MOST_CONTENTS_BYTES:
        raise UserError("not_a_shop")
    try:
        about = json.loads(archive.read(listed))
        if about["kind"] != KIND:
            raise UserError("not_a_shop")
        tables = {str(table): int(rows) for table, rows in about["tables"].items()}
        return {"version": int(about["version"]), **{key: str(about[key]) for key in ("zone", "name", "industry", "uuid")},
                "settings": str(about["settings"]), "tables": tables}
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile):
        raise UserError("not_a_shop") from None


def _rewrite(archive: zipfile.ZipFile, table: str, rows: int, folder: Path) -> None:
    found = 0
    try:
        with archive.open(f"{table}{SUFFIX}") as member, pa.ipc.open_stream(member) as stream:
            if not all(any(is_type(field.type) for is_type in _PLAIN) for field in stream.schema):
                raise UserError("shop_file_damaged", part=table)
            with pa.ipc.new_stream(str(folder / f"{table}{SUFFIX}"), stream.schema) as out:
                for batch in stream:
                    batch.validate(full=True)
                    found += batch.num_rows
                    out.write_batch(batch)
    except (pa.ArrowException, zipfile.BadZipFile, EOFError, ValueError):
        raise UserError("shop_file_damaged", part=table) from None
    if found != rows:
        raise UserError("shop_file_damaged", part=table)
