"""Whose path is judged, and how far each got: entries, windows, people with time left (METRICS 5.9, 6.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import funnel_steps, journeys
from analytics.metrics.funnel_facts import CUSTOMER, OPTIONAL, Asked
from analytics.metrics.journeys import DAY, EXCLUDED, Entry, Order
from analytics.metrics.observed import Observed


@dataclass(frozen=True)
class Walked:
    """`people`, one row a person: person_id, chat_id, open (window not over), until (the last day its later steps are
    recorded), reached, at_1 … at_n, and did_1 … for the steps that may be left out. `left_out`: reason (before_record,
    already_customer), people. `away`: person_id, reason, of the same. `stopped`: people whose path an excluded event ended.
    """

    people: pd.DataFrame
    left_out: pd.DataFrame
    away: pd.DataFrame
    stopped: int


def walked(events: pd.DataFrame, asked: Asked, entries: pd.DataFrame, seconds: int, order: Order, seen: Observed) -> Walked:
    """How far the people of `entries` (of `judged`) got."""
    people = _people(events, entries, asked, seconds, order, seen)
    stopped = 0
    if asked.exclude:
        free = _people(events[events["position"] != EXCLUDED], entries, asked, seconds, order, seen)
        stopped = int((free["reached"].to_numpy() > people["reached"].to_numpy()).sum())
    nobody = pd.DataFrame(columns=["reason", "people"]), pd.DataFrame(columns=["person_id", "reason"])
    return Walked(_with_optional(people, events, asked, seconds), *nobody, stopped)


def judged(events: pd.DataFrame, asked: Asked, days: tuple[date, date], seen: Observed,
           entry: Entry) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries that can be judged; and of everybody else who entered: person_id, reason."""
    # The facts come in no order: sorting a million rows there took half of the time.
    entries = events[events["position"] == 1].sort_values(["person_id", "happened_at", "chat_id"])
    if entry == "first":
        entries = journeys.first(entries)
    entered = entries["happened_at"].dt.date
    entries = entries[(entered >= days[0]) & (entered <= days[1])].reset_index(drop=True)
    early = entries["happened_at"] < seen.since(entries)
    bought = events[events["position"] == CUSTOMER].groupby("person_id")["happened_at"].min()
    first_bought = bought.reindex(entries["person_id"]).set_axis(entries.index)
    customers = first_bought.dt.normalize() < entries["happened_at"].dt.normalize()
    kept = entries[~early & ~customers].reset_index(drop=True)
    reasons = np.where(early, "before_record", np.where(customers, "already_customer", ""))
    away = entries.assign(reason=reasons)[["person_id", "reason"]]
    away = away[(away["reason"] != "") & ~away["person_id"].isin(kept["person_id"])]
    return kept, away.sort_values(["person_id", "reason"], ascending=[True, False]).drop_duplicates("person_id", ignore_index=True)


def left_out(away: pd.DataFrame) -> pd.DataFrame:
    """reason, people."""
    counts = away["reason"].value_counts()
    rows = [(reason, int(counts.get(reason, 0))) for reason in ("before_record", "already_customer")]
    return pd.DataFrame(rows, columns=["reason", "people"])


def over(entries: pd.DataFrame, seen: Observed, seconds: int) -> pd.Series[bool]:
    """Whether the window is over: its last day is recorded in every source a later step needs."""
    whole_days, rest = divmod(seconds, DAY)
    ends = entries["happened_at"].dt.normalize() if not rest else entries["happened_at"] + timedelta(seconds=rest)
    done: pd.Series[bool] = ends.dt.normalize() + timedelta(days=whole_days) <= seen.until(entries)
    return done


