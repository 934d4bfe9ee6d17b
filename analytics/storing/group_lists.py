"""What became of every 接龙: its lines as all files together show them, and which of them still stand.

A file knows a list only as far as it reaches; here the pieces are joined in the order of their sendings, so
that files may be split, overlap or come in any order. The latest sending is what counts: a line that is gone
from it was taken back, or changed where the same person stands in it with another one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import duckdb
import pandas as pd

from analytics.importers.list_book import Sending, goes_on, title_key
from analytics.importers.list_items import item_key
from analytics.storing import ask

CURRENT, CHANGED, WITHDRAWN = "current", "changed", "withdrawn"
COLUMNS = ("list_id", "chat_id", "title", "first_at", "last_at", "resolution", "standing", "line", "piece", "alias_id", "item",
           "item_key", "quantity", "price", "amount", "happened_at", "batch", "part", "source_row")
# Sendings of one minute are a microsecond apart.
_SAME_SENDING = timedelta(milliseconds=1)
_READ = """
with homes as (
    select title, min(chat_id) as chat_id from sign_up_rows where chat_id is not null
    group by title having count(distinct chat_id) = 1
)
select coalesce(s.chat_id, h.chat_id) as chat_id, s.title, s.list_key, s.run_at, s.number, s.piece, s.words, s.alias_id,
       coalesce(a.normal_name, '') as name, coalesce(a.platform_id, '') <> '' as by_id, s.item, s.quantity, s.price, s.amount,
       s.withdrawn, s.first_at, s.last_at, s.resolution, s.batch, s.part, s.source_row, l.imported_at
from sign_up_rows s
left join homes h on h.title = s.title
left join known_aliases a on a.alias_id = s.alias_id
left join import_log l on l.number = s.batch
where s.visible
order by 1 nulls first, s.title, s.list_key, s.run_at nulls first, s.last_at nulls first, s.batch, s.number, s.piece
"""


class Row(NamedTuple):
    """One stored row of a list, columns as `_READ` selects them."""

    chat_id: str | None
    title: str
    list_key: str
    run_at: datetime | None
    number: int
    piece: int
    words: str | None
    alias_id: int | None
    name: str
    by_id: bool
    item: str | None
    quantity: float | None
    price: object
    amount: object
    withdrawn: bool
    first_at: datetime | None
    last_at: datetime | None
    resolution: str
    batch: int
    part: str
    source_row: int
    imported_at: datetime


@dataclass
class _Line:
    """One line, all its sightings together. `pieces`: the rows of its latest one."""

    first_at: datetime
    last_at: datetime
    pieces: dict[int, Row]
    alias_id: int | None
    name: str
    by_id: bool


@dataclass
class _Run:
    """One list, or as much of it as some files show."""

    title: str
    start: datetime
    end: datetime
    head: Row
    lines: dict[str, _Line] = field(default_factory=dict)

    def sending(self, at: datetime) -> Sending:
        """The latest sending up to `at`."""
        at = min(at, self.end)
        there = {words: line for words, line in self.lines.items()
                 if line.first_at <= at + _SAME_SENDING and line.last_at >= at - _SAME_SENDING}
        return Sending(self.title, {line.name for line in there.values()}, set(there))

    def take(self, other: _Run) -> None:
        """Make the other one, which is this list too, part of it."""
        if other.end >= self.end:
            self.title, self.head, self.end = other.title, other.head, other.end
        self.start = min(self.start, other.start)
        for words, line in other.lines.items():
            known = self.lines.get(words)
            self.lines[words] = line if known is None else _joined(known, line)


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Fill `list_lines` from all stored rows of all lists."""
    cursor.execute("delete from list_lines")
    if not ask.any_row(cursor, "select 1 from sign_up_rows"):
        return
    rows = [Row(*values) for values in cursor.execute(_READ).fetchall()]
    written = [line for run in _lists(_runs(rows)) for line in _written(run)]
    frame = pd.DataFrame(written, columns=list(COLUMNS), dtype="object")
    cursor.register("lines_in", frame)
    cursor.execute(f"insert into list_lines by name select {', '.join(COLUMNS)} from lines_in")
    cursor.unregister("lines_in")


