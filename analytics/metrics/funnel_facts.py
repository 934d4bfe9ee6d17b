"""What the path to purchase reads: the events of its steps, once, and which steps there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.metrics import funnel_steps
from analytics.metrics.funnel_steps import Step
from analytics.metrics.journeys import EXCLUDED
from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace, facts_sql

# Positions beside the walk's own: first orders of those who may have bought before, and steps that may be left out.
CUSTOMER, OPTIONAL = -2, 1000


@dataclass(frozen=True)
class Asked:
    """A path as it was asked for. `hold`: "", "store" or "item": the same at every step that says it. `exclude`: events
    that end a path between two steps. `whole_days`: moments are compared as days."""

    path: funnel_steps.Path
    hold: str = ""
    exclude: tuple[str, ...] = ()
    whole_days: bool = False

    @property
    def core(self) -> tuple[Step, ...]:
        """The steps that are needed."""
        return tuple(step for step in self.path if not step.optional)

    @property
    def optional(self) -> tuple[tuple[Step, int], ...]:
        """The others, each with how many needed steps lie before it."""
        return tuple((step, sum(not other.optional for other in self.path[:place]))
                     for place, step in enumerate(self.path) if step.optional)


def events(workspace: Workspace, resolved: Resolved, asked: Asked, last_day: date) -> pd.DataFrame:
    """person_id, chat_id, position, happened_at, unit, held: what facts funnel_events says of the path."""
    rows = [funnel_steps.relation(asked.core), funnel_steps.relation([step for step, _ in asked.optional], OPTIONAL)]
    rows += [funnel_steps.relation([Step((event,))], EXCLUDED) for event in asked.exclude]
    if any("first_order" in step.events for step in asked.core[1:]):
        rows.append(funnel_steps.relation([Step(("first_order",))], CUSTOMER))
    wanted = pd.concat([frame for frame in rows if len(frame)], ignore_index=True) if asked.path else rows[0]
    return of_steps(workspace, resolved, wanted, last_day, asked.hold, asked.whole_days)


def of_steps(workspace: Workspace, resolved: Resolved, wanted: pd.DataFrame, last_day: date, hold: str = "",
             whole_days: bool = False) -> pd.DataFrame:
    """Facts funnel_events for the rows of `wanted` (funnel_steps.relation); only the sources they need are read."""
    steps = set(wanted["step"])
    return workspace.query(
        facts_sql("funnel_events"), {"scope_chats": _chats(resolved), "scope_steps": wanted},
        last_day=last_day, start_day=resolved.start, include_staff=resolved.include_staff, all_chats=resolved.all_chats,
        with_orders=bool(steps & {*funnel_steps.ORDERS_OF, "refund", "invited_order"}), with_talk="speak" in steps,
        with_marks=bool(steps & {*funnel_steps.MARKS}), with_invites=bool(steps & {*funnel_steps.INVITED}),
        with_posts=bool(wanted["category"].notna().any()), whole_days=whole_days, hold=hold,
        by_line=hold == "item" or bool(wanted["item"].notna().any()))


def available(workspace: Workspace, resolved: Resolved, last_day: date) -> pd.DataFrame:
    """step, said (rows that say so): every event the data hold, in the usual order."""
    found = workspace.facts("funnel_steps", resolved, last_day=last_day).set_index("step")["said"].to_dict()
    known = funnel_steps.ordered({str(step): int(said) for step, said in found.items()})
    said = pd.Series([int(found[step]) for step in known], dtype="int64")
    return pd.DataFrame({"step": pd.Series(known, dtype="str"), "said": said})


def _chats(resolved: Resolved) -> pd.DataFrame:
    return pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")})


def values(workspace: Workspace, scope: Scope | None = None) -> dict[str, tuple[str, ...]]:
    """field (item, channel, store, category) → what the data say there, most common first."""
    found = workspace.facts("funnel_values", workspace.resolve(scope))
    return {str(field): tuple(rows["value"]) for field, rows in found.groupby("field", sort=True)}
