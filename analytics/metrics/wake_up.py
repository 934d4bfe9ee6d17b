"""Who came back after being contacted, beside those who were on the same list and were not (METRICS 6.4).

Came back: bought, or said something useful, within so many days; the day of the contact is the first of them. Who
was not contacted is watched from the day on which the first person of the list was. A line counts once its days are
over in every source that still ran when they began. Correlation: nobody was drawn by lot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.differences import newcombe
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import compare
from analytics.workspace import Workspace

SIDES = ("contacted", "not_contacted")
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """`states`: facts follow_up_states; `active`: facts follow_up_returns; `ends`: source → its last covered day."""

    as_of: date
    states: pd.DataFrame
    active: pd.DataFrame
    ends: dict[str, date]


@dataclass(frozen=True)
class WakeUp:
    """`groups`: side ∈ contacted, not_contacted; count (came back), of, share, low, high. `gap`, `low`, `high`: difference
    of the two shares with Newcombe's interval, NaN without a comparison; `word`: more, less, same, small_sample, nothing.

    `lines`: one row a list × person: list_id, made_on, person_id, display_name, reason, side, from_on, until_on, matured,
    back, back_on, how (bought, spoke, both). `lists`: one row a list: made_on, contacted, back, others, others_back, pending.
    `has_comparison`: False is 无对照.
    """

    as_of: date
    coverage: dict[str, Any]
    groups: pd.DataFrame
    gap: float
    low: float
    high: float
    word: str
    lines: pd.DataFrame
    lists: pd.DataFrame

    @property
    def has_comparison(self) -> bool:
        """Whether anybody was on a list and not contacted."""
        return self.of("not_contacted") > 0

    def count(self, side: str) -> int:
        """How many of a side came back."""
        return int(self.groups.set_index("side")["count"][side])

    def of(self, side: str) -> int:
        """How many of a side have had their days."""
        return int(self.groups.set_index("side")["of"][side])

    def people(self, side: str, back: bool | None = None) -> pd.DataFrame:
        """The lines behind `of` (back=None), those who came back, or those who did not."""
        rows = self.lines.loc[self.lines["matured"] & (self.lines["side"] == side)]
        return (rows if back is None else rows.loc[rows["back"] == back]).reset_index(drop=True)

    @property
    def pending(self) -> pd.DataFrame:
        """The lines whose days are not over yet."""
        return self.lines.loc[~self.lines["matured"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> WakeUp:
    """唤醒率: of those contacted who had been dormant before. Raises `UserError` nothing_yet."""
    rules = settings or workspace.settings
    found = facts(workspace, scope)
    return _named(workspace, result(found, dormant(lines(found, rules), found, rules)))


def loop(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> WakeUp:
    """The same of everybody on a list, dormant or not. Raises `UserError` nothing_yet."""
    found = facts(workspace, scope)
    return _named(workspace, result(found, lines(found, settings or workspace.settings)))


def facts(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """What was said of whom, and the days on which they did anything."""
    resolved = workspace.resolve(scope)
    ends = _ends(workspace, resolved)
    until = max([resolved.as_of, *ends.values()])
    return Facts(resolved.as_of, workspace.facts("follow_up_states", resolved),
                 workspace.facts("follow_up_returns", resolved, until=until), ends)


def lines(found: Facts, settings: Settings) -> pd.DataFrame:
    """One row a list × person that says something: contacted, or left alone while others were (columns: `WakeUp.lines`).

    A line of somebody left alone is left out where the same person was contacted within the days before or after it,
    or stood on an earlier list whose days are not over: one stretch of days counts once.
    """
    window = int(settings.follow_up.back_until_days)
    rows = _sided(found.states)
    rows = _once(rows, window)
    until = rows["from_on"] + (window - 1) * _DAY
    matured = [_matured(first, last, found.ends) for first, last in zip(rows["from_on"], until, strict=True)]
    rows = rows.assign(until_on=until, matured=pd.Series(matured, index=rows.index, dtype="bool"))
    return _with_returns(rows, found.active)


def dormant(rows: pd.DataFrame, found: Facts, settings: Settings) -> pd.DataFrame:
    """The lines of people who had been active once, and not in the days before the first one."""
    days = int(settings.follow_up.dormant_from_days)
    active = found.active[["person_id", "day"]].sort_values("day")
    before = pd.merge_asof(
        rows.assign(edge=rows["from_on"].astype("datetime64[us]")).sort_values("edge"),
        active.assign(day=active["day"].astype("datetime64[us]"), last_on=active["day"]), left_on="edge", right_on="day",
        by="person_id", allow_exact_matches=False)
    asleep = (before["from_on"] - before["last_on"]).dt.days >= days
    return before.loc[asleep, list(rows.columns)].sort_values(["made_on", "person_id"]).reset_index(drop=True)


def result(found: Facts, rows: pd.DataFrame) -> WakeUp:
    """Both sides counted and compared; names are empty."""
    over = rows.loc[rows["matured"]]
    counts = {side: (int(over.loc[over["side"] == side, "back"].sum()), int((over["side"] == side).sum())) for side in SIDES}
    groups = with_shares(pd.DataFrame([(side, *counts[side]) for side in SIDES], columns=["side", "count", "of"]))
    (count, of), (others_count, others_of) = counts["contacted"], counts["not_contacted"]
    gap, low, high = (float(one) for one in newcombe(count, of, others_count, others_of)) if of and others_of else (np.nan,) * 3
    return WakeUp(found.as_of, {"ends": found.ends}, groups, gap, low, high,
                  compare(count, of, others_count, others_of), rows, _lists(rows))


def _sided(states: pd.DataFrame) -> pd.DataFrame:
    """Contacted from that day on, never before the list was made; the others from the first contact of their list."""
    made = pd.to_datetime(states["made_on"])
    said = pd.to_datetime(states["done_on"]).fillna(made)
    first = made + _DAY
    contacted = states["status"] == "contacted"
    begun = said.where(said > first, first)
    of_list = begun.where(contacted).groupby(states["list_id"]).transform("min")
    rows = states.assign(made_on=made, side=np.where(contacted, *SIDES), from_on=begun.where(contacted, of_list.fillna(first)))
    kept = contacted | states["status"].isin(("open", "later"))
    return rows.loc[kept, ["list_id", "made_on", "person_id", "reason", "side", "from_on"]].reset_index(drop=True)


def _once(rows: pd.DataFrame, window: int) -> pd.DataFrame:
    """At most one line a person and stretch of days; a contact goes before having been left alone."""
    taken: dict[int, list[pd.Timestamp]] = {}
    ordered = rows.assign(place=(rows["side"] != "contacted").astype("int64")).sort_values(
        ["place", "from_on", "list_id", "person_id"])
    kept = []
    for index, person, begun in zip(ordered.index, ordered["person_id"], ordered["from_on"], strict=True):
        others = taken.setdefault(person, [])
        if all(abs((begun - other).days) >= window for other in others):
            others.append(begun)
            kept.append(index)
    return rows.loc[sorted(kept)].reset_index(drop=True)


def _matured(first: pd.Timestamp, last: pd.Timestamp, ends: dict[str, date]) -> bool:
    """Whether every source that still ran on the first day reaches the last one."""
    running = [pd.Timestamp(end) for end in ends.values() if pd.Timestamp(end) >= first]
    return bool(running) and all(end >= last for end in running)


def _with_returns(rows: pd.DataFrame, active: pd.DataFrame) -> pd.DataFrame:
    """back, back_on and how: what the first day of coming back was."""
    numbered = rows.assign(number=np.arange(len(rows)))
    inside = numbered[["number", "person_id", "from_on", "until_on"]].merge(active, on="person_id")
    inside = inside.loc[(inside["day"] >= inside["from_on"]) & (inside["day"] <= inside["until_on"])]
    sums = inside.groupby("number").agg(back_on=("day", "min"), bought=("bought", "any"), spoke=("spoke", "any"))
    found = sums.reindex(numbered["number"])
    bought, spoke = (found[name].eq(True).to_numpy() for name in ("bought", "spoke"))
    how = np.select([bought & spoke, bought, spoke], ["both", "bought", "spoke"], default="")
    return rows.assign(back=bought | spoke, back_on=pd.to_datetime(found["back_on"]).to_numpy(), how=how)


def _lists(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a list of which anything is known, newest first."""
    over, ours = rows["matured"], rows["side"] == "contacted"
    marked = rows.assign(contacted=over & ours, others=over & ~ours, pending=~over)
    marked = marked.assign(came=marked["contacted"] & rows["back"], others_back=marked["others"] & rows["back"])
    sums = marked.groupby(["list_id", "made_on"])[["contacted", "came", "others", "others_back", "pending"]].sum().reset_index()
    return sums.rename(columns={"came": "back"}).sort_values("made_on", ascending=False, ignore_index=True)


def _ends(workspace: Workspace, resolved: Resolved) -> dict[str, date]:
    """The last covered day of the orders and of the chosen chats, those that there are."""
    found = workspace.facts("today_order_end", resolved)["orders_until"].iloc[0]
    chats = workspace.query("select chat_id, last_day from chat_coverage")
    talk = chats.loc[chats["chat_id"].isin(resolved.chats), "last_day"].max()
    return {name: pd.Timestamp(day).date() for name, day in (("orders", found), ("chat", talk)) if not pd.isna(day)}


def _named(workspace: Workspace, found: WakeUp) -> WakeUp:
    return replace(found, lines=workspace.named(found.lines))
