"""The hot calendar (热点日历; R10): Chinese festivals, the 24 solar terms (节气) and the days on which everybody sells.

Offline, from lunar_python's tables; days off work are not told, since they are decided anew every year. Keys: texts
`festival.<key>`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pandas as pd

KINDS = ("festival", "term", "shopping")
_LUNAR = {"spring": (1, 1), "lantern": (1, 15), "dragon_boat": (5, 5), "qixi": (7, 7), "mid_autumn": (8, 15),
          "double_ninth": (9, 9), "laba": (12, 8), "little_new_year": (12, 23)}
_SOLAR = {"new_year": (1, 1), "valentine": (2, 14), "women": (3, 8), "labour": (5, 1), "children": (6, 1), "teachers": (9, 10),
          "national": (10, 1), "christmas": (12, 25)}
_SHOPPING = {"sale_618": (6, 18), "sale_double_eleven": (11, 11), "sale_double_twelve": (12, 12)}
# The n-th Sunday of a month.
_SUNDAYS = {"mothers": (5, 2), "fathers": (6, 3)}
TERMS = ("minor_cold", "major_cold", "spring_begins", "rain_water", "insects_wake", "spring_equinox", "qingming", "grain_rain",
         "summer_begins", "grain_fills", "grain_in_ear", "summer_solstice", "minor_heat", "major_heat", "autumn_begins",
         "heat_ends", "white_dew", "autumn_equinox", "cold_dew", "frost", "winter_begins", "minor_snow", "major_snow",
         "winter_solstice")
# Known as festivals too.
_BOTH = frozenset({"qingming", "winter_solstice"})
_SUNDAY = 6


def between(start: date, end: date) -> pd.DataFrame:
    """One row a day of note from `start` to `end`, both inside: day, name_key, kind (one of `KINDS`); by day."""
    found = [(pd.Timestamp(day), f"festival.{key}", kind) for year in range(start.year, end.year + 1)
             for day, key, kind in _of_year(year) if start <= day <= end]
    frame = pd.DataFrame(found, columns=["day", "name_key", "kind"])
    typed = frame.astype({"day": "datetime64[us]", "name_key": "str", "kind": "str"})
    return typed.sort_values(["day", "name_key"], ignore_index=True)


@cache
def _of_year(year: int) -> tuple[tuple[date, str, str], ...]:
    days = [(_sunday(year, *place), key, "festival") for key, place in _SUNDAYS.items()]
    days += [(date(year, *place), key, "festival") for key, place in _SOLAR.items()]
    days += [(date(year, *place), key, "shopping") for key, place in _SHOPPING.items()]
    days += [(day, key, "festival" if key in _BOTH else "term") for day, key in zip(_terms(year), TERMS, strict=True)]
    return (*days, *_by_moon(year))


def _by_moon(year: int) -> list[tuple[date, str, str]]:
    """Festivals of the lunar calendar that fall into a solar year, those of the lunar year before too."""
    days = [(solar_day(moon, *place), key, "festival") for moon in (year - 1, year) for key, place in _LUNAR.items()]
    # New Year's Eve is the day before, whatever number it has.
    days += [(solar_day(moon, 1, 1) - timedelta(days=1), "new_year_eve", "festival") for moon in (year, year + 1)]
    return [one for one in days if one[0].year == year]


def _terms(year: int) -> list[date]:
    """The 24 terms of a solar year, 小寒 first."""
    from lunar_python import Lunar  # slow to load; only a page with dates needs it

    known = (date.fromisoformat(one.toYmd()) for one in Lunar.fromYmd(year, 6, 1).getJieQiTable().values())
    return sorted({day for day in known if day.year == year})


@cache
def solar_day(year: int, month: int, day: int) -> date:
    """The day of a lunar year's month and day; the 30th of a shorter month is its last day."""
    from lunar_python import Lunar, LunarMonth

    longest: int = LunarMonth.fromYm(year, month).getDayCount()
    return date.fromisoformat(Lunar.fromYmd(year, month, min(day, longest)).getSolar().toYmd())


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_SUNDAY - first.weekday()) % 7 + 7 * (number - 1))
