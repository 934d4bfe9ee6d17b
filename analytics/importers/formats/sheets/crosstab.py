"""Tables whose headers are days or groups: one cell is one record. They are laid down as rows, then read as any sheet.

    姓名 │ 6月1日 │ 6月2日        日期   │ 福利群 │ 快闪2群             │ 福利群      │ 快闪2群
    小满 │ √     │              6月1日 │ 486   │ 120         日期   │ 人数 │ 发言 │ 人数 │ 发言
    阿杰 │ √     │ √            6月2日 │ 487   │ 121         6月1日 │ 486 │ 30  │ 120 │ 8

What a bare number means stands in the corner, in the title or nowhere; then the column keeps the title's words as
its header and a person is asked. Marks of people on days are what they did (`dictionary.step_in`). Totals are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

from analytics.importers import cells, columns, dates, dictionary, headers
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Cell, Row, Sheet

_SCANNED_ROWS = 12
_FEWEST_DAYS = 3
_FEWEST_GROUPS = 2
_FEWEST_NUMBERS = 5
_GROUP = re.compile(r"(?!.*[:：])(?:.+群\s*\d{0,3}|\d{1,3}\s*群|.*[①-⑳]\s*群)(?:\s*[(（]\d+\s*人?[)）])?")
_MONTH = re.compile(r"(20\d{2})\s*[年./-]\s*(\d{1,2})\s*月?")
_DIGITS = re.compile(r"\d+|[年月日]")
_DAY, _CHAT, _STEP, _LENGTH, _VALUE = "日期", "群名", "事件", "时长", "数值"
_CLOCKS = {"second": "%H:%M:%S", "minute": "%H:%M"}
_NO_VALUES = frozenset({"day", "chat", "owner", "chats", "new_chats", "active_chats_so_far"})
_DAYS_OF, _LENGTHS = frozenset({_DAY, "时间", "date", "day"}), ("时长", "分钟")


@dataclass(frozen=True)
class _Cross:
    """A cross table: where labels stand (`labels`), and for each further column what its header says (`across`).

    `across`: position → (day or group, header of the value; '' where only the title could say it).
    """

    header_row: int
    labels: tuple[int, ...]
    names: tuple[Cell, ...]
    across: dict[int, tuple[Cell, str]]
    above: tuple[tuple[Cell, ...], ...]


def area_of(sheet: Sheet, file_name: str) -> Area | None:
    """The sheet's cross table as rows, one a cell; None where it is none."""
    found = next(filter(None, (_look(sheet, at, file_name) for at in range(min(_SCANNED_ROWS, len(sheet.head))))), None)
    return _laid_down(sheet, found, file_name) if found is not None else None


def _look(sheet: Sheet, at: int, file_name: str) -> _Cross | None:
    number, row = sheet.head[at]
    filled = [place for place, cell in enumerate(row) if not cells.is_empty(cell)]
    if len(filled) < _FEWEST_GROUPS + 1 or at + 1 >= len(sheet.head):
        return None
    above = tuple(tuple(cells_above) for _, cells_above in sheet.head[:at])
    said = " ".join([*(cells.shown(cell) for row_above in above for cell in row_above if cell != ""), sheet.name, file_name])
    below, lower = sheet.head[at + 1]
    across = _groups_over_metrics(row, lower)
    names: Row = row
    if across:
        number = below
        names = [cell if cell != "" else row[place] if place < len(row) else "" for place, cell in enumerate(lower)]
    across = across or days_across(row, filled, said) or _groups_across(row, filled)
    if not across:
        return None
    labels = tuple(place for place in range(min(across)) if place < len(names) and names[place] != "") or (0,)
    return _Cross(number, labels, tuple(names[place] if place < len(names) else "" for place in labels), across, above)


