"""Any table a file can hold, as numbered rows of cells.

One shape for workbooks, delimited text and web pages named .xls, so that what reads tables need not
know where they came from. Rows carry the number Excel shows beside them; blank rows are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice

Cell = str | int | float | bool | datetime | date | time | timedelta
Row = list[Cell]
Numbered = Iterator[tuple[int, Row]]

_HEAD_ROWS = 60
# Columns beyond this are stray: the widest shop export has about 100.
WIDEST = 512
# From here on a float no longer holds every digit (Excel keeps 15).
LOSSY_FROM = 1e15


class Broken(str):
    """The raw text of a record that no grammar explains (a quote that never closes)."""

    __slots__ = ()


class Sheet:
    """One table-like area: a worksheet, a delimited text, a table of a web page.

    `name`: the sheet's name, '' for text. `hidden`: the person who made the file hid it. `delimited`:
    cells are counted off by delimiters, so one too many means that a row is damaged. A row is a
    list of str, int, float, bool, datetime, date, time or timedelta; '' is an empty cell; a row that
    could not be parsed is `[Broken(text)]`. Whole numbers are int; a float from 1e15 on lost digits.
    """

    def __init__(self, name: str, read: Callable[[], Iterable[tuple[int, Row]]], hidden: bool = False,
                 delimited: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self.delimited = delimited
        self._read = read

    def rows(self) -> Numbered:
        """(row number as Excel counts, cells) of every row that is not blank, from the top, again each time."""
        for number, row in self._read():
            if not is_blank(row):
                yield number, row

    @cached_property
    def head(self) -> list[tuple[int, Row]]:
        """The first 60 rows."""
        return list(islice(self.rows(), _HEAD_ROWS))

    @property
    def width(self) -> int:
        """The most cells a row of the head has."""
        return max((len(row) for _, row in self.head), default=0)


class HeldRows:
    """Rows in memory, numbered from 1 each time they are asked for."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def __call__(self) -> Iterator[tuple[int, Row]]:
        """(row number, cells)."""
        return iter(enumerate(self.rows, 1))


def is_blank(row: Row) -> bool:
    """Nothing in any cell; exporters and people write one space for nothing, too."""
    # A loop, not all(): this sees every row several times, and the first cell nearly always settles it.
    for cell in row:  # noqa: SIM110
        if cell != "" and (type(cell) is not str or not cell.isspace()):
            return False
    return True


def plain_row(row: Iterable[Cell | None]) -> Row:
    """`plain` of every cell, without a call a cell: a large workbook has millions."""
    return [int(cell) if type(cell) is float and -LOSSY_FROM < cell < LOSSY_FROM and cell.is_integer()
            else "" if cell is None else cell for cell in row]


def plain(cell: Cell | None) -> Cell:
    """A cell as `Sheet` promises it: no None and no .0."""
    if cell is None:
        return ""
    if type(cell) is float and cell.is_integer() and abs(cell) < LOSSY_FROM:
        return int(cell)
    return cell
