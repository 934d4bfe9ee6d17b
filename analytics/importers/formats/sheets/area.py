"""One table of a sheet: where it stands, its headers, what the column dictionary makes of them, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.importers.columns import Match
from analytics.importers.formats.sheets.titles import Title, title_of
from analytics.importers.grid import Cell, Row, Sheet, is_blank


@dataclass(frozen=True)
class Area:
    """One table of a sheet: `headers` from column `left` on, `match` (None: not understood).

    `header_row`: as Excel counts. Data rows are those below it, to `last_row` where another table follows.
    `above`: the rows of its title. `kinds`: the only kinds of sheets it can be, where its shape says so.
    `clipped`: what stands right of the last header is somebody else's, not a sign of damage.
    """

    part: str
    sheet: Sheet
    header_row: int
    left: int
    headers: tuple[Cell, ...]
    match: Match | None
    clipped: bool = True
    above: tuple[tuple[Cell, ...], ...] = ()
    last_row: int | None = None
    kinds: tuple[str, ...] = ()

    def cells(self, row: Row) -> Row:
        """This table's share of a row."""
        right = self.left + len(self.headers)
        if not self.clipped or len(row) <= right:
            return row[self.left:] if self.left else row
        return row[self.left:right]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """(row number, this table's cells) below the headers, blank ones left out."""
        for number, row in self.sheet.rows():
            if self.last_row is not None and number > self.last_row:
                return
            if number > self.header_row:
                cells = self.cells(row)
                if cells is row or not is_blank(cells):
                    yield number, cells

    def title(self, file_name: str) -> Title:
        """What stands around it."""
        return title_of(map(list, self.above), self.sheet.name, file_name)
