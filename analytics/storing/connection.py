"""One DuckDB file, opened once, locked down, one cursor a query.

Why: a connection shared between threads answers wrongly; a stranger's name must never become SQL
that reaches the disk; a half-written first file must never be mistaken for a shop.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from analytics.errors import UserError

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    # What DuckDB keeps beyond what it needs grows up to this: with it an import of any length peaks within 1.25 x a million rows.
    "memory_limit": "410MB",
    "max_temp_directory_size": "20GB",
    "preserve_insertion_order": "false",
}
_LONGEST_READ_SECONDS = 20.0
Known = TypeVar("Known")


class Connection:
    """The one open handle on a shop's file. Read with `read`, write inside `writing`."""

    def __init__(self, path: Path | None, scratch: Path, zone: str) -> None:
        self.path = path
        self._scratch = scratch / "spill"
        self._writer = threading.RLock()
        self._known: dict[str, Any] = {}
        _fresh_folder(self._scratch)
        self._root = self._connect(str(path) if path else ":memory:")
        try:
            self._harden(zone)
        except BaseException:
            self._root.close()
            raise

    def read(self, sql: str, params: Mapping[str, Any] | None = None,
             relations: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The frame of one select, on a cursor of its own, stopped after 20 seconds."""
        with self._cursor(relations) as cursor, _stopped_after(cursor, _LONGEST_READ_SECONDS):
            try:
                return cursor.execute(sql, dict(params or {})).df()
            except duckdb.InterruptException:
                raise UserError("query_too_long", seconds=int(_LONGEST_READ_SECONDS)) from None

    def once(self, key: str, work: Callable[[], Known]) -> Known:
        """`work()`, which only reads this file, done once until something else is committed; not to be changed by who gets it.

        What is read while a commit is under way is kept with what was known before it, and goes with that.
        """
        known = self._known
        if key not in known:
            known[key] = work()
        found: Known = known[key]
        return found

    def forget(self) -> None:
        """What was read `once` is read again from here on."""
        self._known = {}

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction under the writer lock: all of it or nothing."""
        with self._writer, self._cursor(None) as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
                cursor.execute("commit")
                self.forget()
            except BaseException:
                _roll_back(cursor)
                raise

    @contextmanager
    def trying(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose changes are always rolled back: what would happen if."""
        with self._writer, self._cursor(None) as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
            finally:
                _roll_back(cursor)

    @contextmanager
    def still(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees the shop as it is now, for as long as it takes; nothing is changed through it."""
        with self._cursor(None) as cursor:
            cursor.execute("begin transaction")
            try:
                yield cursor
            finally:
                _roll_back(cursor)

    def close(self) -> None:
        """Close the file and remove what was spilled."""
        self._root.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @contextmanager
    def _cursor(self, relations: Mapping[str, Any] | None) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._root.cursor()
        try:
            for name, relation in (relations or {}).items():
                cursor.register(name, relation)
            yield cursor
        finally:
            cursor.close()

    def _connect(self, target: str) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(target, config={**_CONFIG, "temp_directory": str(self._scratch)})
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise UserError("shop_open_elsewhere", file=Path(target).name) from None
            raise UserError("shop_damaged", file=Path(target).name) from None
        except (duckdb.InvalidInputException, duckdb.SerializationException, duckdb.FatalException):
            raise UserError("shop_damaged", file=Path(target).name) from None

    def _harden(self, zone: str) -> None:
        # Order matters: after lock_configuration nothing can be set, in any cursor.
        self._root.execute(f"set global TimeZone = '{zone}'")
        self._root.execute("set enable_progress_bar = false")
        self._root.execute("set enable_external_access = false")
        self._root.execute("set lock_configuration = true")


def create_file(path: Path, statements: str) -> None:
    """Make a new database file whole or not at all: built beside its place, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    young = path.with_name(path.name + ".new")
    young.unlink(missing_ok=True)
    fresh = duckdb.connect(str(young), config=_CONFIG)
    try:
        fresh.execute(statements)
        fresh.execute("checkpoint")
    finally:
        fresh.close()
    if os.name == "posix":
        young.chmod(0o600)
    young.replace(path)


def _fresh_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    # A transaction that DuckDB has already ended by itself cannot be rolled back again.
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        return


@contextmanager
def _stopped_after(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
