"""LINE's “Send chat history” from phones, and the text its desktop program saves.

    [LINE] 福利群的聊天记录          2025.12.10 Wednesday
    2026/1/30(金)                  10:05 小雨 早安        ← desktop: blanks, where phones write TABs
    上午10:05→小雨→"第一行          10:06→→小雨がグループに参加しました。        (→ a TAB)

Days stand above their lines in the order of the phone's language; the weekday beside them proves it. A body of
several lines stands in quotation marks. Two TABs: the client speaks. In the desktop text nothing parts a name from
the words but a blank: a name with blanks shows only by what all lines that begin alike have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from analytics.importers import day_order
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.formats.elsewhere.line_words import kind_of, movements_of
from analytics.importers.moments import iso_day, read_clock
from analytics.importers.source import Source

name = "line"

_TITLE = re.compile(
    r"\ufeff?\[LINE\]\s*(?:(?P<pair>(?:Chat history with |[与與])(?P<one>.+?)|(?P<two>.+?)とのトーク履歴)"
    r"|Chat history in (?P<english>.+?)|(?P<group>.+?)のトーク履歴|(?P<chinese>.+?))(?:的聊天[记記纪紀][录錄])?\s*")
_HALF = r"(?:上午|下午|午前|午後)"
_CLOCK = rf"{_HALF}?\s?\d{{1,2}}:\d{{2}}(?:\s?[AaPp]\.?[Mm]\.?)?"
_TABBED = re.compile(rf"({_CLOCK})\t([^\t]*)(?:\t(.*))?")
_SPACED = re.compile(rf"({_CLOCK}) (\S.*)")
_ENGLISH = "mon|tue|wed|thu|fri|sat|sun"
_WEEKDAYS = {letter: number for letters in ("一二三四五六日", "月火水木金土日") for number, letter in enumerate(letters)}
_WEEKDAYS.update({word: number for number, word in enumerate(_ENGLISH.split("|"))})
_DAY = re.compile(
    rf"(?:({_ENGLISH})[a-z]*[,.]? )?(\d{{1,4}}[/.年-] ?\d{{1,2}}[/.月-] ?\d{{1,4}}日?)\.?"
    rf"(?:\s?[(（]?(?:周|週|星期)?([一二三四五六日月火水木金土]|(?:{_ENGLISH})[a-z]*)(?:曜日?)?[)）]?)?", re.IGNORECASE)
_LONGEST_DAY = 40
# A name with blanks is believed when so many lines begin with it.
_ALIKE_FROM = 3


def recognises(source: Source) -> bool:
    """The title of the phones, or first of all a day with its weekday and a line with a clock under it."""
    if source.container != "text":
        return False
    lines = [line.strip() for line in source.head_text[:8192].lstrip("\ufeff").splitlines() if line.strip()]
    if lines and lines[0].startswith("[LINE]"):
        return True
    return len(lines) > 1 and _day(lines[0]) is not None and bool(_SPACED.fullmatch(lines[1]))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every line with a clock under a day becomes a message with what follows it."""
    lines = ChatLines(out, me=answers.me)
    order = _order_of(source).settle(answers, out)
    names = None if _is_tabbed(source) else _Names(source)
    reader = _Reader(lines, out, order, names)
    for number, line in source.lines():
        reader.take(number, line)
    reader.close()
    if not lines.chat:
        out.chat("", platform="LINE")
    lines.finish()


def _is_tabbed(source: Source) -> bool:
    return any(map(_TABBED.fullmatch, source.head_text.splitlines()))


def _day(line: str) -> tuple[str, int] | None:
    """(date, weekday from Monday = 0) of a line that is nothing but a day."""
    found = _DAY.fullmatch(line.strip()) if len(line) <= _LONGEST_DAY else None
    weekday = (found.group(1) or found.group(3) or "").lower() if found else ""
    return (found.group(2), _WEEKDAYS[weekday[:3]]) if found and weekday else None


def _order_of(source: Source) -> day_order.DayOrder:
    """The order in which the days fall on their weekdays."""
    days = [day for _, line in source.lines() if (day := _day(line))]
    found = day_order.of_texts((written, "") for written, _ in days)
    if found.certain:
        return found
    fits = Counter(order for order in ("dmy", "mdy") for written, weekday in days if _weekday(written, order) == weekday)
    best = max(("dmy", "mdy"), key=lambda order: fits[order])
    return day_order.DayOrder(best, fits["dmy"] != fits["mdy"], found.sample)


