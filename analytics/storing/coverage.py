"""From when to when a source speaks: every import's range, and its last fully covered day (DATA 5)."""

from __future__ import annotations

import duckdb

from analytics.settings import Settings
from analytics.storing.tables import Table

# Without a stated end, a last record in the evening (or without a clock time) closes its day;
# an earlier one leaves the day open. A record of one single day keeps that day: it has no other.
_LAST_DAY = """
case when last_resolution in ('day', 'none') or date_part('hour', last_at) >= {hour} then cast(last_at as date)
     else greatest(cast(last_at as date) - 1, cast(first_at as date)) end"""

# A range that ends more than a year after it was read in is mistyped, or the computer's clock is wrong: it counts only
# where nothing else does.
_RANGES = """
ranges as (
    select c.*, coalesce(c.last_day > cast(l.imported_at as date) + 366, false) as far
    from coverage c left join import_log l on l.batch_id = c.batch_id)"""

# The shop's clock: the last covered day of its chats, without chats of its orders, else of the rest. A shop of
# nothing but member lists has their days; one of nothing dated at all has the day its files were read in.
CLOCK = f"""
with {_RANGES}
select first_day, last_day from (
    select case table_name when 'messages' then 1 when 'orders' then 2 else 3 end + case when far then 3 else 0 end as place,
           min(first_day) as first_day, max(last_day) as last_day
    from ranges group by 1
    union all
    select 7, min(day), max(day) from (
        select cast(joined_at as date) as day from spells union select cast(left_at as date) from spells
        union select seen_on from snapshot_rows)
    union all
    select 8, min(cast(imported_at as date)), max(cast(imported_at as date)) from import_log
    where undone_at is null and batch_id in (select batch_id from import_counts where kept > 0)
) where last_day is not null order by place limit 1"""
RANGE = f"""
with {_RANGES}
select min(first_day) as first_day, max(last_day) as last_day from ranges where not far or (select bool_and(far) from ranges)"""


def save(cursor: duckdb.DuckDBPyConnection, table: Table, batch_id: str, settings: Settings) -> None:
    """Write the ranges of the staged rows of one table, one row a chat."""
    if table.moment is None:
        return
    chat = "chat_id" if table.chat else "cast(null as text)"
    last_day = _LAST_DAY.format(hour=settings.coverage.last_day_complete_from_hour)
    cursor.execute(
        f"insert into coverage with ranges as ("
        f"select {chat} as chat_id, min(cast({table.moment} as timestamp)) as first_at, "
        f"max(cast({table.moment} as timestamp)) as last_at, "
        f"arg_max({table.resolution}, cast({table.moment} as timestamp)) as last_resolution "
        f"from staged_{table.wire} where {table.moment} is not null group by 1) "
        f"select $batch_id, '{table.home}', chat_id, first_at, last_at, "
        f"cast(first_at as date), {last_day}, last_resolution from ranges", {"batch_id": batch_id})


def reckon_again(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """After the setting changed: every range's last covered day anew."""
    last_day = _LAST_DAY.format(hour=settings.coverage.last_day_complete_from_hour)
    cursor.execute(f"update coverage set last_day = {last_day}")


def rebuild_recorded_days(cursor: duckdb.DuckDBPyConnection) -> None:
    """One row a chat × day inside some import's range, up to the chat's own last covered day.

    The open last day of one file is recorded where a later file goes on; days on which a person says
    that nobody spoke count too.
    """
    cursor.execute("delete from recorded_days")
    cursor.execute(
        "insert into recorded_days with ends as (select chat_id, max(last_day) as last_day from coverage "
        "where table_name = 'messages' and chat_id is not null group by chat_id) "
        "select distinct c.chat_id, cast(unnest(generate_series(cast(c.first_day as timestamp), "
        "cast(least(cast(c.last_at as date), e.last_day) as timestamp), interval 1 day)) as date) "
        "from coverage c join ends e on e.chat_id = c.chat_id where c.table_name = 'messages'")
    cursor.execute(
        "insert into recorded_days select split_part(key, '|', 1), cast(split_part(key, '|', 2) as date) from corrections "
        "where kind = 'quiet_day' except select chat_id, day from recorded_days")
