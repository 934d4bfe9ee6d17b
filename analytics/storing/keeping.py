"""A staged draft becomes rows of the shop: new rows, versions, sightings, coverage, in one transaction."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics import classify
from analytics.importers.names import normal
from analytics.settings import Settings
from analytics.storing import ask, coverage, follow_ups, former_lines, other_shop, overlaps, refused, versions
from analytics.storing.draughted import Draughted
from analytics.storing.receipts import ISSUE_COLUMNS, Counts, rejected_rows
from analytics.storing.staging import NAMES_JOINT, Staging, alias_id
from analytics.storing.tables import BY_WIRE, ROLLED_UP, Table


class Keeping:
    """Writes one draft under batch number `batch`; `write` then `counts`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, draft: Draughted, settings: Settings, batch: int,
                 batch_id: str = "rehearsal") -> None:
        self.cursor = cursor
        self.draft = draft
        self.settings = settings
        self.batch = batch
        self.batch_id = batch_id
        self.staging = Staging(cursor, draft, settings)
        self.issues = read_issues(draft)
        self._same_stretches: list[dict[str, Any]] = []

    def write(self) -> None:
        """Chats, aliases, rows, versions and coverage; nothing derived."""
        self.staging.book.save(self.cursor, self.batch)
        _add_aliases(self.cursor, "alias_map")
        for table in self.staging.tables:
            if table.wire == "messages":
                self._same_stretches = overlaps.shade(self.cursor, self.draft, self.settings, self.batch)
            if table.wire == "follow_ups":
                self.issues = pd.concat([self.issues, follow_ups.settle(self.cursor)], ignore_index=True)
            self._insert(table)
            coverage.save(self.cursor, table, self.batch_id, self.settings)
        self._save_rosters()

    def questions(self) -> list[dict[str, Any]]:
        """What only the shop beside the file makes a question, after `write`."""
        return [*self.staging.book.questions, *self._same_stretches,
                *other_shop.questions(self.cursor, self.staging, self.settings)]

    def remember_sightings(self) -> None:
        """Every row of the file, repeated ones too: what undo and the receipt of next time rest on."""
        for table in self.staging.tables:
            self.cursor.execute(
                f"insert into sightings select '{table.wire}', key, content, ?, part, source_row "
                f"from staged_{table.wire}", [self.batch])

    def counts(self) -> dict[tuple[str, str], Counts]:
        """(home table, part) → Counts, after `write`."""
        rejected = rejected_rows(self.issues)
        found: dict[tuple[str, str], Counts] = {}
        for wire, part, read in self.draft.about["read"]:
            kept, updated, rows = self._kept(BY_WIRE[wire], part)
            lost = rejected.get((wire, part), 0)
            place = (self.home(wire, part), part)
            found[place] = found.get(place, Counts()) + Counts(read, kept, updated, rows - kept, lost)
        return found

    def home(self, wire: str, part: str) -> str:
        """The table a wire row is counted in: a member row with neither group nor join day is a name only."""
        if wire != "members":
            return BY_WIRE[wire].home or wire
        if "members" not in {table.wire for table in self.staging.tables}:
            return "memberships"
        placed = ask.first(
            self.cursor, "select bool_or(chat_id is not null or joined_at is not null) from staged_members where part = ?", [part])
        return "aliases" if placed and placed[0] is False else "memberships"

    def log(self, counts: dict[tuple[str, str], Counts]) -> None:
        """Write the receipt into the shop, and where each group of the file was laid."""
        about = {**self.draft.about, "placed": self.staging.book.placed, "final": self.staging.book.final,
                 "answers": self.draft.answers.to_json()}
        self.cursor.execute("update import_log set about = ? where batch_id = ?",
                            [json.dumps(about, ensure_ascii=False, default=str), self.batch_id])
        for (table, part), count in counts.items():
            self.cursor.execute("insert into import_counts values (?, ?, ?, ?, ?, ?, ?, ?)",
                                [self.batch_id, part, table, *count.as_tuple()])
        issues = self.home_issues()
        if not issues.empty:
            self.cursor.register("issues_in", issues)
            self.cursor.execute(
                "insert into import_issues select ?, table_name, part, source_row, column_name, code, value, severity "
                "from issues_in", [self.batch_id])
            self.cursor.unregister("issues_in")
        refused.save(self.cursor, self.draft, self.batch_id)
        self.cursor.execute(
            "update import_log set first_at = c.first_at, last_at = c.last_at from (select min(first_at) as first_at, "
            "max(last_at) as last_at from coverage where batch_id = $batch) c where batch_id = $batch", {"batch": self.batch_id})

    def home_issues(self) -> pd.DataFrame:
        """The issues, each under the home table of its row."""
        homes = {(wire, part): self.home(wire, part)
                 for wire, part in self.issues[["table_name", "part"]].drop_duplicates().itertuples(index=False)}
        names = [homes[place] for place in zip(self.issues["table_name"], self.issues["part"], strict=True)]
        return self.issues.assign(table_name=pd.Series(names, index=self.issues.index, dtype="str"))

    def derived(self) -> dict[str, int]:
        """What else the file gave, outside the receipt's equation."""
        found = {}
        if any(table.wire == "movements" for table in self.staging.tables):
            row = ask.first(self.cursor, "select count(*) from staged_movements where kind = 'join'")
            found["joins"] = int(row[0]) if row else 0
        if any(table.wire == "tags" for table in self.staging.tables):
            row = ask.first(self.cursor, "select sum(len(string_split(tags, chr(31)))) from staged_tags where tags <> ''")
            found["tags"] = int(row[0] or 0) if row else 0
        return found

    def touch(self) -> None:
        """Note the chats and days whose rollups are stale, in temp table `touched`."""
        wires = {table.wire for table in self.staging.tables}
        selects = [f"select distinct chat_id, cast({moment} as date) as day from staged_{wire} "
                   f"where standing < 2 and chat_id is not null and {moment} is not null"
                   for wire, moment in ROLLED_UP if wire in wires]
        nothing = "select cast(null as text) as chat_id, cast(null as date) as day where false"
        self.cursor.execute(f"create temp table touched as {' union '.join(selects) or nothing}")

    def clear(self) -> None:
        """Remove the temporary tables."""
        self.cursor.execute("drop table touched")
        self.staging.drop()

    def _kept(self, table: Table, part: str) -> tuple[int, int, int]:
        """Rows of `part` shown because of this file, those of them that replaced a version, all rows."""
        if table not in self.staging.tables:
            return 0, 0, 0
        row = ask.first(
            self.cursor,
            f"with shown as (select key, content from {table.stored} where visible and batch = $batch and part = $part) "
            "select (select count(*) from shown), "
            f"(select count(*) from staged_{table.wire} s semi join shown r on r.key = s.key and r.content = s.content "
            "where s.part = $part and s.standing = 1), "
            f"(select count(*) from staged_{table.wire} where part = $part)", {"batch": self.batch, "part": part})
        assert row is not None
        return row

    def _insert(self, table: Table) -> None:
        if table.unstaged:
            self._insert_slices(table)
        else:
            columns = ", ".join(table.columns)
            self.cursor.execute(
                f"insert into {table.stored} (key, content, visible, batch, part, source_row, {columns}) "
                f"select key, content, true, {self.batch}, part, source_row, {columns} from staged_{table.wire} where standing < 2")
        if table.wire == "orders":
            former_lines.complete(self.cursor, "staged_orders")
        if table.wire == "follow_ups":
            follow_ups.name_people(self.cursor, self.batch)
        self._settle(table)

    def _insert_slices(self, table: Table) -> None:
        """Read the long columns again, a slice at a time: memory stays flat however long the file is."""
        values, ids = ", ".join(table.values), ", ".join(table.ids)
        staged_ids = ", ".join(f"s.{column}" for column in table.ids)
        for reader, first, last in self.draft.slices(table.wire):
            self.cursor.register("incoming", reader)
            self.cursor.execute(
                f"insert into {table.stored} (key, content, visible, batch, part, source_row, {ids}, {values}, text_reason) "
                f"with fresh as (select s.key, s.content, s.part, s.source_row, {staged_ids}, i.* exclude (part, source_row) "
                f"from incoming i join staged_{table.wire} s on s.ordinal = i.ordinal "
                f"where s.standing < 2 and s.ordinal between {first} and {last}) "
                f"select key, content, true, {self.batch}, part, source_row, {ids}, {values}, "
                f"{classify.text_reason_sql(self.settings)} from fresh")
            self.cursor.unregister("incoming")

    def _settle(self, table: Table) -> None:
        self.cursor.execute(
            f"create temp table contested as select distinct key from staged_{table.wire} where standing = 1 or contested")
        versions.settle(self.cursor, table)
        self.cursor.execute("drop table contested")
        if table.wire == "messages":
            overlaps.hide(self.cursor)

    def _save_rosters(self) -> None:
        if not any(table.wire == "members" for table in self.staging.tables):
            return
        answers = self.draft.answers
        whole = answers.whole_roster
        parts = {part["part"]: bool(part.get("whole_roster")) for part in self.draft.about["parts"]}
        frame = pd.DataFrame({
            "part": pd.Series(list(parts), dtype="str"),
            "whole": pd.Series([parts[part] if whole is None else whole for part in parts], dtype="bool")})
        self.cursor.register("roster_parts", frame)
        self.cursor.execute(
            "insert into snapshot_rows select chat_id, alias_id, seen_on, whole, $batch, min(place)[1], min(place)[2] from ("
            "select s.chat_id, s.alias_id, coalesce(s.seen_on, $seen_on) as seen_on, coalesce(p.whole, $whole) as whole, "
            "(s.part, s.source_row) as place from staged_members s left join roster_parts p on p.part = s.part "
            "where s.chat_id is not null and s.alias_id is not null) group by chat_id, alias_id, seen_on, whole",
            {"seen_on": answers.seen_on, "whole": bool(whole), "batch": self.batch})
        self.cursor.unregister("roster_parts")
        self._save_other_names()

    def _save_other_names(self) -> None:
        self.cursor.register("incoming", self.draft.reader("members"))
        rows = self.cursor.execute(
            "select distinct c.chat_id, coalesce(i.platform_id, ''), coalesce(i.name, ''), coalesce(i.phone, ''), i.other_names "
            "from incoming i left join chat_map c on c.table_name = 'members' and c.source_chat = coalesce(i.chat, '') "
            "where coalesce(i.other_names, '') <> ''").fetchall()
        names, pairs = [], []
        for chat_id, platform_id, name, phone, others in rows:
            first = alias_id(chat_id, platform_id, name, phone)
            for other in dict.fromkeys(others.split(NAMES_JOINT)):
                if other and (second := alias_id(chat_id, platform_id, other, phone)) != first:
                    names.append((second, chat_id, platform_id, other, phone))
                    pairs.append((first, second))
        _insert_names(self.cursor, names)
        if pairs:
            self.cursor.executemany("insert into stated_same values (?, ?, ?)", [(*pair, self.batch) for pair in pairs])


