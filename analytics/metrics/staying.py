"""“Still a member” as a return event: units at whose last day a person was present (METRICS 6.4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.metrics.cohorts import UNIT_DAYS, Window


def stayed(stays: pd.DataFrame, starters: pd.DataFrame, window: Window,
           spans: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """person_id, unit: the person was a member on the last day of that unit after the start; of each span of units the first.

    `stays`: presence.stays.
    """
    there = presence.spans(stays)
    there = there[there["person_id"].isin(starters["person_id"])]
    start = starters.set_index("person_id")["start_at"].reindex(there["person_id"]).reset_index(drop=True)
    there = there.reset_index(drop=True)
    first, last = _unit_at(start, there["from_day"], window, ceiling=True), _unit_at(start, there["until_day"], window)
    rows = []
    for begin, end in spans:
        chosen = (first <= end) & (last >= begin)
        rows.append(pd.DataFrame({"person_id": there.loc[chosen, "person_id"], "unit": first[chosen].clip(lower=begin)}))
    return pd.concat(rows, ignore_index=True).drop_duplicates()


def _unit_at(start: pd.Series, day: pd.Series, window: Window, *, ceiling: bool = False) -> pd.Series:
    """The last unit whose last day is not after `day`; with `ceiling`, the first whose last day is not before it."""
    if not window.rolling and window.unit == "month":
        end = day + pd.Timedelta(days=0 if ceiling else 1)
        months = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month
        return pd.Series(months - (0 if ceiling else 1))
    length = UNIT_DAYS[window.unit]
    origin = start.dt.normalize() if window.rolling else window.cohort(start)
    passed = (day - origin).dt.days
    return pd.Series(np.floor_divide(passed, length) if ceiling else np.floor_divide(passed + 1, length) - 1)
