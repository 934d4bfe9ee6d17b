"""The side branch of the path to purchase: do those who say something buy more often than those who do not?

A side branch, since silent buyers are normal; that the two differ does not say that talking sells.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from analytics.statistics.intervals import with_shares
from analytics.statistics.words import compare


def branch(people: pd.DataFrame, chain: tuple[str, ...], events: pd.DataFrame, window: int) -> pd.DataFrame:
    """Of those who said something within the window, and of those who did not: how many got to the step after entry."""
    spoke = events[events["step"] == "speak"]
    closed = people[~people["open"]]
    if len(chain) < 2 or "speak" in chain or spoke.empty or chain[0] != "join":
        return pd.DataFrame(columns=["group", "count", "of", "share", "low", "high"])
    moments = closed[["person_id", "at_1"]].merge(spoke[["person_id", "happened_at"]], on="person_id")
    heard = moments.loc[moments["happened_at"].between(moments["at_1"].dt.normalize(),
                                                       moments["at_1"] + timedelta(days=window)), "person_id"]
    talks, bought = closed["person_id"].isin(heard), closed["reached"] >= 2
    groups = (("spoke", talks), ("silent", ~talks))
    rows = [(name, int((bought & chosen).sum()), int(chosen.sum())) for name, chosen in groups]
    return with_shares(pd.DataFrame(rows, columns=["group", "count", "of"]))


def word(branch: pd.DataFrame) -> str:
    """How the two shares compare: more, less, same, small_sample or nothing."""
    if branch.empty:
        return "nothing"
    spoke, silent = branch.iloc[0], branch.iloc[1]
    return compare(int(spoke["count"]), int(spoke["of"]), int(silent["count"]), int(silent["of"]))
