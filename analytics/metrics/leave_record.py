"""Whether leaving can be known in a group at all, and from when to when (METRICS 4.2, 5.10).

A list of those who are there now holds survivors only: counted by it, everybody who ever joined stayed. Leaves are
known from a sheet that states them, from two whole lists, or where the record of a listed group notes who left.
"""

from __future__ import annotations

import pandas as pd

from analytics.scope import Resolved
from analytics.workspace import Workspace

EVER = pd.Timestamp("1900-01-01")


def leave_record(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """One row a chosen chat, days as timestamps.

    chat_id; how: sheet, lists, lines or none; known_from, known_until: days on which a leave would be known (NULL
    where none); joins_from: from when everybody who joined is known, those who left included (NULL: survivors only);
    dated: members with a join day; listed.
    """
    found = workspace.facts("leave_sources", resolved)
    days = {name: pd.to_datetime(found[name]) for name in ("first_day", "last_day", "first_list", "last_list", "last_left_on")}
    sheet, lists = found["on_lists"] > 0, found["whole_lists"] > 1
    lines = (found["voluntary"] > 0) & (found["listed"] > 0) & ~sheet & days["first_day"].notna()
    how = pd.Series("none", index=found.index).mask(lines, "lines").mask(lists, "lists").mask(sheet, "sheet")
    as_of = pd.Timestamp(resolved.as_of)
    starts = pd.DataFrame({"lines": days["first_day"].where(lines), "lists": days["first_list"].where(lists)})
    ends = pd.DataFrame({"lines": days["last_day"].where(lines), "lists": days["last_list"].where(lists),
                         "sheet": days["last_left_on"].where(sheet), "record": days["last_day"].where(sheet)})
    last = ends.max(axis=1)
    known_from = starts.min(axis=1).mask(sheet, EVER)
    noted = days["first_day"].where(found["joined_in_chat"] > 0)
    return pd.DataFrame({
        "chat_id": found["chat_id"], "how": how, "known_from": known_from,
        "known_until": last.where(last.isna() | (last <= as_of), as_of),
        "joins_from": pd.DataFrame({"known": known_from, "noted": noted}).min(axis=1),
        "dated": found["dated"], "listed": found["listed"],
    })
