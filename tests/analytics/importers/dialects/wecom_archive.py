"""WeCom's archive of talks: ids instead of names, milliseconds, recalls that name their message; nobody joins or leaves in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.analytics.importers.dialects import Dialect, wxid_of
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, Line

# The story happens on the shop's clock, eight hours ahead.
_EPOCH = datetime(1970, 1, 1, 8)
_ROOM = "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA"
_UNHEARD = frozenset({"join", "rename", "remove"})
# Our kind → theirs, and the field of the body that holds its words.
_TYPES = {
    "text": ("text", "content"), "quote": ("text", "content"), "solitaire": ("text", "content"), "image": ("image", "md5sum"),
    "sticker": ("emotion", "md5sum"), "voice": ("voice", "md5sum"), "video": ("video", "md5sum"), "file": ("file", "filename"),
    "link": ("link", "title"), "miniapp": ("weapp", "title"), "location": ("location", "title"), "redpacket": ("redpacket", "wish"),
}


def messages(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """One object a message, recalls included."""
    return [_message(line) for line in lines if line.kind not in _UNHEARD]


def _message(line: Line) -> dict[str, Any]:
    head = {"msgid": line.platform_id, "action": "send", "tolist": [PEOPLE[0].wxid], "roomid": _ROOM,
            "msgtime": (line.at - _EPOCH) // timedelta(milliseconds=1)}
    if line.event is not None:
        who = next(person for person in PEOPLE if person.nick == line.event.names[0])
        return {**head, "action": "recall", "from": who.wxid, "msgtype": "revoke", "revoke": {"pre_msgid": "1"}}
    assert line.who is not None
    kind, words = _TYPES[line.kind]
    return {**head, "from": line.who.wxid, "msgtype": kind, kind: {words: line.text or ""}}


def as_lines(lines: Sequence[Line]) -> dict[str, bytes]:
    """One message a line, as the programs that decrypt write them."""
    return {"会话存档.jsonl": "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in messages(lines)).encode()}


def as_array(lines: Sequence[Line]) -> dict[str, bytes]:
    """One array, indented, with every character beyond ASCII escaped."""
    return {"会话存档.json": json.dumps(messages(lines), indent=2).encode()}


def with_members(lines: Sequence[Line]) -> dict[str, bytes]:
    """The group's details beside its talks: they bring the names."""
    members = [{"userid": person.wxid, "type": 2, "join_time": 1572505491, "join_scene": 3, "name": person.nick,
                "group_nickname": person.card} for person in PEOPLE]
    detail = {"errcode": 0, "group_chat": {"chat_id": _ROOM, "name": CHAT, "owner": PEOPLE[0].wxid, "member_list": members}}
    return {"群详情.json": json.dumps(detail, ensure_ascii=False).encode(), **as_lines(lines)}


def _dialect(title: str, **more: Any) -> Dialect:
    return Dialect(**{"title": title, "format": "wecom_archive", "name": lambda person: "", "ids": wxid_of,
                      "leaves_out": _UNHEARD, "kinds": {"quote": "text"}, "names_chat": False, **more})


DIALECTS = (
    _dialect("wecom archive in lines", write=as_lines),
    _dialect("wecom archive as an array", write=as_array),
    _dialect("wecom archive with members", write=with_members, names_chat=True, companions=frozenset({"群详情.json"})),
)
