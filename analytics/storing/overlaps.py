"""The same stretch of talk from two files: shown once, in the richer reading (DATA 3).

Rows are compared on text and moment, at the coarser resolution of the two. Only where at least 60 % of a file's
rows on shared days are there already is it the same stretch; single coincidences stay. Two phones call one
person by two names (备注): whose lines meet one to one is one person.
"""

from __future__ import annotations

from typing import Any

import duckdb

from analytics.settings import Settings
from analytics.storing import ask
from analytics.storing.draughted import Draughted

_NAMES_SHOWN = 50

# Lines the client writes are paired where the talk around them is, and prove nothing: every phone words them its own way.
_CLIENT = "('system', 'join', 'leave', 'remove', 'rename', 'recall')"
# So many different lines of so many letters in the same minutes are no chance, whatever their writers are called.
_TELLING_LINES, _TELLING_LETTERS = 5, 4

_PAIRS = f"""
create temp table pairs as
with mine as (select alias_id, min(normal_name) as name from alias_map group by alias_id),
fresh as (
    select s.key, s.chat_id, s.sent_at, date_trunc('minute', s.sent_at) as minute, i.kind in {_CLIENT} as client, n.name,
           case when i.kind in ('text', 'quote') then i.text else i.kind end as body, s.resolution = 'second' as fine
    from incoming i join staged_messages s on s.ordinal = i.ordinal
    left join mine n on n.alias_id = s.alias_id
    where s.standing = 0 and s.sent_at is not null
), days as (select distinct chat_id, cast(minute as date) as day from fresh),
old as (
    select m.key, m.chat_id, m.sent_at, date_trunc('minute', m.sent_at) as minute, m.kind in {_CLIENT} as client,
           a.normal_name as name,
           case when m.kind in ('text', 'quote') then m.text else m.kind end as body, m.resolution = 'second' as fine
    from message_rows m join days d on d.chat_id = m.chat_id and d.day = cast(m.sent_at as date)
    left join known_aliases a on a.alias_id = m.alias_id
    where m.visible and m.key not in (select key from staged_messages where standing > 0)
), shared_days as (select distinct chat_id, cast(minute as date) as day from old where not client),
fresh_numbered as (
    select f.*, row_number() over (partition by f.chat_id, f.minute, f.client, f.body order by f.sent_at, f.key) as nth
    from fresh f join shared_days s on s.chat_id = f.chat_id and s.day = cast(f.minute as date)
), old_numbered as (
    select *, row_number() over (partition by chat_id, minute, client, body order by sent_at, key) as nth from old
), matched as (
    select f.chat_id, f.key as fresh_key, o.key as old_key, f.fine and not o.fine as fresh_is_richer, f.body, f.client,
           coalesce(f.name = o.name, true) as same_name
    from fresh_numbered f join old_numbered o
      on o.chat_id = f.chat_id and o.minute = f.minute and o.client = f.client and o.body = f.body and o.nth = f.nth
     and (not f.fine or not o.fine or f.sent_at = o.sent_at)
), enough as (
    select f.chat_id from fresh_numbered f left join matched m on m.fresh_key = f.key
    where not f.client
    group by f.chat_id
    having count(m.fresh_key) > 0 and count(m.fresh_key) >= $share * count(*)
       and (count(m.fresh_key) >= $rows or 2 * count(m.fresh_key) filter (where m.same_name) >= count(m.fresh_key)
            or count(distinct m.body) filter (where length(m.body) >= {_TELLING_LETTERS}) >= {_TELLING_LINES})
)
select chat_id, fresh_key, old_key, fresh_is_richer, client from matched where chat_id in (select chat_id from enough)
"""


_SHARED_DAYS = """
select 1 from message_rows m
join (select distinct chat_id, cast(sent_at as date) as day from staged_messages where standing = 0) d
  on d.chat_id = m.chat_id and d.day = cast(m.sent_at as date)
"""


