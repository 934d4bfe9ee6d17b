"""The shop's groups as files know them: names over time, imports, days on record, and what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.importers.names import normal
from analytics.metrics import coverage_calendar
from analytics.storing.chats import CHAT_TYPES, plain_name
from analytics.workspace import Workspace, facts_sql

TYPES = CHAT_TYPES
_DECIDED = """
select m.value as chat_id, m.key as other, n.value as name, m.decided_at
from corrections m left join corrections n on n.kind = 'merged_name' and n.key = m.key
where m.kind = 'chat_merge' order by m.decided_at, m.key
"""
_SPLIT = "select distinct value as chat_id from corrections where kind = 'chat_split'"


@dataclass(frozen=True)
class GroupRecord:
    """`groups`, one row a group, most talk first: chat_id, chat_name, chat_type, platform, messages, people, members (NULL:
    no list), first_day, last_day, recorded_days, holes (days not on record inside), imports, alike (another group is
    called the same), typed (somebody named it by hand), part (split off from another).

    `names`: chat_id, name, first_day, last_day. `imports`: chat_id, batch_id, file_name, imported_at, rows, first_day,
    last_day. `merged`: chat_id, other (id of the group that went into it), name.
    """

    groups: pd.DataFrame
    names: pd.DataFrame
    imports: pd.DataFrame
    merged: pd.DataFrame


def measure(workspace: Workspace) -> GroupRecord:
    """All groups of the shop; empty frames for a shop without any."""
    imports = workspace.query(facts_sql("group_imports"))
    return GroupRecord(
        groups=_groups(workspace, imports), imports=imports, names=_words(workspace, workspace.query(facts_sql("group_names"))),
        merged=_words(workspace, workspace.query(_DECIDED))[["chat_id", "other", "name"]])


def _groups(workspace: Workspace, imports: pd.DataFrame) -> pd.DataFrame:
    found = workspace.query(facts_sql("group_record"))
    holes = coverage_calendar.measure(workspace).days.query("state == 'hole'").groupby("chat_id").size()
    real = workspace.query("select chat_id, chat_name from known_chats").set_index("chat_id")["chat_name"].map(plain_name)
    typed = set(workspace.query("select key from corrections where kind = 'chat_name'")["key"])
    parts = set(workspace.query(_SPLIT)["chat_id"])
    ids = found["chat_id"]
    found = found.assign(
        chat_name=ids.map(workspace.chat_words()), holes=ids.map(holes).fillna(0).astype("int64"),
        imports=ids.map(imports.groupby("chat_id").size()).fillna(0).astype("int64"),
        alike=ids.map(real).duplicated(keep=False) if len(found) else pd.Series(dtype="bool"),
        typed=ids.isin(typed), part=ids.isin(parts))
    return found.sort_values(["messages", "chat_id"], ascending=[False, True], ignore_index=True)


def _words(workspace: Workspace, frame: pd.DataFrame) -> pd.DataFrame:
    """Names that files use go out through the same door as every text."""
    return workspace.text_words(frame, "name")


def differs(name: str, shown: str) -> bool:
    """Whether a name that a file uses says anything beside the one on screen."""
    return normal(name) != normal(shown)
