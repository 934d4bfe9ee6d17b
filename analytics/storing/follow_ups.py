"""Whom somebody followed up: said on screen, or ticked in a downloaded list that comes back as a file.

Kept by alias, so that it survives merges, splits and new imports. Everything said at once carries one moment
and is taken back together. Who stood on a list is kept with the first word about it: only then can those who
were contacted be held against those who were not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd

from analytics.errors import UserError
from analytics.importers.follow_up_keys import SHOP_LETTERS, STATUSES, list_id
from analytics.settings import definitions
from analytics.storing import ask
from analytics.storing.stamp import now


def say(cursor: duckdb.DuckDBPyConnection, shop: str, made_on: date, listed: Mapping[int, str],
        people: Collection[int], status: str, done_at: datetime | None, by: str, note: str) -> datetime:
    """One word about some of the people of a list; the moment names it.

    `listed`: person → reason, everybody on the list. Raises `UserError` follow_up_nobody, follow_up_unknown.
    """
    if status not in STATUSES:
        raise ValueError(f"status {status!r}; known: {', '.join(STATUSES)}")
    people, listed = sorted(map(int, people)), {int(person): reason for person, reason in listed.items()}
    if not people:
        raise UserError("follow_up_nobody")
    unknown = _unknown(cursor, {*people, *listed})
    if unknown:
        raise UserError("follow_up_unknown", count=len(unknown))
    name, moment = list_id(shop, made_on), _moment(cursor)
    _keep(cursor, name, made_on, listed)
    rows = pd.DataFrame({"alias_id": pd.Series(people, dtype="int64"),
                         "reason": pd.Series([listed.get(one) for one in people], dtype="str")})
    cursor.register("said_in", rows)
    cursor.execute(
        'insert into known_follow_ups (list_id, alias_id, reason, made_on, status, done_at, "by", note, said_at) '
        "select $list, alias_id, reason, $made_on, $status, $done_at, $by, $note, $said_at from said_in",
        {"list": name, "made_on": made_on, "status": status, "done_at": done_at or moment, "by": by or None,
         "note": note or None, "said_at": moment})
    cursor.unregister("said_in")
    return moment


def take_back(cursor: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Forget what was said at `moment`; what was said before holds again. Raises `UserError` decision_unknown."""
    if not ask.any_row(cursor, "select 1 from known_follow_ups where said_at = ?", [moment]):
        raise UserError("decision_unknown", at=moment)
    cursor.execute("delete from known_follow_ups where said_at = ?", [moment])


def settle(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Take rows of other shops and of nobody out of `staged_follow_ups`; their issues, one row each."""
    own = f"substr(list_id, 1, {SHOP_LETTERS}) = (select substr(value, 1, {SHOP_LETTERS}) from meta where name = 'uuid')"
    reasons = ", ".join(f"'{reason}'" for reason in definitions()["follow_up.reasons"].default)
    cursor.execute(
        "create temp table strange as select ordinal, part, source_row, code as value, "
        f"case when {own} then 'follow_up_nobody_here' else 'follow_up_other_shop' end as code "
        f"from staged_follow_ups where not {own} or reason not in ({reasons}) or code not in ("
        "select s.code from pseudonyms s join identities i on i.alias_id = s.person_id)")
    issues = cursor.execute(
        "select 'follow_ups' as table_name, part, source_row, 'code' as column_name, code, value, 'rejected' as severity "
        "from strange order by part, source_row").df()
    cursor.execute("delete from staged_follow_ups where ordinal in (select ordinal from strange)")
    cursor.execute("drop table strange")
    return issues


def name_people(cursor: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Who the codes of a batch are."""
    cursor.execute("update follow_up_rows r set alias_id = s.person_id from pseudonyms s "
                   "where s.code = r.code and r.batch = ? and r.alias_id is null", [batch])


def _keep(cursor: duckdb.DuckDBPyConnection, name: str, made_on: date, listed: Mapping[int, str]) -> None:
    """Note who stands on a list, those that are not noted yet."""
    rows = pd.DataFrame({"alias_id": pd.Series(list(listed), dtype="int64"),
                         "reason": pd.Series(list(listed.values()), dtype="str")})
    cursor.register("listed_in", rows)
    cursor.execute(
        "insert into known_follow_ups (list_id, alias_id, reason, made_on, status) "
        "select $list, alias_id, reason, $made_on, 'open' from listed_in where alias_id not in ("
        "select alias_id from known_follow_ups where list_id = $list)", {"list": name, "made_on": made_on})
    cursor.unregister("listed_in")


def _unknown(cursor: duckdb.DuckDBPyConnection, people: Collection[int]) -> set[int]:
    rows = cursor.execute("select alias_id from identities where list_contains(?, alias_id)", [list(people)]).fetchall()
    return set(people) - {row[0] for row in rows}


def _moment(cursor: duckdb.DuckDBPyConnection) -> datetime:
    """Now; never a moment at which something else was said."""
    last = ask.first(cursor, "select max(said_at) from known_follow_ups")
    moment = now()
    return max(moment, last[0] + timedelta(microseconds=1)) if last and last[0] else moment