def days_across(row: Row, filled: Sequence[int], said: str) -> dict[int, tuple[Cell, str]]:
    """Headers that are days, most of them in order; 1, 2, 3, … are days where a title says the month."""
    months = _MONTH.search(said)
    found = {place: day for place in filled if (day := _day_of(row[place], months)) is not None}
    keys = [_order(day) for day in found.values()]
    # 6.1, 6.2, 6.3 are days; 5.20, 6.80 side by side may as well be prices.
    dotted = any(re.fullmatch(r"\d+\.\d+", cells.shown(day)) for day in found.values())
    if None in keys or (dotted and any(later - day != timedelta(1) for day, later in pairwise(keys))):
        return {}
    fewest = _FEWEST_NUMBERS if any(type(row[place]) is int for place in found) else _FEWEST_DAYS
    if len(found) < fewest or 2 * len(found) < len(filled) or keys != sorted(set(keys)) or min(found) == 0:
        return {}
    return {place: (day, "") for place, day in found.items()}


def _day_of(cell: Cell, months: re.Match[str] | None) -> Cell | None:
    if type(cell) is int and 1 <= cell <= 31:
        return dates.ordered((months[1], months[2], str(cell)), "ymd") if months else None
    if isinstance(cell, int | float | bool):
        return None
    found = dates.moment(cell, "ymd")
    return cell if isinstance(found, dates.Moment) or found is dates.NO_YEAR else None


def _order(day: Cell) -> Any:
    found = dates.with_year(day, 2000, "ymd")
    return found.at if isinstance(found, dates.Moment) else None


def _groups_across(row: Row, filled: Sequence[int]) -> dict[int, tuple[Cell, str]]:
    """日期 │ 福利群 │ 快闪2群: every header but the first is a group's name, or a total."""
    names = [place for place in filled[1:] if headers.key(row[place]) not in _totals()]
    if headers.key(row[filled[0]]) not in _DAYS_OF or len(names) < _FEWEST_GROUPS:
        return {}
    return {place: (row[place], "") for place in names} if all(_is_group(row[place]) for place in names) else {}


def _groups_over_metrics(upper: Row, lower: Row) -> dict[int, tuple[Cell, str]]:
    """A merged group's name over the same few headers, again and again."""
    table, across, group = columns.tables()["chat_days"], dict[int, tuple[Cell, str]](), ""
    for place, cell in enumerate(lower):
        group = cells.shown(upper[place]) if place < len(upper) and upper[place] != "" else group
        known = columns.match_table([cell], table).at if cell != "" else {}
        if known and "day" not in known and "chat" not in known and _is_group(group):
            across[place] = (group, cells.shown(cell))
    metrics = [metric for _, metric in across.values()]
    groups = {said for said, _ in across.values()}
    return across if len(groups) >= _FEWEST_GROUPS and len(set(metrics)) < len(metrics) and min(across) > 0 else {}


def _is_group(cell: Cell) -> bool:
    """福利群, 1群, 快闪②群(120); no 群人数, which is a column."""
    if type(cell) is not str or not _GROUP.fullmatch(cells.bare(cell)):
        return False
    known = (columns.match_table([cell], columns.tables()[name]).at for name in ("chat_days", "head_counts"))
    return not any(known)


def _totals() -> frozenset[str]:
    return frozenset(dictionary.words()["rows"]["totals"].split())


def _is_total(row: Row) -> bool:
    return any(type(cell) is str and headers.key(cell) in _totals() for cell in row[:2])


def _laid_down(sheet: Sheet, cross: _Cross, file_name: str) -> Area | None:
    """The cross table with one row a cell, under headers that the column dictionary knows."""
    said = " ".join(cells.shown(cell) for row in cross.above for cell in row if cell != "")
    plan = _plan(sheet, cross, said, " ".join([said, sheet.name, file_name]))
    if plan is None:
        return None
    long = Sheet(sheet.name, lambda: _rows(sheet, cross, plan), sheet.hidden)
    match = columns.best_match(plan.headers)
    kinds = ("events",) if plan.step else ("chat_days", "head_counts")
    return Area(sheet.name, long, cross.header_row, 0, tuple(plan.headers), match, True, cross.above, kinds=kinds)


@dataclass(frozen=True)
class _Plan:
    """The headers of the long table. `keyed`: what stands across is a group (else a day). `metrics`: of several numbers.

    `step`: cells are marks of people, and this is what they did. `length`: cells are lengths.
    """

    headers: list[Cell]
    keyed: bool = False
    metrics: tuple[str, ...] = ()
    step: str | None = None
    length: bool = False


