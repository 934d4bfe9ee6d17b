"""Path to purchase: where people are lost between coming in and buying again (METRICS 6.9, article K15).

Steps are what the data holds (funnel_steps), and every step of an events sheet under its own name. People whose
window is still open are counted apart, people whose window began before the record of a later step are left out;
neither is a fall.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.metrics import funnel_facts, funnel_steps, funnel_walk, talkers
from analytics.metrics.funnel_facts import Asked
from analytics.metrics.funnel_walk import Walked
from analytics.metrics.journeys import DAY, Entry, Order
from analytics.metrics.matching import Matching, matching
from analytics.metrics.observed import Observed, observed
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

ORDERS: tuple[Order, ...] = ("ordered", "strict", "any")
ENTRIES: tuple[Entry, ...] = ("first", "reentry")
_STATES = ("reached", "dropped", "open")
_HOUR = 3600


@dataclass(frozen=True)
class Funnel:
    """`steps`, one row a needed step: step, position (from 1), count (window over), of_first, of_previous,
    share_of_first, share_of_previous, low, high (of the share of the previous step), pending (got here, window still
    open), median_hours (from the step before; NaN below 5 people), bound (count if all unmatched buyers were members).

    `branch`, said something or not beside the last step: group (spoke, silent), count, of, share, low, high; empty
    without a chat record. `word`: how the two compare. `optional`, two rows a step that may be left out: step, after,
    group (with, without), count (went on to the next needed step), of, share, low, high, word. `journeys`, one row a
    person: person_id, display_name, chat_id, open, until, reached, at_1 … at_n, did_1 …. `available`: step, said.
    `left_out`: reason (before_record, already_customer), people. `away`: person_id, reason. `stopped`: people whose
    path an excluded event ended. `window_seconds`: 86,400 a day.
    """

    as_of: date
    coverage: dict[str, Any]
    asked: Asked
    steps: pd.DataFrame
    branch: pd.DataFrame
    word: str
    optional: pd.DataFrame
    match_rate: pd.DataFrame
    unmatched: pd.DataFrame
    available: pd.DataFrame
    left_out: pd.DataFrame
    away: pd.DataFrame
    stopped: int
    journeys: pd.DataFrame
    window_seconds: int
    order: Order
    entry: Entry
    days: tuple[date, date]
    settings: Settings = field(repr=False)

    @property
    def chain(self) -> tuple[str, ...]:
        """The needed steps, first to last."""
        return tuple(self.steps["step"])

    @property
    def window_days(self) -> int:
        """The window in days, a begun one counted whole."""
        return math.ceil(self.window_seconds / DAY)

    def people(self, step: str, state: str = "reached") -> pd.DataFrame:
        """person_id, display_name, entered_at, at: who reached `step`, dropped before it, or got there but is open.

        As many rows as `count`, as the previous step's count less this one's, or as `pending`. `at` of the dropped: the
        step they got to.
        """
        if state not in _STATES:
            raise ValueError(f"state {state!r}; known: {', '.join(_STATES)}")
        position = self.chain.index(step) + 1
        everyone, at = self.journeys, position
        if state == "dropped":
            chosen, at = ~everyone["open"] & (everyone["reached"] == position - 1), max(1, position - 1)
        else:
            chosen = (everyone["open"] == (state == "open")) & (everyone["reached"] >= position)
        return _listed(everyone[chosen], at)

    def size(self, step: str, state: str = "reached") -> int:
        """How many `people` gives, without making the list."""
        place = self.chain.index(step)
        count, pending = self.steps["count"].tolist(), self.steps["pending"].tolist()
        return int({"reached": count[place], "dropped": count[max(0, place - 1)] - count[place], "open": pending[place]}[state])

    def people_beside(self, step: str, did: bool = True) -> pd.DataFrame:
        """person_id, display_name, entered_at, at: who had the chance of an optional step and took it, or did not."""
        number = list(dict.fromkeys(self.optional["step"])).index(step)
        before = self.asked.optional[number][1]
        everyone = self.journeys
        chosen = ~everyone["open"] & (everyone["reached"] >= before) & (everyone[f"did_{number + 1}"] == did)
        return _listed(everyone[chosen], before)

    def biggest_loss(self) -> str | None:
        """The step that most people do not get to, the earlier of equals; None where nobody is lost."""
        lost = (self.steps["of_previous"] - self.steps["count"]).tolist()
        most = max(lost, default=0)
        return self.chain[lost.index(most)] if most > 0 else None

    def slowest(self) -> str | None:
        """The step with the longest median from the one before; None where no median is given."""
        known = self.steps.dropna(subset="median_hours")
        return None if known.empty else str(known["step"].iloc[int(known["median_hours"].to_numpy().argmax())])


def measure(workspace: Workspace, scope: Scope | None = None, steps: Sequence[Any] = (), window_days: int | None = None,
            order: Order = "ordered", entry: Entry = "first", *, window_hours: int | None = None, hold: str = "",
            exclude: Sequence[str] = (), whole_days: bool = False) -> Funnel:
    """The path of those who entered from `scope.start` to `scope.end`.

    `steps`: () = what the data allows of join → first_order → repurchase; else texts or `funnel_steps.Step`s.
    `window_days`: None = 30, or 90 when repurchase is a step and most windows of 90 days are over; `window_hours` goes
    first. `order`: others may lie between (ordered), none may (strict), or in any order within the window on both sides
    (any). `entry`: each person's first entry ever, or the entry that leads furthest (reentry). `hold`: store or item:
    the same at every step that says it. `exclude`: events that end a path between two steps. `whole_days`: moments
    are compared as days. Raises `UserError` nothing_yet, funnel_step_unknown.
    """
    settings, resolved = workspace.settings, workspace.resolve(scope)
    last_day = (scope.as_of if scope else None) or resolved.end
    available = funnel_facts.available(workspace, resolved, last_day)
    asked = Asked(_path(available, steps), hold, tuple(exclude), whole_days)
    with side_by_side() as ask:
        matched = ask.submit(matching, workspace, resolved)
        events = funnel_facts.events(workspace, resolved, asked, last_day)
    seen = observed(workspace, resolved, [event for step in asked.path[1:] for event in step.events], last_day, settings)
    # An open start takes in who entered before any record began: they are left out, and counted.
    days = ((scope.start if scope else None) or date.min, resolved.end)
    entries, away = funnel_walk.judged(events, asked, days, seen, entry)
    seconds = window_hours * _HOUR if window_hours else (window_days or _window(entries, asked, seen, settings)) * DAY
    found = funnel_walk.with_reasons(funnel_walk.walked(events, asked, entries, seconds, order, seen), away)
    names = found.people["person_id"].map(workspace.words_for(found.people["person_id"]))
    found.people.insert(1, "display_name", names)
    return _result(workspace, resolved, asked, found, (available, seen, matched.result()), (seconds, order, entry, days, last_day))


def _result(workspace: Workspace, resolved: Resolved, asked: Asked, found: Walked, around: tuple[pd.DataFrame, Observed, Matching],
            how: tuple[int, Order, Entry, tuple[date, date], date]) -> Funnel:
    (available, seen, matched), (seconds, order, entry, days, last_day) = around, how
    settings = workspace.settings
    chain = funnel_steps.keys(asked.core)
    talked = talkers.talked(workspace, resolved, last_day) if talkers.judged(chain) else None
    branch = talkers.branch(found.people, chain, talked, math.ceil(seconds / DAY))
    return Funnel(
        as_of=resolved.as_of, coverage=_coverage(available, found.people, seen), asked=asked,
        steps=_steps(found.people, chain, matched, settings), branch=branch, word=talkers.word(branch),
        optional=talkers.optional(found.people, asked), match_rate=matched.rate, unmatched=matched.reasons, available=available,
        left_out=found.left_out, away=found.away, stopped=found.stopped, journeys=found.people, window_seconds=seconds,
        order=order, entry=entry, days=(max(days[0], resolved.start), days[1]), settings=settings)


def steps_at_hand(workspace: Workspace, scope: Scope | None = None) -> tuple[str, ...]:
    """The steps that the data of `scope` hold, in their usual order."""
    resolved = workspace.resolve(scope)
    return tuple(funnel_facts.available(workspace, resolved, resolved.end)["step"])


def _path(available: pd.DataFrame, steps: Sequence[Any]) -> funnel_steps.Path:
    known = list(available["step"])
    path = funnel_steps.path_of(steps)
    unknown = [event for step in path for event in step.events if event not in known]
    if unknown:
        raise UserError("funnel_step_unknown", steps=unknown, known=known)
    if path:
        # Of a path that may be left out altogether the first step is the one everybody has taken.
        return (path[0]._replace(optional=False), *path[1:])
    bought = [step for step in ("join", "first_order", "repurchase") if step in known]
    usual = [step for step in known if step not in ("question", "praise", *funnel_steps.ENDINGS)]
    return funnel_steps.path_of(bought if "first_order" in known else usual)


def _window(entries: pd.DataFrame, asked: Asked, seen: Observed, settings: Settings) -> int:
    usual, long = settings.funnel.window_until_days, settings.funnel.repurchase_window_until_days
    if not any("repurchase" in step.events for step in asked.core[1:]) or entries.empty:
        return int(usual)
    done = funnel_walk.over(entries, seen, long * DAY)
    return int(long) if done.mean() > settings.funnel.long_window_above_share_over else int(usual)


def _steps(people: pd.DataFrame, chain: tuple[str, ...], matched: Matching, settings: Settings) -> pd.DataFrame:
    closed, still = people[~people["open"]], people[people["open"]]
    counts = [int((closed["reached"] >= position).sum()) for position in range(1, len(chain) + 1)]
    frame = pd.DataFrame({
        "step": pd.Series(chain, dtype="str"), "position": range(1, len(chain) + 1), "count": counts,
        "of_first": counts[:1] * len(counts), "of_previous": (counts[:1] + counts)[: len(counts)],
    })
    shares = with_shares(frame, of="of_previous").rename(columns={"share": "share_of_previous"})
    shares.insert(5, "share_of_first", with_shares(frame, of="of_first")["share"])
    shares["pending"] = [int((still["reached"] >= position).sum()) for position in frame["position"]]
    shares["median_hours"] = funnel_walk.medians(closed, len(chain), settings.statistics.counts_only_below)
    shares["bound"] = _bounds(shares, matched)
    return shares


def _bounds(steps: pd.DataFrame, matched: Matching) -> list[float]:
    """For the first order after an entry: the count if every unmatched buyer were one of those lost."""
    bounds = []
    for step, position, count, previous in steps[["step", "position", "count", "of_previous"]].to_numpy():
        judged = step in ("first_order", "order") and position > 1 and matched.unmatched_buyers > 0
        bounds.append(float(min(previous, count + matched.unmatched_buyers)) if judged else float("nan"))
    return bounds


def _listed(chosen: pd.DataFrame, at: int) -> pd.DataFrame:
    found = chosen.assign(entered_at=chosen["at_1"], at=chosen[f"at_{at}"])
    return found[["person_id", "display_name", "entered_at", "at"]].reset_index(drop=True)


def _coverage(available: pd.DataFrame, people: pd.DataFrame, seen: Observed) -> dict[str, Any]:
    steps = set(available["step"])
    return {
        "join": "join" in steps, "orders": "first_order" in steps, "messages": "speak" in steps,
        "entered": len(people), "open": int(people["open"].sum()),
        "since": seen.latest_start, "until": seen.earliest_end,
    }
