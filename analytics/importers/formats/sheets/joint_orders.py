"""Several orders that a shop system writes on one row, because they go out in one parcel: laid down one by one.

    主订单编号      │ 选购商品  │ 订单应付金额        主订单编号 │ 选购商品 │ 订单应付金额
    6917…5;6917…6  │ 吐司;贝果 │ 38.00         →   6917…5    │ 吐司    │ 38.00
                                                  6917…6    │ 贝果    │ 0

An amount that is not parted stands with the first of them and is 0 for the others: the money counts once, and a
later file with each order by itself puts both right. As many pieces as orders are one of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from analytics.importers.cells import bare
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Cell, Row

_BETWEEN = re.compile(r"\s*[;；]\s*")
_NUMBERS = re.compile(r"\s*[0-9A-Za-z-]{6,40}(?:\s*[;；]\s*[0-9A-Za-z-]{6,40})+\s*")
_MONEY = ("gross", "refund")


class JointOrders(Area):
    """An area of orders whose joint rows come one an order, under the number of their row."""

    @classmethod
    def of(cls, area: Area) -> JointOrders:
        """The same area."""
        return cls(**{field.name: getattr(area, field.name) for field in fields(area)})

    def rows(self) -> Iterator[tuple[int, Row]]:
        """As of any area, joint rows parted."""
        assert self.match is not None
        place = self.match.at.get("order_id", [-1])[0]
        money = {at for name in _MONEY for at in self.match.at.get(name, [])}
        counted = set(self.match.at.get("quantity", []))
        for number, row in super().rows():
            written = row[place] if 0 <= place < len(row) else ""
            if type(written) is str and (";" in written or "；" in written) and _NUMBERS.fullmatch(bare(written)):
                yield from ((number, one) for one in _parted(row, len(_BETWEEN.split(bare(written))), money, counted))
            else:
                yield number, row


def _parted(row: Row, count: int, money: set[int], counted: set[int]) -> list[Row]:
    """`count` rows out of one. `money`, `counted`: the places of amounts and of numbers of pieces."""
    parts: list[list[Cell]] = [[*_BETWEEN.split(bare(cell))] if isinstance(cell, str) else [cell] for cell in row]
    for at in counted:
        if at < len(parts) and parts[at] in ([count], [str(count)]):
            parts[at] = ["1"] * count
    return [[_share(cell, found, number, count, at in money) for at, (cell, found) in enumerate(zip(row, parts, strict=True))]
            for number in range(count)]


def _share(cell: Cell, parts: list[Cell], number: int, count: int, is_money: bool) -> Cell:
    if len(parts) == count:
        return parts[number]
    return 0 if is_money and number and cell != "" else cell
