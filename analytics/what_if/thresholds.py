"""门槛怎么设 (W1): other cuts for layers and tiers; who would move, who stands close to a cut, what benefits cost.

No model: the rules are `layers.table` and the replay of the tiers page themselves, on facts that are read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from analytics.metrics import layer_moves, layers, tier_reviews, tiers
from analytics.metrics.labels import LABELS, near_cuts
from analytics.metrics.layers import Layers
from analytics.metrics.tier_money import Ledger
from analytics.metrics.tier_rules import TIERS, replay
from analytics.scope import Scope
from analytics.settings import Settings, definitions
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "thresholds", "in_layer", "then"
SETTINGS = {
    "high_spend": "layers.high_spend_above_yuan_per_month", "high_interaction": "layers.high_interaction_from_per_week",
    "new": "layers.new_below_days", "silent": "layers.silent_from_days",
}
_TIERS = {"silver": "tiers.silver_from_yuan_per_month", "gold": "tiers.gold_above_yuan"}
# How far each slider goes before the shop's own value pushes it further, its step, its unit.
_REACH: dict[str, tuple[int, int, str]] = {
    "high_spend": (3000, 10, "yuan"), "high_interaction": (20, 1, "times_a_week"), "new": (60, 1, "days"),
    "silent": (90, 1, "days"), "silver": (3000, 10, "yuan"), "gold": (20000, 100, "yuan")}
_LISTS = ("moved", "close")
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
    """The shop's settings with the sliders' thresholds and the chosen label first."""
    own = facts.settings
    named = {name: setting for name, setting in {**SETTINGS, **_TIERS}.items() if name in values}
    first = LABELS[int(values.get("first", LABELS.index(own.layers.priority[0])))]
    order = (first, *(one for one in own.layers.priority if one != first))
    changed = {setting.replace(".", "__"): values[name] for name, setting in named.items() if values[name] != float(own[setting])}
    return own.changed(**changed, layers__priority=order)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """One slider a threshold that can be judged, who comes first, what one big spender's benefits cost, which list to show."""
    judged = _layers(facts, facts.settings)
    known = [name for name in SETTINGS if judged.count(name) is not None]
    known += list(_TIERS) if facts.tiers.until is not None else []
    own = facts.settings.layers.priority[0]
    return (*(_slider(facts, name) for name in known),
            Lever("first", "choice", 0, len(LABELS) - 1, 1, LABELS.index(own), choices=LABELS),
            Lever("benefit", "yuan", 0, 200, 1, 0), Lever("list", "choice", 0, len(_LISTS) - 1, 1, 0, choices=_LISTS))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Everybody a layer and a tier holds, now and then; who moves, who is close to a cut, what benefits cost. Exact."""
    settings = tried(facts, values)
    now, then = _layers(facts, facts.settings), _layers(facts, settings)
    rows = [Outcome("moved", "people", 0, len(_moved(facts, settings))),
            Outcome("close", "people", _close(facts, facts.settings)["person_id"].nunique(),
                    _close(facts, settings)["person_id"].nunique())]
    known = [name for name in SETTINGS if now.count(name) is not None]
    rows += [Outcome("in_layer", "people", now.count(name) or 0, then.count(name) or 0, subject=name) for name in known]
    if facts.tiers.until is not None:
        tier, other = _tiers(facts, facts.settings), _tiers(facts, settings)
        rows += [Outcome("in_tier", "people", tier[name], other[name], subject=name) for name in _TIERS]
    if "high_spend" in known:
        each = values["benefit"]
        rows.append(Outcome("benefits", "yuan", (now.count("high_spend") or 0) * each, (then.count("high_spend") or 0) * each))
    return rows


def along(_: Facts, __: Values) -> str:
    """No line: bars of before and after say it."""
    return ""


def more(facts: Facts, values: Values) -> pd.DataFrame:
    """before, after, count: how many go from one layer to another, largest first; each person once by priority."""
    moved = _moved(facts, tried(facts, values))
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
    """Who moves: person_id, display_name, before, after; or who is close to a cut: layer, value, cut, each once a cut."""
    settings = tried(facts, values)
    if _LISTS[int(values["list"])] == "moved":
        return _moved(facts, settings)
    close = _close(facts, settings).merge(facts.layers.members[_NAMED], on="person_id")
    return close.drop_duplicates("person_id")[[*_NAMED, "layer", "value", "cut"]]


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


@lru_cache(maxsize=8)
def _close(facts: Facts, settings: Settings) -> pd.DataFrame:
    return near_cuts(facts.layers.members, settings)


def _tiers(facts: Facts, settings: Settings) -> dict[str, int]:
    """How many are silver, how many gold."""
    return _tiers_at(facts, *(float(settings[setting]) for setting in _TIERS.values()))


@lru_cache(maxsize=32)
def _tiers_at(facts: Facts, silver: float, gold: float) -> dict[str, int]:
    """The replay of `tiers.table` alone: its log, reviews and lists would cost a slider too much."""
    changed = facts.settings.changed(tiers__silver_from_yuan_per_month=silver, tiers__gold_above_yuan=gold)
    own = facts.tiers
    if own.first_day is None or own.until is None or not own.coverage["has_orders"]:
        return dict.fromkeys(_TIERS, 0)
    standing, _, _ = replay(_money(facts), tier_reviews.reviews(own.months, own.first_day, own.until), tiers.rules_of(changed))
    held = standing.tier[~own.people["ambiguous"].to_numpy(dtype=bool)]
    return {name: int((held == TIERS.index(name)).sum()) for name in _TIERS}


@lru_cache(maxsize=2)
def _money(facts: Facts) -> Ledger:
    return tiers.money(facts.tiers)


@lru_cache(maxsize=8)
def _moved(facts: Facts, settings: Settings) -> pd.DataFrame:
    """person_id, display_name, before, after of those whose layer, each person once by priority, would be another."""
    both = layer_moves.table(_layers(facts, facts.settings), _layers(facts, settings)).members
    found: pd.DataFrame = both[both["before"] != both["after"]].reset_index(drop=True)
    return found
