"""Which days of which group are on record, which are holes, and what a person said of each hole (DATA 5)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.workspace import Workspace, facts_sql

STATES = ("recorded", "quiet", "hole", "orders")
QUIET, NOT_EXPORTED = "quiet", "not_exported"


@dataclass(frozen=True)
class CoverageCalendar:
    """`days`: chat_id (NULL for orders), chat_name, day, state (one of STATES).

    `holes`: chat_id, chat_name, first_day, last_day, days, batch_before, file_before, batch_after, file_after,
    answer (quiet, not_exported or NULL: not asked yet; until then a hole counts as not exported).
    """

    days: pd.DataFrame
    holes: pd.DataFrame

    @property
    def open_holes(self) -> pd.DataFrame:
        """Holes that nobody has been asked about."""
        return self.holes[self.holes["answer"].isna()].reset_index(drop=True)


def measure(workspace: Workspace) -> CoverageCalendar:
    """Everything on record, of the whole shop; empty frames for an empty one."""
    names = workspace.chat_words()
    days = workspace.query(facts_sql("coverage_days"))
    holes = workspace.query(facts_sql("coverage_holes"))
    files = workspace.query("select batch_id, file_name from imports").set_index("batch_id")["file_name"]
    return CoverageCalendar(
        days=_named(days, names)[["chat_id", "chat_name", "day", "state"]],
        holes=_named(holes, names).assign(
            file_before=holes["batch_before"].map(files), file_after=holes["batch_after"].map(files))[[
                "chat_id", "chat_name", "first_day", "last_day", "days", "batch_before", "file_before", "batch_after",
                "file_after", "answer"]])


def _named(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return frame.assign(chat_name=frame["chat_id"].map(names))
