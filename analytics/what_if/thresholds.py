"""门槛怎么设 (W1): other cuts for layers and tiers; who would move, who stands close to a cut, what benefits cost.

No model: the rules are `layers.table` and the replay of the tiers page themselves, on facts that are read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from analytics.metrics import layer_moves, layers, tiers
from analytics.metrics.labels import LABELS, near_cuts
from analytics.metrics.layers import Layers
from analytics.metrics.tier_money import Ints, Ledger
from analytics.scope import Scope
from analytics.settings import Settings, definitions
from analytics.what_if import tier_cuts
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "thresholds", "in_layer", "then"
SETTINGS = {
    "high_spend": "layers.high_spend_above_yuan_per_month", "high_interaction": "layers.high_interaction_from_per_week",
    "new": "layers.new_below_days", "silent": "layers.silent_from_days",
}
_TIERS = tier_cuts.SETTINGS
# Which label counts when a person carries several: the first choices; what is not chosen follows in the shop's own order.
_FIRST = ("first", "second", "third")
# Who gets benefits, and the slider that says what one of them costs a month.
_BENEFITS = {"high_spend": "benefit", "silver": "benefit_silver", "gold": "benefit_gold"}
# How far each slider goes before the shop's own value pushes it further, its step, its unit.
_REACH: dict[str, tuple[int, int, str]] = {
    "high_spend": (3000, 10, "yuan"), "high_interaction": (20, 1, "times_a_week"), "new": (60, 1, "days"),
    "silent": (90, 1, "days"), "silver": (3000, 10, "yuan"), "gold": (20000, 100, "yuan")}
# Saved settings name a list by its place.
_LISTS = ("moved", "close", "tier_moved")
_NAMED = ["person_id", "display_name"]


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts of the layers and the tiers page, and the thresholds in force."""

    layers: layers.Facts
    tiers: tiers.Facts
    settings: Settings
    missing: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Read both pages' facts once."""
    people = layers.facts(workspace, scope)
    ranks = tiers.facts(workspace, scope, people.members)
    return Facts(people, ranks, workspace.settings, () if len(people.members) else ("members",))


def tried(facts: Facts, values: Values) -> Settings:
    """The shop's settings with the sliders' thresholds and the chosen order of labels."""
    own = facts.settings
    named = {name: setting for name, setting in {**SETTINGS, **_TIERS}.items() if name in values}
    chosen = [LABELS[int(values[name])] for name in _FIRST if name in values]
    order = tuple(dict.fromkeys((*chosen, *own.layers.priority)))
    changed = {setting.replace(".", "__"): values[name] for name, setting in named.items() if values[name] != float(own[setting])}
    return own.changed(**changed, layers__priority=order)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """One slider a threshold that can be judged, the order of the labels, what benefits cost a person, which list to show."""
    known = _known(facts)
    own = [LABELS.index(one) for one in facts.settings.layers.priority]
    return (*(_slider(facts, name) for name in known),
            *(Lever(name, "choice", 0, len(LABELS) - 1, 1, own[at], choices=LABELS) for at, name in enumerate(_FIRST)),
            *(Lever(slider, "yuan", 0, 200, 1, 0) for name, slider in _BENEFITS.items() if name in known),
            Lever("list", "choice", 0, len(_LISTS) - 1, 1, 0, choices=_LISTS))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Everybody a layer and a tier holds, now and then; who moves, who is close to a cut, what benefits cost. Exact."""
    settings = tried(facts, values)
    now, then, known = _counts(facts, facts.settings), _counts(facts, settings), _known(facts)
    rows = [Outcome("moved", "people", 0, len(_moved(facts, settings)))]
    if "gold" in known:
        rows.append(Outcome("tier_moved", "people", 0, len(_tier_moved(facts, settings))))
    near, then_near = (_close(facts, one)["person_id"].nunique() for one in (facts.settings, settings))
    rows.append(Outcome("close", "people", near, then_near))
    paid = {name: values[slider] for name, slider in _BENEFITS.items() if name in known}
    if paid:
        costs, then_costs = (sum(one[name] * each for name, each in paid.items()) for one in (now, then))
        rows.append(Outcome("benefits", "yuan", costs, then_costs))
    return [*rows, *(Outcome("in_layer" if name in SETTINGS else "in_tier", "people", now[name], then[name], subject=name)
                     for name in known)]


def along(_: Facts, __: Values) -> str:
    """No line: bars of before and after say it."""
    return ""


def more(facts: Facts, values: Values) -> pd.DataFrame:
    """before, after, count: how many go from one layer to another (each person once, by priority), and from one tier to
    another; largest first."""
    settings = tried(facts, values)
    moved = pd.concat([_moved(facts, settings), _tier_moved(facts, settings)])
    counts = moved.groupby(["before", "after"]).size().rename("count").reset_index()
    return counts.sort_values(["count", "before", "after"], ascending=[False, True, True], ignore_index=True)


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Everybody counted, and how many each label can be judged for."""
    now, day = _layers(facts, facts.settings), facts.layers.as_of
    rows = [("people", "people", facts.layers.population.of, None, None, day, day)]
    counts = now.counts.set_index("layer")
    return [*rows, *((name, "share", float(counts["share"][name]), int(counts["count"][name]), int(counts["of"][name]), day, day)
                     for name in SETTINGS if now.count(name) is not None)]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """Who moves to another layer or tier: person_id, display_name, before, after; or who is close to a cut, each person
    once: layer, value, cut."""
    settings, chosen = tried(facts, values), _LISTS[int(values["list"])]
    if chosen != "close":
        return _moved(facts, settings) if chosen == "moved" else _tier_moved(facts, settings)
    names = pd.concat([facts.layers.members[_NAMED], facts.tiers.people[_NAMED]]).drop_duplicates("person_id")
    return _close(facts, settings).merge(names, on="person_id").drop_duplicates("person_id")[[*_NAMED, "layer", "value", "cut"]]


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """exact: no chance in it; labels overlap, so layers do not add up."""
    return ("exact", "labels_overlap")


