"""One chat as JSON, as EchoTrace began it and WeFlow went on: a session, its messages, sometimes its members.

    {"weflow": {"version": "1.0.3", "exportedAt": 1780300000}, "session": {"wxid": "2026…@chatroom", "nickname": "小满家福利群",
    "type": "群聊"}, "messages": [{"localId": 1, "createTime": 1780187405, "type": "文本消息", "content": "今晚几点开团",
    "isSend": 0, "senderUsername": "wxid_a1", "senderDisplayName": "小雨", "platformMessageId": "7435287001828612345"}, …

localType is unreliable, the name of the type is not. Lines of the client carry the room's id as their
sender; it is nobody's. Avatars of many megabytes may lie before or behind the messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wechat.address_book import write_names
from analytics.importers.formats.wechat.row_blocks import LOSSLESS_ID, ROWS_A_BLOCK, RowBlocks, read_when
from analytics.importers.formats.wechat.type_names import kind_of_content, kind_of_type, read_content
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, instant, words
from analytics.importers.moments import iso_day
from analytics.importers.source import Source

ROOM = "@chatroom"
# Whom EchoTrace could not name; many people, never one.
SOMEBODY = "群成员"
_SHAPE: dict[str, Any] = {"messages": [], "senders": [], "groupMembers": [], "avatars": {}}
_IDS = ("accountId", "wxid", "username")
_EXPORTED = ("exportedAt", "exportTime")
_LOSSLESS = re.compile(LOSSLESS_ID)
_BETWEEN_NAMES = "\x1f"


def read_session(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Chat, messages and members, whatever their order in the file."""
    reader = _Reader(out, answers, answers.seen_on or day_in(source.name))
    if not _begins_well(source.head_text):
        for key, _, value in _values(source):
            reader.learn(key, value)
    found = _values(source)
    while block := list(islice(found, ROWS_A_BLOCK)):
        reader.take(block)
    reader.finish()


def _values(source: Source) -> Iterator[tuple[str, int, Any]]:
    with source.open_text() as file:
        yield from JsonStream(file).walk(_SHAPE)


def _begins_well(head: str) -> bool:
    """Whether the session, and the senders where messages only number them, stand before the messages."""
    before, found, _ = head.partition('"messages"')
    return bool(found) and '"session"' in before and ('"arkme-json"' not in head or '"senders"' in before)


def id_of(value: dict[str, Any]) -> str:
    """The id of a session, a sender or a member, under whichever key this version writes it."""
    return next(filter(None, (words(value.get(key)) for key in _IDS)), "")


