"""Orders out of a sheet: one row an order, or one row an order line, each with its own traps.

    主订单编号              │ 选购商品 │ 商品规格 │ 订单应付金额 │ 订单状态
    6917000000000000001    │ 芒果    │ 6寸     │ 30.00      │ 已完成
    6917000000000000001    │ 草莓    │ 盒      │ 28.00      │ 已完成

A line keeps the number that its own words give it (product, specification, quantity, its own id), in whatever
file and place it stands. Amounts stay as the sheet has them; `whole` says that an amount is the whole order's,
repeated on its lines, and counts once. Which of the two a sheet does is seen over all its rows: amounts that
differ within one order are the lines'.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from analytics.importers import cells, columns
from analytics.importers.answers import Answers
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.discounts import discounts
from analytics.importers.formats.sheets.ledger import Ledger
from analytics.importers.formats.sheets.parts import combine_clock, people, resolutions
from analytics.importers.formats.sheets.receivers import add_receivers
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.formats.sheets.status import standing
from analytics.importers.grid import Cell, Row

# Headers whose amount is a line's even where all lines of an order happen to cost the same.
_LINE_AMOUNTS = frozenset(["商品金额", "商品总价", "小计", "商品实际价格(总共)"])
_ZERO = Decimal("0.00")
_KEYS = ("order_id", "sequence", "name", "product", "paid_at", "ordered_at")
_UNMADE = frozenset({"unpaid", "cancelled"})
# A bill of a purse lists what its owner gets back from other shops as income: 某某超市-退款.
_MONEY_BACK = "退款"


@dataclass
class OrderLines:
    """What is learned of a sheet's orders before they are written. `at`: column → positions.

    First `count` sees all rows; only where orders turn out to have several, `look` sees them again.
    """

    at: dict[str, list[int]]
    line_amounts: bool = False
    _seen: set[int] = field(default_factory=set)
    _repeated: set[int] = field(default_factory=set)
    _amounts: dict[int, tuple[Cell, int]] = field(default_factory=dict)

    @property
    def has_lines(self) -> bool:
        """Whether some order stands on several rows."""
        return bool(self._repeated)

    def count(self, rows: list[Row]) -> None:
        """Which orders stand on several rows. Hashes only: a million orders are 100 MB less."""
        for key in self.keys(rows):
            if key is not None:
                mark = hash(key)
                (self._repeated if mark in self._seen else self._seen).add(mark)

    def keys(self, rows: list[Row]) -> list[str | None]:
        """The order of each row."""
        places = self.at.get("order_id")
        if places is None or "sequence" in self.at:
            return [self.key(row) for row in rows]
        found = [cells.identifier(_at(row, places[0])) for row in rows]
        return [key if isinstance(key, str) else None for key in found]

    def look(self, rows: list[Row]) -> None:
        """Whether two lines of one order have amounts of their own; what is given back has one anyway."""
        for row, key in zip(rows, self.keys(rows), strict=True):
            if key is None or hash(key) not in self._repeated:
                continue
            amount = self._cell(row, "gross")
            if cells.is_empty(amount) or _is_negative(amount):
                continue
            mark = self.mark([self._text(row, name) for name in ("product", "spec", "quantity")], self.ids(row))
            other, line = self._amounts.setdefault(hash(key), (amount, mark))
            if line != mark and other != amount:
                self.line_amounts = True

    def key(self, row: Row) -> str | None:
        """The order a row belongs to: its id; or, where numbers restart with every 团, number, buyer and moment."""
        own = cells.identifier(self._cell(row, "order_id"))
        if isinstance(own, str):
            return own
        sequence = cells.identifier(self._cell(row, "sequence"))
        if not isinstance(sequence, str):
            return None
        when = self._text(row, "ordered_at") or self._text(row, "paid_at") or self._text(row, "product")
        return "·".join((sequence, self._text(row, "name"), when.replace("/", "-")))

    def ids(self, row: Row) -> list[str]:
        """The line's own ids: 子订单编号, 商品编码."""
        return [cells.text(_at(row, at)) or "" for at in self.at.get("line_id", [])]

    def has_amount(self, key: str | None) -> bool:
        """Whether some line of an order that stands on several rows has an amount."""
        return key is not None and hash(key) in self._amounts

    def _cell(self, row: Row, name: str) -> Cell:
        places = self.at.get(name)
        return _at(row, places[0]) if places else ""

    def _text(self, row: Row, name: str) -> str:
        return cells.text(self._cell(row, name)) or ""

    @staticmethod
    def mark(words: list[str], ids: list[str]) -> int:
        """What tells one line of an order from another and stays when its status changes; 1 where nothing is said."""
        said = "\x1f".join([*words, *ids])
        return zlib.crc32(said.encode("utf-8", "replace")) if said.strip("\x1f") else 1


def lines_of(at: dict[str, list[int]], gross_header: str) -> OrderLines:
    """An `OrderLines` for a sheet whose amounts stand under `gross_header` (as headers.key writes it); '': prices alone do."""
    return OrderLines(at, line_amounts=not gross_header or gross_header in _LINE_AMOUNTS)


def write_orders(block: Block, ledger: Ledger, lines: OrderLines, answers: Answers) -> None:
    """Write one block of order rows; what cannot be kept or understood becomes an issue."""
    values = block.values
    if "gross" not in values:
        _price(block)
    values["order_id"] = lines.keys(block.rows)
    values["line"] = _line_numbers(block, lines)
    values["whole"] = [not lines.line_amounts and (amount is None or amount >= 0) for amount in values["gross"]]
    values["discount"] = discounts(block)
    add_receivers(block)
    people(block, keep_masked=False)
    _moments(block, answers)
    troubles = _standings(block)
    _require(block, lines)
    kept = ledger.settle(block, _KEYS)
    for row in kept:
        if row in troubles:
            ledger.blank(block, row, "status", troubles[row], block.cell("status", row))
    ledger.write(block, kept, chat="")


