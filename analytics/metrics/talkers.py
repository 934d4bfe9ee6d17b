"""Beside the path to purchase: do those who took a step that nobody needs go on more often than those who did not?

Talking is such a step wherever it is not in the path, since silent buyers are normal; that two groups differ does not
say that talking sells.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analytics.metrics import funnel_steps
from analytics.metrics.funnel_facts import Asked
from analytics.scope import Resolved
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import compare
from analytics.workspace import Workspace

_COLUMNS = ["group", "count", "of", "share", "low", "high"]


def judged(chain: tuple[str, ...]) -> bool:
    """Whether talking stands beside this path."""
    return len(chain) > 1 and chain[0] == "join" and "speak" not in chain


def talked(workspace: Workspace, resolved: Resolved, last_day: date) -> pd.DataFrame:
    """person_id, chat_id, day: the first day with something useful said."""
    found = workspace.facts("funnel_talkers", resolved, last_day=last_day)
    return found.assign(day=pd.to_datetime(found["day"]))


def branch(people: pd.DataFrame, chain: tuple[str, ...], spoke: pd.DataFrame | None, window: int) -> pd.DataFrame:
    """Of those who said something within the window, and of those who did not: how many got to the step after entry."""
    closed = people[~people["open"]]
    if spoke is None or spoke.empty or not judged(chain):
        return pd.DataFrame(columns=_COLUMNS)
    moments = closed[["person_id", "at_1"]].merge(spoke[["person_id", "day"]], on="person_id")
    inside = moments["day"].between(moments["at_1"].dt.normalize(), moments["at_1"] + timedelta(days=window))
    heard = moments.loc[inside, "person_id"]
    talks, bought = closed["person_id"].isin(heard), closed["reached"] >= 2
    groups = (("spoke", talks), ("silent", ~talks))
    rows = [(name, int((bought & chosen).sum()), int(chosen.sum())) for name, chosen in groups]
    return with_shares(pd.DataFrame(rows, columns=["group", "count", "of"]))


def optional(people: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Two rows a step that may be left out: step, after, group, count, of, share, low, high, word (with beside without)."""
    closed, chain = people[~people["open"]], funnel_steps.keys(asked.core)
    rows = []
    for number, (step, before) in enumerate(asked.optional, 1):
        able = closed[closed["reached"] >= before]
        on = able["reached"] > before
        for group, chosen in (("with", able[f"did_{number}"]), ("without", ~able[f"did_{number}"])):
            rows.append((step.key, chain[before - 1], group, int((on & chosen).sum()), int(chosen.sum())))
    frame = with_shares(pd.DataFrame(rows, columns=["step", "after", *_COLUMNS[:3]]))
    pairs = [word(frame.iloc[place: place + 2]) for place in range(0, len(frame), 2)]
    return frame.assign(word=[one for pair in pairs for one in (pair, pair)])


def word(branch: pd.DataFrame) -> str:
    """How the two shares compare: more, less, same, small_sample or nothing."""
    if branch.empty:
        return "nothing"
    first, second = branch.iloc[0], branch.iloc[1]
    return compare(int(first["count"]), int(first["of"]), int(second["count"]), int(second["of"]))
