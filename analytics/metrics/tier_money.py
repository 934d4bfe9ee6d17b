"""Money as it became known, and the days on which it reached a bar: numpy over all rows at once, never over people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NEVER = int(np.iinfo("int64").max)
LONG_AGO = int(np.iinfo("int64").min)


@dataclass
class Ledger:
    """Money as it became known, rows sorted by person and day: person 0…people−1, days since 1970, month numbers."""

    people: int
    person: Ints
    paid: Ints
    known: Ints
    month: Ints
    cents: Ints

    def __post_init__(self) -> None:
        self._by_month = np.argsort(self.month, kind="stable")
        self._months = self.month[self._by_month]

    def spent(self, months: Sequence[int], until: int) -> Ints:
        """Net a person (row) × month (column), as known on the day `until`; shape people × len(months)."""
        first, wide = months[0], len(months)
        begin, end = np.searchsorted(self._months, (first, first + wide))
        rows = self._by_month[begin:end]
        rows = rows[self.known[rows] <= until]
        return self._total(self.person[rows] * wide + self.month[rows] - first, rows, wide).reshape(self.people, wide)

    def since(self, after: Ints, until: int) -> Ints:
        """Net a person of orders paid after the day `after` (one a person), as known on `until`."""
        rows = np.flatnonzero((self.known <= until) & (self.paid > after[self.person]))
        return self._total(self.person[rows], rows, 1)

    def _total(self, place: Ints, rows: Ints, wide: int) -> Ints:
        total = np.bincount(place, weights=self.cents[rows].astype(float), minlength=self.people * wide)
        return np.rint(total).astype("int64")


@dataclass
class Milestones:
    """Rows of days on which a bar is reached: person, day, cents so far. Sorted by person and day."""

    person: Ints
    day: Ints
    cents: Ints

    def first(self, people: int, after: int, until: int) -> tuple[Ints, Ints]:
        """Each person's first such day after `after` up to `until` and the money; `NEVER` for who has none."""
        rows = np.flatnonzero((self.day > after) & (self.day <= until))
        who, first = np.unique(self.person[rows], return_index=True)
        days, amounts = np.full(people, NEVER), np.zeros(people, dtype="int64")
        days[who], amounts[who] = self.day[rows][first], self.cents[rows][first]
        return days, amounts


def silver_days(ledger: Ledger, silver_from: int) -> Milestones:
    """The first day of each month on which its money so far reached the silver bar."""
    own = np.flatnonzero(_month_of(ledger.known) == ledger.month)
    person, day, month = ledger.person[own], ledger.known[own], ledger.month[own]
    starts, closes = _changes(person, month), np.roll(_changes(person, day), -1)
    running = _running(starts, ledger.cents[own])
    rows = np.flatnonzero(closes & (running >= silver_from))
    rows = rows[_changes(person[rows], month[rows])]
    return Milestones(person[rows], day[rows], running[rows])


def gold_days(ledger: Ledger, gold_above: int, counted_after: Ints) -> Milestones:
    """Every day on which the money counted towards gold stands above the bar."""
    counted = np.where(ledger.paid > counted_after[ledger.person], ledger.cents, 0)
    running = _running(_changes(ledger.person), counted)
    closes = np.roll(_changes(ledger.person, ledger.known), -1)
    rows = np.flatnonzero(closes & (running > gold_above))
    return Milestones(ledger.person[rows], ledger.known[rows], running[rows])


def _changes(*keys: Ints) -> Bools:
    """Where a row differs from the row before it in any of the `keys`; the first row does. Rolled back by one this
    marks the last row of each run: several rows of one day are one day, and what stands at its end counts."""
    first = np.ones(len(keys[0]), dtype=bool)
    first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return first


def _running(starts: Bools, cents: Ints) -> Ints:
    """Sums so far within runs that begin where `starts` is true."""
    total, begins = np.cumsum(cents), np.flatnonzero(starts)
    lengths = np.diff(np.append(begins, len(cents)))
    running: Ints = total - np.repeat((total - cents)[begins], lengths)
    return running


def _month_of(days: Ints) -> Ints:
    months: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12
    return months