def _price(block: Block) -> None:
    """The amount of each line, of a sheet that has only a price and how many."""
    counts = [cells.figure(block.cell("quantity", row)) for row in range(len(block))]
    block.values["gross"] = [
        None if price is None or not isinstance(count, float) else (price * Decimal(repr(count))).quantize(_ZERO)
        for price, count in zip(block.column("unit_price"), counts, strict=True)]
    block.bad["gross"] = block.bad.get("unit_price", {})


def _line_numbers(block: Block, lines: OrderLines) -> list[int]:
    """The number of each line; money given back twice for one thing is two lines."""
    told = [block.column(name) for name in ("product", "spec", "quantity")]
    gross, order_ids = block.values["gross"], block.values["order_id"]
    numbers = []
    for row, words in enumerate(zip(*told, strict=True)):
        if order_ids[row] is None:
            numbers.append(1)
            continue
        back = [str(gross[row]), cells.shown(block.cell("paid_at", row))] if gross[row] is not None and gross[row] < 0 else []
        numbers.append(lines.mark([word or "" for word in words] + back, lines.ids(block.rows[row])))
    return numbers


def _moments(block: Block, answers: Answers) -> None:
    """When an order was paid; where only its making is known, that, unless it was never paid."""
    combine_clock(block, "paid_at" if "paid_at" in block.values else "ordered_at")
    paid, ordered = block.column("paid_at"), block.column("ordered_at")
    block.values["paid_known"] = [moment is not None for moment in paid]
    if answers.day and "paid_at" not in block.values and "ordered_at" not in block.values:
        ordered = [Moment(datetime.combine(answers.day, time()), "day")] * len(block)
    block.values["paid_at"] = [first or second for first, second in zip(paid, ordered, strict=True)]


def _standings(block: Block) -> dict[int, str]:
    """Status and refund of every row in our words; row → code where they are not understood."""
    troubles: dict[int, str] = {}
    gross, refund = block.values["gross"], block.column("refund")
    status, beside = block.column("status"), block.column("refund_status")
    found = []
    for row in range(len(block)):
        if gross[row] is not None and gross[row] < 0:
            refund[row], gross[row] = max(abs(refund[row] or _ZERO), -gross[row]), _ZERO
        word, back, trouble = standing(status[row], beside[row], gross[row], refund[row])
        if trouble:
            troubles[row] = trouble
        found.append((_never_paid(block, row) if status[row] is None and word == "paid" else word, back))
    block.values["status"] = [word for word, _ in found]
    block.values["refund"] = [back for _, back in found]
    _settle_unpaid(block)
    block.values["paid_resolution"] = resolutions(block.values["paid_at"])
    return troubles


def _never_paid(block: Block, row: int) -> str:
    """Without a status, an order whose time of payment is empty beside a time of making was not paid."""
    both = "paid_at" in block.each and "ordered_at" in block.each
    return "unpaid" if both and not block.values["paid_known"][row] else "paid"


def _settle_unpaid(block: Block) -> None:
    """An unpaid order has no time of payment; an unpaid or cancelled one without an amount was worth nothing."""
    for row, word in enumerate(block.values["status"]):
        if word in _UNMADE and block.values["gross"][row] is None and row not in block.bad["gross"]:
            block.values["gross"][row] = _ZERO
        if word == "unpaid" and not block.values["paid_known"][row] and block.values["order_id"][row]:
            block.values["paid_at"][row] = None


def _require(block: Block, lines: OrderLines) -> None:
    gross, order_id, paid = block.values["gross"], block.values["order_id"], block.values["paid_at"]
    _require_income(block)
    for row in range(len(block)):
        elsewhere = row not in block.bad["gross"] and block.values["whole"][row] and lines.has_amount(order_id[row])
        if gross[row] is None and not elsewhere:
            block.lose(row, "gross")
        if order_id[row] is None:
            _require_buyer(block, row, paid[row])


def _require_income(block: Block) -> None:
    """Of a bill only what came in for something sold."""
    for row, word in enumerate(block.values.get("direction", [])):
        if not word or columns.meaning("direction", word) != "income":
            block.lose(row, "direction", "skipped_expense")
        elif (block.column("channel")[row] or "").endswith(_MONEY_BACK):
            block.lose(row, "channel", "skipped_expense")
    for row, spent in enumerate(block.column("expense")):
        if spent and not block.values["gross"][row]:
            block.lose(row, "expense", "skipped_expense")


def _require_buyer(block: Block, row: int, paid: Moment | None) -> None:
    if not any(block.column(name)[row] for name in ("name", "phone", "platform_id")):
        block.lose(row, "order_id" if "order_id" in block.each else "name")
    elif paid is None:
        named = [name for name in ("order_id", "paid_at", "ordered_at") if row in block.bad.get(name, {})]
        block.lose(row, named[0] if named else "paid_at" if "paid_at" in block.each else "ordered_at")


def _is_negative(cell: Cell) -> bool:
    found = cells.money(cell)
    return isinstance(found, Decimal) and found < 0


def _at(row: Row, at: int) -> Cell:
    return row[at] if at < len(row) else ""
