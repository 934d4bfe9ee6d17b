"""Ready-made paths for what a shop wants to know, and those it made itself: only what its data can say is offered.

A path of one's own is kept with the shop as a correction of kind "funnel", its name as the key, so that undoing,
backups and hand-overs know it already.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.metrics import funnel_steps
from analytics.metrics.funnel_steps import Step
from analytics.scope import Scope
from analytics.workspace import Workspace

KIND = "funnel"
_FILE = Path(__file__).with_name("funnel_presets.toml")


@dataclass(frozen=True)
class Preset:
    """`id`: of funnel_presets.toml. `path`: what this shop's data make of it. `window_days`: 0 = what the path suggests.
    `chat_type`: for groups of this kind only; "" = for any."""

    id: str
    path: funnel_steps.Path
    window_days: int
    chat_type: str


@dataclass(frozen=True)
class Presets:
    """`offered`: those that can be computed. `missing`: the others, id → the events of which none is there."""

    offered: tuple[Preset, ...]
    missing: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Kept:
    """A path somebody kept: its name, and the keyword arguments of `funnel.measure`."""

    name: str
    choices: dict[str, Any]


def presets(available: pd.DataFrame, chat_types: frozenset[str]) -> Presets:
    """The ready-made paths for a shop with these events and kinds of group."""
    known, offered, missing = set(available["step"]), [], {}
    for id_, given in _shipped().items():
        kind = str(given.get("chat_type", ""))
        if kind and kind not in chat_types:
            continue
        path, wanted = _made([str(slot) for slot in given["slots"]], known)
        if wanted:
            missing[id_] = wanted
        else:
            offered.append(Preset(id_, path, int(given["window"]), kind))
    return Presets(tuple(offered), missing)


def chat_types(workspace: Workspace, scope: Scope | None) -> frozenset[str]:
    """The kinds of the chosen groups."""
    chosen = set(workspace.resolve(scope).chats)
    rows = workspace.query("select chat_id, chat_type from chats")
    return frozenset(rows.loc[rows["chat_id"].isin(chosen), "chat_type"])


def kept(workspace: Workspace) -> tuple[Kept, ...]:
    """The shop's own paths by name; what an older or newer version wrote and this one cannot read is passed over."""
    rows = workspace.query("select key, value from corrections where kind = $kind and value is not null order by key", kind=KIND)
    found = [(str(key), _read(str(value))) for key, value in zip(rows["key"], rows["value"], strict=True)]
    return tuple(Kept(name, choices) for name, choices in found if choices is not None)


def keep(workspace: Workspace, name: str, choices: dict[str, Any]) -> None:
    """Keep a path with the shop; one of the same name gives way."""
    steps = funnel_steps.written(funnel_steps.path_of(choices.get("steps", ())))
    rest = {field: value for field, value in choices.items() if field != "steps"}
    workspace.correct(KIND, name, json.dumps({"steps": steps, **rest}, ensure_ascii=False, sort_keys=True))


def forget(workspace: Workspace, name: str) -> None:
    """No longer keep it."""
    workspace.correct(KIND, name, None)


def _read(text: str) -> dict[str, Any] | None:
    try:
        choices = dict(json.loads(text))
        choices["steps"] = funnel_steps.read(choices["steps"])
    except (ValueError, TypeError, KeyError):
        return None
    return {field: tuple(value) if isinstance(value, list) else value for field, value in choices.items()}


def _made(slots: list[str], known: set[str]) -> tuple[funnel_steps.Path, tuple[str, ...]]:
    """The path, and the events of the needed slots of which none is there."""
    path, wanted = [], []
    for slot in slots:
        events = slot.removeprefix("?").split()
        there = tuple(event for event in events if event in known)
        if there:
            path.append(Step(there))
        elif not slot.startswith("?"):
            wanted += events[:1]
    return tuple(path), tuple(wanted)


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
