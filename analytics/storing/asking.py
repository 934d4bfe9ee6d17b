"""What can be asked of a shop: its last day, its tables, facts of a scope, words as they may be shown. One part of Workspace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.scope import Resolved, Scope
from analytics.storing import coverage
from analytics.storing.door import Door
from analytics.storing.kept_frames import KeptFrames
from analytics.storing.opened import Opened

_FACTS = Path(__file__).parent.parent / "sql" / "facts"
_PLACE = ("batch_id", "part", "source_row")
_PARAMETER = re.compile(r"\$([a-z_]+)")
# Their views put names and roles to all rows before they give one.
_LARGE = {"messages": "message_rows where visible", "orders": "order_rows where visible"}
CANONICAL = (
    "imports", "rejections", "coverage", "chats", "people", "aliases", "memberships", "roster_snapshots", "roles",
    "messages", "posts", "orders", "events", "coupons", "invites", "scores", "head_counts", "tags", "follow_ups", "corrections",
    "violations", "chat_days", "content_days", "roster_changes", "member_days", "sop_tasks", "sop_log",
)


class Asking:
    """`_shared` is the open shop, `_door` what its words go through."""

    _shared: Opened
    _door: Door

    @property
    def as_of(self) -> date:
        """The last fully covered day (rules: storing/coverage.py). Raises `UserError` nothing_yet for an empty shop."""
        frame = self._once(coverage.CLOCK)
        if frame.empty:
            raise UserError("nothing_yet")
        return pd.Timestamp(frame["last_day"].iloc[0]).date()

    def table(self, name: str) -> pd.DataFrame:
        """A canonical table as a frame, real names included. Raises KeyError for an unknown one.

        batch_id, part and source_row say where a row was read; NULL where no row of a file says it.
        """
        if name not in CANONICAL:
            raise KeyError(f"no table {name!r}; known: {', '.join(CANONICAL)}")
        found = self.query(f"select * from {name}")
        return found.assign(**{column: None for column in _PLACE if column not in found.columns})

    def query(self, sql: str, relations: Mapping[str, pd.DataFrame] | None = None, **params: Any) -> pd.DataFrame:
        """The frame of one select of our own, on a cursor of its own; `$named` parameters, frames as `relations`."""
        return self._shared.connection.read(sql, params, relations)

    def has(self, name: str) -> bool:
        """Whether a canonical table has any row."""
        if name not in CANONICAL:
            raise KeyError(name)
        return not self._once(f"select 1 from {_LARGE.get(name, name)} limit 1").empty

    def resolve(self, scope: Scope | None = None) -> Resolved:
        """`scope` with every open end filled from the data. Raises `UserError` nothing_yet, chat_unknown."""
        scope = scope or Scope()
        as_of, range_ = self.as_of, self._once(coverage.RANGE).dropna()
        range_ = self._once(coverage.CLOCK) if range_.empty else range_
        known = self._once("select chat_id, chat_name from known_chats order by chat_id")
        return Resolved(
            chats=_chosen(known, scope.chats),
            all_chats=scope.chats is None,
            start=scope.start or pd.Timestamp(range_["first_day"].iloc[0]).date(),
            end=scope.end or pd.Timestamp(range_["last_day"].iloc[0]).date(),
            as_of=scope.as_of or scope.end or as_of,
            include_staff=scope.include_staff,
        )

    def _once(self, sql: str) -> pd.DataFrame:
        return self._shared.connection.once(sql, lambda: self.query(sql))

    def facts(self, name: str, resolved: Resolved, **params: Any) -> pd.DataFrame:
        """The frame of `sql/facts/<name>.sql` for a resolved scope; its first line says the grain.

        Relation `scope_chats(chat_id)` is there; of as_of, start_day, end_day, include_staff and
        all_chats those that the file names are passed, beside `params`.
        """
        sql = facts_sql(name)
        given = {
            "as_of": resolved.as_of, "start_day": resolved.start, "end_day": resolved.end,
            "include_staff": resolved.include_staff, "all_chats": resolved.all_chats, **params,
        }
        wanted = set(_PARAMETER.findall(sql))
        passed = {key: value for key, value in sorted(given.items()) if key in wanted}
        kept = self._shared.connection.once("facts", KeptFrames)
        return kept.get(repr((name, passed, resolved.chats)), lambda: self._read(sql, passed, resolved))

    def _read(self, sql: str, params: Mapping[str, Any], resolved: Resolved) -> pd.DataFrame:
        chats = pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")})
        return self._shared.connection.read(sql, params, {"scope_chats": chats})

    def suggest_staff(self) -> pd.DataFrame:
        """Who may be the operator, best first: chat_id, person_id, messages, links, mentions_all, long, score."""
        return self.query(facts_sql("staff_suggestion"))

    # ---- the door for words

    def words_for(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → the name to show."""
        return self._door.people(person_ids)

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with display_name, the name to show, beside its person_id."""
        return self._door.named(frame)

    def name_words(self, person_id: int) -> dict[int, str]:
        """alias_id → each name of one person as it may be shown."""
        return self._door.names(person_id)

    def phones_for(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → phone number, for lists that go to other tools; empty where names are hidden."""
        return self._door.phones(person_ids)

    def chat_words(self) -> dict[str, str]:
        """chat_id → the group's name to show."""
        return self._door.chats()

    def tag_words(self) -> dict[str, str]:
        """Tag or squad → how it may be shown."""
        return self._door.tags()

    def channel_words(self, frame: pd.DataFrame, column: str = "channel") -> pd.DataFrame:
        """`frame` with the ways into a group, or channels of orders and coupons, of `column` as they may be shown."""
        return frame.assign(**{column: self._door.channels(frame[column])})

    def text_words(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """`frame` with the free text of `column` as it may be shown."""
        return frame.assign(**{column: self._door.text(frame[column])})

    @property
    def is_masked(self) -> bool:
        """Whether names go out as pseudonyms."""
        return self._door.masked

    @property
    def shows_texts(self) -> bool:
        """Whether what people wrote can be read: always with real names, on request where they are hidden."""
        return not self._door.masked or self._door.shows_texts


@cache
def facts_sql(name: str) -> str:
    """The text of one facts query."""
    return (_FACTS / f"{name}.sql").read_text(encoding="utf-8")


def _chosen(known: pd.DataFrame, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    if wanted is None:
        return tuple(known["chat_id"])
    found = []
    for one in wanted:
        match = known[(known["chat_id"] == one) | (known["chat_name"] == one)]
        if match.empty:
            raise UserError("chat_unknown", chat=one, known=list(known["chat_name"]))
        found += match["chat_id"].tolist()
    return tuple(dict.fromkeys(found))
