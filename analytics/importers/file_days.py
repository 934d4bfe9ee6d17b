"""The day in a name: of a file, a sheet, a title. 群成员_20260601.xlsx, 2026-06-01, 2026年6月1日."""

from __future__ import annotations

import re
from datetime import date

_PARTED = re.compile(r"(20\d{2})[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})日?(?!\d)")
_PACKED = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")


def day_in(name: str) -> date | None:
    """The last day that stands in a name; None where none does, or none that exists."""
    found = None
    for pattern in (_PACKED, _PARTED):
        for match in pattern.finditer(name):
            try:
                found = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
        if found:
            return found
    return None
