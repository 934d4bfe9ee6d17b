"""Path to purchase: where people are lost between coming in and buying again (METRICS 6.9, article K15).

Steps are what the data holds: join, speak (first useful message), first_order, repurchase, coupon, redeemed,
invite, and every step of an events sheet under its own name. People whose window is still open are counted
apart, people whose window began before the record of a later step are left out; neither is a fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.metrics import journeys, talkers
from analytics.metrics.journeys import Entry, Order
from analytics.metrics.matching import Matching, matching
from analytics.metrics.observed import Observed, observed
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

# In the order in which people usually take them; steps of an events sheet come between join and order.
BEFORE, AFTER = ("join", "speak", "coupon"), ("first_order", "redeemed", "repurchase", "invite")
ORDERS: tuple[Order, ...] = ("ordered", "strict", "any")
ENTRIES: tuple[Entry, ...] = ("first", "reentry")
_STATES = ("reached", "dropped", "open")


@dataclass(frozen=True)
class Funnel:
    """`steps`, one row a step: step, position (from 1), count (window over), of_first, of_previous,
    share_of_first, share_of_previous, low, high (of the share of the previous step), pending (got here, window still
    open), median_hours (from the step before; NaN below 5 people), bound (count if all unmatched buyers were members).

    `branch`, said something or not beside the last step: group (spoke, silent), count, of, share, low, high; empty
    without a chat record. `word`: how the two compare. `journeys`, one row a person: person_id, display_name, open,
    reached, at_1 … at_n. `available`: step, people. `left_out`: reason (before_record, already_customer), people.
    """

    as_of: date
    coverage: dict[str, Any]
    steps: pd.DataFrame
    branch: pd.DataFrame
    word: str
    match_rate: pd.DataFrame
    unmatched: pd.DataFrame
    available: pd.DataFrame
    left_out: pd.DataFrame
    journeys: pd.DataFrame
    window_days: int
    order: Order
    entry: Entry
    settings: Settings = field(repr=False)

    @property
    def chain(self) -> tuple[str, ...]:
        """The steps, first to last."""
        return tuple(self.steps["step"])

    def people(self, step: str, state: str = "reached") -> pd.DataFrame:
        """person_id, display_name, entered_at, at: who reached `step`, dropped before it, or got there but is open.

        As many rows as `count`, as the previous step's count less this one's, or as `pending`.
        """
        if state not in _STATES:
            raise ValueError(f"state {state!r}; known: {', '.join(_STATES)}")
        position = self.chain.index(step) + 1
        everyone = self.journeys
        if state == "dropped":
            chosen = ~everyone["open"] & (everyone["reached"] == position - 1)
        else:
            chosen = (everyone["open"] == (state == "open")) & (everyone["reached"] >= position)
        found = everyone.loc[chosen].assign(entered_at=everyone["at_1"], at=everyone[f"at_{position}"])
        return found[["person_id", "display_name", "entered_at", "at"]].reset_index(drop=True)

    def biggest_loss(self) -> str | None:
        """The step that most people do not get to, the earlier of equals; None where nobody is lost."""
        lost = (self.steps["of_previous"] - self.steps["count"]).tolist()
        most = max(lost, default=0)
        return self.chain[lost.index(most)] if most > 0 else None


def measure(workspace: Workspace, scope: Scope | None = None, steps: Sequence[str] = (), window_days: int | None = None,
            order: Order = "ordered", entry: Entry = "first") -> Funnel:
    """The path of those who entered from `scope.start` to `scope.end`.

    `steps`: () = what the data allows of join → first_order → repurchase. `window_days`: None = 30, or 90 when
    repurchase is a step and most windows of 90 days are over. `order`: others may lie between (ordered), none may
    (strict), or in any order within the window on both sides (any). `entry`: each person's first entry ever, or the
    entry that leads furthest (reentry). Raises `UserError` nothing_yet, funnel_step_unknown.
    """
    settings, resolved = workspace.settings, workspace.resolve(scope)
    last_day = (scope.as_of if scope else None) or resolved.end
    events = workspace.facts("funnel_events", resolved, last_day=last_day)
    available = _available(events)
    chain = _chain(available, steps)
    seen = observed(workspace, resolved, chain, last_day, settings)
    first_orders = events[events["step"] == "first_order"].set_index("person_id")["happened_at"]
    # An open start takes in who entered before any record began: they are left out below, and counted.
    first_day = (scope.start if scope else None) or date.min
    entries, left_out = _entries(events, chain, (first_day, resolved.end), seen, entry, first_orders)
    window = window_days or _window(entries, chain, seen, settings)
    people = _people(events, entries, chain, window, order, seen)
    people.insert(1, "display_name", people["person_id"].map(workspace.words_for(people["person_id"])))
    matched = matching(workspace, resolved)
    table = _steps(people, chain, matched, settings)
    branch = talkers.branch(people, chain, events, window)
    return Funnel(
        as_of=resolved.as_of, coverage=_coverage(available, people, seen), steps=table, branch=branch,
        word=talkers.word(branch), match_rate=matched.rate, unmatched=matched.reasons, available=available,
        left_out=left_out, journeys=people, window_days=window, order=order, entry=entry, settings=settings,
    )


def steps_at_hand(workspace: Workspace, scope: Scope | None = None) -> tuple[str, ...]:
    """The steps that the data of `scope` hold, in their usual order."""
    resolved = workspace.resolve(scope)
    return tuple(_available(workspace.facts("funnel_events", resolved, last_day=resolved.end))["step"])


def _available(events: pd.DataFrame) -> pd.DataFrame:
    """step, people: every step the data holds, in the usual order; steps of a sheet by how many took them."""
    people = events.groupby("step")["person_id"].nunique()
    named = sorted(set(people.index) - {*BEFORE, *AFTER}, key=lambda step: (-people[step], step))
    found = [step for step in (*BEFORE, *named, *AFTER) if step in people.index]
    return pd.DataFrame({"step": pd.Series(found, dtype="str"), "people": [int(people[step]) for step in found]})


def _chain(available: pd.DataFrame, steps: Sequence[str]) -> tuple[str, ...]:
    known = list(available["step"])
    unknown = [step for step in steps if step not in known]
    if unknown:
        raise UserError("funnel_step_unknown", steps=unknown, known=known)
    if steps:
        return tuple(dict.fromkeys(steps))
    bought = [step for step in ("join", "first_order", "repurchase") if step in known]
    return tuple(bought) if "first_order" in known else tuple(known)


def _entries(events: pd.DataFrame, chain: tuple[str, ...], days: tuple[date, date], seen: Observed, entry: Entry,
             first_orders: pd.Series[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries that can be judged, and how many people had to be left out and why."""
    entries = events[events["step"].isin(chain[:1])]
    if entry == "first":
        entries = journeys.first(entries)
    entered = entries["happened_at"].dt.date
    entries = entries[(entered >= days[0]) & (entered <= days[1])].reset_index(drop=True)
    early = entries["happened_at"] < seen.since(entries)
    customers = pd.Series(False, index=entries.index)
    if "first_order" in chain[1:]:
        bought = entries["person_id"].map(first_orders)
        customers = bought.dt.normalize() < entries["happened_at"].dt.normalize()
    kept = entries[~early & ~customers]
    judged = set(kept["person_id"])
    reasons = {"before_record": early, "already_customer": customers & ~early}
    left_out = [(name, len(set(entries.loc[chosen, "person_id"]) - judged)) for name, chosen in reasons.items()]
    return kept.reset_index(drop=True), pd.DataFrame(left_out, columns=["reason", "people"])


