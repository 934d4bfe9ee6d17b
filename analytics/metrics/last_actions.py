"""What became of the things proposed last time: how many of their people were contacted, and how many did anything since.

Last time: the day of the newest follow-up list before the last day of the data, else a week before it. Did anything:
bought, or said something useful, after that day. Correlation: nobody was drawn by lot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.metrics import today_facts, today_tasks
from analytics.scope import Scope
from analytics.workspace import Workspace

ACTIONS = 3
_WEEK_DAYS = 7
_COUNTS = ["contacted", "contacted_back", "others", "others_back"]


@dataclass(frozen=True)
class LastActions:
    """`rows`, one row a thing proposed on the day `before`, first things first: rule, count (people), contacted,
    contacted_back, others, others_back; contacted + others = count.

    `lines`, one row a thing × person: rule, person_id, display_name, contacted, back.
    """

    as_of: date
    before: date
    rows: pd.DataFrame
    lines: pd.DataFrame

    @property
    def people(self) -> int:
        """Different people of all things."""
        return int(self.lines["person_id"].nunique())

    @property
    def contacted(self) -> int:
        """Of them, who was contacted."""
        return int(self.lines.loc[self.lines["contacted"], "person_id"].nunique())


def measure(workspace: Workspace, scope: Scope | None = None) -> LastActions:
    """For `scope`'s groups and last day. Raises `UserError` nothing_yet."""
    scope = scope or Scope()
    resolved = workspace.resolve(scope)
    states = workspace.facts("follow_up_states", resolved)
    before = last_time(states, resolved.as_of)
    first = today_facts.read(workspace, replace(scope, start=None, end=before, as_of=None))
    found = today_tasks.lists(first, today_tasks.RULES)
    proposed = {rule: found[rule] for rule in today_tasks.tasks(first, found)["rule"]}
    active = workspace.facts("active_since", resolved, since=before)
    result = table(proposed, states, active, before, resolved.as_of)
    return replace(result, lines=workspace.named(result.lines))


def last_time(states: pd.DataFrame, as_of: date) -> date:
    """The day of the newest list before `as_of`, else a week before; `states`: facts follow_up_states."""
    made = pd.to_datetime(states["made_on"])
    earlier = made[made < pd.Timestamp(as_of)]
    return as_of - timedelta(days=_WEEK_DAYS) if earlier.empty else earlier.max().date()


def table(proposed: dict[str, pd.DataFrame], states: pd.DataFrame, active: pd.DataFrame, before: date, as_of: date) -> LastActions:
    """`proposed`: the people of each thing, best first; `active`: facts active_since. Names are empty."""
    made = pd.to_datetime(states["made_on"])
    since = states[(states["status"] == "contacted") & (made >= pd.Timestamp(before)) & (made < pd.Timestamp(as_of))]
    rules = list(proposed)[:ACTIONS]
    parts = [proposed[rule][["person_id"]].dropna().drop_duplicates().assign(display_name="", rule=rule) for rule in rules]
    nobody = pd.DataFrame({"person_id": [], "display_name": [], "rule": []}).astype({"person_id": "int64"})
    lines = pd.concat(parts, ignore_index=True) if parts else nobody
    lines = lines.assign(contacted=lines["person_id"].isin(since["person_id"]), back=lines["person_id"].isin(active["person_id"]))
    return LastActions(as_of, before, _rows(lines, rules), lines[["rule", "person_id", "display_name", "contacted", "back"]])


def _rows(lines: pd.DataFrame, rules: list[str]) -> pd.DataFrame:
    marked = lines.assign(others=~lines["contacted"], contacted_back=lines["contacted"] & lines["back"],
                          others_back=~lines["contacted"] & lines["back"])
    counts = marked.groupby("rule")[_COUNTS].sum().reindex(rules, fill_value=0).astype("int64")
    counts.insert(0, "count", counts["contacted"] + counts["others"])
    return counts.rename_axis("rule").reset_index()
