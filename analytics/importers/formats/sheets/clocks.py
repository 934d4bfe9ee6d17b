"""A column of times of day beside a column of days, whatever the two are called.

    下单日期   │ 下单时间 │ 实付
    2026/6/1 │ 8:05   │ 12.50

Each header alone would be the moment of the order; the cells tell which of them is only its clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from analytics.importers import dates, headers
from analytics.importers.cells import is_empty
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Cell, Row

_SEEN_ROWS = 200
_CLOCK = "clock"


def settle(area: Area) -> Area:
    """`area` with its moments laid out as day and clock where they stand in two columns; unchanged elsewhere."""
    match = area.match
    if match is None or _CLOCK not in match.table.columns or match.has(_CLOCK):
        return area
    rows = [row for _, row in islice(area.rows(), _SEEN_ROWS)]
    moments = [column for column in match.table.columns.values() if column.reads == "moment"]
    for name in (column.name for column in moments if match.has(column.name)):
        clock = match.at[name][0]
        if not _all(rows, clock, _is_clock):
            continue
        known = {header for column in moments for header in column.headers}
        days = [at for at, header in enumerate(area.headers) if at != clock and headers.key(header) in known]
        day = next((at for at in days if _all(rows, at, _is_day)), None)
        if day is not None:
            others = {other: places for other, places in match.at.items() if day not in places}
            return replace(area, match=replace(match, at={**others, name: [day], _CLOCK: [clock]}))
    return area


def _all(rows: Iterable[Row], at: int, fits: Callable[[Cell], bool]) -> bool:
    found = [row[at] for row in rows if at < len(row) and not is_empty(row[at])]
    return bool(found) and all(map(fits, found))


def _is_clock(cell: Cell) -> bool:
    return isinstance(dates.clock(cell), tuple)


def _is_day(cell: Cell) -> bool:
    return not _is_clock(cell) and not isinstance(cell, bool)
