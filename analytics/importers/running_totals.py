"""Counters that only ever grow, taken apart into days.

企业微信 counts messages and speakers 截至当天: what a day brought is the difference to the day before. The
first day, and a day after a hole, stay unknown; so does a day on which the counter fell (groups were dissolved).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from itertools import pairwise


def daily(series: Sequence[Hashable], days: Sequence[date | None], totals: Sequence[int | None]) -> list[int | None]:
    """Row by row what the day added, within the rows of one `series`; None where the day before is not known."""
    found: list[int | None] = [None] * len(days)
    by_day: dict[tuple[Hashable, date], int] = {}
    for row, day in enumerate(days):
        if day is not None and totals[row] is not None:
            by_day.setdefault((series[row], day), row)
    order = sorted(by_day.items(), key=lambda item: (str(item[0][0]), item[0][1]))
    for ((earlier, before), first), ((later, after), second) in pairwise(order):
        told, total = totals[first], totals[second]
        if earlier == later and (after - before).days == 1 and told is not None and total is not None and total >= told:
            found[second] = total - told
    return found
