"""The rows of one table of a sheet, a block at a time: cells become values, bad ones issues.

Work is done by columns, because a hundred thousand rows pass through here; memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import islice, zip_longest
from typing import Any

from analytics.importers import birthdays, cells, dates, headers, lengths
from analytics.importers.cells import Bad
from analytics.importers.columns import Column
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.area import Area
from analytics.importers.formats.sheets.column_days import ColumnDays
from analytics.importers.formats.sheets.scores import score
from analytics.importers.grid import Broken, Cell, Row

BLOCK_ROWS = 5_000
MISSING = "cell_missing"
_UNTIL = frozenset({"expires_at"})
_SPAN = re.compile(r"(?<=[\d日号])\s*(?:至|到|~|～|—+|--)\s*(?=\d)")
_SHIELDED = frozenset({"text", "id", "phone"})


@dataclass
class Block:
    """Some rows as columns. `values[name]` has one value a row; None where a cell is empty or was bad.

    `bad[name]`: row → what was wrong there. `lost`: row → (column, code, value), rows not kept.
    """

    area: Area
    numbers: list[int]
    rows: list[Row]
    values: dict[str, list[Any]] = field(default_factory=dict)
    each: dict[str, list[list[Any]]] = field(default_factory=dict)
    bad: dict[str, dict[int, Bad]] = field(default_factory=dict)
    lost: dict[int, tuple[str, str, Cell]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> list[Any]:
        """The values of a column; all None where the sheet has no such column."""
        return self.values.get(name) or [None] * len(self)

    def cell(self, name: str, row: int) -> Cell:
        """What the file has in a column's first place."""
        assert self.area.match is not None
        places = self.area.match.at.get(name)
        return _at(self.rows[row], places[0]) if places else ""

    def lose(self, row: int, name: str, code: str = MISSING) -> None:
        """Do not keep a row: its `name` is missing, or unreadable for the reason already known."""
        if row not in self.lost:
            trouble = self.bad.get(name, {}).get(row)
            self.lost[row] = (name, trouble.code if trouble else code, self.cell(name, row))

    def require(self, *names: str) -> None:
        """Lose every row that has none of these columns filled; the first with a bad cell is named."""
        filled = [self.column(name) for name in names]
        for row in range(len(self)):
            if all(column[row] in (None, "") for column in filled):
                present = [name for name in names if name in self.values]
                named = next((name for name in names if row in self.bad.get(name, {})), (present or list(names))[0])
                self.lose(row, named)


