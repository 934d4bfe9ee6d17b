"""The rows of one table of a sheet, a block at a time: cells become values, bad ones issues.

Work is done by columns, because a hundred thousand rows pass through here; memory stays flat. Rows
that are no data (totals, headers again, footers) are told from data rows that miss something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import islice, zip_longest
from typing import Any

import pyarrow as pa

from analytics.importers import cells, columns, dates, headers
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.cells import Bad
from analytics.importers.columns import Column
from analytics.importers.dates import Moment
from analytics.importers.formats.sheet_layout import Area
from analytics.importers.grid import Broken, Cell, Row

BLOCK_ROWS = 5_000
MISSING = "cell_missing"
_PERSON = frozenset({"chat", "platform_id", "name", "phone"})
_SHIELDED = frozenset({"text", "id", "phone"})
_RULE = re.compile(r"[-=*#—_~·.]{3,}|#|共\s*\d+\s*[条行笔人]")
_SCORE = re.compile(r"\D{0,3}(\d{1,2})(?:\D.*)?", re.DOTALL)
_YES = frozenset(["是", "会", "愿意", "推荐", "会推荐", "愿意推荐", "yes", "y"])
_NO = frozenset(["否", "不会", "不愿意", "不推荐", "不会推荐", "no", "n"])
_MOST_DAYS = 20_000


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
    """Reads the rows of `area` in blocks; `orders` of days are settled before (`survey`)."""

    def __init__(self, area: Area) -> None:
        assert area.match is not None
        self.area = area
        self.match = area.match
        self.orders: dict[int, str | None] = {}

    def survey(self, look: Callable[[list[Row]], None] | None = None) -> None:
        """One pass over all rows: in which order days are written; `look` sees them all too."""
        seen: dict[int, set[str]] = {at: set() for at in self._moments()}
        for _, rows in self._chunks():
            columns = list(zip_longest(*rows, fillvalue=""))
            for at, found in seen.items():
                if at < len(columns) and len(found) < _MOST_DAYS:
                    found.update(cell for cell in columns[at] if type(cell) is str and dates.is_ordered(cell))
            if look is not None:
                look(rows)
        self.orders = {at: dates.agreed_order(found) for at, found in seen.items() if found}

    def blocks(self) -> Iterator[Block]:
        """All rows below the headers."""
        for numbers, rows in self._chunks():
            yield self._block(numbers, rows)

    def _chunks(self) -> Iterator[tuple[list[int], list[Row]]]:
        rows = self.area.rows()
        while chunk := list(islice(rows, BLOCK_ROWS)):
            yield [number for number, _ in chunk], [row for _, row in chunk]

    def _block(self, numbers: list[int], rows: list[Row]) -> Block:
        block = Block(self.area, numbers, rows)
        columns = list(zip_longest(*rows, fillvalue=""))
        nothing = ("",) * len(rows)
        for name, places in self.match.at.items():
            found = [columns[at] if at < len(columns) else nothing for at in places]
            self._fill(block, self.match.table.columns[name], places, found)
        self._check_grammar(block)
        return block

    def _moments(self) -> list[int]:
        return [at for name, places in self.match.at.items() for at in places
                if self.match.table.columns[name].reads in {"moment", "day"}]

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
            return _moments(found, self.orders.get(at))
        if column.reads == "day":
            return [dates.day(cell, self.orders.get(at)) for cell in found]
        values = list(map(_READERS[column.reads], found))
        factor = headers.factor(self.area.headers[at]) if column.reads == "money" else Decimal(1)
        return values if factor == 1 else [value * factor if isinstance(value, Decimal) else value for value in values]

    def _check_grammar(self, block: Block) -> None:
        if self.area.clipped:
            return
        width = len(self.area.headers)
        for row, found in enumerate(block.rows):
            if type(found[0]) is Broken:
                block.lost[row] = ("", "unclosed_quote", found[0])
            elif len(found) > width and any(cell != "" for cell in found[width:]):
                block.lost[row] = ("", "row_too_long", ",".join(map(cells.shown, found)))


def _at(row: Row, at: int) -> Cell:
    return row[at] if at < len(row) else ""


def _moments(found: Sequence[Cell], order: str | None) -> list[Any]:
    """Moments of a column. Where every one is at midnight, only days are known."""
    values = [dates.moment(cell, order) for cell in found]
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


def score(cell: Cell) -> int | Bad | None:
    """0 to 10 out of 9, 9分 or 9(非常愿意); 11 for yes and -1 for no, told apart by `score_kind`."""
    if type(cell) is not str:
        value = cells.whole(cell)
        return value if not isinstance(value, int) or 0 <= value <= 10 else Bad("score_out_of_range")
    found = cells.text(cell)
    if found is None:
        return None
    if found.lower() in _YES | _NO:
        return 11 if found.lower() in _YES else -1
    match = _SCORE.fullmatch(found)
    if match is None:
        return cells.BAD_NUMBER
    return int(match[1]) if int(match[1]) <= 10 else Bad("score_out_of_range")


def score_kind(value: int) -> tuple[str, int]:
    """("0-10", 9), or ("yes/no", 1 or 0)."""
    return ("yes/no", int(value == 11)) if value in (11, -1) else ("0-10", value)


_READERS: dict[str, Callable[[Cell], Any]] = {
    "text": cells.text, "verbatim": verbatim, "id": cells.identifier, "phone": cells.phone, "money": cells.money,
    "whole": cells.whole, "figure": cells.figure, "score": score, "clock": dates.clock,
}


class Ledger:
    """Accounts for every row of an area: written, rejected, skipped; and for cells left empty."""

    def __init__(self, out: BatchWriter, area: Area, table: str) -> None:
        self.out, self.area, self.table = out, area, table
        self.written = 0

    def settle(self, block: Block, key_columns: Iterable[str]) -> list[int]:
        """Say what is lost and what is blank; gives the rows to keep. Counts all as read."""
        kept = self.judge(block, key_columns)
        self.report(block)
        self.written += len(kept)
        self.out.count_read(self.table, self.area.part, len(block))
        return kept

    def report(self, block: Block) -> None:
        """Say which rows are lost and why."""
        for row, (name, code, value) in block.lost.items():
            self._issue(block, row, name, code, value, "skipped" if code.startswith("skipped_") else "rejected")

    def judge(self, block: Block, key_columns: Iterable[str]) -> list[int]:
        """Tell rows that are no data from rows that miss something; say which cells of kept rows are blank."""
        self._skip(block, [name for name in key_columns if name in block.values])
        for name, troubles in block.bad.items():
            if self.area.match is None or not self.area.match.table.columns[name].stored:
                continue
            for row, trouble in troubles.items():
                if row not in block.lost:
                    self.blank(block, row, name, trouble.code, block.cell(name, row))
        return [row for row in range(len(block)) if row not in block.lost]

    def write(self, block: Block, kept: list[int], **constant: Any) -> None:
        """Write the kept rows; `constant` stands in every row. Columns not there are NULL, of persons ''."""
        self.write_columns({name: _picked(values, kept) for name, values in block.values.items()},
                           [block.numbers[row] for row in kept], **constant)

    def write_columns(self, values: dict[str, list[Any]], numbers: list[int], **constant: Any) -> None:
        """As `write`, from columns that hold just the rows to write."""
        schema = SCHEMAS[self.table]
        constant = {"part": self.area.part, **constant}
        arrays = [
            pa.array(numbers, item.type) if item.name == "source_row" else _array(item, values, constant, len(numbers))
            for item in schema
        ]
        self.out.arrow(self.table, pa.RecordBatch.from_arrays(arrays, schema=schema))

    def blank(self, block: Block, row: int, name: str, code: str, value: object) -> None:
        """An optional cell is unusable; the row stays."""
        self._issue(block, row, name, code, value, "blanked")

    def _issue(self, block: Block, row: int, name: str, code: str, value: object, severity: str) -> None:
        self.out.issue(self.table, self.area.part, block.numbers[row], self.header(name), code,
                       None if value == "" else value, severity)

    def header(self, name: str) -> str:
        """The header as the file has it; what it should have been called where it is not there."""
        assert self.area.match is not None
        places = self.area.match.at.get(name)
        if places:
            return cells.bare(cells.shown(self.area.headers[places[0]]))
        column = self.area.match.table.columns.get(name)
        return column.headers[0] if column else name

    def _skip(self, block: Block, names: list[str]) -> None:
        suspects = set(block.lost).union(*block.bad.values())
        for name in names:
            header, values = self.header(name), block.values[name]
            stops = {value for value in set(values) if _is_stop(value, header)}
            if stops:
                suspects.update(row for row, value in enumerate(values) if value in stops)
        for row in sorted(suspects):
            code = self._why_no_data(block.rows[row])
            if code and block.lost.get(row, ("", "", ""))[1] != "unclosed_quote":
                block.lost[row] = ("", code, _first(block.rows[row]))

    def _why_no_data(self, row: Row) -> str | None:
        filled = [cell for cell in row if cell != ""]
        same = sum(cell == header for cell, header in zip(row, self.area.headers, strict=False) if cell != "")
        if same >= max(1, len(filled) - 1) and same >= min(2, len(filled)):
            return "skipped_header"
        words = [headers.key(cell).rstrip(":：") for cell in filled[:3] if type(cell) is str]
        if any(word in _words("totals") for word in words):
            return "skipped_total"
        short = len(filled) <= max(2, len(self.area.headers) // 3)
        return "skipped_footer" if short and filled and _is_stop(filled[0], "") else None


def _array(item: pa.Field, values: dict[str, list[Any]], constant: dict[str, Any], count: int) -> pa.Array:
    name = item.name
    default = constant.get(name, "" if name in _PERSON else None)
    found = values.get(name)
    if found is None:
        return pa.array([default] * count, item.type)
    if pa.types.is_timestamp(item.type):
        found = [value.at if type(value) is Moment else value for value in found]
    if default is not None:
        found = [default if value is None else value for value in found]
    return pa.array(found, item.type)


def _picked(values: list[Any], rows: list[int]) -> list[Any]:
    return values if len(rows) == len(values) else [values[row] for row in rows]


def _first(row: Row) -> Cell:
    return next((cell for cell in row if cell != ""), "")


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(columns.words()["rows"][kind].split())


@cache
def _stop() -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(_words("footers") | _words("totals"), key=len, reverse=True)))
    return re.compile(rf"(?:{listed})\s*(?:[:：]|$)|{_RULE.pattern}", re.IGNORECASE)


def _is_stop(value: object, header: str) -> bool:
    return isinstance(value, str) and (value == header or _stop().match(value) is not None)
