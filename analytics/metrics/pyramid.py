"""The pyramid 80/15/5: the few who carry a community, beside what they carry (article S0 R07; METRICS 6.12).

Score = mean of the percentiles of interactions in 28 days, net spend in 90 and people brought along in 90, ties equal.
The best until 5 % are on top, the next until 15 % in the middle, the rest is the base. Whoever is tied at a cut goes to
the lower level, so that no level ever holds more; under twenty people the top holds at most one. Who has not yet given
enough evidence (METRICS 6.14: days in the group, weeks with talk, useful messages) stays in the base.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import layers
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

LEVELS = ("top", "middle", "base")
REFERENCE = {"top": 0.05, "middle": 0.15, "base": 0.80}
# What carries the score, where the shop has any of it.
PARTS = ("interactions", "cents", "referrals")
_FEW_PEOPLE = 20
# Means of the same percentiles summed in another order differ in the last digits; equal people must tie.
_DIGITS = 9


@dataclass(frozen=True)
class Pyramid:
    """`levels`: level, count, of, share, low, high, reference, and of each thing carried its sum and share of all:
    interactions, interactions_share, spend (yuan), spend_share, referrals, referrals_share (NaN: there was none).
    `members`: person_id, display_name, level, score (0–1), enough (evidence), interactions, spend, referrals; level
    NULL for names that several people carry. `parts`: what the score is made of here; without any there is no level.
    """

    as_of: date
    coverage: dict[str, Any]
    levels: pd.DataFrame
    members: pd.DataFrame
    parts: tuple[str, ...]
    settings: Settings = field(repr=False)

    def people(self, level: str) -> pd.DataFrame:
        """person_id, display_name of a level, best first."""
        rows = self.members[self.members["level"] == level]
        rows = rows.sort_values(["score", "person_id"], ascending=[False, True])
        return rows[["person_id", "display_name"]].reset_index(drop=True)

    def count(self, level: str) -> int:
        """How many are on a level."""
        return int(self.levels.set_index("level")["count"][level])


def measure(workspace: Workspace, scope: Scope | None = None) -> Pyramid:
    """The levels on `scope.as_of`. Raises `UserError` nothing_yet for an empty shop."""
    return table(layers.facts(workspace, scope), facts(workspace, scope), workspace.settings)


def facts(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """What each person carried, columns of sql/facts/pyramid.sql."""
    rules = workspace.settings.pyramid
    return workspace.facts("pyramid", workspace.resolve(scope), interaction_days=rules.interactions_until_days,
                           spend_days=rules.spend_until_days, referral_days=rules.referrals_until_days)


def table(known: layers.Facts, carried: pd.DataFrame, settings: Settings) -> Pyramid:
    """`known`: who is there; `carried`: `facts`. Pure."""
    rows = known.members[["person_id", "display_name", "ambiguous", "known_days"]].merge(carried, on="person_id", how="left")
    rows[[*PARTS, "effective", "active_weeks"]] = rows[[*PARTS, "effective", "active_weeks"]].fillna(0).astype("int64")
    sure = rows[~rows["ambiguous"].astype(bool)].reset_index(drop=True)
    parts = tuple(name for name in PARTS if (sure[name] > 0).any())
    sure = sure.assign(score=scores(sure, parts), enough=_enough(sure, settings.koc))
    sure["level"] = levels(sure["score"], sure["enough"], settings.pyramid.top_until_share,
                           settings.pyramid.middle_until_share) if parts else None
    members = pd.concat([sure, rows[rows["ambiguous"].astype(bool)]], ignore_index=True)
    members = members.assign(spend=members["cents"] / 100)
    columns = ["person_id", "display_name", "level", "score", "enough", "interactions", "spend", "referrals"]
    coverage = {**known.coverage, "namesakes": len(rows) - len(sure)}
    return Pyramid(known.as_of, coverage, _levels(members, known.population.has_share), members[columns], parts, settings)


def scores(people: pd.DataFrame, parts: tuple[str, ...]) -> pd.Series[float]:
    """Mean of the percentiles (0–1, equal values share their mean rank) of `parts`; NaN without any part."""
    ranks = [people[name].rank(method="average", pct=True) for name in parts]
    return sum(ranks, start=pd.Series(0.0, index=people.index)).div(len(parts) or np.nan).round(_DIGITS)


def levels(score: pd.Series[float], enough: pd.Series[bool], top_share: float, middle_share: float) -> pd.Series[str]:
    """top, middle or base a person: whole groups of equal scores, best first, as long as they fit."""
    of = len(score)
    room = {"top": _fits(of, top_share), "middle": _fits(of, middle_share)}
    if 0 < of < _FEW_PEOPLE:
        room["top"] = 1
    level = pd.Series("base", index=score.index, dtype="str")
    sizes = score[enough].value_counts().sort_index(ascending=False)
    for name in ("top", "middle"):
        fitting = sizes[sizes.cumsum() <= room[name]]
        level = level.mask(enough & score.isin(fitting.index), name)
        sizes = sizes.iloc[len(fitting):]
    return level


def _fits(of: int, share: float) -> int:
    # A product a hair under a whole number, as 0.07 × 100 would be a hair over, is that number.
    return math.floor(of * share + 1e-9)


def _enough(people: pd.DataFrame, rules: Any) -> pd.Series[bool]:
    """Whether there is the evidence that a place above the base asks for."""
    enough: pd.Series[bool] = (
        (people["known_days"] >= rules.gate_from_days) & (people["active_weeks"] >= rules.gate_from_weeks)
        & (people["effective"] >= rules.gate_from_messages))
    return enough


def _levels(members: pd.DataFrame, has_share: bool) -> pd.DataFrame:
    placed = members[members["level"].notna()]
    summed = placed.groupby("level").agg(count=("person_id", "size"), interactions=("interactions", "sum"),
                                         spend=("spend", "sum"), referrals=("referrals", "sum"))
    frame = summed.reindex(list(LEVELS), fill_value=0).rename_axis("level").reset_index()
    frame = with_shares(frame.assign(of=len(placed)))
    if not has_share:
        frame[["share", "low", "high"]] = np.nan
    for name in ("interactions", "spend", "referrals"):
        frame[f"{name}_share"] = frame[name] / (frame[name].sum() or np.nan)
    return frame.assign(reference=frame["level"].map(REFERENCE))
