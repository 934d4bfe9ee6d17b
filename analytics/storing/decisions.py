"""What people decide: settings, corrections, roles, identities, head counts. Applied again after every import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pandas as pd

from analytics.classify import CATEGORIES, MARKS
from analytics.errors import UserError
from analytics.importers.list_items import CENT, item_key
from analytics.settings import Settings
from analytics.storing import coverage, derived, marks
from analytics.storing.chats import CHAT_TYPES
from analytics.storing.connection import Connection
from analytics.storing.stamp import now

# Sections whose change makes stored reasons, posts or people stale.
_READS_MESSAGES = ("effective",)
_READS_POSTS = ("classify",)
_READS_PEOPLE = ("identity",)
_READS_MARKS = ("marks.", "today.question_words")
_READS_COVERAGE = ("coverage",)
_HIGHEST_PRICE = 1_000_000
# What a person may say of posts, one or many at once.
POST_DECISIONS = ("category", "category_like", "category_rule", "category_checked", "purpose", "production")


def read_settings(connection: Connection) -> Settings:
    """The newest settings of the shop, the shipped ones where it has none."""
    frame = connection.read("select toml from settings_versions order by version desc limit 1")
    return Settings() if frame.empty else Settings.from_toml(str(frame["toml"].iloc[0]))


def save_settings(cursor: duckdb.DuckDBPyConnection, settings: Settings, version: int) -> None:
    """Keep a new version; the older ones stay."""
    cursor.execute("insert into settings_versions (version, toml, changed_at) values (?, ?, ?)",
                   [version, settings.to_toml(), now()])


def settings_changed(connection: Connection) -> dict[str, date | None]:
    """Key of a setting of the shop's own → the day its value was last changed; None: by a release that did not note it."""
    found: dict[str, date | None] = {}
    before = Settings()
    for toml, moment in connection.read("select toml, changed_at from settings_versions order by version").itertuples(index=False):
        after = Settings.from_toml(str(toml))
        day = None if pd.isna(moment) else moment.date()
        found |= {key: day for key in after.own if after[key] != before[key]}
        before = after
    return {key: found.get(key) for key in before.own}


def apply_settings(cursor: duckdb.DuckDBPyConnection, old: Settings, new: Settings) -> None:
    """Do again what the changed sections decide."""
    keys = {key for key in {*old.own, *new.own} if old[key] != new[key]}
    changed = {key.split(".")[0] for key in keys}
    if changed & set(_READS_COVERAGE):
        coverage.reckon_again(cursor, new)
        coverage.rebuild_recorded_days(cursor)
    if changed & set(_READS_PEOPLE):
        derived.rebuild_people(cursor, new)
    if changed & set(_READS_MESSAGES):
        derived.reclassify(cursor, new)
    elif changed & set(_READS_POSTS):
        derived.rebuild_posts(cursor, new)
    if not changed & set(_READS_MESSAGES) and any(key.startswith(_READS_MARKS) for key in keys):
        marks.rebuild_whole(cursor, new)


def correct(cursor: duckdb.DuckDBPyConnection, kind: str, key: str, value: str | None) -> None:
    """The last word about `key`; None takes it back."""
    correct_all(cursor, kind, {key: value})


def correct_all(cursor: duckdb.DuckDBPyConnection, kind: str, values: Mapping[str, str | None],
                moment: datetime | None = None) -> None:
    """The last word about many keys, said at one `moment` (None: now); a value of None takes it back."""
    for value in set(values.values()):
        _check(kind, value)
    cursor.executemany("delete from corrections where kind = ? and key = ?", [[kind, key] for key in values])
    said = [[kind, key, value, moment or now()] for key, value in values.items() if value is not None]
    if said:
        cursor.executemany("insert into corrections values (?, ?, ?, ?)", said)


def moment_of_its_own(cursor: duckdb.DuckDBPyConnection) -> datetime:
    """Now, a little later than anything said before: a moment names what was said at it."""
    last = cursor.execute("select max(decided_at) from corrections").fetchone()
    earliest = last[0] + timedelta(microseconds=1) if last and last[0] else datetime.min
    return max(now(), earliest)


def take_back(cursor: duckdb.DuckDBPyConnection, moment: datetime, kinds: Collection[str]) -> None:
    """Forget what was said at one moment. Raises `UserError` decision_unknown."""
    found = cursor.execute("select distinct kind from corrections where decided_at = ?", [moment]).fetchall()
    known = [kind for (kind,) in found if kind in kinds]
    if not known:
        raise UserError("decision_unknown", at=moment)
    for kind in known:
        cursor.execute("delete from corrections where decided_at = ? and kind = ?", [moment, kind])


def _check(kind: str, value: str | None) -> None:
    if kind in ("category", "category_like", "category_rule") and value is not None and value not in CATEGORIES:
        raise ValueError(f"category {value!r}; known: {', '.join(CATEGORIES)}")
    if kind == "mark" and value not in (None, marks.TAKEN_OFF, *MARKS):
        raise ValueError(f"mark {value!r}; known: {marks.TAKEN_OFF}, {', '.join(MARKS)}")


def set_price(cursor: duckdb.DuckDBPyConnection, item: str, yuan: Decimal | None) -> None:
    """What one of a thing costs in every 接龙 that states no price; None takes it back."""
    if yuan is not None and not (yuan.is_finite() and 0 <= yuan <= _HIGHEST_PRICE):
        raise UserError("price_impossible", item=item, value=str(yuan))
    correct(cursor, "price", item_key(item), None if yuan is None else str(yuan.quantize(CENT)))


def set_head_count(cursor: duckdb.DuckDBPyConnection, chat_id: str, day: date, members: int) -> None:
    """One typed number a group and day; typing again replaces it."""
    cursor.execute("delete from head_count_rows where chat_id = ? and day = ? and source = 'typed'", [chat_id, day])
    cursor.execute(
        "insert into head_count_rows select md5_number(concat_ws('|', 'typed', $chat, $day)), 0, true, 0, '', 0, "
        "$chat, $day, $members, 'typed'", {"chat": chat_id, "day": day, "members": members})


def set_chat(cursor: duckdb.DuckDBPyConnection, chat_id: str, name: str | None, chat_type: str | None) -> None:
    """A group's name on screen ("" = as files call it) and its type; files still find it by what they call it."""
    if chat_type is not None and chat_type not in CHAT_TYPES:
        raise UserError("chat_type_unknown", chat_type=chat_type, known=list(CHAT_TYPES))
    if name is not None:
        correct(cursor, "chat_name", chat_id, name or None)
    if chat_type is not None:
        correct(cursor, "chat_type", chat_id, chat_type)
    cursor.execute(
        "update known_chats set chat_name = coalesce(nullif($name, ''), case when $name = '' then "
        "(select arg_min(name, batch) from chat_names n where n.chat_id = $chat) end, chat_name), "
        "chat_type = coalesce($type, chat_type) where chat_id = $chat", {"name": name, "type": chat_type, "chat": chat_id})
