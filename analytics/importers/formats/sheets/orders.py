"""Orders out of a sheet: one row an order, or one row an order line, each with its own traps.

An order's amount counts once. Where a sheet repeats the order's amount on every line, it is kept on
line 1 only; where lines have amounts of their own, each keeps its own. Which of the two a sheet does
is seen over all its rows: amounts that differ within one order are the lines'.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from analytics.importers import cells, columns
from analytics.importers.answers import Answers
from analytics.importers.cells import Bad
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.ledger import Ledger
from analytics.importers.formats.sheets.parts import combine_clock, people, resolutions
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.formats.sheets.status import standing
from analytics.importers.grid import Cell, Row

# Headers whose amount is a line's even where all lines of an order happen to cost the same.
_LINE_AMOUNTS = frozenset(["商品金额", "商品总价", "小计", "商品实际价格(总共)"])
_ZERO = Decimal("0.00")
_KEYS = ("order_id", "sequence", "name", "product", "paid_at", "ordered_at")
_ALONE = [(1, False)]
_UNMADE = frozenset({"unpaid", "cancelled"})


@dataclass
class OrderLines:
    """What is learned of a sheet's orders before they are written. `at`: column → positions.

    First `count` sees all rows; only where orders turn out to have several, `look` sees them again.
    """

    at: dict[str, list[int]]
    line_amounts: bool = False
    _seen: set[int] = field(default_factory=set)
    _repeated: set[int] = field(default_factory=set)
    _lines: dict[str, dict[int, Cell]] = field(default_factory=dict)

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
        """The lines and amounts of the orders that stand on several rows."""
        for row, key in zip(rows, self.keys(rows), strict=True):
            if key is not None and hash(key) in self._repeated:
                self._add(self._lines.setdefault(key, {}), self._mark(row), self._cell(row, "gross"))

    def _add(self, lines: dict[int, Cell], mark: int, amount: Cell) -> None:
        there = not cells.is_empty(amount)
        if there and mark not in lines and any(cell != amount for cell in lines.values() if not cells.is_empty(cell)):
            self.line_amounts = True
        if there or mark not in lines:
            lines[mark] = amount

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

    def place(self, row: Row, key: str | None) -> tuple[int, bool]:
        """(line number within the order, whether its amount is the order's and stands on line 1 only)."""
        lines = self._lines.get(key) if key is not None else None
        if lines is None or len(lines) == 1:
            return 1, False
        return sorted(lines).index(self._mark(row)) + 1, not self.line_amounts

    def amount(self, key: str) -> Cell:
        """The amount of a whole order: the first that any of its lines has."""
        return next((cell for cell in self._lines[key].values() if not cells.is_empty(cell)), "")

    def _mark(self, row: Row) -> int:
        """What tells one line of an order from another and stays when its status changes."""
        sign = "-" if self._text(row, "gross").startswith(("-", "(", "¥-", "￥-")) else ""
        words = [self._text(row, name) for name in ("product", "spec")]
        ids = [cells.shown(_at(row, at)) for at in self.at.get("line_id", [])]
        return zlib.crc32("\x1f".join([sign, *words, *ids]).encode())

    def _cell(self, row: Row, name: str) -> Cell:
        places = self.at.get(name)
        return _at(row, places[0]) if places else ""

    def _text(self, row: Row, name: str) -> str:
        return cells.text(self._cell(row, name)) or ""


def lines_of(at: dict[str, list[int]], gross_header: str) -> OrderLines:
    """An `OrderLines` for a sheet whose amounts stand under `gross_header` (as headers.key writes it)."""
    return OrderLines(at, line_amounts=gross_header in _LINE_AMOUNTS)


def write_orders(block: Block, ledger: Ledger, lines: OrderLines, answers: Answers) -> None:
    """Write one block of order rows; what cannot be kept or understood becomes an issue."""
    values = block.values
    keys = lines.keys(block.rows)
    places = _ALONE * len(block) if not lines.has_lines else [
        lines.place(row, key) for row, key in zip(block.rows, keys, strict=True)]
    values["order_id"] = keys
    values["line"] = [line for line, _ in places]
    if lines.has_lines:
        _order_amounts(block, lines, keys, places)
    people(block, keep_masked=False)
    _moments(block, answers)
    troubles = _standings(block)
    _require(block, places)
    kept = ledger.settle(block, _KEYS)
    for row in kept:
        if row in troubles:
            ledger.blank(block, row, "status", troubles[row], block.cell("status", row))
    ledger.write(block, kept, chat="")


def _order_amounts(block: Block, lines: OrderLines, keys: list[str | None], places: list[tuple[int, bool]]) -> None:
    """An amount of the whole order stands on its line 1, wherever the sheet has it."""
    gross, refund = block.values["gross"], block.values.get("refund")
    for row, ((line, whole), key) in enumerate(zip(places, keys, strict=True)):
        if whole and line > 1:
            gross[row] = None
            block.bad["gross"].pop(row, None)
            if refund:
                refund[row] = None
        elif whole and key is not None and gross[row] is None and row not in block.bad["gross"]:
            found = cells.money(lines.amount(key))
            gross[row] = None if isinstance(found, Bad) else found


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


def _require(block: Block, places: list[tuple[int, bool]]) -> None:
    direction = block.values.get("direction")
    gross, order_id, paid = block.values["gross"], block.values["order_id"], block.values["paid_at"]
    for row, (line, whole) in enumerate(places):
        if direction and (not direction[row] or columns.meaning("direction", direction[row]) != "income"):
            block.lose(row, "direction", "skipped_expense")
        if gross[row] is None and not (whole and line > 1):
            block.lose(row, "gross")
        if order_id[row] is None:
            _require_buyer(block, row, paid[row])


def _require_buyer(block: Block, row: int, paid: Moment | None) -> None:
    if not any(block.column(name)[row] for name in ("name", "phone", "platform_id")):
        block.lose(row, "order_id" if "order_id" in block.each else "name")
    elif paid is None:
        named = [name for name in ("order_id", "paid_at", "ordered_at") if row in block.bad.get(name, {})]
        block.lose(row, named[0] if named else "paid_at" if "paid_at" in block.each else "ordered_at")


def _at(row: Row, at: int) -> Cell:
    return row[at] if at < len(row) else ""


