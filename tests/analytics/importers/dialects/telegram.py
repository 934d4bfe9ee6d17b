"""Telegram Desktop's JSON: one chat in today's and in the old spelling, and a whole account's export around it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta, timezone
from functools import partial
from typing import Any

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import CHAT, OWNER, Line, Person

_SHANGHAI = timezone(timedelta(hours=8))
_MEDIA: dict[str, dict[str, Any]] = {
    "image": {"photo": "photos/photo_1.jpg", "width": 1280, "height": 960},
    "sticker": {"file": "stickers/sticker.webp", "media_type": "sticker", "sticker_emoji": "🍓"},
    "voice": {"file": "voice_messages/audio_1.ogg", "media_type": "voice_message", "duration_seconds": 12},
    "video": {"file": "video_files/v.mp4", "media_type": "video_file"},
    "location": {"location_information": {"latitude": 22.5, "longitude": 113.3}},
}
# Telegram has none of these; what was taken back leaves no trace.
_LEFT_OUT = frozenset({"redpacket", "miniapp", "link", "recall"})
_ACTIONS = {"join": "invite_members", "remove": "remove_members", "rename": "edit_group_title"}


def nick_of(person: Person) -> str:
    """Telegram has no cards."""
    return person.nick


def account_of(person: Person) -> str:
    """user and a number."""
    return f"user{person.qq}"


def _message(line: Line, old: bool) -> dict[str, Any]:
    moment: dict[str, Any] = {"date": f"{line.at:%Y-%m-%dT%H:%M:%S}"}
    if not old:
        moment["date_unixtime"] = str(int(line.at.replace(tzinfo=_SHANGHAI).timestamp()))
    return {"id": line.number + 100, "type": "message" if line.who else "service", **moment,
            **(_said(line, line.who, old) if line.who else _done(line))}


def _said(line: Line, who: Person, old: bool) -> dict[str, Any]:
    worded = line.kind in ("text", "quote", "solitaire")
    text = line.text or ""
    pieces: Any = [text[:2], {"type": "bold", "text": text[2:4]}, text[4:]] if worded and len(text) > 4 else text
    return {"from": who.nick, "from_id": 2**32 + int(who.qq) if old else account_of(who),
            **({"reply_to_message_id": line.quoted + 100} if line.quoted else {}),
            **({"file": f"files/{line.text}", "file_name": line.text} if line.kind == "file" else _MEDIA.get(line.kind, {})),
            "text": pieces if worded else ""}


def _done(line: Line) -> dict[str, Any]:
    event = line.event
    assert event is not None
    by = event.by or OWNER
    return {"actor": by.nick, "actor_id": account_of(by), "action": _ACTIONS[event.kind],
            **({"title": event.new_name} if event.new_name else {"members": list(event.names)}), "text": ""}


def chat(lines: Sequence[Line], old: bool = False) -> dict[str, Any]:
    """The chat as one object."""
    return {"name": CHAT, "type": "private_supergroup", "id": 1234567890,
            "messages": [_message(line, old) for line in lines if line.kind not in _LEFT_OUT]}


def write(lines: Sequence[Line], old: bool = False) -> dict[str, bytes]:
    """result.json of one chat."""
    return {"result.json": json.dumps(chat(lines, old), ensure_ascii=False, indent=1).encode()}


def write_everything(lines: Sequence[Line]) -> dict[str, bytes]:
    """result.json of an account: other things first, an empty chat without a name, then the group."""
    whole = {
        "about": "Here is the data you requested. Remember: Telegram is ad free.", "personal_information": {"user_id": 1},
        "contacts": {"about": "…", "list": [{"first_name": "王", "date": "2020-01-01T00:00:00"}]},
        "chats": {"about": "This page lists all chats from this export.",
                  "list": [{"type": "saved_messages", "id": 1, "messages": []}, chat(lines)]},
        "left_chats": {"about": "…", "list": []},
    }
    return {"result.json": json.dumps(whole, ensure_ascii=False, indent=1).encode()}


def _dialect(title: str, writes: Any) -> Dialect:
    return Dialect(title, "telegram", writes, name=nick_of, ids=account_of, leaves_out=_LEFT_OUT, replies=True)


DIALECTS = (
    _dialect("telegram one chat", write),
    _dialect("telegram one chat old", partial(write, old=True)),
    _dialect("telegram whole account", write_everything),
)
