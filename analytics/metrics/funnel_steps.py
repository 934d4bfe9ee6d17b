"""What a step of the path to purchase can be: one kind of event or any of several, with wishes, needed or not.

A step is plain data, so that a path can be a cache key, stand in an address and be kept with the shop.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from analytics.errors import UserError

# In the order in which people usually take them; steps of an events sheet come between.
BEFORE = ("join", "speak", "question", "inquiry", "praise", "coupon")
AFTER = ("first_order", "order", "redeemed", "repurchase", "invite", "invited_join", "invited_order", "refund", "leave",
         "complaint")
# What may end a path when it lies between two steps.
ENDINGS = ("leave", "refund", "complaint")
ORDERS_OF = ("order", "first_order", "repurchase")
MARKS = ("question", "inquiry", "praise", "complaint")
INVITED = ("invited_join", "invited_order")
FIELDS = ("item", "channel", "store", "category", "amount_from")
_BOUGHT = frozenset({"item", "channel", "store", "amount_from"})
# Which wishes a kind of event can meet; what an events sheet says comes under None.
CARRIED: dict[str | None, frozenset[str]] = {
    "order": _BOUGHT, "first_order": _BOUGHT, "repurchase": _BOUGHT, "refund": _BOUGHT, "join": frozenset({"channel"}),
    "leave": frozenset({"channel"}), "coupon": frozenset({"item", "channel", "store"}),
    "redeemed": frozenset({"item", "channel", "store"}), None: frozenset({"item", "category", "amount_from"}),
}


class Step(NamedTuple):
    """`events`: any of them will do. `where`: (field of FIELDS, value) pairs, all of them wanted. `optional`: the path
    goes on without it."""

    events: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()
    optional: bool = False

    @property
    def key(self) -> str:
        """Its name in frames: the event's own where nothing else is said."""
        wishes = ",".join(f"{field}={value}" for field, value in self.where)
        return "|".join(self.events) + (f"[{wishes}]" if wishes else "")


Path = tuple[Step, ...]


def path_of(steps: Sequence[Any]) -> Path:
    """Steps out of `Step`s, or of texts: "join", "coupon|接龙" for either of two. Raises `UserError` funnel_step_unknown."""
    return tuple(_step(one) for one in steps)


def keys(path: Sequence[Step]) -> tuple[str, ...]:
    """A name a step; the second of equal ones ends in #2."""
    named: list[str] = []
    for step in path:
        again = sum(one.partition("#")[0] == step.key for one in named) + 1
        named.append(step.key if again == 1 else f"{step.key}#{again}")
    return tuple(named)


def shared(path: Sequence[Step]) -> dict[int, tuple[int, ...]]:
    """Step (from 1) → the earlier ones that the same event could stand for."""
    families = [{_family(event) for event in step.events} for step in path]
    found = {place: tuple(one for one in range(1, place) if families[one - 1] & families[place - 1])
             for place in range(2, len(path) + 1)}
    return {place: earlier for place, earlier in found.items() if earlier}


def relation(path: Sequence[Step], first: int = 1) -> pd.DataFrame:
    """The rows of scope_steps: position (from `first`), step and its wishes, one row an event."""
    rows = [{"position": place, "step": event, **dict(step.where)}
            for place, step in enumerate(path, first) for event in step.events]
    frame = pd.DataFrame(rows, columns=["position", "step", *FIELDS])
    return frame.astype({"position": "int64", **dict.fromkeys(("step", *FIELDS[:-1]), "str"), "amount_from": "float64"})


def carries(step: Step, field: str) -> bool:
    """Whether every event of a step says anything of `field`."""
    return all(field in CARRIED.get(event, frozenset() if event in (*BEFORE, *AFTER) else CARRIED[None]) for event in step.events)


def written(path: Sequence[Step]) -> str:
    """A path as text, to be kept."""
    return json.dumps([[step.events, step.where, step.optional] for step in path], ensure_ascii=False)


def read(text: str) -> Path:
    """The path that `written` wrote. Raises ValueError for anything else."""
    try:
        parts = json.loads(text)
        return tuple(Step(tuple(map(str, events)), tuple((str(field), str(value)) for field, value in where), bool(optional))
                     for events, where, optional in parts)
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError("no path") from error


def ordered(said: dict[str, int]) -> list[str]:
    """Events in the usual order; those of a sheet the commonest first."""
    named = sorted(set(said) - {*BEFORE, *AFTER}, key=lambda event: (-said[event], event))
    return [event for event in (*BEFORE, *named, *AFTER) if event in said]


def _step(one: Any) -> Step:
    if isinstance(one, str):
        return Step(tuple(dict.fromkeys(one.split("|"))))
    step = Step(*one)
    strange = [field for field, _ in step.where if field not in FIELDS]
    if not step.events or strange:
        raise UserError("funnel_step_unknown", steps=strange or [""], known=list(FIELDS))
    return Step(tuple(step.events), tuple((str(field), str(value)) for field, value in step.where), bool(step.optional))


def _family(event: str) -> str:
    return "order" if event in ORDERS_OF else event
