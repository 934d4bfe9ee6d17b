"""On which days birthdays are kept: the same one each year by the sun, another one by the moon.

Who was born on 29 February keeps the 28th of other years; who was born on a 30th of the moon the last day of a shorter month.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import festivals


def between(known: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The birthdays from `first` to `last`, both inside and at most a year apart: the rows of `known` with `day` and
    `by_moon`, in the order of the days.

    `known`: person_id, birthday (NaT without one), lunar_birthday (“08-15” or NULL) of sql/facts/today_birthdays.sql.
    """
    born, moon = pd.to_datetime(known["birthday"]), known["lunar_birthday"]
    by_sun, by_moon = known[born.notna()], known[born.isna() & moon.notna()]
    parts = [by_sun.assign(day=_in_year(born[born.notna()], year), by_moon=False) for year in sorted({first.year, last.year})]
    if len(by_moon):
        kept = _by_moon(by_moon["lunar_birthday"], first, last)
        parts.append(by_moon.merge(kept, on="lunar_birthday").assign(by_moon=True))
    days = pd.concat(parts, ignore_index=True)
    inside: pd.DataFrame = days[days["day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    # A lunar day may come twice in a year of the sun.
    return inside.sort_values(["day", "person_id"]).drop_duplicates("person_id").reset_index(drop=True)


def _in_year(born: pd.Series[Any], year: int) -> pd.Series[Any]:
    last = pd.Timestamp(year, 2, 1).days_in_month
    days = born.dt.day.mask((born.dt.month == 2) & (born.dt.day > last), last)
    return pd.to_datetime(pd.DataFrame({"year": year, "month": born.dt.month, "day": days})).astype("datetime64[us]")


def _by_moon(said: pd.Series[Any], first: date, last: date) -> pd.DataFrame:
    """One row a lunar day × lunar year near the span: lunar_birthday, day."""
    rows = [(one, pd.Timestamp(festivals.solar_day(year, int(one[:2]), int(one[3:]))))
            for one in sorted(set(said)) for year in range(first.year - 1, last.year + 1)]
    return pd.DataFrame(rows, columns=["lunar_birthday", "day"]).astype({"day": "datetime64[us]"})
