"""Splitting the change of a product into what each factor did, exactly and whatever the order of the factors.

Shapley: the mean over all orders in which the factors could have changed one after another (Shapley 1953; Ang 2004 calls
it Shapley/Sun for three factors). Fractions, so that nothing is lost before the last step to whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, prod


def product_change(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """What each factor adds to Π after − Π before; the parts add up to it. ValueError for unequal lengths."""
    worth = worth_of_one(before, after)
    return [one * (late - early) for one, early, late in zip(worth, before, after, strict=True)]


def worth_of_one(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """What one more of each factor adds: the other factors multiplied, meant over all orders of change."""
    if len(before) != len(after):
        raise ValueError("before and after differ in length")
    return [_worth(place, before, after) for place in range(len(before))]


def _worth(place: int, before: Sequence[Fraction], after: Sequence[Fraction]) -> Fraction:
    others, total = [one for one in range(len(before)) if one != place], Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(before)))
        for changed in combinations(others, size):
            total += weight * prod((after[one] if one in changed else before[one] for one in others), start=Fraction(1))
    return total


def whole(parts: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Whole numbers near `parts` that add up to `total`; every sign turned, every result turns.

    Halves are rounded away from 0; what is left over goes to the largest part.
    """
    rounded = {name: _away(part) for name, part in parts.items()}
    left = total - sum(rounded.values())
    if left:
        largest = max(sorted(parts), key=lambda name: abs(parts[name]))
        rounded[largest] += left
    return rounded


def _away(part: Fraction) -> int:
    size = (abs(part) + Fraction(1, 2)).__floor__()
    return size if part >= 0 else -size
