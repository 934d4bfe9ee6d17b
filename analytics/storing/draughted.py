"""A reading's rows where the child left them, one Arrow stream a table: passed over as often as needed, never loaded whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.storing.tables import TABLES, Table

_SLICE_ROWS = 300_000


@dataclass(frozen=True)
class Draughted:
    """What a reading left on disk: its folder, what it learned, what the person said."""

    folder: Path
    file_name: str
    about: dict[str, Any]
    answers: Answers

    def tables(self) -> list[Table]:
        """The tables that have rows, in storing order."""
        return [table for table in TABLES if (self.folder / f"{table.wire}.arrow").exists()]

    def reader(self, wire: str) -> pa.RecordBatchReader:
        """A fresh pass over one table's rows, each with its `ordinal` from 0, read from disk as needed."""
        return _reader(self._batches(wire))

    def slices(self, wire: str, rows: int = _SLICE_ROWS) -> Iterator[tuple[pa.RecordBatchReader, int, int]]:
        """The same pass in pieces of about `rows`: (reader, first ordinal, last ordinal)."""
        waiting: list[pa.RecordBatch] = []
        for batch in self._batches(wire):
            waiting.append(batch)
            if sum(one.num_rows for one in waiting) >= rows:
                yield _slice(waiting)
                waiting = []
        if waiting:
            yield _slice(waiting)

    def _batches(self, wire: str) -> Iterator[pa.RecordBatch]:
        start = 0
        # Not memory-mapped: mapped pages stay in the process's memory until the last batch is let go.
        with pa.OSFile(str(self.folder / f"{wire}.arrow")) as file:
            for batch in pa.ipc.open_stream(file):
                ordinal = pa.array(np.arange(start, start + batch.num_rows))
                start += batch.num_rows
                yield pa.RecordBatch.from_arrays([*batch.columns, ordinal], [*batch.schema.names, "ordinal"])


def _reader(batches: Iterator[pa.RecordBatch]) -> pa.RecordBatchReader:
    first = next(batches, None)
    if first is None:
        raise ValueError("a table file without a batch")
    return pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))


def _slice(batches: list[pa.RecordBatch]) -> tuple[pa.RecordBatchReader, int, int]:
    first, last = batches[0]["ordinal"][0].as_py(), batches[-1]["ordinal"][-1].as_py()
    return pa.RecordBatchReader.from_batches(batches[0].schema, iter(batches)), first, last