class RowReader:
    """Reads the rows of `area` in blocks; what their `days` tell of each other is settled before (`survey`).

    `year`: of days without one.
    """

    def __init__(self, area: Area, year: int | None = None, block_rows: int = BLOCK_ROWS) -> None:
        assert area.match is not None
        self.area = area
        self.block_rows = block_rows
        self.match = area.match
        self.days = ColumnDays(area, year)
        self._unit = headers.factor_above(cells.shown(cell) for row in area.above for cell in row)

    def survey(self, look: Callable[[list[Row]], None] | None = None, said: str | None = None) -> None:
        """One pass over all rows for the days in them (`said`: their order by a person); `look` sees them all too."""
        for _, rows in self._chunks():
            self.days.meet(list(zip_longest(*rows, fillvalue="")))
            if look is not None:
                look(rows)
        self.days.settle(said)

    def pass_by(self, look: Callable[[list[Row]], None]) -> None:
        """Another pass over all rows, for `look` alone."""
        for _, rows in self._chunks():
            look(rows)

    def blocks(self) -> Iterator[Block]:
        """All rows below the headers."""
        for numbers, rows in self._chunks():
            yield self._block(numbers, rows)

    def _chunks(self) -> Iterator[tuple[list[int], list[Row]]]:
        rows = self.area.rows()
        while chunk := list(islice(rows, self.block_rows)):
            yield [number for number, _ in chunk], [row for _, row in chunk]

    def _block(self, numbers: list[int], rows: list[Row]) -> Block:
        block = Block(self.area, numbers, rows)
        columns = list(zip_longest(*rows, fillvalue=""))
        nothing = ("",) * len(rows)
        for name, places in self.match.at.items():
            column = self.match.table.columns[name]
            if not column.ignored:
                self._fill(block, column, places, [columns[at] if at < len(columns) else nothing for at in places])
        self._check_grammar(block)
        return block

    def _fill(self, block: Block, column: Column, places: Sequence[int], found: Sequence[Sequence[Cell]]) -> None:
        read = [self._values(column, at, cells) for at, cells in zip(places, found, strict=True)]
        block.bad[column.name] = {row: value for row, value in enumerate(read[0]) if type(value) is Bad}
        usable = [values if Bad not in set(map(type, values)) else
                  [None if type(value) is Bad else value for value in values] for values in read]
        block.each[column.name] = usable
        block.values[column.name] = usable[0] if len(usable) == 1 else [
            next((value for value in alternatives if value not in (None, "")), None)
            for alternatives in zip(*usable, strict=True)
        ]

    def _values(self, column: Column, at: int, found: Sequence[Cell]) -> list[Any]:
        if column.reads in _SHIELDED:
            found = without_backticks(found)
        if column.reads == "moment":
            found = [_end(cell) for cell in found] if column.name in _UNTIL else found
            return _moments(found, self.days.moments(at, found))
        if column.reads == "day":
            return self.days.days(at, found)
        if column.reads == "birthday":
            return birthdays.column(found, cells.shown(self.area.headers[at]))
        if column.reads == "minutes":
            unit = headers.seconds(self.area.headers[at])
            return [lengths.minutes(cell, unit) for cell in found]
        return self._in_yuan(at, found) if column.reads == "money" else _each(_READERS[column.reads], found)

    def _in_yuan(self, at: int, found: Sequence[Cell]) -> list[Any]:
        """Amounts as the header's own words make them: 金额(万元), 金额(美元); a cell's own unit goes before them."""
        header = self.area.headers[at]
        unit = headers.factor(header) if headers.has_unit(header) else self._unit
        values = _each(partial(cells.money, unit=unit), found)
        if cells.is_foreign(header):
            return [cells.FOREIGN if isinstance(value, Decimal) else value for value in values]
        return values

    def _check_grammar(self, block: Block) -> None:
        if self.area.clipped:
            return
        width = len(self.area.headers)
        for row, found in enumerate(block.rows):
            if type(found[0]) is Broken:
                block.lost[row] = ("", "unclosed_quote", found[0])
            elif len(found) > width and not all(map(cells.is_empty, found[width:])):
                block.lost[row] = ("", "row_too_long", ",".join(map(cells.shown, found)))


def _end(cell: Cell) -> Cell:
    """The last day of 2026-06-01至2026-06-10."""
    return _SPAN.split(cell)[-1] if type(cell) is str else cell


def _at(row: Row, at: int) -> Cell:
    return row[at] if at < len(row) else ""


def _each(read: Callable[[Cell], Any], found: Sequence[Cell]) -> list[Any]:
    """Every cell read, equal ones once: states, shops, products and prices repeat by the thousand."""
    # Among texts and whole numbers equal cells are the same cell; True is 1 and 1.0 is 1 elsewhere.
    if set(map(type, found)) <= {str, int} and 2 * len(distinct := set(found)) < len(found):
        return list(map({cell: read(cell) for cell in distinct}.__getitem__, found))
    return list(map(read, found))


def _moments(found: Sequence[Cell], values: list[dates.Found]) -> list[Any]:
    """`values` of the cells `found` of a column. Where every one is at midnight, only days are known."""
    if not any(type(value) is Moment and value.at.time() != time.min for value in values):
        return [Moment(value.at, "day") if type(value) is Moment else value for value in values]
    stamped = any(isinstance(cell, datetime) for cell in found)
    if not stamped:
        return values
    # A day among moments of a workbook is a moment at midnight.
    return [Moment(value.at, "minute") if type(cell) is date and type(value) is Moment else value
            for cell, value in zip(found, values, strict=True)]


def without_backticks(found: Sequence[Cell]) -> Sequence[Cell]:
    """Cells without the leading ` some shops put before ids, where every filled cell has it."""
    first = next((cell for cell in found if cell != ""), "")
    if type(first) is str and first.startswith("`") and all(
            type(cell) is str and cell[:1] in {"`", ""} for cell in found):
        return [cell[1:] if type(cell) is str else cell for cell in found]
    return found


def verbatim(cell: Cell) -> str | None:
    """Words of a message, with their line breaks; - and / are words here."""
    found = cells.shown(cell)
    return found if found.strip() else None


_READERS: dict[str, Callable[[Cell], Any]] = {
    "text": cells.text, "verbatim": verbatim, "id": cells.identifier, "phone": cells.phone,
    "whole": cells.whole, "figure": cells.figure, "score": score, "clock": dates.clock,
}
