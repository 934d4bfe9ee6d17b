"""Whether a file belongs to another shop: hardly anybody in it is known here (question other_shop)."""

from __future__ import annotations

from typing import Any

import duckdb

from analytics.importers.names import SHARED
from analytics.settings import Settings
from analytics.storing import ask
from analytics.storing.staging import Staging

# Whom the shop knew before this draft: its aliases are in known_aliases by now, so they are left out.
_PEOPLE = """
with mine as (
    select distinct nullif(platform_id, '') as platform_id, nullif(normal_name, '') as name, nullif(phone, '') as phone
    from alias_map where normal_name not in (from shared_words)
), known as (
    select a.* from known_aliases a join identities i on i.alias_id = a.alias_id where a.normal_name not in (from shared_words)
), persons as (
    select coalesce(platform_id, phone, name) as person,
           bool_or(platform_id in (select platform_id from known) or phone in (select phone from known)
                   or name in (select normal_name from known)) as is_known
    from mine where coalesce(platform_id, phone, name) is not null group by 1
)
select count(*) filter (where is_known), count(*), (
    -- Buyers are held against a shop with buyers, members against one with members: else it is a first file.
    select count(distinct i.person_id) from identities i join known_aliases a on a.alias_id = i.alias_id
    where (a.chat_id is null) = (select bool_and(chat_id is null) from alias_map)) from persons
"""


def questions(cursor: duckdb.DuckDBPyConnection, staging: Staging, settings: Settings) -> list[dict[str, Any]]:
    """One question or none: shared (of `of`) people of the file are known here. Never for a shop's first files."""
    rules = settings.groups
    words = ", ".join(f"('{word}')" for word in sorted(SHARED))
    cursor.execute(f"create temp table shared_words as select * from (values {words}) w(word)")
    row = ask.first(cursor, _PEOPLE)
    cursor.execute("drop table shared_words")
    assert row is not None
    shared, of, known = row
    if min(of, known) < rules.other_shop_judged_from_people or shared >= rules.other_shop_below_share * of:
        return []
    return [{"kind": "other_shop", "shared": shared, "of": of, "known": known}]
