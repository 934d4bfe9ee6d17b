"""Cells that hold what they were given: a nickname that begins like a formula stays a nickname (CWE-1236)."""

from __future__ import annotations

import re
from typing import Any

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST = 32_767
# What XML 1.0 cannot hold; openpyxl refuses the same.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def clean(text: str) -> str:
    """The text without signs that a workbook cannot hold, as long as a cell can be."""
    return _ILLEGAL.sub("", text)[:LONGEST]


def put(cell: Any, value: Any, number_format: str | None = None) -> None:
    """Write into an openpyxl cell: texts as texts, whatever they begin with; None leaves it empty."""
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        # Excel then shows what it is also when somebody edits the cell.
        cell.quotePrefix = value.startswith(STARTS_A_FORMULA)
    else:
        cell.value = value
    if number_format:
        cell.number_format = number_format


def sheet_name(name: str) -> str:
    """A name that Excel takes for a sheet."""
    allowed = "".join("_" if sign in "[]:*?/\\" else sign for sign in clean(name))
    return allowed.strip("'")[:31] or "1"
