"""One person under many names: which aliases belong together, by rules and by what people decided.

Order of trust (METRICS 5.2): what a person decided, names in one row of a member list, platform id, phone,
the name inside one group, then a name that only one person in the whole shop carries. A name two people
share is never guessed: it stays a pseudo-person of its own, marked ambiguous. Each rule looks at all names
at once, so the result depends on the set of aliases only, never on the order in which files came.
Aliases are positions in arrays here: fifty thousand of them are a blink.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analytics.importers.names import OWN, stands_for_many
from analytics.people.joined import REASONS, Flags, Joined, Whole, united

# A full mainland mobile number or a longer landline: shorter strings are shared by too many people.
_SHORTEST_PHONE = 7


def identify(
    aliases: pd.DataFrame, decisions: Iterable[tuple[int, int, str]] = (), *,
    stated: Iterable[tuple[int, int]] = (), same_name_across_groups: bool = False,
) -> pd.DataFrame:
    """Who each alias is.

    `aliases`: alias_id, chat_id (NULL: outside any group), platform_id, normal_name, phone ('' where a file does
    not say). `decisions`: (alias, alias, "same" | "different"), the later one wins. `stated`: pairs that stand in
    one row of a member list (nickname and group card). Returns one row an alias, by alias_id:
    alias_id, person_id (the smallest alias id of the person's best-known aliases), decided_by
    (one of `REASONS`), ambiguous.
    """
    known = _Known(aliases)
    same, different = _decided(decisions)
    people = Joined(len(known.ids), known.pairs(different))
    people.join_pairs(known.pairs(same), "decision")
    people.join_pairs(known.pairs(stated), "same_row")
    people.join_equal(known.platform, "id")
    people.join_equal(np.where(known.full_phone, known.phone, -1), "phone")
    unsure = _names_in_groups(people, known)
    nameable = known.named & ~known.shared & ~np.isin(known.name, known.name[unsure])
    if same_name_across_groups:
        _names_of_groups(people, known, nameable)
    _names_in_shop(people, known, nameable)
    return _table(people, known, unsure)


class _Known:
    """The aliases as arrays, sorted by id: equal codes are equal texts, -1 is none."""

    def __init__(self, aliases: pd.DataFrame) -> None:
        frame = aliases.sort_values("alias_id", ignore_index=True)
        self.ids: Whole = frame["alias_id"].to_numpy(dtype="int64")
        self.chat = _codes(frame["chat_id"])
        self.platform = _codes(frame["platform_id"])
        self.phone = _codes(frame["phone"])
        self.full_phone = (frame["phone"].str.len() >= _SHORTEST_PHONE).to_numpy(dtype=bool)
        self.name, distinct = pd.factorize(frame["normal_name"])
        names = distinct.to_numpy(dtype=object)
        self.named = (names != "")[self.name]
        self.shared = np.array([stands_for_many(name) for name in names], dtype=bool)[self.name]
        self.own = np.array([name in OWN for name in names], dtype=bool)[self.name]
        self.inside = self.chat >= 0
        self.bare = (self.platform < 0) & (self.phone < 0) & self.named

    def pairs(self, ids: Iterable[tuple[int, int]]) -> Whole:
        """Positions of the pairs of which both aliases are known; shape (pairs, 2)."""
        wanted = np.array(sorted(ids), dtype="int64").reshape(-1, 2)
        if not len(self.ids):
            return np.zeros((0, 2), dtype="int64")
        at: Whole = np.searchsorted(self.ids, wanted).clip(max=len(self.ids) - 1)
        known: Whole = at[(self.ids[at] == wanted).all(axis=1)]
        return known


def _codes(values: pd.Series[str]) -> Whole:
    codes, words = pd.factorize(values.fillna(""))
    empty = np.flatnonzero(words == "")
    return np.where(codes == empty[0], -1, codes) if len(empty) else codes


def _decided(decisions: Iterable[tuple[int, int, str]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    last = {(min(a, b), max(a, b)): verdict for a, b, verdict in decisions}
    return (
        {pair for pair, verdict in last.items() if verdict == "same"},
        {pair for pair, verdict in last.items() if verdict == "different"},
    )


def _names_in_groups(people: Joined, known: _Known) -> Whole:
    """A name without id belongs to the one person of its group who has carried it; else it is ambiguous.

    Returns the positions of the ambiguous ones.
    """
    place = _pair_codes(known.chat, known.name)
    bare, carrier = known.bare & known.inside, known.inside & known.named & ~known.bare
    owners = _distinct(place[carrier], people.label[carrier])
    counted = np.bincount(owners["key"], minlength=int(place.max(initial=0)) + 1)[place]
    single = np.flatnonzero(bare & (counted == 1) & ~known.shared)
    owner_of = dict(zip(owners["key"], owners["label"], strict=True))
    # Somebody has already said which of the bearers it is.
    settled = set(zip(owners["key"], owners["label"], strict=True))
    crowded = [at for at in np.flatnonzero(bare & (counted > 0)) if (place[at], people.label[at]) not in settled]
    pairs = np.array([(at, owner_of[place[at]]) for at in single], dtype="int64").reshape(-1, 2)
    people.join_pairs(pairs, "name_in_group")
    nobody = known.bare & known.shared & ~known.own
    return np.union1d(np.setdiff1d(crowded, single), np.flatnonzero(nobody)).astype("int64")


def _names_of_groups(people: Joined, known: _Known, nameable: Flags) -> None:
    """Only where the shop asks for it: one name, one bearer in each group, nothing against it."""
    bearers = _distinct(known.name, people.label, known.inside & nameable)
    bearers = bearers[bearers.groupby("key")["label"].transform("size") > 1]
    refused = (
        _in_one_group(bearers, people, known)
        | _several(bearers, people, known.platform) | _several(bearers, people, known.phone, known.full_phone)
    )
    _join_names(people, known, bearers[~bearers["key"].isin(refused)])


def _in_one_group(bearers: pd.DataFrame, people: Joined, known: _Known) -> set[int]:
    """Keys of which two bearers are in one group."""
    chats = _distinct(people.label, known.chat, known.inside).rename(columns={"key": "label", "label": "chat"})
    there = bearers.merge(chats, on="label")
    return set(there["key"][there.duplicated(["key", "chat"])])


def _names_in_shop(people: Joined, known: _Known, nameable: Flags) -> None:
    """A buyer or list name from outside the groups belongs to the one person who carries it there."""
    inside = _distinct(known.name, people.label, known.inside & nameable)
    outside = _distinct(known.name, people.label, ~known.inside & nameable)
    outside = outside[~_in(outside, inside)]
    if outside.empty:
        return
    owned = inside[inside["key"].isin(outside["key"])]
    bearers = pd.concat([owned, outside], ignore_index=True)
    refused = (
        set(owned["key"][owned.duplicated("key")]) | _several(bearers, people, known.phone, known.full_phone)
        | _several(outside[outside.duplicated("key", keep=False)], people, known.platform)
    )
    _join_names(people, known, bearers[~bearers["key"].isin(refused)])


def _join_names(people: Joined, known: _Known, bearers: pd.DataFrame) -> None:
    """One name, one person; but where names together would make two known people one, none of them counts."""
    bearers = bearers.sort_values(["key", "label"], kind="stable")
    groups, nodes = bearers["key"].to_numpy(dtype="int64"), bearers["label"].to_numpy(dtype="int64")
    if not len(nodes):
        return
    whole = united(people.label, groups, nodes)
    met = np.unique(nodes)
    parts = pd.DataFrame({"key": whole[met], "label": met})
    inside = np.unique(people.label[known.inside])
    there = parts[parts["label"].isin(inside)]
    bad = (_several(parts, people, known.phone, known.full_phone) | _several(there, people, known.platform)
           | _in_one_group(there, people, known))
    fine = ~np.isin(whole[nodes], list(bad))
    people.join(groups[fine], nodes[fine], "name_in_shop")


def _several(bearers: pd.DataFrame, people: Joined, codes: Whole, counted: Flags | None = None) -> set[int]:
    """Keys whose bearers have more than one of `codes` between them."""
    if bearers.empty:
        return set()
    known = _distinct(people.label, codes, (codes >= 0) if counted is None else (codes >= 0) & counted)
    known = known.rename(columns={"key": "label", "label": "code"})
    found = bearers.merge(known, on="label")[["key", "code"]].drop_duplicates()
    return set(found["key"][found.duplicated("key")])


def _distinct(keys: Whole, labels: Whole, where: Flags | None = None) -> pd.DataFrame:
    if where is not None:
        keys, labels = keys[where], labels[where]
    return pd.DataFrame({"key": keys, "label": labels}).drop_duplicates(ignore_index=True)


def _in(left: pd.DataFrame, right: pd.DataFrame) -> Flags:
    there = set(zip(right["key"], right["label"], strict=True))
    return np.array([pair in there for pair in zip(left["key"], left["label"], strict=True)], dtype=bool)


def _pair_codes(left: Whole, right: Whole) -> Whole:
    codes, _ = pd.factorize((left + 1) * (int(right.max(initial=0)) + 1) + right)
    return np.asarray(codes)


def _table(people: Joined, known: _Known, unsure: Whole) -> pd.DataFrame:
    """One row an alias, as `identify` promises."""
    order = np.lexsort((known.ids, ~known.inside, known.platform < 0, people.label))
    sorted_labels = people.label[order]
    first = np.r_[True, sorted_labels[1:] != sorted_labels[:-1]] if len(order) else np.zeros(0, dtype=bool)
    person = np.zeros(len(known.ids), dtype="int64")
    person[sorted_labels[first]] = known.ids[order][first]
    return pd.DataFrame({
        "alias_id": pd.Series(known.ids, dtype="int64"),
        "person_id": pd.Series(person[people.label], dtype="int64"),
        "decided_by": pd.Series(np.array(REASONS, dtype=object)[people.why], dtype="str"),
        "ambiguous": pd.Series(np.isin(people.label, people.label[unsure]), dtype="bool"),
    })
