"""Who brings whom: joins by invitation, K, and what came of them; one level only, inviter → invitee (METRICS 6.14, I19).

WeChat's own lines say who came, never who was asked in vain: a success rate stands only where invitations sent were
noted. K is what the members who took part in a month brought along, each month of 30 days a cycle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.scope import Resolved, Scope
from analytics.statistics.intervals import garwood, with_shares
from analytics.statistics.shrinkage import shrunken
from analytics.workspace import Workspace

CYCLE_DAYS = 30
# An invitation has this long to be followed.
MATURED_DAYS = 7
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Referral:
    """`brought`: one row an invitee: inviter_id, invitee_id, inviter, invitee (names), chat_id, joined_on, left_on, effective,
    stayed (30 days; NULL: not over), qualified (stayed and spoke; NULL: not over), new_customer (first order after joining),
    first_paid_on, net (yuan), in_cycle, in_qualified_cycle.

    `inviters`, best fair_low first: person_id, display_name, invited, stayed, qualified, new_customers, net, fair_share (of
    those invited who became customers, pulled towards everybody's rate) and its lower 10 % bound fair_low. `k`: measure
    (joined, qualified), count, active, first_on, last_on, k, low, high. `rates`: rate (success, new_customers), count, of,
    share, low, high, pending; success only where `attempts_known`. `by_orders`: referrer_id, display_name, new_customers,
    net: whom the orders name.
    """

    as_of: date
    coverage: dict[str, Any]
    brought: pd.DataFrame
    inviters: pd.DataFrame
    k: pd.DataFrame
    rates: pd.DataFrame
    by_orders: pd.DataFrame
    attempts_known: bool

    def people(self, which: str = "brought") -> pd.DataFrame:
        """person_id, display_name: inviters, or invitees who were brought, joined (this cycle), qualified (its cycle),
        new_customers."""
        if which == "inviters":
            return self.inviters[["person_id", "display_name"]].reset_index(drop=True)
        rows = self.brought
        chosen = {"brought": rows["joined_on"].notna(), "joined": rows["in_cycle"],
                  "qualified": rows["in_qualified_cycle"] & rows["qualified"].fillna(False).astype(bool),
                  "new_customers": rows["new_customer"]}[which]
        found = rows.loc[chosen, ["invitee_id", "invitee"]]
        return found.set_axis(["person_id", "display_name"], axis=1).reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Referral:
    """Seen from the last day of `scope`."""
    resolved = workspace.resolve(scope)
    brought = judged(workspace.facts("referral_joins", resolved), resolved.as_of)
    sent = workspace.facts("referral_sent", resolved)
    orders = workspace.facts("referral_orders", resolved)
    named = pd.concat([brought["inviter_id"], brought["invitee_id"], orders["referrer_id"]]).astype("int64").unique()
    words = workspace.words_for(named)
    brought = brought.assign(inviter=_named(brought["inviter_id"], words), invitee=_named(brought["invitee_id"], words))
    return Referral(
        resolved.as_of, {"has_joins": bool(len(brought)), "has_orders": workspace.has("orders")}, brought, _inviters(brought),
        _k(workspace, resolved, brought), _rates(brought, sent, resolved.as_of), _by_orders(orders, words), bool(len(sent)))


def judged(joins: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rules on columns of sql/facts/referral_joins.sql; pure."""
    days = {name: pd.to_datetime(joins[name]) for name in ("joined_on", "left_on", "first_paid_on")}
    end, month = pd.Timestamp(as_of), CYCLE_DAYS * _DAY
    left_early = days["left_on"] < days["joined_on"] + month
    over = days["joined_on"] + month <= end
    stayed = (~left_early).astype("boolean").mask(~(over | left_early))
    spoke = joins["effective"] > 0
    in_cycle = days["joined_on"] > end - month
    return joins.assign(
        **days, stayed=stayed, qualified=(stayed & spoke).mask(stayed.isna()), net=joins["cents"] / 100, in_cycle=in_cycle,
        new_customer=(days["first_paid_on"] >= days["joined_on"]).fillna(False),
        in_qualified_cycle=over & (days["joined_on"] > end - 2 * month)).drop(columns="cents")


def _named(ids: pd.Series[Any], words: dict[int, str]) -> pd.Series[Any]:
    return ids.map(words).astype("str")


def _inviters(brought: pd.DataFrame) -> pd.DataFrame:
    counted = brought.assign(stayed=brought["stayed"].fillna(False), qualified=brought["qualified"].fillna(False),
                             own=brought["net"].where(brought["new_customer"], 0.0))
    sums = counted.groupby(["inviter_id", "inviter"]).agg(
        invited=("invitee_id", "size"), stayed=("stayed", "sum"), qualified=("qualified", "sum"),
        new_customers=("new_customer", "sum"), net=("own", "sum")).reset_index()
    sums = sums.rename(columns={"inviter_id": "person_id", "inviter": "display_name"})
    counts = ["invited", "stayed", "qualified", "new_customers"]
    sums[counts] = sums[counts].astype("int64")
    sums["fair_share"], sums["fair_low"] = shrunken(sums["new_customers"], sums["invited"])
    return sums.sort_values(["fair_low", "qualified", "invited", "person_id"], ascending=[False, False, False, True],
                            ignore_index=True)


def _k(workspace: Workspace, resolved: Resolved, brought: pd.DataFrame) -> pd.DataFrame:
    """Joined in the last cycle; qualified in the one before it, whose month of staying is over."""
    rows = []
    for name, back in (("joined", 0), ("qualified", 1)):
        last = resolved.as_of - timedelta(days=CYCLE_DAYS * back)
        first = last - timedelta(days=CYCLE_DAYS - 1)
        active = len(workspace.facts("referral_active", replace(resolved, as_of=last), first_day=first, last_day=last))
        chosen = brought["in_cycle"] if name == "joined" else (
            brought["in_qualified_cycle"] & brought["qualified"].fillna(False).astype(bool))
        count = int(chosen.sum())
        low, high = (float(one) for one in garwood(count))
        per = active or np.nan
        rows.append((name, count, active, first, last, count / per, low / per, high / per))
    return pd.DataFrame(rows, columns=["measure", "count", "active", "first_on", "last_on", "k", "low", "high"])


def _rates(brought: pd.DataFrame, sent: pd.DataFrame, as_of: date) -> pd.DataFrame:
    sent_on, joined_on = pd.to_datetime(sent["sent_on"]), pd.to_datetime(sent["joined_on"])
    over = sent_on + MATURED_DAYS * _DAY <= pd.Timestamp(as_of)
    followed = over & (joined_on <= sent_on + MATURED_DAYS * _DAY)
    had_bought = brought["first_paid_on"] < brought["joined_on"]
    rows = [("success", int(followed.sum()), int(over.sum()), int((~over).sum())),
            ("new_customers", int(brought["new_customer"].sum()), int((~had_bought).sum()), 0)]
    return with_shares(pd.DataFrame(rows, columns=["rate", "count", "of", "pending"]))


def _by_orders(orders: pd.DataFrame, words: dict[int, str]) -> pd.DataFrame:
    sums = orders.groupby("referrer_id").agg(new_customers=("person_id", "size"), cents=("cents", "sum")).reset_index()
    found = pd.DataFrame({"referrer_id": sums["referrer_id"], "display_name": _named(sums["referrer_id"], words),
                          "new_customers": sums["new_customers"], "net": sums["cents"] / 100})
    return found.sort_values(["new_customers", "referrer_id"], ascending=[False, True], ignore_index=True)
