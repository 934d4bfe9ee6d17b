"""How long something took, as lists of viewers and meetings write it: 45, 00:28:49, 28分49秒, 1小时2分, 90 under 时长(秒)."""

from __future__ import annotations

import re
from datetime import time, timedelta

from analytics.importers import cells
from analytics.importers.cells import Bad
from analytics.importers.grid import Cell

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\.\d+)?")
_WORDED = re.compile(r"\d\s*(?:小时|时|分钟|分|秒钟|秒|h|min|m|s)\s*(?:\d|$)", re.IGNORECASE)
_MOST_MINUTES = 24 * 60
UNCLEAR = Bad("length_unclear")


def minutes(cell: Cell, unit: int = 60) -> float | Bad | None:
    """Minutes in a cell; `unit`: seconds of one unit where the cell is a bare number. More than a day is Bad."""
    seconds = _seconds(cell, unit)
    if not isinstance(seconds, float):
        return seconds
    found = round(seconds / 60, 2)
    return found if 0 <= found <= _MOST_MINUTES else UNCLEAR


def _seconds(cell: Cell, unit: int) -> float | Bad | None:
    if isinstance(cell, timedelta | time):
        return cells.figure(cell)
    if type(cell) is str:
        clock = _CLOCK.fullmatch(cells.bare(cell))
        if clock:
            hours, low, high = (int(part or 0) for part in clock.groups())
            return float(hours * 3600 + low * 60 + high)
        if _WORDED.search(cell):
            return cells.figure(cell)
    found = cells.figure(cell)
    return found * unit if isinstance(found, float) else found
