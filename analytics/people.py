"""One person under many names: which aliases belong together, by rules and by what people decided.

Order of trust (METRICS 5.2): what a person decided, names in one row of a member list, platform id, phone,
the name inside one group, then a name that only one person in the whole shop carries. A name two people
share is never guessed: it stays a pseudo-person of its own, marked ambiguous. Each rule looks at all names
at once, so the result depends on the set of aliases only, never on the order in which files came.
Aliases are positions in arrays here: fifty thousand of them are a blink.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.importers.names import OWN, stands_for_many

# A full mainland mobile number or a longer landline: shorter strings are shared by too many people.
_SHORTEST_PHONE = 7
REASONS = ("alone", "decision", "same_row", "id", "phone", "name_in_group", "name_in_shop")
_Whole = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


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
    people = _People(len(known.ids), known.pairs(different))
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
        self.ids: _Whole = frame["alias_id"].to_numpy(dtype="int64")
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

    def pairs(self, ids: Iterable[tuple[int, int]]) -> _Whole:
        """Positions of the pairs of which both aliases are known; shape (pairs, 2)."""
        wanted = np.array(sorted(ids), dtype="int64").reshape(-1, 2)
        if not len(self.ids):
            return np.zeros((0, 2), dtype="int64")
        at: _Whole = np.searchsorted(self.ids, wanted).clip(max=len(self.ids) - 1)
        known: _Whole = at[(self.ids[at] == wanted).all(axis=1)]
        return known


def _codes(values: pd.Series[str]) -> _Whole:
    codes, words = pd.factorize(values.fillna(""))
    empty = np.flatnonzero(words == "")
    return np.where(codes == empty[0], -1, codes) if len(empty) else codes


def _decided(decisions: Iterable[tuple[int, int, str]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    last = {(min(a, b), max(a, b)): verdict for a, b, verdict in decisions}
    return (
        {pair for pair, verdict in last.items() if verdict == "same"},
        {pair for pair, verdict in last.items() if verdict == "different"},
    )


class _People:
    """Which aliases are one person so far. `label`: the smallest position of the person each alias belongs to."""

    def __init__(self, count: int, apart: _Whole) -> None:
        self.label: _Whole = np.arange(count)
        self.why: npt.NDArray[np.int8] = np.zeros(count, dtype="int8")
        self._apart = apart

    def join_pairs(self, pairs: _Whole, why: str) -> None:
        """Make each pair of positions one person."""
        self.join(np.repeat(np.arange(len(pairs)), 2), pairs.ravel(), why)

    def join_equal(self, codes: _Whole, why: str) -> None:
        """Make all aliases of one code one person; -1 is no code."""
        nodes = np.flatnonzero(codes >= 0)
        self.join(codes[nodes], nodes, why)

    def join(self, groups: _Whole, nodes: _Whole, why: str) -> None:
        """Make the nodes of each group one person, as far as nobody said that they are not."""
        if not len(nodes):
            return
        size = np.bincount(self.label, minlength=len(self.label))[self.label]
        # Where some of a group are told apart, the others stay with the better known one.
        order = np.lexsort((nodes, -size[nodes], groups))
        groups, nodes = groups[order], nodes[order]
        joined = united(self.label, groups, nodes)
        torn = self._torn(joined)
        if torn.any():
            joined = np.where(torn, self.label, joined)
            in_torn = torn[nodes]
            joined = self._one_by_one(joined, groups[in_torn], nodes[in_torn])
        grown = (self.why == 0) & (size == 1) & (np.bincount(joined, minlength=len(joined))[joined] > 1)
        self.why[grown] = REASONS.index(why)
        self.label = joined

    def _torn(self, joined: _Whole) -> _Flags:
        """The aliases of people who would hold two that somebody told apart."""
        one, other = joined[self._apart[:, 0]], joined[self._apart[:, 1]]
        return np.isin(joined, one[one == other])

    def _one_by_one(self, label: _Whole, groups: _Whole, nodes: _Whole) -> _Whole:
        """The slow way, for the few people about whom somebody said "different"."""
        careful = _Careful(label, self._apart)
        for members in np.split(nodes, np.flatnonzero(np.diff(groups)) + 1):
            waiting = [int(node) for node in members]
            while waiting:
                first = waiting[0]
                waiting = [node for node in waiting[1:] if not careful.tie(first, node)]
        return careful.labels()


class _Careful:
    """Union-find over people that never joins two who were told apart."""

    def __init__(self, label: _Whole, apart: _Whole) -> None:
        self._label = label
        self._root: dict[int, int] = {}
        self._foes: dict[int, set[int]] = defaultdict(set)
        for one, other in apart:
            left, right = int(label[one]), int(label[other])
            self._foes[left].add(right)
            self._foes[right].add(left)

    def tie(self, one: int, other: int) -> bool:
        """Make two positions one person; False where that is forbidden."""
        left, right = sorted((self._find(int(self._label[one])), self._find(int(self._label[other]))))
        if left == right:
            return True
        if any(self._find(foe) == right for foe in self._foes[left]):
            return False
        self._root[right] = left
        self._foes[left] |= self._foes[right]
        for foe in self._foes[right]:
            self._foes[self._find(foe)].add(left)
        return True

    def labels(self) -> _Whole:
        """The label of every position."""
        changed = self._label.copy()
        for label in self._root:
            changed[self._label == label] = self._find(label)
        return changed

    def _find(self, label: int) -> int:
        while label in self._root:
            label = self._root[label]
        return label


def united(label: _Whole, groups: _Whole, nodes: _Whole) -> _Whole:
    """The labels after the nodes of each group (groups stand together) are one; the smallest position names it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.zeros(0, dtype="int64")
    heads = np.repeat(nodes[starts], np.diff(np.r_[starts, len(nodes)]))
    edges = coo_array((np.ones(len(nodes), dtype="int8"), (label[heads], label[nodes])), shape=(len(label), len(label)))
    _, part = connected_components(edges, directed=False)
    smallest = np.unique(part[label], return_index=True)
    return np.asarray(smallest[1][np.searchsorted(smallest[0], part[label])])


