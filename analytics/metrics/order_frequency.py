"""How often people buy (常买): on how many days of a period each buyer bought, and what each of these groups brought."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.value import Value
from analytics.statistics.intervals import with_shares

# From so many days on one row holds everybody.
MOST = 10


def often(spent: Value) -> pd.DataFrame:
    """One row a number of order days, 1 to `MOST` (this one and more): days, count (buyers), of (all), share, low, high, net
    (yuan), net_share (of what all of them brought). Rows nobody stands in are left out."""
    buyers = _with_days(spent)
    grouped = buyers.groupby("days")
    found = pd.DataFrame({"count": grouped.size(), "net": grouped["net"].sum()}).reset_index().assign(of=len(buyers))
    total = float(found["net"].sum())
    return with_shares(found).assign(net_share=found["net"] / total if total else float("nan"))


def people(spent: Value, days: int) -> pd.DataFrame:
    """The rows of `spent.members` behind a row of `often`, biggest spenders first."""
    buyers = _with_days(spent)
    return buyers[buyers["days"] == days].drop(columns="days").reset_index(drop=True)


def _with_days(spent: Value) -> pd.DataFrame:
    buyers = spent.members[spent.members["orders"] > 0]
    return buyers.assign(days=buyers["order_days"].clip(upper=MOST))
