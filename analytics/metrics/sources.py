"""What has been imported, and how far each source reaches (DATA 5, promise 14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analytics.workspace import Workspace

_DAYS = """
select table_name as source, max(last_day) as last_day
from coverage group by table_name order by last_day desc, source
"""
_IMPORTS = """
select batch_id, file_name, format, imported_at, first_at, last_at, read, kept, updated, repeated, rejected
from imports where undone_at is null order by imported_at desc, batch_id desc
"""
_NOT_READ = """
select i.table_name, i.part, i.source_row, i.column_name, i.code, i.value, i.severity
from import_issues i where i.batch_id = $batch_id order by i.part, i.source_row, i.column_name
"""

_SAME_FILE = """
select min(imported_at) as imported_at from import_log
where file_sha256 = $sha256 and undone_at is null and batch_id <> $batch_id
"""
_UNCOUNTED = """
select v.chat_id, v.last_day from chat_coverage v
where not exists (select 1 from head_counts h where h.chat_id = v.chat_id)
  and not exists (select 1 from memberships m where m.chat_id = v.chat_id and m.from_roster)
order by v.chat_id
"""
_MOST_SUGGESTED_A_CHAT = 3
# Roles as member lists write them (batch.ROLES).
OPERATOR, MEMBER = "运营", "成员"


@dataclass(frozen=True)
class Sources:
    """`days(source, last_day)`: one row a kind of source, its last covered day, newest first.

    `imports(batch_id, file_name, format, imported_at, first_at, last_at, read, kept, updated,
    repeated, rejected)`: one row an import that was not taken back, newest first.
    """

    days: pd.DataFrame
    imports: pd.DataFrame


def measure(workspace: Workspace) -> Sources:
    """Everything the shop holds, however little."""
    return Sources(days=workspace.query(_DAYS), imports=workspace.query(_IMPORTS))


def not_read(workspace: Workspace, batch_id: str) -> pd.DataFrame:
    """The issues of one import, one row a cell or row that could not be used."""
    return workspace.query(_NOT_READ, batch_id=batch_id)


def imported_before(workspace: Workspace, sha256: str, batch_id: str = "") -> datetime | None:
    """When the file with these bytes was first imported, by another import than `batch_id`; None if never."""
    at = workspace.query(_SAME_FILE, sha256=sha256, batch_id=batch_id)["imported_at"].iloc[0]
    return None if pd.isna(at) else pd.Timestamp(at).to_pydatetime()


def staff_suggestions(workspace: Workspace) -> pd.DataFrame:
    """At most three people a group who may speak for the shop and have no role there yet.

    Columns chat_id, person_id, messages, links, mentions_all, score.
    """
    found = workspace.suggest_staff()
    return found.groupby("chat_id", sort=False).head(_MOST_SUGGESTED_A_CHAT).reset_index(drop=True)


def chats_without_count(workspace: Workspace) -> pd.DataFrame:
    """Groups of which nobody knows how many people are in them: chat_id, last_day (last recorded)."""
    return workspace.query(_UNCOUNTED)
