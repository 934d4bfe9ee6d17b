"""In which order the days of a column are written: 03/04/2026 is a day of its column, never of itself.

    03/04/2026, 25/04/2026 → dmy: there is no month 25
    26/5/1, 26/5/28       → ymd: in any other order they would be decades apart
    26/5/29, 29/05/2026   → ymd dmy: two hands kept this column; each day is of the first order in which it exists
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from analytics.importers import dates
from analytics.importers.cells import bare
from analytics.importers.grid import Cell

ORDERS = ("ymd", "mdy", "dmy")
_OF_TWO_HANDS = ("ymd mdy", "ymd dmy")
_NEARLY_AS_CLOSE = 4


def likely_orders(found: Iterable[Cell], beside: Collection[date] = ()) -> list[str]:
    """The orders in which every day like 03/04/2026 or 26/5/1 of a column exists, the likeliest first.

    That is the one that spreads over the fewest days, together with those `beside` them. More than one only where the
    days do not tell: nearly as close together in another order. None where no such day occurs, or no order fits them all.
    """
    triples = list(dict.fromkeys(
        match.group(1, 3, 4) for cell in found if type(cell) is str and (match := dates.THREE.match(bare(cell)))
    ))
    spreads = {order: spread for order in _orders_of(triples) if (spread := _spread(triples, order, beside)) is not None}
    ranked = sorted(spreads, key=lambda order: spreads[order])
    return [order for order in ranked if spreads[order] <= _NEARLY_AS_CLOSE * spreads[ranked[0]]]


def _orders_of(triples: list[tuple[str | Any, ...]]) -> tuple[str, ...]:
    """Years of two digits and of four side by side may be of two hands."""
    return (*ORDERS, *_OF_TWO_HANDS) if len({len(triple[2]) == 4 for triple in triples}) > 1 else ORDERS


def _spread(triples: list[tuple[str | Any, ...]], order: str, beside: Collection[date]) -> int | None:
    days = [dates.ordered(triple, order) for triple in triples]
    known = [one for one in days if one is not None]
    return (max([*known, *beside]) - min([*known, *beside])).days if known and len(known) == len(days) else None


def is_ordered(cell: str) -> bool:
    """Whether a text is a day such as 03/04/2026 or 26/5/1, which only its column can explain."""
    return (cell[1:2] in "-/." or cell[2:3] in "-/.") and dates.THREE.match(bare(cell)) is not None
