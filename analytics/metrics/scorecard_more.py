"""Numbers of a scorecard that need more than members, talk and orders: plays, complaints, events, own content, what was typed
(METRICS 6.15). Rules as in scorecard_rules.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import scorecard_acts
from analytics.metrics.post_effects import WAYS
from analytics.metrics.production import holds
from analytics.metrics.scorecard_rules import COLUMNS, Facts, made, one_by_one, paid_early
from analytics.settings import Settings

# What a person may type of a group: money spent to win members; requests for a match, and those that came about.
COST, ASKED, MATCHED = "group_cost", "group_asked", "group_matched"
TYPED = {"引流群": (COST,), "资源对接群": (ASKED, MATCHED)}
_MOST = 10_000_000


def complaints(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """引流群: complaints, of the useful messages of members; person_id: who wrote it, one row a message."""
    said = found.rows.loc[~found.rows["staff"] & (found.rows["effective"] > 0), ["chat_id", "person_id", "effective"]]
    if said.empty or found.complaints is None:
        return None
    known = said.merge(found.complaints, on=["chat_id", "person_id"], how="left").fillna({"many": 0})
    return one_by_one(known.assign(many=np.minimum(known["many"], known["effective"])), "many", "effective")


def attended(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """兴趣群: came to a course, an event or the shop in the period, of the members who were there."""
    if found.came is None:
        return None
    there = found.rows[found.rows["exposed"]]
    return made(there, there["person_id"].isin(found.came), pd.Series(True, index=there.index))


def own_content(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """兴趣群: brought content of their own (METRICS 6.6), of the members who were there."""
    there = found.rows[found.rows["exposed"]]
    if there.empty or found.authors is None:
        return None
    pairs = found.authors.drop_duplicates().assign(counted=True)
    return made(there, there.merge(pairs, on=["chat_id", "person_id"], how="left")["counted"].set_axis(there.index),
                pd.Series(True, index=there.index))


def plays(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """福利群: different plays (draw, check-in, group buying …) of the last weeks, of as many as there should be; nobody's rows."""
    if found.lately is None or found.lately.empty:
        return None
    wanted, rows = int(settings.scorecards.plays_from_kinds), []
    for chat_id, posts in found.lately.groupby("chat_id"):
        seen = sum(bool(holds(posts["text"], getattr(settings.brings, f"{way}_words")).any()) for way in WAYS)
        rows += [(chat_id, pd.NA, place < seen) for place in range(max(wanted, seen))]
    return pd.DataFrame(rows, columns=COLUMNS)


def matches(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """资源对接群: of the requests in sheets of events those matched in time; without such a sheet of those typed, nobody's rows."""
    known = scorecard_acts.matched(found, settings)
    if known is not None:
        return known
    summed = totals(found)
    rows = [(chat_id, pd.NA, place < row[MATCHED])
            for chat_id, row in summed.iterrows() for place in range(int(max(row[ASKED], row[MATCHED])))]
    return pd.DataFrame(rows, columns=COLUMNS) if rows else None


def totals(found: Facts) -> pd.DataFrame:
    """By chat_id, what was typed for the period: one column a kind, 0 where nothing was."""
    summed = found.typed.pivot_table(index="chat_id", columns="kind", values="value", aggfunc="sum", fill_value=0.0)
    return summed.reindex(columns=[COST, ASKED, MATCHED], fill_value=0.0)


def costs(found: Facts, settings: Settings) -> pd.DataFrame:
    """One row a group with typed costs: chat_id, cost (yuan), joined, payers, per_member, per_payer (NULL: nobody yet).

    `joined`: who joined in the period; `payers`: of them, who bought for the first time within the days of 引流群.
    """
    spent = totals(found)[COST]
    spent = spent[spent > 0]
    ours = found.joins.groupby("chat_id").size()
    paid = paid_early(found, settings)
    payers = pd.Series(dtype="int64") if paid is None else paid[paid["counted"]].groupby("chat_id").size()
    frame = pd.DataFrame({"cost": spent, "joined": ours.reindex(spent.index).fillna(0).astype("int64"),
                          "payers": payers.reindex(spent.index).fillna(0).astype("int64")})
    for name, by in (("per_member", "joined"), ("per_payer", "payers")):
        frame[name] = frame["cost"] / frame[by].where(frame[by] > 0)
    return frame.rename_axis("chat_id").reset_index()


def said(workspace: Any, kind: str, chat_id: str, day: date, value: float | None) -> None:
    """Remember a typed number of a group and day; typing again replaces it, None or 0 takes it back."""
    if value is not None and not 0 <= value <= _MOST:
        raise ValueError(f"{value} is not between 0 and {_MOST}")
    workspace.correct(kind, f"{chat_id}|{day.isoformat()}", str(value) if value else None)