# One row a pair of aliases whose lines meet nearly always each other.
_SPEAKERS = """
create temp table speakers as
with met as (
    select p.chat_id, s.alias_id as fresh, m.alias_id as old, count(*) as lines
    from pairs p join staged_messages s on s.key = p.fresh_key
    join (select distinct key, alias_id from message_rows) m on m.key = p.old_key
    where not p.client and s.alias_id is not null and m.alias_id is not null group by all
)
select chat_id, fresh, old, lines from met
qualify fresh <> old and lines >= $lines and lines >= $share * sum(lines) over (partition by fresh)
    and lines >= $share * sum(lines) over (partition by old)
"""
_SAID = """
select p.chat_id, p.lines + t.repeated, t.lines,
       (select list((a.said_name, o.name) order by s.lines desc, s.fresh) from speakers s
        join (select distinct alias_id, said_name, normal_name from alias_map) a on a.alias_id = s.fresh
        join known_aliases o on o.alias_id = s.old and o.normal_name <> a.normal_name where s.chat_id = p.chat_id)
from (select chat_id, count(distinct fresh_key) as lines from pairs where not client group by chat_id) p
join (select chat_id, count(*) as lines, count(*) filter (where standing = 2) as repeated from staged_messages group by chat_id) t
    on t.chat_id = p.chat_id order by p.chat_id
"""


# The messages of a shop that is being laid into this one, as the rows of a file are staged.
_ARRIVED = """
create temp table staged_messages as
select row_number() over () as ordinal, c.key, c.chat_id, c.sent_at, c.resolution, c.alias_id, c.kind, c.text,
       case when c.key in (select key from message_rows) then 2 else 0 end as standing
from came_message_rows c join arriving a on a.old = c.batch where c.visible
qualify row_number() over (partition by c.key order by a.number) = 1
"""
_ARRIVED_NAMES = "create temp table alias_map as select alias_id, normal_name, name as said_name from known_aliases"


def shade(cursor: duckdb.DuckDBPyConnection, draft: Draughted, settings: Settings, batch: int) -> list[dict[str, Any]]:
    """Find rows of the staged file that are there in another reading; remember which hides which, and who is who.

    Returns a question same_stretch a group: chat_id, equal (of) lines, names (the file's, the shop's) of one person.
    """
    if draft.answers.same_stretch is False or not ask.any_row(cursor, _SHARED_DAYS):
        return []
    cursor.register("incoming", draft.reader("messages"))
    return _shade(cursor, settings, batch)


def shade_arrived(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The same for a shop laid into this one: of temp tables `came_message_rows` and `arriving`; its names must be known."""
    cursor.execute(_ARRIVED)
    if ask.any_row(cursor, _SHARED_DAYS):
        cursor.execute(_ARRIVED_NAMES)
        cursor.execute("create temp table incoming as select ordinal, kind, text from staged_messages")
        _shade(cursor, settings, cursor.execute("select max(number) from arriving").fetchall()[0][0])
        cursor.execute("drop table incoming")
        cursor.execute("drop table alias_map")
    cursor.execute("drop table staged_messages")


def _shade(cursor: duckdb.DuckDBPyConnection, settings: Settings, batch: int) -> list[dict[str, Any]]:
    rules = settings.groups
    cursor.execute(_PAIRS, {"rows": rules.same_stretch_from_rows, "share": rules.same_stretch_from_share})
    cursor.execute(
        "insert into shadows select case when fresh_is_richer then old_key else fresh_key end, "
        "case when fresh_is_richer then fresh_key else old_key end from pairs")
    cursor.execute(_SPEAKERS, {"lines": rules.same_speaker_from_rows, "share": rules.same_speaker_from_share})
    cursor.execute("insert into same_speakers select fresh, old, lines, ? from speakers", [batch])
    found = [
        {"kind": "same_stretch", "chat_id": chat_id, "equal": equal, "of": of, "people": len(names or ()),
         "names": [tuple(pair) for pair in (names or ())[:_NAMES_SHOWN]]}
        for chat_id, equal, of, names in cursor.execute(_SAID).fetchall()]
    cursor.execute("drop table speakers")
    cursor.execute("drop table pairs")
    return found


def hide(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take the shaded rows out of sight."""
    if ask.any_row(cursor, "select 1 from shadows"):
        cursor.execute("update message_rows set visible = false where visible and key in (select hidden_key from shadows)")


def release(cursor: duckdb.DuckDBPyConnection) -> None:
    """After an undo: rows whose better reading is gone join the temp table `contested(key)`."""
    gone = "by_key not in (select key from message_rows) or hidden_key not in (select key from message_rows)"
    cursor.execute(f"insert into contested select hidden_key from shadows where {gone}")
    cursor.execute(f"delete from shadows where {gone}")
