"""Where the tables of a sheet are, and what its title rows say.

Shops put a merged title, the time of export, a banner or sixteen lines of preamble above the
headers, and sometimes several tables side by side. The row of headers is the one whose words the
column dictionary understands best; without any, the first row that looks like headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from analytics.importers import columns, dates
from analytics.importers.cells import bare, is_empty, shown
from analytics.importers.columns import Match
from analytics.importers.file_days import day_in
from analytics.importers.grid import Broken, Cell, Row, Sheet

_SCANNED_ROWS = 40
_CERTAIN_SHARE = 0.5
_ROSTER_WORDS = re.compile(r"成员|会员|客户|名单|花名册|通讯录|顾客|member|customer|contact", re.IGNORECASE)
_LIST_WORDS = r"(?:(?:(?<=群)\s*群)?成员(?:列表|名单|信息)?|名单)?"
_COUNTED_NAME = re.compile(
    rf"(.+?)\s*{_LIST_WORDS}\s*[(（【\[]\s*(?:共\s*)?(\d{{1,5}})\s*[人名]?\s*[)）】\]]\s*{_LIST_WORDS}")
_CHAT_LABEL = re.compile(r"(?:群名称?|群聊名称|群聊|会话名称|社群名称|昵称)\s*[:：]?\s*(.*)")
_DAY_LABEL = re.compile(
    r"(?:导出时间|导出日期|统计时间|统计日期|截至|截止|数据截至|数据日期|生成时间|下载时间)(?:时间|日期)?\s*[:：]?\s*(.*)")
# 2026年5月, 2026-05, 2026年: a year on its own may be a price or a house.
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-/.]\s*\d{1,2}(?!\d)|\d{4}(?!\d))")
# A sheet called 福利群 or 快闪2群 is that group's; 全部群 or 群 is none.
_GROUP_SHEET = re.compile(r"(?!.*(?:全部|所有|各|本|微信|社|客户)群)\S*[^\s群]群\d*")
# 2026年5月订单 says the year of its days; 导出时间:2026-06-01 does not.
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-./]\s*\d{1,2}\s*月)")


@dataclass(frozen=True)
class Area:
    """One table of a sheet: `headers` from column `left` on, `match` (None: not understood).

    `header_row`: as Excel counts. Data rows are those below it. `clipped`: what stands right of the
    last header is somebody else's, not a sign of damage.
    """

    part: str
    sheet: Sheet
    header_row: int
    left: int
    headers: tuple[Cell, ...]
    match: Match | None
    clipped: bool = True

    def cells(self, row: Row) -> Row:
        """This table's share of a row."""
        right = self.left + len(self.headers)
        if not self.clipped or len(row) <= right:
            return row[self.left:] if self.left else row
        return row[self.left:right]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(row number, this table's cells) below the headers, blank ones left out."""
        for number, row in self.sheet.rows():
            if number > self.header_row:
                cells = self.cells(row)
                if cells is row or cells.count("") != len(cells):
                    yield number, cells


@dataclass
class Title:
    """What stands above the headers: group, its size, the day the list was taken, the year of days without one."""

    chat: str = ""
    head_count: int | None = None
    day: date | None = None
    year: int | None = None
    words: list[str] = field(default_factory=list)


def areas_of(sheet: Sheet, file_name: str) -> list[Area]:
    """The tables of `sheet`: understood ones, else the one area that looks like a table, else none."""
    area = _best_area(sheet, file_name)
    if area is None:
        return []
    return _side_by_side(area) or [area]


def _best_area(sheet: Sheet, file_name: str) -> Area | None:
    best: tuple[int, Area] | None = None
    previous: tuple[int, Row] | None = None
    for number, row in sheet.head[:_SCANNED_ROWS]:
        found = _with_upper(row, number, previous)
        match = columns.best_match(found)
        if match and _trusted(match, found, sheet, file_name):
            score = len(match.positions)
            if best is None or score > best[0]:
                best = (score, _area(sheet, number, found, match))
        previous = (number, row)
    return best[1] if best else _unknown(sheet)


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
        match = columns.match_table(found[left:right], match.table)
    return Area(sheet.name, sheet, number, left, tuple(found[left:right]), match, clipped=not sheet.delimited)


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
    return bare(cell)[:1].isdigit() or isinstance(dates.moment(cell), dates.Moment) or isinstance(cell, Broken)


def _side_by_side(area: Area) -> list[Area]:
    """Several tables parted by empty columns, where each of them is understood by itself; else nothing."""
    groups = _groups(area.headers)
    if len(groups) < 2:
        return []
    found = []
    for start, stop in groups:
        headers = area.headers[start:stop]
        match = columns.best_match(headers)
        if match is None or not match.certain:
            return []
        part = f"{area.part} {_letters(area.left + start)}–{_letters(area.left + stop - 1)}".strip()
        found.append(Area(part, area.sheet, area.header_row, area.left + start, headers, match))
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


def title_of(area: Area, file_name: str) -> Title:
    """What the rows above the headers, the sheet's name and the file's name say."""
    title = Title()
    for number, row in area.sheet.head:
        if number >= area.header_row:
            break
        filled = [cell for cell in row if cell != ""]
        for at, cell in enumerate(filled):
            _learn(title, cell, filled[at + 1] if at + 1 < len(filled) else "", alone=len(filled) == 1)
    if not title.chat:
        _learn_count(title, area.sheet.name)
    if not title.chat and _GROUP_SHEET.fullmatch(area.sheet.name):
        title.chat = area.sheet.name
    title.day = title.day or day_in(area.sheet.name) or day_in(file_name)
    title.year = _year_in([words for words in title.words if not _DAY_LABEL.match(words)]) or _year_in([area.sheet.name, file_name])
    return title


def _year_in(said: list[str]) -> int | None:
    """The one year that titles name."""
    years = {int(year) for words in said for year in _YEAR_IN_TITLE.findall(words)}
    return years.pop() if len(years) == 1 else None


def _learn(title: Title, cell: Cell, following: Cell, alone: bool) -> None:
    words = bare(shown(cell))
    title.words.append(words)
    labelled = _DAY_LABEL.match(words)
    if labelled:
        title.day = title.day or _day(labelled[1] or following)
    elif alone:
        _learn_count(title, words)
    named = _CHAT_LABEL.fullmatch(words)
    if named and not title.chat:
        _take_name(title, bare(named[1]) or bare(shown(following)))


def _learn_count(title: Title, words: str) -> None:
    counted = _COUNTED_NAME.fullmatch(words)
    if counted and not title.chat and not counted[1].isdigit():
        title.chat, title.head_count = counted[1].strip(" -—_:："), int(counted[2])


def _take_name(title: Title, name: str) -> None:
    _learn_count(title, name)
    title.chat = title.chat or name


def _day(cell: Cell) -> date | None:
    if isinstance(cell, str):
        cell = re.split(r"\s*(?:至|~|—)\s*", cell)[-1]
    found = dates.day(cell)
    return found if isinstance(found, date) and not isinstance(found, datetime) else day_in(shown(cell))