def _weekday(written: str, order: str) -> int | None:
    midnight = day_order.read(written, order)
    at: date | None = None if midnight is None else iso_day(midnight)
    return at.weekday() if at else None


class _Names:
    """Where the names end in the desktop text: what every line that begins alike has in common, but for its last word."""

    def __init__(self, source: Source) -> None:
        self._rests: dict[str, list[list[str]]] = defaultdict(list)
        for rest in _rests(source.lines()):
            words = rest.split(" ")
            self._rests[words[0]].append(words)
        self._found = {first: self._common(lines) for first, lines in self._rests.items()}

    @staticmethod
    def _common(lines: list[list[str]]) -> int:
        if len(lines) < _ALIKE_FROM:
            return 1
        length = 1
        while all(len(words) > length + 1 and words[length] == lines[0][length] for words in lines):
            length += 1
        return length

    def part(self, rest: str) -> tuple[str, str]:
        """(name, words)."""
        words = rest.split(" ")
        length = self._found.get(words[0], 1)
        return " ".join(words[:length]), " ".join(words[length:])


def _rests(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    return (found.group(2) for _, line in lines if (found := _SPACED.fullmatch(line)))


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter, order: str, names: _Names | None) -> None:
        self._lines, self._out, self._order, self._names = lines, out, order, names
        self._day: int | None = None
        self._written = ""
        self._open: tuple[int, str, str] | None = None
        self._body: list[str] = []

    def take(self, number: int, line: str) -> None:
        """One line of the file."""
        row = (_TABBED if self._names is None else _SPACED).fullmatch(line) if self._written else None
        if row:
            self.close()
            self._begin(number, row)
        elif (day := _day(line)) and not self._within_quotes():
            self.close()
            self._written, self._day = day[0], day_order.read(day[0], self._order)
        elif self._open:
            self._body.append(line)
        elif title := _TITLE.fullmatch(line):
            self._name_chat(title)

    def _within_quotes(self) -> bool:
        """A day inside a body in quotes is words, unless a blank line above says that the body is over."""
        if not self._body or not self._body[0].startswith('"'):
            return False
        return not self._body[-1].endswith('"') and bool(self._body[-1].strip())

    def _begin(self, number: int, row: re.Match[str]) -> None:
        if self._names is None:
            sender, text = row.group(2), row.group(3)
            self._open, self._body = (number, row.group(1), sender if text is not None else ""), [sender if text is None else text]
        elif movements_of(row.group(2)):
            self._open, self._body = (number, row.group(1), ""), [row.group(2)]
        else:
            sender, text = self._names.part(row.group(2))
            self._open, self._body = (number, row.group(1), sender), [text]

    def close(self) -> None:
        """Write the open message."""
        if self._open is None:
            return
        number, clock, sender = self._open
        text, within = "\n".join(self._body).strip(), read_clock(_CHINESE_HALVES.sub(_half, clock))
        if self._day is None or within is None:
            self._lines.reject(number, "sent_at", "chat_moment_impossible", f"{self._written} {clock}")
        elif sender:
            if len(self._body) > 1 and len(text) > 1 and text[0] == text[-1] == '"':
                text = text[1:-1]
            self._lines.add(number, self._day + within, "minute", sender, text or None, kind=kind_of(text))
        else:
            moved = movements_of(text)
            kind, movements = moved or ("system", [])
            self._lines.event(number, self._day + within, "minute", kind, text, movements)
        self._open, self._body = None, []

    def _name_chat(self, title: re.Match[str]) -> None:
        said = title.groupdict()
        written = next(filter(None, (said["one"], said["two"], said["english"], said["group"], said["chinese"])), "")
        key, members = split_group_name(written)
        self._lines.chat = key
        self._out.chat(key, name=key, platform="LINE", kind="private" if said["pair"] else "group", head_count=members)


_CHINESE_HALVES = re.compile("午前|午後")


def _half(found: re.Match[str]) -> str:
    return "上午" if found.group() == "午前" else "下午"
