"""What a draft would bring, seen while it is rehearsed: which groups, how many rows, from when to when."""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.storing.staging import Staging

COLUMNS = ("table_name", "chat_id", "chat_name", "keys", "known", "count", "first_at", "last_at")


def nothing() -> pd.DataFrame:
    """The frame of a draft that was not rehearsed."""
    return pd.DataFrame(columns=list(COLUMNS))


def reach(cursor: duckdb.DuckDBPyConnection, staging: Staging) -> pd.DataFrame:
    """One row a home table × group of the file; chat_id NULL for rows outside any group.

    `keys`: what the file calls the group, for `Answers.chats`. `known`: the shop had it before. `count`: rows.
    `first_at`, `last_at`: NULL where the rows have no moment.
    """
    selects = []
    for table in staging.tables:
        if table.home is not None:
            chat = "chat_id" if table.chat else "cast(null as text)"
            moment = f"cast({table.moment} as timestamp)" if table.moment else "cast(null as timestamp)"
            selects.append(f"select '{table.home}' as table_name, {chat} as chat_id, count(*) as count, "
                           f"min({moment}) as first_at, max({moment}) as last_at from staged_{table.wire} group by all")
    if not selects:
        return nothing()
    found: pd.DataFrame = cursor.execute(
        f"select r.table_name, r.chat_id, k.chat_name, m.keys, r.count, r.first_at, r.last_at "
        f"from ({' union all '.join(selects)}) r left join known_chats k on k.chat_id = r.chat_id "
        f"left join (select chat_id, list(distinct source_chat order by source_chat) as keys from chat_map group by chat_id) m "
        f"on m.chat_id = r.chat_id order by r.table_name, r.count desc, r.chat_id").df()
    found["known"] = found["chat_id"].isin(list(staging.book.known))
    return found[list(COLUMNS)]
