"""What several imports brought together: orders, people, and decisions applied again.

Who went silent and what nobody answered are questions about the state after all of them, not about each: the first
page tells them. For one import alone `since_import` tells them too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics import since_import
from analytics.workspace import Workspace

KINDS = ("orders", "people", "applied")


@dataclass(frozen=True)
class SincePile:
    """`numbers` and `lists` as of `since_import.SinceImport`; nobody stands among the people twice."""

    numbers: pd.DataFrame
    lists: dict[str, pd.DataFrame]


def measure(workspace: Workspace, batch_ids: tuple[str, ...]) -> SincePile:
    """Of one import everything, of several what adds up. Raises `UserError` undo_unknown."""
    kinds = since_import.KINDS if len(batch_ids) == 1 else KINDS
    found = [since_import.measure(workspace, batch_id, kinds).lists for batch_id in batch_ids]
    lists = {kind: _joined([one[kind] for one in found if kind in one], kind) for kind in kinds
             if any(kind in one for one in found)}
    return SincePile(since_import.numbers(lists), lists)


def _joined(frames: list[pd.DataFrame], kind: str) -> pd.DataFrame:
    joined = pd.concat(frames, ignore_index=True)
    return joined.drop_duplicates("person_id", ignore_index=True) if kind == "people" else joined
