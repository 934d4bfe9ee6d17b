"""Comma, tab or otherwise delimited text, record by record, with nothing lost in silence.

    昵称      电话           报名时间            ← a table set with blanks, as it comes out of a chat or a document
    小满      13800000001   2026-05-02 08:00

Python's csv swallows the rest of a file behind a quote that never closes. Here such a record is
taken back: its first line is read without quoting where that fits the table, else handed on as
`Broken`; reading goes on at the next line. Memory stays flat however long the file is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from analytics.importers.file import File
from analytics.importers.grid import WIDEST, Broken, Row, Sheet

_DELIMITERS = (",", "\t", ";", "|", "，")
# No delimiter at all: columns stand apart by two blanks or more.
BLANKS = "  "
_GAP = re.compile(r"[ \t\u3000]{2,}|\u3000|\t")
_BLANK_SHARE = 0.7
_SNIFFED_ROWS = 200
_HINT = "sep="
_LONGEST_BROKEN = 1000


def sheets(file: File) -> list[Sheet]:
    """One sheet without a name."""
    delimiter = sniff(file.head_text)
    return [Sheet("", _Reader(file, delimiter), delimited=delimiter != BLANKS)]


def sniff(head: str) -> str:
    """The delimiter by which most rows of `head` have the same number of cells; ',' where none does."""
    first = head.split("\n", 1)[0].strip().lower()
    if first.startswith(_HINT) and len(first) == len(_HINT) + 1:
        return first[-1]
    scores = {delimiter: _agreement(head, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if _set_with_blanks(head) > scores[best][0]:
        return BLANKS
    return best if scores[best] > (0, 0) else ","


def _set_with_blanks(head: str) -> int:
    """How many lines fall into the same number of columns, two blanks or more between them; 0 where that is no rule."""
    widths = Counter(len(_GAP.split(line.strip())) for line in head.splitlines()[:_SNIFFED_ROWS] if line.strip())
    width, lines = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return lines if width > 1 and lines > 1 and lines >= _BLANK_SHARE * widths.total() else 0


def agreement(head: str, delimiter: str) -> float:
    """The share of the rows of `head` that have the usual number of cells (2 or more)."""
    rows = _records_of(head, delimiter)
    agreeing, _ = _agreement(head, delimiter)
    return agreeing / max(len(rows), 1)


def _agreement(head: str, delimiter: str) -> tuple[int, int]:
    widths = Counter(len(row) for row in _records_of(head, delimiter) if len(row) > 1)
    if not widths:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows, width


def _records_of(head: str, delimiter: str) -> list[Row]:
    lines = head.splitlines(keepends=True)
    return [row for _, row in islice(records(lines, delimiter), _SNIFFED_ROWS) if row]


class _Reader:
    """Rows of one text, read from the file each time they are asked for."""

    def __init__(self, file: File, delimiter: str) -> None:
        self.file = file
        self.delimiter = delimiter

    def __call__(self) -> Iterator[tuple[int, Row]]:
        with self.file.open_text(newline="") as text:
            yield from _set(text) if self.delimiter == BLANKS else records(_without_hint(text), self.delimiter)


def _set(lines: Iterable[str]) -> Iterator[tuple[int, Row]]:
    """(line number from 1, cells) of a table set with blanks; empty columns cannot be seen in it."""
    for number, line in enumerate(lines, 1):
        text = line.strip("\ufeff \t\r\n\u3000")
        yield number, list(_GAP.split(text)) if text else []


def _without_hint(lines: Iterable[str]) -> Iterator[str]:
    """Drop the `sep=;` line that Excel obeys and never shows, and the byte order mark."""
    lines = iter(lines)
    first = next(lines, "").removeprefix("﻿")
    if not first.lower().startswith(_HINT):
        yield first
    yield from lines


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Row]]:
    """(record number from 1, cells). Blank lines count and give no cells; quotes are checked."""
    tape, width, number = _Tape(lines), 0, 0
    reader = csv.reader(tape, delimiter=delimiter)
    while True:
        tape.forget()
        try:
            row = next(reader, None)
        except csv.Error:
            row = [""]
            broken = True
        else:
            if row is None:
                return
            broken = len(tape.taken) > 1 and _swallowed(tape.taken, row, width, delimiter)
        number += 1
        if broken:
            yield number, _first_line_alone(tape.taken[0], width, delimiter)
            tape.rewind()
            reader = csv.reader(tape, delimiter=delimiter)
            continue
        width = max(width, len(row))
        yield number, row[:WIDEST]  # type: ignore[misc]


def _swallowed(lines: list[str], row: list[str], width: int, delimiter: str) -> bool:
    """Whether a record of several lines is one unclosed quote and not a cell with line breaks."""
    try:
        # Strict: no end of file inside a quote, and nothing but a delimiter after a closing one.
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return width > 1 and len(row) != width and len(lines[-1].split(delimiter)) >= width


def _first_line_alone(line: str, width: int, delimiter: str) -> Row:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    except csv.Error:
        # A field longer than the module takes: no cell, and most of it would only slow down who looks at it.
        return [Broken(line[:_LONGEST_BROKEN].strip())]
    return list(cells) if len(cells) == width else [Broken(line.strip())]


class _Tape:
    """Lines that can be taken back: all of the last record but its first."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def forget(self) -> None:
        """A new record begins."""
        self.taken.clear()

    def rewind(self) -> None:
        """Give all lines of this record but the first once more."""
        self._again.extend(reversed(self.taken[1:]))