def _add_aliases(cursor: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Add the aliases of `relation` that the shop does not know yet."""
    cursor.execute(
        "insert into known_aliases select alias_id, min(chat_id), min(platform_id), min(said_name), min(normal_name), min(phone) "
        f"from {relation} where alias_id not in (select alias_id from known_aliases) group by alias_id")


def _insert_names(cursor: duckdb.DuckDBPyConnection, names: list[tuple[int, str | None, str, str, str]]) -> None:
    if not names:
        return
    cursor.register("new_names", pd.DataFrame({
        "alias_id": pd.Series([row[0] for row in names], dtype="int64"),
        **{field: pd.Series([row[i] for row in names], dtype="str")
           for i, field in ((1, "chat_id"), (2, "platform_id"), (3, "said_name"), (4, "phone"))},
        "normal_name": pd.Series([normal(row[3]) for row in names], dtype="str")}))
    _add_aliases(cursor, "new_names")
    cursor.unregister("new_names")


def read_issues(draft: Draughted) -> pd.DataFrame:
    """The draft's issues, columns ISSUE_COLUMNS, wire table names."""
    path = draft.folder / "issues.arrow"
    if not path.exists():
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == "source_row" else "str") for name in ISSUE_COLUMNS})
    with pa.ipc.open_stream(str(path)) as reader:
        issues: pd.DataFrame = reader.read_all().to_pandas()
    return issues
