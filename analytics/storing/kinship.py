"""Whether a file's group is one the shop knows: who speaks in both, and whether the same lines stand in both.

A name alone never joins two groups: every second shop has a 福利群. Speakers do, and so does the same text in
the same minute, which holds even where two phones call everybody by their own 备注.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from analytics.importers.batch import SCHEMAS
from analytics.importers.names import SHARED, normal
from analytics.settings import Settings
from analytics.storing import ask
from analytics.storing.chats import plain_name
from analytics.storing.draughted import Draughted

# Members of one group speak or are listed there; buyers and reviewers may be anywhere.
_SEEN_IN_GROUPS = ("messages", "movements", "members", "events")
# Texts long enough that two people do not type the same in one minute by chance.
_TELLING_FROM_CHARACTERS = 6
_SAMPLE_LINES = 30_000
_FROM_SPEAKERS = 3

_SAMPLE = """
create temp table sampled as
select coalesce(chat, '') as chat, date_trunc('minute', sent_at) as minute, text,
       coalesce(nullif(platform_id, ''), name) as who
from incoming
where sent_at is not null and resolution in ('second', 'minute') and kind in ('text', 'quote')
  and length(text) >= $characters and hash(text, sent_at) % $step = 0
"""
_MET = """
with met as (
    select distinct s.chat, s.minute, s.text, s.who, m.chat_id, m.alias_id
    from message_rows m join sampled s on s.minute = date_trunc('minute', m.sent_at) and s.text = m.text
    where m.chat_id is not null
), days as (
    select distinct m.chat_id, cast(m.sent_at as date) as day from message_rows m
    where m.chat_id in (select chat_id from met) and m.sent_at between
          (select min(minute) from sampled) and (select max(minute) + interval 1 minute from sampled)
), chance as (
    select s.chat, d.chat_id, count(*) as lines
    from sampled s join days d on d.day = cast(s.minute as date) group by all
)
select m.chat, m.chat_id, count(distinct (m.minute, m.text, m.who)) as equal, any_value(c.lines) as lines,
       least(count(distinct m.who), count(distinct m.alias_id)) as speakers
