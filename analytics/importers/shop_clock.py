"""The shop's wall clock: instants (epoch seconds, times with an offset) are laid on it while a file is read.

One process reads one file of one shop, so the clock is set once, by the reading child. It begins as Asia/Shanghai,
which has had no summer time since 1992: a fixed offset that needs no table of zones. Nothing here reads the system's
clock: the day of the import is said by whoever stamps it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = 1_000_000
SHANGHAI = "Asia/Shanghai"
_FIXED = timezone(timedelta(hours=8))
# Clocks are moved at quarters of an hour at the earliest.
_QUARTER = 900
_zone: tzinfo = _FIXED
_today: date | None = None


def use(name: str, today: date | None = None) -> None:
    """Lay instants on the clock of this zone from now on; `today`: the day of the import, where it is known.

    Raises `ZoneInfoNotFoundError` for a name nobody knows.
    """
    global _zone, _today
    _zone, _today = _FIXED if name == SHANGHAI else ZoneInfo(name), today
    _offset_of_quarter.cache_clear()


def imported_on() -> date | None:
    """The day on which the file is read in; None where nobody said."""
    return _today


def fixed() -> int | None:
    """Microseconds ahead of UTC where that never changes, else None."""
    return None if isinstance(_zone, ZoneInfo) else _microseconds(_zone.utcoffset(None))


def offset(seconds: float) -> int:
    """Microseconds the clock is ahead of UTC at an instant."""
    return _offset_of_quarter(int(seconds // _QUARTER))


def local(instant: datetime) -> datetime:
    """An instant (with its zone) as the clock on the wall shows it, without one."""
    return instant.astimezone(_zone).replace(tzinfo=None)


@lru_cache(maxsize=65_536)
def _offset_of_quarter(quarter: int) -> int:
    return _microseconds(datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(_zone).utcoffset())


def _microseconds(ahead: timedelta | None) -> int:
    return int((ahead or timedelta(0)).total_seconds()) * _SECOND