def _plan(sheet: Sheet, cross: _Cross, said: str, everything: str) -> _Plan | None:
    names = [name if name != "" else _CHAT for name in cross.names]
    metrics = tuple(dict.fromkeys(metric for _, metric in cross.across.values() if metric))
    if metrics:
        return _Plan([*names, _CHAT, *metrics], True, metrics)
    value = _value_of(everything) or _DIGITS.sub("", said).strip() or _VALUE
    if any(_is_group(key) for key, _ in cross.across.values()):
        return _Plan([*names, _CHAT, value], True)
    if _of_people(names):
        step = dictionary.step_in(everything)
        length = any(word in everything for word in _LENGTHS)
        if length or _only_marks(sheet, cross):
            return _Plan([*names, _DAY, _STEP, *([_LENGTH] if length else [])], step=step or "打卡", length=length)
    return _Plan([*names, _DAY, value])


def _of_people(names: Sequence[Cell]) -> bool:
    members = columns.match_table(names, columns.tables()["members"]).at
    return "name" in members and "chat" not in members


def _only_marks(sheet: Sheet, cross: _Cross) -> bool:
    found = [row[place] for number, row in sheet.head if number > cross.header_row and not _is_total(row) for place in cross.across
             if place < len(row) and not cells.is_empty(row[place])]
    return any(map(_is_mark, found)) and not any(isinstance(cell, int | float) and cell > 1 for cell in found)


def _value_of(said: str) -> str | None:
    """The header of daily numbers that stands in a title: 发言数 in 六月各群发言数; the longest."""
    known = {header for name in ("chat_days", "head_counts") for column in columns.tables()[name].columns.values()
             if column.name not in _NO_VALUES for header in column.headers}
    return max((header for header in known if len(header) > 1 and header in headers.key(said)), key=len, default=None)


def _rows(sheet: Sheet, cross: _Cross, plan: _Plan) -> Iterator[tuple[int, Row]]:
    """The headers, then one row a filled cell; a row that is no record (a total) stays one row."""
    yield cross.header_row, list(plan.headers)
    for number, row in sheet.rows():
        if number > cross.header_row:
            labels = [row[place] if place < len(row) else "" for place in cross.labels]
            for cell_row in _of_row(row, labels, cross, plan):
                yield number, cell_row


def _of_row(row: Row, labels: Row, cross: _Cross, plan: _Plan) -> list[Row]:
    first = next((cell for cell in labels if cell != ""), "")
    if _is_total(labels) or first == "":
        return [[*labels, *[""] * (len(plan.headers) - len(labels))]]
    if plan.metrics:
        return _by_group(row, labels, cross, plan)
    found = []
    for place, (key, _) in cross.across.items():
        cell = row[place] if place < len(row) else ""
        rest = _of_cell(key, cell, plan)
        if rest is not None:
            found.append([*labels, *rest])
    return found


def _by_group(row: Row, labels: Row, cross: _Cross, plan: _Plan) -> list[Row]:
    groups: dict[Cell, dict[str, Cell]] = {}
    for place, (group, metric) in cross.across.items():
        if place < len(row) and row[place] != "":
            groups.setdefault(group, {})[metric] = row[place]
    return [[*labels, group, *(values.get(metric, "") for metric in plan.metrics)] for group, values in groups.items()]


def _of_cell(key: Cell, cell: Cell, plan: _Plan) -> Row | None:
    """What one cell adds to its labels; None for nothing there, and for marks that say no."""
    if cells.is_empty(cell):
        return None
    if plan.step is None or plan.length:
        return [key, plan.step, cell] if plan.length and plan.step else [key, cell]
    if _is_mark(cell):
        return [key, plan.step]
    clock = dates.clock(cell) if isinstance(cell, str | time | float) else None
    return [f"{cells.shown(key)} {clock[0]:{_CLOCKS[clock[1]]}}", plan.step] if isinstance(clock, tuple) else None


def _is_mark(cell: Cell) -> bool:
    return cell is True or cells.bare(cells.shown(cell)).lower() in dictionary.words()["marks"]["done"].split()
