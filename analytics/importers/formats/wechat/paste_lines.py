"""Copied messages cut apart: whose header looks how, and which lines stand under it.

    阿杰:  ·  小雨 2022/11/17 21:07  ·  小雨 11-17 21:07  ·  小雨 21:07:33  ·  王芳, [2022-11-22 5:05]

One clipboard writes its headers one way throughout; the first line with words says which. QQ writes two: lines of
today have the clock only, older ones their day before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from analytics.importers.moments import DAY, read_moment
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system

TELEGRAM = re.compile(r"(?P<name>.+), \[(?P<moment>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(?::\d{2})?)\]\s*")
_HALF, _HALF_AFTER = "(?:[上下]午 ?)?", "(?: ?[AaPp][Mm])?"
DATED = re.compile(
    r"(?P<name>\S.*?)\s+(?P<moment>\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日? "
    rf"{_HALF}\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_HALF_AFTER})\s*")
# A client shows no year for days of this one.
YEARLESS = re.compile(
    rf"(?P<name>\S.*?)\s+(?P<moment>\d{{1,2}}[-/月]\d{{1,2}}日? {_HALF}\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_HALF_AFTER})\s*")
CLOCK = re.compile(rf"(?P<name>\S.*?)\s+(?P<moment>{_HALF}\d{{1,2}}:\d{{2}}:\d{{2}}{_HALF_AFTER})\s*")
UNTIMED = re.compile(r"(?P<name>[^:：\s](?:.{0,38}[^:：\s])?)(?P<style>[:：])\s?")
# Narrow before wide: a Telegram header is also a name with a time behind it.
_STYLES = (TELEGRAM, DATED, YEARLESS, CLOCK, UNTIMED)
_LONGEST_HEADER = 200
RANK = re.compile(r"【(?:群主|管理员|LV\s?\d+[^】]*|潜水|冒泡|吐槽|活跃|话唠|畅聊|传说)】\s*", re.IGNORECASE)
_ID = re.compile(r"(.*?)[(（](wxid_[\w-]+|\d{5,12})[)）]")
_SECONDS = re.compile(r":\d{2}:\d{2}")
# QQ copies these between messages, without a sender.
_BARE = re.compile(r".{1,40}(?:撤回了一条消息|(?:加入|退出|离开)了?本群)。?")


@dataclass
class Message:
    """A header with the lines under it; `row`: the line it begins in."""

    row: int
    header: re.Match[str] | None
    body: list[str]

    @property
    def text(self) -> str:
        """The words."""
        return "\n".join(self.body).strip()


def style_of(line: str) -> re.Pattern[str] | None:
    """The way a line is a header in, None where it is none."""
    return next((style for style in _STYLES if len(line) <= _LONGEST_HEADER and style.fullmatch(line)), None)


def is_undated(header: re.Match[str]) -> bool:
    """Whether a header leaves the whole day out."""
    return header.re in (CLOCK, UNTIMED)


def messages_of(source: Source) -> Iterator[Message]:
    """The messages in their order; lines that QQ's client wrote itself have no header."""
    found = _cut(source, any_colon=False)
    first, second = next(found, None), next(found, None)
    if first and not second and first.header and first.header.re is UNTIMED:
        # Retyped by hand the mark behind names varies; names that come again are people.
        loose = list(_cut(source, any_colon=True))
        names = [message.header["name"] for message in loose if message.header]
        if len(set(names)) < len(names):
            return iter(loose)
    return chain(filter(None, (first, second)), found)


def _cut(source: Source, any_colon: bool) -> Iterator[Message]:
    cutter: _Cutter | None = None
    for number, raw in source.lines():
        line = raw.lstrip("\ufeff")
        if cutter is None and line.strip():
            cutter = _Cutter(line, any_colon)
        if cutter is not None:
            yield from cutter.take(number, line)
    if cutter is not None:
        yield from cutter.rest()


class _Cutter:
    """Takes line by line, gives the messages that are over. `first`: the line that shows how headers look.

    `any_colon`: of names without a time not only those with the mark of the first line behind them.
    """

    def __init__(self, first: str, any_colon: bool = False) -> None:
        self._first, self._any_colon = first, any_colon
        self._style = style_of(first)
        self._colon = _colon(first) if self._style is UNTIMED else ""
        self._blank_before = True
        self._latest = 0
        self._senders: set[str] = set()
        self._open: Message | None = None

    def take(self, number: int, line: str) -> Iterator[Message]:
        """What ends with this line."""
        header = self._header(line)
        if header:
            yield from self.rest()
            self._open = Message(number, header, [])
        elif self._style in (CLOCK, DATED) and _BARE.fullmatch(line) and is_system(line):
            yield from self.rest()
            yield Message(number, None, [line])
            self._open = Message(number, None, [])
        elif self._open is not None:
            self._open.body.append(line)
        else:
            self._open = Message(number, None, [line])
        self._blank_before = not line.strip()

    def rest(self) -> Iterator[Message]:
        """The open message, if it says anything."""
        if self._open and (self._open.header or self._open.text):
            yield self._open

    def _header(self, line: str) -> re.Match[str] | None:
        header = self._match(line) if len(line) <= _LONGEST_HEADER else None
        same_mark = self._any_colon or _colon(line) == self._colon
        if header is None or (self._colon and not (self._blank_before and same_mark)):
            return None
        return header if self._goes_forward(line, header) else None

    def _match(self, line: str) -> re.Match[str] | None:
        """The header in the text's own way, or in QQ's other one."""
        if self._style is CLOCK:
            return DATED.fullmatch(line) or CLOCK.fullmatch(line)
        found = self._style.fullmatch(line) if self._style else None
        if self._style is not DATED or _SECONDS.search(self._first) is None:
            return found
        if found is None and (today := CLOCK.fullmatch(line)) and (RANK.match(line) or today["name"] in self._senders):
            return today
        self._senders.update([found["name"]] if found else [])
        return found

    def _goes_forward(self, line: str, header: re.Match[str]) -> bool:
        """A header of a day before the message above it is one that somebody quotes; but the whole text may be there twice."""
        moment = read_moment(header.group("moment")) if header.re in (DATED, TELEGRAM) else None
        if moment is None or self._style is CLOCK:
            return True
        if moment // DAY < self._latest // DAY and line != self._first:
            return False
        self._latest = moment
        return True


def _colon(line: str) -> str:
    """The mark behind a name with the blank after it: one client writes it one way throughout."""
    match = UNTIMED.fullmatch(line)
    return line[match.start("style"):] if match else ""


def sender_of(written: str) -> tuple[str, str]:
    """(name, id or '') of a sender as a header writes them; ranks are left out."""
    plain = RANK.sub("", written).strip() or written
    match = _ID.fullmatch(plain)
    return (match.group(1), match.group(2)) if match else (plain, "")
