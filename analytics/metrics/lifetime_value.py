"""What a customer is worth in the first 30, 60, 90 … days after the first order, by month of that order (METRICS 6.13).

Only who has been a customer that long counts; a month of which somebody is still short is not finished. Whose first
order lies so near the begin of the order sheets that it may not be the first is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.purchases import Purchases, coverage, purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.ratios import ratio
from analytics.workspace import Workspace

HORIZONS = (30, 60, 90, 180, 365)


@dataclass(frozen=True)
class LifetimeValue:
    """`overall`: days, buyers, net, per_buyer, low, high (yuan), over all who have been customers so long.

    `cohorts`: the same a month of the first order, and `pending` buyers who have not; complete where pending is 0, and
    only then the numbers stand (else NaN). `unknown_new`: buyers left out. `buyers`: person_id, display_name, first_on,
    net_<days> (NaN where not over).
    """

    as_of: date
    coverage: dict[str, Any]
    overall: pd.DataFrame
    cohorts: pd.DataFrame
    unknown_new: int
    buyers: pd.DataFrame

    def people(self, days: int, month: pd.Timestamp | None = None) -> pd.DataFrame:
        """person_id, display_name of those who count at `days`, of one month or all."""
        chosen = self.buyers[f"net_{days}"].notna()
        if month is not None:
            chosen &= _month(self.buyers["first_on"]) == month
        return self.buyers.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> LifetimeValue:
    """Seen from the last day of `scope`, over all orders up to it."""
    settings = workspace.settings
    bought = purchases(workspace, scope, settings.value.window_until_days)
    result = table(bought, settings)
    return replace(result, buyers=workspace.named(result.buyers))


def table(bought: Purchases, settings: Settings) -> LifetimeValue:
    """The rules on the facts; display names are empty."""
    own, edge = bought.own, settings.value.first_order_known_from_days
    first = own.groupby("person_id")["day"].min()
    since = pd.Timestamp(bought.known_from or bought.end) + pd.Timedelta(days=edge)
    known = first[first >= since]
    buyers = pd.DataFrame({"person_id": known.index.to_numpy(), "display_name": "", "first_on": known.to_numpy()})
    age = (own["day"] - own.groupby("person_id")["day"].transform("min")).dt.days
    for days in HORIZONS:
        spent = own.loc[age <= days].groupby("person_id")["cents"].sum() / 100
        over = buyers["first_on"] + pd.Timedelta(days=days) <= pd.Timestamp(bought.end)
        worth = pd.Series(spent.reindex(buyers["person_id"]).to_numpy(dtype=float), index=buyers.index)
        buyers[f"net_{days}"] = worth.where(over)
    return LifetimeValue(bought.end, coverage(bought), _overall(buyers), _cohorts(buyers), len(first) - len(known), buyers)


def _overall(buyers: pd.DataFrame) -> pd.DataFrame:
    rows = [(days, *_worth(buyers[f"net_{days}"].dropna())) for days in HORIZONS]
    return pd.DataFrame(rows, columns=["days", "buyers", "net", "per_buyer", "low", "high"])


def _cohorts(buyers: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for month, group in buyers.groupby(_month(buyers["first_on"])):
        for days in HORIZONS:
            net = group[f"net_{days}"]
            pending = int(net.isna().sum())
            worth = _worth(net) if pending == 0 else (len(group), np.nan, np.nan, np.nan, np.nan)
            rows.append((month, days, *worth, pending, pending == 0))
    return pd.DataFrame(rows, columns=["month", "days", "buyers", "net", "per_buyer", "low", "high", "pending", "complete"])


def _worth(net: pd.Series[Any]) -> tuple[int, float, float, float, float]:
    mean, low, high = ratio(net, np.ones(len(net)))
    return len(net), float(net.sum()), mean, max(low, 0.0) if low == low else low, high


def _month(days: pd.Series[Any]) -> pd.Series[Any]:
    month: pd.Series[Any] = days.dt.to_period("M").dt.to_timestamp()
    return month
