"""A list of people without headers: names, and perhaps phones or days, below a title or in a file that is called a list.

    福利群成员名单(3人)
    小满 │ 13800000001
    阿杰 │ 13800000002        → 昵称 │ 手机号, of 福利群
    小雨 │

Only short names that hardly repeat are one: a notice of a 会员日 is no list of people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from analytics.importers import cells, columns, dates, headers
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Broken, Cell, Row, Sheet

_CALLED = re.compile(r"名单|花名册|通讯录|群成员|成员列表|member\s?list|contacts", re.IGNORECASE)
_MOST_TITLES, _MOST_COLUMNS, _FEWEST_ROWS = 3, 6, 2
_LONGEST_TITLE, _LONGEST_NAME = 40, 24
_SENTENCE = re.compile(r"[。！？!?；;:：]|https?")
_DISTINCT_SHARE, _FILLED_SHARE = 0.8, 0.9
_NAME, _PHONE, _JOINED = "昵称", "手机号", "入群时间"


def area_of(sheet: Sheet, file_name: str) -> Area | None:
    """The sheet as a member list under headers of ours; None where it is no bare list of people."""
    titles = _titles(sheet)
    rows = sheet.head[len(titles):]
    said = " ".join([*titles, sheet.name, file_name])
    if len(rows) < _FEWEST_ROWS or not _CALLED.search(said) or any(isinstance(row[0], Broken) for _, row in rows):
        return None
    width = max(len(row) for _, row in rows)
    found = _headers([[row[at] if at < len(row) else "" for _, row in rows] for at in range(width)])
    if width > _MOST_COLUMNS or not {_NAME, _PHONE} & set(found):
        return None
    before = rows[0][0] - 1
    bare = Sheet(sheet.name, lambda: _rows(sheet, before, found), sheet.hidden)
    above = tuple(tuple(row) for number, row in sheet.head if number <= before)
    return Area(sheet.name, bare, before, 0, tuple(found), columns.match_table(found, columns.tables()["members"]), True, above)


def _titles(sheet: Sheet) -> list[str]:
    """What stands alone in its row at the top and calls the rest a list; [] where nothing does."""
    first = [[cells.bare(cells.shown(cell)) for cell in row if cell != ""] for _, row in sheet.head[:_MOST_TITLES]]
    called = [at for at, filled in enumerate(first)
              if len(filled) == 1 and len(filled[0]) <= _LONGEST_TITLE and _CALLED.search(filled[0])]
    return [" ".join(filled) for filled in first[:called[-1] + 1]] if called else []


def _headers(found: Sequence[Sequence[Cell]]) -> list[Cell]:
    """A header of ours for each column, '' for one that says nothing of people."""
    shapes: list[tuple[str, Callable[[Sequence[Cell]], bool]]] = [(_PHONE, _are_phones), (_JOINED, _are_days), (_NAME, _are_names)]
    named: list[Cell] = []
    for column in found:
        filled = [cell for cell in column if not cells.is_empty(cell)]
        fits = (name for name, is_one in shapes if name not in named and filled and is_one(filled))
        named.append(next(fits, ""))
    at = named.index(_NAME) if _NAME in named else None
    enough = at is None or sum(not cells.is_empty(cell) for cell in found[at]) >= _FILLED_SHARE * len(found[at])
    return named if enough else [""] * len(named)


def _are_phones(filled: Sequence[Cell]) -> bool:
    return all(isinstance(phone := cells.phone(cell), str) and len(phone) == 11 for cell in filled)


def _are_days(filled: Sequence[Cell]) -> bool:
    return all(isinstance(cell, date | datetime) or (type(cell) is str and isinstance(dates.moment(cell), dates.Moment))
               for cell in filled)


def _are_names(filled: Sequence[Cell]) -> bool:
    names = [headers.unnumbered(cell) if type(cell) is str else "" for cell in filled]
    short = all(0 < len(name) <= _LONGEST_NAME and not _SENTENCE.search(name) for name in names)
    numbers = all(isinstance(cells.money(name), Decimal) for name in names)
    return short and not numbers and len(set(names)) >= _DISTINCT_SHARE * len(names)


def _rows(sheet: Sheet, before: int, found: Sequence[Cell]) -> Iterator[tuple[int, Row]]:
    """The rows below the titles; numbers before names (1. 小满) are none of the name's where every row has one."""
    at = found.index(_NAME) if _NAME in found else None
    below = [row for number, row in sheet.head if number > before]
    numbered = at is not None and all(_is_numbered(row[at]) for row in below if at < len(row) and row[at] != "")
    for number, row in sheet.rows():
        if number > before:
            cell = row[at] if numbered and at is not None and at < len(row) else None
            yield number, row if type(cell) is not str or at is None else [*row[:at], headers.unnumbered(cell), *row[at + 1:]]


def _is_numbered(cell: Cell) -> bool:
    return type(cell) is str and headers.unnumbered(cell) != cells.bare(cell)
