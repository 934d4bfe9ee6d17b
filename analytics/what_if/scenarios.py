"""Saved settings of the sliders side by side with today, and as one table to take along; never a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.what_if.answer import Answer, Question, answer

MOST = 3


@dataclass(frozen=True)
class Side:
    """One saved setting, worked out anew on the shop's present numbers."""

    scenario_id: str
    name: str
    answered: Answer


def sides(question: Question, facts: Any, saved: pd.DataFrame, chosen: tuple[str, ...]) -> list[Side]:
    """The chosen ones of `saved` (`Workspace.scenarios`), at most three, in the order they were chosen."""
    rows = saved[saved["question"] == question.NAME].set_index("scenario_id")
    return [Side(one, str(rows["name"][one]), answer(question, facts, _given(rows["given"][one])))
            for one in chosen if one in rows.index][:MOST]


def _given(given: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in given.items()}