def _window(entries: pd.DataFrame, chain: tuple[str, ...], seen: Observed, settings: Settings) -> int:
    usual, long = settings.funnel.window_until_days, settings.funnel.repurchase_window_until_days
    if "repurchase" not in chain[1:] or entries.empty:
        return int(usual)
    over = _over(entries, seen, long)
    return int(long) if over.mean() > settings.funnel.long_window_above_share_over else int(usual)


def _over(entries: pd.DataFrame, seen: Observed, window: int) -> pd.Series[bool]:
    """Whether the window is over: its last day is recorded in every source a later step needs."""
    over: pd.Series[bool] = entries["happened_at"].dt.normalize() + timedelta(days=window) <= seen.until(entries)
    return over


def _people(events: pd.DataFrame, entries: pd.DataFrame, chain: tuple[str, ...], window: int, order: Order,
            seen: Observed) -> pd.DataFrame:
    """One row a person: open (window not over), reached, at_1 … at_n; over windows go before open ones."""
    walked = journeys.walk(events, entries, chain, window, order)
    walked.insert(0, "person_id", entries["person_id"])
    walked.insert(1, "chat_id", entries["chat_id"])
    walked.insert(2, "open", ~_over(entries, seen, window))
    closed, still = walked[~walked["open"]], walked[walked["open"]]
    still = still[~still["person_id"].isin(closed["person_id"])]
    rows = [part.loc[journeys.best(part, part["person_id"], part["at_1"])] for part in (closed, still)]
    return pd.concat(rows).sort_values("person_id").reset_index(drop=True)


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
    shares["median_hours"] = _medians(closed, len(chain), settings.statistics.counts_only_below)
    shares["bound"] = _bounds(shares, matched)
    return shares


def _medians(closed: pd.DataFrame, steps: int, least: int) -> list[float]:
    medians = [float("nan")]
    for position in range(2, steps + 1):
        took = (closed[f"at_{position}"] - closed[f"at_{position - 1}"]).dropna().dt.total_seconds() / 3600
        medians.append(max(0.0, float(took.median())) if len(took) >= least else float("nan"))
    return medians[:steps]


def _bounds(steps: pd.DataFrame, matched: Matching) -> list[float]:
    """For the first order after an entry: the count if every unmatched buyer were one of those lost."""
    bounds = []
    for step, position, count, previous in steps[["step", "position", "count", "of_previous"]].to_numpy():
        judged = step == "first_order" and position > 1 and matched.unmatched_buyers > 0
        bounds.append(float(min(previous, count + matched.unmatched_buyers)) if judged else float("nan"))
    return bounds


def _coverage(available: pd.DataFrame, people: pd.DataFrame, seen: Observed) -> dict[str, Any]:
    steps = set(available["step"])
    return {
        "join": "join" in steps, "orders": "first_order" in steps, "messages": "speak" in steps,
        "entered": len(people), "open": int(people["open"].sum()),
        "since": seen.latest_start, "until": seen.earliest_end,
    }
