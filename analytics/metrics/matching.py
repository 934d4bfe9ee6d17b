"""How many orders belong to somebody in the groups, and why the others do not; how many people one source shares with another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.scope import Resolved
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace, facts_sql

# The operator's own orders and those made for many others are nobody's purchase; they stand in no rate.
_NOT_COUNTED = ("staff", "reseller")


@dataclass(frozen=True)
class Matching:
    """`rate`, one row or none (no orders): count, of, share, low, high. `reasons`, of the orders without a
    match: reason (no_buyer, ambiguous, not_seen), orders, buyers. `unmatched_buyers`: how many people at most.
    """

    rate: pd.DataFrame
    reasons: pd.DataFrame
    unmatched_buyers: int


def matching(workspace: Workspace, resolved: Resolved) -> Matching:
    """Valid orders of the period held against everybody seen in the chosen groups."""
    found = workspace.facts("matched_orders", resolved)
    # Nobody knows whether two orders without a buyer are one person's: each is a buyer at most.
    found = found.assign(buyers=found["orders"].where(found["person_id"].isna(), 1))
    found = found[~found["reason"].isin(_NOT_COUNTED)].groupby("reason", as_index=False)[["orders", "buyers"]].sum()
    reasons = found[found["reason"] != "matched"].reset_index(drop=True)
    counted = pd.DataFrame({
        "count": [int(found.loc[found["reason"] == "matched", "orders"].sum())], "of": [int(found["orders"].sum())],
    })
    rate = with_shares(counted[counted["of"] > 0])
    return Matching(rate, reasons, int(reasons["buyers"].sum()))


# (who is looked for, where): the questions that matter on some page.
PAIRS = (("buyer", "member"), ("buyer", "speaker"), ("speaker", "member"), ("signer", "member"), ("signer", "buyer"))


@dataclass(frozen=True)
class SharedPeople:
    """How far sources name the same people.

    `pairs`: one row a pair of sources that both name somebody: side, among, count, of, share, low, high, and
    ambiguous (of those not found: names that several people carry). `others(side, among)`: person_id, display_name
    of those not found, `of - count` rows.
    """

    pairs: pd.DataFrame
    people: pd.DataFrame

    def others(self, side: str, among: str) -> pd.DataFrame:
        """Who is on `side` and not found `among`."""
        missing = (self.people[side] == 1) & ~_found(self.people, among)
        return self.people.loc[missing, ["person_id", "display_name"]].reset_index(drop=True)


def shared_people(workspace: Workspace) -> SharedPeople:
    """Members, speakers, buyers and sign-ups held against each other, the whole shop."""
    people = workspace.query(facts_sql("matching_people"))
    people.insert(1, "display_name", people["person_id"].map(workspace.words_for(people["person_id"])).astype("str"))
    rows = []
    for side, among in PAIRS:
        here, found = people[side] == 1, _found(people, among)
        if here.any() and (people[among] == 1).any():
            rows.append((side, among, int((here & found).sum()), int(here.sum()), int((here & ~found & people["ambiguous"]).sum())))
    pairs = pd.DataFrame(rows, columns=["side", "among", "count", "of", "ambiguous"])
    return SharedPeople(with_shares(pairs), people)


def _found(people: pd.DataFrame, among: str) -> pd.Series[bool]:
    """A name that several people carry is found nowhere."""
    return (people[among] == 1) & ~people["ambiguous"]
