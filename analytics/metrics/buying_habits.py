"""Who buys what usually (常买), how often, and for whom the usual time is up: a median gap, no model.

Looked at over all orders up to the end of the period. Due: the own usual gap is over and the person is not lost by the
rule of lost buyers (METRICS 6.4, `churn.buying_gap_from_times`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics.order_lines import OrderLines, read
from analytics.metrics.purchases import purchases
from analytics.metrics.stickiness import own_gaps
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

STATES = ("due", "early", "lost")


@dataclass(frozen=True)
class BuyingHabits:
    """`members`, whose time is up first: person_id, display_name, state (due, early, lost), usual (the product bought on most
    days; several where equal), usual_days, order_days, gap_days (own median), last_on, silent_days, due_on, net (yuan).

    Only who bought on `orders.usual_from_order_days` days or more. `buyers`: everybody who bought.
    """

    as_of: date
    coverage: dict[str, Any]
    members: pd.DataFrame
    buyers: int

    def people(self, state: str) -> pd.DataFrame:
        """The rows of `members` in a state."""
        return self.members[self.members["state"] == state].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> BuyingHabits:
    """Habits at the end of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    settings = workspace.settings
    bought = purchases(workspace, scope, settings.value.window_until_days)
    if bought.known_from is None:
        return BuyingHabits(bought.end, {"until": None}, pd.DataFrame(columns=["person_id", "state"]), 0)
    found = table(read(workspace, bought.resolved, bought.known_from, bought.end), settings)
    return BuyingHabits(found.as_of, {"until": bought.until}, workspace.named(found.members), found.buyers)


def table(lines: OrderLines, settings: Settings) -> BuyingHabits:
    """The rules on the orders; pure, without names."""
    items = lines.items
    own = items[items["buyer"] == "own"].astype({"person_id": "int64"})
    days = own[["person_id", "day"]].drop_duplicates(ignore_index=True)
    grouped = days.groupby("person_id")["day"]
    people = pd.DataFrame({"order_days": grouped.size(), "last_on": grouped.max()})
    everybody = len(people)
    people = people[people["order_days"] >= settings.orders.usual_from_order_days]
    people["gap_days"] = own_gaps(days).reindex(people.index)
    people["net"] = own.groupby("person_id")["cents"].sum().reindex(people.index) / 100
    people = people.join(_usual(own[own["person_id"].isin(people.index)]))
    people["silent_days"] = (pd.Timestamp(lines.last) - people["last_on"]).dt.days
    people["due_on"] = people["last_on"] + pd.to_timedelta(people["gap_days"].round(), unit="D")
    lost = people["silent_days"] >= settings.churn.buying_gap_from_times * people["gap_days"]
    due = people["silent_days"] >= people["gap_days"]
    people["state"] = pd.Series("early", index=people.index, dtype="str").mask(due, "due").mask(lost, "lost")
    order = people.assign(rank=people["state"].map({"due": 0, "early": 1, "lost": 2})).reset_index()
    order = order.sort_values(["rank", "due_on", "net", "person_id"], ascending=[True, True, False, True], ignore_index=True)
    return BuyingHabits(lines.last, {}, order.drop(columns="rank"), everybody)


def _usual(own: pd.DataFrame) -> pd.DataFrame:
    """By person_id: usual (names joined where equal), usual_days; NULL where the sheets name no product."""
    counted = own[own["item"].notna()].groupby(["person_id", "item"])["day"].nunique().rename("usual_days").reset_index()
    # Once is no habit.
    counted = counted[counted["usual_days"] >= 2]
    best = counted[counted["usual_days"] == counted.groupby("person_id")["usual_days"].transform("max")]
    best = best.sort_values(["person_id", "item"])
    # Equal ones stand beside each other, two at most: nobody's favourite is the order of a file.
    best = best.assign(place=best.groupby("person_id").cumcount())
    return best[best["place"] < 2].groupby("person_id").agg(usual=("item", " / ".join), usual_days=("usual_days", "first"))
