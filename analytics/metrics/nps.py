"""Would they recommend us: the net promoter score by wave, and yes/no under its own name (METRICS 6.8, I15).

A wave is a stretch of answers without a long pause between them. Of each person the latest answer of a wave counts;
anonymous answers count one by one and cannot be joined to layers. Yes/no is never turned into a score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.metrics import layers
from analytics.metrics.labels import LAYERS
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics import nps
from analytics.statistics.intervals import with_shares
from analytics.statistics.nps import NetScore
from analytics.workspace import Workspace

Group = Literal["promoter", "passive", "detractor"]
GROUPS: tuple[Group, ...] = ("promoter", "passive", "detractor")
# The kind of decision under which somebody types how many were asked.
ASKED = "nps_asked"
# Answers that nobody dated are a wave of their own, before all others.
UNDATED = 0
# Typed answers stand in the last hour of their day.
_TYPED_FROM, _TYPED_SECONDS = time(23), 3_600


@dataclass(frozen=True)
class Nps:
    """`waves`, oldest first: wave, first_on, last_on, answers, promoters, passives, detractors, replaced (earlier answers of
    the same people), score, low, high (points; NaN under `nps.score_from_answers`).

    `answers`: wave, person_id (NULL: anonymous), display_name, asked_at, score, group, comment, batch_id: what counts, newest
    first. `change`: gap, low, high in points between the last two waves that have a score; None without two. `yes_no`: count, of,
    share, low, high, one row, none without such answers. `layers`: layer, count (answered in the last wave), of, share, low, high.
    `responses`: wave, count (answers), of (people asked, as typed), share, low, high; waves of which nobody typed it have no row.
    """

    as_of: date
    coverage: dict[str, Any]
    waves: pd.DataFrame
    answers: pd.DataFrame
    change: tuple[float, float, float] | None
    yes_no: pd.DataFrame
    layers: pd.DataFrame
    responses: pd.DataFrame

    def people(self, group: Group | None = None, wave: int | None = None) -> pd.DataFrame:
        """The answers behind a count: person_id (NULL: anonymous), display_name, score, asked_at, comment."""
        chosen = pd.Series(True, index=self.answers.index)
        if group is not None:
            chosen &= self.answers["group"] == group
        if wave is not None:
            chosen &= self.answers["wave"] == wave
        columns = ["person_id", "display_name", "score", "asked_at", "comment"]
        return self.answers.loc[chosen, columns].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Nps:
    """All answers up to the last day of `scope`; where days were chosen, those dated inside them."""
    scope, settings = scope or Scope(), workspace.settings
    resolved = up_to_date(workspace.resolve(scope), scope)
    given = workspace.facts("nps_answers", resolved)
    given["asked_at"] = pd.to_datetime(given["asked_at"])
    if scope.start is not None:
        given = given[given["asked_at"] >= pd.Timestamp(scope.start)]
    refused = int(workspace.facts("nps_refused", resolved)["refused"].iloc[0])
    result = table(given, resolved.as_of, refused, settings)
    answers = workspace.text_words(workspace.named(result.answers), "comment")
    typed = _of_waves(workspace.facts("nps_asked", resolved), result.waves).set_index("wave")["asked"]
    return replace(result, answers=answers, layers=_by_layer(workspace, scope, result), responses=_responses(result.waves, typed))


def up_to_date(resolved: Resolved, scope: Scope) -> Resolved:
    """`resolved` up to the last answer, where no day was chosen: a shop is asked after its chat was exported."""
    return resolved if scope.as_of else replace(resolved, as_of=max(resolved.as_of, resolved.end))


def table(given: pd.DataFrame, as_of: date, refused: int, settings: Settings) -> Nps:
    """The rules on the facts; no names, no layers."""
    scored, said = given[given["kind"] == "0-10"], given[given["kind"] == "yes/no"]
    waved = scored.assign(wave=_waves(scored["asked_at"], settings.nps.wave_pause_above_days))
    kept = _latest(waved)
    replaced = waved["wave"].value_counts().sub(kept["wave"].value_counts(), fill_value=0)
    rows, scores = _rows(kept, replaced, settings.nps.score_from_answers)
    dated = [one for wave, one in scores.items() if wave != UNDATED]
    change = nps.difference(dated[-1], dated[-2]) if len(dated) > 1 else None
    cover = {"refused": refused, "has_scores": bool(len(scored)), "has_yes_no": bool(len(said)),
             "anonymous": int(kept["person_id"].isna().sum()), "undated": int((kept["wave"] == UNDATED).sum())}
    nobody = pd.DataFrame(columns=["layer", "count", "of", "share", "low", "high"])
    return Nps(as_of, cover, rows, _shown(kept), change, _yes_no(_latest(said.assign(wave=1))), nobody,
               _responses(rows, pd.Series(dtype="int64")))


def _waves(moments: pd.Series[Any], pause_days: float) -> pd.Series[Any]:
    """1, 2, … by pauses longer than `pause_days` between days of answers; 0 where no day is known."""
    days = moments.dropna().dt.normalize().drop_duplicates().sort_values()
    number = (days.diff().dt.days > pause_days).cumsum() + 1
    wave: pd.Series[Any] = moments.dt.normalize().map(dict(zip(days, number, strict=True))).fillna(UNDATED).astype("int64")
    return wave


def _latest(given: pd.DataFrame) -> pd.DataFrame:
    """One answer a person and wave, the latest; anonymous ones all. Rows come in order of time."""
    repeated = given["person_id"].notna() & given.duplicated(["person_id", "wave"], keep="last")
    return given[~repeated]


def _rows(kept: pd.DataFrame, replaced: pd.Series[Any], enough: int) -> tuple[pd.DataFrame, dict[int, NetScore]]:
    rows, scores = [], {}
    for wave, group in kept.groupby("wave"):
        found = nps.net_score(*nps.counted(group["score"].to_numpy()))
        fit = found.answers >= enough
        if fit:
            scores[int(str(wave))] = found
        points = (found.score, found.low, found.high) if fit else (np.nan,) * 3
        rows.append((wave, group["asked_at"].min(), group["asked_at"].max(), found.answers, found.promoters, found.passives,
                     found.detractors, int(replaced.get(wave, 0)), *points))
    return pd.DataFrame(rows, columns=["wave", "first_on", "last_on", "answers", "promoters", "passives", "detractors",
                                       "replaced", "score", "low", "high"]), scores


def _shown(kept: pd.DataFrame) -> pd.DataFrame:
    score = kept["score"].astype("int64")
    group = np.select([score >= nps.PROMOTER_FROM, score >= nps.PASSIVE_FROM], GROUPS[:2], GROUPS[2])
    shown = kept.assign(display_name=None, group=pd.Series(group, index=kept.index, dtype="str"), score=score)
    columns = ["wave", "person_id", "display_name", "asked_at", "score", "group", "comment", "batch_id"]
    return shown[columns].iloc[::-1].reset_index(drop=True)


def _yes_no(kept: pd.DataFrame) -> pd.DataFrame:
    rows = [(int((kept["score"] == 1).sum()), len(kept))] if len(kept) else []
    return with_shares(pd.DataFrame(rows, columns=["count", "of"]).astype("int64"))


def _by_layer(workspace: Workspace, scope: Scope, result: Nps) -> pd.DataFrame:
    """How many of each layer answered in the last wave: who is silent answers less."""
    if result.answers["person_id"].isna().all():
        return result.layers
    last = result.answers[result.answers["wave"] == result.answers["wave"].max()]
    members = layers.measure(workspace, scope).members
    counted = members.assign(answered=members["person_id"].isin(last["person_id"])).groupby("main")["answered"]
    rows = counted.agg(count="sum", of="size").reindex(list(LAYERS)).dropna().astype("int64")
    return with_shares(rows.rename_axis("layer").reset_index())[["layer", "count", "of", "share", "low", "high"]]


def say_asked(workspace: Workspace, result: Nps, wave: int, asked: int | None) -> None:
    """Remember how many were asked in a wave; None or 0 takes it back. It stays with the wave when more answers come in."""
    rows = result.waves[result.waves["wave"] == wave]
    for key in _of_waves(workspace.facts("nps_asked", workspace.resolve(None)), rows)["key"]:
        workspace.correct(ASKED, str(key), None)
    last = rows["last_on"].iloc[0]
    if asked:
        workspace.correct(ASKED, "undated" if pd.isna(last) else last.date().isoformat(), str(int(asked)))


def typed_at(workspace: Workspace, day: date) -> datetime:
    """The moment of an answer typed for `day`: after those that sheets have of that day, and a second of its own, since two
    answers alike of people unnamed are two.
    """
    imports = int(workspace.query("select coalesce(max(number), 0) as number from import_log")["number"].iloc[0])
    return datetime.combine(day, _TYPED_FROM) + timedelta(seconds=imports % _TYPED_SECONDS)


def _of_waves(asked: pd.DataFrame, waves: pd.DataFrame) -> pd.DataFrame:
    """`asked` with the wave within whose days each number was typed; those of no wave are left out."""
    rows = asked.assign(day=pd.to_datetime(asked["day"])).merge(waves[["wave", "first_on", "last_on"]], how="cross")
    first, last = pd.to_datetime(rows["first_on"]).dt.normalize(), pd.to_datetime(rows["last_on"])
    inside = (first <= rows["day"]) & (rows["day"] <= last)
    found: pd.DataFrame = rows[inside | (rows["day"].isna() & first.isna())]
    return found


def _responses(waves: pd.DataFrame, typed: pd.Series[Any]) -> pd.DataFrame:
    """How many of those asked answered; no row where more answered than were asked."""
    asked = waves["wave"].map(typed[~typed.index.duplicated(keep="last")]).astype("float64")
    known = waves[["wave", "answers"]].rename(columns={"answers": "count"}).assign(of=asked)[asked >= waves["answers"]]
    return with_shares(known.astype("int64").reset_index(drop=True))
