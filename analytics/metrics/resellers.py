"""Who may order for many others (代下单, 帮卖团长): one buyer, many receivers, doors or phones.

Proposed only. Once somebody confirms it, the money stays in the shop's totals and leaves what is said of the person.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.importers.names import normal, stands_for_many
from analytics.workspace import Workspace, facts_sql

_COLUMNS = ("receivers", "rooms", "phones")


@dataclass(frozen=True)
class Resellers:
    """`suspected`, `confirmed`, `refused`: one row a buyer: person_ids (tuple: without an id every phone is a person),
    display_name, receivers, rooms, phones, orders, spent (yuan, net).

    `known`: whether any order says who receives it; without, nobody can be suspected.
    """

    suspected: pd.DataFrame
    confirmed: pd.DataFrame
    refused: pd.DataFrame
    known: bool


def measure(workspace: Workspace) -> Resellers:
    """Everybody from `identity.reseller_from_receivers` receivers, doors or phones on, and what was decided."""
    found = _buyers(workspace)
    many = found[list(_COLUMNS)].max(axis=1) >= workspace.settings.identity.reseller_from_receivers
    undecided, confirmed = found.pop("undecided") > 0, found.pop("confirmed") > 0
    # A confirmed one's new phone is a new person, and proposed again.
    lists = (many & undecided, confirmed & ~undecided, ~confirmed & ~undecided)
    suspected, agreed, refused = (found[rows].reset_index(drop=True) for rows in lists)
    known = workspace.query("select count(receiver) + count(room) as known from orders")["known"].iloc[0]
    return Resellers(suspected, agreed, refused, bool(known))


def _buyers(workspace: Workspace) -> pd.DataFrame:
    found = workspace.query(facts_sql("resellers"))
    crowd = found.pop("buyer_name").fillna("").map(lambda name: stands_for_many(normal(name)))
    found = found[~crowd.astype(bool)]
    people = found.pop("people").map(lambda ids: tuple(sorted(int(one) for one in ids.split(","))))
    words = workspace.words_for(one for ids in people for one in ids[:1])
    found.insert(0, "person_ids", people)
    found.insert(1, "display_name", pd.Series([words.get(ids[0], "") for ids in people], index=found.index, dtype="str"))
    found["spent"] = found.pop("cents").astype("int64") / 100
    return found.sort_values(["receivers", "spent"], ascending=False, kind="stable", ignore_index=True)
