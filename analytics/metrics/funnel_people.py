"""The people of a step: when they were last heard of and where they can be written to; what went with getting there,
and what those did who stopped.

What went with it is told from a landmark: of those who were still on their way when a week was over, what had they
done in that week, and who got there afterwards. Counting what somebody did after ordering would put the cart before
the horse, and so would counting a week for those who ordered on the first day. Correlation, never a cause (METRICS 7.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from analytics.metrics import funnel_facts, funnel_steps
from analytics.metrics.funnel import Funnel
from analytics.metrics.funnel_split import compared
from analytics.scope import Scope
from analytics.statistics.intervals import MEASURED, deviations, with_shares
from analytics.statistics.several import adjusted
from analytics.workspace import Workspace

Hint = Literal["left", "quiet", "bought", "talks"]
# What people do on the way; joining and leaving are told elsewhere.
_NOT_DONE = ("join", "leave", "order", "refund")


def with_contact(workspace: Workspace, scope: Scope | None, result: Funnel, people: pd.DataFrame) -> pd.DataFrame:
    """`people` with last_said_on, last_paid_on, left_on, chat_name and hint: left (every group), bought (an order since
    they entered), talks (said something since), quiet (neither)."""
    found = workspace.facts("funnel_last_seen", workspace.resolve(scope), last_day=_last_day(workspace, scope))
    both = people.merge(found, on="person_id", how="left")
    for name in ("last_said_on", "last_paid_on", "left_on"):
        both[name] = pd.to_datetime(both[name])
    since = both["entered_at"].dt.normalize()
    hint = np.where(both["left_on"].notna(), "left", np.where(both["last_paid_on"] >= since, "bought", np.where(
        both["last_said_on"] >= since, "talks", "quiet")))
    names = workspace.chat_words()
    return both.assign(hint=hint, chat_name=both["chat_id"].map(names)).drop(columns="chat_id")


def listed(workspace: Workspace, scope: Scope | None, result: Funnel, step: str, state: str) -> pd.DataFrame:
    """`result.people(step, state)` with what `with_contact` adds, those heard of last first."""
    found = with_contact(workspace, scope, result, result.people(step, state))
    last = found[["last_said_on", "last_paid_on"]].max(axis=1)
    order = found.assign(last=last).sort_values(["last", "person_id"], ascending=[False, True], na_position="last").index
    return found.loc[order].reset_index(drop=True)


@dataclass(frozen=True)
class Drivers:
    """`flags`, one row a thing done within `days` of entering, strongest first: event, count (of those who did it, got to
    `step` afterwards), of, other_count, other_of (those who did not), share, other_share, ratio, low, high (of the
    ratio), q (Fisher, Benjamini–Hochberg; NaN under 30 on a side), word. `at_risk`: entered, not there yet at the
    landmark, window over. `did`: person_id, event.
    """

    step: str
    days: int
    at_risk: int
    flags: pd.DataFrame
    did: pd.DataFrame
    journeys: pd.DataFrame

    def people(self, event: str, did: bool = True) -> pd.DataFrame:
        """person_id, display_name, later (got there) of those who did it, or did not."""
        who = self.did.loc[self.did["event"] == event, "person_id"]
        chosen = self.journeys[self.journeys["person_id"].isin(who) == did]
        return chosen[["person_id", "display_name", "later"]].reset_index(drop=True)


def drivers(workspace: Workspace, scope: Scope | None, result: Funnel, step: str | None = None, days: int = 7) -> Drivers:
    """What those had done `days` after entering who got to `step` (None: the second) later, beside those who did not."""
    chosen = step or result.chain[min(1, len(result.chain) - 1)]
    place = result.chain.index(chosen) + 1
    people = result.journeys[~result.journeys["open"]]
    mark = people["at_1"] + timedelta(days=days)
    there = people[f"at_{place}"].fillna(pd.Timestamp.max.floor("s"))
    people = people.assign(later=people["reached"] >= place)[there > mark].reset_index(drop=True)
    rows = _done(workspace, scope, result, people, days)
    flags = [_flag(str(event), people, set(found["person_id"])) for event, found in rows.groupby("event", sort=True)]
    frame = pd.DataFrame(flags, columns=["event", "count", "of", "other_count", "other_of"])
    return Drivers(chosen, days, len(people), _told(frame), rows, people)


def instead(workspace: Workspace, scope: Scope | None, result: Funnel, step: str) -> pd.DataFrame:
    """What those did who stopped before `step`, after the last step they took and up to the end of the record: event,
    count (people), of (all who stopped), share, low, high; leaving the groups counts too. Most common first."""
    stopped = result.people(step, "dropped")
    events = _events(workspace, scope, result, stopped["person_id"], ("join", "order"))
    events = events.merge(stopped[["person_id", "at"]], on="person_id")
    later = events[events["happened_at"] > events["at"]]
    counts = later.groupby("event")["person_id"].nunique().rename_axis("event").reset_index(name="count")
    frame = with_shares(counts.assign(of=len(stopped)))
    return frame.sort_values(["count", "event"], ascending=[False, True], ignore_index=True)


def _flag(event: str, people: pd.DataFrame, who: set[int]) -> tuple[str, int, int, int, int]:
    did = people["person_id"].isin(who)
    return (event, int((people["later"] & did).sum()), int(did.sum()), int((people["later"] & ~did).sum()), int((~did).sum()))


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """The ratio of both shares with its interval (log normal, Katz 1978), and the word after all were tried."""
    found = with_shares(frame).drop(columns=["low", "high"])
    words = [compared(pd.DataFrame({"value": ["did", "not"], "count": [row["count"], row["other_count"]],
                                    "of": [row["of"], row["other_of"]]}), "not").iloc[0] for row in frame.to_dict("records")]
    with np.errstate(divide="ignore", invalid="ignore"):
        other = (frame["other_count"] / frame["other_of"]).to_numpy(dtype=float)
        ratio = found["share"].to_numpy(dtype=float) / other
        parts = 1 / frame["count"] - 1 / frame["of"] + 1 / frame["other_count"] - 1 / frame["other_of"]
        spread = np.sqrt(parts.to_numpy(dtype=float))
        width = np.exp(deviations(MEASURED) * spread)
    width = np.where(np.isfinite(width) & np.isfinite(ratio) & (ratio > 0), width, np.nan)
    ends = {"low": ratio / width, "high": ratio * width}
    known = np.where(np.isfinite(ratio), ratio, np.nan)
    return _ranked(found.assign(other_share=other, ratio=known, **ends, p=[row["p"] for row in words]))


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    q = adjusted(found["p"])
    more = np.where(found["share"] > found["other_share"], "more", "less")
    word = np.where(np.isnan(q), "small_sample", np.where(q < 1 - MEASURED, more, "same"))
    rows = found.assign(q=q, word=word, rank=np.nan_to_num(q, nan=2.0))
    return rows.sort_values(["rank", "of", "event"], ascending=[True, False, True], ignore_index=True).drop(columns=["rank", "p"])


def _done(workspace: Workspace, scope: Scope | None, result: Funnel, people: pd.DataFrame, days: int) -> pd.DataFrame:
    """person_id, event: what people did within `days` of entering; steps of the path itself are left out."""
    own = {event for one in result.asked.core for event in one.events}
    events = _events(workspace, scope, result, people["person_id"], (*_NOT_DONE, *own))
    events = events.merge(people[["person_id", "at_1"]], on="person_id")
    inside = events["happened_at"].between(events["at_1"].dt.normalize(), events["at_1"] + timedelta(days=days))
    return events.loc[inside, ["person_id", "event"]].drop_duplicates(ignore_index=True)


def _events(workspace: Workspace, scope: Scope | None, result: Funnel, people: pd.Series, without: tuple[str, ...]) -> pd.DataFrame:
    """person_id, event, happened_at of everything the data hold of these people."""
    named = [event for event in result.available["step"] if event not in without]
    if not named:
        return pd.DataFrame({"person_id": pd.Series(dtype="int64"), "event": pd.Series(dtype="str"),
                             "happened_at": pd.Series(dtype="datetime64[us]")})
    wanted = funnel_steps.relation([funnel_steps.Step((event,)) for event in named])
    resolved = workspace.resolve(scope)
    found = funnel_facts.of_steps(workspace, resolved, wanted, _last_day(workspace, scope))
    found = found[found["person_id"].isin(people)]
    return pd.DataFrame({"person_id": found["person_id"], "event": found["position"].map(dict(enumerate(named, 1))),
                         "happened_at": found["happened_at"]})


def _last_day(workspace: Workspace, scope: Scope | None) -> date:
    return (scope.as_of if scope else None) or workspace.resolve(scope).end
