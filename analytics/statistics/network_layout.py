"""Where to draw the nodes of a small network: linked ones near, others apart (Fruchterman and Reingold 1991).

For pictures of a few dozen nodes; each round compares all pairs. Seeded by the circle it starts from: the same network
always looks the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDS, _WARM = 200, 0.12
_PULL, _MIDDLE = 0.6, 0.4


def positions(source: ArrayLike, target: ArrayLike, weight: ArrayLike, nodes: int) -> NDArray[Any]:
    """x, y in 0…1, one row a node."""
    angle = 2 * np.pi * np.arange(nodes) / max(nodes, 1)
    at = 0.5 + 0.45 * np.column_stack([np.cos(angle), np.sin(angle)])
    if nodes < 2:
        return at
    pull = np.zeros((nodes, nodes))
    np.add.at(pull, (np.asarray(source, dtype=int), np.asarray(target, dtype=int)), np.asarray(weight, dtype=float))
    pull = np.sqrt(pull + pull.T)
    # Crowded or not, what pulls at a node is as strong as what pushes it away.
    pull *= _PULL / (pull.sum(axis=1).mean() or 1.0)
    ideal = 1 / np.sqrt(nodes)
    for number in range(_ROUNDS):
        gap = at[:, None, :] - at[None, :, :]
        length = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-3)[..., None]
        # The weak pull to the middle keeps nodes without links in the picture.
        force = (gap / length * (ideal**2 / length)).sum(axis=1) - (gap * length / ideal * pull[..., None]).sum(axis=1)
        force -= (at - 0.5) * _MIDDLE
        size = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)[:, None]
        at = at + force / size * np.minimum(size, _WARM * (1 - number / _ROUNDS))
    low, high = at.min(axis=0), at.max(axis=0)
    return np.asarray((at - low) / np.maximum(high - low, 1e-9), dtype=float)
