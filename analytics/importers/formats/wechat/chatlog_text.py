"""chatlog's text: a header of name, id and time, then the words, then a blank line.

    小雨(wxid_a1) 05-31 08:39:05
    今晚几点开团

    小满家·店主(我) 05-31 08:41:05

The year is left out where all lines lie in one, the whole date where they lie on one day. Quotes and
forwards hold lines that look like headers; those stand behind `> ` or blanks and are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wechat.chatlog_tables import CLIENT, ROOM
from analytics.importers.formats.wechat.chatlog_words import read_words
from analytics.importers.formats.wechat.row_blocks import RowBlocks, moments_of
from analytics.importers.source import Source
from analytics.importers.system_lines import ME
from analytics.importers.text_chunks import pieces

_LAYOUTS = {"full": r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", "no year": r"\d{2}-\d{2} \d{2}:\d{2}:\d{2}",
            "no day": r"\d{2}:\d{2}:\d{2}"}
# Who: 名字(wxid), 名字(我), or bare where there is no name. An id of digits alone would be QQ's.
_ID = r"(?:我|(?=[^()\s]*[A-Za-z_@])[\w.@+-]{5,})"
_WHO = rf"(?:(?P<name>[^\n]{{1,200}})\((?P<id>{_ID})\)|(?P<bare>我|{CLIENT}|wxid_[\w-]+|[A-Za-z][\w-]{{5,19}}|[\w.+-]+@\w+))"
_CHAT = r"(?: \[(?P<chat>[^\n]{1,300})\])?"
_HEADERS = {layout: re.compile(rf"(?:(?<=\n\n)|\A\ufeff?)(?![ >]){_WHO}{_CHAT} (?P<time>{time})\n", re.ASCII)
            for layout, time in _LAYOUTS.items()}
_NAMED_CHAT = re.compile(r"(.*)\(([^()]+)\)")
_ROOM_IN_NAME = re.compile(rf"([\w.-]+{ROOM})_")
_YEARS = re.compile(r"\b(20\d{2})-\d{2}-\d{2}\b")
_SAMPLE = 4096


def recognises(source: Source) -> bool:
    """Begins with a header that has seconds and an id, or 我."""
    return source.container == "text" and _layout(source) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header with what follows it a message; asks for the year or the day that the file leaves out."""
    layout = _layout(source) or "full"
    before = _before(layout, source, answers, out)
    blocks = RowBlocks(out, "", answers.me)
    reader = _Reader(blocks, out, before, _room_in_name(source.name))
    with source.open_text() as file:
        for first, piece in pieces(file, _HEADERS[layout]):
            reader.write(list(_lines(first, piece, _HEADERS[layout])))
    blocks.finish()


@dataclass(frozen=True)
class _Line:
    row: int
    match: re.Match[str]
    body: str


def _layout(source: Source) -> str | None:
    head = source.head_text[:_SAMPLE].replace("\r\n", "\n").replace("\r", "\n")
    return next((layout for layout, header in _HEADERS.items() if header.match(head)), None)


def _lines(first: int, piece: str, header: re.Pattern[str]) -> Iterator[_Line]:
    found = list(header.finditer(piece))
    row, at = first, 0
    for number, match in enumerate(found):
        row += piece.count("\n", at, match.start())
        at = match.start()
        end = found[number + 1].start() if number + 1 < len(found) else len(piece)
        yield _Line(row, match, piece[match.end():end].rstrip("\n"))


def _before(layout: str, source: Source, answers: Answers, out: BatchWriter) -> str | None:
    """What goes before the times of the file to make them whole; None where nobody knows it."""
    if layout == "full":
        return ""
    named = day_in(source.name)
    if layout == "no day":
        day = answers.day or named
        if answers.day is None:
            out.ask("day", default=_iso(day))
        return None if day is None else f"{day.isoformat()} "
    inside = [int(year) for year in _YEARS.findall(source.head_text)]
    year = answers.year or (named.year if named else max(inside, default=None))
    if answers.year is None:
        out.ask("year", default=year)
    return None if year is None else f"{year}-"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _room_in_name(file_name: str) -> str:
    match = _ROOM_IN_NAME.match(file_name)
    return match.group(1) if match else ""


class _Reader:
    def __init__(self, blocks: RowBlocks, out: BatchWriter, before: str | None, chat: str) -> None:
        self._blocks, self._out, self._before, self._chat = blocks, out, before, chat
        self._chats: dict[str, str] = {}

    def write(self, lines: list[_Line]) -> None:
        """The messages of one piece."""
        if not lines:
            return
        said = [line.match.group("time") for line in lines]
        ids = [line.match.group("id") or line.match.group("bare") for line in lines]
        read = [("system", line.body) if who == CLIENT else read_words(line.body) for who, line in zip(ids, lines, strict=True)]
        moment, resolution = self._moments(said)
        self._blocks.write({
            "source_row": [line.row for line in lines], "chat": [self._place(line.match.group("chat") or "") for line in lines],
            "platform_id": ["" if who in (ME, CLIENT) else who for who in ids],
            "name": [line.match.group("name") or "" for line in lines], "is_self": [who == ME for who in ids],
            "moment": moment, "resolution": resolution, "kind": [kind for kind, _ in read],
            "text": [text for _, text in read], "written": said,
        })

    def _moments(self, said: list[str]) -> tuple[pa.Array, pa.Array]:
        if self._before is None:
            return pa.nulls(len(said), pa.int64()), pa.repeat("none", len(said))
        return moments_of(pa.array([self._before + time for time in said], pa.string()))

    def _place(self, written: str) -> str:
        """The key of a chat written as 群名(room) or room; of the file's own where a line names none."""
        if written not in self._chats:
            named = _NAMED_CHAT.fullmatch(written)
            key = named.group(2) if named else written or self._chat
            self._chats[written] = key
            self._out.chat(key, name=named.group(1) if named else None, platform="WeChat",
                           kind="private" if key and not key.endswith(ROOM) else "group")
        return self._chats[written]
