"""A chat on its way into a batch: lines in, messages and what follows from them out.

Formats say who wrote what and when; everything that is the same for all of them happens here:
kinds out of placeholders, people who come and go out of system lines, sign-ups out of 接龙.
Rows wait in columns and leave a block at a time, so that a long chat costs neither memory nor time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import compress, islice, repeat
from typing import Any

import pyarrow as pa

from analytics.importers import kinds, solitaire
from analytics.importers.arrays import as_array
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.list_book import ListBook
from analytics.importers.system_lines import ME, Movement, read_system

STEP = "接龙"
_BLOCK = 16_384
_COLUMNS = ("source_row", "chat", "platform_id", "name", "sent_at", "resolution", "kind", "text", "reply_to",
            "message_id", "is_self")
# What `block` hands to `add`: a quote loses the quoted words, a 接龙 has sign-ups.
_ODD_KINDS = frozenset({"quote", "solitaire"})
_GROUP_NAME = re.compile(r"(.+?)\s*[(（](\d{1,4})人?[)）]")


def split_group_name(written: str) -> tuple[str, int | None]:
    """福利群(486) → 福利群 and 486; a name without a count → the name and None."""
    match = _GROUP_NAME.fullmatch(written.strip())
    return (match.group(1), int(match.group(2))) if match else (written.strip(), None)


class ChatLines:
    """Writes the lines of one part. Call `finish` at the end.

    `chat` is the key of the rows that follow ('' = the file does not name its chat); `me` is the
    exporter's own name, where the file only says 我. `whole_lists`: a 接龙 is the only thing there is,
    so all of its lines are sign-ups, and not only the one its sender added.
    """

    def __init__(self, out: BatchWriter, part: str = "", chat: str = "", me: str | None = None,
                 whole_lists: bool = False) -> None:
        self.chat = chat
        self._whole_lists = whole_lists
        self._out, self._part, self._me = out, part, me
        self._waiting: list[tuple[Any, ...]] = []
        self._rejected = 0
        self._nameless_self = False
        self._lists = ListBook(out, part)
        self._names: set[str] = set()

    def add(self, row: int, moment: int | None, resolution: str, name: str, text: str | None, *,
            platform_id: str = "", kind: str | None = None, message_id: str | None = None,
            reply_to: str | None = None, is_self: bool | None = None) -> None:
        """A line somebody wrote. `moment` as in `moments`, `kind` None = look at the text."""
        if kind is None:
            kind = kinds.kind_of(text) if text else "other"
        if is_self or name == ME or (name and name == self._me):
            name, is_self = self._myself(name), True
        self._names.add(name)
        if kind == "quote" and text:
            text = kinds.own_words(text)
        if kind == "solitaire" and text:
            self._sign_up(row, moment, resolution, name, platform_id, text)
        self._push(row, platform_id, name, moment, resolution, kind, text, reply_to, message_id, is_self)

    def block(self, rows: Sequence[int], moments: Sequence[int], resolutions: Iterable[str], names: Sequence[str],
              texts: Sequence[str], platform_ids: Sequence[str] | None = None, leave: Collection[int] = ()) -> None:
        """Many lines at once: what `add` would do with each, at a fraction of the time.

        `leave`: positions that are no plain lines; their columns are not looked at. The columns are as
        long as `rows` (`resolutions` may be endless).
        """
        ids = platform_ids if platform_ids is not None else [""] * len(rows)
        resolution = list(islice(resolutions, len(rows)))
        found = kinds.kinds_of(texts)
        odd = {at for at, kind in enumerate(found) if kind in _ODD_KINDS}
        odd.update(at for own in {ME, self._me} if own in names for at, name in enumerate(names) if name == own)
        left_out = odd.union(leave)
        kept = [at not in left_out for at in range(len(rows))] if left_out else repeat(True)
        columns = {"source_row": rows, "platform_id": ids, "name": names, "sent_at": moments, "resolution": resolution,
                   "kind": found, "text": texts}
        self._write(len(rows) - len(left_out), {name: list(compress(values, kept)) for name, values in columns.items()})
        self._names.update(names)
        for at in sorted(odd.difference(leave)):
            self.add(rows[at], moments[at], resolution[at], names[at], texts[at], platform_id=ids[at])

    def system(self, row: int, moment: int | None, resolution: str, text: str, *,
               message_id: str | None = None, kind: str | None = None) -> None:
        """A line the client wrote; movements come out of it where it is a known sentence."""
        line = read_system(text)
        found = kind if kind and line.kind == "system" else line.kind
        self.event(row, moment, resolution, found, line.text, line.movements, message_id=message_id)

    def event(self, row: int, moment: int | None, resolution: str, kind: str, text: str | None,
              movements: Iterable[Movement] = (), *, message_id: str | None = None) -> None:
        """A line of the client's of which the file itself says who came, went or was renamed."""
        self._push(row, "", "", moment, resolution, kind, text, None, message_id, None)
        for movement in movements:
            self._move(row, moment, resolution, movement)

    def reject(self, row: int, column: str, code: str, value: object) -> None:
        """A line that cannot be kept."""
        self._rejected += 1
        self._out.issue("messages", self._part, row, column, code, value, "rejected")

    def skip(self, row: int, code: str, value: object = None) -> None:
        """A record that is no message: a header again, a footer."""
        self._rejected += 1
        self._out.issue("messages", self._part, row, "", code, value, "skipped")

    def finish(self) -> None:
        """Write what is waiting; ask who 我 is, where the file has it and nobody said."""
        self._flush()
        self._lists.finish()
        if self._nameless_self and self._me is None:
            self._out.ask("me")

    def _myself(self, name: str) -> str:
        if name not in ("", ME):
            return name
        self._nameless_self = True
        return self._me or ME

    def _push(self, row: int, *values: Any) -> None:
        self._waiting.append((row, self.chat, *values))
        if len(self._waiting) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        if self._rejected:
            self._out.count_read("messages", self._part, self._rejected)
            self._rejected = 0
        if self._waiting:
            self._write(len(self._waiting), dict(zip(_COLUMNS, zip(*self._waiting, strict=True), strict=True)))
            self._waiting.clear()

    def _write(self, count: int, columns: dict[str, Sequence[Any]]) -> None:
        """Columns that are not given are the same in every row."""
        if not count:
            return
        schema = SCHEMAS["messages"]
        same = {"part": self._part, "chat": self.chat, "phone": ""}
        arrays = [as_array(columns[name], of) if name in columns
                  else pa.repeat(pa.scalar(same.get(name), of), count)
                  for name, of in zip(schema.names, schema.types, strict=True)]
        self._out.arrow("messages", pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._out.count_read("messages", self._part, count)

    def _move(self, row: int, moment: int | None, resolution: str, movement: Movement) -> None:
        name = self._myself(movement.name) if movement.name == ME else movement.name
        by = self._myself(movement.by_name) if movement.by_name == ME else movement.by_name
        self._out.row(
            "movements", self._part, row, chat=self.chat, platform_id=movement.platform_id, name=name,
            kind=movement.kind, happened_at=moment, resolution=resolution, channel=movement.channel,
            by_platform_id=movement.by_platform_id or None, by_name=by or None, detail=movement.detail,
        )

    def _sign_up(self, row: int, moment: int | None, resolution: str, name: str, platform_id: str, text: str) -> None:
        listed = solitaire.read_solitaire(text, name, self._names)
        if self._whole_lists:
            self._lists.take_whole(self.chat, row, moment, resolution, listed)
            brought = [entry for entry in listed.entries if not entry.withdrawn]
        else:
            brought = self._lists.take(self.chat, row, moment, resolution, listed, name, platform_id)
        for entry in brought:
            own = entry.name == name or not self._whole_lists
            write_sign_up(self._out, self._part, row, entry, chat=self.chat, moment=moment, resolution=resolution,
                          name=name if own else entry.name, platform_id=platform_id if own else "", title=listed.title)


def write_sign_up(out: BatchWriter, part: str, row: int, entry: solitaire.Entry, *, chat: str, moment: int | None,
                  resolution: str, name: str, platform_id: str, title: str) -> None:
    """One line of a 接龙 as an event; the title stands in for what was taken where the line does not say."""
    out.row("events", part, row, chat=chat, platform_id=platform_id, name=name, step=STEP, happened_at=moment,
            resolution=resolution, amount=entry.amount, item=entry.item or title.partition("\n")[0] or None,
            quantity=entry.quantity)
