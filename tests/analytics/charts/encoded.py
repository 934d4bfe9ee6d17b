"""Which columns a chart names, and which of them its data lack."""

from __future__ import annotations

import re


def missing_fields(chart):
    """Fields that an encoding, tooltip or filter names and the layer's data do not have."""
    spec = chart.to_dict()
    data = spec.get("datasets", {})
    lost = set()
    for layer in spec["layer"]:
        source = layer.get("data", spec.get("data", {}))
        rows = data.get(source.get("name"), source.get("values", []))
        known = set().union(*rows) if rows else None
        if known is not None:
            lost |= _named(layer) - known
    return lost


def _named(layer):
    found = set()
    for encoding in layer["encoding"].values():
        for one in encoding if isinstance(encoding, list) else [encoding]:
            if "field" in one:
                found.add(one["field"])
    for step in layer.get("transform", []):
        found |= set(re.findall(r"datum\.(\w+)", step["filter"]))
    return found
