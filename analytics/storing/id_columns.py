"""The groups and people that rows name, as ids beside the rows: looked up as a stream of rows passes.

In SQL this would be a join of a stream of unknown length with two small tables, and whichever way it is written DuckDB
keeps the whole stream in memory for it: 460 MB a million messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers.batch import SCHEMAS
from analytics.storing.tables import Person, Table

Words = tuple[str, str, str, str]  # chat, platform_id, name, phone, as the file has them
_JOINT = "\x00"
# A lookup begins by hashing all that is known: of fewer rows at a time that would be most of the work.
_AT_A_TIME = 65_536


class IdColumns:
    """Lays `chat_id` and the alias columns of `table` beside its rows; NULL where a row names no group, or nobody.

    `chats`: what stands in the rows' chat column → chat id; `aliases`: how a row names somebody → alias id.
    """

    def __init__(self, table: Table, chats: Mapping[str, str | None], aliases: Mapping[Words, int]) -> None:
        self._table = table
        self._chats = _Known(pa.array(chats, pa.string()), pa.array(chats.values(), pa.string()))
        self._aliases = _Known(pa.array(map(_JOINT.join, aliases), pa.string()), pa.array(aliases.values(), pa.int64()))

    def beside(self, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """The same rows with their ids, read as they are asked for."""
        schema = reader.schema.append(pa.field("chat_id", pa.string()))
        for person in self._table.persons:
            schema = schema.append(pa.field(person.column, pa.int64()))
        return pa.RecordBatchReader.from_batches(schema, (self._extended(batch, schema) for batch in _gathered(reader)))

    def _extended(self, batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
        chats = pc.coalesce(batch["chat"], "") if self._table.chat else pa.nulls(batch.num_rows, pa.string())
        people = [self._aliases.of(_said(batch, self._table, person)) for person in self._table.persons]
        return pa.RecordBatch.from_arrays([*batch.columns, self._chats.of(chats), *people], schema=schema)


class _Known:
    """Words, and what stands for each."""

    def __init__(self, words: pa.Array, ids: pa.Array) -> None:
        self._words, self._ids = words, ids

    def of(self, words: pa.Array) -> pa.Array:
        """The id of each, NULL where it is not known."""
        return self._ids.take(pc.index_in(words, value_set=self._words))


def word_columns(table: Table, person: Person) -> tuple[str | None, ...]:
    """The wire columns whose words name `person`, in the order of `Words`; None where `table` has no such column."""
    wanted = ("chat", f"{person.prefix}platform_id", f"{person.prefix}name", "phone" if person.has_phone else "")
    known = SCHEMAS[table.wire].names
    return tuple(name if name in known else None for name in wanted)


def _said(batch: pa.RecordBatch, table: Table, person: Person) -> pa.Array:
    words = [pa.scalar("") if name is None else batch[name] for name in word_columns(table, person)]
    return pc.binary_join_element_wise(*words, _JOINT, null_handling="replace", null_replacement="")


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in fewer, larger batches."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= _AT_A_TIME:
            yield pa.concat_batches(waiting)
            waiting.clear()
    if waiting:
        yield pa.concat_batches(waiting)
