"""How sections get results: the measures of the pages, asked with the report's days and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from analytics.report.model import Figure
from analytics.report.saying import Said, Word
from analytics.scope import Scope
from analytics.statistics.words import certainty
from analytics.workspace import Workspace


class Measure(Protocol):
    """Something that gives `function(workspace, scope, **params)`, perhaps remembered."""

    def __call__(self, function: Callable[..., Any], ws: Workspace, scope: Scope | None, **params: Any) -> Any:
        """The result."""


def once() -> Measure:
    """Measures each thing once; several sections of a report ask for the same."""
    known: dict[str, Any] = {}

    def measured(function: Callable[..., Any], ws: Workspace, scope: Scope | None, **params: Any) -> Any:
        key = repr((function.__module__, function.__qualname__, scope, sorted(params.items())))
        if key not in known:
            known[key] = function(ws, scope, **params)
        return known[key]

    return measured


@dataclass(frozen=True)
class Ask:
    """A shop, a scope, and a way to measure."""

    workspace: Workspace
    scope: Scope
    measured: Measure

    def __call__(self, function: Callable[..., Any], **params: Any) -> Any:
        """The result of `function` for this report."""
        return self.measured(function, self.workspace, self.scope, **params)


def number(value: Any) -> float | None:
    """A cell as a number; None where it is missing."""
    return None if value is None or pd.isna(value) else float(value)


def whole(value: Any) -> int | None:
    """A cell as a whole number; None where it is missing."""
    return None if value is None or pd.isna(value) else int(value)


def rate(key: str, label: Said, row: Mapping[Any, Any], definition: str, *, unit: str = "people", count: str = "count",
         of: str = "of", share: str = "share", reference: Any = None, word: str | None = None) -> Figure:
    """A figure of a row with count, of, share, low, high under these names."""
    among, part = whole(row[of]), whole(row[count])
    said = word or (certainty(part, among) if among and part is not None else None)
    return Figure(key=key, label=label, value=number(row[count]), unit=unit, definition=definition, count=part, of=among,
                  share=number(row[share]), low=number(row["low"]), high=number(row["high"]), reference=number(reference),
                  word=None if said in ("fair", "nothing") else said)


def worded(frame: pd.DataFrame, column: str, prefix: str) -> pd.DataFrame:
    """`frame` with the values of `column` as words of ours under `prefix`."""
    words = [Word(f"{prefix}.{one}") for one in frame[column]]
    return frame.assign(**{column: pd.Series(words, index=frame.index, dtype="object")})