def _people(events: pd.DataFrame, entries: pd.DataFrame, asked: Asked, seconds: int, order: Order, seen: Observed) -> pd.DataFrame:
    """One row a person: the best of their entries; those whose window is over go before open ones."""
    core = events[events["position"].between(EXCLUDED, len(asked.core))]
    tracks, starts = (core, entries) if not asked.hold else _tracks(core, entries, asked)
    found = journeys.walk(tracks, starts, len(asked.core), seconds, order, funnel_steps.shared(asked.core))
    owners = starts if not asked.hold else starts.assign(person_id=starts["owner"])
    found.insert(0, "person_id", owners["person_id"])
    found.insert(1, "chat_id", owners["chat_id"])
    found.insert(2, "open", ~over(owners, seen, seconds))
    found.insert(3, "until", seen.until(owners))
    closed, still = found[~found["open"]], found[found["open"]]
    still = still[~still["person_id"].isin(closed["person_id"])]
    rows = [part.loc[journeys.best(part, part["person_id"], part["at_1"])] for part in (closed, still)]
    return pd.concat(rows).sort_values("person_id").reset_index(drop=True)


def _tracks(events: pd.DataFrame, entries: pd.DataFrame, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and entries under one number a person × shop or product; steps that say neither belong to all of them.

    A step that should say it and does not is on no track.
    """
    says = [place for place, step in enumerate(asked.core, 1) if funnel_steps.carries(step, asked.hold)]
    told = events[events["position"].isin(says)].dropna(subset="held")
    tracks = told[["person_id", "held"]].drop_duplicates(ignore_index=True)
    alone = pd.DataFrame({"person_id": entries.loc[~entries["person_id"].isin(tracks["person_id"]), "person_id"].unique()})
    tracks = pd.concat([tracks, alone], ignore_index=True).reset_index(names="track")
    return _on_tracks(events, tracks, says), _on_tracks(entries.assign(position=1), tracks, says)


def _on_tracks(frame: pd.DataFrame, tracks: pd.DataFrame, says: list[int]) -> pd.DataFrame:
    named = frame["position"].isin(says)
    own = frame[named].dropna(subset="held").merge(tracks, on=["person_id", "held"])
    every = frame[~named].drop(columns="held").merge(tracks.drop(columns="held", errors="ignore"), on="person_id")
    both = pd.concat([own, every], ignore_index=True)
    return both.assign(owner=both["person_id"], person_id=both["track"].astype("int64"))


def _with_optional(people: pd.DataFrame, events: pd.DataFrame, asked: Asked, seconds: int) -> pd.DataFrame:
    """did_1 …: whether a step that may be left out was taken, after the step before it and before the next."""
    found = people
    for number, (_, before) in enumerate(asked.optional):
        taken = events.loc[events["position"] == OPTIONAL + number, ["person_id", "happened_at", "unit"]]
        since, until = people[f"at_{before}"], people["at_1"] + timedelta(seconds=seconds)
        if before < len(asked.core):
            until = people[f"at_{before + 1}"].fillna(until)
        spans = pd.DataFrame({"person_id": people["person_id"], "since": since, "until": until})
        pairs = taken.merge(spans.dropna(), on="person_id")
        ends = pairs["happened_at"] + pd.to_timedelta(pairs["unit"] - 1, unit="s")
        inside = pairs.loc[(ends >= pairs["since"]) & (pairs["happened_at"] <= pairs["until"]), "person_id"]
        found = found.assign(**{f"did_{number + 1}": people["person_id"].isin(inside)})
    return found


def with_reasons(result: Walked, away: pd.DataFrame) -> Walked:
    """`result` with those who were left out."""
    return replace(result, away=away, left_out=left_out(away))


def medians(closed: pd.DataFrame, steps: int, least: int) -> list[float]:
    """Hours from the step before, NaN for the first and below `least` people."""
    found = [float("nan")]
    for position in range(2, steps + 1):
        took: Any = (closed[f"at_{position}"] - closed[f"at_{position - 1}"]).dropna().dt.total_seconds() / 3600
        found.append(max(0.0, float(took.median())) if len(took) >= least else float("nan"))
    return found[:steps]
