"""Slack's export: a zip with users.json, channels.json and one file a channel and day.

    福利群/2026-05-31.json   [{"type": "message", "user": "U02", "text": "<@U01> 在吗", "ts": "1780187405.000100"}]
    users.json               [{"id": "U02", "name": "ajie", "is_bot": false, "profile": {"display_name": "阿杰"}}]
    channels.json            [{"id": "C01", "name": "福利群", "members": ["U01", "U02"]}]

Names of people and channels stand in the files beside; a day alone still says who spoke by id. channels.json
lists everybody in a channel, silent ones too; who joined or left says a day's file.
"""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.kinds import kind_of_file
from analytics.importers.source import Source
from analytics.importers.system_lines import Movement

name = "slack"

_MESSAGE = re.compile(r'"ts"\s*:\s*"\d{9,10}\.\d{6}"')
_USERS = re.compile(r'"id"\s*:\s*"[UWB][A-Z0-9]{2,}".*"(?:team_id|is_bot|profile)"\s*:', re.DOTALL)
_CHANNELS = re.compile(r'"id"\s*:\s*"[CG][A-Z0-9]{2,}".*"(?:is_archived|is_general|creator)"\s*:', re.DOTALL)
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_JOINS, _LEAVES = frozenset({"channel_join", "group_join"}), frozenset({"channel_leave", "group_leave"})
_RENAMES = frozenset({"channel_name", "group_name"})
# Lines of people in spite of a subtype.
_SAID = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast", "reply_broadcast", "file_comment"})
_MIMES = {"image": "image", "video": "video", "audio": "voice"}


def recognises(source: Source) -> bool:
    """An array of messages with Slack's time stamps, of its users, or of its channels."""
    head = source.head_text.lstrip("\ufeff \r\n\t")
    return head.startswith("[") and _part_of(head) is not None


def _part_of(head: str) -> str | None:
    beginning = head[:20_000]
    if _MESSAGE.search(beginning) and '"type"' in beginning:
        return "messages"
    return "users" if _USERS.search(beginning) else "channels" if _CHANNELS.search(beginning) else None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """A day's messages, or a list of people; users.json beside a list of channels only lends its names."""
    part, beside = _part_of(source.head_text.lstrip("\ufeff \r\n\t")), _Beside(source)
    with source.open_text() as file:
        values = [(index, value) for _, index, value in JsonStream(file).listed()]
    if part == "users" and "channels.json" in beside.files:
        return
    if part == "messages":
        lines = ChatLines(out, me=answers.me)
        _Day(lines, out, beside, source).read(values)
        lines.finish()
        return
    for index, value in values:
        people = [value] if part == "users" else beside.members(fields(value))
        _write_people(index, people, _open_channel(out, fields(value), len(people)) if part == "channels" else "", out)
    whole = part == "channels" if answers.whole_roster is None else answers.whole_roster
    out.part("", "members", whole_roster=whole)


class _Beside:
    """The files of the same export: what people and channels are called."""

    def __init__(self, source: Source) -> None:
        self.files = {member.rpartition("/")[2]: path for member, path in source.siblings.items()}
        self._users = {words(user.get("id")): user for user in self._listed("users.json")}

    def channel(self, called: str) -> dict[str, Any]:
        """The channel of this name, {} where no file knows it."""
        found = (one for file in ("channels.json", "groups.json", "mpims.json", "dms.json") for one in self._listed(file))
        return next((one for one in found if called in (one.get("name"), one.get("id"))), {})

    def members(self, channel: dict[str, Any]) -> list[dict[str, Any]]:
        """The people of a channel; by their ids where no file knows more."""
        return [self._users.get(words(member), {"id": member}) for member in items(channel.get("members"))]

    def name_of(self, user: str) -> str:
        """A person's name, '' where no file knows it."""
        return _name(self._users[user]) if user in self._users else ""

    def is_bot(self, user: str) -> bool:
        """Whether the list of users says so."""
        return bool(self._users.get(user, {}).get("is_bot"))

    def _listed(self, file: str) -> list[dict[str, Any]]:
        return _objects(self.files[file]) if file in self.files else []


@lru_cache(maxsize=8)
def _objects(path: Path) -> list[dict[str, Any]]:
    """The objects of a file's array; a thousand days ask for the same few files."""
    try:
        return [value for value in items(json.loads(path.read_text(encoding="utf-8-sig"))) if isinstance(value, dict)]
    except (ValueError, RecursionError):
        return []


def _name(user: dict[str, Any]) -> str:
    profile = fields(user.get("profile")) or fields(user.get("user_profile"))
    return next(filter(None, (words(profile.get("display_name")), words(profile.get("real_name")), words(user.get("real_name")),
                              words(user.get("name")), words(profile.get("name")))), "")


