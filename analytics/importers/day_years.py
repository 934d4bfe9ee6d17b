"""The year of days written without one, out of the days beside them in their column.

    5月29日, 5月30日, 2026/5/31 → 2026
    12月30日, 2026/1/2          → nobody knows: 2026 would put the first line a year late

Only where all years beside them are one year, and that year keeps the column together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analytics.importers import dates
from analytics.importers.dates import Moment
from analytics.importers.grid import Cell

# Further from the days that name their year, a day may as well be of the year before or after.
_FURTHEST_DAYS = 183
_BEHIND_ONE_OR_TWO_DIGITS = "-/.月"


def may_lack_year(cell: str) -> bool:
    """Whether a text opens like 5月2日 or 5/2; cheap, for many cells."""
    return cell[1:2] in _BEHIND_ONE_OR_TWO_DIGITS or cell[2:3] in _BEHIND_ONE_OR_TWO_DIGITS


def year_beside(found: Iterable[Cell], order: str | None) -> int | None:
    """The one year that fits every day of a column without a year; None where none lacks one, or nothing tells."""
    cells = set(found)
    said = {cell: dates.moment(cell, order) for cell in cells}
    lacking = [cell for cell, moment in said.items() if moment is dates.NO_YEAR]
    known = [moment.at.date() for moment in said.values() if isinstance(moment, Moment)]
    years = {day.year for day in known}
    if not lacking or len(years) != 1:
        return None
    year = years.pop()
    return year if all(_is_near(dates.day(cell, order, year), known) for cell in lacking) else None


def _is_near(day: object, known: list[date]) -> bool:
    return not isinstance(day, date) or (min(known) - day).days <= _FURTHEST_DAYS >= (day - max(known)).days
