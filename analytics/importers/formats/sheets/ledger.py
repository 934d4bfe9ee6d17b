"""What became of every row of a sheet: written, rejected, skipped; and which cells were left empty.

Rows that are no data (totals, headers again, footers) are told from data rows that miss something:
the first are skipped, the second are errors that a person can mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pyarrow as pa

from analytics.importers import cells, columns, dictionary, headers
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.area import Area
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.formats.sheets.tags import Tags
from analytics.importers.grid import Cell, Row

_PERSON = frozenset({"chat", "platform_id", "name", "phone"})
_RULE = r"[-=*#—_~·.]{3,}\s*$|[-=*#—]{5,}"
_RULED = r":?-{2,}:?"
_HEADERS_WITHIN = 2
_RULE_STARTS = "-=*#—_~·."
# 收款合计：25元, alone below a table.
_SUM = re.compile(r"\D{0,6}(?:合计|总计|共计|小计)\D{0,4}\d")
# Only where a row misses something anyway: a nickname may begin with # too.
_REMARK = re.compile(r"#|共\s*\d+\s*[条行笔人]")


class Ledger:
    """Accounts for every row of an area: written, rejected, skipped; and for cells left empty."""

    def __init__(self, out: BatchWriter, area: Area, table: str) -> None:
        self.out, self.area, self.table = out, area, table
        self.written = 0
        self._titled = False
        self._lost_numbers: set[int] = set()
        self.codes: set[str] = set()
        self._tags = Tags(out, area)

    def settle(self, block: Block, key_columns: Iterable[str]) -> list[int]:
        """Say what is lost and what is blank; gives the rows to keep. Counts all as read."""
        kept = self.judge(block, key_columns)
        self.report(block)
        self.written += len(kept)
        self.out.count_read(self.table, self.area.part, len(kept) + self._newly_lost(block))
        return kept

    def _newly_lost(self, block: Block) -> int:
        """Lost rows of the sheet: a row of a cross table is laid out as several, and is lost once."""
        before = len(self._lost_numbers)
        self._lost_numbers.update(block.numbers[row] for row in block.lost)
        return len(self._lost_numbers) - before

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
        self._put_aside(block)
        return [row for row in range(len(block)) if row not in block.lost]

    def _put_aside(self, block: Block) -> None:
        """Keep rows that a person can mend as they stand, under the titles and headers of their sheet."""
        rejected = [row for row, (_, code, _) in block.lost.items() if not code.startswith("skipped_")]
        header_row, part = self.area.header_row, self.area.part
        if rejected and not self._titled:
            self._titled = True
            for number, row in self.area.sheet.head:
                if number < header_row:
                    self.out.refuse(part, number, header_row, [_plain(cell) for cell in row])
            self.out.refuse(part, header_row, header_row, [_plain(cell) for cell in self.area.headers])
        for at in sorted(rejected):
            self.out.refuse(part, block.numbers[at], header_row, [_plain(cell) for cell in block.rows[at]])

    def write(self, block: Block, kept: list[int], **constant: Any) -> None:
        """Write the kept rows; `constant` stands in every row. Columns not there are NULL, of persons ''."""
        self.write_columns({name: _picked(values, kept) for name, values in block.values.items()},
                           [block.numbers[row] for row in kept], **constant)
        self._tags.write(block, kept, str(constant.get("chat") or ""))

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
        self.codes.add(code)
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
            starts = _stop_starts() | {header[:1]}
            stops = {value for value in set(values) if value and value[0] in starts and _is_stop(value, header)}
            if stops:
                suspects.update(row for row, value in enumerate(values) if value in stops)
        for row in sorted(suspects):
            code = self._why_no_data(block.rows[row], row in block.lost)
            if code is None and row in block.lost and block.numbers[row] <= self.area.header_row + _HEADERS_WITHIN:
                code = self._headers_again(block.rows[row])
            if code and block.lost.get(row, ("", "", ""))[1] != "unclosed_quote":
                block.lost[row] = ("", code, _telling(block.rows[row], code))

    def _headers_again(self, row: Row) -> str | None:
        """Right below the headers: the same ones in another language or wording, or a ruled line."""
        filled = [cell for cell in row if not cells.is_empty(cell)]
        if all(isinstance(cell, str) and re.fullmatch(_RULED, cell.strip()) for cell in filled):
            return "skipped_header"
        assert self.area.match is not None
        again = columns.match_table(tuple(row), self.area.match.table)
        return "skipped_header" if len(again.positions) >= max(2, len(filled) - 1) else None

    def _why_no_data(self, row: Row, lost: bool) -> str | None:
        filled = [cell for cell in row if cell != ""]
        if any(type(cell) is str and _example().match(cell) for cell in filled):
            return "skipped_example"
        if lost and filled and self._is_beside(row):
            return "skipped_note"
        same = sum(cell == header for cell, header in zip(row, self.area.headers, strict=False) if cell != "")
        if same >= max(1, len(filled) - 1) and same >= min(2, len(filled)):
            return "skipped_header"
        words = [headers.key(cell).rstrip(":：") for cell in filled[:3] if type(cell) is str]
        alone = cells.bare(cells.shown(filled[0])) if lost and len(filled) == 1 else ""
        if any(word in _words("totals") for word in words) or _SUM.match(alone):
            return "skipped_total"
        short = len(filled) <= max(2, len(self.area.headers) // 3)
        foot = bool(filled) and (_is_stop(filled[0], "") or (lost and _REMARK.match(cells.shown(filled[0])) is not None))
        return "skipped_footer" if short and foot else None

    def _is_beside(self, row: Row) -> bool:
        """Whether nothing stands in the columns that mean something: a remark next to the table."""
        assert self.area.match is not None
        return all(at >= len(row) or cells.is_empty(row[at]) for at in self.area.match.positions)


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


def _plain(cell: Cell) -> str | int | float:
    """A cell as JSON can hold it: numbers stay numbers, days become text."""
    return cell if type(cell) in {int, float} else cells.shown(cell)  # type: ignore[return-value]


def _picked(values: list[Any], rows: list[int]) -> list[Any]:
    return values if len(rows) == len(values) else [values[row] for row in rows]


def _telling(row: Row, code: str) -> Cell:
    """What stands first in a row, or says that it is an example."""
    wanted = _example().match if code == "skipped_example" else bool
    return next((cell for cell in row if cell != "" and wanted(cells.shown(cell))), "")


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(dictionary.words()["rows"][kind].split())


@cache
def _stop_words() -> frozenset[str]:
    return _words("footers") | _words("totals") | _words("examples")


@cache
def _example() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words("examples"))), re.IGNORECASE)


@cache
def _stop() -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(_stop_words(), key=len, reverse=True)))
    return re.compile(rf"(?:{listed})\s*(?:[:：]|$)|{_RULE}", re.IGNORECASE)


@cache
def _stop_starts() -> frozenset[str]:
    words = "".join(word[0] for word in _stop_words())
    return frozenset(words + words.upper() + _RULE_STARTS)


def _is_stop(value: object, header: str) -> bool:
    return isinstance(value, str) and (value == header or _stop().match(value) is not None)