def _runs(rows: Iterable[Row]) -> list[_Run]:
    """One run a file and list, oldest first."""
    runs = [_run(list(group)) for _, group in groupby(rows, _same_run)]
    return sorted((run for run in runs if run), key=lambda run: (run.start, run.head.batch, run.head.source_row))


def _same_run(row: Row) -> tuple[object, ...]:
    return row.chat_id, row.title, row.list_key, row.run_at


def _run(rows: Sequence[Row]) -> _Run | None:
    heads = [row for row in rows if row.number == 0]
    if not heads:
        return None
    head = max(heads, key=lambda row: (_moment(row, row.last_at), row.batch))
    run = _Run(head.title, _moment(head, head.run_at), _moment(head, head.last_at), head)
    for row in rows:
        if row.words is not None:
            line = _Line(_moment(row, row.first_at), _moment(row, row.last_at), {row.piece: row}, row.alias_id,
                         row.name, row.by_id)
            known = run.lines.get(row.words)
            run.lines[row.words] = line if known is None else _joined(known, line)
    return run


def _moment(row: Row, at: datetime | None) -> datetime:
    """When a sending was, for putting it in order: a day's paste after its talk, one without a day when it was read in."""
    if at is None:
        return row.imported_at
    return at + timedelta(days=1, microseconds=-1) if row.resolution == "day" else at


def _joined(known: _Line, more: _Line) -> _Line:
    newer = more if more.last_at >= known.last_at else known
    pieces = {**known.pieces, **more.pieces} if known.last_at == more.last_at else newer.pieces
    named = more if more.by_id and not known.by_id else known
    return _Line(min(known.first_at, more.first_at), newer.last_at, pieces, named.alias_id, named.name, named.by_id)


def _lists(runs: Sequence[_Run]) -> list[_Run]:
    """Runs of one list joined."""
    found: dict[str, list[_Run]] = defaultdict(list)
    for run in runs:
        lists = found[run.head.chat_id or ""]
        home = next((one for one in reversed(lists) if _goes_on(one, run)), None)
        if home is None:
            lists.append(run)
        else:
            home.take(run)
    return [run for lists in found.values() for run in lists]


def _goes_on(one: _Run, run: _Run) -> bool:
    later = max(run.start - one.end, timedelta()) // timedelta(microseconds=1)
    return goes_on(one.sending(run.start), run.sending(run.start), later)


def _written(run: _Run) -> Iterable[tuple[object, ...]]:
    named = "\x1f".join((run.head.chat_id or "", title_key(run.title), run.start.isoformat()))
    list_id = "g" + hashlib.md5(named.encode(), usedforsecurity=False).hexdigest()[:12]
    there = {line.alias_id for line in run.lines.values() if _standing(run, line, set()) == CURRENT}
    head = run.head
    first_at = _shown(run.start, head.resolution) if head.last_at else None
    last_at = _shown(head.last_at, head.resolution) if head.last_at else None
    for number, (_, line) in enumerate(sorted(run.lines.items(), key=_place), 1):
        standing = _standing(run, line, there)
        for piece, row in sorted(line.pieces.items()):
            happened_at = _shown(line.first_at, row.resolution) if row.first_at else None
            yield (list_id, row.chat_id, run.title, first_at, last_at, head.resolution,
                   standing, number, piece, line.alias_id, row.item, item_key(row.item or ""), row.quantity, row.price, row.amount,
                   happened_at, row.batch, row.part, row.source_row)


def _place(item: tuple[str, _Line]) -> tuple[datetime, int, str]:
    words, line = item
    return line.first_at, min(row.number for row in line.pieces.values()), words


def _shown(at: datetime, resolution: str) -> datetime:
    """A moment without what put it in order."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0) if resolution == "day" else at.replace(microsecond=0)


def _standing(run: _Run, line: _Line, there: set[int | None]) -> str:
    if line.last_at == run.end and not any(row.withdrawn for row in line.pieces.values()):
        return CURRENT
    return CHANGED if line.alias_id in there else WITHDRAWN
