"""What one cell of an order sheet names: 「杏仁饼雪糕(标准份)(1件);沙溪扣肉(标准份)(2件)」 is two things, three pieces.

Shop back ends write all goods of an order into one cell. A cell is cut only where its parts show that they are goods:
at semicolons and line breaks always, at commas only where every part says how many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

_CUTS = re.compile(r"[;；\n\r|]+")
_COMMAS = re.compile(r"[,，、+＋]")
_UNITS = "件|份|个|盒|袋|箱|瓶|斤|只|条|包|套|杯|张|次|单"
_MANY = re.compile(rf"[\s]*(?:[(（\[]?\s*[*x×X]?\s*(\d{{1,4}})\s*(?:{_UNITS})\s*[)）\]]?|[*x×X]\s*(\d{{1,4}}))\s*$")
# A sort that says nothing: every thing has it.
_PLAIN_SORT = re.compile(r"\s*[(（\[](?:标准份?|默认|常规|普通|标准装|默认规格|均码)[)）\]]\s*$")


def pieces(cell: str) -> tuple[tuple[str, int], ...]:
    """(name, how many) of each thing a cell names, in its order; () for an empty cell.

    >>> pieces("杏仁饼雪糕(标准份)(1件);沙溪扣肉(标准份)(2件)")
    (('杏仁饼雪糕', 1), ('沙溪扣肉', 2))
    """
    parts = [part for part in (one.strip() for one in _CUTS.split(cell)) if part]
    found: dict[str, int] = {}
    for part in parts:
        for name, many in _with_commas(part):
            found[name] = found.get(name, 0) + many
    return tuple(found.items())


def named(cells: Iterable[str]) -> pd.DataFrame:
    """One row a different cell × thing: product (the cell), item, quantity."""
    rows = [(cell, item, many) for cell in cells for item, many in pieces(cell)]
    return pd.DataFrame(rows, columns=["product", "item", "quantity"]).astype({"quantity": "int64"})


# Cells are many, the things in them few: each is read once.
@lru_cache(maxsize=1 << 16)
def _with_commas(part: str) -> tuple[tuple[str, int], ...]:
    smaller = [one.strip() for one in _COMMAS.split(part)]
    if len(smaller) > 1 and all(one and _MANY.search(one) for one in smaller):
        return tuple(_counted(one) for one in smaller)
    return (_counted(part),)


def _counted(part: str) -> tuple[str, int]:
    match, many = _MANY.search(part), 1
    # A name that is nothing but a number of pieces stays a name.
    if match and part[: match.start()].strip():
        part, many = part[: match.start()].strip(), max(int(match.group(1) or match.group(2)), 1)
    return _PLAIN_SORT.sub("", part).strip() or part, many
