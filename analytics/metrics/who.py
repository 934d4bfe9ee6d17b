"""Who is who: everybody the shop knows, which names may belong together, which namesakes nobody can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.importers.names import normal, stands_for_many
from analytics.metrics import layers
from analytics.metrics.labels import LABELS
from analytics.metrics.side_by_side import side_by_side
from analytics.people.suggestions import suggest
from analytics.workspace import Workspace, facts_sql

# Evidence so strong that two accounts or two phones do not speak against it.
_OWN_WORD = frozenset({"states_old_name"})
_MOST_SUGGESTED = 500


@dataclass(frozen=True)
class Who:
    """`people`: one row a person: person_id, display_name, ambiguous, names, chats, first_seen, last_seen, decided,
    messages, orders, spent (yuan, net), listed, role, role_until, reseller.
    `suggestions`: person_a, name_a, person_b, name_b, score (0–100), evidence (tuple of kinds), best first;
    `left_off`: how many more there are, weaker than these.
    `namesakes`: one row a person whose name others carry too: name_key, person_id, display_name, chat_id, messages,
    orders, ambiguous (it is not known whose these are), bearers.
    `decisions`: one row a decision: decided_at, decision (same, different), pairs, person_ids, newest first.
    """

    people: pd.DataFrame
    suggestions: pd.DataFrame
    namesakes: pd.DataFrame
    decisions: pd.DataFrame
    left_off: int


def measure(workspace: Workspace) -> Who:
    """The whole shop, all chats and times."""
    with side_by_side() as ask:
        known = ask.submit(everybody, workspace)
        names = workspace.query(facts_sql("who_names"))
        found = _suggestions(workspace, names)
    people = known.result()
    shown = dict(zip(people["person_id"], people["display_name"], strict=True))
    return Who(people, _shown(found.head(_MOST_SUGGESTED), shown), _namesakes(names, people), _decisions(workspace),
               max(0, len(found) - _MOST_SUGGESTED))


def everybody(workspace: Workspace) -> pd.DataFrame:
    """`Who.people`, those the shop knows best first."""
    people = workspace.named(workspace.query(facts_sql("who_people")))
    people["spent"] = people.pop("cents") / 100
    return people.sort_values(["spent", "messages", "person_id"], ascending=[False, False, True], ignore_index=True)


def find(workspace: Workspace, people: pd.DataFrame, words: str) -> pd.DataFrame:
    """The rows of `people` that carry `words` in any of their names, or end in these digits of a phone.

    With names hidden only what is shown is searched: a search must not tell whose pseudonym it is.
    """
    wanted = normal(words)
    if not wanted:
        return people
    hit = people["display_name"].map(normal).str.contains(wanted, regex=False)
    if not workspace.is_masked:
        names = workspace.query(facts_sql("who_names"))
        carried = names["normal_name"].str.contains(wanted, regex=False)
        if wanted.isdigit():
            carried |= names["phone"].str.endswith(wanted)
        hit |= people["person_id"].isin(names.loc[carried, "person_id"])
    return people[hit].reset_index(drop=True)


def names_of(workspace: Workspace, person_id: int) -> pd.DataFrame:
    """One row a name of a person, earliest first: alias_id, name, chat_id, phone_end, first_seen, last_seen,
    decided_by, messages, orders, spent (yuan, net)."""
    names = workspace.query(facts_sql("who_aliases"), person=person_id)
    names["name"] = names["alias_id"].map(workspace.name_words(person_id))
    names["phone_end"] = "" if workspace.is_masked else names["phone_end"]
    names["spent"] = names.pop("cents") / 100
    return names


def standing(workspace: Workspace, alias_ids: tuple[int, ...]) -> pd.DataFrame:
    """What the people behind some names come to now: person_id, display_name, names, messages, orders, spent, labels.

    Look before and after a decision to see what it changed. `labels`: their layers, a tuple.
    """
    names, people = workspace.query(facts_sql("who_names")), everybody(workspace)
    touched = names.loc[names["alias_id"].isin(alias_ids), "person_id"]
    people = people.loc[people["person_id"].isin(touched), ["person_id", "display_name", "names", "messages", "orders", "spent"]]
    labels = _labels(workspace)
    carried = pd.Series([labels.get(one, ()) for one in people["person_id"]], index=people.index, dtype="object")
    return people.assign(labels=carried).reset_index(drop=True)


def aliases_of(workspace: Workspace, person_ids: tuple[int, ...]) -> tuple[int, ...]:
    """The names of these people, to follow them through a decision."""
    names = workspace.query(facts_sql("who_names"))
    return tuple(names.loc[names["person_id"].isin(person_ids), "alias_id"].tolist())


def _labels(workspace: Workspace) -> dict[int, tuple[str, ...]]:
    try:
        members = layers.measure(workspace).members
    except UserError:  # a shop without a clock has no layers
        return {}
    carried = members[list(LABELS)].fillna(False).astype(bool).to_numpy()
    return {int(one): tuple(name for name, has in zip(LABELS, row, strict=True) if has)
            for one, row in zip(members["person_id"], carried, strict=True)}


def _suggestions(workspace: Workspace, names: pd.DataFrame) -> pd.DataFrame:
    settings = workspace.settings.identity
    sure = names[~names["ambiguous"]].merge(workspace.query(facts_sql("who_rooms")), on="alias_id", how="left")
    found = suggest(sure, alike_from=settings.alike_from_share, took_over_days=settings.took_over_until_days)
    found = found[found["score"] >= settings.suggest_from_points]
    found = found[~_contradicted(sure, found)]
    apart = workspace.query(facts_sql("who_apart"), relations={"pairs": found[["person_a", "person_b"]]}).assign(apart=True)
    found = found.merge(apart, on=["person_a", "person_b"], how="left")
    kept: pd.DataFrame = found[found.pop("apart").isna()].reset_index(drop=True)
    return kept


def _shown(pairs: pd.DataFrame, words: dict[int, str]) -> pd.DataFrame:
    return pd.DataFrame({
        "person_a": pairs["person_a"], "name_a": pairs["person_a"].map(words).astype("str"),
        "person_b": pairs["person_b"], "name_b": pairs["person_b"].map(words).astype("str"),
        "score": pairs["score"], "evidence": pairs["evidence"]})


def _contradicted(names: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series[bool]:
    """Pairs of two accounts, or of two phones: another person, unless the name itself says otherwise."""
    involved = names[names["person_id"].isin(pairs["person_a"]) | names["person_id"].isin(pairs["person_b"])]
    accounts = involved[involved["chat_id"].notna() & (involved["platform_id"] != "")]
    phones = involved[involved["phone"].str.len() >= 7]
    says_so = pairs["evidence"].map(lambda kinds: bool(_OWN_WORD & set(kinds))).astype(bool)
    return (_differ(pairs, accounts, "platform_id") | _differ(pairs, phones, "phone")) & ~says_so


def _differ(pairs: pd.DataFrame, known: pd.DataFrame, field: str) -> pd.Series[bool]:
    """Both have a mark, and none in common."""
    marks: dict[int, set[str]] = {}
    for person, mark in zip(known["person_id"], known[field], strict=True):
        marks.setdefault(person, set()).add(mark)
    return pd.Series([
        a in marks and b in marks and marks[a].isdisjoint(marks[b])
        for a, b in zip(pairs["person_a"], pairs["person_b"], strict=True)], index=pairs.index, dtype=bool)


def _namesakes(names: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    keys = names.sort_values("chat_id", kind="stable").drop_duplicates(["normal_name", "person_id"])
    keys = keys[["normal_name", "person_id", "chat_id", "ambiguous"]].rename(columns={"normal_name": "name_key"})
    keys["bearers"] = keys.groupby("name_key")["person_id"].transform("size")
    keys = keys[((keys["bearers"] > 1) | keys["ambiguous"]) & (keys["name_key"] != "")]
    keys = keys[~keys["name_key"].map(stands_for_many).astype(bool)]
    rows = keys.merge(people[["person_id", "display_name", "messages", "orders"]], on="person_id")
    # A name counts as many ways of naming it: the same name at two people is one entry of two rows.
    order = ["bearers", "name_key", "ambiguous", "messages", "person_id"]
    shown: pd.DataFrame = rows.sort_values(order, ascending=[False, True, False, False, True], ignore_index=True)
    return shown


def _decisions(workspace: Workspace) -> pd.DataFrame:
    rows = workspace.query(facts_sql("who_decisions"))
    grouped: dict[datetime, list[Any]] = {}
    for moment, decision, one, other in rows.itertuples(index=False):
        grouped.setdefault(moment, []).append((decision, one, other))
    found = [
        (moment, "different" if any(kind == "different" for kind, _, _ in pairs) else "same", len(pairs),
         tuple(dict.fromkeys(int(who) for _, one, other in pairs for who in (one, other) if pd.notna(who))))
        for moment, pairs in grouped.items()
    ]
    return pd.DataFrame(found, columns=["decided_at", "decision", "pairs", "person_ids"])
