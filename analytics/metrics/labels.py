"""The rules of the layers: plain facts in, labels out. Used by the layers page and by what-if alike.

A label is NULL where the facts cannot decide it: no whole covered month, a hole in the record, a
record too short, a name that several people carry.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.settings import Settings, definitions

LABELS = ("high_spend", "high_interaction", "new", "silent")
LAYERS = (*LABELS, "ordinary", "unknown")
_WEEK = 7


def label(facts: pd.DataFrame, thresholds: Any) -> pd.DataFrame:
    """One row a row of `facts`, same index: a nullable true/false a label, and `main`.

    `thresholds`: `settings.layers`. `main` is the first label of `thresholds.priority` that is true,
    else unknown where a label that can be judged for others cannot for this person, else ordinary.
    """
    labels = pd.DataFrame({
        "high_spend": _high_spend(facts, thresholds.high_spend_above_yuan_per_month),
        "high_interaction": _high_interaction(facts, thresholds.high_interaction_from_per_week),
        "new": _new(facts, thresholds.new_below_days),
        "silent": _silent(facts, thresholds.silent_from_days),
    }, index=facts.index)
    labels.loc[facts["ambiguous"].astype(bool)] = pd.NA
    return labels.assign(main=_main(labels, thresholds.priority))


def own_cuts(facts: pd.DataFrame, of: int, settings: Settings) -> pd.DataFrame:
    """The thresholds that would give this shop the article's shares (按我的店).

    One row a label that can be judged: setting, value, count, of, share, reference. The value is the
    one whose share lies nearest, of equals the one nearest to the threshold in force.
    """
    rows = []
    for name, setting in _SETTINGS.items():
        reference = getattr(settings.layers, f"reference_{name}_share")
        found = _nearest(facts[~facts["ambiguous"].astype(bool)], name, setting, reference * of, settings)
        if found is not None:
            value, count = found
            rows.append((f"layers.{setting}", name, value, count, of, count / of if of else np.nan, reference))
    return pd.DataFrame(rows, columns=["setting", "layer", "value", "count", "of", "share", "reference"])


def near_cuts(facts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Who stands close to a threshold, on either side: person_id, layer, value, cut, carries; nearest first.

    Close: within `layers.near_cut_until_share` of the cut, and for what is counted in whole steps at least one step.
    A label that cannot be judged for a person is near to nothing.
    """
    labels, found = label(facts, settings.layers), []
    for name, setting in _SETTINGS.items():
        cut, value = float(getattr(settings.layers, setting)), _value(name, facts)
        reach = cut * float(settings.layers.near_cut_until_share)
        reach = reach if name == "high_spend" else max(reach, 1.0)
        close = labels[name].notna() & ((value - cut).abs() <= reach + _HAIR)
        found.append(pd.DataFrame({
            "person_id": facts.loc[close, "person_id"], "layer": name, "value": value[close], "cut": cut,
            "carries": labels.loc[close, name].astype(bool)}))
    rows = pd.concat(found, ignore_index=True)
    rows["away"] = (rows["value"] - rows["cut"]).abs() / rows["cut"]
    return rows.sort_values(["layer", "away", "person_id"], ignore_index=True).drop(columns="away")


def _value(name: str, facts: pd.DataFrame) -> pd.Series[float]:
    """What is held against the threshold of a label."""
    if name == "high_spend":
        return facts["spend_cents"] / 100 / facts["spend_months"].where(facts["spend_months"] > 0)
    if name == "silent":
        certain: pd.Series[float] = facts[["silent_at_most", "silent_at_least"]].min(axis=1)
        return certain
    column = {"high_interaction": "interactions_7d", "new": "tenure_days"}[name]
    return facts[column].astype("float64")


# 10 % of 500 is 50, of a computer's 0.1 a hair more or less.
_HAIR = 1e-9
_SETTINGS = {
    "high_spend": "high_spend_above_yuan_per_month", "high_interaction": "high_interaction_from_per_week",
    "new": "new_below_days", "silent": "silent_from_days",
}


def _high_spend(facts: pd.DataFrame, above: float) -> pd.Series:
    """Strictly more than `above` yuan a month, in whole cents."""
    judged = facts["spend_months"] > 0
    return _verdict(judged & (facts["spend_cents"] > round(above * 100) * facts["spend_months"]), judged)


