"""chatlog's lists: the people and groups an account knows, and its sessions; no messages.

    UserName,Alias,Remark,NickName                wxid_a1,xiaoyu,,小雨
    Name,Remark,NickName,Owner,UserCount          20260531001@chatroom,,小满家福利群,wxid_a1,186
    UserName,NOrder,NickName,Content,NTime        wxid_a1,1780187405,小雨,好的,2026-05-31 08:30:05 +0800 CST

Written without quotes, so a comma in a name adds a field: such a name is only used where it is certain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wechat.address_book import Person, write_people
from analytics.importers.formats.wechat.chatlog_tables import ROOM
from analytics.importers.json_values import fields, items, words
from analytics.importers.source import Source

_CONTACTS, _ROOMS, _SESSIONS = ("UserName,Alias,Remark,NickName", "Name,Remark,NickName,Owner,UserCount",
                                "UserName,NOrder,NickName,Content,NTime")
_LISTS = (_CONTACTS, _ROOMS, _SESSIONS)
_JSON = re.compile(r'\s*\{\s*"items"\s*:\s*\[\s*\{\s*"(?:userName|name)"\s*:')
_LONGEST_JSON = 64 * 1024 * 1024
_SOURCE = "chatlog"


def recognises(source: Source) -> bool:
    """By the first line, or by the first item of a JSON."""
    if source.container != "text":
        return False
    return _first_line(source) in _LISTS or _is_json(source)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """People outside any group; groups with their owners and how many are in them."""
    seen_on = answers.seen_on or day_in(source.name)
    if _is_json(source):
        listed = [(number, fields(value)) for number, value in enumerate(_listed(source), 1)]
        _write_rooms([(number, _room_of(value)) for number, value in listed if "owner" in value], seen_on, out)
        write_people(((number, _person_of(value)) for number, value in listed if "owner" not in value), answers, out)
    elif _first_line(source) == _ROOMS:
        _write_rooms(((number, _room(cells)) for number, cells in _records(source)), seen_on, out)
    else:
        sessions = _first_line(source) == _SESSIONS
        write_people(((number, _session(cells) if sessions else _contact(cells)) for number, cells in _records(source)),
                     answers, out)


def _is_json(source: Source) -> bool:
    return _JSON.match(source.head_text.lstrip("\ufeff")) is not None and source.size < _LONGEST_JSON


def _first_line(source: Source) -> str:
    return source.head_text.lstrip("\ufeff").partition("\n")[0].strip()


def _records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """The fields of each line below the header, a comma in a name parting it."""
    for number, line in source.lines():
        if number > 1 and line.strip():
            yield number, line.split(",")


def _contact(cells: Sequence[str]) -> Person:
    names = _two_names(cells[2:])
    return Person(cells[0], [names[1], names[0]] if names else (), "" if names else ",".join(cells[2:]))


def _session(cells: Sequence[str]) -> Person:
    """The last message of a session may hold commas as its name may; only five fields are certain."""
    certain = len(cells) == _SESSIONS.count(",") + 1
    return Person(cells[0], [cells[2]] if certain else (), "" if certain else ",".join(cells[2:-1]))


def _two_names(cells: Sequence[str]) -> tuple[str, str] | None:
    """(remark, nickname) out of fields that a comma in a name may have multiplied; None where that is not certain."""
    if len(cells) == 2:
        return cells[0], cells[1]
    if cells and not cells[0]:
        return "", ",".join(cells[1:])
    half = len(cells) // 2
    if len(cells) % 2 == 0 and cells[:half] == cells[half:]:
        return ",".join(cells[:half]), ",".join(cells[half:])
    return None


# ---- groups ------------------------------------------------------------------------------------

Room = tuple[str, str, str, int | None, Sequence[tuple[str, str]]]


def _room(cells: Sequence[str]) -> Room:
    """(id, name, owner, members, nobody): the CSV counts members and names none."""
    names = _two_names(cells[1:-2])
    count = cells[-1].strip()
    return cells[0], (names[1] or names[0]) if names else "", cells[-2], int(count) if count.isdigit() else None, ()


def _room_of(value: dict[str, Any]) -> Room:
    people = [(words(one.get("userName")), words(one.get("displayName"))) for one in map(fields, items(value.get("users")))]
    return (words(value.get("name")), words(value.get("nickName")) or words(value.get("remark")), words(value.get("owner")),
            len(people) or None, people)


def _write_rooms(rooms: Iterable[tuple[int, Room]], seen_on: date | None, out: BatchWriter) -> None:
    listed = False
    for number, (room, name, owner, count, people) in rooms:
        out.count_read("head_counts", "")
        if not room.endswith(ROOM):
            out.issue("head_counts", "", number, "chat", "chat_list_no_room", room, "rejected")
            continue
        out.chat(room, name=name or None, platform="WeChat", head_count=count)
        out.row("head_counts", "", number, chat=room, day=seen_on, members=count, source=_SOURCE)
        listed = listed or bool(people)
        for member, card in people or ([(owner, "")] if owner else ()):
            out.row("members", "", number, chat=room, platform_id=member, name=card, seen_on=seen_on,
                    role="群主" if member == owner else None)
    if listed:
        out.part("", "members", whole_roster=True)
    if seen_on is None:
        out.ask("seen_on")


def _person_of(value: dict[str, Any]) -> Person:
    return Person(words(value.get("userName")), [words(value.get("nickName")), words(value.get("remark"))])


def _listed(source: Source) -> list[Any]:
    with source.open_text() as file:
        try:
            return items(fields(json.load(file)).get("items"))
        except (ValueError, RecursionError):
            return []
