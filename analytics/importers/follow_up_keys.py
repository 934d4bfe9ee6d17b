"""What a line of a follow-up list carries so that it can come back: which list, whom, why.

    QX-a1b2c3d4-20261110-K37-regular_gone

The shop's letters, the list's day, the person's pseudonym and the reason: no name, nothing to count back from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

SHOP_LETTERS = 8
STATUSES = ("open", "contacted", "later", "dropped")
KEY = re.compile(r"QX-([0-9A-F]{8})-(\d{8})-([A-Z][0-9]{2,9})-([A-Z_]{1,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Key:
    """One line of one list."""

    list_id: str
    made_on: date
    code: str
    reason: str


def list_id(shop: str, made_on: date) -> str:
    """The name of the list that a shop (its uuid) made on a day of its data."""
    return f"{shop[:SHOP_LETTERS]}-{made_on:%Y%m%d}"


def written(shop: str, made_on: date, code: str, reason: str) -> str:
    """The key of a line."""
    return f"QX-{list_id(shop, made_on)}-{code}-{reason}"


def read(text: object) -> Key | None:
    """The key in a cell; None where there is none, or its day does not exist."""
    # As a spreadsheet hands it back: spaces of any width around it, letters of either size, full-width signs.
    found = KEY.fullmatch(unicodedata.normalize("NFKC", text).strip()) if isinstance(text, str) else None
    if found is None:
        return None
    shop, day, code, reason = found[1].lower(), found[2], found[3].upper(), found[4].lower()
    try:
        made_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return Key(f"{shop}-{day}", made_on, code, reason)
