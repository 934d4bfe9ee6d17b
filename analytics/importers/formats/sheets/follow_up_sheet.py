"""Our own follow-up list, ticked in WPS or Excel and handed back; as a workbook or saved as CSV, columns in any order.

    结果   │ 成员 │ 哪天联系的  │ 备注     │ 编号（不要改）
    已联系 │ 小满 │ 2026-11-12 │ 周末来吃 │ QX-a1b2c3d4-20261110-K37-regular_gone

The key tells a list from every other sheet and says which line it is; who that is only the shop knows, and refuses
keys of other shops and of nobody. A line whose result was left open says that the person stood on the list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache

from analytics.importers import dates, follow_up_keys, headers
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.cells import shown
from analytics.importers.follow_up_keys import Key
from analytics.importers.grid import Cell, Row, Sheet
from analytics.importers.source import Source
from analytics.texts import LANGUAGES, texts_for

name = "follow_up_sheet"

_TABLE = "follow_ups"
# Places of the columns that are read, in the texts' list of headers.
_COLUMNS = {"status": 0, "done_by": 6, "done_at": 7, "note": 8}
_TICKS = frozenset({"√", "✓", "✔", "v", "x", "1", "是", "y", "yes", "done", "ok", "联系了", "已联系了", "联系过", "已加", "对"})
_NOT = frozenset({"0", "否", "n", "no", "未联系", "没联系", "还没", "没有"})


def recognises(source: Source) -> bool:
    """Any sheet in whose first rows a key of ours stands."""
    return any(_first_key(sheet) is not None for sheet in source.sheets)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """One row a person; lines without a key, or with a result nobody understands, are refused."""
    for sheet in source.sheets:
        found = _first_key(sheet)
        if found is None:
            out.part(sheet.name, None, reason="no_follow_ups")
            continue
        _Reader(sheet, *found, out).read()


def _first_key(sheet: Sheet) -> tuple[int, int] | None:
    """(row number, column) of the first key among the first rows."""
    return next(((number, at) for number, row in sheet.head for at, cell in enumerate(row)
                 if follow_up_keys.read(cell) is not None), None)


class _Reader:
    def __init__(self, sheet: Sheet, first_row: int, key_at: int, out: BatchWriter) -> None:
        self._sheet, self._first, self._key_at, self._out = sheet, first_row, key_at, out
        self._at = self._places()

    def read(self) -> None:
        """Write every line of the sheet."""
        self._out.part(self._sheet.name, _TABLE)
        for number, row in self._lines():
            self._out.count_read(_TABLE, self._sheet.name)
            key = follow_up_keys.read(_cell(row, self._key_at))
            status = _status(_cell(row, self._at.get("status")))
            if key is None:
                self._refuse(number, "code", "follow_up_no_key", _cell(row, self._key_at))
            elif status is None:
                self._refuse(number, "status", "follow_up_status", _cell(row, self._at.get("status")))
            else:
                self._write(number, row, key, status)

    def _write(self, number: int, row: Row, key: Key, status: str) -> None:
        self._out.row(
            _TABLE, self._sheet.name, number, list_id=key.list_id, code=key.code, reason=key.reason, made_on=key.made_on,
            status=status, done_at=self._moment(number, _cell(row, self._at.get("done_at"))),
            done_by=_words(row, self._at.get("done_by")), note=_words(row, self._at.get("note")))

    def _refuse(self, number: int, column: str, code: str, value: Cell) -> None:
        self._out.issue(_TABLE, self._sheet.name, number, _label(column), code, shown(value), "rejected")

    def _moment(self, number: int, cell: Cell) -> datetime | None:
        if cell == "":
            return None
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime.combine(cell, time())
        found = dates.moment(cell)
        if isinstance(found, dates.Moment):
            return found.at
        self._out.issue(_TABLE, self._sheet.name, number, _label("done_at"), "date_unreadable", shown(cell), "blanked")
        return None

    def _lines(self) -> Iterator[tuple[int, Row]]:
        """The rows below the headers: from the first key on, and those between it and the headers."""
        header = self._header()
        return ((number, row) for number, row in self._sheet.rows() if number > header)

    def _header(self) -> int:
        """The last row before the first key in which one of our headers stands; 0 where the headers are gone."""
        above = [(number, row) for number, row in self._sheet.head if number < self._first]
        ours = [number for number, row in above if any(headers.key(cell) in _known() for cell in row if cell != "")]
        return max(ours, default=0)

    def _places(self) -> dict[str, int]:
        row = dict(self._sheet.head).get(self._header(), [])
        known = {_known().get(headers.key(cell)): at for at, cell in reversed(list(enumerate(row))) if cell != ""}
        return {column: at for column, at in known.items() if column is not None}


def _labels(language: str) -> list[str]:
    """The headers as the list was written with."""
    texts = texts_for(language)
    return texts("follow_up.sheet.columns").split("|")


@cache
def _known() -> dict[str, str]:
    """Header, as headers are compared → our column."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        labels = _labels(language)
        found |= {headers.key(labels[at]): column for column, at in _COLUMNS.items()}
        found[headers.key(labels[-1])] = "code"
    return found


@cache
def _results() -> dict[str, str]:
    """Word → status, in every language and with every way of ticking."""
    said = {_plain(texts_for(language)(f"follow_up.result.{status}")): status
            for language in LANGUAGES for status in follow_up_keys.STATUSES}
    return {**dict.fromkeys(_TICKS, "contacted"), **dict.fromkeys(_NOT, "open"), "": "open", **said}


def _status(cell: Cell) -> str | None:
    """What a result means; a ticked box is contacted, an empty one is open; None for words nobody knows."""
    if isinstance(cell, bool):
        return "contacted" if cell else "open"
    return _results().get(_plain(shown(cell)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("。.!！ ").lower()


def _label(column: str) -> str:
    labels = _labels(LANGUAGES[0])
    return labels[-1] if column == "code" else labels[_COLUMNS[column]]


def _cell(row: Row, at: int | None) -> Cell:
    return row[at] if at is not None and at < len(row) else ""


def _words(row: Row, at: int | None) -> str | None:
    return shown(_cell(row, at)).strip() or None
