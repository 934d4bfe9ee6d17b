"""One person under many names: which aliases belong together, by rules and by what people decided.

Order of trust (METRICS 5.2): platform id, then phone, then the name inside one group, then a name that
only one person in the whole shop carries. A name two people share is never guessed: it stays a
pseudo-person of its own, marked ambiguous. The result depends on the set of aliases only, never on
the order in which files came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analytics.importers.names import SHARED

# A full mainland mobile number or a longer landline: shorter strings are shared by too many people.
_SHORTEST_PHONE = 7


@dataclass(frozen=True)
class Alias:
    """One way a file names somebody; '' where it does not say. chat_id None: outside any group."""

    alias_id: int
    chat_id: str | None
    platform_id: str
    normal_name: str
    phone: str


def identify(
    aliases: Iterable[Alias], decisions: Iterable[tuple[int, int, str]] = (), *,
    stated: Iterable[tuple[int, int]] = (), same_name_across_groups: bool = False,
) -> pd.DataFrame:
    """Who each alias is.

    `decisions`: (alias, alias, "same" | "different"), the later one wins. `stated`: pairs that stand in
    one row of a member list (nickname and group card). Returns one row an alias:
    alias_id, person_id (the smallest alias id of the person's best-known aliases), decided_by
    (decision, same_row, id, phone, name_in_group, name_in_shop, alone), ambiguous.
    """
    known = sorted(aliases, key=lambda alias: alias.alias_id)
    same, different = _decided(decisions)
    bonds = _Bonds(known, different)
    for pair in sorted(same):
        bonds.tie(*pair, "decision")
    for pair in sorted(stated):
        bonds.tie(*pair, "same_row")
    _tie_equal(bonds, known, "platform_id", "id")
    _tie_equal(bonds, [alias for alias in known if len(alias.phone) >= _SHORTEST_PHONE], "phone", "phone")
    ambiguous = _tie_names_in_groups(bonds, known)
    if same_name_across_groups:
        _tie_names_of_groups(bonds, known, ambiguous)
    _tie_names_in_shop(bonds, known, ambiguous)
    return bonds.table(ambiguous)


def _decided(decisions: Iterable[tuple[int, int, str]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    last = {(min(a, b), max(a, b)): verdict for a, b, verdict in decisions}
    return (
        {pair for pair, verdict in last.items() if verdict == "same"},
        {pair for pair, verdict in last.items() if verdict == "different"},
    )


class _Bonds:
    """Union-find over aliases that never joins two that a person has told apart."""

    def __init__(self, aliases: list[Alias], different: set[tuple[int, int]]) -> None:
        self._by_id = {alias.alias_id: alias for alias in aliases}
        self._root = {alias_id: alias_id for alias_id in self._by_id}
        self._members: dict[int, list[int]] = {alias_id: [alias_id] for alias_id in self._by_id}
        self._why = dict.fromkeys(self._by_id, "alone")
        self._apart: dict[int, set[int]] = defaultdict(set)
        for a, b in different:
            if a in self._by_id and b in self._by_id:
                self._apart[a].add(b)
                self._apart[b].add(a)

    def root(self, alias_id: int) -> int:
        """The representative of the alias's person."""
        while self._root[alias_id] != alias_id:
            self._root[alias_id] = self._root[self._root[alias_id]]
            alias_id = self._root[alias_id]
        return alias_id

    def tie(self, a: int, b: int, why: str) -> None:
        """Make `a` and `b` one person, unless somebody said they are not."""
        if a not in self._by_id or b not in self._by_id:
            return
        left, right = self.root(a), self.root(b)
        if left == right or self._forbidden(left, right):
            return
        if len(self._members[left]) < len(self._members[right]):
            left, right = right, left
        for alias_id in (a, b):
            if self._why[alias_id] == "alone":
                self._why[alias_id] = why
        self._root[right] = left
        self._members[left] += self._members.pop(right)

    def phones(self, alias_id: int) -> set[str]:
        """Full phone numbers known for the alias's person."""
        members = self._members[self.root(alias_id)]
        return {phone for one in members if len(phone := self._by_id[one].phone) >= _SHORTEST_PHONE}

    def platform_ids(self, alias_id: int) -> set[str]:
        """Platform ids known for the alias's person."""
        return {self._by_id[one].platform_id for one in self._members[self.root(alias_id)]} - {""}

    def table(self, ambiguous: set[int]) -> pd.DataFrame:
        """One row an alias, as `identify` promises."""
        person_of = {root: min(members, key=self._rank) for root, members in self._members.items()}
        unsure = {self.root(alias_id) for alias_id in ambiguous}
        ids = list(self._by_id)
        return pd.DataFrame({
            "alias_id": pd.Series(ids, dtype="int64"),
            "person_id": pd.Series([person_of[self.root(one)] for one in ids], dtype="int64"),
            "decided_by": pd.Series([self._why[one] for one in ids], dtype="str"),
            "ambiguous": pd.Series([self.root(one) in unsure for one in ids], dtype="bool"),
        })

    def _rank(self, alias_id: int) -> tuple[bool, bool, int]:
        alias = self._by_id[alias_id]
        return (not alias.platform_id, alias.chat_id is None, alias_id)

    def _forbidden(self, left: int, right: int) -> bool:
        if not self._apart:
            return False
        others = set(self._members[right])
        return any(self._apart[one] & others for one in self._members[left] if one in self._apart)


def _tie_equal(bonds: _Bonds, aliases: list[Alias], field: str, why: str) -> None:
    first: dict[str, int] = {}
    for alias in aliases:
        value = getattr(alias, field)
        if value:
            bonds.tie(first.setdefault(value, alias.alias_id), alias.alias_id, why)


def _tie_names_in_groups(bonds: _Bonds, aliases: list[Alias]) -> set[int]:
    """A name without id belongs to the one person of its group who has carried it; else it is ambiguous."""
    carriers: dict[tuple[str, str], set[int]] = defaultdict(set)
    nameless: dict[tuple[str, str], list[Alias]] = defaultdict(list)
    for alias in aliases:
        if alias.chat_id is None or not alias.normal_name:
            continue
        place = (alias.chat_id, alias.normal_name)
        if alias.platform_id or alias.phone:
            carriers[place].add(bonds.root(alias.alias_id))
        else:
            nameless[place].append(alias)
    ambiguous: set[int] = set()
    for place, bare in nameless.items():
        owners = {bonds.root(root) for root in carriers.get(place, ())}
        if len(owners) == 1 and place[1] not in SHARED:
            bonds.tie(bare[0].alias_id, owners.pop(), "name_in_group")
        elif owners or place[1] in SHARED - {"我", "me"}:
            ambiguous.update(alias.alias_id for alias in bare)
    return ambiguous


def _tie_names_of_groups(bonds: _Bonds, aliases: list[Alias], ambiguous: set[int]) -> None:
    """Only where the shop asks for it: one name, one bearer in each group, nothing against it."""
    for bearers in _bearers(bonds, aliases, ambiguous, inside=True).values():
        if len(bearers) < 2 or _one_group_has_two(bonds, aliases, bearers):
            continue
        if len(set().union(*(bonds.platform_ids(one) for one in bearers))) > 1:
            continue
        if len(set().union(*(bonds.phones(one) for one in bearers))) > 1:
            continue
        first, *rest = sorted(bearers)
        for other in rest:
            bonds.tie(first, other, "name_in_shop")


def _tie_names_in_shop(bonds: _Bonds, aliases: list[Alias], ambiguous: set[int]) -> None:
    """A buyer or list name from outside the groups belongs to the one person who carries it there."""
    inside = _bearers(bonds, aliases, ambiguous, inside=True)
    outside = _bearers(bonds, aliases, ambiguous, inside=False)
    for name, strangers in outside.items():
        if len(strangers) == 1 and name not in inside:
            continue
        owners = {bonds.root(one) for one in inside.get(name, ())}
        strangers = {bonds.root(one) for one in strangers} - owners
        if len(owners) > 1 or not strangers:
            continue
        if len(set().union(*(bonds.phones(one) for one in strangers | owners))) > 1:
            continue
        first, *rest = sorted(owners) + sorted(strangers)
        for other in rest:
            bonds.tie(first, other, "name_in_shop")


def _bearers(bonds: _Bonds, aliases: list[Alias], ambiguous: set[int], *, inside: bool) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    unsure_names = {alias.normal_name for alias in aliases if alias.alias_id in ambiguous}
    for alias in aliases:
        if (alias.chat_id is not None) != inside or not alias.normal_name:
            continue
        if alias.normal_name in SHARED or alias.normal_name in unsure_names:
            continue
        found[alias.normal_name].add(bonds.root(alias.alias_id))
    return found


def _one_group_has_two(bonds: _Bonds, aliases: list[Alias], bearers: set[int]) -> bool:
    groups: dict[int, set[str]] = {root: set() for root in bearers}
    for alias in aliases:
        root = bonds.root(alias.alias_id)
        if root in groups and alias.chat_id is not None:
            groups[root].add(alias.chat_id)
    seen: set[str] = set()
    for chats in groups.values():
        if seen & chats:
            return True
        seen |= chats
    return False
