"""DiscordChatExporter's JSON, CSV and text: instants in JSON and CSV, local minutes in the text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import CHAT, OWNER, Line, Person
from tests.analytics.importers.dialects.telegram import nick_of

_SHANGHAI, _NEW_YORK = timezone(timedelta(hours=8)), timezone(timedelta(hours=-4))
_FILES = {"image": "strawberry.jpg", "voice": "voice-message.ogg", "video": "clip.mp4", "file": "六月价目表.xlsx"}
# Discord has none of these; nobody is told of removals, and the owner of the phone is nobody special.
_LEFT_OUT = frozenset({"redpacket", "miniapp", "link", "location", "recall", "remove"})
_SILENT = _LEFT_OUT | {"join", "rename"}


def account_of(person: Person) -> str:
    """A long number that a spreadsheet would round."""
    return f"7{person.qq}0000000001"


def _instant(at: datetime, zone: timezone) -> str:
    return at.replace(tzinfo=_SHANGHAI).astimezone(zone).isoformat(timespec="milliseconds")


def _author(person: Person) -> dict[str, Any]:
    return {"id": account_of(person), "name": f"u{person.qq}", "discriminator": "0000", "nickname": person.nick,
            "isBot": False, "roles": []}


def _message(line: Line, zone: timezone) -> dict[str, Any]:
    url = f"https://cdn.example.com/a/{_FILES.get(line.kind)}?ex=1"
    file = [{"id": "1", "url": url, "fileName": _FILES[line.kind]}] if line.kind in _FILES else []
    sticker = [{"id": "1", "name": "草莓", "format": "Png"}] if line.kind == "sticker" else []
    worded = line.kind in ("text", "quote", "solitaire")
    base = {"id": str(10**17 + line.number), "timestamp": _instant(line.at, zone), "attachments": file, "stickers": sticker,
            "embeds": [], "reactions": [], "mentions": []}
    if line.who:
        return {**base, "type": "Reply" if line.quoted else "Default", "author": _author(line.who),
                "content": line.text if worded else "",
                **({"reference": {"messageId": str(10**17 + line.quoted)}} if line.quoted else {})}
    assert line.event is not None
    people = [{"id": f"8{number}", "name": name, "nickname": name} for number, name in enumerate(line.event.names)]
    done = {"join": ("RecipientAdd", "Added to the group."),
            "rename": ("ChannelNameChange", f"Changed the channel name: {line.event.new_name}")}[line.kind]
    return {**base, "type": done[0], "author": _author(line.event.by or OWNER), "content": done[1], "mentions": people}


def write_json(lines: Sequence[Line], zone: timezone) -> dict[str, bytes]:
    """One channel."""
    whole = {"guild": {"id": "5", "name": "小满家"}, "channel": {"id": "990001112223334445", "type": "GuildTextChat", "name": CHAT},
             "dateRange": {"after": None, "before": None}, "exportedAt": "2026-06-02T00:00:00+00:00",
             "messages": [_message(line, zone) for line in lines if line.kind not in _LEFT_OUT], "messageCount": len(lines)}
    return {"export.json": json.dumps(whole, ensure_ascii=False, indent=2).encode()}


def write_csv(lines: Sequence[Line]) -> dict[str, bytes]:
    """All fields quoted, instants with seven digits behind the second."""
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow(("AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"))
    for line in lines:
        if line.who and line.kind not in _SILENT | {"sticker"}:
            file = f"https://cdn.example.com/a/{_FILES[line.kind]}?ex=1" if line.kind in _FILES else ""
            at = f"{line.at:%Y-%m-%dT%H:%M:%S}.1230000+08:00"
            table.writerow((account_of(line.who), line.who.nick, at, "" if file else line.text, file, ""))
    return {f"小满家 - 群聊 - {CHAT} [990001112223334445].csv": out.getvalue().encode("utf-8-sig")}


def write_text(lines: Sequence[Line], moment: Callable[[datetime], str]) -> dict[str, bytes]:
    """The block that names the channel, messages parted by blank lines, the number of messages."""
    rule = "=" * 62
    text = f"{rule}\nGuild: 小满家\nChannel: 群聊 / {CHAT}\n{rule}\n\n"
    for line in lines:
        if line.who and line.kind not in _SILENT:
            file = f"\n\n{{Attachments}}\nhttps://cdn.example.com/a/{_FILES[line.kind]}?ex=1" if line.kind in _FILES else ""
            body = file or ("\n\n{Stickers}\nhttps://cdn.example.com/s/1.png" if line.kind == "sticker" else line.text)
            text += f"[{moment(line.at)}] {line.who.nick}\n{body}\n\n"
    return {"export.txt": f"{text}{rule}\nExported 27 message(s)\n{rule}\n".encode()}


def _american(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at.year} {(at.hour + 11) % 12 + 1}:{at:%M} {at:%p}"


def _older(at: datetime) -> str:
    return f"{at:%d}-{at:%b}-{at:%y} {(at.hour + 11) % 12 + 1:02d}:{at:%M} {at:%p}"


_KINDS = {"quote": "text"}

DIALECTS = (
    *(Dialect(f"discord json {title}", "discord", partial(write_json, zone=zone), name=nick_of, ids=account_of,
              leaves_out=_LEFT_OUT, replies=True) for title, zone in (("utc", UTC), ("new york", _NEW_YORK))),
    Dialect("discord csv", "discord", write_csv, name=nick_of, ids=account_of, leaves_out=_SILENT | {"sticker"}, kinds=_KINDS,
            movements=False, names_chat=False),
    *(Dialect(f"discord text {title}", "discord", partial(write_text, moment=moment), name=nick_of, leaves_out=_SILENT,
              kinds=_KINDS, movements=False, resolution="minute")
      for title, moment in (("american", _american), ("older", _older))),
)
