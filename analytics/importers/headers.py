"""A header as typed, made comparable: 「*手机号（必填）」 and 「手机号」 are one column.

Units stay known: 金额(万元) is the same column as 金额, its cells are worth ten thousand times as much.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from analytics.importers.cells import bare, shown
from analytics.importers.grid import Cell

_FACTORS = {"万元": Decimal(10_000), "万": Decimal(10_000), "千元": Decimal(1000), "分": Decimal("0.01")}
_NOTES = (
    "必填|选填|非必填|自动|单选|多选|填空|选择|文本|数字|日期|单位[:：]?\\w*|元|万元|千元|万|分|角|rmb|cny|¥|件|个|份|单|次|人|人次|条|篇|群|%|"
    "yyyy.*|格式.*|例.*|如.*|北京时间|秒|分钟"
)
_TAIL_NOTE = re.compile(rf"\s*[(\[【{{<]\s*({_NOTES})\s*[)\]】}}>]$", re.IGNORECASE)
_NUMBERING = re.compile(r"^(?:第?\d{1,3}[.、题:)]|q\d{1,3}[.、:]?)\s*(?=\D)", re.IGNORECASE)
_MARKS = " *:：'\"`·.。_-#"
_BLANKS = re.compile(r"[\s_]+")


def key(header: Cell) -> str:
    """The comparable form: NFKC, lower case, without blanks, question numbers, （必填）, (元), * and colons."""
    found, _ = _split(header)
    return found


def factor(header: Cell) -> Decimal:
    """What one unit of the column is worth: 10000 for 金额(万元), 1 where no unit says otherwise."""
    _, notes = _split(header)
    return next((_FACTORS[note] for note in notes if note in _FACTORS), Decimal(1))


def parts(header: Cell) -> list[str]:
    """Keys a header answers to, best first: itself whole, then 收货人 and 提货人 of 收货人/提货人."""
    whole = key(header)
    return [whole, *(part for part in whole.split("/") if part and part != whole)]


def fingerprint(headers: Iterable[Cell]) -> str:
    """One short text for a set of headers, in whatever order: the shape a remembered mapping is for."""
    joined = "\x1f".join(sorted({key(header) for header in headers} - {""}))
    return hashlib.sha256(joined.encode()).hexdigest()[:24]


def distinct(headers: Sequence[Cell]) -> list[str]:
    """Headers as texts, a repeated one marked: 分销员, 分销员 (2)."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        name = bare(shown(header))
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def _split(header: Cell) -> tuple[str, list[str]]:
    found = bare(unicodedata.normalize("NFKC", shown(header))).lower().strip(_MARKS)
    found = _NUMBERING.sub("", found)
    notes = []
    while match := _TAIL_NOTE.search(found):
        notes.append(match.group(1))
        found = found[:match.start()].strip(_MARKS)
    return _BLANKS.sub("", found), notes
