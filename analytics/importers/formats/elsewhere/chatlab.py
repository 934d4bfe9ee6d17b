"""ChatLab's standard format 0.0.x, as one JSON or as JSON lines; both are streamed.

    {"chatlab":{"version":"0.0.2","exportedAt":1767939600},"meta":{"name":"福利群","platform":"wechat","type":"group"},
    {"_type":"member","platformId":"wxid_a1","accountName":"小雨","groupNickname":"A3-小雨"}
    {"_type":"message","sender":"wxid_a1","accountName":"小雨","timestamp":1767939600,"type":0,"content":"今晚几点"}

Members may be missing, and people of merged forwards (`chatRecords`) may stand among them, who are no members:
never a whole roster.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from analytics.importers import shop_clock
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.kinds import kind_of_chatlab
from analytics.importers.moments import SECOND, iso_day
from analytics.importers.source import Source

name = "chatlab"

_LINES_HEADER = re.compile(r'"_type"\s*:\s*"header"')
_OTHERS = ("QQChatExporter", '"weflow"', "DiscordChatExporter")
_ROLES = {"owner": "群主", "admin": "管理员"}
_BETWEEN_NAMES = "\x1f"
_BLOCK = 8192
_LATEST = 4_102_444_800
_SYSTEM = frozenset({"system", "pat", "recall"})


def recognises(source: Source) -> bool:
    """A JSON object that says it is ChatLab's, or JSON lines whose first is the header."""
    head = source.head_text.lstrip("\ufeff \r\n\t")
    if _is_lines(head):
        return True
    return head.startswith("{") and '"chatlab"' in head and not any(tool in head for tool in _OTHERS)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Chat, members and messages, in the order of the file."""
    head = source.head_text.lstrip("\ufeff \r\n\t")
    reader = _Reader(ChatLines(out, me=answers.me), out, answers)
    for number, kind, value in _lines(source) if _is_lines(head) else _values(source):
        reader.take(number, kind, value)
    reader.finish()


def _is_lines(head: str) -> bool:
    lines = (line for line in head.splitlines() if line.strip() and not line.startswith("#"))
    return bool(_LINES_HEADER.search(next(lines, "")))


def _lines(source: Source) -> Iterator[tuple[int, str, Any]]:
    for number, line in source.lines():
        text = line.strip("\ufeff \t")
        if not text or text.startswith("#"):
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, str(value.get("_type")), value
        else:
            yield number, "broken", text


def _values(source: Source) -> Iterator[tuple[int, str, Any]]:
    """The records of one object; what it says of the chat first, wherever that stands."""
    before = source.head_text.partition('"messages"')[0].partition('"members"')[0]
    if '"meta"' in before and '"chatlab"' in before:
        yield from _in_order(source)
        return
    yield from (record for record in _in_order(source) if record[1] == "header")
    yield from (record for record in _in_order(source) if record[1] != "header")


def _in_order(source: Source) -> Iterator[tuple[int, str, Any]]:
    with source.open_text() as file:
        for key, index, value in JsonStream(file).items(("members", "messages")):
            if key == "members":
                yield index, "member", value
            elif key == "messages":
                yield index, "message", value
            elif key in ("chatlab", "meta"):
                yield 0, "header", {key: value}
            elif key == JsonStream.BROKEN:
                yield index, "broken", value


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter, answers: Answers) -> None:
        self._lines, self._out, self._answers = lines, out, answers
        self._seen_on = answers.seen_on
        self._members: list[tuple[int, dict[str, Any]]] = []
        self._spoke: set[str] = set()
        self._quoted: set[str] = set()
        self._plain: list[tuple[int, dict[str, Any]]] = []

    def take(self, number: int, kind: str, value: Any) -> None:
        """One record."""
        if kind == "message" and isinstance(value, dict):
            if _is_plain(value):
                self._plain.append((number, value))
            else:
                self._message(number, value)
            if len(self._plain) >= _BLOCK:
                self._write_plain()
        elif kind == "member" and isinstance(value, dict):
            self._members.append((number, value))
        elif kind == "header":
            self._header(value)
        else:
            self._lines.reject(number, "", "chat_json_broken", value)

    def finish(self) -> None:
        """Write what is waiting."""
        self._write_plain()
        for number, value in self._members:
            self._member(number, value)
        if self._members:
            self._out.part("", "members", whole_roster=bool(self._answers.whole_roster))
        self._lines.finish()

    def _write_plain(self) -> None:
        rows, values = [row for row, _ in self._plain], [value for _, value in self._plain]
        moments = [value["timestamp"] * SECOND + shop_clock.offset(value["timestamp"]) for value in values]
        names, texts, ids = ([value[key] for value in values] for key in ("accountName", "content", "sender"))
        self._lines.block(rows, moments, repeat("second"), names, texts, ids)
        self._spoke.update(ids)
        self._plain.clear()

    def _header(self, value: dict[str, Any]) -> None:
        exported = instant(fields(value.get("chatlab")).get("exportedAt"))
        if exported is not None and self._seen_on is None:
            self._seen_on = iso_day(exported)
        meta = fields(value.get("meta"))
        if not meta:
            return
        self._write_plain()
        title, members = split_group_name(words(meta.get("name")))
        self._lines.chat = words(meta.get("groupId")) or title
        self._out.chat(self._lines.chat, name=title or None, platform=words(meta.get("platform")) or None,
                       kind="private" if meta.get("type") == "private" else "group", head_count=members)

    def _member(self, number: int, value: dict[str, Any]) -> None:
        self._out.count_read("members", "")
        platform_id, shown, card = (words(value.get(key)) for key in ("platformId", "accountName", "groupNickname"))
        if not (platform_id or shown or card):
            self._out.issue("members", "", number, "name", "chat_sender_missing", value, "rejected")
            return
        if platform_id in self._quoted - self._spoke:
            self._out.issue("members", "", number, "name", "chat_member_only_quoted", shown or card, "skipped")
            return
        aliases = value.get("aliases")
        main = shown or card
        others = dict.fromkeys([card, *map(words, items(aliases))])
        self._out.row("members", "", number, chat=self._lines.chat, platform_id=platform_id, name=main,
                      other_names=_BETWEEN_NAMES.join(other for other in others if other and other != main) or None,
                      role=_role(value.get("roles")), seen_on=self._seen_on)

    def _message(self, number: int, value: dict[str, Any]) -> None:
        self._spoke.add(words(value.get("sender")))
        self._quoted.update(_quoted(value))
        moment, kind = instant(value.get("timestamp")), kind_of_chatlab(value.get("type"))
        if moment is None:
            self._lines.reject(number, "sent_at", "chat_moment_impossible", value.get("timestamp"))
            return
        text, message_id = words(value.get("content")), words(value.get("platformMessageId")) or None
        if kind in _SYSTEM:
            self._lines.system(number, moment, "second", text, message_id=message_id, kind=kind)
            return
        platform_id = words(value.get("sender"))
        shown = words(value.get("accountName")) or words(value.get("groupNickname"))
        if not (platform_id or shown):
            self._lines.reject(number, "name", "chat_sender_missing", text)
            return
        self._lines.add(number, moment, "second", shown, text or None, platform_id=platform_id,
                        kind=None if kind == "text" and text else kind, message_id=message_id,
                        reply_to=words(value.get("replyToMessageId")) or None)


def _quoted(value: dict[str, Any]) -> Iterator[str]:
    """Whoever speaks in a merged forward; some exporters list them among the members of the group."""
    for record in map(fields, items(value.get("chatRecords"))):
        yield words(record.get("sender"))
        yield from _quoted(record)


def _is_plain(value: dict[str, Any]) -> bool:
    """A text of someone with a name and an id: nearly all of them, read a block at a time."""
    moment, sender, shown, content = map(value.get, ("timestamp", "sender", "accountName", "content"))
    return (type(moment) is int and 0 < moment < _LATEST and type(sender) is str and type(shown) is str and shown != ""
            and type(content) is str and content != "" and value.get("type") == 0
            and not value.get("platformMessageId") and not value.get("replyToMessageId") and not value.get("chatRecords"))


def _role(roles: Any) -> str | None:
    ids = [fields(role).get("id") for role in items(roles)]
    return next((_ROLES[role] for role in ids if role in _ROLES), None)
