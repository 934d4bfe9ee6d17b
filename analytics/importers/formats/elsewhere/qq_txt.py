"""QQ's own txt: one chat, or 全部消息记录.txt with many.

    消息对象:福利群
    2016-07-19 15:27:15 【管理员】小雨(812345678)
    2019-09-23 8:43:38 PM 骰娘<dice@example.com>

Hours without a leading zero, AM and PM behind the clock or 下午 before it, days with slashes, carriage
returns inside bodies, cards that hold brackets: no line that starts with a moment and a sender is ever taken for anything else.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.formats.elsewhere.dated_text import DatedText
from analytics.importers.moments import Remembered
from analytics.importers.source import Source
from analytics.importers.text_chunks import line_numbers, pieces

name = "qq_txt"

_OPENING = "消息记录（此消息记录为文本格式"
_GROUPING, _OBJECT = "消息分组:", "消息对象:"
_OBJECT_LINE = re.compile(r"^消息对象:(.*)$", re.MULTILINE)
_HEADER = re.compile(
    r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2}) ((?:[上下]午 ?)?\d{1,2}:\d{2}:\d{2}(?: [AP]M)?) "
    r"(?:(.*?)(?:\((\d{4,})\)|<([^<>\s@]{1,64}@[^<>\s@]{1,255})>) *|(.*))$", re.MULTILINE)
# A further chat of the same group of friends may begin with its own name alone, below a rule.
_BLOCK = re.compile(r"(?:={16,}[ ]*\n)?消息分组:.*\n(?:={16,}[ ]*\n)?(?:消息对象:.*\n?)?(?:={16,}[ ]*\n?)?"
                    r"|={16,}[ ]*\n消息对象:.*\n?(?:={16,}[ ]*\n?)?")
_RANK = re.compile(r"【(?:群主|管理员|LV\s?\d+[^】]*|潜水|冒泡|吐槽|活跃|话唠|畅聊|传说)】\s*", re.IGNORECASE)
_SYSTEM_IDS = frozenset({"10000", "1000000"})
_SYSTEM_NAME = "系统消息"


# Columns of a piece: row, day, clock, then name with QQ number or mail, or a name alone, and the text.
_DAY, _CLOCK, _BARE, _BODY = 1, 2, 6, 7


def recognises(source: Source) -> bool:
    """The opening block, or first of all a header that ends in a QQ number or a mail address."""
    if source.container != "text":
        return False
    lines = [line.lstrip("\ufeff") for line in source.head_text[:16_384].splitlines() if line.strip("\ufeff \t\r")]
    if not lines:
        return False
    if lines[0].startswith(_OPENING):
        return True
    first = _HEADER.match(lines[0])
    named = any(line.startswith(_OBJECT) for line in lines[:6])
    return bool(first and first.group(6) is None) or (named and any(map(_HEADER.match, lines)))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header a message, the lines under it its text."""
    writer = _Writer(ChatLines(out, me=answers.me), out)
    with source.open_text() as file:
        for first, text in pieces(file, _HEADER):
            writer.write(first, text)
    writer.lines.finish()


class _Writer:
    def __init__(self, lines: ChatLines, out: BatchWriter) -> None:
        self.lines, self._out = lines, out
        self._text = DatedText(lines, self._odd_one)
        self._names = Remembered(lambda written: _RANK.sub("", written, count=1).strip())

    def write(self, first: int, piece: str) -> None:
        """Every message of a piece, chat by chat."""
        before, *parts = _HEADER.split(piece)
        self._name_chats(before)
        rows = line_numbers(first + before.count("\n"), parts[6::7])
        columns: list[list[Any]] = [rows, *(parts[at::7] for at in range(7))]
        if any(columns[_BARE]):
            columns = _joined(columns)
        start = 0
        for at, body in enumerate(columns[_BODY] if _names_a_chat(piece) else ()):
            if block := _BLOCK.search(body) if _names_a_chat(body) else None:
                columns[_BODY][at] = body[:block.start()]
                self._write_chat([column[start:at + 1] for column in columns])
                self._name_chats(body[block.start():])
                start = at + 1
        self._write_chat([column[start:] for column in columns])

    def _write_chat(self, columns: list[list[Any]]) -> None:
        rows, days, clocks, shown, numbers, mails, bare, bodies = columns
        names = [self._names[name if name is not None else alone] for name, alone in zip(shown, bare, strict=True)]
        ids = [number or mail or "" for number, mail in zip(numbers, mails, strict=True)]
        odd = {at for at, (name, qq) in enumerate(zip(names, ids, strict=True))
               if qq in _SYSTEM_IDS or name == _SYSTEM_NAME or not (name or qq)}
        self._text.write(rows, days, clocks, names, list(map(str.strip, bodies)), ids, odd)

    def _odd_one(self, row: int, moment: int, resolution: str, shown: str, qq: str, text: str) -> None:
        if shown or qq:
            self.lines.system(row, moment, resolution, text)
        else:
            self.lines.reject(row, "name", "chat_sender_missing", text)

    def _name_chats(self, text: str) -> None:
        for written in _OBJECT_LINE.findall(text):
            key, members = split_group_name(written)
            self._out.chat(key, name=key, platform="QQ", head_count=members)
            self.lines.chat = key


def _names_a_chat(text: str) -> bool:
    return _GROUPING in text or _OBJECT in text


def _joined(columns: list[list[Any]]) -> list[list[Any]]:
    """A sender without a number may be words behind a time: it must stand behind a blank line."""
    kept: list[list[Any]] = []
    for message in map(list, zip(*columns, strict=True)):
        if message[_BARE] is None or not kept or kept[-1][_BODY].endswith("\n\n"):
            kept.append(message)
        else:
            kept[-1][_BODY] += f"{message[_DAY]} {message[_CLOCK]} {message[_BARE]}{message[_BODY]}"
    return [list(column) for column in zip(*kept, strict=True)]
