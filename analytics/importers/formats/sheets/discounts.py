"""What was taken off an order: stated in all, in parts (the shop's, the platform's, a coupon's), or told by the price before."""

from __future__ import annotations

from decimal import Decimal

from analytics.importers.formats.sheets.rows import Block

_ZERO = Decimal("0.00")


def discounts(block: Block) -> list[Decimal | None]:
    """Yuan taken off before what was paid, row by row (some sheets write it below zero); None where a row does not say it."""
    return [None if off is None else abs(off) for off in _stated(block)]


def _stated(block: Block) -> list[Decimal | None]:
    if "discount" in block.values:
        said: list[Decimal | None] = block.values["discount"]
        return said
    if "discount_parts" in block.each:
        return [sum(there, _ZERO) if (there := [part for part in parts if isinstance(part, Decimal)]) else None
                for parts in zip(*block.each["discount_parts"], strict=True)]
    return [None if full is None or paid is None or full < paid else full - paid
            for full, paid in zip(block.column("list_amount"), block.values["gross"], strict=True)]