def _open_channel(out: BatchWriter, channel: dict[str, Any], members: int | None = None) -> str:
    key = words(channel.get("id")) or words(channel.get("name"))
    out.chat(key, name=words(channel.get("name")) or None, platform="Slack", head_count=members or None)
    return key


def _write_people(row: int, people: list[dict[str, Any]], chat: str, out: BatchWriter) -> None:
    for user in map(fields, people):
        out.count_read("members", "")
        account, profile = words(user.get("id")), fields(user.get("profile"))
        others = dict.fromkeys((words(profile.get("real_name")), words(user.get("name"))))
        shown = _name(user)
        if not (account or shown):
            out.issue("members", "", row, "name", "chat_sender_missing", user, "rejected")
            continue
        out.row("members", "", row, chat=chat, platform_id=account, name=shown, role=_role(user),
                other_names="\x1f".join(other for other in others if other and other != shown) or None)


def _role(user: dict[str, Any]) -> str | None:
    if user.get("is_bot"):
        return "机器人"
    return "群主" if user.get("is_primary_owner") else "管理员" if user.get("is_owner") or user.get("is_admin") else None


class _Day:
    def __init__(self, lines: ChatLines, out: BatchWriter, beside: _Beside, source: Source) -> None:
        self._lines, self._out, self._beside = lines, out, beside
        self._bots: set[str] = set()
        folder = source.member.rpartition("/")[0].rpartition("/")[2]
        channel = beside.channel(folder)
        lines.chat = words(channel.get("id")) or folder
        out.chat(lines.chat, name=words(channel.get("name")) or folder or None, platform="Slack",
                 kind="group" if words(channel.get("name")) or not channel else "private")

    def read(self, values: list[tuple[int, Any]]) -> None:
        for row, value in values:
            moment = instant(fields(value).get("ts"))
            if not isinstance(value, dict):
                self._lines.reject(row, "", "chat_json_broken", value)
            elif moment is None:
                self._lines.reject(row, "sent_at", "chat_moment_impossible", value.get("ts"))
            elif words(value.get("subtype")) in _SAID:
                self._say(row, moment, value)
            else:
                self._service(row, moment, value)

    def _sender(self, value: dict[str, Any]) -> tuple[str, str]:
        """(name, id); a bot may have a name of its own in each message."""
        account = words(value.get("user")) or words(value.get("bot_id"))
        own = words(value.get("username")) or _name({"profile": value.get("user_profile") or value.get("bot_profile")})
        return self._beside.name_of(account) or own, account

    def _say(self, row: int, moment: int, value: dict[str, Any]) -> None:
        shown, account = self._sender(value)
        if not (shown or account):
            self._lines.reject(row, "name", "chat_sender_missing", value.get("text"))
            return
        text, thread, kind = self._words(words(value.get("text"))), words(value.get("thread_ts")), None
        for file in map(fields, items(value.get("files"))):
            title = words(file.get("name")) or words(file.get("title"))
            text, kind = text or title, _MIMES.get(words(file.get("mimetype")).partition("/")[0]) or kind_of_file(title)
            break
        answered = thread if thread != words(value.get("ts")) else ""
        self._lines.add(row, moment, "second", shown, text or None, platform_id=account,
                        kind=kind or ("quote" if answered and text else None), message_id=words(value.get("ts")),
                        reply_to=answered or None)
        if (value.get("bot_id") or self._beside.is_bot(account)) and account not in self._bots:
            self._bots.add(account)
            self._out.row("members", "", row, chat=self._lines.chat, platform_id=account, name=shown, role="机器人")

    def _service(self, row: int, moment: int, value: dict[str, Any]) -> None:
        done, (shown, account), inviter = words(value.get("subtype")), self._sender(value), words(value.get("inviter"))
        moves: list[Movement] = []
        if done in _JOINS:
            moves = [Movement("join", shown, account, self._beside.name_of(inviter), inviter, "邀请" if inviter else None)]
        elif done in _LEAVES:
            moves = [Movement("leave", shown, account)]
        elif done in _RENAMES:
            moves = [Movement("rename", shown, account, detail=words(value.get("name")))]
        self._lines.event(row, moment, "second", moves[0].kind if moves else "system", self._words(words(value.get("text"))),
                          moves, message_id=words(value.get("ts")))

    def _words(self, text: str) -> str:
        """<@U01> → @小满, <https://…|here> → here https://…; what people typed as < arrives as &lt;."""
        return html.unescape(_REFERENCE.sub(self._reference, text)) if "<" in text or "&" in text else text

    def _reference(self, found: re.Match[str]) -> str:
        mark, target, label = found.group(1), found.group(2), found.group(3)
        if mark == "@":
            return f"@{self._beside.name_of(target) or label or target}"
        if mark == "#":
            return f"#{label or words(self._beside.channel(target).get('name')) or target}"
        if mark == "!":
            return f"@{label or target.partition('^')[0]}"
        return f"{label} {target}" if label and label not in target else target
