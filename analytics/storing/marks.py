"""What members' messages are about: asking for a price, asking, praising, complaining. Sparse, rebuilt with the rollups.

A mark that somebody took off stays off: the correction (kind "mark", value "none") is laid over the rule's word
whenever marks are made again.
"""

from __future__ import annotations

import duckdb

from analytics import classify
from analytics.settings import Settings

TAKEN_OFF = "none"


def rebuild(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The marks of the chats and days in temp table `touched`."""
    cursor.execute("delete from message_marks where (chat_id, day) in (select chat_id, day from touched)")
    cursor.execute(f"insert into message_marks {classify.mark_sql(settings)}")


def rebuild_whole(cursor: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """All marks: after the words changed."""
    cursor.execute("create temp table touched as select distinct chat_id, cast(sent_at as date) as day "
                   "from message_rows where sent_at is not null and chat_id is not null")
    rebuild(cursor, settings)
    cursor.execute("drop table touched")


def correct(cursor: duckdb.DuckDBPyConnection, settings: Settings, message_key: str) -> None:
    """After a decision about one message: its day again."""
    cursor.execute("create temp table touched as select distinct chat_id, cast(sent_at as date) as day from message_rows "
                   "where key = cast(cast(? as uuid) as uhugeint) and sent_at is not null", [message_key])
    rebuild(cursor, settings)
    cursor.execute("drop table touched")
