"""Tables whose columns are days and whose rows are what was counted, laid down as one row a day.

    福利群日报 │ 6月1日 │ 6月2日            日期   │ 群人数 │ 进群
    群人数     │ 486   │ 487        →      6月1日 │ 486   │ 3
    进群       │ 3     │ 2                 6月2日 │ 487   │ 2

A column of groups before the counts makes it one row a group and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.importers import cells, columns
from analytics.importers.formats.sheets import crosstab
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Cell, Row, Sheet

_SCANNED_ROWS = 12
_FEWEST_COUNTS = 2
_KNOWN_SHARE = 0.5
_DAY, _CHAT = "日期", "群名"
_NO_COUNTS = frozenset({"day", "chat", "owner", "channel"})


@dataclass(frozen=True)
class _Turned:
    """Where the days stand (`days`: place → day), the counts (`at`), and before them perhaps a group (`group`)."""

    header_row: int
    days: dict[int, Cell]
    at: int
    group: int | None
    counts: tuple[str, ...]


def area_of(sheet: Sheet, file_name: str) -> Area | None:
    """The sheet with its days down and its counts across; None where its rows are no counts."""
    for position, (number, row) in enumerate(sheet.head[:_SCANNED_ROWS]):
        above = tuple(tuple(cells_above) for _, cells_above in sheet.head[:position])
        said = " ".join([*(cells.shown(cell) for row_above in above for cell in row_above), sheet.name, file_name])
        filled = [place for place, cell in enumerate(row) if not cells.is_empty(cell)]
        days = {place: day for place, (day, _) in crosstab.days_across(row, filled, said).items()}
        turned = _turned(sheet, number, days) if days else None
        if turned is not None:
            return _area(sheet, turned, (*above, tuple(row[:min(days)])))
    return None


def _turned(sheet: Sheet, number: int, days: dict[int, Cell]) -> _Turned | None:
    below = [row for at, row in sheet.head if at > number]
    labels = [[row[place] if place < len(row) else "" for row in below] for place in range(min(days))]
    at = next((place for place, column in enumerate(labels) if _are_counts(column)), None)
    if at is None:
        return None
    counts = tuple(dict.fromkeys(cells.bare(cells.shown(cell)) for cell in labels[at] if cell != ""))
    group = next((place for place in range(at) if any(cell != "" for cell in labels[place])), None)
    return _Turned(number, days, at, group, counts)


def _are_counts(column: list[Cell]) -> bool:
    named = {cells.bare(cells.shown(cell)) for cell in column if cell != ""}
    known = {name for name in named if _is_count(name)}
    return len(known) >= _FEWEST_COUNTS and len(known) >= _KNOWN_SHARE * len(named)


def _is_count(name: str) -> bool:
    tables = columns.tables()
    found = [columns.match_table([name], tables[kind]) for kind in ("chat_days", "content_days")]
    return any(match.metrics or set(match.at) - _NO_COUNTS for match in found)


def _area(sheet: Sheet, turned: _Turned, above: tuple[tuple[Cell, ...], ...]) -> Area | None:
    named: list[Cell] = [_DAY, *([_CHAT] if turned.group is not None else []), *turned.counts]
    match = columns.best_match(named)
    if match is None or match.table.name not in {"chat_days", "content_days"}:
        return None
    long = Sheet(sheet.name, lambda: _rows(sheet, turned, named), sheet.hidden)
    return Area(sheet.name, long, turned.header_row, 0, tuple(named), match, True, above)


def _rows(sheet: Sheet, turned: _Turned, named: list[Cell]) -> Iterator[tuple[int, Row]]:
    """The headers, then one row a group and day; each stands where the first count of its group does."""
    yield turned.header_row, list(named)
    group: Cell = ""
    held: dict[str, Row] = {}
    first = turned.header_row + 1
    for number, row in sheet.rows():
        if number <= turned.header_row or turned.at >= len(row):
            continue
        label = cells.bare(cells.shown(row[turned.at]))
        said = row[turned.group] if turned.group is not None else ""
        if label in held or (said not in {"", group} and held):
            yield from _days(group, held, turned, first)
            held = {}
        if not held:
            first = number
        group = said if said != "" else group
        held[label] = row
    yield from _days(group, held, turned, first)


def _days(group: Cell, held: dict[str, Row], turned: _Turned, number: int) -> Iterator[tuple[int, Row]]:
    for place, day in turned.days.items():
        counts = [row[place] if (row := held.get(name)) is not None and place < len(row) else "" for name in turned.counts]
        if any(not cells.is_empty(count) for count in counts):
            yield number, [day, *([group] if turned.group is not None else []), *counts]

