"""What goes with an import that is taken back: rows that only it has seen, and the people and decisions that hang on them."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.errors import UserError
from analytics.storing import ask
from analytics.storing.tables import TABLES

_LOST = """
create temp table going as
select distinct table_name, key, content from sightings s where batch = $batch and not exists (
    select 1 from sightings o where o.table_name = s.table_name and o.key = s.key and o.content = s.content and o.batch <> $batch)
"""


@dataclass(frozen=True)
class UndoPreview:
    """`tables`: table_name (home table), count (rows shown now that would be gone). `people`: nobody else names them.

    `groups`: nothing else speaks of them. `posts`: corrected categories of posts that go. `decisions`: roles and
    who-is-who that only concern people who go; they stay remembered for the next import. `follow_ups`: of such people.
    """

    tables: pd.DataFrame
    people: int
    groups: int
    posts: int
    decisions: int
    follow_ups: int

    @property
    def rows(self) -> int:
        """All rows that go."""
        return int(self.tables["count"].sum())


def preview(cursor: duckdb.DuckDBPyConnection, batch_id: str) -> UndoPreview:
    """Look at one import; uses temporary tables. Raises `UserError` undo_unknown."""
    row = ask.first(cursor, "select number from import_log where batch_id = ? and undone_at is null", [batch_id])
    if row is None:
        raise UserError("undo_unknown", batch=batch_id)
    cursor.execute(_LOST, {"batch": row[0]})
    counts = {table.home: _count(cursor, table.stored, table.wire) for table in TABLES if table.home}
    cursor.execute(f"create temp table staying as {_aliases('not ')} union select alias_a from stated_same where batch <> {row[0]} "
                   f"union select alias_b from stated_same where batch <> {row[0]}")
    cursor.execute(
        "create temp table leaving as select i.person_id, list(i.alias_id) as aliases from identities i group by i.person_id "
        "having not bool_or(i.alias_id in (select alias_id from staying))")
    return UndoPreview(
        tables=pd.DataFrame({"table_name": list(counts), "count": list(counts.values())}).query("count > 0").reset_index(drop=True),
        people=_number(cursor, "select count(*) from leaving"), groups=_groups(cursor),
        posts=_number(cursor, _CORRECTED), decisions=_number(cursor, _ROLES) + _number(cursor, _IDENTITIES),
        follow_ups=_number(cursor, _FOLLOW_UPS))


_CORRECTED = """
select count(*) from corrections c join going g on c.kind = 'category' and g.table_name in ('messages', 'posts')
 and c.key = case g.table_name when 'messages' then 'm' else 'p' end || cast(cast(g.key as uuid) as text)
"""
_ROLES = """
select count(*) from corrections c join (select unnest(aliases) as alias_id from leaving) l
    on c.kind = 'role' and split_part(c.key, '|', 2) = cast(l.alias_id as text)
"""
_FOLLOW_UPS = "select count(*) from known_follow_ups where alias_id in (select unnest(aliases) from leaving)"
_IDENTITIES = """
select count(*) from identity_decisions d
where d.alias_a in (select unnest(aliases) from leaving) or d.alias_b in (select unnest(aliases) from leaving)
"""


def _count(cursor: duckdb.DuckDBPyConnection, stored: str, wire: str) -> int:
    return _number(cursor, f"select count(*) from {stored} r join going g on g.table_name = '{wire}' and g.key = r.key "
                           "and g.content = r.content where r.visible")


def _aliases(negation: str) -> str:
    """The aliases that rows name which go (or, with "not ", which stay)."""
    return " union ".join(
        f"select r.{person.column} as alias_id from {table.stored} r where r.{person.column} is not null "
        f"and (r.key, r.content) {negation}in (select key, content from going where table_name = '{table.wire}')"
        for table in TABLES for person in table.persons)


def _groups(cursor: duckdb.DuckDBPyConnection) -> int:
    staying = " union ".join(
        f"select r.chat_id from {table.stored} r where r.chat_id is not null "
        f"and (r.key, r.content) not in (select key, content from going where table_name = '{table.wire}')"
        for table in TABLES if table.chat)
    return _number(cursor, f"select count(*) from known_chats where chat_id not in ({staying})")


def _number(cursor: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = ask.first(cursor, sql)
    return int(row[0]) if row else 0
