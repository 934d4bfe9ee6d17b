"""What was chosen on the path page, as it stands in the address: ids and hashes, never a name.

`join~first_order,s1f2e3d4c!~order.h.1a2b3c4d;w.168;o.strict`: steps, then choices. Events and wishes that a sheet names
are told by a hash and looked up among what the shop's data hold; what is unknown there is left out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from analytics.metrics.funnel import ENTRIES, ORDERS
from analytics.metrics.funnel_steps import AFTER, BEFORE, ENDINGS, FIELDS, Step
from pages.parts import address

FIELD = "path"
HOLDS = ("store", "item")
_OWN = frozenset((*BEFORE, *AFTER))
_LETTERS = {"item": "i", "channel": "c", "store": "s", "category": "k", "amount_from": "a"}
_LONGEST_HOURS = 366 * 24


def written(choices: Mapping[str, Any]) -> str | None:
    """The choices as text; None for none."""
    parts = ["~".join(_step(step) for step in choices.get("steps", ()))]
    parts += [f"w.{choices['window_hours']}"] if choices.get("window_hours") else []
    parts += [f"{letter}.{choices[name]}" for name, letter in (("order", "o"), ("entry", "e"), ("hold", "h")) if choices.get(name)]
    parts += [f"x.{'.'.join(choices['exclude'])}"] if choices.get("exclude") else []
    parts += ["d.1"] if choices.get("whole_days") else []
    return ";".join(parts) if any(parts) else None


def read(text: str | None, events: Iterable[str], values: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """What `written` wrote. `events`: those the data hold; `values`: field → what the data say there."""
    first, *rest = (text or "").split(";")
    known = {_event(event): event for event in events}
    steps = tuple(step for step in (_read_step(part, known, values) for part in first.split("~")) if step is not None)
    choices: dict[str, Any] = {"steps": steps} if steps else {}
    for part in rest:
        name, _, value = part.partition(".")
        choices.update(_choice(name, value))
    return choices


def choose(choices: Mapping[str, Any]) -> None:
    """Make the address say these choices."""
    address.choose(FIELD, written(choices))


def wants_values(text: str | None) -> bool:
    """Whether any step has a wish whose value has to be looked up."""
    return "." in (text or "").split(";")[0]


def _choice(name: str, value: str) -> dict[str, Any]:
    if name == "w" and value.isdigit() and 0 < int(value) <= _LONGEST_HOURS:
        return {"window_hours": int(value)}
    for letter, field, allowed in (("o", "order", ORDERS), ("e", "entry", ENTRIES), ("h", "hold", HOLDS)):
        if name == letter and value in allowed:
            return {field: value}
    if name == "x":
        return {"exclude": tuple(one for one in value.split(".") if one in ENDINGS)}
    return {"whole_days": True} if (name, value) == ("d", "1") else {}


def _step(step: Step) -> str:
    wishes = "".join(f".{_LETTERS[field]}.{value if field == 'amount_from' else hashed(value)}" for field, value in step.where)
    return ",".join(_event(event) for event in step.events) + wishes + ("!" if step.optional else "")


def _read_step(text: str, known: Mapping[str, str], values: Mapping[str, Iterable[str]]) -> Step | None:
    names, *wishes = text.removesuffix("!").split(".")
    events = tuple(known[name] for name in names.split(",") if name in known)
    fields = {letter: field for field, letter in _LETTERS.items()}
    where = []
    for letter, said in zip(wishes[::2], wishes[1::2], strict=False):
        value = _wish(fields.get(letter, ""), said, values)
        where += [(fields[letter], value)] if value is not None else []
    return Step(events, tuple(where), text.endswith("!")) if events else None


def _wish(field: str, said: str, values: Mapping[str, Iterable[str]]) -> str | None:
    if field == "amount_from":
        return said if said.isdigit() else None
    return next((value for value in values.get(field, ()) if field in FIELDS and hashed(value) == said), None)


def _event(event: str) -> str:
    return event if event in _OWN else f"s{hashed(event)}"


def hashed(value: str) -> str:
    """A word of the data as it may stand in an address."""
    return f"{zlib.crc32(value.encode('utf-8')):08x}"
