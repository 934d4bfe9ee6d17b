"""What became of an order, in six words of ours, out of what shop systems write in two columns."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from analytics.importers import columns

_ZERO = Decimal("0.00")
_BACK = frozenset({"refunded", "partially_refunded"})
# Ticks and answers: yes under 是否付款 is paid, under 是否退款 refunded.
_TICKS = {**dict.fromkeys(("是", "yes", "y", "true", "有"), True),
          **dict.fromkeys(("否", "no", "n", "false", "无", "没", "没有", "×", "✗"), False)}
_AMOUNT = re.compile(r"[¥￥]?\s*(\d[\d,]*(?:\.\d+)?)")


def standing(status: str | None, beside: str | None, gross: Decimal | None,
             refund: Decimal | None) -> tuple[str, Decimal, str | None]:
    """(our status, yuan given back, code of what is unclear) of one order.

    `status`, `beside`: the sheet's words on the order and on its refund. The words are in
    words/values.toml [values.status]. Our status: paid, partially_refunded, refunded, cancelled, unpaid
    or other.
    """
    said, inside = _said(status, beside)
    back = abs(refund or _ZERO) or inside
    if back > 0:
        return ("refunded" if gross is not None and back >= gross else "partially_refunded"), back, None
    if said == "refunded":
        return "refunded", gross or _ZERO, None
    if said == "partially_refunded":
        return "partially_refunded", _ZERO, "refund_unknown"
    if said in {"paid", "unpaid", "cancelled"}:
        return said, _ZERO, None
    if status and said is None:
        return "other", _ZERO, "status_unknown"
    return "paid", _ZERO, None


@lru_cache(4096)
def _said(status: str | None, beside: str | None) -> tuple[str | None, Decimal]:
    """(what both words together say, the amount inside 已退款(￥5.00))."""
    word, side = _meaning(status, "paid", "unpaid"), _meaning(beside, "refunded", "unrefunded")
    if side not in _BACK and word not in _BACK:
        return word, _ZERO
    match = _AMOUNT.search(f"{beside or ''} {status or ''}")
    return side if side in _BACK else word, Decimal(match[1].replace(",", "")) if match else _ZERO


def _meaning(word: str | None, yes: str, no: str) -> str | None:
    if not word:
        return None
    ticked = _TICKS.get(word.strip().lower())
    if ticked is None:
        return columns.meaning("status", word)
    return yes if ticked else no