def _high_interaction(facts: pd.DataFrame, at_least: float) -> pd.Series:
    """A week with holes can prove many interactions, never few."""
    enough = facts["interactions_7d"] >= at_least
    return _verdict(enough, enough | (facts["interactions_7d"].notna() & (facts["week_recorded"] >= _WEEK)))


def _new(facts: pd.DataFrame, below: float) -> pd.Series:
    """Joined less than `below` days ago; someone known longer is not new, whatever the join day."""
    fresh = facts["tenure_days"] < below
    return _verdict(fresh, facts["tenure_days"].notna() | (facts["known_days"] >= below))


def _silent(facts: pd.DataFrame, at_least: float) -> pd.Series:
    """Silent in every group where it can be judged."""
    spoke = facts["silent_at_most"] < at_least
    silent = ~spoke & (facts["silent_at_least"] >= at_least)
    return _verdict(silent, spoke | silent)


def _verdict(yes: pd.Series, judged: pd.Series) -> pd.Series:
    return yes.astype("boolean").where(judged, pd.NA)


def _main(labels: pd.DataFrame, priority: tuple[str, ...]) -> pd.Series:
    known = [name for name in LABELS if labels[name].notna().any()]
    open_ = labels[known].isna().any(axis=1) if known else pd.Series(True, index=labels.index)
    main = pd.Series(np.where(open_, "unknown", "ordinary"), index=labels.index, dtype="str")
    for name in reversed(priority):
        main = main.mask(labels[name].fillna(False).astype(bool), name)
    return main


def _nearest(
    facts: pd.DataFrame, name: str, setting: str, wanted: float, settings: Settings
) -> tuple[float, int] | None:
    """(threshold, how many it catches) whose count lies nearest to `wanted`; None if nobody is judged."""
    candidates, counts = _CANDIDATES[name](facts, definitions()[f"layers.{setting}"].high or 0)
    if not len(candidates):
        return None
    now = float(getattr(settings.layers, setting))
    best = np.lexsort((np.abs(candidates - now), np.abs(counts - wanted)))[0]
    return float(candidates[best]), int(counts[best])


def _spend_candidates(facts: pd.DataFrame, highest: float) -> tuple[Any, Any]:
    """Whole yuan just at or above each amount spent: those above are then caught exactly."""
    judged = facts[facts["spend_months"] > 0]
    spend = np.sort((judged["spend_cents"] / judged["spend_months"] / 100).to_numpy(dtype=float))
    cuts = np.unique(np.clip(np.ceil(spend), 0, highest))
    return cuts, len(spend) - np.searchsorted(spend, cuts, side="right")


def _interaction_candidates(facts: pd.DataFrame, highest: float) -> tuple[Any, Any]:
    counts = np.sort(facts["interactions_7d"].dropna().to_numpy(dtype=float))
    cuts = np.arange(1, min(highest, counts.max(initial=0) + 1) + 1)
    return (cuts if len(counts) else cuts[:0]), len(counts) - np.searchsorted(counts, cuts, side="left")


def _new_candidates(facts: pd.DataFrame, highest: float) -> tuple[Any, Any]:
    tenure = np.sort(facts["tenure_days"].dropna().to_numpy(dtype=float))
    cuts = np.arange(1, highest + 1)
    return (cuts if len(tenure) else cuts[:0]), np.searchsorted(tenure, cuts, side="left")


def _silent_candidates(facts: pd.DataFrame, highest: float) -> tuple[Any, Any]:
    """A person is silent at every cut up to the shorter of what was seen and what is certain."""
    certain = facts[["silent_at_most", "silent_at_least"]].min(axis=1).where(facts["silent_at_least"].notna())
    days = np.sort(certain.dropna().to_numpy(dtype=float))
    cuts = np.arange(2, min(highest, days.max(initial=1) + 1) + 1)
    return (cuts if len(days) else cuts[:0]), len(days) - np.searchsorted(days, cuts, side="left")


_CANDIDATES = {
    "high_spend": _spend_candidates, "high_interaction": _interaction_candidates,
    "new": _new_candidates, "silent": _silent_candidates,
}
