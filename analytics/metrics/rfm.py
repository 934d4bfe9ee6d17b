"""RFM: how lately, how often, how much each buyer bought, in classes of equal size, and what that makes of them.

Ties score equal: the class comes from the average rank, so shuffling rows changes nothing (METRICS 6.13). Under 50
buyers there are three classes, under 20 none. Own segments are the eight of high and low R, F, M; the other choice is the
rule set published with the R package `rfm` (ten named ranges of scores, the first that fits; needs five classes).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.purchases import Purchases, by_person, coverage, purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

# High or low in R, F, M, in this order.
OWN = {
    (True, True, True): "best", (True, False, True): "big_new", (False, True, True): "best_slipping",
    (False, False, True): "big_lost", (True, True, False): "often_small", (True, False, False): "small_new",
    (False, True, False): "often_slipping", (False, False, False): "small_lost",
}
# Segment, then lowest and highest score of R, F, M.
PUBLISHED = (
    ("champions", (4, 5), (4, 5), (4, 5)), ("loyal", (2, 5), (3, 5), (3, 5)), ("potential", (3, 5), (1, 3), (1, 3)),
    ("new_customers", (4, 5), (1, 1), (1, 1)), ("promising", (3, 4), (1, 1), (1, 1)), ("attention", (2, 3), (2, 3), (2, 3)),
    ("about_to_sleep", (2, 3), (1, 2), (1, 2)), ("at_risk", (1, 2), (2, 5), (2, 5)), ("cannot_lose", (1, 1), (4, 5), (4, 5)),
    ("lost", (1, 2), (1, 2), (1, 2)), ("others", (1, 5), (1, 5), (1, 5)),
)
FIVE, THREE = 5, 3


@dataclass(frozen=True)
class Rfm:
    """`members`: person_id, display_name, recency_days, order_days, net, r, f, m (1 … classes; NULL without), segment.

    `segments`: segment, count, of, share, low, high, net, net_share; every buyer once, biggest money first. `classes`: 5, 3
    or 0 (too few buyers: segment is unscored). `rules`: own or published.
    """

    as_of: date
    start: date
    coverage: dict[str, Any]
    classes: int
    rules: str
    members: pd.DataFrame
    segments: pd.DataFrame

    def people(self, segment: str | None = None) -> pd.DataFrame:
        """person_id, display_name of a segment, or of all."""
        chosen = self.members if segment is None else self.members[self.members["segment"] == segment]
        return chosen[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Rfm:
    """Seen from the last day of `scope` over the `value.rfm_window_until_days` before it."""
    settings = workspace.settings
    bought = purchases(workspace, replace(scope or Scope(), start=None), settings.value.rfm_window_until_days)
    result = table(bought, settings)
    return replace(result, members=workspace.named(result.members))


def table(bought: Purchases, settings: Settings) -> Rfm:
    """The rules on the facts; display names are empty."""
    start = bought.end - timedelta(days=settings.value.rfm_window_until_days - 1)
    own = bought.own
    found = by_person(own[own["day"] >= pd.Timestamp(start)])
    members = pd.DataFrame({
        "person_id": found["person_id"], "display_name": "",
        "recency_days": (pd.Timestamp(bought.end) - found["last_on"]).dt.days,
        "order_days": found["order_days"], "net": found["cents"] / 100,
    })
    classes = classes_for(len(members), settings)
    scored = members.assign(
        r=score(-members["recency_days"], classes), f=score(members["order_days"], classes), m=score(members["net"], classes))
    rules = settings.value.rfm_rules if classes == FIVE else "own"
    scored["segment"] = segment(scored, classes, rules)
    scored = scored.sort_values(["net", "person_id"], ascending=[False, True], ignore_index=True)
    return Rfm(bought.end, start, coverage(bought), classes, rules, scored, _segments(scored))


def classes_for(buyers: int, settings: Settings) -> int:
    """How many classes so many buyers carry."""
    if buyers < settings.value.rfm_from_buyers:
        return 0
    return FIVE if buyers >= settings.value.rfm_five_classes_from_buyers else THREE


def score(values: pd.Series[Any], classes: int) -> pd.Series[Any]:
    """1 … `classes` by the average rank, highest value highest; NULL without classes."""
    if not classes or values.empty:
        return pd.Series(pd.NA, index=values.index, dtype="Int64")
    place = (values.rank(method="average") - 0.5) / len(values)
    return pd.Series(np.minimum(np.floor(place.to_numpy() * classes) + 1, classes), index=values.index).astype("Int64")


def segment(scored: pd.DataFrame, classes: int, rules: str) -> pd.Series[Any]:
    """One segment a row of r, f, m."""
    if not classes or scored.empty:
        return pd.Series("unscored", index=scored.index, dtype="str")
    if rules == "published":
        return _published(scored)
    middle = (classes + 1) / 2
    high = [scored[name].astype("int64") > middle for name in ("r", "f", "m")]
    names = [OWN[(bool(r), bool(f), bool(m))] for r, f, m in zip(*high, strict=True)]
    return pd.Series(names, index=scored.index, dtype="str")


def _published(scored: pd.DataFrame) -> pd.Series[Any]:
    fits = [np.logical_and.reduce([scored[name].astype("int64").between(*reach) for name, reach in
                                   zip("rfm", reaches, strict=True)]) for _, *reaches in PUBLISHED]
    names = np.select(fits, [name for name, *_ in PUBLISHED], default="others")
    return pd.Series(names, index=scored.index, dtype="str")


def _segments(scored: pd.DataFrame) -> pd.DataFrame:
    counted = scored.groupby("segment").agg(count=("person_id", "size"), net=("net", "sum")).reset_index()
    counted = with_shares(counted.assign(of=len(scored)))
    whole = float(counted["net"].sum())
    counted["net_share"] = counted["net"] / whole if whole else np.nan
    counted = counted.sort_values(["net", "segment"], ascending=[False, True], ignore_index=True)
    return counted[["segment", "count", "of", "share", "low", "high", "net", "net_share"]]
