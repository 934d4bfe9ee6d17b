"""Weekly and monthly active retention (周/月活跃留存率): of those active in one week, how many were active in the next.

|A_t ∩ A_{t+1}| / |A_t| over complete periods (METRICS 6.4, recurring retention); who left stays in the denominator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import activity
from analytics.metrics.activity import Facts
from analytics.metrics.cohorts import Window
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

UNITS = ("week", "month")
_EMPTY = ["unit", "start", "active", "count", "of", "share", "low", "high", "complete"]


@dataclass(frozen=True)
class ActiveRetention:
    """`periods`, one row a unit (week, month) × period: start, active, count, of, share, low, high, complete.

    `of`: active in that period; `count`: of them active in the next one. `complete`: both lie whole in the record;
    only such rows have a share. `overall`: unit, count, of, share, low, high over them (Σ/Σ).
    """

    as_of: date
    coverage: dict[str, Any]
    periods: pd.DataFrame
    overall: pd.DataFrame
    facts: Facts

    def latest(self, unit: str = "week") -> dict[str, Any] | None:
        """The newest complete row of `periods`; None without any."""
        rows = self.periods[(self.periods["unit"] == unit) & self.periods["complete"]]
        return None if rows.empty else {str(name): value for name, value in rows.iloc[-1].items()}

    def people(self, start: date, unit: str = "week", kind: str = "kept") -> pd.DataFrame:
        """person_id, display_name: kept (count), lost (of − count) or active (of) of the period from `start`."""
        active = _active(self.facts, unit)
        now = active.loc[active["start"] == pd.Timestamp(start), "person_id"]
        then = active.loc[active["start"] == _following(pd.Timestamp(start), unit), "person_id"]
        chosen = {"kept": now[now.isin(then)], "lost": now[~now.isin(then)], "active": now}[kind]
        return self.facts.named(chosen)


def measure(workspace: Workspace, scope: Scope | None = None) -> ActiveRetention:
    """All weeks and months up to `scope.end`. Raises `UserError` nothing_yet for an empty shop."""
    return table(activity.facts(workspace, scope))


def table(found: Facts) -> ActiveRetention:
    """From `activity.facts`; pure."""
    frames = [_periods(found, unit) for unit in UNITS]
    periods = pd.concat(frames, ignore_index=True)
    summed = periods[periods["complete"]].groupby("unit", as_index=False)[["count", "of"]].sum()
    return ActiveRetention(found.end, {"recorded_days": len(found.recorded)}, periods, with_shares(summed), found)


def _active(found: Facts, unit: str) -> pd.DataFrame:
    """person_id, start of every period in which somebody took part, once."""
    rows = found.days.loc[found.days["interactions"] > 0, ["person_id", "day"]]
    numbers, days = pd.factorize(rows["day"])
    active = pd.DataFrame({"person_id": rows["person_id"], "start": _start(pd.Series(days), unit).to_numpy()[numbers]})
    # Facts lie by person and day: most repeats stand next to each other, and few rows are left to compare.
    repeated = (active["person_id"] == active["person_id"].shift()) & (active["start"] == active["start"].shift())
    return active[~repeated].drop_duplicates()


def _start(day: pd.Series[Any], unit: str) -> pd.Series[Any]:
    """The first day of the week (Monday) or month of each day."""
    return Window(unit).cohort(day)


def _following(start: pd.Timestamp, unit: str) -> pd.Timestamp:
    return start + (pd.Timedelta(days=7) if unit == "week" else pd.DateOffset(months=1))


def _periods(found: Facts, unit: str) -> pd.DataFrame:
    if not len(found.recorded):
        return pd.DataFrame(columns=_EMPTY).astype({"complete": "bool", "count": "int64", "of": "int64"})
    active = _active(found, unit)
    days = pd.Series(pd.date_range(found.recorded[0], found.end))
    starts = pd.DatetimeIndex(_start(days, unit).unique())
    covered = _start(pd.Series(found.recorded), unit).value_counts().reindex(starts, fill_value=0)
    lengths = [(_following(one, unit) - one).days for one in starts]
    whole = dict(zip(starts, covered.to_numpy() == np.array(lengths), strict=True))
    place = starts.get_indexer(pd.Index(active["start"]))
    key = pd.factorize(active["person_id"])[0].astype(np.int64) * (len(starts) + 1) + place
    counts = np.bincount(place, minlength=len(starts))
    kept = np.bincount(place[np.isin(key + 1, key)], minlength=len(starts))
    rows = [(unit, one, int(counts[n]), int(kept[n]), whole[one] and whole.get(_following(one, unit), False))
            for n, one in enumerate(starts)]
    frame = with_shares(pd.DataFrame(rows, columns=["unit", "start", "active", "count", "complete"]).assign(
        of=lambda one: one["active"]))
    frame.loc[~frame["complete"], ["share", "low", "high"]] = np.nan
    return frame[_EMPTY]
