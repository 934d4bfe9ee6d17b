"""Groups merged, split and parted again: the imports concerned are laid into their new groups, row by row.

What comes out is what importing the same files would have given had the decision been known. Decisions about
people and posts follow to the new aliases and keys; numbers of imports and their order stay.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

import duckdb

from analytics.errors import UserError
from analytics.settings import Settings
from analytics.storing import ask, derived, overlaps, undoing, versions
from analytics.storing.chats import chat_id_of
from analytics.storing.decisions import correct
from analytics.storing.draughted import Draughted
from analytics.storing.following import Following
from analytics.storing.keeping import Keeping
from analytics.storing.rebuilding import rebuild
from analytics.storing.tables import BY_WIRE, TABLES


class Placing:
    """Decides about groups inside one transaction. `scratch`: a private folder for the rows on their way."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, settings: Settings, scratch: Path) -> None:
        self._cursor, self._settings = cursor, settings
        self._scratch = scratch / f"placing-{uuid.uuid4().hex}"

    def merge(self, into: str, other: str) -> None:
        """`other` is the group `into`. Raises `UserError` chat_unknown."""
        name = self._name(other)
        self._name(into)
        if into == other:
            return
        moving = self._holding(other)
        correct(self._cursor, "chat_merge", other, into)
        correct(self._cursor, "merged_name", other, name)
        self._lay_again(moving, other, into, moved=True)

    def part(self, other: str) -> None:
        """Take back that `other` was merged into another group. Raises `UserError` chat_unknown."""
        row = ask.first(self._cursor, "select value from corrections where kind = 'chat_merge' and key = ?", [other])
        if row is None:
            raise UserError("chat_unknown", chat=other, known=[])
        correct(self._cursor, "chat_merge", other, None)
        correct(self._cursor, "merged_name", other, None)
        self._lay_again(self._placed_in(other), row[0], other, moved=False)

    def split(self, chat_id: str, batch_id: str) -> str:
        """What one import holds of a group becomes a group of its own; its id. Raises `UserError` chat_unknown, undo_unknown."""
        self._name(chat_id)
        draft = self._rebuilt(batch_id)
        sha256, final = draft.about["sha256"], draft.about.get("final", {})
        new_id = chat_id_of(f"{chat_id}|{sha256}")
        for base in {base for base in draft.answers.groups.values() if base and final.get(base, base) == chat_id}:
            correct(self._cursor, "chat_split", f"{sha256}|{base}", new_id)
        self._lay_again([batch_id], chat_id, new_id, moved=False)
        return new_id

    def unsplit(self, chat_id: str) -> None:
        """Take back that `chat_id` was split off. Raises `UserError` chat_unknown."""
        keys = [row[0] for row in self._cursor.execute(
            "select key from corrections where kind = 'chat_split' and value = ?", [chat_id]).fetchall()]
        if not keys:
            raise UserError("chat_unknown", chat=chat_id, known=[])
        for key in keys:
            correct(self._cursor, "chat_split", key, None)
        origin = keys[0].split("|")[1]
        self._lay_again(self._holding(chat_id), chat_id, origin, moved=True)
        if ask.any_row(self._cursor, "select 1 from known_chats where chat_id = ?", [chat_id]):
            self.merge(origin, chat_id)  # later files have joined the part meanwhile

    def _name(self, chat_id: str) -> str:
        row = ask.first(self._cursor, "select chat_name from known_chats where chat_id = ?", [chat_id])
        if row is None:
            names = self._cursor.execute("select chat_name from known_chats order by chat_name").fetchall()
            raise UserError("chat_unknown", chat=chat_id, known=[name for (name,) in names])
        return str(row[0])

    def _holding(self, chat_id: str) -> list[str]:
        """The imports that saw a row of a group, in their order."""
        seen = " union ".join(
            f"select s.batch from {table.stored} r join sightings s on s.table_name = '{table.wire}' and s.key = r.key "
            f"and s.content = r.content where r.chat_id = $chat" for table in TABLES if table.chat)
        rows = self._cursor.execute(
            f"select batch_id from import_log where undone_at is null and number in ({seen}) order by number", {"chat": chat_id})
        return [row[0] for row in rows.fetchall()]

    def _placed_in(self, base: str) -> list[str]:
        """The imports of which some rows belong to a group, merges apart."""
        rows = self._cursor.execute(
            "select batch_id from import_log where undone_at is null and contains(about, $base) order by number",
            {"base": f'"{base}"'}).fetchall()
        return [row[0] for row in rows]

    def _rebuilt(self, batch_id: str) -> Draughted:
        folder = self._scratch / batch_id
        shutil.rmtree(folder, ignore_errors=True)
        return rebuild(self._cursor, batch_id, folder)

    def _lay_again(self, batch_ids: Iterable[str], old: str, new: str, *, moved: bool) -> None:
        """Take the imports out and keep them again, now that the decision is known. `moved`: all of `old` goes."""
        cursor = self._cursor
        drafts = [(self._number(batch_id), batch_id, self._rebuilt(batch_id)) for batch_id in batch_ids]
        following = Following(cursor, old, new, [number for number, _, _ in drafts], moved=moved)
        cursor.execute("create temp table all_touched (chat_id text, day date)")
        for number, batch_id, _ in drafts:
            undoing.take_out(cursor, number, batch_id)
            self._note_touched()
        for number, batch_id, draft in drafts:
            self._keep_again(number, batch_id, draft)
        for wire in sorted({table.wire for _, _, draft in drafts for table in draft.tables()}):
            self._first_places(wire, [number for number, _, _ in drafts])
        following.settle()
        undoing.sweep(cursor)
        cursor.execute("create temp table touched as select distinct chat_id, day from all_touched")
        cursor.execute("drop table all_touched")
        derived.rebuild(cursor, self._settings)
        cursor.execute("drop table touched")
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _keep_again(self, number: int, batch_id: str, draft: Draughted) -> None:
        keeping = Keeping(self._cursor, draft, self._settings, number, batch_id)
        keeping.write()
        keeping.remember_sightings()
        for table in ("import_counts", "import_issues", "refused_rows"):
            self._cursor.execute(f"delete from {table} where batch_id = ?", [batch_id])
        keeping.log(keeping.counts())
        keeping.touch()
        self._cursor.execute("insert into all_touched select chat_id, day from touched")
        keeping.clear()

    def _note_touched(self) -> None:
        self._cursor.execute("insert into all_touched select chat_id, day from touched")
        self._cursor.execute("drop table touched")

    def _first_places(self, wire: str, numbers: list[int]) -> None:
        """A row belongs to the first import that saw it, also where that one was laid again after a later one."""
        table, cursor = BY_WIRE[wire], self._cursor
        mine = f"select key from sightings where table_name = '{wire}' and batch in ({', '.join(map(str, numbers))})"
        cursor.execute(
            f"update {table.stored} r set batch = s.batch, part = s.place[1], source_row = s.place[2] from ("
            f"select key, content, min(batch) as batch, arg_min((part, source_row), (batch, part, source_row)) as place "
            f"from sightings where table_name = '{wire}' and key in ({mine}) group by key, content) s "
            f"where r.key = s.key and r.content = s.content and r.batch > s.batch")
        cursor.execute(f"create temp table contested as select key from {table.stored} where key in ({mine}) "
                       "group by key having count(*) > 1")
        versions.settle(cursor, table)
        cursor.execute("drop table contested")
        if wire == "messages":
            overlaps.hide(cursor)

    def _number(self, batch_id: str) -> int:
        row = ask.first(self._cursor, "select number from import_log where batch_id = ?", [batch_id])
        assert row is not None
        return int(row[0])
