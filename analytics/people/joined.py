"""Which aliases are one person so far: joined in arrays, and one by one only where somebody said "different"."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

REASONS = ("alone", "decision", "same_row", "id", "phone", "name_in_group", "name_in_shop")
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Joined:
    """Which aliases are one person so far. `label`: the smallest position of the person each alias belongs to."""

    def __init__(self, count: int, apart: Whole) -> None:
        self.label: Whole = np.arange(count)
        self.why: npt.NDArray[np.int8] = np.zeros(count, dtype="int8")
        self._apart = apart

    def join_pairs(self, pairs: Whole, why: str) -> None:
        """Make each pair of positions one person."""
        self.join(np.repeat(np.arange(len(pairs)), 2), pairs.ravel(), why)

    def join_equal(self, codes: Whole, why: str) -> None:
        """Make all aliases of one code one person; -1 is no code."""
        nodes = np.flatnonzero(codes >= 0)
        self.join(codes[nodes], nodes, why)

    def join(self, groups: Whole, nodes: Whole, why: str) -> None:
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

    def _torn(self, joined: Whole) -> Flags:
        """The aliases of people who would hold two that somebody told apart."""
        one, other = joined[self._apart[:, 0]], joined[self._apart[:, 1]]
        return np.isin(joined, one[one == other])

    def _one_by_one(self, label: Whole, groups: Whole, nodes: Whole) -> Whole:
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

    def __init__(self, label: Whole, apart: Whole) -> None:
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

    def labels(self) -> Whole:
        """The label of every position."""
        changed = self._label.copy()
        for label in self._root:
            changed[self._label == label] = self._find(label)
        return changed

    def _find(self, label: int) -> int:
        while label in self._root:
            label = self._root[label]
        return label


def united(label: Whole, groups: Whole, nodes: Whole) -> Whole:
    """The labels after the nodes of each group (groups stand together) are one; the smallest position names it."""
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.zeros(0, dtype="int64")
    heads = np.repeat(nodes[starts], np.diff(np.r_[starts, len(nodes)]))
    root = np.arange(len(label))
    one, other = label[heads], label[nodes]
    # Every person is hung under the smallest of its neighbours until no two neighbours differ; scipy has this too, but
    # takes longer to load than fifty thousand names take here.
    while (apart := root[one] != root[other]).any():
        left, right = root[one[apart]], root[other[apart]]
        np.minimum.at(root, np.maximum(left, right), np.minimum(left, right))
        while (root[root] != root).any():
            root = root[root]
    return root[label]
