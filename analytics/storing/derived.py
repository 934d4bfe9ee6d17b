"""What follows from the stored rows: who is who, rollups, posts, spells. Rebuilt, never migrated."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import duckdb
import numpy as np

from analytics import classify
from analytics.people import identify
from analytics.settings import Settings
from analytics.storing import ask, coverage, group_lists, marks
from analytics.storing.tables import TABLES

_SQL = Path(__file__).parent.parent / "sql" / "rollups"
# No 0/O, 1/I: a pseudonym is read aloud in meetings.
_SLICE_MESSAGES = 400_000
_LETTERS, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"

# A broadcast is one person's: days on which an alias spoke that changed its person, one with enough groups before or after.
_RESETTLED = """
create temp table resettled as
with changed as (
    select f.alias_id, f.person_id as new, i.person_id as old from found_identities f
    join identities i on i.alias_id = f.alias_id and i.person_id <> f.person_id
), wide as (
    select i.person_id from identities i join known_aliases a on a.alias_id = i.alias_id
    where i.person_id in (select old from changed) group by i.person_id having count(distinct a.chat_id) >= $groups
    union all
    select f.person_id from found_identities f join known_aliases a on a.alias_id = f.alias_id
    where f.person_id in (select new from changed) group by f.person_id having count(distinct a.chat_id) >= $groups
)
select distinct m.chat_id, cast(m.sent_at as date) as day from message_rows m
join changed c on c.alias_id = m.alias_id
where m.sent_at is not null and m.chat_id is not null and (c.new in (from wide) or c.old in (from wide))
"""


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def rebuild(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Everything derived, after rows changed. Temp table `touched(chat_id, day)` bounds the rollups."""
    coverage.rebuild_recorded_days(cursor)
    rebuild_order_money(cursor)
    _settle_people(cursor, settings)
    cursor.execute("insert into touched select chat_id, day from resettled except select chat_id, day from touched")
    cursor.execute("drop table resettled")
    rebuild_places(cursor)
    group_lists.rebuild(cursor)
    rebuild_rollups(cursor, settings)


