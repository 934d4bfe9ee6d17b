"""Who stands in the middle of a network of replies: weighted PageRank, parts that hang together, density.

Arrays only: `source[i]` → `target[i]` with `weight[i]`, nodes numbered 0 … n−1. One round costs one pass over the
edges, without a matrix. Source: Page, Brin, Motwani and Winograd 1999; damping .85 as there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.distinct import distinct

DAMPING = 0.85
_ROUNDS, _EXACT = 200, 1e-10


def pagerank(source: ArrayLike, target: ArrayLike, weight: ArrayLike, nodes: int,
             damping: float = DAMPING) -> NDArray[Any]:
    """One rank a node; they sum to 1. A node without outgoing edges passes its rank on to all equally.

    Raises `ValueError` for a weight that is not above 0.
    """
    out, into, weights = _edges(source, target, weight)
    if nodes == 0:
        return np.zeros(0)
    if (weights <= 0).any():
        raise ValueError("weights are above 0")
    given = np.bincount(out, weights, nodes)
    flow, dangling = weights / given[out], given == 0
    rank = np.full(nodes, 1 / nodes)
    for _ in range(_ROUNDS):
        passed = np.bincount(into, rank[out] * flow, nodes) + rank[dangling].sum() / nodes
        new = (1 - damping) / nodes + damping * passed
        if np.abs(new - rank).sum() < _EXACT:
            return np.asarray(new)
        rank = new
    return rank


def components(source: ArrayLike, target: ArrayLike, nodes: int) -> NDArray[Any]:
    """The number of the part each node hangs together with, whatever the direction; largest part is 0."""
    out, into, weights = _edges(source, target, np.ones(np.size(source)))
    links = scipy.sparse.coo_array((weights, (out, into)), shape=(nodes, nodes))
    _, labels = scipy.sparse.csgraph.connected_components(links.tocsr(), directed=False)
    order = np.argsort(-np.bincount(labels), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return np.asarray(place[labels])


def density(source: ArrayLike, target: ArrayLike, nodes: int) -> float:
    """Distinct directed edges between two nodes out of all possible; NaN under two nodes."""
    out, into, _ = _edges(source, target, np.ones(np.size(source)))
    apart = out != into
    edges = distinct(out[apart] * np.int64(max(nodes, 1)) + into[apart])
    return len(edges) / (nodes * (nodes - 1)) if nodes > 1 else float("nan")


def _edges(source: ArrayLike, target: ArrayLike, weight: ArrayLike) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    return np.asarray(source, dtype=np.int64), np.asarray(target, dtype=np.int64), np.asarray(weight, dtype=float)
