"""A week of posts as a file for the calendar of a phone (iCalendar, RFC 5545), written here: twenty lines need no library.

Times are local without a zone (“floating”): the phone reminds at that hour wherever it is. Lines end in CRLF and are folded at
75 octets, never inside a character; commas, semicolons, backslashes and line breaks in texts are escaped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Entry:
    """One thing to do: `begins` and `ends` at a time of day, or (`ends` None) some time on the day of `begins`."""

    title: str
    begins: datetime
    ends: datetime | None = None
    note: str = ""


def written(entries: Iterable[Entry], made_on: date, name: str = "") -> bytes:
    """The file. `made_on`: the day the data reaches to, its stamp; equal entries get equal ids, so importing twice adds nothing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qunxi//Plan of posts//ZH", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(name)}"] if name else []
    for entry in entries:
        lines += _event(entry, made_on)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode("utf-8")


def _event(entry: Entry, made_on: date) -> list[str]:
    key = f"{entry.title}|{entry.begins.isoformat()}|{entry.ends.isoformat() if entry.ends else ''}"
    lines = ["BEGIN:VEVENT", f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@qunxi", f"DTSTAMP:{made_on:%Y%m%d}T000000Z"]
    if entry.ends is None:
        lines += [f"DTSTART;VALUE=DATE:{entry.begins:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.begins + timedelta(days=1):%Y%m%d}"]
    else:
        lines += [f"DTSTART:{entry.begins:%Y%m%dT%H%M%S}", f"DTEND:{entry.ends:%Y%m%dT%H%M%S}"]
    lines.append(f"SUMMARY:{_text(entry.title)}")
    return [*lines, *([f"DESCRIPTION:{_text(entry.note)}"] if entry.note else []), "END:VEVENT"]


def _text(text: str) -> str:
    """An escaped TEXT value; control characters, which no reader shows, are taken out."""
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())
    return kept.translate(_ESCAPED)


def _folded(line: str) -> list[str]:
    """`line` in pieces of at most 75 octets; all but the first begin with a blank."""
    pieces, piece, room = [], "", _OCTETS
    for sign in line:
        size = len(sign.encode("utf-8"))
        if size > room:
            pieces.append(piece)
            piece, room = " ", _OCTETS - 1
        piece, room = piece + sign, room - size
    return [*pieces, piece]
