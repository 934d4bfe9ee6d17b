"""ChatLab's standard format, as one JSON and as lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta, timezone
from functools import partial
from typing import Any

from tests.analytics.importers.dialects import Dialect, wxid_of
from tests.analytics.importers.dialects.qq import body, done
from tests.analytics.importers.dialects.story import CHAT, OWNER, PEOPLE, ROOM, Event, Line
from tests.analytics.importers.dialects.telegram import nick_of

_SHANGHAI = timezone(timedelta(hours=8))
# Mini programs are cards there; a 接龙 is a text.
_TYPES = {"text": 0, "solitaire": 0, "image": 1, "voice": 2, "video": 3, "file": 4, "sticker": 5, "link": 7, "location": 8,
          "redpacket": 20, "quote": 25}
_LEFT_OUT = frozenset({"miniapp"})


def _message(line: Line) -> dict[str, Any]:
    base: dict[str, Any] = {"timestamp": int(line.at.replace(tzinfo=_SHANGHAI).timestamp()), "platformMessageId": line.platform_id}
    if line.who is None:
        return {**base, "sender": "system", "accountName": "系统消息", "type": 81 if line.kind == "recall" else 80,
                "content": done(line.event or Event(""))}
    quoted = {"replyToMessageId": str(7_000_000_000_000_000_000 + line.quoted)} if line.quoted else {}
    return {**base, **quoted, "sender": line.who.wxid, "accountName": line.who.nick, "groupNickname": line.who.card or None,
            "type": _TYPES[line.kind], "content": body(line)}


def write(lines: Sequence[Line], as_lines: bool) -> dict[str, bytes]:
    """Header, members with their offices, messages."""
    head = {"chatlab": {"version": "0.0.2", "exportedAt": 1780362000},
            "meta": {"name": CHAT, "platform": "wechat", "type": "group", "groupId": ROOM, "ownerId": OWNER.wxid}}
    members = [{"platformId": person.wxid, "accountName": person.nick, **({"groupNickname": person.card} if person.card else {}),
                **({"roles": [{"id": "owner"}]} if person is OWNER else {})} for person in PEOPLE]
    messages = [_message(line) for line in lines if line.kind not in _LEFT_OUT]
    if not as_lines:
        return {"chat.json": json.dumps({**head, "members": members, "messages": messages}, ensure_ascii=False, indent=1).encode()}
    rows = [{"_type": "header", **head}, *({"_type": "member", **member} for member in members),
            *({"_type": "message", **message} for message in messages)]
    return {"chat.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()}


DIALECTS = tuple(
    Dialect(f"chatlab {title}", "chatlab", partial(write, as_lines=as_lines), name=nick_of, ids=wxid_of, leaves_out=_LEFT_OUT,
            replies=True)
    for title, as_lines in (("json", False), ("lines", True)))
