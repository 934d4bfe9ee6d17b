"""How many say something useful: the effective speaker rate with the raw one beside it (METRICS 6.2, 6.3).

`facts` is the only part that reads the shop; stickiness, concentration and the core are worked out
from the same facts, so that a page reads the days of everybody once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import presence
from analytics.metrics.population import Population, population
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.statistics.bootstrap import ratio_of_sums
from analytics.statistics.distinct import distinct
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

_RATES = ("basis", "count", "of", "share", "low", "high")
_NO_TALK = pd.DataFrame({name: pd.Series(dtype="int64") for name in ("person_id", "messages", "effective", "interactions")}).assign(
    day=pd.Series(dtype="datetime64[us]"))


@dataclass(frozen=True)
class Facts:
    """What was said when and who was there, before any rule.

    `days`, one row a person × day up to `resolved.as_of`: person_id, day, messages, effective,
    interactions. `stays`: presence.stays. `recorded`: the covered days, ascending. `first_joins`: person_id →
    first known join day. `names`: person_id → name to show.
    """

    resolved: Resolved
    days: pd.DataFrame
    stays: pd.DataFrame
    recorded: pd.DatetimeIndex
    population: Population
    names: dict[int, str]

    @property
    def end(self) -> date:
        """The last covered day that the scope reaches."""
        last = pd.Timestamp(self.resolved.as_of)
        known = self.recorded[self.recorded <= last]
        return (known[-1] if len(known) else last).date()

    @property
    def start(self) -> date:
        """The first covered day of the scope."""
        known = self.recorded[self.recorded >= pd.Timestamp(self.resolved.start)]
        return (known[0] if len(known) else pd.Timestamp(self.resolved.start)).date()

    def window(self, days: int) -> pd.DataFrame:
        """`days` of the last so many calendar days, `end` included."""
        first = pd.Timestamp(self.end - timedelta(days=days - 1))
        return self.days[(self.days["day"] >= first) & (self.days["day"] <= pd.Timestamp(self.end))]

    def covered(self, start: date, end: date) -> pd.DatetimeIndex:
        """The recorded days from `start` to `end`."""
        return self.recorded[(self.recorded >= pd.Timestamp(start)) & (self.recorded <= pd.Timestamp(end))]

    def named(self, person_ids: Any) -> pd.DataFrame:
        """person_id, display_name for these people, ordered by name."""
        ids = pd.Series(distinct(person_ids))
        frame = pd.DataFrame({"person_id": ids, "display_name": ids.map(self.names)})
        return frame.sort_values(["display_name", "person_id"], ignore_index=True)


@dataclass(frozen=True)
class Activity:
    """`rates`, one row a basis: basis, count, of, share, low, high.

    basis: exposed (headline: people who said something useful, of the members present on at least one day),
    raw (said anything), at_end (of those present at the end), member_days (days with a useful word, of all days of
    all members; interval by drawing people). Shares are NULL where nobody knows how many members there are.
    `speakers`, one row a person who said anything or took part: person_id, display_name, messages, effective, interactions,
    active_days, last_on. `intensity`: useful messages a speaker: median, mean. `effective_ratio`: useful of all
    messages, with low and high (drawing people). `outside`: speakers in no member list.
    """

    as_of: date
    start: date
    end: date
    coverage: dict[str, Any]
    population: Population
    rates: pd.DataFrame
    speakers: pd.DataFrame
    members: pd.DataFrame
    intensity: dict[str, float]
    effective_ratio: tuple[float, float, float]
    outside: int

    def rate(self, basis: str = "exposed") -> dict[str, Any]:
        """One row of `rates`."""
        return {str(name): value for name, value in self.rates.set_index("basis").loc[basis].items()}

    def people(self, kind: str) -> pd.DataFrame:
        """person_id, display_name behind a count: exposed, raw, at_end (all: numerators), members, quiet, outside."""
        column = {"members": "exposed", "raw": "raw", "exposed": "spoke", "at_end": "spoke_at_end", "quiet": "quiet",
                  "outside": "outside"}[kind]
        return self.members.loc[self.members[column], ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Activity:
    """The speaker rate from `scope.start` to `scope.end`. Raises `UserError` nothing_yet for an empty shop."""
    return table(facts(workspace, scope))


def facts(workspace: Workspace, scope: Scope | None = None, talk: bool = True) -> Facts:
    """Everything that activity is worked out from, in a few queries. `talk` False: who was there only, `days` and `names` empty."""
    resolved = workspace.resolve(scope)
    with side_by_side() as ask:
        spoken = ask.submit(workspace.facts, "active_days", resolved) if talk else None
        ask.submit(workspace.facts, "population", resolved)  # asked again below, and there by then
        record = pd.DatetimeIndex(np.unique(pd.to_datetime(workspace.facts("chat_record", resolved)["day"]).to_numpy()))
        stays = presence.stays(workspace, resolved)
    days = spoken.result() if spoken else _NO_TALK.copy()
    days["day"] = pd.to_datetime(days["day"])
    known = len(presence.exposed(stays, resolved.as_of, resolved.as_of))
    names = workspace.words_for(pd.concat([days["person_id"], stays["person_id"]])) if talk else {}
    return Facts(resolved, days, stays, record, population(workspace, resolved, known), names)


def table(found: Facts) -> Activity:
    """Rates and lists of the period; pure."""
    start, end = found.start, found.end
    said = found.days[(found.days["day"] >= pd.Timestamp(start)) & (found.days["day"] <= pd.Timestamp(end))]
    speakers = _speakers(said, found)
    members = _members(speakers, found, start, end)
    useful = speakers[speakers["effective"] > 0]
    return Activity(
        as_of=end, start=start, end=end, population=found.population, speakers=speakers, members=members,
        coverage=_coverage(found, start, end), rates=_rates(members, said, found, start, end),
        intensity={"median": float(useful["effective"].median()), "mean": float(useful["effective"].mean())},
        effective_ratio=ratio_of_sums(speakers["effective"], speakers["messages"]), outside=int(members["outside"].sum()),
    )


def _speakers(said: pd.DataFrame, found: Facts) -> pd.DataFrame:
    active = said[said["interactions"] > 0].groupby("person_id").agg(active_days=("day", "size"))
    summed = said.groupby("person_id").agg(
        messages=("messages", "sum"), effective=("effective", "sum"), interactions=("interactions", "sum"),
        last_on=("day", "max")).join(active).fillna({"active_days": 0}).astype({"active_days": "int64"}).reset_index()
    summed.insert(1, "display_name", summed["person_id"].map(found.names))
    return summed.sort_values(["effective", "person_id"], ascending=[False, True], ignore_index=True)


def _members(speakers: pd.DataFrame, found: Facts, start: date, end: date) -> pd.DataFrame:
    """One row a person of the period: which counts he stands behind."""
    there, at_end = presence.exposed(found.stays, start, end), presence.exposed(found.stays, end, end)
    useful = speakers.loc[speakers["effective"] > 0, "person_id"]
    named = found.named(np.union1d(there, speakers["person_id"].to_numpy(dtype="int64")))
    ids = named["person_id"]
    # Without a member list whoever was seen is counted, and no share is drawn.
    listed = ids.isin(there) | (found.population.kind != "list")
    spoke, raw = ids.isin(useful), ids.isin(speakers.loc[speakers["messages"] > 0, "person_id"])
    return named.assign(exposed=listed, raw=raw & listed, spoke=spoke & listed,
                        spoke_at_end=spoke & ids.isin(at_end), present_at_end=ids.isin(at_end),
                        quiet=listed & ~spoke, outside=spoke & ~ids.isin(there) & (found.population.kind == "list"))


def _rates(members: pd.DataFrame, said: pd.DataFrame, found: Facts, start: date, end: date) -> pd.DataFrame:
    of = int(members["exposed"].sum()) + found.population.unseen
    rows = [("exposed", int(members["spoke"].sum()), of), ("raw", int(members["raw"].sum()), of)]
    if found.population.kind == "list":
        rows.append(("at_end", int(members["spoke_at_end"].sum()), int(members["present_at_end"].sum())))
    frame = with_shares(pd.DataFrame(rows, columns=["basis", "count", "of"]))
    if not found.population.has_share:
        frame[["share", "low", "high"]] = np.nan
    if found.population.kind == "list":
        frame = pd.concat([frame, _by_member_days(said, found, start, end)], ignore_index=True)
    return frame[list(_RATES)]


def _by_member_days(said: pd.DataFrame, found: Facts, start: date, end: date) -> pd.DataFrame:
    """Days with a useful word of all days of all members; what one person does hangs together, so people are drawn."""
    days = found.covered(start, end)
    there = presence.member_days(found.stays, days)
    spoken = said[said["effective"] > 0].groupby("person_id")["day"].size()
    count = there["person_id"].map(spoken).fillna(0).clip(upper=there["days"])
    share, low, high = ratio_of_sums(count, there["days"])
    row = ("member_days", int(count.sum()), int(there["days"].sum()), share, low, high)
    return pd.DataFrame([row], columns=list(_RATES))


def _coverage(found: Facts, start: date, end: date) -> dict[str, Any]:
    covered = found.covered(start, end)
    return {
        "population": found.population.kind, "of": found.population.of, "has_chat": len(found.recorded) > 0,
        "recorded_days": len(covered), "days": (end - start).days + 1, "partial": found.population.partial,
        "outside_share": found.population.outside_share, "staff": found.population.staff,
    }
