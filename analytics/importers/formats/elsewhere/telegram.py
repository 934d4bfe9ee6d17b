"""Telegram Desktop's “Export chat history” as JSON: one chat, or everything an account has in one file.

    {"name": "福利群", "type": "private_supergroup", "id": 1234567890, "messages": [
    {"id": 7, "type": "service", "date": "2026-05-31T08:35:05", "actor": "小满", "action": "remove_members", "members": [null]},
    {"id": 8, "type": "message", "date": "2026-05-31T08:36:05", "from": "阿杰", "from_id": "user42", "text": ["看 ", {…}]}

A deleted account has an id and no name. Older files have no date_unixtime and whole numbers as ids. In a group
with topics the first message of a topic is what all others in it “answer”; that is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.moments import from_iso
from analytics.importers.source import Source
from analytics.importers.system_lines import Movement

name = "telegram"

_PRIVATE = ("saved_messages", "personal_chat", "bot_chat")
_KIND_OF_CHAT = re.compile(
    r'"type"\s*:\s*"(?:saved_messages|personal_chat|bot_chat|(?:private|public)_(?:group|supergroup|channel))"')
_EVERYTHING = re.compile(r'\{\s*"about"\s*:\s*"[^"]{0,2000}Telegram')
# One chat: these keys; everything: the same below chats.list, and below the chats that were left.
_ONE: dict[str, Any] = {"messages": []}
_SHAPE: dict[str, Any] = {**_ONE, "chats": {"list": [_ONE]}, "left_chats": {"list": [_ONE]}}
_MEDIA = {"sticker": "sticker", "animation": "sticker", "voice_message": "voice", "audio_file": "file",
          "video_file": "video", "video_message": "video"}
# What a message holds besides words, in the order in which it decides.
_HELD = (("photo", "image"), ("location_information", "location"), ("contact_information", "card"), ("poll", "vote"),
         ("file", "file"))
_JOINS = {"invite_members": "邀请", "create_group": "邀请", "join_group_by_link": "链接", "join_group_by_request": "链接"}
_RENAMES = frozenset({"edit_group_title", "edit_chat_title"})
_CALLS = frozenset({"phone_call", "group_call", "group_call_scheduled", "conference_call"})
# Before ids were written as user42, an account was 2^32 + 42.
_ACCOUNTS_FROM, _GROUPS_FROM = 2**32, 2**33


def recognises(source: Source) -> bool:
    """What stands before the first message says that this is a chat of Telegram's, or all of them."""
    head = source.head_text.lstrip("\ufeff \r\n\t")
    if not head.startswith("{"):
        return False
    before, found, _ = head.partition('"messages"')
    return bool(_EVERYTHING.match(head) or (found and _KIND_OF_CHAT.search(before)))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every chat with its messages, in the order of the file."""
    reader = _Reader(ChatLines(out, me=answers.me), out)
    with source.open_text() as file:
        for place, index, value in JsonStream(file).walk(_SHAPE):
            reader.take(place.rpartition(".")[2], index, value)
    reader.lines.finish()


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter) -> None:
        self.lines, self._out = lines, out
        self._about: dict[str, Any] = {}
        self._topics: set[str] = set()
        self._row = 0

    def take(self, key: str, index: int, value: Any) -> None:
        """One value of a chat, or one of its messages; rows are counted through all chats of the file."""
        if key in ("name", "type", "id"):
            # Saved messages have no name: what an empty chat above left behind must not name them.
            if key == "name" or key in self._about:
                self._about = {}
            self._about[key] = value
        elif (key == "messages" and index == 1) or (index and not self.lines.chat):
            self._open_chat()
        if not index:
            if key == JsonStream.BROKEN:
                self._row += 1
                self.lines.reject(self._row, "", "chat_json_broken", value)
            return
        self._row += 1
        if isinstance(value, dict):
            self._message(self._row, value)
        else:
            self.lines.reject(self._row, "", "chat_json_broken", value)

    def _open_chat(self) -> None:
        title, private = words(self._about.get("name")), self._about.get("type") in _PRIVATE
        self.lines.chat = words(self._about.get("id")) or title
        self._topics = set()
        self._out.chat(self.lines.chat, name=title or None, platform="Telegram", kind="private" if private else "group")
        self._about = {}

    def _message(self, row: int, value: dict[str, Any]) -> None:
        moment = instant(value.get("date_unixtime")) or from_iso(words(value.get("date")))
        if moment is None:
            self.lines.reject(row, "sent_at", "chat_moment_impossible", value.get("date"))
        elif value.get("type") == "service":
            self._service(row, moment, value)
        else:
            self._say(row, moment, value)

    def _say(self, row: int, moment: int, value: dict[str, Any]) -> None:
        sender, platform_id, text = words(value.get("from")), _account(value.get("from_id")), _words(value.get("text"))
        if not (sender or platform_id):
            self.lines.reject(row, "name", "chat_sender_missing", text)
            return
        answered = words(value.get("reply_to_message_id"))
        reply_to = answered if answered not in self._topics else ""
        kind = _held(value) or ("quote" if reply_to and text else None)
        self.lines.add(row, moment, "second", sender, text or _title(value) or None, platform_id=platform_id, kind=kind,
                       message_id=words(value.get("id")) or None, reply_to=reply_to or None)

    def _service(self, row: int, moment: int, value: dict[str, Any]) -> None:
        action, number = words(value.get("action")), words(value.get("id"))
        if action == "topic_created":
            self._topics.add(number)
        moves = list(_movements(action, value))
        kind = moves[0].kind if moves else "call" if action in _CALLS else "system"
        people = ", ".join(words(member) for member in items(value.get("members")) if member)
        text = ": ".join(filter(None, (words(value.get("actor")), action, people or words(value.get("title")))))
        self.lines.event(row, moment, "second", kind, text, moves, message_id=number or None)


def _movements(action: str, value: dict[str, Any]) -> Iterator[Movement]:
    """Who came or went; a person who removes himself left."""
    actor, actor_id = words(value.get("actor")), _account(value.get("actor_id"))
    members = [words(member) for member in items(value.get("members")) if member]
    if action in _JOINS:
        if action.startswith("join"):
            yield Movement("join", actor, actor_id, by_name=words(value.get("inviter")), channel=_JOINS[action])
            return
        for member in members:
            if member != actor:
                yield Movement("join", member, by_name=actor, by_platform_id=actor_id, channel=_JOINS[action])
            elif action == "invite_members":
                yield Movement("join", actor, actor_id)
    elif action == "remove_members":
        for member in members:
            yield (Movement("leave", actor, actor_id) if member == actor
                   else Movement("remove", member, by_name=actor, by_platform_id=actor_id))
    elif action in _RENAMES:
        yield Movement("rename", actor, actor_id, detail=words(value.get("title")))


def _words(text: Any) -> str:
    """Plain text, or pieces of which some are links, mentions or bold."""
    if isinstance(text, str):
        return text
    return "".join(piece if isinstance(piece, str) else words(fields(piece).get("text")) for piece in items(text))


def _held(value: dict[str, Any]) -> str | None:
    media = words(value.get("media_type"))
    if media in _MEDIA:
        return _MEDIA[media]
    return next((kind for key, kind in _HELD if value.get(key)), None)


def _title(value: dict[str, Any]) -> str:
    """What stands for the words of a message without any."""
    question = words(fields(value.get("poll")).get("question"))
    place, file = words(value.get("place_name")), words(value.get("file_name"))
    return question or place or file or words(value.get("sticker_emoji"))


def _account(written: Any) -> str:
    """user42, channel42; older files wrote whole numbers."""
    if isinstance(written, int) and not isinstance(written, bool):
        if _ACCOUNTS_FROM <= written < _GROUPS_FROM:
            return f"user{written - _ACCOUNTS_FROM}"
        return f"user{written}" if written < _ACCOUNTS_FROM else str(written)
    return words(written)
