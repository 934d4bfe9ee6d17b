"""The groups a shop knows, under every name and room id that files ever gave them, and where a file was laid before."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import duckdb

from analytics.storing import ask
from analytics.storing.chats import plain_name


@dataclass
class Chat:
    """A group as known: everything files ever called it, and its room ids."""

    chat_id: str
    name: str
    platform: str | None = None
    names: set[str] = field(default_factory=set)
    rooms: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """What one file says of one of its groups: its key in the rows, room id, name, and the name comparable."""

    key: str
    name: str
    room: str | None
    platform: str | None

    @property
    def plain(self) -> str:
        """The name in the form in which names are compared."""
        return plain_name(self.name)


def read(cursor: duckdb.DuckDBPyConnection) -> dict[str, Chat]:
    """chat_id → Chat, with the names out of files, out of the client's own lines, and typed ones."""
    found = {row[0]: Chat(*row) for row in cursor.execute(
        "select chat_id, chat_name, platform from known_chats order by chat_id").fetchall()}
    called = cursor.execute(
        "select chat_id, name, platform_id from chat_names union select chat_id, chat_name, null from known_chats "
        "union select chat_id, detail, null from movement_rows where visible and kind = 'rename' and detail <> ''").fetchall()
    for chat_id, name, room in called:
        if chat_id in found:
            found[chat_id].names.add(plain_name(name))
            found[chat_id].rooms |= {room} - {None}
    return found


def placed_before(cursor: duckdb.DuckDBPyConnection, sha256: str) -> dict[str, dict[str, str | None]]:
    """Where the last import of the same bytes was laid, merges apart: wire table → chat key → group; {} for a new file."""
    row = ask.first(cursor, "select about from import_log where file_sha256 = ? and undone_at is null "
                            "and contains(about, '\"placed\"') order by number desc limit 1", [sha256])
    found: dict[str, dict[str, str | None]] = json.loads(row[0])["placed"] if row else {}
    return found
