"""QQ's own txt: one chat, or 全部消息记录.txt with many.

    消息对象:福利群
    2016-07-19 15:27:15 【管理员】小雨(812345678)
    2019-09-23 8:43:38 PM 骰娘<dice@example.com>

Hours without a leading zero, AM and PM behind the clock, carriage returns inside bodies, cards that
hold brackets: no line that starts with a moment and a sender is ever taken for anything else.
"""

from __future__ import annotations

import re

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.moments import read_clock, read_day
from analytics.importers.source import Source

name = "qq_txt"

_OPENING = "消息记录（此消息记录为文本格式"
_GROUPING, _OBJECT = "消息分组:", "消息对象:"
_RULE = re.compile(r"={16,}\s*")
_HEADER = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}) (\d{1,2}:\d{2}:\d{2}(?: [AP]M)?) (.*)")
_SENDER = re.compile(r"(.*?)(?:\((\d{4,})\)|<([^<>\s]+@[^<>\s]+)>)\s*", re.DOTALL)
_RANK = re.compile(r"【(?:群主|管理员|LV\s?\d+[^】]*|潜水|冒泡|吐槽|活跃|话唠|畅聊|传说)】\s*", re.IGNORECASE)
_SYSTEM_IDS = frozenset({"10000", "1000000"})
_SYSTEM_NAME = "系统消息"


def recognises(source: Source) -> bool:
    """The opening block, or first of all a header that ends in a QQ number or a mail address."""
    if source.container != "text":
        return False
    lines = [line.lstrip("\ufeff") for line in source.head_text[:16_384].splitlines() if line.strip("\ufeff \t\r")]
    if not lines:
        return False
    if lines[0].startswith(_OPENING):
        return True
    header = _HEADER.fullmatch(lines[0])
    named = any(line.startswith(_OBJECT) for line in lines[:6])
    return bool(header and _SENDER.fullmatch(header.group(3))) or (named and any(map(_HEADER.fullmatch, lines)))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header a message, the lines under it its text."""
    reader = _Reader(ChatLines(out, me=answers.me), out)
    for number, line in source.lines():
        reader.take(number, line)
    reader.finish()


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter) -> None:
        self._lines, self._out = lines, out
        self._open: tuple[int, str, str, str] | None = None
        self._body: list[str] = []
        self._between = True

    def take(self, number: int, line: str) -> None:
        """One line of the file."""
        header = _HEADER.match(line if line[:1] != "\ufeff" else line[1:])
        if header and self._is_header(header):
            self._close()
            day, clock, sender = header.groups()
            self._open = (number, day, clock, sender)
            self._between = False
        elif line.startswith(_GROUPING) and (self._between or self._after_rule()):
            self._close()
            self._between = True
        elif self._between:
            if line.startswith(_OBJECT):
                self._name_chat(line.removeprefix(_OBJECT))
        else:
            self._body.append(line)

    def finish(self) -> None:
        """Write the last message."""
        self._close()
        self._lines.finish()

    def _is_header(self, header: re.Match[str]) -> bool:
        """A sender without a number looks like words behind a time: it must stand behind a blank line."""
        return bool(_SENDER.fullmatch(header.group(3))) or self._between or not self._body or not self._body[-1].strip()

    def _after_rule(self) -> bool:
        """Whether the last line was the ==== that opens a block; it is no part of the message above."""
        if self._body and _RULE.fullmatch(self._body[-1]):
            self._body.pop()
            return True
        return False

    def _close(self) -> None:
        if self._open is None:
            return
        number, day, clock, written = self._open
        midnight, within = read_day(day), read_clock(clock)
        if midnight is None or within is None:
            self._lines.reject(number, "sent_at", "chat_moment_impossible", f"{day} {clock}")
        else:
            self._write(number, midnight + within, written, "\n".join(self._body).strip())
        self._open = None
        self._body = []

    def _write(self, number: int, moment: int, written: str, text: str) -> None:
        match = _SENDER.fullmatch(written)
        shown, platform_id = (match.group(1), match.group(2) or match.group(3)) if match else (written.strip(), "")
        if platform_id in _SYSTEM_IDS or shown == _SYSTEM_NAME:
            self._lines.system(number, moment, "second", text)
        elif not shown.strip() and not platform_id:
            self._lines.reject(number, "name", "chat_sender_missing", text)
        else:
            plain = _RANK.sub("", shown, count=1).strip()
            self._lines.add(number, moment, "second", plain, text, platform_id=platform_id)

    def _name_chat(self, written: str) -> None:
        key, members = split_group_name(written)
        self._out.chat(key, name=key, platform="QQ", head_count=members)
        self._lines.chat = key
