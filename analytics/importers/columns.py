"""The column dictionary: which table a row of headers is, and which column each header means.

The words are in words/, one file a table. A table fits where all it needs is there; of several the one that
explains most headers is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa

from analytics.importers import headers
from analytics.importers.batch import DAY, MOMENT, MONEY, REAL, SCHEMAS, WHOLE
from analytics.importers.cells import shown
from analytics.importers.dictionary import step_of, words
from analytics.importers.grid import Cell

_KINDS = {MOMENT: "moment", DAY: "day", MONEY: "money", WHOLE: "whole", REAL: "figure"}
_IDS = frozenset({"order_id", "coupon_id", "post_id", "platform_id", "message_id"})
# Names by which DESIGN's tables are known outside, for mappings that people write by hand.
_SYNONYMS = {
    "buyer_name": "name", "buyer_phone": "phone", "display_name": "name", "sender_name": "name",
    "chat_name": "chat", "inviter": "inviter_name", "referrer": "referrer_name",
}
METRICS, _LONGEST_PART = "metrics", 14


@dataclass(frozen=True)
class Column:
    """One column of a table. `reads`: how its cells are read. `stored`: a column of the wire table.

    `beside`: its cells go into the wire table of that name, a row a person (tags).
    `ignored`: known by its header, never read; it only tells one kind of sheet from another.
    """

    table: str
    name: str
    headers: tuple[str, ...]
    reads: str
    stored: bool = True
    gather: bool = False
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    ignored: bool = False
    beside: str = ""

    @property
    def kept(self) -> bool:
        """Whether what its cells say is kept."""
        return self.stored or bool(self.beside)


@dataclass(frozen=True)
class Table:
    """One kind of sheet: what it needs, what makes it certain, its columns in order of their claims."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    telling: frozenset[str]
    columns: dict[str, Column]


@dataclass(frozen=True)
class Match:
    """Headers understood as columns of `table`: column → positions, best first.

    `metrics`: metric of a content account → position. `step`: what people did, where the header of
    the time says it (报名时间), or where a title does (`step_of_title`).
    """

    table: Table
    at: dict[str, list[int]] = field(default_factory=dict)
    metrics: dict[str, int] = field(default_factory=dict)
    step: str | None = None
    step_of_title: str | None = None

    @property
    def complete(self) -> bool:
        """Whether all the table needs is there."""
        return not self.wanting

    @property
    def wanting(self) -> list[tuple[str, ...]]:
        """What the table needs and is not there: of each, one of these columns would do."""
        return [group for group in self.table.needs if not any(self.has(name) for name in group)]

    @property
    def certain(self) -> bool:
        """Whether a column is there that other kinds of sheets do not have."""
        return any(self.has(name) for name in self.table.telling)

    @property
    def positions(self) -> set[int]:
        """All positions that mean something."""
        return {at for places in self.at.values() for at in places} | set(self.metrics.values())

    @property
    def kept_positions(self) -> set[int]:
        """Those of them whose cells are read."""
        columns = self.table.columns
        return {at for name, places in self.at.items() if not columns[name].ignored for at in places} | set(self.metrics.values())

    def has(self, name: str) -> bool:
        """Whether a column was found; "metrics" and "step" may also stand in headers themselves."""
        return name in self.at or (name == METRICS and bool(self.metrics)) or (name == "step" and self.step is not None)

    def named(self) -> Iterator[tuple[int, str]]:
        """(position, "table.column") of every header that means something, hints left out."""
        for name, places in self.at.items():
            if self.table.columns[name].kept:
                yield from ((at, f"{self.table.name}.{name}") for at in places)
        yield from ((at, f"{self.table.name}.value") for at in self.metrics.values())


@cache
def tables() -> dict[str, Table]:
    """Every kind of sheet by the name of its wire table, in the order of the dictionary."""
    return {name: _table(name, entry) for name, entry in words()["tables"].items()}


def _table(name: str, entry: dict[str, Any]) -> Table:
    needs = tuple(tuple(group.split("|")) for group in entry["needs"])
    columns = {column: _column(name, column, facts) for column, facts in words()["columns"][name].items()}
    return Table(name, needs, frozenset(entry["telling"]), columns)


def _column(table: str, name: str, facts: dict[str, Any]) -> Column:
    ignored, beside = facts.get("ignored", False), facts.get("beside", "")
    stored = facts.get("stored", not (ignored or beside))
    reads = facts.get("as") or ("id" if name in _IDS else _reads(table, name) if stored else "text")
    return Column(table, name, tuple(facts["headers"].split()), reads, stored, facts.get("gather", False),
                  tuple(facts.get("patterns", ())), tuple(facts.get("unless", "").split()), ignored, beside)


