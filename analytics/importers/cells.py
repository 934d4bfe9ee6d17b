"""What a cell says: numbers, money, ids and phones as people and shop systems write them.

Every function takes a cell of `grid.Sheet` and gives a value, None for an empty cell, or a `Bad`
that names what is wrong. Nothing is guessed: a cell that could mean two things is `Bad`. Days and
times are in `dates`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from analytics.importers.grid import LOSSY_FROM, Cell

_CACHE = 65_536
_EMPTY = frozenset(["", "/", "\\", "-", "--", "---", "—", "——", "–", "－", "(空)", "（空）", "(跳过)", "（跳过）"])
# Where a number belongs, these words are none: 天猫 writes 无退款申请 under 退款金额.
_NO_NUMBER = frozenset(["无", "没有", "未退", "未退款", "无退款", "无退款申请", "暂无", "未填", "未填写", "null", "NULL",
                        "nan", "NaN", "N/A", "#N/A"])
_EDGES = " \t\r\n\v\f\u3000\xa0\u202f\u2007\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SHIELD = re.compile(r'="(.*)"', re.DOTALL)
_CENT = Decimal("0.01")
_YUAN_UNIT = Decimal(1)
_MOST = Decimal(10) ** 16

_NUMBER = re.compile(
    r"(?P<minus>[-−–]?)(?P<left>\(?)(?P<sign>(?:¥|RMB|CNY|人民币)?)\s*(?P<inner>[-−+]?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?P<rest>\.\d*)?\s*(?P<scale>万|亿|千|百|W|K)?\+?"
    r"\s*(?P<unit>[^\d.,()]{0,4}?)(?P<right>\)?)", re.IGNORECASE)
_SCALES = {"百": 100, "千": 1000, "K": 1000, "万": 10_000, "W": 10_000, "亿": 100_000_000}
_YUAN = frozenset({"", "元", "块", "块钱", "圆", "元整", "RMB", "CNY"})
_COUNTED = frozenset([*"人次条个位单件份群篇粉赞分名家场张天盒斤包", "人次", ""])
_FOREIGN = re.compile(
    r"[$＄€£￡₩￦฿₫₽₹円]|(?<![A-Z])(?:USD|HKD|MOP|TWD|NTD|JPY|EUR|GBP|KRW|THB|SGD|MYR|AUD|CAD|NZD|VND|RUB)(?![A-Z])|"
    r"(?:美|港|澳|日|韩|欧|加|纽)元|[港台澳日韩加新马]币|美金|澳门币|新加坡元|英镑|泰铢|越南盾|卢布|令吉", re.IGNORECASE)
_LASTED = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|m(?:in)?))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟|秒|s))?")

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_ALMOST_WHOLE = re.compile(r"\d+\.0")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PLAIN_MONEY = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}")
_ABROAD = re.compile(r"\+\d{7,15}")
_PHONE_MARKS = re.compile(r"[\s\-‑–()（）.]+")
# 13800138000-1234 and 13800138000转1234 are lent out by a platform: the next order has another, the next buyer the same.
_LENT = re.compile(r"1[3-9]\d{9}\s*(?:[-–—_,，#]|转|分机|ext\.?)\s*\d{2,6}(?!\d)", re.IGNORECASE)
_ONE_MOBILE = re.compile(r"(?<!\d)(?:\+?0{0,2}86)?(1[3-9]\d{9})(?!\d)")
_HIDDEN = re.compile(r"[*＊]|[×•]{2}|\d[xX]{3,}\d|尾号")
# *敏 and **满, as 京东 and 淘宝 show them; a nickname may begin with a star, but goes on after it.
_STARRED = re.compile(r"[*＊]+\w{1,2}")
_TAIL = re.compile(r"[*＊×•xX号]\D*(\d{2,4})\D*$")
_OWN_SCALE = re.compile(r"[万亿千百元块¥￥wk]|rmb|cny", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be used; `code` is the key of its sentence, `[issue.<code>]`."""

    code: str


BAD_NUMBER, BAD_PHONE, LOST_DIGITS = Bad("number_unreadable"), Bad("phone_unreadable"), Bad("id_lost_digits")
NOT_WHOLE, NO_RESULT, FOREIGN = Bad("number_not_whole"), Bad("formula_without_value"), Bad("money_other_currency")


def bare(text: str) -> str:
    """Text without blanks, tabs and invisible marks around it, taken out of ="…"."""
    text = text.strip(_EDGES)
    shielded = _SHIELD.fullmatch(text) if text.startswith('="') else None
    return shielded.group(1).strip(_EDGES) if shielded else text


def is_empty(cell: Cell) -> bool:
    """Nothing there: blank, or one of the signs people and exporters put for nothing (/ - —— (空))."""
    return cell == "" or (type(cell) is str and bare(cell) in _EMPTY)


def text(cell: Cell) -> str | None:
    """Words as they stand. NA, None, 007 and 1e5 are names like any other."""
    if type(cell) is str:
        # Most cells are one plain word; only the others need a closer look.
        if cell.isalnum():
            return cell
        found = bare(cell)
        return None if found in _EMPTY else found
    return shown(cell)


