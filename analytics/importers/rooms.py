"""Door numbers in names and addresses: 3-301 老王, 王姐 3栋2单元301, 幸福小区3号楼301室. Only the numbers are kept.

Neighbours' groups name people by their door. The whole address is never stored: the door is enough to see
that a buyer and a member live behind the same one.
"""

from __future__ import annotations

import re

_BUILDING = r"(?P<building>\d{1,3}|[a-z])\s*(?:号楼|幢|栋|座|楼(?=\s*\d)|#|号(?=\s*\d))"
_UNIT = r"(?:\s*(?P<unit>\d{1,2})\s*(?:单元|门))?"
_DOOR = r"\s*-?\s*(?P<door>\d{3,4})\s*(?:室|房|号)?"
_SHORT = r"(?P<short>(?:\d{1,3}|[a-z])-(?:\d{1,2}-)?\d{3,4})"
ROOM = re.compile(rf"(?<![\d-])(?:{_BUILDING}{_UNIT}{_DOOR}|{_SHORT})(?![\d-])", re.IGNORECASE)


def room_in(text: str) -> str:
    """The door in a text as 3-301 or 3-2-301; '' where there is none, or more than one."""
    found = {_room(match) for match in ROOM.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _room(match: re.Match[str]) -> str:
    if short := match["short"]:
        return short.lower()
    return "-".join(part for part in (match["building"].lower(), match["unit"], match["door"]) if part)
