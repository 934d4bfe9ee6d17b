"""How one 快闪群 went: talk, clicks and orders day by day before, while and after it sold; and where its people stand later
(METRICS 6.15: preheat, blast and close; layer migration after the event).

The days are the group's own, those its record holds. No file says when it was heating up or closing: selling is from the first
to the last order, what lies before is preheat, what lies after is the close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import layer_moves, presence
from analytics.metrics.group_table import order_days
from analytics.metrics.layer_moves import Moves
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

MEASURES = ("talk", "clicks", "orders")
PHASES = ("before", "selling", "after", "none")
_BEHIND = ["measure", "day", "person_id", "display_name", "count"]


@dataclass(frozen=True)
class FlashCourse:
    """`days`, one row a day of the group × measure there is anything of: day, number (1: the first), phase (of `PHASES`; none: no
    order at all), measure (of `MEASURES`), count, share (of the measure's whole count). `rows`: who is behind it, measure, day,
    person_id (NULL: the order names nobody), display_name, count. `inside`: person_id of everybody who was there.

    `first`, `last`: None where nothing of the group is on record in the period.
    """

    as_of: date
    coverage: dict[str, Any]
    chat_id: str
    first: date | None
    last: date | None
    days: pd.DataFrame
    rows: pd.DataFrame
    inside: frozenset[int]

    def people(self, measure: str, day: date | None = None) -> pd.DataFrame:
        """person_id, display_name, count of who stands behind a measure on a day (None: all days); counts sum to the number."""
        chosen = self.rows[self.rows["measure"] == measure]
        if day is not None:
            chosen = chosen[chosen["day"] == pd.Timestamp(day)]
        summed = chosen.groupby(["person_id", "display_name"], dropna=False)["count"].sum().reset_index()
        ordered: pd.DataFrame = summed.sort_values(["count", "person_id"], ascending=[False, True], ignore_index=True)
        return ordered

    def total(self, measure: str, phase: str | None = None) -> int:
        """How many of a measure there were, in all or in one phase."""
        chosen = self.days["measure"] == measure
        return int(self.days.loc[chosen if phase is None else chosen & (self.days["phase"] == phase), "count"].sum())


def measure(workspace: Workspace, scope: Scope | None = None, *, chat_id: str) -> FlashCourse:
    """The course of one group on its own days within the period. Raises `UserError` nothing_yet, chat_unknown."""
    resolved = workspace.resolve(replace(scope or Scope(), chats=(chat_id,)))
    resolved = replace(resolved, as_of=min(resolved.as_of, resolved.end))
    span = workspace.facts("chat_span", resolved).iloc[0]
    if pd.isna(span["last_day"]) or pd.Timestamp(span["last_day"]).date() < resolved.start:
        return _nothing(resolved.as_of, chat_id)
    first, last = max(resolved.start, pd.Timestamp(span["first_day"]).date()), pd.Timestamp(span["last_day"]).date()
    done = workspace.facts("flash_course", resolved, first_day=first, last_day=last)
    bought = order_days(workspace, resolved, own_days=True)
    rows = workspace.named(_behind(done, bought, workspace.settings))[_BEHIND]
    there = presence.exposed(presence.stays(workspace, resolved), first, last)
    return FlashCourse(
        as_of=resolved.as_of, coverage={"has_orders": workspace.has("orders"), "measures": [
            name for name in MEASURES if (rows["measure"] == name).any()]},
        chat_id=chat_id, first=first, last=last, days=table(rows, first, last), rows=rows,
        inside=frozenset(int(one) for one in np.union1d(there, rows["person_id"].dropna().to_numpy(dtype="int64"))))


def table(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """`FlashCourse.days` from who did what on which day; pure."""
    span = pd.date_range(first, last)
    counts = rows.pivot_table(index="day", columns="measure", values="count", aggfunc="sum")
    counts = counts.reindex(span).fillna(0).astype("int64").rename_axis(index="day", columns="measure")
    sold = counts.index[counts["orders"] > 0] if "orders" in counts else span[:0]
    names = [name for name in MEASURES if name in counts]
    long = counts[names].reset_index().melt("day", var_name="measure", value_name="count")
    if len(sold):
        phase = np.select([long["day"] < sold[0], long["day"] > sold[-1]], ["before", "after"], "selling")
    else:
        phase = np.full(len(long), "none")
    return long.assign(phase=phase, number=(long["day"] - span[0]).dt.days + 1,
                       share=long["count"] / long.groupby("measure")["count"].transform("sum"))


def moved(workspace: Workspace, scope: Scope | None, *, chat_id: str, first: date) -> Moves | None:
    """The layers on `first`, the group's last day, beside those some days later, of everybody who was in it; None while these days
    are not over. The layers are the shop's, over all groups.
    """
    days = int(workspace.settings.scorecards.moved_until_days)
    then, inside = first + timedelta(days=days), measure(workspace, scope, chat_id=chat_id).inside
    if then > workspace.as_of or not inside:
        return None
    return layer_moves.measure(workspace, Scope(as_of=then), first=first).of(inside)


def _behind(done: pd.DataFrame, bought: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """measure, day, person_id, count."""
    steps = done["what"].isin(settings.attribution.click_steps)
    acts = done[steps | (done["what"] == "talk")]
    acts = acts.assign(measure=np.where(acts["what"] == "talk", "talk", "clicks"))
    parts = [frame[["measure", "day", "person_id", "count"]].assign(person_id=frame["person_id"].astype("Int64"))
             for frame in (acts, bought.rename(columns={"orders": "count"}).assign(measure="orders"))]
    rows = pd.concat(parts, ignore_index=True)
    summed = rows.assign(day=pd.to_datetime(rows["day"])).groupby(["measure", "day", "person_id"], dropna=False)["count"].sum()
    return summed.reset_index()


def _nothing(as_of: date, chat_id: str) -> FlashCourse:
    rows = pd.DataFrame({name: pd.Series(dtype="object") for name in _BEHIND})
    days = pd.DataFrame({name: pd.Series(dtype="object") for name in ("day", "measure", "count", "phase", "number", "share")})
    return FlashCourse(as_of, {"has_orders": False, "measures": []}, chat_id, None, None, days, rows, frozenset())