def _slider(facts: Facts, name: str) -> Lever:
    setting = {**SETTINGS, **_TIERS}[name]
    own, (reach, step, unit) = float(facts.settings[setting]), _REACH[name]
    low = float(definitions()[setting].low or 0)
    return Lever(name, unit, low, max(reach, own), step if (own - low) % step == 0 else 1, own)


@lru_cache(maxsize=8)
def _layers(facts: Facts, settings: Settings) -> Layers:
    return layers.table(facts.layers, settings)


def _known(facts: Facts) -> list[str]:
    """The layers and tiers that these data can tell."""
    judged = _layers(facts, facts.settings)
    return [*(name for name in SETTINGS if judged.count(name) is not None), *(_TIERS if facts.tiers.until is not None else ())]


def _counts(facts: Facts, settings: Settings) -> dict[str, int]:
    """How many every layer and tier holds."""
    found = _layers(facts, settings)
    return {**{name: found.count(name) or 0 for name in SETTINGS}, **tier_cuts.counts(_held(facts, settings))}


@lru_cache(maxsize=8)
def _close(facts: Facts, settings: Settings) -> pd.DataFrame:
    """person_id, layer (or tier), value, cut: each once a cut."""
    near = near_cuts(facts.layers.members, settings)[tier_cuts.CLOSE]
    if facts.tiers.until is None:
        return near
    return pd.concat([near, tier_cuts.close(facts.tiers, _evidence(facts), settings)], ignore_index=True)


def _held(facts: Facts, settings: Settings) -> Ints:
    return _held_at(facts, *(float(settings[setting]) for setting in _TIERS.values()))


@lru_cache(maxsize=32)
def _held_at(facts: Facts, silver: float, gold: float) -> Ints:
    changed = facts.settings.changed(tiers__silver_from_yuan_per_month=silver, tiers__gold_above_yuan=gold)
    return tier_cuts.held(facts.tiers, _money(facts), changed)


def _tier_moved(facts: Facts, settings: Settings) -> pd.DataFrame:
    return tier_cuts.moved(facts.tiers, _held(facts, facts.settings), _held(facts, settings))


@lru_cache(maxsize=2)
def _evidence(facts: Facts) -> dict[str, tier_cuts.Yuan]:
    return tier_cuts.evidence(_money(facts))


@lru_cache(maxsize=2)
def _money(facts: Facts) -> Ledger:
    return tiers.money(facts.tiers)


@lru_cache(maxsize=8)
def _moved(facts: Facts, settings: Settings) -> pd.DataFrame:
    """person_id, display_name, before, after of those whose layer, each person once by priority, would be another."""
    both = layer_moves.table(_layers(facts, facts.settings), _layers(facts, settings)).members
    found: pd.DataFrame = both[both["before"] != both["after"]].reset_index(drop=True)
    return found
