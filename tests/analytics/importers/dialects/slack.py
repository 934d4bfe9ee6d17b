"""Slack's export: users.json, channels.json and a file a channel and day, in one zip."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import timedelta, timezone
from typing import Any

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import CHAT, HELPER, PEOPLE, Line, Person
from tests.analytics.importers.dialects.telegram import nick_of

_SHANGHAI = timezone(timedelta(hours=8))
_FILES = {"image": ("strawberry.jpg", "image/jpeg"), "voice": ("a.m4a", "audio/mp4"), "video": ("clip.mp4", "video/mp4"),
          "file": ("六月价目表.xlsx", "application/vnd.ms-excel")}
# Slack has none of these; each person joins by a line of his own, and nobody is told of removals.
_LEFT_OUT = frozenset({"redpacket", "miniapp", "link", "location", "sticker", "recall", "remove", "join"})


def account_of(person: Person) -> str:
    """U and a number."""
    return f"U{person.qq}"


def _stamp(number: int, line: Line) -> str:
    return f"{int(line.at.replace(tzinfo=_SHANGHAI).timestamp())}.{number:06d}"


def _message(line: Line, stamps: dict[int, str]) -> dict[str, Any]:
    base: dict[str, Any] = {"type": "message", "ts": stamps[line.number]}
    if line.who is None:
        assert line.event is not None
        return {**base, "subtype": "channel_name", "user": account_of(PEOPLE[0]), "name": line.event.new_name,
                "text": f"<@{account_of(PEOPLE[0])}> has renamed the channel"}
    if line.kind in _FILES:
        file, mime = _FILES[line.kind]
        return {**base, "user": account_of(line.who), "text": "", "files": [{"id": "F1", "name": file, "mimetype": mime}]}
    text = html.escape(line.text or "", quote=False).replace("@客服阿杰", f"<@{account_of(HELPER)}>")
    return {**base, "user": account_of(line.who), "text": text, "client_msg_id": f"m{line.number}",
            **({"thread_ts": stamps[line.quoted]} if line.quoted else {})}


def _user(person: Person) -> dict[str, Any]:
    shown = "客服阿杰" if person is HELPER else person.nick
    return {"id": account_of(person), "team_id": "T01", "name": f"u{person.qq}", "deleted": False, "is_bot": False,
            "profile": {"real_name": person.nick, "display_name": shown}}


def shown_name(person: Person) -> str:
    """The display name."""
    return "客服阿杰" if person is HELPER else nick_of(person)


def write(lines: Sequence[Line]) -> dict[str, bytes]:
    """The zip."""
    stamps = {line.number: _stamp(line.number, line) for line in lines}
    days: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if line.kind not in _LEFT_OUT:
            days.setdefault(f"{CHAT}/{line.at:%Y-%m-%d}.json", []).append(_message(line, stamps))
    channel = {"id": "C0123456789", "name": CHAT, "created": 1780000000, "creator": account_of(PEOPLE[0]), "is_archived": False,
               "is_general": True, "members": [account_of(person) for person in PEOPLE]}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, values in {"channels.json": [channel], "users.json": list(map(_user, PEOPLE)), **days}.items():
            archive.writestr(name, json.dumps(values, ensure_ascii=False, indent=4))
    return {"小满家 Slack export May 31 2026 - Jun 1 2026.zip": packed.getvalue()}


DIALECTS = (
    Dialect("slack zip", "slack", write, name=shown_name, ids=account_of, leaves_out=_LEFT_OUT, replies=True, generated=False),
)
