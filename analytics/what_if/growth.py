"""群规模 (W7): members next month = members × (1 − exit) + joins; where it settles, how many groups and accounts it needs.

Joins and exits are counted in the groups where leaving can be known (`metrics.leave_record`, `metrics.exits`); the
starting point is the members page's own count of those groups.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import exits, presence
from analytics.metrics.leave_record import leave_record
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import DRAWS
from analytics.statistics.distinct import distinct
from analytics.what_if import draws
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "growth", "members", "then"
_MONTH = 30
# Below this the series is a straight line to all digits, and its closed form loses them.
_NOBODY = 1e-7


@dataclass(frozen=True, eq=False)
class Facts:
    """`members` on the last known day; `joins` and `leaves` from `first` to `last`, `member_days` between them."""

    members: int
    joins: int
    leaves: int
    member_days: int
    days: int
    first: Any
    last: Any
    listed: pd.DataFrame
    settings: Settings
    missing: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Who is there, who came and who left, where leaving can be known."""
    resolved = workspace.resolve(scope)
    record = leave_record(workspace, resolved)
    known = record[record["how"] != "none"].reset_index(drop=True)
    if known.empty:
        return Facts(0, 0, 0, 0, 0, None, None, pd.DataFrame(), workspace.settings, ("leaves",))
    kept = replace(resolved, chats=tuple(known["chat_id"]))
    stays = presence.stays(workspace, kept)
    first, last = _span(known, stays, resolved)
    ended, row = exits.of_span(stays, known, first.date(), last.date())
    came = stays[stays["joined_at"].notna() & (stays["from_day"] >= first) & (stays["from_day"] <= last)]
    there = distinct(stays.loc[(stays["from_day"] <= last) & (stays["until_day"] >= last), "person_id"])
    names = workspace.words_for(there)
    listed = pd.DataFrame({"person_id": there, "display_name": [names.get(one, "") for one in there]})
    missing = ("leaves",) if not row["member_days"] or not len(there) else ()
    return Facts(len(there), len(came), len(ended), int(row["member_days"]), (last - first).days + 1, first.date(), last.date(),
                 listed, workspace.settings, missing)


def path(members: float, joins: Any, leaving: Any, months: int) -> Any:
    """Members after so many months, m·(1 − e) + j each; arrays give an array (exact sum of the series, METRICS 8 W7)."""
    out = np.asarray(leaving, dtype=float)
    leaves = out > _NOBODY
    steady = np.asarray(joins, dtype=float) / np.where(leaves, out, 1.0)
    return np.where(leaves, steady + (members - steady) * (1 - out) ** months, members + np.asarray(joins) * months)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """Joins and the share that leaves a month, how far to look, how many one group and one account hold."""
    joins, leaving, rules = _joins(facts), _leaving(facts), facts.settings.what_if
    return (Lever("joins", "people", 0, max(np.ceil(3 * joins), 20), 1, joins),
            Lever("leaving", "share", 0, max(0.6, leaving), 0.01, leaving),
            Lever("months", "months", 1, 24, 1, float(rules.look_ahead_until_months)),
            Lever("group_holds", "people", 50, 500, 10, float(rules.group_holds_until_people)),
            Lever("friends_hold", "people", 500, 10000, 500, float(rules.account_holds_until_people)))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Members then, where it settles, groups and accounts needed; today = joins and exits going on as they are."""
    months = int(values["months"])
    joins, leaving = _joins(facts), _leaving(facts)
    joined, left = draws.events("joins", facts.joins, facts.days / _MONTH), _leaving_drawn(facts)
    more = joined * (values["joins"] / joins) if joins else np.full(DRAWS, values["joins"])
    out = np.minimum(1.0, left * (values["leaving"] / leaving)) if leaving else np.full(DRAWS, values["leaving"])
    before, then = (float(path(facts.members, *one, months)) for one in ((joins, leaving), (values["joins"], values["leaving"])))
    drawn, then_drawn = path(facts.members, joined, left, months), path(facts.members, more, out, months)
    return [Outcome("members", "people", before, then, drawn, then_drawn),
            Outcome("steady", "people", _steady(joins, leaving), _steady(values["joins"], values["leaving"]),
                    joined / left, more / out if values["leaving"] else np.full(DRAWS, np.nan)),
            *(Outcome(name, "count", *(np.ceil(one / values[holds]) for one in (before, then, drawn, then_drawn)))
              for name, holds in (("groups", "group_holds"), ("accounts", "friends_hold"))),
            Outcome("now", "people", facts.members, facts.members)]


def along(_: Facts, __: Values) -> str:
    """The months ahead."""
    return "months"


def more(_: Facts, __: Values) -> pd.DataFrame:
    """Nothing more."""
    return pd.DataFrame()


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Who is there, who came, who left."""
    known = (facts.first, facts.last)
    return [("members", "people", facts.members, None, None, facts.last, facts.last),
            ("joins", "people", _joins(facts), None, facts.joins, *known),
            ("leaving", "share", _leaving(facts), None, facts.leaves, *known)]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name of those who are there now."""
    return facts.listed


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """steady: without anybody leaving it never settles; people: one who is in two groups counts once."""
    return (*(() if values["leaving"] else ("no_steady",)), "people_once", "same_leaving")


def _span(known: pd.DataFrame, stays: pd.DataFrame, resolved: Resolved) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days of the scope on which leaving is known in some group and anybody's joining is too."""
    joins = stays["joined_at"].min()
    first = max(known["known_from"].min(), pd.Timestamp(resolved.start), joins if pd.notna(joins) else known["known_from"].min())
    return first.normalize(), max(first.normalize(), min(known["known_until"].max(), pd.Timestamp(resolved.end)))


def _joins(facts: Facts) -> float:
    return facts.joins / facts.days * _MONTH if facts.days else 0.0


def _leaving(facts: Facts) -> float:
    """Leaves per 30 member-days (metrics.exits, incidence), at most everybody."""
    return min(1.0, facts.leaves / facts.member_days * _MONTH) if facts.member_days else 0.0


def _leaving_drawn(facts: Facts) -> draws.Draws:
    return np.minimum(1.0, draws.events("leaves", facts.leaves, facts.member_days / _MONTH))


def _steady(joins: float, leaving: float) -> float:
    return joins / leaving if leaving else float("nan")
