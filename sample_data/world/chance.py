"""Seeded chance. Every part of the world draws from its own stream, so changing one leaves the others alone."""

from __future__ import annotations

import math
import random
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

_WORDS = Path(__file__).parent.parent / "words"
T = TypeVar("T")


@cache
def words(name: str) -> dict[str, Any]:
    """The phrases of words/<name>.toml."""
    return tomllib.loads((_WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def header(name: str) -> list[str]:
    """A header row of words/headers.toml; a comma at its end makes an unnamed last column, as in the export."""
    columns: str = words("headers")[name]
    return columns.split(",")


class Dice:
    """A random stream named after what it decides; the same name gives the same throws, everywhere."""

    def __init__(self, stream: str) -> None:
        self.random = random.Random(f"shiqi-2026/{stream}")  # noqa: S311 - invented people, no secret

    def pick(self, values: Sequence[T]) -> T:
        """One of `values`, each as likely."""
        return values[self.random.randrange(len(values))]

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `values` (all of them if there are fewer), in random order."""
        return self.random.sample(list(values), min(count, len(values)))

    def weighted(self, values: Sequence[T], weights: Sequence[float]) -> T:
        """One of `values`, as likely as its weight."""
        return self.random.choices(values, weights)[0]

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return self.random.randint(low, high)

    def happens(self, share: float) -> bool:
        """True in `share` of the throws."""
        return self.random.random() < share

    def poisson(self, mean: float) -> int:
        """A count with that mean (Knuth; means here are small)."""
        limit, product, count = math.exp(-mean), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count

    def later(self, moment: datetime, low: int, high: int) -> datetime:
        """`low` to `high` seconds after `moment`."""
        return moment + timedelta(seconds=self.whole(low, high))

    def say(self, template: str, **fixed: object) -> str:
        """A template with its {dish}, {price}, {n} … filled by chance, or by `fixed`."""
        shop, names = words("shop"), words("names")
        dish, other = self.some(list(shop["dishes"]), 2)
        old = shop["dishes"][dish]
        facts = {
            "dish": dish,
            "dish2": other,
            "old": old,
            "price": max(5, round(old * self.random.uniform(0.6, 0.9))),
            "district": self.pick(names["place"]),
            "n": self.whole(2, 9),
            "feast": self.whole(16, 32) * 10 + 8,
            "who": self.pick(names["poem"]),
        }
        return template.format_map({**facts, **fixed})
