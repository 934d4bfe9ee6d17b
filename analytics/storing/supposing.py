"""What somebody supposed or tried: saved what-if settings, and who was drawn by lot for which half. One part of Workspace.

Neither is a fact about the shop: nothing counts them, and saving one leaves every kept result as it is. People of an
experiment are kept by alias, so that merges and new imports find them again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date

import pandas as pd

from analytics.errors import UserError
from analytics.storing.opened import Opened
from analytics.storing.stamp import now

ARMS = ("a", "b")
_LONGEST_NAME = 60


class Supposing:
    """Scenarios and experiments; every method that writes is one transaction. `_shared` is the open shop."""

    _shared: Opened

    def keep_scenario(self, name: str, question: str, given: Mapping[str, float]) -> str:
        """Save where the sliders of a question stand; its id. Raises `UserError` name_missing."""
        row = [_id(), question, _named(name), json.dumps(dict(given), sort_keys=True), now()]
        with self._shared.connection.writing() as cursor:
            cursor.execute("insert into scenarios (scenario_id, question, name, given, made_at) values (?, ?, ?, ?, ?)", row)
        return str(row[0])

    def scenarios(self) -> pd.DataFrame:
        """Saved settings, oldest first: scenario_id, question, name, given (lever → value), made_at."""
        found = self._shared.connection.read(
            "select scenario_id, question, name, given, made_at from scenarios order by made_at, scenario_id")
        return found.assign(given=[json.loads(text) for text in found["given"]])

    def forget_scenario(self, scenario_id: str) -> None:
        """Drop one. Raises `UserError` decision_unknown."""
        self._forget("scenarios", "scenario_id", scenario_id)

    def keep_experiment(self, name: str, arms: Mapping[int, str], *, seed: int, drawn_by: str, begins: date, days: int) -> str:
        """Save who was drawn for which arm and which days count; its id. Raises `UserError` name_missing, follow_up_nobody."""
        if set(arms.values()) != set(ARMS):
            raise UserError("follow_up_nobody")
        key = _id()
        people = pd.DataFrame({"alias_id": list(arms), "arm": list(arms.values())}).astype({"alias_id": "int64", "arm": "str"})
        with self._shared.connection.writing() as cursor:
            cursor.execute("insert into experiments (experiment_id, name, seed, drawn_by, begins, days, made_at) "
                           "values (?, ?, ?, ?, ?, ?, ?)", [key, _named(name), seed, drawn_by, begins, days, now()])
            cursor.register("drawn", people)
            cursor.execute("insert into experiment_people (experiment_id, alias_id, arm) select ?, alias_id, arm from drawn", [key])
            cursor.unregister("drawn")
        return key

    def experiments(self) -> pd.DataFrame:
        """Saved experiments, newest first: experiment_id, name, seed, drawn_by, begins, days, made_at."""
        return self._shared.connection.read(
            "select experiment_id, name, seed, drawn_by, begins, days, made_at from experiments "
            "order by made_at desc, experiment_id")

    def forget_experiment(self, experiment_id: str) -> None:
        """Drop one and its halves. Raises `UserError` decision_unknown."""
        self._forget("experiments", "experiment_id", experiment_id)
        with self._shared.connection.writing() as cursor:
            cursor.execute("delete from experiment_people where experiment_id = ?", [experiment_id])

    def _forget(self, table: str, key: str, value: str) -> None:
        with self._shared.connection.writing() as cursor:
            gone = cursor.execute(f"delete from {table} where {key} = ? returning {key}", [value]).fetchall()
        if not gone:
            raise UserError("decision_unknown", at=value)


def _id() -> str:
    return secrets.token_hex(4)


def _named(name: str) -> str:
    if not name.strip():
        raise UserError("name_missing")
    return name.strip()[:_LONGEST_NAME]
