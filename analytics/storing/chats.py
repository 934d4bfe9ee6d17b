"""Which group a row belongs to: room id, else the name inside the file, else what the file is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pandas as pd

from analytics.importers.answers import Answers
from analytics.importers.batch import NAMELESS
from analytics.importers.names import normal

# Words that exporting tools and people put around a group's name in a file name.
_TOOL_WORDS = re.compile(
    r"聊天记录|群聊记录|消息记录|群成员名单|群成员列表|群成员|成员名单|成员信息|名单|导出|(?<![一-鿿])群聊|^与|的(?=\s*whatsapp)|"
    r"的?微信|聊天(?=\s*$)|whatsapp chat with|whatsapp|\bchat(?![a-z])|messages|export|utf-?8|memotrace|members?", re.IGNORECASE)
_DATES = re.compile(r"(?:19|20)\d{2}[-_./年]?\d{1,2}(?:[-_./月]?\d{1,2}日?)?|\d{8,14}")
_PARTS = re.compile(r"[(（]\d+[)）]|(?:part|第)\s*\d+\s*(?:部分|页)?|(?<=[\W_])\d{1,3}$", re.IGNORECASE)
CHAT_TYPES = ("引流群", "福利群", "快闪群", "资源对接群", "兴趣群", "其他")
_EDGES = " -_—·.、,，()（）[]【】《》“”\"'"
# Tables whose rows need a group; the others may stand outside any group.
_NEEDS_CHAT = frozenset({"messages", "movements"})


@dataclass(frozen=True)
class Chat:
    """A group as known: `source_key` is what files call it first, `room_id` where one is known."""

    chat_id: str
    name: str
    room_id: str | None = None
    platform: str | None = None


def name_from_file(file_name: str) -> str:
    """A group's name out of a file name: without tool words, dates, part numbers and “(1)”."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name.rsplit("/", 1)[-1])
    for pattern in (_DATES, _PARTS, _TOOL_WORDS):
        stem = pattern.sub(" ", stem)
    return " ".join(stem.split()).strip(_EDGES)


def type_in_name(name: str) -> str:
    """The community type a group's name says it is (“石岐小灶福利群” → 福利群), else 其他."""
    return next((kind for kind in CHAT_TYPES if kind in name), "其他")


class ChatBook:
    """The groups a shop knows, and what a new file's groups are among them."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        rows = cursor.execute(
            "select c.chat_id, c.chat_name, c.platform, min(n.platform_id) from known_chats c "
            "left join chat_names n on n.chat_id = c.chat_id group by all"
        ).fetchall()
        self.known = {row[0]: Chat(row[0], row[1], row[3], row[2]) for row in rows}
        self.new: dict[str, Chat] = {}

    def place(self, key: str, about: dict[str, Any], answers: Answers, file_name: str, table: str) -> str | None:
        """The chat_id for a row's `chat` value in `table`; None = outside any group."""
        said = next((chat for chat in about["chats"] if chat["key"] == key), None)
        named = (said or {}).get("name")
        if key.startswith(NAMELESS):
            key, file_name = "", key.removeprefix(NAMELESS)
        room = key if key and named and key != named else None
        name = answers.chat or named or key
        if name or room:
            return self._find_or_make(name or key, room, (said or {}).get("platform"))
        if table == "members":
            return self._for_roster(file_name)
        return self._find_or_make(name_from_file(file_name) or file_name, None, None) if table in _NEEDS_CHAT else None

    def _for_roster(self, file_name: str) -> str | None:
        from_file = normal(name_from_file(file_name))
        for chat in self._all():
            if from_file and normal(chat.name) == from_file:
                return chat.chat_id
        return self._all()[0].chat_id if len(self._all()) == 1 else None

    def _all(self) -> list[Chat]:
        return [*self.known.values(), *self.new.values()]

    def _find_or_make(self, name: str, room: str | None, platform: str | None) -> str:
        if room:
            for chat in self._all():
                if chat.room_id == room:
                    return chat.chat_id
        same = [chat for chat in self._all() if normal(chat.name) == normal(name)
                and not (room and chat.room_id and chat.room_id != room)]
        if len(same) == 1:
            self._learn(same[0], room, platform)
            return same[0].chat_id
        source_key = room if same or any(normal(chat.name) == normal(name) for chat in self._all()) else normal(name)
        chat_id = "c" + hashlib.md5((source_key or name).encode(), usedforsecurity=False).hexdigest()[:12]
        self.new[chat_id] = Chat(chat_id, name, room, platform)
        return chat_id

    def _learn(self, chat: Chat, room: str | None, platform: str | None) -> None:
        if room and not chat.room_id:
            book = self.new if chat.chat_id in self.new else self.known
            book[chat.chat_id] = replace(chat, room_id=room, platform=chat.platform or platform)

    def save(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Write new groups, and room ids learned for known ones."""
        for chat in self.new.values():
            cursor.execute(
                "insert into known_chats (chat_id, source_key, chat_name, chat_type, platform) values (?, ?, ?, ?, ?)",
                [chat.chat_id, chat.room_id or chat.name, chat.name, type_in_name(chat.name), chat.platform])
        for chat in self._all():
            cursor.execute(
                "insert into chat_names select ?, ?, ?, null where not exists (select 1 from chat_names "
                "where chat_id = ? and name = ? and platform_id is not distinct from ?)",
                [chat.chat_id, chat.name, chat.room_id, chat.chat_id, chat.name, chat.room_id])


def chat_map(book: ChatBook, keys: Iterable[tuple[str, str]], about: dict[str, Any], answers: Answers,
             file_name: str) -> pd.DataFrame:
    """One row a (wire table, chat value of its rows): table_name, source_chat, chat_id."""
    rows = [(table, key, book.place(key, about, answers, file_name, table)) for table, key in keys]
    return pd.DataFrame({
        "table_name": pd.Series([row[0] for row in rows], dtype="str"),
        "source_chat": pd.Series([row[1] for row in rows], dtype="str"),
        "chat_id": pd.Series([row[2] for row in rows], dtype="str"),
    })