class _Reader:
    def __init__(self, out: BatchWriter, answers: Answers, seen_on: date | None) -> None:
        self._blocks = RowBlocks(out, "", answers.me)
        self._out, self._answers, self._seen_on = out, answers, seen_on
        self._chat, self._other, self._private = "", "", False
        self._senders: dict[str, dict[str, Any]] = {}
        self._members: list[tuple[int, dict[str, Any]]] = []

    def learn(self, key: str, value: Any) -> None:
        """What is needed before the messages."""
        if key == "session":
            self._session(fields(value))
        elif key == "senders":
            self._senders[words(fields(value).get("senderID"))] = fields(value)

    def take(self, block: Sequence[tuple[str, int, Any]]) -> None:
        """Values in the order of the file."""
        messages: list[tuple[int, dict[str, Any]]] = []
        for key, number, value in block:
            if key == "messages":
                messages.append((number, fields(value)))
            elif key == "groupMembers":
                self._members.append((number, fields(value)))
            elif key == JsonStream.BROKEN:
                self._blocks.lines.reject(number, "", "chat_json_broken", value)
            else:
                self.learn(key, value)
                self._date(key, value)
        if messages:
            self._write(messages)

    def finish(self) -> None:
        """Write the members, and what else senders are called."""
        if self._members:
            self._write_members()
        else:
            known = ((number, id_of(one), one) for number, one in enumerate(self._senders.values(), 1))
            for number, sender, one in known:
                if sender and sender != self._chat:
                    write_names(self._out, "", number, sender, _names(one))
        self._blocks.finish()

    def _session(self, session: dict[str, Any]) -> None:
        self._chat = id_of(session)
        name = next(filter(None, (words(session.get(key)) for key in ("nickname", "displayName", "remark"))), "")
        self._private = not self._chat.endswith(ROOM) and words(session.get("type")) != "群聊"
        self._other = name if self._private else ""
        self._out.chat(self._chat, name=name if name != self._chat else None, platform="WeChat",
                       kind="private" if self._private else "group")

    def _date(self, key: str, value: Any) -> None:
        """The day the file was made: its members were seen then."""
        written = fields(value).get("exportedAt") if key == "weflow" else value if key in _EXPORTED else None
        moment = instant(written)
        if moment is None and isinstance(written, str):
            moment = read_when(written)[0]
        if moment is not None and self._answers.seen_on is None:
            self._seen_on = iso_day(moment)

    def _write(self, messages: list[tuple[int, dict[str, Any]]]) -> None:
        values = [value for _, value in messages]
        read = [_read(value) for value in values]
        own = [value.get("isSend") in (1, "1") for value in values]
        who = [self._who(value, mine) for value, mine in zip(values, own, strict=True)]
        moments = [instant(value.get("createTime")) for value in values]
        written = [words(value.get("formattedTime")) or words(value.get("createTime")) for value in values]
        self._blocks.write({
            "source_row": [number for number, _ in messages], "chat": [self._chat] * len(messages),
            "platform_id": [sender for sender, _ in who], "name": [name for _, name in who],
            "moment": [read_when(text)[0] if moment is None else moment for moment, text in zip(moments, written, strict=True)],
            "resolution": ["second"] * len(messages), "kind": [kind for kind, _ in read], "text": [text for _, text in read],
            "message_id": [_lossless(value.get("platformMessageId")) for value in values],
            "reply_to": [_lossless(value.get("replyToMessageId")) for value in values], "is_self": own, "written": written,
        })

    def _who(self, value: dict[str, Any], own: bool) -> tuple[str, str]:
        """(id, name) of a sender; the room's own id is nobody's."""
        sender = self._senders.get(words(value.get("senderID")), {})
        platform_id = words(value.get("senderUsername")) or id_of(sender)
        name = words(value.get("senderDisplayName")) or words(sender.get("displayName"))
        if platform_id == self._chat and not self._private:
            platform_id = ""
        if own or platform_id or name:
            return platform_id, name if name != platform_id else ""
        return (self._chat, self._other) if self._private else ("", SOMEBODY)

    def _write_members(self) -> None:
        for number, member in self._members:
            self._out.count_read("members", "")
            platform_id, names = id_of(member), _names(member)
            if not (platform_id or names):
                self._out.issue("members", "", number, "name", "chat_sender_missing", member, "rejected")
                continue
            self._out.row("members", "", number, chat=self._chat, platform_id=platform_id, name=names[0] if names else "",
                          other_names=_BETWEEN_NAMES.join(names[1:]) or None, seen_on=self._seen_on)
        self._out.chat(self._chat, head_count=len(self._members))
        whole = self._answers.whole_roster
        self._out.part("", "members", whole_roster=True if whole is None else whole)


def _names(value: dict[str, Any]) -> list[str]:
    """The nickname first, then the card and the remark."""
    said = [words(value.get(key)) for key in ("nickname", "groupNickname", "remark", "displayName")]
    return [name for name in dict.fromkeys(said) if name and name != id_of(value)]


def _read(value: dict[str, Any]) -> tuple[str, str]:
    content = words(value.get("content"))
    kind = kind_of_type(words(value.get("type")))
    return read_content(kind_of_content(content) if kind == "other" else kind, content)


def _lossless(value: Any) -> str | None:
    written = words(value) if value else ""
    return written if written and _LOSSLESS.match(written) else None
