"""What people decide about people, as it is stored: who is who, roles and their days, who buys for others.

Everything is kept by alias, so that it survives merges, splits and new imports. One decision is one moment:
all pairs that were decided together carry the same one, and are taken back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise, product

import duckdb
import pandas as pd

from analytics.errors import UserError
from analytics.importers.batch import ROLES
from analytics.storing import ask
from analytics.storing.stamp import now

Pair = tuple[int, int]
_ROLE_KINDS = ("role", "role_from", "role_until")
# The roles of view staff.
STAFF = ("群主", "管理员", "运营", "客服", "机器人", "氛围组")


def decide(cursor: duckdb.DuckDBPyConnection, pairs: Iterable[Pair], decision: str) -> datetime:
    """The two of each pair (people, or aliases) are the "same" or "different"; the moment names the decision."""
    if decision not in ("same", "different"):
        raise ValueError(decision)
    moment = _moment(cursor)
    _note(cursor, pairs, decision, moment)
    return moment


def split(cursor: duckdb.DuckDBPyConnection, person_id: int, names: Iterable[int]) -> datetime:
    """The aliases `names` of a person become a person of their own. Raises `UserError` split_all, split_none."""
    known = [row[0] for row in cursor.execute(
        "select alias_id from identities where person_id = ? order by alias_id", [person_id]).fetchall()]
    leave = [one for one in known if one in set(names)]
    stay = [one for one in known if one not in set(names)]
    if not leave or not stay:
        raise UserError("split_none" if not leave else "split_all")
    moment = _moment(cursor)
    _note(cursor, product(leave, stay), "different", moment)
    # What held them together may have gone with the others.
    for side in (leave, stay):
        _note(cursor, pairwise(side), "same", moment)
    return moment


def take_back(cursor: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Forget everything decided at `moment`. Raises `UserError` decision_unknown."""
    if not ask.any_row(cursor, "select 1 from identity_decisions where decided_at = ?", [moment]):
        raise UserError("decision_unknown", at=moment)
    cursor.execute("delete from identity_decisions where decided_at = ?", [moment])


def give_roles(cursor: duckdb.DuckDBPyConnection, places: Iterable[tuple[str | None, int]], role: str) -> None:
    """What each (chat, None = everywhere; person) is from now on. Raises `UserError` role_unknown."""
    if role not in ROLES:
        raise UserError("role_unknown", role=role, known=list(ROLES))
    with _keys(cursor, places):
        cursor.execute("delete from corrections where kind in ? and key in (select key from role_keys)", [_ROLE_KINDS])
        cursor.execute("insert into corrections select 'role', key, ?, ? from role_keys", [role, _moment(cursor)])


def limit_role(cursor: duckdb.DuckDBPyConnection, person_id: int, last_day: date | None) -> None:
    """The last day of a person's roles on the operator's side (None: still there). Raises `UserError` not_staff."""
    held = cursor.execute("select chat_id, role, valid_from from roles where person_id = ? and role in ? order by role",
                          [person_id, STAFF]).fetchall()
    if not held:
        raise UserError("not_staff")
    for chat_id, role, first in held:
        if last_day and first and first.date() > last_day:
            raise UserError("role_days", first=first.date(), last=last_day)
        give_roles(cursor, [(chat_id, person_id)], role)
        with _keys(cursor, [(chat_id, person_id)]):
            for kind, day in (("role_from", first and first.date()), ("role_until", last_day)):
                if day:
                    cursor.execute("insert into corrections select ?, key, ?, ? from role_keys", [kind, day.isoformat(), now()])


def buys_for_others(cursor: duckdb.DuckDBPyConnection, people: Iterable[int], yes: bool | None) -> None:
    """Whether each person orders for many others (True, False); None takes back what was said."""
    wanted = list(people)
    aliases = "select cast(alias_id as text) from identities where list_contains(?, person_id)"
    cursor.execute(f"delete from corrections where kind = 'reseller' and key in ({aliases})", [wanted])
    if yes is not None:
        cursor.execute(
            "insert into corrections select 'reseller', cast(alias_id as text), ?, ? from identities "
            "where list_contains(?, person_id)", ["yes" if yes else "no", _moment(cursor), wanted])


@contextmanager
def _keys(cursor: duckdb.DuckDBPyConnection, places: Iterable[tuple[str | None, int]]) -> Iterator[None]:
    """Temp table role_keys(key): one row a place × alias of its person, in that chat where the person has one there."""
    rows = list(places)
    cursor.register("places_in", pd.DataFrame({
        "chat_id": pd.Series([chat for chat, _ in rows], dtype="str"),
        "person_id": pd.Series([person for _, person in rows], dtype="int64")}))
    cursor.execute(
        "create temp table role_keys as select distinct coalesce(p.chat_id, '') || '|' || i.alias_id as key "
        "from places_in p join identities i on i.person_id = p.person_id "
        "join known_aliases a on a.alias_id = i.alias_id where p.chat_id is null or a.chat_id = p.chat_id "
        "or not exists (select 1 from identities j join known_aliases b on b.alias_id = j.alias_id "
        "where j.person_id = p.person_id and b.chat_id = p.chat_id)")
    cursor.unregister("places_in")
    yield
    cursor.execute("drop table role_keys")


def _note(cursor: duckdb.DuckDBPyConnection, pairs: Iterable[Pair], decision: str, moment: datetime) -> None:
    rows = [(int(a), int(b)) for a, b in pairs if a != b]
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["a", "b"])
    cursor.register("pairs_in", frame)
    cursor.execute("insert into identity_decisions select a, b, ?, ? from pairs_in", [decision, moment])
    cursor.unregister("pairs_in")


def _moment(cursor: duckdb.DuckDBPyConnection) -> datetime:
    """Now; never a moment at which something else was decided, so that the later one wins."""
    last = ask.first(cursor, "select max(decided_at) from (select decided_at from identity_decisions union all "
                             "select decided_at from corrections)")
    moment = now()
    return max(moment, last[0] + timedelta(microseconds=1)) if last and last[0] else moment


def pass_over_star(cursor: duckdb.DuckDBPyConnection, month: str, person_id: int, yes: bool) -> None:
    """Every name of the person, so that merging and parting keeps it; corrections of kind star_veto, key month|alias."""
    cursor.execute("delete from corrections where kind = 'star_veto' and key in ("
                   "select ? || '|' || cast(alias_id as text) from identities where person_id = ?)", [month, person_id])
    if yes:
        cursor.execute("insert into corrections select 'star_veto', ? || '|' || cast(alias_id as text), 'yes', ? "
                       "from identities where person_id = ?", [month, now(), person_id])
