"""The core: the fifth of the people who carry the talk, and the star of the month (S0 “先服务好这20%的核心用户”; METRICS 6.7).

Who is exactly equal at the cut stays outside: nobody is in the core by the order of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import activity, presence
from analytics.metrics.activity import Facts
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.concentration import top_count
from analytics.workspace import Workspace

_DAYS, _HALF_LIFE = 28, 14
_STAR_BACK_MONTHS = 2
_RANKED = ("person_id", "display_name", "score", "active_days", "interactions", "first_join")


@dataclass(frozen=True)
class Core:
    """`members`, one row a person present (or, without a list, seen) at the end: person_id, display_name, score,
    active_days, interactions, first_join, place, core; best first. `of`: how many there are, unnamed ones included.

    `score`: Σ interactions × 0.5^(age in days / 14) over the last 28 days. `complete`: whether these days are covered.
    """

    as_of: date
    coverage: dict[str, Any]
    members: pd.DataFrame
    of: int
    complete: bool

    @property
    def count(self) -> int:
        """How many are in the core."""
        return int(self.members["core"].sum())

    def people(self) -> pd.DataFrame:
        """person_id, display_name of the core, best first."""
        return self.members.loc[self.members["core"], ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Core:
    """The core on the last covered day of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    return table(activity.facts(workspace, scope), workspace.settings)


def table(found: Facts, settings: Settings) -> Core:
    """From `activity.facts`; pure."""
    end = pd.Timestamp(found.end)
    recent = found.window(_DAYS)
    age = (end - recent["day"]).dt.days
    ranked = _ranked(recent.assign(score=recent["interactions"] * 0.5 ** (age / _HALF_LIFE)), _base(found), found)
    of = len(ranked) + found.population.unseen
    ranked["core"] = _top(ranked, top_count(of, settings.activity.core_share))
    whole = len(found.covered((end - pd.Timedelta(days=_DAYS - 1)).date(), found.end)) == _DAYS
    return Core(found.end, {"population": found.population.kind}, ranked, of, whole)


def _base(found: Facts) -> np.ndarray[Any, Any]:
    """Who can be in the core: the members at the end; without a member list whoever was seen."""
    there = presence.exposed(found.stays, found.end, found.end)
    if found.population.kind == "list":
        return there
    return np.union1d(there, found.days["person_id"].unique())


def _ranked(scored: pd.DataFrame, base: Any, found: Facts) -> pd.DataFrame:
    """One row a person of `base`, best first: by score, then active days, then who joined first."""
    active = scored[scored["interactions"] > 0]
    summed = active.groupby("person_id").agg(score=("score", "sum"), active_days=("day", "size"),
                                             interactions=("interactions", "sum"))
    rows = pd.DataFrame({"person_id": np.asarray(base, dtype="int64")}).merge(
        summed, left_on="person_id", right_index=True, how="left").fillna(0)
    rows = rows.astype({"active_days": "int64", "interactions": "int64"})
    # Sums of the same terms in another order differ in the last digits; equal people must tie.
    rows["score"] = rows["score"].round(9)
    joined = found.stays.groupby("person_id")["joined_at"].min().dt.normalize()
    rows["first_join"] = joined.reindex(rows["person_id"]).to_numpy()
    rows.insert(1, "display_name", rows["person_id"].map(found.names))
    rows = rows.sort_values(["score", "active_days", "first_join", "person_id"], ascending=[False, False, True, True],
                            na_position="last", ignore_index=True)
    return rows[list(_RANKED)].assign(place=_places(rows))


def _places(rows: pd.DataFrame) -> pd.Series[int]:
    """1 for the best; equal people share the lowest place of theirs."""
    keys = rows[["score", "active_days", "first_join"]]
    fresh = (keys.ne(keys.shift()) & ~(keys.isna() & keys.shift().isna())).any(axis=1)
    last_of_run = rows.groupby(fresh.cumsum())["person_id"].transform("size") + np.flatnonzero(fresh)[fresh.cumsum() - 1]
    return last_of_run.astype("int64")


def _top(ranked: pd.DataFrame, most: int) -> pd.Series[bool]:
    return (ranked["place"] <= most) & (ranked["score"] > 0)


@dataclass(frozen=True)
class Stars:
    """`months`, newest first: month (its first day), complete, star (person_id or NULL); `ranking` of each month:
    month, person_id, display_name, interactions, active_days, first_join, place, vetoed, resting, star.

    `resting`: was star in one of the two months before.
    """

    as_of: date
    coverage: dict[str, Any]
    months: pd.DataFrame
    ranking: pd.DataFrame

    def people(self, month: date) -> pd.DataFrame:
        """person_id, display_name of everybody ranked in `month`, best first."""
        rows = self.ranking[self.ranking["month"] == pd.Timestamp(month)]
        return rows[["person_id", "display_name"]].reset_index(drop=True)


def stars(workspace: Workspace, scope: Scope | None = None) -> Stars:
    """每月之星: who took part most in each natural month, vetoes of the operator respected."""
    return star_table(activity.facts(workspace, scope), vetoes(workspace, scope), workspace.settings)


def vetoes(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """month (YYYY-MM), person_id: whom the operator does not want as star of that month."""
    return workspace.facts("star_vetoes", workspace.resolve(scope))


def star_table(found: Facts, vetoes: pd.DataFrame, settings: Settings) -> Stars:
    """`vetoes`: month (YYYY-MM), person_id. Months are gone through oldest first, since a star rests for two months."""
    active = found.days[found.days["interactions"] > 0]
    month = active["day"].dt.to_period("M").dt.to_timestamp()
    refused = set(zip(vetoes["month"], vetoes["person_id"], strict=True))
    rows: list[pd.DataFrame] = []
    before: list[int | None] = [None] * _STAR_BACK_MONTHS
    for first, days in active.assign(score=active["interactions"]).groupby(month):
        ranked = _ranked(days, days["person_id"].unique(), found).assign(month=first)
        resting = ranked["person_id"].isin([one for one in before[-_STAR_BACK_MONTHS:] if one is not None])
        ranked["resting"] = resting & bool(settings.activity.star_rests_two_months)
        ranked["vetoed"] = [(f"{first:%Y-%m}", one) in refused for one in ranked["person_id"]]
        star = _star(ranked)
        before.append(star)
        rows.append(ranked.assign(star=ranked["person_id"].eq(star) if star is not None else False))
    return Stars(found.end, {}, _star_months(rows, found), pd.concat(rows, ignore_index=True) if rows else pd.DataFrame())


def _star(ranked: pd.DataFrame) -> int | None:
    """The best who may be; nobody where the best of them are exactly equal."""
    free = ranked[~ranked["resting"] & ~ranked["vetoed"]]
    if free.empty or (len(free) > 1 and free["place"].iloc[0] == free["place"].iloc[1]):
        return None
    return int(free["person_id"].iloc[0])


def _star_months(rows: list[pd.DataFrame], found: Facts) -> pd.DataFrame:
    listed = []
    for ranked in reversed(rows):
        first = ranked["month"].iloc[0]
        last = first + pd.offsets.MonthEnd(0)
        whole = len(found.covered(first.date(), last.date())) == first.days_in_month
        chosen = ranked.loc[ranked["star"], "person_id"]
        listed.append((first, whole, int(chosen.iloc[0]) if len(chosen) else pd.NA))
    return pd.DataFrame(listed, columns=["month", "complete", "star"]).astype({"star": "Int64"})
