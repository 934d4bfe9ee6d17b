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

from analytics.errors import UserError
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
# Of them those that no other sheet has together: the result, why, what to say.
_TELLING = (0, 2, 5)
_SAID = {
    "contacted": ("√", "✓", "✔", "v", "x", "1", "是", "y", "yes", "done", "ok", "对", "联系了", "已联系了", "联系过", "已加",
                  "跟进了", "已跟进", "回访了", "已回访", "打过电话", "打过电话了", "打电话了", "发过消息", "发消息了", "已发",
                  "发了", "私聊了", "已私聊", "聊过", "聊过了"),
    "open": ("", "0", "否", "n", "no", "未联系", "没联系", "还没", "没有", "未跟进", "没跟进"),
    "later": ("下次", "以后", "以后再说", "改天", "改天再说", "晚点", "过几天", "later"),
    "dropped": ("不用", "不用了", "不联系", "不联系了", "不需要", "不用联系", "不打扰", "放弃", "算了"),
}


def recognises(source: Source) -> bool:
    """Any sheet in whose first rows a key of ours stands, or whose headers are ours although no key is left."""
    return any(_first_key(sheet) is not None or _keys_gone(sheet) for sheet in source.sheets)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """One row a person; lines without a key, or with a result nobody understands, are refused.

    Raises `UserError` follow_up_keys_gone where a list of ours has lost every key.
    """
    if all(_first_key(sheet) is None for sheet in source.sheets):
        raise UserError("follow_up_keys_gone", file=source.name)
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


def _keys_gone(sheet: Sheet) -> bool:
    """Whether a row has our headers for the result, why and what to say: the hidden last column was not copied along."""
    ours = [{headers.key(_labels(language)[at]) for at in _TELLING} for language in LANGUAGES]
    rows = ({headers.key(cell) for cell in row if cell != ""} for _, row in sheet.head)
    return any(wanted <= row for row in rows for wanted in ours)


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
            status=status, done_at=self._moment(number, _cell(row, self._at.get("done_at")), key.made_on),
            done_by=_words(row, self._at.get("done_by")), note=_words(row, self._at.get("note")))

    def _refuse(self, number: int, column: str, code: str, value: Cell) -> None:
        self._out.issue(_TABLE, self._sheet.name, number, _label(column), code, shown(value), "rejected")

    def _moment(self, number: int, cell: Cell, made_on: date) -> datetime | None:
        """When somebody was contacted; 11月3日 is of the year that lies nearest to the list's day."""
        if cell == "":
            return None
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime.combine(cell, time())
        years = (made_on.year, made_on.year + 1, made_on.year - 1)
        found = [one.at for one in (dates.with_year(cell, year) for year in years) if isinstance(one, dates.Moment)]
        if found:
            return min(found, key=lambda at: abs(at.date() - made_on))
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
    return {word: status for status, words in _SAID.items() for word in words} | said


def _status(cell: Cell) -> str | None:
    """What a result means; a ticked box is contacted, an empty one is open; None for words nobody knows."""
    if isinstance(cell, bool):
        return "contacted" if cell else "open"
    return _results().get(_plain(shown(cell)))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("。.!").lower()


def _label(column: str) -> str:
    labels = _labels(LANGUAGES[0])
    return labels[-1] if column == "code" else labels[_COLUMNS[column]]


def _cell(row: Row, at: int | None) -> Cell:
    return row[at] if at is not None and at < len(row) else ""


def _words(row: Row, at: int | None) -> str | None:
    return shown(_cell(row, at)).strip() or None
