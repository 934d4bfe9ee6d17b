"""Headers that the column dictionary does not know: what a person says they are, and the best guess.

The guess looks at the header (how near it comes to a known one) and at the cells below it: days,
amounts, phone numbers, ids that never repeat. It is only ever offered, never used unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from analytics.importers import cells, columns, dates, headers
from analytics.importers.columns import Match, Table
from analytics.importers.grid import Cell

if TYPE_CHECKING:
    from analytics.importers.formats.sheets.area import Area

_SEEN_ROWS = 200
# Two headers of which rapidfuzz says less than this have nothing to do with each other.
_NEAR_FROM = 60
_SHAPE_SHARE = 0.8
_SHAPES: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
    ("phone", lambda cell: isinstance(found := cells.phone(cell), str) and len(found) == 11),
    ("moment", lambda cell: not isinstance(cell, int | float) and _is_day(dates.moment(cell, "mdy"))),
    ("money", lambda cell: isinstance(cells.money(cell), Decimal)),
)
# Amounts and days under a header are no words, whatever the header comes near to.
_NO_WORDS = frozenset({"money", "moment"})
# What a shape is in each kind of sheet, where the header says nothing.
_BY_SHAPE = {
    "orders": {"phone": "phone", "moment": "paid_at", "money": "gross", "id": "order_id", "text": "name"},
    "members": {"phone": "phone", "moment": "joined_at", "text": "name"},
}


def apply(area: Area, said: Mapping[str, str]) -> Area:
    """`area` understood as a person said; unchanged where they said nothing about its headers.

    `said`: header → "table.column", or "" for a header to be left out. Headers nobody spoke of keep
    what the dictionary makes of them.
    """
    wanted = {headers.key(header): target for header, target in said.items()}
    names = [headers.key(name) for name in headers.distinct(area.headers)]
    spoken = {at: wanted[name] for at, name in enumerate(names) if name and name in wanted}
    targets = {at: resolved for at, target in spoken.items() if (resolved := columns.resolve(target or ""))}
    if not targets:
        return area
    named = [table for table, _ in targets.values()]
    table = columns.tables()[max(dict.fromkeys(named), key=named.count)]
    match = columns.match_table(area.headers, table, frozenset(spoken))
    for at, (_, column) in targets.items():
        if column in table.columns:
            match.at[column] = [at, *(place for place in match.at.get(column, []) if table.columns[column].gather)]
        elif column == "value":
            match.metrics[names[at]] = at
    return replace(area, match=match)


def targets() -> dict[str, tuple[str, ...]]:
    """What a header can be said to be: kind of sheet → its "table.column"s, as the dictionary knows them."""
    return {table.name: (*(f"{table.name}.{column.name}" for column in table.columns.values() if column.kept),
                         *((f"{table.name}.value",) if table.name == "content_days" else ()))
            for table in columns.tables().values()}


def guess(area: Area) -> dict[str, str | None]:
    """Header → "table.column" or None: the kind of sheet that explains most, column by column."""
    found = list(headers.distinct(area.headers))
    shapes = _shapes(area)
    tables = [columns.tables()[name] for name in area.kinds or columns.tables()]
    guesses = {table.name: _guess_table(area.headers, shapes, table) for table in tables}
    # What the dictionary knows for certain goes before what cells look like.
    known = {name: len(columns.match_table(area.headers, match.table).positions) for name, match in guesses.items()}
    best = guesses[max(guesses, key=lambda name: (known[name] if known[name] > 1 else 0, guesses[name].complete,
                                                  len(guesses[name].positions)))]
    targets = {at: target for at, target in best.named() if at < len(found)}
    return {name: targets.get(at) for at, name in enumerate(found) if name}


def _guess_table(found: Sequence[Cell], shapes: dict[int, str], table: Table) -> Match:
    match = columns.match_table(found, table)
    for at, header in enumerate(found):
        if at in match.positions or header == "":
            continue
        key = headers.key(header)
        name = _nearest(key, table, match, shapes.get(at)) or _by_shape(shapes.get(at), table, match)
        if name and not any(word in key for word in table.columns[name].unless):
            match.at[name] = [at]
    return match


def _nearest(header: str, table: Table, match: Match, shape: str | None) -> str | None:
    from rapidfuzz import fuzz

    scores = {
        column.name: max(fuzz.ratio(header, known) for known in column.headers)
        for column in table.columns.values()
        if column.stored and column.name not in match.at
        and not (shape in _NO_WORDS and column.reads == "text")
    }
    name = max(scores, key=lambda column: scores[column], default=None)
    return name if name is not None and scores[name] >= _NEAR_FROM else None


def _by_shape(shape: str | None, table: Table, match: Match) -> str | None:
    name = _BY_SHAPE.get(table.name, {}).get(shape or "")
    return name if name and name not in match.at else None


def _shapes(area: Area) -> dict[int, str]:
    rows = [row for _, row in islice(area.rows(), _SEEN_ROWS)]
    shapes: dict[int, str] = {}
    for at in range(len(area.headers)):
        shape = _shape([row[at] for row in rows if at < len(row) and not cells.is_empty(row[at])])
        if shape:
            shapes[at] = shape
    return shapes


def _is_day(found: dates.Found) -> bool:
    return isinstance(found, dates.Moment) or found is dates.NO_YEAR


def _shape(found: list[Cell]) -> str | None:
    if not found:
        return None
    for shape, fits in _SHAPES:
        if sum(map(fits, found)) >= _SHAPE_SHARE * len(found):
            return shape
    texts = [cells.shown(cell) for cell in found]
    if len(set(texts)) == len(texts) and all(text.isascii() and len(text) >= 6 for text in texts):
        return "id"
    return "text"