def _reads(table: str, name: str) -> str:
    kind: pa.DataType = SCHEMAS[table].field(name).type
    return _KINDS.get(kind, "text")


def expected(table: str) -> list[str]:
    """What a sheet of this kind must have, one entry a need, alternatives joined by / (Chinese headers)."""
    return [label(table, group) for group in tables()[table].needs]


def label(table: str, group: Sequence[str]) -> str:
    """One need in the words of headers: 订单号/付款时间."""
    return "/".join(_label(tables()[table], name) for name in group)


def _label(table: Table, name: str) -> str:
    return str(words()["metrics"]["readers"]).split()[0] if name == METRICS else table.columns[name].headers[0]


def resolve(target: str) -> tuple[str, str] | None:
    """ "orders.buyer_name" → ("orders", "name"); None for what is no column."""
    table, _, name = target.partition(".")
    name = _SYNONYMS.get(name, name)
    known = tables().get(table)
    if known is None:
        return None
    return (table, name) if name in known.columns or (table == "content_days" and name == "value") else None


def best_match(found: Sequence[Cell], step: str | None = None) -> Match | None:
    """The table that explains most of these headers, among those that have all they need.

    `step`: what people did, as a title says it; a header that says so goes before.
    """
    matches = (match_table(found, table) for table in tables().values())
    fitting = [match for match in (_with_step(match, step) for match in matches) if match.complete]
    return max(fitting, key=lambda match: len(match.positions) - (match.step_of_title is not None) / 2, default=None)


def _with_step(match: Match, step: str | None) -> Match:
    wanting = match.table.name == "events" and step is not None and not match.has("step")
    return replace(match, step=step, step_of_title=step) if wanting else match


def match_table(found: Sequence[Cell], table: Table, taken: frozenset[int] = frozenset()) -> Match:
    """Which of these headers mean a column of `table`. Of equal headers the first counts.

    `taken`: positions that already mean something else.
    """
    places = _places(found, taken)
    match, used, step = Match(table), set(taken), None
    for column in table.columns.values():
        spots = [at for header in column.headers for at in _spots(header, places, column) if at not in used]
        spots = list(dict.fromkeys(spots))[: None if column.gather else 1]
        if column.patterns and (column.beside or not spots):
            spots += [at for header, at in places.items() if at not in used and _fits(header, column)]
            spots = list(dict.fromkeys(spots))[: None if column.gather else 1]
        if spots:
            match.at[column.name] = spots
            used.update(spots)
    if table.name == "content_days":
        match.metrics.update({name: at for name, at in _metrics(places).items() if at not in used})
    if table.name == "events":
        named = [step_of(shown(found[match.at[column][0]])) for column in ("happened_at", "minutes") if column in match.at]
        step = next(filter(None, named), None)
    return replace(match, step=step)


def _places(found: Sequence[Cell], taken: frozenset[int]) -> dict[str, int]:
    """Key → first position; whole headers come before parts of 收货人/提货人."""
    free = [(at, headers.parts(header)) for at, header in enumerate(found) if at not in taken and header != ""]
    places: dict[str, int] = {}
    for at, parts in free:
        places.setdefault(parts[0], at)
    for at, parts in free:
        for part in parts[1:]:
            places.setdefault(part, at)
    return places


def _spots(known: str, places: dict[str, int], column: Column) -> list[int]:
    """Where a known header stands; of ~实付 every header that contains the word."""
    if known[0] != "~":
        return [places[known]] if known in places else []
    return [at for header, at in places.items() if known[1:] in header and _is_short(header, column)]


def _fits(header: str, column: Column) -> bool:
    return any(word in header for word in column.patterns) and _is_short(header, column)


def _is_short(header: str, column: Column) -> bool:
    # No sentence that merely speaks of it, and no word that says something else.
    return not column.unless or (len(header) <= _LONGEST_PART and not any(word in header for word in column.unless))


def _metrics(places: dict[str, int]) -> dict[str, int]:
    return {
        metric: places[header]
        for metric, listed in words()["metrics"].items() for header in str(listed).split() if header in places
    }


@lru_cache(4096)
def meaning(kind: str, cell: str) -> str | None:
    """Our value for a word in a cell: meaning("status", "交易成功") is "paid"; None for unknown words."""
    found = headers.key(cell)
    lists: dict[str, str] = words()["values"][kind]
    for value, listed in lists.items():
        if found in listed.split():
            return value
    return next((value for value, listed in lists.items() if any(word in found for word in listed.split())), None)
