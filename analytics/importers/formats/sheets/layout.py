"""Where the tables of a sheet are.

Shops put a merged title, the time of export, a banner or sixteen lines of preamble above the headers; several
tables side by side or one below the other; and tables whose headers are days or groups (`crosstab`). The row of
headers is the one whose words the column dictionary understands best; without any, the first that looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from analytics.importers import columns, dates, dictionary, headers
from analytics.importers.cells import bare, is_empty, shown
from analytics.importers.columns import Match
from analytics.importers.formats.sheets import bare_lists, crosstab, transposed
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Broken, Cell, Row, Sheet

_SCANNED_ROWS = 40
# Tables below each other are looked for this far down; a sheet longer than that is one table.
_STACKED_ROWS = 5_000
_CERTAIN_SHARE = 0.5
# 合计 is a header among so many others; among fewer it is the last row of the table above.
_BESIDE_TOTALS = 4
# 5s完播率 begins with a digit and is a header.
_RATE = re.compile(r"[率量数额]$")
_ROSTER_WORDS = re.compile(r"成员|会员|客户|名单|花名册|通讯录|顾客|member|customer|contact", re.IGNORECASE)


@dataclass(frozen=True)
class _Start:
    """Where a table may begin: its first title row (or its headers), and its headers."""

    first_row: int
    header_row: int
    row: Row
    match: Match


def areas_of(sheet: Sheet, file_name: str) -> list[Area]:
    """The tables of `sheet`: understood ones, else the one area that looks like a table, else none."""
    turned = transposed.area_of(sheet, file_name) or crosstab.area_of(sheet, file_name)
    if turned is not None:
        return [turned]
    area = _best_area(sheet, file_name)
    if area is None or area.match is None:
        listed = bare_lists.area_of(sheet, file_name) or area
        return [listed] if listed is not None else []
    return _below_each_other(area, file_name) or _side_by_side(area) or [area]


def _best_area(sheet: Sheet, file_name: str) -> Area | None:
    best: tuple[int, Area] | None = None
    previous: tuple[int, Row] | None = None
    for number, row in sheet.head[:_SCANNED_ROWS]:
        found = _with_upper(row, number, previous)
        match = columns.best_match(found, _said(sheet, file_name))
        if match and _trusted(match, found, sheet, file_name):
            score = len(match.positions)
            if best is None or score > best[0]:
                best = (score, _area(sheet, number, found, match))
        previous = (number, row)
    return best[1] if best else _unknown(sheet)


def _said(sheet: Sheet, file_name: str) -> str | None:
    """What people did, where a title says it: 六月打卡表."""
    return dictionary.step_in(" ".join([*_title_words(sheet), sheet.name, file_name]))


def _with_upper(row: Row, number: int, previous: tuple[int, Row] | None) -> Row:
    """Headers of two rows: a column without its own header takes the one right above it."""
    if previous is None or previous[0] != number - 1 or sum(cell != "" for cell in previous[1]) < 2:
        return row
    upper = previous[1]
    lower = row + [""] * (len(upper) - len(row))
    return [cell if cell != "" or at >= len(upper) else upper[at] for at, cell in enumerate(lower)]


def _trusted(match: Match, found: Row, sheet: Sheet, file_name: str) -> bool:
    """Names alone make a member list only where most headers are known or something calls it one."""
    filled = [cell for cell in found if not is_empty(cell)]
    if len({shown(cell) for cell in filled}) < len(filled) / 2 or not all(type(cell) is str for cell in filled):
        return False
    if match.table.name == "scores" and len(filled) == 1 < sheet.width:
        # 愿意推荐我们吗 above the headers is a title.
        return False
    if match.certain or len(match.positions) >= _CERTAIN_SHARE * len(filled):
        return True
    return _ROSTER_WORDS.search(" ".join([file_name, sheet.name, *_title_words(sheet)])) is not None


def _title_words(sheet: Sheet) -> list[str]:
    first = sheet.head[0][1] if sheet.head else []
    filled = [shown(cell) for cell in first if cell != ""]
    return filled if len(filled) == 1 else []


def _area(sheet: Sheet, number: int, found: Row, match: Match | None) -> Area:
    filled = [at for at, cell in enumerate(found) if cell != ""]
    left, right = filled[0], filled[-1] + 1
    if match is not None and left:
        match = replace(columns.match_table(found[left:right], match.table), step=match.step)
    above = tuple(tuple(row) for above, row in sheet.head if above < number)
    return Area(sheet.name, sheet, number, left, tuple(found[left:right]), match, not sheet.delimited, above)


def _unknown(sheet: Sheet) -> Area | None:
    """The first row that looks like headers: texts all different, nearly as wide as the sheet, rows below it."""
    widest = max((sum(cell != "" for cell in row) for _, row in sheet.head), default=0)
    for position, (number, row) in enumerate(sheet.head[:_SCANNED_ROWS]):
        filled = [cell for cell in row if cell != ""]
        texts = {cell for cell in filled if type(cell) is str and not _looks_like_value(cell)}
        if len(filled) >= max(2, 0.6 * widest) and len(texts) == len(filled) and position + 1 < len(sheet.head):
            return _area(sheet, number, row, None)
    return None


def _looks_like_value(cell: str) -> bool:
    # 1、您的昵称 is the header of a survey's first question.
    starts = bare(headers.unnumbered(cell))[:1].isdigit() and not _RATE.search(cell)
    return starts or isinstance(dates.moment(cell), dates.Moment) or isinstance(cell, Broken)


def _below_each_other(area: Area, file_name: str) -> list[Area]:
    """Several understood tables one below the other, each after a blank row or its own title; else nothing."""
    starts = {start.header_row: start for start in _starts(area.sheet, file_name)}
    if len({*starts, area.header_row}) < 2 or area.match is None:
        return []
    # Headers of two rows are no start of their own; what stands above the first table is all its title.
    rows, places = dict(islice(area.sheet.rows(), _STACKED_ROWS)), sorted({*starts, area.header_row})
    firsts = [starts[place].first_row if place in starts else place for place in places]
    found = []
    for place, first, following in zip(places, [1, *firsts[1:]], [*firsts[1:], None], strict=True):
        one = _area(area.sheet, place, starts[place].row, starts[place].match) if place in starts else area
        above = tuple(tuple(row) for number, row in rows.items() if first <= number < place)
        part = f"{area.part} {_letters(one.left)}{one.header_row}".strip()
        found.append(replace(one, part=part, above=above, last_row=following - 1 if following else None))
    return found


def _starts(sheet: Sheet, file_name: str) -> Iterator[_Start]:
    """Rows of headers that stand first after a blank row, or below a row with one single text."""
    first: int | None = None
    before, titled, known = -1, False, list[Cell]()
    for number, row in islice(sheet.rows(), _STACKED_ROWS):
        filled = [cell for cell in row if cell != ""]
        if number > before + 1 and not titled:
            first = number
        if len(filled) == 1 and type(filled[0]) is str:
            first, titled = first if titled and first else number, True
        else:
            start = _start(sheet, file_name, first, number, row) if first is not None else None
            if start is not None and (titled or filled != known):
                known = filled
                yield start
            first, titled = None, False
        before = number


def _start(sheet: Sheet, file_name: str, first: int, number: int, row: Row) -> _Start | None:
    filled = [cell for cell in row if cell != ""]
    if len(filled) < 2 or not all(type(cell) is str and not _looks_like_value(cell) for cell in filled):
        return None
    match = columns.best_match(row, _said(sheet, file_name))
    if match is None or not _trusted(match, row, sheet, file_name):
        return None
    total = any(headers.key(cell) in dictionary.words()["rows"]["totals"].split() for cell in filled)
    return None if total and len(match.positions) < _BESIDE_TOTALS else _Start(first, number, row, match)


def _side_by_side(area: Area) -> list[Area]:
    """Several tables parted by empty columns, where each of them is understood by itself; else nothing."""
    groups = _groups(area.headers)
    if len(groups) < 2:
        return []
    found = []
    for start, stop in groups:
        found_headers = area.headers[start:stop]
        match = columns.best_match(found_headers)
        if match is None or not match.certain:
            return []
        part = f"{area.part} {_letters(area.left + start)}–{_letters(area.left + stop - 1)}".strip()
        found.append(replace(area, part=part, left=area.left + start, headers=found_headers, match=match, clipped=True))
    return found


def _groups(headers: Sequence[Cell]) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    start = None
    for at, cell in enumerate([*headers, ""]):
        if cell != "" and start is None:
            start = at
        elif cell == "" and start is not None:
            groups.append((start, at))
            start = None
    return groups


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
