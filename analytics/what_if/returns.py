"""Who came back by themselves, and who did after being contacted: what the win-back question is made of (METRICS 6.4).

Regulars are looked at on earlier days, a window apart, as if each had been today; whoever was written to about then is
left out of natural return.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import wake_up
from analytics.metrics.today_facts import TodayFacts
from analytics.scope import Scope
from analytics.workspace import Workspace


def own_purchases(found: TodayFacts) -> pd.DataFrame:
    """person_id, day, orders, cents of valid purchases of people who buy for themselves, by person and day."""
    rows = found.purchases
    rows = rows[(rows["orders"] > 0) & rows["person_id"].isin(found.buyers["person_id"])]
    return rows.astype({"person_id": "int64"}).sort_values(["person_id", "day"], ignore_index=True)


def contacts(workspace: Workspace, scope: Scope | None) -> pd.DataFrame:
    """Lines of 跟进 of people contacted: person_id, from_on, until_on, matured, dormant."""
    if not workspace.has("follow_ups"):
        kinds = {"person_id": "int64", "from_on": "datetime64[us]", "until_on": "datetime64[us]", "matured": "bool",
                 "dormant": "bool"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    facts = wake_up.facts(workspace, scope)
    rows = wake_up.lines(facts, workspace.settings)
    asleep = wake_up.dormant(rows, facts, workspace.settings)
    marked = rows.merge(asleep[["list_id", "person_id"]].assign(dormant=True), on=["list_id", "person_id"], how="left")
    marked["dormant"] = marked["dormant"].fillna(False).astype(bool)
    return marked.loc[marked["side"] == "contacted", ["person_id", "from_on", "until_on", "matured", "dormant"]]


def came_back(said: pd.DataFrame, bought: pd.DataFrame) -> tuple[int, int]:
    """Of those contacted after a long silence whose days are over: how many, and how many bought within them."""
    rows = said[said["matured"] & said["dormant"]].reset_index(drop=True)
    rows = rows.assign(line=range(len(rows)))
    inside = rows.merge(bought[["person_id", "day"]], on="person_id")
    inside = inside[(inside["day"] >= inside["from_on"]) & (inside["day"] <= inside["until_on"])]
    return len(rows), int(inside["line"].nunique())


def windows(bought: pd.DataFrame, said: pd.DataFrame, last: pd.Timestamp, found: TodayFacts) -> pd.DataFrame:
    """Everybody with enough order days, looked at on earlier days a window apart: what they did in the next window."""
    days, rules = int(found.settings.follow_up.back_until_days), found.settings
    who, person = np.unique(bought["person_id"], return_inverse=True)
    day = bought["day"].to_numpy().astype("datetime64[D]").astype("int64")
    columns = person, day, bought["orders"].to_numpy(), bought["cents"].to_numpy()
    begun = int(np.datetime64(found.orders_from, "D").astype("int64")) if found.orders_from else 0
    first = int(np.datetime64(last, "D").astype("int64")) - days
    seen = list(range(first, begun, -days))[:int(rules.what_if.windows_until)]
    parts = [_looked(columns, len(who), at, days, int(rules.today.regular_from_order_days)) for at in seen]
    frame = pd.concat([nothing(), *parts], ignore_index=True) if parts else nothing()
    frame["person_id"] = who[frame["person_id"].to_numpy(dtype="int64")] if len(frame) else frame["person_id"]
    return _not_contacted(frame, said, days)


def _looked(columns: tuple[Any, ...], many: int, at: int, days: int, enough: int) -> pd.DataFrame:
    """One row a regular of that day: place, since, orders, cents of the next days."""
    person, day, orders, cents = columns
    before, after = day <= at, (day > at) & (day <= at + days)
    times = np.bincount(person[before], minlength=many)
    last = np.zeros(many, dtype="int64")
    last[person[before]] = day[before]
    chosen = np.flatnonzero(times >= enough)
    bought = np.bincount(person[after], orders[after], many)[chosen]
    spent = np.bincount(person[after], cents[after], many)[chosen]
    return pd.DataFrame({"person_id": chosen, "at": at, "since": at - last[chosen], "orders": np.rint(bought).astype("int64"),
                         "cents": np.rint(spent).astype("int64")})


def nothing() -> pd.DataFrame:
    """`windows` without a row."""
    return pd.DataFrame({name: pd.Series(dtype="int64") for name in ("person_id", "at", "since", "orders", "cents")})


def _not_contacted(frame: pd.DataFrame, said: pd.DataFrame, days: int) -> pd.DataFrame:
    """Without the rows in whose days somebody wrote to that person, or shortly before them."""
    if said.empty or frame.empty:
        return frame
    numbered = frame.assign(row=range(len(frame)))
    pairs = numbered[["row", "person_id", "at"]].merge(said[["person_id", "from_on"]], on="person_id")
    on = pairs["from_on"].to_numpy().astype("datetime64[D]").astype("int64")
    hit = pairs.loc[(on > pairs["at"] - days) & (on <= pairs["at"] + days), "row"]
    return frame.drop(index=frame.index[hit.unique()]).reset_index(drop=True)