def rebuild_whole(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Everything derived, of every day: the file is from before some of it was kept."""
    cursor.execute("create temp table touched as select distinct chat_id, cast(sent_at as date) as day "
                   "from message_rows where sent_at is not null")
    rebuild(cursor, settings)
    cursor.execute("drop table touched")


def rebuild_order_money(cursor: duckdb.DuckDBPyConnection) -> None:
    """What counts of orders that stand on several rows, of one file or of many."""
    cursor.execute("delete from order_money")
    if ask.any_row(cursor, "select 1 from order_rows"):
        cursor.execute(f"insert into order_money {_sql('order_money')}")


def rebuild_places(cursor: duckdb.DuckDBPyConnection) -> None:
    """Where each alias was read first: batch, part, source_row."""
    cursor.execute("delete from alias_places")
    rows = " union all ".join(
        f"select {person.column} as alias_id, min((batch, part, source_row)) as place from {table.stored} "
        f"where {person.column} is not null group by 1" for table in TABLES for person in table.persons)
    cursor.execute("insert into alias_places select alias_id, min(place)[1], min(place)[2], min(place)[3] "
                   f"from ({rows}) group by alias_id")


def rebuild_people(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """After a decision: people, and everything that hangs on who is who, broadcasts to several groups included."""
    _settle_people(cursor, settings)
    cursor.execute("alter table resettled rename to touched")
    if ask.any_row(cursor, "select 1 from touched"):
        rebuild_rollups(cursor, settings)
    cursor.execute("drop table touched")


def _settle_people(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Identities, people, pseudonyms, spells and the posts of the operator's people.

    Fills temp table resettled(chat_id, day): where somebody of several groups spoke who is somebody else now.
    """
    aliases = cursor.execute("select alias_id, chat_id, platform_id, normal_name, phone from known_aliases").df()
    stated = cursor.execute("select alias_a, alias_b from stated_same union select alias_a, alias_b from same_speakers").fetchall()
    decisions = cursor.execute(
        "select alias_a, alias_b, decision from identity_decisions order by decided_at").fetchall()
    found = identify(aliases, decisions, stated=stated,
                     same_name_across_groups=settings.identity.same_name_across_groups)
    cursor.register("found_identities", found)
    cursor.execute(_RESETTLED, {"groups": settings.effective.broadcast_from_groups})
    cursor.execute("delete from identities")
    cursor.execute("insert into identities select alias_id, person_id, decided_by from found_identities")
    cursor.execute("delete from known_people")
    cursor.execute(f"insert into known_people {_sql('people')}")
    cursor.unregister("found_identities")
    _name_newcomers(cursor)
    cursor.execute("delete from spells")
    # Long statements cost more to prepare than a small shop's rows to go through: not where there is nothing to go through.
    if ask.any_row(cursor, "select 1 from member_rows union all select 1 from movement_rows"):
        cursor.execute(f"insert into spells {_sql('spells')}")
    rebuild_posts(cursor, settings)


def rebuild_posts(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Who is the operator, and the operator's posts among the messages, with category and the rule that decided."""
    cursor.execute("delete from known_staff")
    cursor.execute(f"insert into known_staff {_sql('staff')}")
    cursor.execute("delete from sheet_categories")
    if ask.any_row(cursor, "select 1 from post_rows"):
        cursor.execute(f"insert into sheet_categories {classify.sheet_post_sql(settings)}")
    cursor.execute("delete from message_posts")
    if not ask.any_row(cursor, "select 1 from staff"):
        return  # the word lists are long: not compiling them saves a quarter of a small import
    cursor.execute(f"insert into message_posts by name {classify.post_sql(settings)}")


def rebuild_rollups(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Context reasons and member_days of the days in `touched`, some weeks at a time: memory stays flat."""
    cursor.execute("alter table touched rename to all_touched")
    cursor.execute(
        "create temp table sliced as select chat_id, day, "
        f"sum(messages) over (order by day, chat_id rows unbounded preceding) // {_SLICE_MESSAGES} as slice from ("
        "select t.chat_id, t.day, count(m.key) as messages from all_touched t "
        "left join message_rows m on m.chat_id = t.chat_id and cast(m.sent_at as date) = t.day group by all)")
    slices = [row[0] for row in cursor.execute("select distinct slice from sliced order by slice").fetchall()]
    for number in slices:
        cursor.execute("create temp table touched as select chat_id, day from sliced where slice = ?", [number])
        _judge_in_context(cursor, settings)
        _overrule(cursor)
        cursor.execute("delete from member_days_rows where (chat_id, day) in (select chat_id, day from touched)")
        cursor.execute(f"insert into member_days_rows {_sql('member_days')}")
        marks.rebuild(cursor, settings)
        cursor.execute("drop table touched")
    cursor.execute("drop table sliced")
    cursor.execute("alter table all_touched rename to touched")


def _judge_in_context(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Context reasons of `touched`; a broadcast is seen in other groups too, whose days are touched with it."""
    changed = cursor.execute(
        f"{classify.context_sql(settings)} returning message_rows.chat_id, cast(message_rows.sent_at as date) as day").df()
    cursor.register("changed", changed.drop_duplicates())
    cursor.execute("insert into touched select chat_id, cast(day as date) from changed except select chat_id, day from touched")
    cursor.unregister("changed")


def _overrule(cursor: duckdb.DuckDBPyConnection) -> None:
    """What a person said of single messages wins over every rule: useful, or not (reason manual)."""
    if ask.any_row(cursor, "select 1 from corrections where kind = 'effective'"):
        cursor.execute(
            "update message_rows set text_reason = null, context_reason = case o.value when 'no' then 'manual' end "
            "from (select cast(try_cast(key as uuid) as uhugeint) as key, value from corrections where kind = 'effective') o "
            "where message_rows.key = o.key")


def judge_again(cursor: duckdb.DuckDBPyConnection, message_key: str, settings: Settings) -> None:
    """One message by the rules, or by what a person has said of it; its day is counted again."""
    key = "cast(try_cast(? as uuid) as uhugeint)"
    cursor.execute("create temp table touched as select distinct chat_id, cast(sent_at as date) as day from message_rows "
                   f"where key = {key} and sent_at is not null", [message_key])
    cursor.execute(f"update message_rows set text_reason = {classify.text_reason_sql(settings)} where key = {key}", [message_key])
    rebuild_rollups(cursor, settings)
    cursor.execute("drop table touched")


def reclassify(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """All messages by new rules: after the word lists or their numbers changed."""
    cursor.execute(f"update message_rows set text_reason = {classify.text_reason_sql(settings)}")
    rebuild_whole(cursor, settings)


def _name_newcomers(cursor: duckdb.DuckDBPyConnection) -> None:
    """A random, stable pseudonym a person: nothing of the real name can be reckoned back from it."""
    newcomers = cursor.execute(
        "select person_id from known_people where person_id not in (select person_id from pseudonyms) order by person_id"
    ).fetchall()
    if not newcomers:
        return
    taken = {row[0] for row in cursor.execute("select code from pseudonyms").fetchall()}
    codes = _random_codes(taken, len(newcomers))
    import pandas as pd

    cursor.register("new_codes", pd.DataFrame({"person_id": [row[0] for row in newcomers], "code": codes}))
    cursor.execute("insert into pseudonyms select person_id, code from new_codes")
    cursor.unregister("new_codes")


def _random_codes(taken: set[str], count: int) -> list[str]:
    """`count` codes such as A12 that nobody has yet, in an order that says nothing."""
    digits = 2
    while len(_LETTERS) * len(_DIGITS) ** digits < 3 * (len(taken) + count):
        digits += 1
    found: dict[str, None] = {}
    while len(found) < count:
        found.update((code, None) for code in _drawn(digits, 2 * count) if code not in taken)
    return list(found)[:count]


def _drawn(digits: int, count: int) -> list[str]:
    """`count` codes of the system's own randomness, some of them twice."""
    number = np.frombuffer(os.urandom(8 * count), dtype="uint64")
    signs = np.empty((count, 1 + digits), dtype="U1")
    signs[:, 0] = np.array(list(_LETTERS))[number % len(_LETTERS)]
    for place in range(digits):
        signs[:, 1 + place] = np.array(list(_DIGITS))[number // len(_LETTERS) // len(_DIGITS) ** place % len(_DIGITS)]
    return np.ascontiguousarray(signs).view(f"U{1 + digits}").ravel().tolist()
