"""What the days of a table's columns tell of each other: their order, their year, and which of them cannot be right.

    2026-05-28, 2062-05-29 │ read in on 2026-06-02 → the second is a slip of the finger
    2027-05-28, 2027-05-29 │ read in on 2026-06-02 → all are of one piece: it is the computer's clock that is wrong
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from analytics.importers import dates, day_orders, day_years, shop_clock
from analytics.importers.cells import Bad
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.area import Area
from analytics.importers.grid import Cell

_MOST_DAYS = 20_000
# Before this nothing was paid, said or joined that a shop has in a file; 1970 is how systems write “never”.
FIRST = date(1995, 1, 1)
_FIRST_MOMENT = datetime.combine(FIRST, time.min)
# Of days after that of the import: so far from the one before, and no more than so many, they are slips. Days of the year
# to come may be meant in a short list (a booking, a trial); what lies further ahead hardly ever is.
_APART_DAYS = 14
_MOST_SLIPS_SHARE, _MOST_FAR_SHARE = 1 / 10, 1 / 3
_FAR_DAYS = 366
_NOT_YET = Bad("date_not_yet")
_MAY_COME = frozenset({"expires_at", "posted_at"})


class ColumnDays:
    """By the columns' places in `area`: `meet` every block of its rows, then `settle`; then `moments` and `days` read cells.

    `orders`: how days such as 03/04/26 are written. `unclear`: of those that could be of another order too, one such day.
    `year`, `years`: of days without one, as the sheet says and as their column tells. `latest`: the last day that can be
    right, where some cannot.
    """

    def __init__(self, area: Area, year: int | None = None) -> None:
        assert area.match is not None
        self.area, self.year = area, year
        self.orders: dict[int, str] = {}
        self.unclear: dict[int, str] = {}
        self.years: dict[int, int] = {}
        self.latest: dict[int, date] = {}
        columns = area.match.table.columns
        places = {at: name for name, found in area.match.at.items() for at in found if columns[name].reads in {"moment", "day"}}
        self._odd: dict[int, set[str]] = {at: set() for at in places}
        self._happened = frozenset(at for at, name in places.items() if name not in _MAY_COME)
        self._later: set[int] = set()

    def meet(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Look at a block of rows, as columns."""
        today = shop_clock.imported_on()
        for at, found in self._odd.items():
            if at >= len(columns):
                continue
            if len(found) < _MOST_DAYS:
                found.update(cell for cell in columns[at] if type(cell) is str and day_years.may_lack_year(cell))
            if today and at in self._happened and at not in self._later and _may_be_later(columns[at], today):
                self._later.add(at)

    def settle(self, said: str | None) -> None:
        """Decide what the cells left open. `said`: the order of day and month by a person, where the file allows it."""
        seen = {at: set(filter(day_orders.is_ordered, found)) for at, found in self._odd.items()}
        likely = {at: orders for at, found in seen.items() if (orders := self._likely(at, found))}
        self.orders = {at: next((order for order in orders if order.split()[-1] == said), orders[0])
                       for at, orders in likely.items()}
        self.unclear = {at: min(seen[at]) for at, orders in likely.items() if len(orders) > 1}
        if self.year is None:
            self.years = {at: year for at, found in self._odd.items() if (year := self._year_of(at, found)) is not None}
        self.latest = {at: last for at in self._later if (last := self._latest(at)) is not None}

    def moments(self, at: int, found: Iterable[Cell]) -> list[Moment | Bad | None]:
        """The moments of cells of a column."""
        order, year = self.orders.get(at), self.year or self.years.get(at)
        values = [dates.moment(cell, order) for cell in found]
        if year is not None and dates.NO_YEAR in values:
            values = [dates.with_year(cell, year, order) for cell in found]
        if at not in self._happened:
            return values
        last = datetime.combine(self.latest.get(at, date.max), time.max)
        return [value if type(value) is not Moment or _FIRST_MOMENT <= value.at <= last else _impossible(value) for value in values]

    def days(self, at: int, found: Iterable[Cell]) -> list[date | Bad | None]:
        """The days of cells of a column."""
        return [value.at.date() if isinstance(value, Moment) else value for value in self.moments(at, found)]

    def _likely(self, at: int, found: set[str]) -> list[str]:
        """The likely orders of a column; where its days leave several, a second look at those beside them."""
        orders = day_orders.likely_orders(found)
        if len(orders) < 2:
            return orders
        plain = {moment.at.date() for cell in self._cells(at) if isinstance(moment := dates.moment(cell), Moment)}
        return day_orders.likely_orders(found, {min(plain), max(plain)}) if plain else orders

    def _year_of(self, at: int, odd: set[str]) -> int | None:
        """The year of a column's days without one, as the days beside them tell it; a second look where some lack it."""
        order = self.orders.get(at)
        if not any(dates.moment(cell, order) is dates.NO_YEAR for cell in odd):
            return None
        return day_years.year_beside(self._cells(at), order)

    def _latest(self, at: int) -> date | None:
        today = shop_clock.imported_on()
        counted = Counter(day for day in self.days(at, list(self._cells(at))) if isinstance(day, date))
        return None if today is None else latest(counted, today)

    def _cells(self, at: int) -> Iterator[Cell]:
        return (row[at] for _, row in self.area.rows() if at < len(row))


def latest(counted: Mapping[date, int], today: date) -> date | None:
    """The last of the days that can be right; None where all can. `counted`: how often each occurs; `today`: of the import."""
    # A shop abroad may be a day ahead of its computer.
    known = [day for day in counted if day <= today + timedelta(1)]
    if not known:
        return None
    reached, after = max(known), sorted(day for day in counted if day > today + timedelta(1))
    for day in after:
        if (day - reached).days > _APART_DAYS:
            break
        reached = day
    slips = [day for day in after if day > reached]
    if not slips:
        return None
    most = _MOST_FAR_SHARE if slips[0] > today + timedelta(_FAR_DAYS) else _MOST_SLIPS_SHARE
    return reached if sum(counted[day] for day in slips) <= most * sum(counted.values()) else None


def _may_be_later(found: Sequence[Cell], today: date) -> bool:
    """Whether any cell could be a day after `today`; most are ISO days of the past, and told by their first letters."""
    text, end = today.isoformat(), datetime.combine(today, time.max)
    return any(not (type(cell) is str and cell[:10] <= text)
               and not (type(cell) is datetime and cell.tzinfo is None and cell <= end)
               and not _is_past(cell, today) for cell in set(found))


def _is_past(cell: Cell, today: date) -> bool:
    moment = dates.moment(cell)
    return moment.at.date() <= today if isinstance(moment, Moment) else moment is not dates.AMBIGUOUS


def _impossible(moment: Moment) -> Bad:
    return dates.ODD_YEAR if moment.at.date() < FIRST else _NOT_YET
