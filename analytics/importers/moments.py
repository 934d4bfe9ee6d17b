"""Moments as chat files write them, on the shop's wall clock.

A moment is a whole number of microseconds since 1970-01-01 00:00 local time: what Arrow stores,
and cheap enough to make hundreds of thousands of times a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeVar

from analytics.importers import shop_clock

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
# Added to anything it stays far below zero; no chat is older than 1970.
IMPOSSIBLE = -(2 ** 60)
T = TypeVar("T")
_MOST_REMEMBERED = 262_144
_EPOCH = date(1970, 1, 1).toordinal()
_DATE = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?")
_CLOCK = re.compile(
    r"(上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|[AaPp]\.?\s?[Mm]\.?)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"\s*([AaPp]\.?\s?[Mm]\.?)?"
)
_USUAL_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_NUMBERS = re.compile(r"\d+")
_AFTERNOON = ("下午", "傍晚", "晚上", "p")
_LATEST_SECONDS = 4_102_444_800  # the year 2100: what lies beyond is not seconds


def day_of(year: int, month: int, day: int) -> int | None:
    """Midnight of a calendar day, None for a day that does not exist."""
    try:
        return (date(year, month, day).toordinal() - _EPOCH) * DAY
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def read_day(text: str) -> int | None:
    """2018-09-03, 2026/4/7, 2026.4.7, 2026年4月7日 → midnight; None for anything else."""
    match = _DATE.fullmatch(text.strip())
    return day_of(*map(int, match.groups())) if match else None


@lru_cache(maxsize=262_144)
def read_clock(text: str) -> int | None:
    """9:05, 21:07:33, 8:43:38 PM, 下午2:09, 2:09 p.m. → microseconds after midnight; None for anything else."""
    if _USUAL_CLOCK.fullmatch(text):
        # 21:07:33, which nearly all are: a chat has tens of thousands of different ones.
        return (int(text[:2]) * 3600 + int(text[3:5]) * 60 + int(text[6:])) * SECOND
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return None
    before, hours, minutes, seconds, after = match.groups()
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    half = (before or after or "").lower()
    if half:
        hour = _on_24_hours(hour, half)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return (hour * 60 + minute) * MINUTE + second * SECOND


def _on_24_hours(hour: int, half: str) -> int:
    if half == "中午":
        return hour if hour in (11, 12) else hour + 12
    if half.startswith(_AFTERNOON) and hour < 12:
        return hour + 12
    # 12:30 am and 凌晨12:30 open the day; 晚上12:30 does too.
    return 0 if hour == 12 and not half.startswith(("下午", "傍晚", "p")) else hour


def resolution_of(clock: str) -> str:
    """"second" where a clock text has seconds, else "minute"."""
    return "second" if len(_NUMBERS.findall(clock)) >= 3 else "minute"


class Remembered(dict[str, T]):
    """What `read` makes of a text, worked out once; a file has few days and clocks, and many lines."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        value = self[text] = self._read(text)
        return value


def days_of(read: Callable[[str], int | None] = read_day) -> Remembered[int]:
    """Midnights by text; IMPOSSIBLE where `read` says None, so that sums with clocks stay plain numbers."""
    return Remembered(lambda text: IMPOSSIBLE if (day := read(text)) is None else day)


def clocks_of() -> Remembered[int]:
    """Microseconds after midnight by text; IMPOSSIBLE where it is no clock."""
    return days_of(read_clock)


def read_moment(text: str) -> int | None:
    """A day and a clock with blanks or a T between them."""
    day, _, clock = text.strip().replace("T", " ", 1).partition(" ")
    midnight, within = read_day(day), read_clock(clock)
    return None if midnight is None or within is None else midnight + within


def from_epoch(value: float) -> int | None:
    """Seconds (or milliseconds) since 1970 UTC, on the shop's clock; None for what is no instant."""
    seconds = value / 1000 if value > _LATEST_SECONDS else value
    if not 0 < seconds <= _LATEST_SECONDS:
        return None
    return int(seconds) * SECOND + shop_clock.offset(seconds)


def from_iso(text: str) -> int | None:
    """2024-01-15T10:30:00.123+02:00 on the shop's clock; without a zone it is local already. None for anything else."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return from_datetime(moment) if moment.tzinfo is None else from_epoch(moment.timestamp())


def from_datetime(local: datetime) -> int:
    """A local datetime as a moment, to the second."""
    return int(local.replace(tzinfo=UTC).timestamp()) * SECOND


def iso_day(moment: int) -> date:
    """The calendar day a moment lies in."""
    return date.fromordinal(_EPOCH + moment // DAY)
