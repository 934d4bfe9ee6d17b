"""QQ Chat Exporter (QCE): one JSON of version 4 or 5, a folder of chunks, a workbook, or a text.

    {"metadata": {"name": "QQChatExporter V5"}, "chatInfo": {"name": "福利群", "selfUin": "10001"}, "messages": [
    {"id": "74…", "timestamp": 1780187405000, "sender": {"uin": "10002", "name": "阿杰"}, "type": "text", "content": {"text": "在"}}
    manifest.json   {"format": "chunked-jsonl", "chatInfo": …}      chunks/c000001.jsonl   one such message a line

A chunk says nothing of its chat; the manifest beside it does. What was taken back is marked, and keeps its words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.formats.elsewhere import qce_table, qce_text
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.moments import from_iso
from analytics.importers.source import Source

name = "qce"

_TOOL, _CHUNKED = "QQChatExporter", re.compile(r'"format"\s*:\s*"chunked-jsonl"')
_LINE = re.compile(r'\{.*"sender"\s*:\s*\{[^{}]*"ui[dn]"\s*:.*"content"\s*:', re.DOTALL)
_AVATARS = re.compile(r'\{\s*"[^"]{3,64}"\s*:\s*"data:image/')
_MANIFEST = "manifest.json"
# Version 5 names what a message is; version 4 numbers it as QQ does.
_KINDS = {"file": "file", "video": "video", "audio": "voice", "forward": "merged", "reply": "quote", "json": "link",
          "location": "location", "market_face": "sticker", "sticker": "sticker", "image": "image",
          3: "file", 6: "voice", 7: "video", 8: "merged", 9: "quote", 10: "redpacket", 11: "link", 17: "sticker", 25: "location"}
_SYSTEM_TYPES = frozenset({"system", 5})
_GROUPS = frozenset({"group", "2"})
_ANSWER = re.compile(r"\A\[回复[^\]]*\]\s*")


def recognises(source: Source) -> bool:
    """The tool's name with a chat, the manifest of chunks, a chunk, the pictures beside them, its workbook or its text."""
    if source.container != "text":
        return qce_table.is_one(source)
    head = source.head_text.lstrip("\ufeff \r\n\t")
    if not head.startswith("{"):
        return qce_text.is_one(head)
    return _is_whole(head) or _is_chunk(head) or bool(_CHUNKED.search(head) or _AVATARS.match(head))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Chat and messages; the manifest and the pictures hold none."""
    head = source.head_text.lstrip("\ufeff \r\n\t")
    lines = ChatLines(out, me=answers.me)
    if source.container != "text":
        qce_table.read(source, lines, out)
    elif not head.startswith("{"):
        qce_text.read(source, answers, lines, out)
    elif _is_chunk(head):
        reader = _Reader(lines, out, fields(_manifest(source).get("chatInfo")))
        for row, value in _chunk(source):
            reader.take(row, value)
    elif _is_whole(head):
        _read_whole(source, lines, out)
    lines.finish()


def _is_whole(head: str) -> bool:
    return _TOOL in head[:4000] and '"chatInfo"' in head and not _CHUNKED.search(head)


def _is_chunk(head: str) -> bool:
    first = head.partition("\n")[0]
    return '"_type"' not in first and bool(_LINE.match(first)) and not _is_whole(head)


def _chunk(source: Source) -> Iterator[tuple[int, Any]]:
    for row, line in source.lines():
        if text := line.strip("\ufeff \t"):
            try:
                yield row, json.loads(text)
            except (ValueError, RecursionError):
                yield row, text


def _manifest(source: Source) -> dict[str, Any]:
    """The manifest of the folder that the chunk lies in, the nearest one."""
    folders = {member.removesuffix(_MANIFEST): path for member, path in source.siblings.items()
               if member.rpartition("/")[2] == _MANIFEST}
    above = [folder for folder in folders if source.member.startswith(folder)]
    return _object(folders[max(above, key=len)]) if above else {}


@lru_cache(maxsize=64)
def _object(path: Path) -> dict[str, Any]:
    try:
        return fields(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, RecursionError):
        return {}


def _read_whole(source: Source, lines: ChatLines, out: BatchWriter) -> None:
    reader: _Reader | None = None
    chat: dict[str, Any] = {}
    with source.open_text() as file:
        for key, row, value in JsonStream(file).items(("messages",)):
            if key == "chatInfo":
                chat = fields(value)
            elif row or key == JsonStream.BROKEN:
                reader = reader or _Reader(lines, out, chat)
                reader.take(row, value)


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter, chat: dict[str, Any]) -> None:
        self._lines, self._out, self._listed = lines, out, set[tuple[str, str]]()
        self._self = {found for key in ("selfUin", "selfUid") if (found := words(chat.get(key)))}
        peer = fields(chat.get("peer"))
        title, count = split_group_name(words(chat.get("name")))
        room = next(filter(None, (words(chat.get(key)) for key in ("peerUin", "groupCode", "peerUid"))), "")
        lines.chat = room or words(peer.get("uin")) or words(peer.get("peerUid")) or words(peer.get("uid")) or title
        out.chat(lines.chat, name=title or None, platform="QQ", head_count=count,
                 kind="private" if words(chat.get("type")) not in {"", *_GROUPS} else "group")

    def take(self, row: int, value: Any) -> None:
        """One message."""
        if not isinstance(value, dict):
            self._lines.reject(row, "", "chat_json_broken", value)
            return
        written, content = value.get("timestamp"), fields(value.get("content"))
        moment = instant(written) if not isinstance(written, str) or written.isdigit() else from_iso(written)
        text, number = words(content.get("text")), words(value.get("id") or value.get("messageId")) or None
        kind = value.get("type", value.get("messageType"))
        if moment is None:
            self._lines.reject(row, "sent_at", "chat_moment_impossible", written)
        elif value.get("system") or value.get("isSystemMessage") or kind in _SYSTEM_TYPES:
            self._lines.system(row, moment, "second", text, message_id=number)
        else:
            self._say(row, moment, _KINDS.get(kind) if isinstance(kind, str | int) else None, text, number, value)

    def _say(self, row: int, moment: int, kind: str | None, text: str, number: str | None, value: dict[str, Any]) -> None:
        sender, raw, content = (fields(value.get(key)) for key in ("sender", "rawMessage", "content"))
        account = words(sender.get("uin")) or words(sender.get("uid"))
        shown = next(filter(None, (words(sender.get("groupCard")), words(raw.get("sendMemberName")), words(sender.get("name")),
                                   words(sender.get("nickname")), words(raw.get("sendNickName")))), "")
        if not (account or shown):
            self._lines.reject(row, "name", "chat_sender_missing", text)
            return
        if value.get("recalled") or value.get("isRecalled"):
            kind = "recall"
        own = bool(self._self & {words(sender.get("uin")), words(sender.get("uid"))}) or None
        self._lines.add(row, moment, "second", shown, _ANSWER.sub("", text) or _resource(content) or None, platform_id=account,
                        kind=kind, message_id=number, reply_to=_answered(content), is_self=own)


def _resource(content: dict[str, Any]) -> str:
    """The name of the first thing a message without words holds."""
    return next((found for one in items(content.get("resources"))
                 if (found := words(fields(one).get("filename")) or words(fields(one).get("fileName")))), "")


def _answered(content: dict[str, Any]) -> str | None:
    for element in map(fields, items(content.get("elements"))):
        if element.get("type") == "reply":
            said = fields(element.get("data"))
            return next(filter(None, (words(said.get(key)) for key in ("messageId", "replyMsgId", "referencedMessageId"))), None)
    return None
