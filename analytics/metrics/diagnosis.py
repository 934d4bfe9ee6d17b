"""The diagnosis tree (article S0, rule R30; METRICS 6.18): from the state of the three pillars to what to look at.

Pure. A pillar is low or fine only by numbers whose interval excludes the target; everything else is unsure, and
nothing fires on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Light = Literal["good", "bad", "unsure"]
State = Literal["fine", "low", "mixed", "unsure"]
Finding = Literal["content", "fit", "offer", "all_fine", "several", "unsure"]
PILLARS = ("active", "loyal", "sales")


@dataclass(frozen=True)
class Diagnosis:
    """`finding`: content (active low, loyal fine), fit (active fine, loyal low), offer (both fine, sales low),
    all_fine, several (low in a way no branch speaks of), unsure. `evidence`: the numbers that fired, pillar by pillar.
    """

    finding: Finding
    evidence: tuple[str, ...]


def light(low: float, high: float, target: float, *, at_least: bool, enough: bool,
          strict: bool = False) -> Light:
    """good or bad only when the interval lies wholly on one side of the target; unsure on a small sample.

    `at_least`: the target is a floor (reaching it is good), else a ceiling. `strict`: exactly the target misses it.
    """
    if not enough or math.isnan(low) or math.isnan(high):
        return "unsure"
    if not at_least:
        low, high, target = -high, -low, -target
    reached, missed = (low > target, high <= target) if strict else (low >= target, high < target)
    return "good" if reached else "bad" if missed else "unsure"


def state(lights: Iterable[Light]) -> State:
    """One word for a pillar: fine where something is good and nothing bad, low the other way round."""
    found = set(lights)
    if {"good", "bad"} <= found:
        return "mixed"
    return "fine" if "good" in found else "low" if "bad" in found else "unsure"


def diagnose(numbers: Mapping[str, Mapping[str, Light]]) -> Diagnosis:
    """`numbers`: pillar → number → its light."""
    states = {pillar: state(numbers.get(pillar, {}).values()) for pillar in PILLARS}
    finding = _finding(states["active"], states["loyal"], states["sales"])
    fired = () if finding == "unsure" else tuple(
        name for pillar in PILLARS for name, shown in numbers.get(pillar, {}).items()
        if shown != "unsure" and (finding != "several" or shown == "bad"))
    return Diagnosis(finding, fired)


def _finding(active: State, loyal: State, sales: State) -> Finding:
    if active == "low" and loyal == "fine":
        return "content"
    if active == "fine" and loyal == "low":
        return "fit"
    if active == "fine" and loyal == "fine":
        return {"low": "offer", "fine": "all_fine", "mixed": "several"}.get(sales, "unsure")  # type: ignore[return-value]
    return "several" if "low" in (active, loyal, sales) or "mixed" in (active, loyal, sales) else "unsure"
