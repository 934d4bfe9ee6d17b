"""Which number of 3/4/26 is the day: a property of a whole text, never of one line.

Any number above 12 settles it; else the order in which time runs forward, since a chat is written in
order but for its first lines; else the habits of those who write so, and the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.moments import day_of

_NUMBERS = re.compile(r"\d+")
# Steps back in time that an order must have more than the other before it is out; fewer may be first lines out of order.
_BACKWARDS_FROM = 2
_AMERICAN = re.compile(r"[1-9]\d?/[1-9]\d?/(?:\d{2}){1,2}")
_AMERICAN_HALF = re.compile(r"[AP]M$")
_Triple = tuple[int, int, int]


@dataclass(frozen=True)
class DayOrder:
    """`order`: ymd, dmy or mdy. `certain`: no other order fits. `sample`: a date that another order would read differently."""

    order: str
    certain: bool
    sample: str = ""

    def settle(self, answers: Answers, out: BatchWriter) -> str:
        """The order to read by: the person's, else this one, asked about where the text leaves it open."""
        order = answers.day_order or self.order
        out.part("", "messages", day_order=order)
        if not self.certain:
            out.ask("day_order", default=self.order, sample=self.sample)
        return order


def read(date: str, order: str) -> int | None:
    """Midnight of a date of three numbers; years of two digits lie after 2000. None for a day that does not exist."""
    first, second, third = map(int, _NUMBERS.findall(date))
    if order == "ymd":
        year, month, day = first, second, third
    else:
        day, month, year = (first, second, third) if order == "dmy" else (second, first, third)
    return day_of(year + 2000 if year < 100 else year, month, day)


def of_texts(written: Iterable[tuple[str, str]]) -> DayOrder:
    """The order of all (date, clock) of a text, taken in its order; reads no further than it must."""
    seen: dict[str, str] = {}
    for date, clock in written:
        if date in seen:
            continue
        seen[date] = clock
        first, second, _ = _triple(date)
        if len(_NUMBERS.findall(date)[0]) == 4 or first > 31:
            return DayOrder("ymd", True)
        if (first > 12 or second > 12) and (short := _opens_with_year(seen)) is not None:
            return DayOrder("ymd" if short else "dmy" if first > 12 else "mdy", True)
    return _by_running_forward(seen)


def _triple(date: str) -> _Triple:
    first, second, third = map(int, _NUMBERS.findall(date))
    return first, second, third


def _opens_with_year(seen: dict[str, str]) -> bool | None:
    """19/4/16: whether the first number is the year, since it hardly changes while the last one does; None = not yet known."""
    last = next(reversed(seen))
    if len(_NUMBERS.findall(last)[2]) == 4:
        return False
    firsts, _, lasts = (set(numbers) for numbers in zip(*map(_triple, seen), strict=True))
    if max(firsts) <= 12 or min(firsts) <= 12 or max(lasts) > 31:
        return False
    return None if len(seen) < 3 else len(firsts) <= 2 < len(lasts)


def _by_running_forward(seen: dict[str, str]) -> DayOrder:
    dates = list(seen)
    if not dates:
        return DayOrder("ymd", True)
    usual = _usual(seen)
    # A year first in two digits only where nothing else exists: 26/5/31 in a file of few days.
    steps = {order: _backwards(dates, order) for order in sorted(("dmy", "mdy", "ymd"), key=lambda order: order != usual)
             if order != "ymd" or _years_fit(dates)}
    best = min(steps, key=lambda order: steps[order])
    rivals = [steps[order] for order in steps if order != best and order != "ymd"]
    certain = all(missing > steps[best][0] or back - steps[best][1] >= _BACKWARDS_FROM for missing, back in rivals)
    return DayOrder(best, certain, next((date for date in dates if len(set(_triple(date)[:2])) == 2), dates[0]))


def _years_fit(dates: list[str]) -> bool:
    return all(first > 12 and len(_NUMBERS.findall(date)[2]) < 4 for date in dates for first in _triple(date)[:1])


def _usual(seen: dict[str, str]) -> str:
    """5/31/26, 9:05 PM is how American phones write; nearly everyone else puts the day first."""
    american = all(_AMERICAN.fullmatch(date) and _AMERICAN_HALF.search(clock) for date, clock in seen.items())
    return "mdy" if american else "dmy"


def _backwards(dates: list[str], order: str) -> tuple[int, int]:
    """(days that do not exist, steps back in time)."""
    days = [read(date, order) for date in dates]
    known = [day for day in days if day is not None]
    return len(days) - len(known), sum(later < earlier for earlier, later in pairwise(known))
