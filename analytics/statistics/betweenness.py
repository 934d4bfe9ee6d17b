"""Who stands between others: betweenness in a network taken without direction and weight.

Brandes' accumulation for many starting points at once: one product of a dense block with the sparse links for each step of
distance, no loop over people. Source: Brandes 2001, “A faster algorithm for betweenness centrality”; starting points drawn
by lot for large networks: Brandes and Pich 2007.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

# Up to so many nodes every one is a starting point (METRICS 7.7); above, so many of them, drawn with a fixed seed.
EXACT_UNTIL, PIVOTS = 2_000, 100
_SEED, _BLOCK_CELLS = 20_190_601, 4_000_000
Numbers = NDArray[Any]


def betweenness(source: ArrayLike, target: ArrayLike, nodes: int, exact_until: int = EXACT_UNTIL, pivots: int = PIVOTS) -> Numbers:
    """One share a node, 0–1: of all pairs of others, on how many of the shortest ways between them it lies (a pair with several
    ways counts in parts). Above `exact_until` nodes an estimate from `pivots` starting points. All 0 under three nodes.
    """
    if nodes < 3:
        return np.zeros(nodes)
    links = _links(np.asarray(source, dtype=np.int64), np.asarray(target, dtype=np.int64), nodes)
    starts = np.arange(nodes)
    if nodes > exact_until:
        starts = np.sort(np.random.default_rng(_SEED).choice(nodes, min(pivots, nodes), replace=False))
    total, block = np.zeros(nodes), max(1, _BLOCK_CELLS // nodes)
    for first in range(0, len(starts), block):
        total += _from(starts[first:first + block], links, nodes)
    found: Numbers = total * (nodes / len(starts)) / ((nodes - 1) * (nodes - 2))
    return found


def _links(source: Numbers, target: Numbers, nodes: int) -> Any:
    apart = source != target
    both = np.concatenate([source[apart], target[apart]]), np.concatenate([target[apart], source[apart]])
    links = scipy.sparse.coo_array((np.ones(len(both[0])), both), shape=(nodes, nodes)).tocsr()
    links.data[:] = 1.0
    return links


def _from(starts: Numbers, links: Any, nodes: int) -> Numbers:
    """What each node carries for the ways that begin at `starts`, ends left out."""
    rows = np.arange(len(starts))
    ways, distance = np.zeros((len(starts), nodes)), np.full((len(starts), nodes), -1, dtype=np.int32)
    ways[rows, starts], distance[rows, starts] = 1.0, 0
    step = 0
    while True:
        reached = (links @ np.where(distance == step, ways, 0.0).T).T
        fresh = (reached > 0) & (distance < 0)
        if not fresh.any():
            break
        step += 1
        ways[fresh], distance[fresh] = reached[fresh], step
    carried = np.zeros_like(ways)
    for away in range(step, 0, -1):
        given = np.where(distance == away, (1 + carried) / np.where(ways > 0, ways, 1.0), 0.0)
        carried += np.where(distance == away - 1, (links @ given.T).T * ways, 0.0)
    carried[rows, starts] = 0.0
    summed: Numbers = carried.sum(axis=0)
    return summed
