"""Rows of a chat table, a block of columns at a time, whichever exporter wrote them.

A format turns its columns into ours (who, when, which kind, which words); nearly all rows then leave as
they are. Lines of the client, 接龙, one's own nameless lines and rows that lack something go one by one
through `ChatLines`, which knows what follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers import moments
from analytics.importers.arrays import as_array
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.system_lines import ME

SYSTEM_KINDS = frozenset({"system", "pat", "recall"})
# Server ids have 19 digits as a rule; 7.43E+18 stands for thousands of messages and 0 for all of them.
LOSSLESS_ID = r"^[1-9][0-9]{14,19}$"
ROWS_A_BLOCK = 16_384
_ODD_TEXT = r"^(?:\s*#|「)"
_TYPED = ("text", "quote")
_FULL_CLOCK = 19
_DEFAULTS: Mapping[str, Any] = {"chat": "", "platform_id": "", "reply_to": None, "message_id": None, "is_self": False}
_COLUMNS: Mapping[str, pa.DataType] = {
    "source_row": pa.int64(), "chat": pa.string(), "platform_id": pa.string(), "name": pa.string(), "moment": pa.int64(),
    "resolution": pa.string(), "kind": pa.string(), "text": pa.string(), "reply_to": pa.string(),
    "message_id": pa.string(), "is_self": pa.bool_(), "written": pa.string(),
}
_AT = {name: at for at, name in enumerate(_COLUMNS)}


class RowBlocks:
    """Writes the rows of one part; call `finish` at the end.

    `me`: what the exporter is called, where the file only says 我. A block has the columns source_row, name,
    moment (NULL: cannot be told, the row is rejected), resolution, kind, text (what was written or a title;
    NULL or '': nothing), written (the time as the file has it), and where the format knows them chat,
    platform_id, reply_to, message_id and is_self.
    """

    def __init__(self, out: BatchWriter, part: str, me: str | None) -> None:
        self.lines = ChatLines(out, part, me=me)
        self._out, self._part, self._me = out, part, me
        self._nameless = False

    def write(self, columns: Mapping[str, Any]) -> None:
        """One block; a column is an Arrow array or a list, all of one length."""
        rows = self._named(_completed(columns))
        slow = _slow(rows)
        self._write_plain(rows.filter(pc.invert(slow)))
        for values in rows.filter(slow).to_pylist():
            self._write_one(values)

    def finish(self) -> None:
        """Write what is waiting; ask who 我 is where nobody said."""
        self.lines.finish()
        if self._nameless and self._me is None and {"kind": "me"} not in self._out.about["questions"]:
            self._out.ask("me")

    def _named(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """One's own lines under one's own name, where that is known, else under 我."""
        name = rows["name"]
        own = pc.or_(pc.equal(name, ME), pc.and_(rows["is_self"], pc.equal(name, "")))
        is_self = pc.or_(rows["is_self"], own)
        if pc.any(own).as_py():
            self._nameless = True
            rows = rows.set_column(_AT["name"], "name", pc.if_else(own, self._me or ME, name))
        if self._me:
            is_self = pc.or_(is_self, pc.equal(rows["name"], self._me))
        return rows.set_column(_AT["is_self"], "is_self", is_self)

    def _write_plain(self, rows: pa.RecordBatch) -> None:
        count = len(rows)
        if not count:
            return
        same = {"part": self._part, "phone": ""}
        columns = {name: rows.column(name) for name in rows.schema.names}
        columns["sent_at"] = columns["moment"].view(pa.timestamp("us"))
        schema = SCHEMAS["messages"]
        arrays = [columns[field.name] if field.name in columns else pa.repeat(pa.scalar(same[field.name], field.type), count)
                  for field in schema]
        self._out.arrow("messages", pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._out.count_read("messages", self._part, count)

    def _write_one(self, values: dict[str, Any]) -> None:
        row, moment, resolution, kind = (values[name] for name in ("source_row", "moment", "resolution", "kind"))
        if moment is None and resolution != "none":
            self.lines.reject(row, "sent_at", "chat_moment_impossible", values["written"])
            return
        self.lines.chat = values["chat"]
        if kind in SYSTEM_KINDS:
            self.lines.system(row, moment, resolution, values["text"] or "", message_id=values["message_id"], kind=kind)
            return
        if not (values["platform_id"] or values["name"] or values["is_self"]):
            self.lines.reject(row, "name", "chat_sender_missing", values["text"])
            return
        self.lines.add(row, moment, resolution, values["name"], values["text"] or None, platform_id=values["platform_id"],
                       kind=None if kind == "text" else kind, message_id=values["message_id"],
                       reply_to=values["reply_to"], is_self=values["is_self"])


def _completed(columns: Mapping[str, Any]) -> pa.RecordBatch:
    count = len(columns["source_row"])
    arrays = []
    for name, of in _COLUMNS.items():
        given = columns.get(name)
        if given is None:
            given = pa.repeat(pa.scalar(_DEFAULTS.get(name), of), count)
        arrays.append(given if isinstance(given, pa.Array) else as_array(given, of))
    rows = pa.RecordBatch.from_arrays(arrays, names=list(_COLUMNS))
    empty = pc.equal(pc.fill_null(rows["text"], ""), "")
    silent = pc.and_(empty, pc.equal(rows["kind"], "text"))
    rows = rows.set_column(_AT["text"], "text", pc.if_else(empty, pa.scalar(None, pa.string()), rows["text"]))
    return rows.set_column(_AT["kind"], "kind", pc.if_else(silent, "other", rows["kind"]))


def _slow(rows: pa.RecordBatch) -> pa.Array:
    """What is not written as it stands."""
    kind = rows["kind"]
    odd = pc.match_substring_regex(pc.fill_null(rows["text"], ""), _ODD_TEXT)
    found = pc.or_(pc.is_in(kind, value_set=pa.array([*sorted(SYSTEM_KINDS), "solitaire"])), pc.is_null(rows["moment"]))
    found = pc.or_(found, pc.and_(odd, pc.is_in(kind, value_set=pa.array(_TYPED))))
    return pc.or_(found, pc.and_(pc.equal(rows["name"], ""), pc.equal(rows["platform_id"], "")))


def moments_of(written: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(microseconds on the shop's clock, resolution) of times as texts; NULL and "second" where one cannot be read."""
    lengths = pc.min_max(pc.binary_length(written)).as_py()
    if lengths["min"] == lengths["max"] == _FULL_CLOCK:
        try:
            return pc.cast(pc.cast(written, pa.timestamp("us")), pa.int64()), pa.repeat("second", len(written))
        except pa.ArrowInvalid:
            pass
    found = written.dictionary_encode()
    told = [read_when(text) for text in found.dictionary.to_pylist()]
    return (pa.array([moment for moment, _ in told], pa.int64()).take(found.indices),
            pa.array([resolution for _, resolution in told], pa.string()).take(found.indices))


def read_when(text: str) -> tuple[int | None, str]:
    """2024-10-04 11:43:05, 2024/10/4 11:43 (after Excel), 2024-10-04T03:43:05.000Z, 2024/10/4, epoch digits."""
    text = text.strip()
    if text.isdigit():
        return moments.from_epoch(int(text)) if len(text) < _FULL_CLOCK else None, "second"
    local = None if text[-1:] == "Z" or "+" in text else moments.read_moment(text)
    if local is not None:
        return local, moments.resolution_of(text.replace("T", " ", 1).partition(" ")[2])
    day = moments.read_day(text)
    return (moments.from_iso(text), "second") if day is None else (day, "day")


def lossless_ids(ids: pa.Array) -> pa.Array:
    """Server ids, NULL where it is none or Excel has rounded it."""
    return pc.if_else(pc.match_substring_regex(ids, LOSSLESS_ID), ids, pa.scalar(None, pa.string()))


def translated(values: pa.Array, read: Callable[[str], str]) -> pa.Array:
    """`read(text)` of each value, worked out once a different one."""
    found = values.dictionary_encode()
    return pa.array([read(text) for text in found.dictionary.to_pylist()], pa.string()).take(found.indices)
