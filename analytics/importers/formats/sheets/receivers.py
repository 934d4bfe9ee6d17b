"""Who an order goes to, so that somebody who orders for many can be told: never the address itself.

    买家昵称  收货人  收货人手机   收货地址               →  receiver a3f0c19be2d4, room 3-301
    团长阿珍  王女士  13800000001  幸福小区3号楼301室

Kept are a mark that is equal for equal receivers and says nothing else, and the door number.
"""

from __future__ import annotations

from hashlib import blake2s

from analytics.importers.formats.sheets.rows import Block
from analytics.importers.names import normal
from analytics.importers.rooms import room_in

_MARK_BYTES = 6


def add_receivers(block: Block) -> None:
    """Fill receiver and room of each row; NULL where the sheet names nobody beside the buyer."""
    address = block.column("address")
    # The columns that name a buyer stand in order: who receives comes last.
    names, phones = block.each.get("name", []), block.each.get("phone", [])
    beside = [places[-1] for places in (names, phones) if len(places) > 1]
    block.values["room"] = [room_in(where) or None if where else None for where in address]
    block.values["receiver"] = [_mark(words) for words in zip(*beside, address, strict=True)]


def _mark(words: tuple[object, ...]) -> str | None:
    told = [normal(str(word)) for word in words if word]
    return blake2s("\x1f".join(told).encode("utf-8", "replace"), digest_size=_MARK_BYTES).hexdigest() if told else None