from met m join chance c on c.chat = m.chat and c.chat_id = m.chat_id group by all
"""


@dataclass(frozen=True)
class Kin:
    """How a file's group stands to a known one. `shared` of the file's `of` people are among its `known` people;
    `equal` of `lines` telling lines on shared days stand in both, by at least `speakers` people."""

    shared: int
    of: int
    known: int
    equal: int = 0
    lines: int = 0
    speakers: int = 0

    @property
    def share(self) -> float:
        """Shared people among those of the smaller side; 0 where a side has none."""
        return self.shared / min(self.of, self.known) if self.of and self.known else 0.0


class Kinship:
    """Compares the groups of one draft with those of the shop; every side is read once, when first asked for."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, draft: Draughted, settings: Settings) -> None:
        self._cursor, self._draft, self._rules = cursor, draft, settings.groups
        self._known: dict[str, set[str]] = {}

    def to(self, key: str, chat_id: str) -> Kin:
        """How the file's group `key` stands to the shop's group `chat_id`."""
        mine, theirs = self._people.get(key, set()), self._people_of(chat_id)
        shared = sum(any(token in theirs for token in person) for person in mine)
        known = len({token for token in theirs if not token.startswith("id:")}) or len(theirs)
        return Kin(shared, len(mine), known, *self._equal.get((key, chat_id), (0, 0, 0)))

    def is_same(self, kin: Kin) -> bool:
        """The speakers say so clearly."""
        return self.can_judge(kin) and kin.share >= float(self._rules.same_from_share)

    def can_judge(self, kin: Kin) -> bool:
        """Enough people on both sides that having none in common means something."""
        return min(kin.of, kin.known) >= int(self._rules.judged_from_people)

    def is_same_stretch(self, kin: Kin) -> bool:
        """The lines say so: equal text in the same minute, by several people."""
        return (kin.equal >= int(self._rules.same_stretch_from_rows) and kin.speakers >= _FROM_SPEAKERS
                and kin.equal >= float(self._rules.same_stretch_from_share) * kin.lines)

    def same_lines(self, key: str) -> list[str]:
        """Known groups in which the lines of the file's group `key` stand already, the most equal first."""
        found = [(self.to(key, chat_id), chat_id) for own, chat_id in self._equal if own == key]
        return [chat_id for kin, chat_id in sorted(found, key=lambda one: (-one[0].equal, one[1])) if self.is_same_stretch(kin)]

    def reach(self, key: str) -> tuple[Any, Any]:
        """First and last moment of the file's messages in `key`; None where it has none."""
        return self._reach.get(key, (None, None))

    @cached_property
    def _people(self) -> dict[str, set[frozenset[str]]]:
        """chat key → its people, each as its comparable id and name."""
        found: dict[str, set[frozenset[str]]] = defaultdict(set)
        for table in self._draft.tables():
            if table.wire in _SEEN_IN_GROUPS:
                self._register(table.wire)
                rows = self._cursor.execute(
                    "select distinct coalesce(chat, ''), coalesce(platform_id, ''), coalesce(name, '') from incoming").fetchall()
                for chat, platform_id, name in rows:
                    if tokens := _tokens(platform_id, normal(name)):
                        found[chat].add(tokens)
        return found

    def _people_of(self, chat_id: str) -> set[str]:
        if chat_id not in self._known:
            rows = self._cursor.execute(
                "select platform_id, normal_name from known_aliases where chat_id = ?", [chat_id]).fetchall()
            self._known[chat_id] = set().union(*(_tokens(*row) for row in rows)) if rows else set()
        return self._known[chat_id]

    @cached_property
    def _equal(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """(chat key, chat_id) → (equal lines, lines on shared days, speakers), of a sample of telling lines."""
        if not self._has_messages or not ask.any_row(self._cursor, "select 1 from message_rows"):
            return {}
        self._register("messages")
        rows = sum(count for wire, _, count in self._draft.about["read"] if wire == "messages")
        self._cursor.execute(_SAMPLE, {"characters": _TELLING_FROM_CHARACTERS, "step": rows // _SAMPLE_LINES + 1})
        met = self._cursor.execute(_MET).fetchall()
        self._cursor.execute("drop table sampled")
        return {(chat, chat_id): (equal, lines, speakers) for chat, chat_id, equal, lines, speakers in met}

    def new_names(self, key: str) -> set[str]:
        """The names that the client's own lines in the file give to the group `key`, comparable."""
        if not any(table.wire == "movements" for table in self._draft.tables()):
            return set()
        self._register("movements")
        rows = self._cursor.execute("select distinct detail from incoming where kind = 'rename' and detail <> '' "
                                    "and coalesce(chat, '') = ?", [key]).fetchall()
        return {plain_name(name) for (name,) in rows}

    @cached_property
    def _reach(self) -> dict[str, tuple[Any, Any]]:
        if not self._has_messages:
            return {}
        self._register("messages")
        rows = self._cursor.execute(
            "select coalesce(chat, ''), min(sent_at), max(sent_at) from incoming group by 1").fetchall()
        return {chat: (first, last) for chat, first, last in rows}

    @property
    def _has_messages(self) -> bool:
        return any(table.wire == "messages" for table in self._draft.tables())

    def _register(self, wire: str) -> None:
        assert "chat" in SCHEMAS[wire].names
        self._cursor.register("incoming", self._draft.reader(wire))


def _tokens(platform_id: str, name: str) -> frozenset[str]:
    """What two sightings of one person may have in common; nothing where the name is everybody's."""
    tokens = {f"id:{platform_id}"} if platform_id else set()
    return frozenset(tokens | ({name} if name and name not in SHARED else set()))