def shown(cell: Cell) -> str:
    """Any cell as Excel would show it, more or less."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(timedelta(seconds=round(cell.total_seconds())))
    return str(cell)


def identifier(cell: Cell) -> str | Bad | None:
    """An order number or other id, always text. Bad where Excel has already rounded its digits."""
    if type(cell) is str:
        if cell.isalnum():
            return cell
        found = bare(bare(cell).lstrip("'`"))
        if found in _EMPTY:
            return None
        if _SCIENTIFIC.fullmatch(found):
            return LOST_DIGITS
        return found[:-2] if _ALMOST_WHOLE.fullmatch(found) else found
    if type(cell) is float:
        return LOST_DIGITS if abs(cell) >= LOSSY_FROM else str(cell)
    return text(cell)


def phone(cell: Cell) -> str | Bad | None:
    """Digits of a phone number, without +86. '' for a masked one: 186******05 tells nobody from another."""
    if type(cell) is str and _PLAIN_MOBILE.fullmatch(cell):
        return cell
    found = identifier(cell)
    if not isinstance(found, str):
        return found if type(cell) is str else BAD_PHONE if found else None
    return _phone(found)


@lru_cache(_CACHE)
def _phone(found: str) -> str | Bad:
    if is_masked(found) or _LENT.search(unicodedata.normalize("NFKC", found)):
        return ""
    digits = _PHONE_MARKS.sub("", unicodedata.normalize("NFKC", re.split(r"[/、;；,，]", found)[0]))
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return mobile.group(1)
    if _LANDLINE.fullmatch(digits) or _ABROAD.fullmatch(digits):
        return digits
    among_words = _ONE_MOBILE.findall(digits)
    return among_words[0] if len(among_words) == 1 else BAD_PHONE


def is_masked(found: str) -> bool:
    """Whether part of a name or number is starred out."""
    if found.startswith(("*", "＊")):
        return _STARRED.fullmatch(found) is not None
    return _HIDDEN.search(found) is not None


def tail(cell: Cell) -> str | None:
    """What people call a masked number by, 尾号4567: the last digits it shows; None where it shows none at its end."""
    found = _TAIL.search(shown(cell)[-8:]) if is_masked(shown(cell)) else None
    return f"尾号{found[1]}" if found else None


def money(cell: Cell, unit: Decimal = _YUAN_UNIT) -> Decimal | Bad | None:
    """Yuan to the cent: ￥1,234.50 · 1.2万 · 1299元 · (12.00) for minus. Bad for other currencies.

    `unit`: what one of a cell without a unit of its own is worth, 10000 under 金额(万元).
    """
    if type(cell) is str:
        if unit == 1 and _PLAIN_MONEY.fullmatch(cell):
            return Decimal(cell)
        if _FOREIGN.search(cell):
            return FOREIGN
    found = _number(cell, _YUAN)
    if not isinstance(found, Decimal):
        return found
    return (found if unit == 1 or has_own_scale(cell) else found * unit).quantize(_CENT, ROUND_HALF_UP)


def has_own_scale(cell: Cell) -> bool:
    """Whether an amount says its own unit: 1.2万 and 12元 mean the same under 金额(万元) as anywhere else."""
    return type(cell) is str and _OWN_SCALE.search(cell) is not None


def is_foreign(header: Cell) -> bool:
    """Whether a header names another currency than the shop's: 金额(美元), Total (USD)."""
    return _FOREIGN.search(shown(header)) is not None


def whole(cell: Cell) -> int | Bad | None:
    """A count: 486 · 1,286 · 45.2万 · 486人 · 10万+."""
    found = _number(cell, _COUNTED)
    if not isinstance(found, Decimal):
        return found
    return int(found) if found == found.to_integral_value() else NOT_WHOLE


def figure(cell: Cell) -> float | Bad | None:
    """Any measured number: counts, 20% as 0.2, 28分49秒 as seconds."""
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, time):
        return float(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if type(cell) is str:
        found = bare(cell)
        if found.endswith(("%", "％")):
            share = _number(found[:-1], frozenset({""}))
            return float(share / 100) if isinstance(share, Decimal) else share
        lasted = _LASTED.fullmatch(found)
        if lasted and any(lasted.groups()):
            hours, minutes, seconds = (float(part or 0) for part in lasted.groups())
            return hours * 3600 + minutes * 60 + seconds
    value = _number(cell, _COUNTED)
    return float(value) if isinstance(value, Decimal) else value


def _number(cell: Cell, units: frozenset[str]) -> Decimal | Bad | None:
    if isinstance(cell, bool):
        return BAD_NUMBER
    if isinstance(cell, int):
        return Decimal(cell) if abs(cell) < _MOST else BAD_NUMBER
    if isinstance(cell, float):
        # repr is the shortest text of a float: 12.3 and not 12.300000000000000711.
        return Decimal(repr(cell)) if abs(cell) < _MOST else BAD_NUMBER
    return _number_in(cell, units) if type(cell) is str else BAD_NUMBER


@lru_cache(_CACHE)
def _number_in(cell: str, units: frozenset[str]) -> Decimal | Bad | None:
    found = unicodedata.normalize("NFKC", bare(cell)).strip(_EDGES).lstrip("'`")
    if found in _EMPTY or found in _NO_NUMBER:
        return None
    if found.startswith("="):
        return NO_RESULT
    match = _NUMBER.fullmatch(found)
    if match is None or match["unit"].strip().upper() not in units or bool(match["left"]) != bool(match["right"]):
        return BAD_NUMBER
    return _value(match)


def _value(match: re.Match[str]) -> Decimal | Bad:
    digits = (match["whole"] or "").replace(",", "") + (match["rest"] or "")
    signs = bool(match["minus"]) + bool(match["left"]) + (match["inner"] in {"-", "−"})
    if not digits.strip(".") or signs > 1:
        return BAD_NUMBER
    value = Decimal(digits) * _SCALES.get((match["scale"] or "").upper(), 1)
    if value >= _MOST:
        return BAD_NUMBER
    return -value if signs else value
