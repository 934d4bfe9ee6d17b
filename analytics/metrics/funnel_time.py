"""How long a path takes and whether it gets better: the honest curve, and the weeks in which people entered.

Those who have not got there yet are censored at the end of their window or of the record, whichever comes first
(METRICS 6.9); a week counts in the trend only when the window of everybody who entered in it is over (5.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analytics.metrics.funnel import Funnel
from analytics.metrics.journeys import DAY
from analytics.statistics import survival
from analytics.statistics.intervals import with_shares

Unit = Literal["week", "month"]
UNITS: tuple[Unit, ...] = ("week", "month")
_QUARTERS = (0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Timing:
    """`curve`, one row a time at which somebody got there: days, at_risk, share (got there by then), low, high.
    `converters`: share (0.25 … 0.9), days, among those who got there. `count`, `of`: they, and all who entered."""

    step: str
    curve: pd.DataFrame
    converters: pd.DataFrame
    count: int
    of: int

    def by(self, days: float) -> float:
        """The share that had got there after so many days."""
        reached = self.curve.loc[self.curve["days"] <= days, "share"]
        return float(reached.iloc[-1]) if len(reached) else 0.0


def timing(result: Funnel, step: str | None = None) -> Timing:
    """From the entry to `step` (None: the last), open windows included as far as they have been seen."""
    chosen = step or result.chain[-1]
    people, place = result.journeys, result.chain.index(chosen) + 1
    got_there = (people["reached"] >= place).to_numpy()
    took = _days(people[f"at_{place}"] - people["at_1"])
    seen = _days(people["until"] + pd.Timedelta(days=1) - people["at_1"])
    durations = np.where(got_there, np.maximum(took, 0.0), np.clip(seen, 0.0, result.window_seconds / DAY))
    curve = survival.kaplan_meier(durations, got_there, entries=np.full(len(people), -1.0))
    known = durations[got_there]
    quantiles = np.quantile(known, _QUARTERS) if len(known) else np.full(len(_QUARTERS), np.nan)
    converters = pd.DataFrame({"share": _QUARTERS, "days": quantiles})
    return Timing(chosen, _converted(curve), converters, int(got_there.sum()), len(people))


def trend(result: Funnel, unit: Unit = "week") -> pd.DataFrame:
    """One row a week or month of entry: begins, count (got to the last step), of (window over), share, low, high,
    pending (window open), complete (nobody's is, and all its days lie in the period)."""
    people = result.journeys
    begins = people["at_1"].dt.to_period("M" if unit == "month" else "W-SUN").dt.start_time
    done = people["reached"] >= len(result.chain)
    rows = pd.DataFrame({"begins": begins, "count": done & ~people["open"], "of": ~people["open"], "pending": people["open"]})
    found = rows.groupby("begins", as_index=False).sum().astype({"count": "int64", "of": "int64", "pending": "int64"})
    last = (found["begins"] + (pd.offsets.MonthEnd(0) if unit == "month" else pd.Timedelta(days=6))).dt.date
    first_day, last_day = result.days
    inside = (found["begins"].dt.date >= max(first_day, _since(result))) & (last <= last_day)
    return with_shares(found).assign(complete=inside & (found["pending"] == 0))


def entered(result: Funnel, begins: date, unit: Unit = "week") -> pd.DataFrame:
    """person_id, display_name, entered_at, at (NaT: did not get to the last step) of those counted in `of` of a row."""
    people = result.journeys
    inside = people["at_1"].dt.to_period("M" if unit == "month" else "W-SUN").dt.start_time.dt.date == begins
    chosen = people[inside & ~people["open"]]
    found = chosen.assign(entered_at=chosen["at_1"], at=chosen[f"at_{len(result.chain)}"])
    listed: pd.DataFrame = found[["person_id", "display_name", "entered_at", "at"]].reset_index(drop=True)
    return listed


def _since(result: Funnel) -> date:
    since: date = result.coverage["since"]
    return since


def _converted(curve: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"days": curve["time"], "at_risk": curve["at_risk"], "share": 1 - curve["survival"],
                         "low": 1 - curve["high"], "high": 1 - curve["low"]})


def _days(spans: pd.Series) -> np.ndarray:
    days: np.ndarray = (spans.dt.total_seconds() / DAY).to_numpy()
    return days
