"""A large CSV as Arrow batches of text, every record with the row that Excel shows beside it.

pyarrow reads the bulk, block by block, in a third of the time and memory of Python's csv. Records it
refuses (another number of fields) go through `delimited` one by one; a quote that never closes makes
pyarrow give up, and `delimited` reads the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

import pyarrow as pa
from pyarrow import csv as arrow_csv

from analytics.importers import delimited
from analytics.importers.grid import Broken, Row, Sheet
from analytics.importers.source import Source

_BLOCK_BYTES = 4 * 1024 * 1024
_DELIMITERS = (",", "\t", ";")
_ROWS_A_BATCH = 16_384
Block = tuple[Sequence[int], pa.RecordBatch]


class CsvBlocks:
    """Iterate for (source rows, batch): all columns text, blank records left out.

    `columns`: names for the fields, the header being row 1. Records that have another number of
    fields, even after a second look, wait in `broken` as (row, raw text); but one that has `fewest`
    of them at least only lacks its last, empty ones.
    """

    def __init__(self, source: Source, columns: Sequence[str], delimiter: str, fewest: int) -> None:
        self._source, self._columns, self._delimiter = source, list(columns), delimiter
        self._fewest = fewest
        self._refused: list[tuple[int, str]] = []
        self._next_row = 2
        self.broken: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[Block]:
        try:
            # An empty table and a quote that closes nowhere both show here or while iterating.
            for batch in self._open():
                yield self._numbered(batch)
        except pa.ArrowInvalid:
            yield from self._second_look(self._rest())
            return
        yield from self._second_look(self._refused_records())

    def _open(self) -> arrow_csv.CSVStreamingReader:
        # One thread: only then does pyarrow say which row it refused.
        encoding = self._source.encoding.removesuffix("-sig")
        return arrow_csv.open_csv(
            str(self._source.path),
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES, column_names=self._columns,
                                               skip_rows=1, encoding=encoding),
            parse_options=arrow_csv.ParseOptions(delimiter=self._delimiter, newlines_in_values=True,
                                                 ignore_empty_lines=False, invalid_row_handler=self._refuse),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(self._columns, pa.string()),
                                                     strings_can_be_null=False),
        )

    def _refuse(self, row: arrow_csv.InvalidRow) -> str:
        self._refused.append((row.number, row.text))
        return "skip"

    def _numbered(self, batch: pa.RecordBatch) -> Block:
        """Rows that pyarrow skipped leave gaps; it parses one block ahead, so some lie further on."""
        skipped = {number for number, _ in self._refused if number >= self._next_row}
        rows: Sequence[int] = range(self._next_row, self._next_row + len(batch) + len(skipped))
        if skipped:
            rows = [row for row in rows if row not in skipped][:len(batch)]
        if len(batch):
            self._next_row = rows[-1] + 1
        return rows, batch

    def _rest(self) -> Iterator[tuple[int, Row]]:
        """Everything from the first row that pyarrow did not hand over."""
        start = self._next_row
        handed_over = {number for number, _ in self._refused if number < start}
        with self._source.open_text(newline="") as file:
            for number, row in delimited.records(file, self._delimiter):
                if number >= start or number in handed_over:
                    yield number, row

    def _refused_records(self) -> Iterator[tuple[int, Row]]:
        for number, text in self._refused:
            for _, row in delimited.records(text.splitlines(keepends=True), self._delimiter):
                yield number, row

    def _second_look(self, records: Iterator[tuple[int, Row]]) -> Iterator[Block]:
        waiting: list[tuple[int, list[str]]] = []
        for number, row in records:
            cells = [str(cell) for cell in row]
            missing = len(self._columns) - len(cells)
            if 0 <= missing <= len(self._columns) - self._fewest and not isinstance(row[0], Broken):
                waiting.append((number, cells + [""] * missing))
            elif any(cells):
                self.broken.append((number, self._delimiter.join(cells)))
            if len(waiting) >= _ROWS_A_BATCH:
                yield block_of(waiting, self._columns)
                waiting = []
        if waiting:
            yield block_of(waiting, self._columns)


def block_of(rows: Sequence[tuple[int, Sequence[str]]], columns: Sequence[str]) -> Block:
    """(row, cells) pairs as a block; every row has one cell a column."""
    texts = list(zip(*(cells for _, cells in rows), strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, pa.string()) for column in texts]
    return [number for number, _ in rows], pa.RecordBatch.from_arrays(arrays, names=list(columns))


def delimiter_of(source: Source, accepts: Callable[[list[str]], bool]) -> str | None:
    """The delimiter by which the first row is a header that `accepts`; what people wrote below has no say."""
    for delimiter in _DELIMITERS:
        header = first_records(source, delimiter, 1)
        if header and accepts([cell.strip() for cell in header[0]]):
            return delimiter
    return None


def first_records(source: Source, delimiter: str, count: int) -> list[list[str]]:
    """The first records of the head, as cells; fewer where a cell is longer than csv takes."""
    lines = source.head_text.removeprefix("\ufeff").splitlines(keepends=True)
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(csv.reader(lines, delimiter=delimiter), count))
    return found


def sheet_of(source: Source, delimiter: str) -> Sheet:
    """The text as a sheet, parted by this delimiter."""
    def rows() -> Iterator[tuple[int, Row]]:
        with source.open_text(newline="") as file:
            yield from delimited.records(file, delimiter)

    return Sheet("", rows)
