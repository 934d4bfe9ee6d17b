"""Days and moments as cells hold them, on the shop's wall clock.

The order of day, month and year is a property of a column, never of a cell (`day_orders`): in
03/04/2026 nothing in the cell itself tells. A day without a year stays without one; it is `Bad`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from analytics.importers import shop_clock
from analytics.importers.cells import Bad, bare, is_empty, shown
from analytics.importers.grid import Cell

EARLIEST, LATEST = 1900, 2100
_CACHE = 65_536
_DAY_ZERO = datetime(1899, 12, 30)
# Excel's day numbers from 1954 to 2119: no other number in a column of days looks like these.
_SERIALS = (20_000, 80_000)
_EPOCH_SECONDS = (10**9, 41 * 10**8)

UNREADABLE, NO_YEAR, IMPOSSIBLE = Bad("date_unreadable"), Bad("date_without_year"), Bad("date_impossible")
NO_DATE, ODD_YEAR, AMBIGUOUS = Bad("time_without_date"), Bad("date_out_of_range"), Bad("date_order_unclear")

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_WEEKDAY = re.compile(
    r"[(（]?(?:周|星期|礼拜)[一二三四五六日天][)）]?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?,?", re.IGNORECASE)
_USUAL_LENGTH = len("2026-05-02 08:00:01")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_HAN = re.compile(r"(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*(?:[日号]|(?!\d))")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?!\d)")
THREE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?![\d:])")
_NAMED = re.compile(r"(?:(\d{1,2})[-\s.]*([a-z]{3})[a-z]*|([a-z]{3})[a-z]*[\s.]+(\d{1,2}))[-,\s.]+(\d{4})(?!\d)", re.IGNORECASE)
_YEARLESS = re.compile(r"\d{1,2}(?:\s*月\s*\d{1,2}\s*(?:[日号](?=\d)|[日号]?(?=\s|$))|[-/.]\d{1,2}(?=\s|$)).*")
# 5.30 is a day where a column of days has it; 18.00 never is.
_DOTTED = re.compile(r"(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])")
_HALF = r"(上午|下午|凌晨|清晨|早上|中午|午夜|傍晚|晚上|晚|早|[ap]\.?\s?m\.?)?"
_CLOCK = re.compile(
    rf"[T\s,]*{_HALF}\s*(\d{{1,2}})(?:[:点时](\d{{1,2}})?分?)(?:[:]?(\d{{1,2}})(?:[.,]\d+)?秒?)?\s*{_HALF}"
    r"\s*(Z|(?:GMT|UTC)?\s?[+-]\d{1,2}:?(?:\d{2})?|UTC|GMT)?", re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?")
_AFTERNOON = ("下午", "傍晚", "晚", "p")


class Moment(NamedTuple):
    """A local moment and how exactly it is known: second, minute or day (then at midnight)."""

    at: datetime
    resolution: str


Found = Moment | Bad | None


def moment(cell: Cell, order: str | None = None) -> Found:
    """When a cell says something was. `order`: ymd, mdy or dmy (or two, as `day_orders`) for days such as 03/04/26, if known.

    Instants (epoch seconds or milliseconds, ISO with a zone) are laid on the shop's wall clock.
    """
    if type(cell) is str:
        return _usual(cell) or (None if is_empty(cell) else _from_text(cell, order))
    if isinstance(cell, datetime):
        # Without the branch every cell of a workbook would be copied.
        return _checked(cell if cell.tzinfo is None else cell.replace(tzinfo=None), "second" if cell.second else "minute")
    if isinstance(cell, date):
        return _checked(datetime.combine(cell, time()), "day")
    if isinstance(cell, bool | time | timedelta):
        return NO_DATE if not isinstance(cell, bool) else UNREADABLE
    return _from_number(cell) if isinstance(cell, int | float) else UNREADABLE


def _usual(cell: str) -> Moment | None:
    """2026-05-02 08:00:01, which most systems write: ten times as fast as looking for anything else."""
    if len(cell) != _USUAL_LENGTH:
        return None
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return Moment(at, "second") if at.tzinfo is None and EARLIEST <= at.year < LATEST else None


def with_year(cell: Cell, year: int, order: str | None = None) -> Found:
    """As `moment`; 5月2日 and 5/2 8:00 are of `year`, which the sheet says elsewhere."""
    found = moment(cell, order)
    if found is not NO_YEAR:
        return found
    words = unicodedata.normalize("NFKC", _WEEKDAY.sub(" ", bare(shown(cell)).lstrip("'`"))).strip()
    mark = next(mark for mark in words if mark in "月-/.")
    return moment(f"{year}{'年' if mark == '月' else mark}{words}", order)


def day(cell: Cell, order: str | None = None, year: int | None = None) -> date | Bad | None:
    """The day of `moment`, or of `with_year` where a year is given."""
    found = moment(cell, order) if year is None else with_year(cell, year, order)
    return found.at.date() if isinstance(found, Moment) else found


def clock(cell: Cell) -> tuple[time, str] | Bad | None:
    """A time of day and its resolution, from a cell that holds nothing else."""
    if isinstance(cell, time):
        return cell.replace(microsecond=0), "second" if cell.second else "minute"
    if isinstance(cell, float) and 0 <= cell < 1:
        return (_DAY_ZERO + timedelta(seconds=round(cell * 86400))).time(), "minute"
    if type(cell) is not str:
        return UNREADABLE
    if is_empty(cell):
        return None
    found = _clock_of(_CLOCK.fullmatch(unicodedata.normalize("NFKC", bare(cell))))
    return (found[0], found[1]) if found else UNREADABLE


def ordered(triple: tuple[str | Any, ...], order: str) -> date | None:
    """The day of three numbers written in `order`, of several the first in which it exists; None where there is no such day."""
    return next(filter(None, (_in_order(triple, one) for one in order.split())), None)


def _in_order(triple: tuple[str | Any, ...], order: str) -> date | None:
    parts = dict(zip(order, triple, strict=True))
    if len(parts["y"]) not in {2, 4}:
        return None
    return _date(_full_year(int(parts["y"])), int(parts["m"]), int(parts["d"]))


def _full_year(year: int) -> int:
    return year + 2000 if year < 100 else year


def _from_number(value: float) -> Found:
    if isinstance(value, int) and 19_000_101 <= value <= 21_001_231:
        return _from_text(str(value), None)
    if _SERIALS[0] <= value < _SERIALS[1]:
        at = _DAY_ZERO + timedelta(seconds=round(value * 86400))
        return _checked(at, "day" if float(value).is_integer() else "second" if at.second else "minute")
    for scale in (1, 1000):
        if _EPOCH_SECONDS[0] <= value / scale < _EPOCH_SECONDS[1]:
            return _checked(_local(datetime.fromtimestamp(value // scale, UTC)), "second")
    # 5.29 typed into a cell of a workbook is a number; 5.3 may be the 3rd as well as the 30th.
    written = repr(value)
    return NO_YEAR if _DOTTED.fullmatch(written) and not written.endswith((".1", ".2", ".3")) else UNREADABLE


@lru_cache(_CACHE)
def _from_text(cell: str, order: str | None) -> Found:
    found = " ".join(unicodedata.normalize("NFKC", _WEEKDAY.sub(" ", bare(cell).lstrip("'`"))).split())
    if found.replace(".", "", 1).isdecimal() and len(found) != 8 and not _COMPACT.fullmatch(found):
        return NO_YEAR if _DOTTED.fullmatch(found) else _from_number(float(found) if "." in found else int(found))
    parsed = _date_in(found, order)
    if isinstance(parsed, Bad):
        return parsed
    start, rest = parsed
    if not rest:
        return _checked(start, "day")
    within = _clock_of(_CLOCK.fullmatch(rest))
    if within is None:
        return UNREADABLE
    at, resolution, zone = datetime.combine(start, within[0]), within[1], within[2]
    return _checked(at if zone is None else _local(at.replace(tzinfo=zone)), resolution)


def _date_in(found: str, order: str | None) -> tuple[datetime, str] | Bad:
    """(midnight, what follows the date)."""
    if match := _YEAR_FIRST.match(found):
        parts: tuple[int, ...] = tuple(map(int, match.group(1, 3, 4)))
    elif match := _HAN.match(found):
        parts = tuple(map(int, match.groups()))
    elif match := _COMPACT.match(found):
        parts = tuple(map(int, match.group(1, 2, 3)))
        if match.group(4):
            return _with_rest(parts, ":".join(filter(None, match.group(4, 5, 6))))
    elif match := _NAMED.match(found):
        named = _MONTHS.find((match[2] or match[3]).lower()) // 4 + 1
        parts = (int(match[5]), named, int(match[1] or match[4]))
    elif match := THREE.match(found):
        return _three(match, order, found[match.end():])
    else:
        return NO_YEAR if _YEARLESS.fullmatch(found) else NO_DATE if _CLOCK.fullmatch(found) else UNREADABLE
    return _with_rest(parts, found[match.end():])


def _three(match: re.Match[str], order: str | None, rest: str) -> tuple[datetime, str] | Bad:
    if order is None:
        return AMBIGUOUS
    start = ordered(match.group(1, 3, 4), order)
    return (datetime.combine(start, time()), rest.strip()) if start else IMPOSSIBLE


def _with_rest(parts: tuple[int, ...], rest: str) -> tuple[datetime, str] | Bad:
    start = _date(_full_year(parts[0]), parts[1], parts[2])
    return (datetime.combine(start, time()), rest.strip()) if start else IMPOSSIBLE


def _clock_of(match: re.Match[str] | None) -> tuple[time, str, tzinfo | None] | None:
    if match is None:
        return None
    half = (match[1] or match[5] or "").lower()
    hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if half:
        if hour > 12 and not half.startswith(_AFTERNOON):
            return None
        hour = _on_24_hours(hour, half)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second), "second" if match[4] else "minute", _zone(match[6])


def _on_24_hours(hour: int, half: str) -> int:
    if half == "中午":
        return hour if hour >= 11 else hour + 12
    if half.startswith(_AFTERNOON):
        # 晚上12:30 is past midnight of the day written, as people say it; 12:30 pm is noon.
        return hour + 12 if hour < 12 else 0 if half.startswith("晚") and hour == 12 else hour
    return 0 if hour == 12 else hour


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    match = _ZONE.fullmatch(written.strip())
    if match is None:
        return UTC
    away = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-away if match[1] == "-" else away)


def _local(instant: datetime) -> datetime:
    return shop_clock.local(instant)


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _checked(at: datetime, resolution: str) -> Moment | Bad:
    return Moment(at, resolution) if EARLIEST <= at.year < LATEST else ODD_YEAR