def _names_in_groups(people: _People, known: _Known) -> _Whole:
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


def _names_of_groups(people: _People, known: _Known, nameable: _Flags) -> None:
    """Only where the shop asks for it: one name, one bearer in each group, nothing against it."""
    bearers = _distinct(known.name, people.label, known.inside & nameable)
    bearers = bearers[bearers.groupby("key")["label"].transform("size") > 1]
    refused = (
        _in_one_group(bearers, people, known)
        | _several(bearers, people, known.platform) | _several(bearers, people, known.phone, known.full_phone)
    )
    _join_names(people, known, bearers[~bearers["key"].isin(refused)])


def _in_one_group(bearers: pd.DataFrame, people: _People, known: _Known) -> set[int]:
    """Keys of which two bearers are in one group."""
    chats = _distinct(people.label, known.chat, known.inside).rename(columns={"key": "label", "label": "chat"})
    there = bearers.merge(chats, on="label")
    return set(there["key"][there.duplicated(["key", "chat"])])


def _names_in_shop(people: _People, known: _Known, nameable: _Flags) -> None:
    """A buyer or list name from outside the groups belongs to the one person who carries it there."""
    inside = _distinct(known.name, people.label, known.inside & nameable)
    outside = _distinct(known.name, people.label, ~known.inside & nameable)
    outside = outside[~_in(outside, inside)]
    owned = inside[inside["key"].isin(outside["key"])]
    bearers = pd.concat([owned, outside], ignore_index=True)
    refused = (
        set(owned["key"][owned.duplicated("key")]) | _several(bearers, people, known.phone, known.full_phone)
        | _several(outside[outside.duplicated("key", keep=False)], people, known.platform)
    )
    _join_names(people, known, bearers[~bearers["key"].isin(refused)])


def _join_names(people: _People, known: _Known, bearers: pd.DataFrame) -> None:
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


def _several(bearers: pd.DataFrame, people: _People, codes: _Whole, counted: _Flags | None = None) -> set[int]:
    """Keys whose bearers have more than one of `codes` between them."""
    known = _distinct(people.label, codes, (codes >= 0) if counted is None else (codes >= 0) & counted)
    known = known.rename(columns={"key": "label", "label": "code"})
    found = bearers.merge(known, on="label")[["key", "code"]].drop_duplicates()
    return set(found["key"][found.duplicated("key")])


def _distinct(keys: _Whole, labels: _Whole, where: _Flags | None = None) -> pd.DataFrame:
    if where is not None:
        keys, labels = keys[where], labels[where]
    return pd.DataFrame({"key": keys, "label": labels}).drop_duplicates(ignore_index=True)


def _in(left: pd.DataFrame, right: pd.DataFrame) -> _Flags:
    there = set(zip(right["key"], right["label"], strict=True))
    return np.array([pair in there for pair in zip(left["key"], left["label"], strict=True)], dtype=bool)


def _pair_codes(left: _Whole, right: _Whole) -> _Whole:
    codes, _ = pd.factorize((left + 1) * (int(right.max(initial=0)) + 1) + right)
    return np.asarray(codes)


def _table(people: _People, known: _Known, unsure: _Whole) -> pd.DataFrame:
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
