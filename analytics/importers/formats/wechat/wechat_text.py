"""WeChat's own export from the phone: 更多 → 邮件, or shared as text. Names and minutes, no ids.

    福利群 微信群上的聊天记录如下，请查收。
    —————  2018-09-03  —————
    AAA---楠刺青TATTOO  12:47

Also as the HTML of the mail, as the mail itself (.eml), and several mails in one file. Blank lines between
header and body may be missing, names hold blanks
and digits, and bodies hold lines that look like headers: see `_Headers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from analytics.importers import mails
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.moments import read_clock, read_day
from analytics.importers.source import Source

name = "wechat_text"

_TITLE_GROUP = re.compile(r"\s*(.+?)\s*微信群上的聊天记录如下.*")
_TITLE_PAIR = re.compile(r"\s*(.+?) 和 (.+?)\s*在微信上的聊天记录如下.*")
_DAY_LINE = re.compile(r"\s*[—–―─-]{3,}\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*[—–―─-]{3,}\s*")
_DASHES = frozenset("—–―─-")
_HEADER = re.compile(r"(.+?) {2,}((?:[上下]午 ?|凌晨 ?|早上 ?|中午 ?|晚上 ?)?\d{1,2}:\d{2}(?: ?[AaPp][Mm])?)\s*")
_GREETING = re.compile(r"(?:Dear|您好|你好)\s*[:：,，]?\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"发自我的\s?\S.{0,20}|Sent from my \S.{0,20}|发自\s?\S{2,12}(?:邮箱|手机)\S{0,8}", re.IGNORECASE)
_TITLE_WITHIN_LINES = 60
# A name and a clock; longer lines are never tried, whatever blanks they hold.
_LONGEST_HEADER = 200
_Lines = Callable[[], Iterator[tuple[int, str]]]


def recognises(source: Source) -> bool:
    """A title line of the export, or a day line with a header under it."""
    if source.container not in {"text", "html"} or not _DASHES.intersection(head := _readable(source)):
        return False
    lines = head.splitlines()
    titled = any(_title(line) for line in lines[:_TITLE_WITHIN_LINES])
    day_at = next((at for at, line in enumerate(lines) if _day_line(line)), None)
    return day_at is not None and (titled or any(map(_header, lines[day_at + 1:day_at + 8])))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header under a day line becomes a message with the lines up to the next one as its text."""
    lines = ChatLines(out, me=answers.me)
    reader = _Reader(lines, out, _Headers(_lines_of(source)))
    for number, line in _lines_of(source)():
        reader.take(number, line)
    reader.close()
    lines.finish()


def _lines_of(source: Source) -> _Lines:
    if mails.is_mail(source.head):
        text = mails.text_of_mail(source.path.read_bytes())
    elif source.container == "html":
        with source.open_text() as file:
            text = mails.text_of_html(file.read())
    else:
        return source.lines
    return lambda: enumerate(text.split("\n"), 1)


def _readable(source: Source) -> str:
    if mails.is_mail(source.head):
        return mails.text_of_mail(source.head)
    return mails.text_of_html(source.head_text) if source.container == "html" else source.head_text


def _day_line(line: str) -> re.Match[str] | None:
    return _DAY_LINE.fullmatch(line) if line.lstrip()[:1] in _DASHES and len(line) <= _LONGEST_HEADER else None


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line) if "  " in line and len(line) <= _LONGEST_HEADER else None


def _title(line: str) -> tuple[str, str] | None:
    """(kind, chat name) where a line is the export's title."""
    if "聊天记录如下" not in line:
        return None
    if match := _TITLE_PAIR.fullmatch(line):
        return "private", f"{match.group(1)} 和 {match.group(2)}"
    match = _TITLE_GROUP.fullmatch(line)
    return ("group", match.group(1)) if match else None


class _Headers:
    """Tells headers from body lines that look like them.

    Where the export parts messages by blank lines, a header stands behind one, and the first line
    under a header is its body, unless its name is known from elsewhere. Where it does not, every
    such line is a header.
    """

    def __init__(self, lines: _Lines) -> None:
        self.names: Counter[str] = Counter()
        behind_blank = within = 0
        blank_before = dated = False
        for _, line in lines():
            if match := _header(line) if dated else None:
                self.names[match.group(1)] += 1
                behind_blank += blank_before
                within += not blank_before
            is_day = _day_line(line) is not None
            dated = dated or is_day
            blank_before = is_day or not line.strip()
        self.parted_by_blanks = behind_blank >= within

    def accepts(self, name: str, blank_before: bool, body_begun: bool) -> bool:
        """Whether a line with this name is a header; `body_begun`: the open message has text already."""
        if not self.parted_by_blanks or self.names[name] >= 2:
            return True
        return blank_before and body_begun


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter, headers: _Headers) -> None:
        self._lines, self._out, self._headers = lines, out, headers
        self._day: int | None = None
        self._day_line = ""
        self._open: tuple[int, str, str] | None = None
        self._body: list[str] = []
        self._blank_before = True

    def take(self, number: int, line: str) -> None:
        if (title := _title(line.lstrip("\ufeff"))) and self._begins_a_mail():
            self.close(before_mail=True)
            self._day_line = ""
            self._name_chat(*title)
            self._blank_before = True
            return
        if day := _day_line(line):
            self.close()
            self._day, self._day_line = read_day(day.group(1)), day.group(1)
            self._blank_before = True
            return
        header = _header(line) if self._day_line else None
        if header and self._is_header(header):
            self.close()
            self._open = (number, header.group(1).lstrip("\ufeff"), header.group(2))
        elif self._open:
            self._body.append(line)
        elif self._day_line and line.strip():
            self._lines.reject(number, "name", "chat_sender_missing", line.strip())
        self._blank_before = not line.strip()

    def _is_header(self, header: re.Match[str]) -> bool:
        begun = self._open is None or any(map(str.strip, self._body))
        return read_clock(header.group(2)) is not None and self._headers.accepts(
            header.group(1), self._blank_before, begun)

    def _begins_a_mail(self) -> bool:
        """Nothing was said yet, or a blank line or a greeting stands above: no words that somebody quotes."""
        return self._open is None or self._blank_before or bool(self._body and _GREETING.fullmatch(self._body[-1]))

    def close(self, before_mail: bool = False) -> None:
        """Write the open message; what a mail program puts around the next mail, or below all, is not part of it."""
        if self._open is None:
            return
        while self._body and (not self._body[-1].strip() or (before_mail and _GREETING.fullmatch(self._body[-1]))):
            self._body.pop()
        if len(self._body) > 1 and _SIGNATURE.fullmatch(self._body[-1].strip()) and not self._body[-2].strip():
            self._body.pop()
        number, name, clock = self._open
        within = read_clock(clock)
        if self._day is None or within is None:
            self._lines.reject(number, "sent_at", "chat_day_impossible", self._day_line)
        else:
            self._lines.add(number, self._day + within, "minute", name, "\n".join(self._body).strip())
        self._open = None
        self._body = []

    def _name_chat(self, kind: str, written: str) -> None:
        key, members = split_group_name(written) if kind == "group" else (written, None)
        self._out.chat(key, name=key, platform="WeChat", kind=kind, head_count=members)
        self._lines.chat = key
