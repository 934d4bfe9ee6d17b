"""How unequally something is spread over people: the share of the top, the Lorenz curve, Gini's index (METRICS 6.7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

# A drawn curve needs no more corners than this.
_CORNERS_UNTIL = 200


def top_count(people: int, share: float) -> int:
    """How many people are the top `share` of `people`: rounded up."""
    # 0.2 × 15 is 3.0000000000000004 in binary and would round up to 4.
    return math.ceil(round(share * people, 9))


def top_share(amounts: ArrayLike, share: float = 0.2) -> float:
    """What part of the total the top ⌈share·n⌉ hold; NaN where the total is 0. `amounts`: one a person, ≥ 0."""
    ordered = _ordered(amounts)
    total = float(ordered.sum())
    most = top_count(len(ordered), share)
    return float(ordered[len(ordered) - most:].sum()) / total if total > 0 else float("nan")


def gini(amounts: ArrayLike) -> float:
    """Gini's index, population formula Σ(2i − n − 1)x_i / (n Σx), x ascending; NaN where the total is 0."""
    ordered = _ordered(amounts)
    n, total = len(ordered), float(ordered.sum())
    if total <= 0:
        return float("nan")
    places = 2 * np.arange(1, n + 1) - n - 1
    return float((places * ordered).sum() / (n * total))


def lorenz(amounts: ArrayLike) -> pd.DataFrame:
    """The Lorenz curve, poorest first: people (share of people), amount (share of the total). Empty without any."""
    ordered = _ordered(amounts)
    total = float(ordered.sum())
    if total <= 0:
        return pd.DataFrame({"people": pd.Series(dtype="float64"), "amount": pd.Series(dtype="float64")})
    held = np.concatenate([[0.0], np.cumsum(ordered) / total])
    people = np.linspace(0.0, 1.0, len(held))
    kept = np.unique(np.linspace(0, len(held) - 1, min(len(held), _CORNERS_UNTIL)).astype(int))
    return pd.DataFrame({"people": people[kept], "amount": held[kept]})


def _ordered(amounts: ArrayLike) -> NDArray[Any]:
    values = np.sort(np.asarray(amounts, dtype=float))
    if len(values) and values[0] < 0:
        raise ValueError("an amount is below 0")
    return values
