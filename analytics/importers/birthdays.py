"""Birthdays as people write them: mostly without a year, sometimes by the moon.

    1990-05-20, 90年5月20日, 5月20日, 5/20, 0520, 五月二十日, May 20 → a day; without a year it is of the year `YEARLESS`
    农历八月十五, 腊月廿三, 闰六月初三; 8-15 under 农历生日          → month and day of the lunar calendar

The order of 05/20/1990 is a property of the column, but other columns of days lie close together and birthdays do not:
the first order in which every cell of the column is a day that has been.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from analytics.importers import dates, shop_clock
from analytics.importers.cells import Bad, bare, is_empty, shown
from analytics.importers.dates import Moment
from analytics.importers.grid import Cell

# A leap year in which no customer was born; birthdays without a year are kept in it.
YEARLESS = 1904
_ORDERS = ("ymd", "mdy", "dmy")
_MOON = re.compile(r"[农阴旧]历|\(农\)|农$")
_NOTES = re.compile(r"\(?(?:[农阴旧公阳新]历?|生日)\)?[:\s]*(?=\S|$)")
_TWO = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\s+0{1,2}:00(?::00)?)?")
_BARE = re.compile(r"(\d{1,2})(\d{2})")
_HAN = re.compile(r"(正|冬|腊|[一二三四五六七八九十]{1,2})月(初|廿|卅)?([一二三四五六七八九十]{0,3})([日号]?)")
_YEAR_BEFORE = re.compile(r"(?:19|20)?\d\d年\s*(?=\D)|(?:19|20)\d\d[-/.年]\s*(?=\d{1,2}[-/.月]\d)")
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九", 1)}
_TENS = {"初": 0, "廿": 20, "卅": 30}
_NAMED = re.compile(r"(?:(\d{1,2})\s*([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?\s*(\d{1,2}))", re.IGNORECASE)
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LUNAR_MONTHS, _LUNAR_DAYS, _LEAP = 12, 30, "闰"
_CUT = (".1", ".2", ".3")


class Moon(NamedTuple):
    """A day of the lunar calendar."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


Birthday = date | Moon | Bad | None


def column(found: Sequence[Cell], header: str) -> list[Birthday]:
    """The birthdays of a column; `Bad` where nobody can tell the day. Under 农历生日 every cell is of the moon."""
    by_moon, order = bool(_MOON.search(unicodedata.normalize("NFKC", header))), _order(found)
    return [_birthday(cell, by_moon, order) for cell in found]


def _birthday(cell: Cell, by_moon: bool, order: str | None) -> Birthday:
    if is_empty(cell):
        return None
    words = unicodedata.normalize("NFKC", bare(repr(cell) if isinstance(cell, float) else shown(cell)).lstrip("'`"))
    if by_moon or _MOON.search(words) or words.startswith(_LEAP):
        return _of_moon(_NOTES.sub("", words))
    exact = dates.moment(cell, order)
    if isinstance(exact, Moment) or exact is dates.IMPOSSIBLE:
        return _sane(exact.at.date(), words) if isinstance(exact, Moment) else exact
    words = _NOTES.sub("", words)
    han = _HAN.fullmatch(_YEAR_BEFORE.sub("", words))
    if han:
        # 八月十五 without 日 is said of the moon, 五月二十日 of the sun.
        pair = _han(han)
        return _of_sun(pair) if han[4] and not han[2] and han[1] not in _MONTHS else _lunar(pair)
    again = dates.moment(words, order)
    if isinstance(again, Moment):
        return _sane(again.at.date(), words)
    # 5.2 in a number's cell may have been typed as 5.20.
    return dates.UNREADABLE if isinstance(cell, float) and words.endswith(_CUT) else _of_sun(_pair(words))


def _of_sun(pair: tuple[int, int] | None) -> date | Bad:
    """A day without a year; 20/5 is the 20th of May."""
    if pair is None:
        return dates.UNREADABLE
    for month, day in (pair, pair[::-1]):
        try:
            return date(YEARLESS, month, day)
        except ValueError:
            continue
    return dates.IMPOSSIBLE


def _of_moon(words: str) -> Moon | Bad:
    words = _YEAR_BEFORE.sub("", words).removeprefix(_LEAP)
    exact = dates.moment(words, "ymd")
    if isinstance(exact, Moment):
        return Moon(exact.at.month, exact.at.day)
    han = _HAN.fullmatch(words)
    return _lunar(_han(han) if han else _pair(words))


def _lunar(pair: tuple[int, int] | None) -> Moon | Bad:
    if pair is None:
        return dates.UNREADABLE
    fits = 1 <= pair[0] <= _LUNAR_MONTHS and 1 <= pair[1] <= _LUNAR_DAYS
    return Moon(*pair) if fits else dates.IMPOSSIBLE


def _pair(words: str) -> tuple[int, int] | None:
    """Month and day of 5月20日, 5-20, 0520, 520, May 20; None for what is no such thing."""
    if match := _TWO.fullmatch(words) or _BARE.fullmatch(words):
        return int(match[1]), int(match[2])
    match = _NAMED.fullmatch(words)
    name = (match[2] or match[3]).lower() if match else ""
    return (_NAMES.index(name) + 1, int(match[1] or match[4])) if match and name in _NAMES else None


def _han(match: re.Match[str]) -> tuple[int, int]:
    """Month and day in Chinese numerals; 0 for a numeral that is none."""
    month = _MONTHS.get(match[1]) or _number(match[1])
    day = _number(match[3])
    return month, _TENS[match[2]] + day if match[2] else day


def _number(numeral: str) -> int:
    """1 to 39 in Chinese numerals; 0 for none."""
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _sane(day: date, words: str) -> date | Bad:
    """A year to come is the end of a century (90-05-20), or of no meaning; before `YEARLESS` stands what was never filled in."""
    today = shop_clock.imported_on()
    if day.year <= YEARLESS:
        return dates.ODD_YEAR
    if today is None or day <= today:
        return day
    return day.replace(year=YEARLESS if str(day.year) in words else day.year - 100)


def _order(found: Sequence[Cell]) -> str | None:
    """The order of three numbers such as 05/20/1990, by all cells of the column; None where none is written so."""
    matches = [match for cell in found if type(cell) is str and (match := dates.THREE.match(bare(cell)))]
    triples = [match.group(1, 3, 4) for match in matches]
    fits = [order for order in _ORDERS if all(dates.ordered(one, order) for one in triples)]
    return (fits or [" ".join(_ORDERS)])[0] if triples else None
