"""What people decide about groups, and imports that lie in the wrong shop. One part of Workspace."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from analytics.errors import UserError
from analytics.storing import coverage, decisions, imports, last_look
from analytics.storing.drafts import Draft
from analytics.storing.last_look import UndoPreview
from analytics.storing.opened import Opened
from analytics.storing.placing import Placing
from analytics.storing.rebuilding import rebuild
from analytics.storing.receipts import Receipt


class Grouping:
    """Every method is one transaction that raises the data version; `_shared` is the open shop."""

    _shared: Opened

    def set_chat(self, chat_id: str, *, name: str | None = None, chat_type: str | None = None) -> None:
        """Rename a group ("" = as files call it) or say its type. Raises `UserError` chat_type_unknown, chat_unknown."""
        with self._shared.connection.writing() as cursor:
            decisions.set_chat(cursor, chat_id, name, chat_type)
            imports.data_changed(self._shared, cursor)

    def merge_chats(self, into: str, other: str) -> None:
        """`other` is the group `into`, now and for files to come. Raises `UserError` chat_unknown."""
        with self._shared.connection.writing() as cursor:
            self._placing(cursor).merge(into, other)
            imports.data_changed(self._shared, cursor)

    def part_chats(self, other: str) -> None:
        """Take back that `other` was merged into another group. Raises `UserError` chat_unknown."""
        with self._shared.connection.writing() as cursor:
            self._placing(cursor).part(other)
            imports.data_changed(self._shared, cursor)

    def split_chat(self, chat_id: str, batch_id: str) -> str:
        """What one import holds of a group becomes a group of its own; returns its id.

        Raises `UserError` chat_unknown, undo_unknown.
        """
        with self._shared.connection.writing() as cursor:
            found = self._placing(cursor).split(chat_id, batch_id)
            imports.data_changed(self._shared, cursor)
        return found

    def unsplit_chat(self, chat_id: str) -> None:
        """Take back that `chat_id` was split off. Raises `UserError` chat_unknown."""
        with self._shared.connection.writing() as cursor:
            self._placing(cursor).unsplit(chat_id)
            imports.data_changed(self._shared, cursor)

    def answer_hole(self, chat_id: str, first_day: date, last_day: date, quiet: bool | None) -> None:
        """Of the days of a hole in a group's record: nobody spoke (True), or they were not exported (False).

        None takes the answer back. Days that are recorded anyway stay as they are.
        """
        days = [first_day + timedelta(days=number) for number in range((last_day - first_day).days + 1)]
        with self._shared.connection.writing() as cursor:
            for day in days:
                decisions.correct(cursor, "quiet_day", f"{chat_id}|{day}", "yes" if quiet else None)
                decisions.correct(cursor, "not_exported", f"{chat_id}|{day}", "yes" if quiet is False else None)
            coverage.rebuild_recorded_days(cursor)
            imports.data_changed(self._shared, cursor)

    def undo_preview(self, batch_id: str) -> UndoPreview:
        """What goes if this import is taken back. Raises `UserError` undo_unknown."""
        with self._shared.connection.trying() as cursor:
            return last_look.preview(cursor, batch_id)

    def move_import(self, batch_id: str, other: Grouping) -> Receipt:
        """Keep an import in another shop and take it back here; the receipt is the other shop's.

        Every row the file had goes, also those that were here already. Raises `UserError` undo_unknown, moved_nowhere.
        """
        if other._shared is self._shared:
            raise UserError("moved_nowhere")
        folder = self._shared.scratch / f"moving-{uuid.uuid4().hex}"
        folder.mkdir(mode=0o700)
        try:
            receipt = imports.keep(other._shared, self._as_draft(batch_id, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        imports.undo(self._shared, batch_id)
        return receipt

    def _as_draft(self, batch_id: str, folder: Path) -> Draft:
        with self._shared.connection.trying() as cursor:
            read = rebuild(cursor, batch_id, folder / "read")
        # The other shop has groups of its own.
        about = {name: value for name, value in read.about.items() if name not in ("placed", "final")}
        read = replace(read, about=about, answers=replace(read.answers, groups={}))
        return Draft(read.file_name, str(read.about["sha256"]), folder / "source", read)

    def _placing(self, cursor: duckdb.DuckDBPyConnection) -> Placing:
        return Placing(cursor, self._shared.settings, self._shared.scratch)
