"""QQ Chat Exporter's text: what the chat is called, then three lines or more a message.

    聊天名称: 福利群
    小满家·店主:
    时间: 2026-05-31 08:30:05
    内容: 早上好

The moment may be a day alone, a clock alone, or “3天前”: counted from 导出时间 where that stands above, else from
the day a person names.
"""

from __future__ import annotations

import re

from analytics.importers import moments
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.source import Source
from analytics.importers.text_chunks import line_numbers, pieces

_HEADER = re.compile(r"^([^\n]{1,200}):\n时间: ?([^\n]*)\n(?:内容: ?)?", re.MULTILINE)
_TITLE = re.compile(r"^聊天名称: ?(.*)$", re.MULTILINE)
_PRIVATE = re.compile(r"^聊天类型: ?(?:私聊|private|好友)", re.MULTILINE | re.IGNORECASE)
_EXPORTED = re.compile(r"^导出时间: ?(\d{4}[-/]\d{1,2}[-/]\d{1,2})", re.MULTILINE)
# Below the words: files with their names, who was meant, what was answered.
_BELOW = re.compile(r"(?:\n(?:资源|提及|回复): ?[^\n]*(?:\n {2,}[^\n]*)*)+\s*\Z")
_AGO = re.compile(r"(?:(\d+) ?(天|小时|分钟|秒)前|(刚刚|今天|昨天|前天))")
_WORDS_AGO = {"刚刚": 0, "今天": 0, "昨天": 1, "前天": 2}
_SYSTEM = frozenset({"系统消息", "系统", "System"})


def is_one(head: str) -> bool:
    """Whether a text names its chat as the tool does, and has a message of three lines."""
    plain = head.replace("\r\n", "\n")
    return bool(_TITLE.search(plain[:4000]) and _HEADER.search(plain))


def read(source: Source, answers: Answers, lines: ChatLines, out: BatchWriter) -> None:
    """Every name with a moment under it a message."""
    before = source.head_text.replace("\r\n", "\n")[:4000]
    named, exported = _TITLE.search(before), _EXPORTED.search(before)
    title, members = split_group_name(named.group(1)) if named else ("", None)
    lines.chat = title
    out.chat(title, name=title or None, platform="QQ", head_count=members, kind="private" if _PRIVATE.search(before) else "group")
    said = answers.day.isoformat() if answers.day else exported.group(1) if exported else ""
    reader = _Reader(lines, moments.read_day(said), moments.read_day(answers.day.isoformat()) if answers.day else None)
    with source.open_text() as file:
        for first, text in pieces(file, _HEADER):
            reader.write(first, text)
    if reader.asks:
        out.ask("day")


class _Reader:
    def __init__(self, lines: ChatLines, exported: int | None, day: int | None) -> None:
        self._lines, self._exported, self._day = lines, exported, day
        self.asks = False

    def write(self, first: int, piece: str) -> None:
        """Every message of a piece."""
        before, *parts = _HEADER.split(piece)
        rests = parts[2::3]
        # A header is three lines, the last of which the text goes on.
        rows = line_numbers(first + before.count("\n"), ["\n\n" + rest for rest in rests])
        for row, sender, written, rest in zip(rows, parts[0::3], parts[1::3], rests, strict=True):
            self._write(row, sender.strip(), written.strip(), rest)

    def _write(self, row: int, sender: str, written: str, rest: str) -> None:
        found = self._moment(written)
        if found is None:
            self._lines.reject(row, "sent_at", "chat_moment_impossible", written)
            return
        moment, resolution = found
        below = _BELOW.search(f"\n{rest}")
        text, answers = _BELOW.sub("", f"\n{rest}").strip(), below is not None and "\n回复:" in below.group()
        if sender in _SYSTEM:
            self._lines.system(row, moment, resolution, text)
        else:
            self._lines.add(row, moment, resolution, sender, text or None, kind="quote" if answers and text else None)

    def _moment(self, written: str) -> tuple[int | None, str] | None:
        """(moment, resolution); a moment of None where no day is known yet. None where this says no time at all."""
        if (whole := moments.read_moment(written)) is not None:
            return whole, moments.resolution_of(written.partition(" ")[2])
        if (day := moments.read_day(written)) is not None:
            return day, "day"
        if (clock := moments.read_clock(written)) is not None:
            self.asks = self.asks or self._day is None
            return (None, "none") if self._day is None else (self._day + clock, moments.resolution_of(written))
        if ago := _AGO.fullmatch(written):
            self.asks = self.asks or self._exported is None
            # Hours and minutes before an unknown hour are no more than that day.
            days = int(ago.group(1)) if ago.group(2) == "天" else _WORDS_AGO.get(ago.group(3) or "", 0)
            return (None, "none") if self._exported is None else (self._exported - days * moments.DAY, "day")
        return None
