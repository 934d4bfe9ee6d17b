"""Every other way to class a person, by name: a column of the table of people and a side of a cross table.

Each is another module's answer; it is imported and asked only when somebody chose it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pandas as pd

from analytics.metrics.layers import Layers
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

# name → module, the frame of its result, the column, and its values in their order (None: the values as found).
_SOURCES: dict[str, tuple[str, str, str, tuple[str, ...] | None]] = {
    "tier": ("tiers", "members", "tier", ("gold", "silver", "bronze", "dormant", "unknown")),
    "stage": ("stages", "members", "stage", ("introduction", "growth", "maturity", "veteran", "unknown")),
    "state": ("states", "members", "state", ("new", "current", "resurrected", "dormant", "lurker")),
    "level": ("pyramid", "members", "level", ("top", "middle", "base")),
    "core": ("core", "members", "core", ("yes", "no")),
    "segment": ("rfm", "members", "segment", None),
    "koc": ("koc", "members", "koc", ("yes", "no")),
    "risk": ("churn", "warnings", "risk", None),
    "follow_up": ("follow_up", "list", "reason", None),
}
NAMES = tuple(_SOURCES)
# Those that give everybody one of a few values, so that layers can be held against them.
CROSSED = ("tier", "stage", "level", "core", "state", "segment")
NONE = "none"


def of(workspace: Workspace, scope: Scope | None = None, *, name: str) -> pd.DataFrame:
    """person_id, value (text) of everybody whom the classification `name` says anything of."""
    module, frame, column, _ = _SOURCES[name]
    measure: Callable[..., Any] = import_module(f"analytics.metrics.{module}").measure
    found = getattr(measure(workspace, scope), frame)[["person_id", column]]
    values = found[column]
    said = values.map({True: "yes", False: "no"}) if pd.api.types.is_bool_dtype(values) else values.astype("str")
    rows = pd.DataFrame({"person_id": found["person_id"].astype("int64"), "value": said}).loc[values.notna()]
    once: pd.DataFrame = rows.drop_duplicates("person_id", ignore_index=True)
    return once


def crossed(result: Layers, classes: pd.DataFrame, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Layers, each person once, against a classification: `table` (layer, value, count, of the layer, share, low, high;
    every pair that occurs, “none” where it says nothing of a person) and `members` (person_id, display_name, layer, value).
    """
    values = classes.set_index("person_id")["value"]
    members = result.members[["person_id", "display_name", "main"]].rename(columns={"main": "layer"})
    members = members.assign(value=members["person_id"].map(values).fillna(NONE).astype("str"))
    table = members.groupby(["layer", "value"]).size().rename("count").reset_index()
    table["of"] = table.groupby("layer")["count"].transform("sum")
    order = {value: place for place, value in enumerate(_SOURCES[name][3] or ())}
    rank = table["value"].map(order).fillna(len(order)).mask(table["value"] == NONE, len(order) + 1)
    table = table.assign(rank=rank).sort_values(["layer", "rank", "value"], ignore_index=True).drop(columns="rank")
    return with_shares(table), members
