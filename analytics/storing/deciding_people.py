"""What people decide about people: who is who, roles, who buys for others. One part of Workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import duckdb

from analytics.settings import Settings
from analytics.storing import derived, imports, people_decisions
from analytics.storing.opened import Opened


class DecidingPeople:
    """Every method is one transaction that raises the data version; `_shared` is the open shop."""

    _shared: Opened

    @property
    def settings(self) -> Settings:
        """The thresholds in force."""
        return self._shared.settings

    def decide_identity(self, person_a: int, person_b: int, decision: str) -> datetime:
        """Two people are the "same" or "different"; names and numbers follow. The moment names the decision."""
        return self.decide_identities([(person_a, person_b)], decision)

    def decide_identities(self, pairs: Iterable[tuple[int, int]], decision: str) -> datetime:
        """The same for many pairs at once; they are taken back together."""
        with self._people_changing() as cursor:
            return people_decisions.decide(cursor, pairs, decision)

    def split_person(self, person_id: int, names: Iterable[int]) -> datetime:
        """The names (alias ids) become a person of their own, now and after every import.

        Raises `UserError` split_none, split_all (no name, or every name of the person).
        """
        with self._people_changing() as cursor:
            return people_decisions.split(cursor, person_id, names)

    def take_back_identity(self, decided_at: datetime) -> None:
        """Forget what was decided about who is who at that moment. Raises `UserError` decision_unknown."""
        with self._people_changing() as cursor:
            people_decisions.take_back(cursor, decided_at)

    def decide_role(self, chat_id: str | None, person_id: int, role: str) -> None:
        """Say what somebody is in a group (None: everywhere). Raises `UserError` role_unknown."""
        self.decide_roles([(chat_id, person_id)], role)

    def decide_roles(self, places: Iterable[tuple[str | None, int]], role: str) -> None:
        """The same for many (group, person) at once."""
        with self._posts_changing() as cursor:
            people_decisions.give_roles(cursor, places, role)

    def staff_until(self, person_id: int, last_day: date | None) -> None:
        """Somebody on the shop's side has left: the roles end on `last_day`, what was posted stays the shop's.

        None: still there. Raises `UserError` not_staff, role_days (before the first day).
        """
        with self._posts_changing() as cursor:
            people_decisions.limit_role(cursor, person_id, last_day)

    def decide_resellers(self, people: Iterable[int], yes: bool | None) -> None:
        """Whether people order for many others: then their money is the shop's, not theirs. None takes it back."""
        with self._shared.connection.writing() as cursor:
            people_decisions.buys_for_others(cursor, people, yes)
            imports.data_changed(self._shared, cursor)

    def pass_over_star(self, month: str, person_id: int, yes: bool) -> None:
        """Not this person as star of `month` (YYYY-MM), under any of their names; False takes it back."""
        with self._shared.connection.writing() as cursor:
            people_decisions.pass_over_star(cursor, month, person_id, yes)
            imports.data_changed(self._shared, cursor)

    @contextmanager
    def _people_changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._shared.connection.writing() as cursor:
            yield cursor
            derived.rebuild_people(cursor, self.settings)
            imports.data_changed(self._shared, cursor)

    @contextmanager
    def _posts_changing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._shared.connection.writing() as cursor:
            yield cursor
            derived.rebuild_posts(cursor, self.settings)
            imports.data_changed(self._shared, cursor)
