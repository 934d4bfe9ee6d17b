"""The range a fitted parameter may take: a fit that ends at one of its ends says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

# An optimiser stops a little inside the end it runs against.
_EDGE = 1e-3


@dataclass(frozen=True)
class Range:
    """Positive, from `lowest` to `highest`."""

    lowest: float
    highest: float

    def ended(self, *values: float) -> bool:
        """Whether one of `values` lies at an end."""
        return any(one < self.lowest * (1 + _EDGE) or one > self.highest * (1 - _EDGE) for one in values)

    def logs(self, parameters: int) -> list[tuple[float, float]]:
        """The bounds of so many `parameters` for an optimiser that works on logarithms."""
        return [(log(self.lowest), log(self.highest))] * parameters
