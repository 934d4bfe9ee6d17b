"""The path broken down: by what was known of a person at the first step, or by what they are today.

The value is the one at step 1 (METRICS 6.9). Groups are held against everybody else, or against one group, by exact
tests with the false alarms kept down (statistics/several); under 30 on a side nothing is compared. A person carries
several tags: groups by tag overlap, and each is held against everybody who does not carry it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import funnel_steps, layers, tiers
from analytics.metrics.funnel import Funnel
from analytics.scope import Resolved, Scope
from analytics.statistics.differences import newcombe
from analytics.statistics.intervals import with_shares
from analytics.statistics.several import adjusted, exact
from analytics.statistics.words import SMALL_BELOW
from analytics.workspace import Workspace, facts_sql

AT_ENTRY = ("chat", "chat_type", "channel", "inviter", "coupon", "item", "store", "category", "slot", "weekday", "month")
# Of what a person may have several of the groups overlap.
CARRIED = ("tag", "squad")
TODAY = ("layer", "tier", *CARRIED)
BY = (*AT_ENTRY, *TODAY)
# A column of its own for so many values; the others stand together.
TOP = 8
OTHERS, UNKNOWN, REST = "·others", "·unknown", "·rest"
# First hours of the parts of a day, from which each of them counts.
_SLOTS = (0, 6, 11, 14, 18, 22)
_LEVEL = 0.05
_TRAITS = ("channel", "inviter", "item", "store", "category")


@dataclass(frozen=True)
class Split:
    """`groups`, largest first: value (an id or a word of the data, or OTHERS, UNKNOWN), count (got to `step`), of
    (entered), share, low, high, lift (share over the baseline's), gap with gap_low, gap_high (the difference), p, q
    (adjusted; NaN under 30 on a side), word (more, less, same, small_sample, baseline). `journeys`: the people whose
    window is over with their value, a row a value. `names`: value → how it may be shown. `baseline`: a value, or REST.
    """

    by: str
    step: str
    baseline: str
    groups: pd.DataFrame
    journeys: pd.DataFrame
    names: dict[str, str]
    place: int

    @property
    def overlaps(self) -> bool:
        """Whether somebody stands in several groups."""
        return bool(self.journeys["person_id"].duplicated().any())

    def people(self, value: str, reached: bool = True) -> pd.DataFrame:
        """person_id, display_name, entered_at of `count`, or of those who entered and did not get there."""
        everyone = self.journeys
        chosen = everyone["value"].eq(value) & ((everyone["reached"] >= self.place) == reached)
        return everyone.loc[chosen, ["person_id", "display_name", "entered_at"]].reset_index(drop=True)


def possible(workspace: Workspace, result: Funnel) -> tuple[str, ...]:
    """What this path can be broken down by: where at least two different values are known."""
    first = set(result.asked.core[0].events) if result.asked.core else set()
    wanted = [one for one in BY if one not in _TRAITS or _says(one, first)]
    several = len(workspace.chat_words()) > 1
    carried = set(workspace.query("select distinct kind from tags")["kind"])
    known = {**{kind: kind in carried for kind in CARRIED},
             "coupon": workspace.has("coupons"), "chat": several, "chat_type": several}
    return tuple(one for one in wanted if known.get(one, True))


def measure(workspace: Workspace, scope: Scope | None, result: Funnel, by: str, step: str | None = None,
            baseline: str = REST) -> Split:
    """Groups by `by` at `step` (None: the last). ValueError for an unknown `by`."""
    if by not in BY:
        raise ValueError(f"by {by!r}; known: {', '.join(BY)}")
    chosen, resolved = step or result.chain[-1], workspace.resolve(scope)
    closed = result.journeys[~result.journeys["open"]].reset_index(drop=True)
    held = _held(workspace, scope, resolved, result, closed, by)
    top = held.loc[held["value"] != UNKNOWN, "value"].value_counts(sort=True)
    order = sorted(top.index, key=lambda value: (-top[value], str(value)))
    shown = {value: value for value in order[:TOP]} | {UNKNOWN: UNKNOWN}
    named = held.assign(value=held["value"].map(lambda value: shown.get(value, OTHERS))).drop_duplicates()
    place = result.chain.index(chosen) + 1
    people = closed.assign(entered_at=closed["at_1"]).merge(named, on="person_id", how="left")
    against = REST if by in CARRIED else baseline
    groups = _groups(people, place, [*order[:TOP], OTHERS, UNKNOWN], against)
    return Split(by, chosen, against, groups, people, _names(workspace, by, order[:TOP]), place)


def compared(groups: pd.DataFrame, baseline: str, everybody: tuple[int, int] | None = None) -> pd.DataFrame:
    """value, count, of with everything that stands beside another side: the rest of all, or one of the values.

    `everybody`: count and of all people together; None: their sum, of groups that do not overlap.
    """
    frame = with_shares(groups)
    alone = frame["value"].eq(baseline).to_numpy()
    count, of = frame["count"].to_numpy(), frame["of"].to_numpy()
    if alone.any():
        other_count, other_of = np.full(len(frame), count[alone][0]), np.full(len(frame), of[alone][0])
    else:
        all_count, all_of = everybody or (count.sum(), of.sum())
        other_count, other_of = all_count - count, all_of - of
    few = (np.minimum(of, other_of) < SMALL_BELOW) | alone
    p = np.where(few, np.nan, exact(count, of, other_count, other_of))
    q = adjusted(p)
    gap, low, high = newcombe(count, of, other_count, other_of)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = (count / of) / (other_count / other_of)
    different = np.where(gap > 0, "more", "less")
    word = np.where(alone, "baseline", np.where(few, "small_sample", np.where(q < _LEVEL, different, "same")))
    return frame.assign(lift=np.where(other_count > 0, lift, np.nan), gap=gap, gap_low=low, gap_high=high, p=p, q=q, word=word)


def _groups(people: pd.DataFrame, place: int, order: list[str], baseline: str) -> pd.DataFrame:
    done = people["reached"] >= place
    counted = pd.DataFrame({"value": people["value"], "count": done, "of": True}).groupby("value").sum().astype("int64")
    rows = counted.reindex([value for value in order if value in counted.index]).rename_axis("value").reset_index()
    once = people.drop_duplicates("person_id")
    return compared(rows, baseline, (int((once["reached"] >= place).sum()), len(once)))


def _says(by: str, events: set[str]) -> bool:
    if by == "inviter":
        return events <= {"join", *funnel_steps.ORDERS_OF}
    return bool(events) and funnel_steps.carries(funnel_steps.Step(tuple(events)), by)


def _held(workspace: Workspace, scope: Scope | None, resolved: Resolved, result: Funnel, closed: pd.DataFrame,
          by: str) -> pd.DataFrame:
    """person_id, value: what each person of `closed` is, several rows for who carries several; UNKNOWN for none."""
    if by in CARRIED:
        tags = workspace.query("select person_id, tag as value from tags where kind = $kind", None, kind=by)
        held = closed[["person_id"]].merge(tags, on="person_id", how="left")
    else:
        values = _values(workspace, scope, resolved, result, closed, by)
        held = pd.DataFrame({"person_id": closed["person_id"], "value": values})
    value = held["value"].astype("object")
    return held.assign(value=value.where(value.notna(), UNKNOWN))


def _values(workspace: Workspace, scope: Scope | None, resolved: Resolved, result: Funnel, closed: pd.DataFrame,
            by: str) -> pd.Series[Any]:
    """What each person of `closed` is, a row a row."""
    if by in _TRAITS:
        return _traits(workspace, resolved, result, closed)["inviter_id" if by == "inviter" else by]
    if by == "coupon":
        coupons = workspace.facts("funnel_coupons", resolved, last_day=resolved.end).set_index("person_id")["name"]
        return coupons.reindex(closed["person_id"]).set_axis(closed.index)
    if by in TODAY:
        found = (layers if by == "layer" else tiers).measure(workspace, scope).members.set_index("person_id")
        today: pd.Series[Any] = found["main" if by == "layer" else "tier"].reindex(closed["person_id"]).set_axis(closed.index)
        return today
    return _BY_ENTRY[by](workspace, closed)


def _traits(workspace: Workspace, resolved: Resolved, result: Funnel, closed: pd.DataFrame) -> pd.DataFrame:
    chats = pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")})
    wanted = pd.DataFrame({"step": pd.Series(result.asked.core[0].events, dtype="str")})
    found = workspace.channel_words(workspace.query(facts_sql("funnel_traits"), {"scope_chats": chats, "scope_steps": wanted}))
    found = found.drop_duplicates(["person_id", "happened_at"])
    entered = closed[["person_id"]].assign(happened_at=closed["at_1"].astype("datetime64[us]").dt.floor("s"))
    found = found.assign(happened_at=found["happened_at"].astype("datetime64[us]").dt.floor("s"))
    both = entered.merge(found.drop_duplicates(["person_id", "happened_at"]), on=["person_id", "happened_at"], how="left")
    inviter = both["inviter_id"].map(lambda one: None if pd.isna(one) else str(int(one)))
    return both.assign(inviter_id=inviter).set_axis(closed.index)


def _slot(_: Workspace, closed: pd.DataFrame) -> pd.Series[Any]:
    at = closed["at_1"]
    begins = np.array(_SLOTS)[np.searchsorted(_SLOTS, at.dt.hour, side="right") - 1]
    # Midnight to the second is a day without a clock time.
    return pd.Series(begins, index=closed.index).astype("str").where(at != at.dt.normalize(), None)


def _chat_type(workspace: Workspace, closed: pd.DataFrame) -> pd.Series[Any]:
    types = workspace.query("select chat_id, chat_type from chats").set_index("chat_id")["chat_type"]
    return closed["chat_id"].map(types.to_dict())


_BY_ENTRY: dict[str, Callable[[Workspace, pd.DataFrame], pd.Series[Any]]] = {
    "chat": lambda _, closed: closed["chat_id"],
    "chat_type": _chat_type,
    "slot": _slot,
    "weekday": lambda _, closed: closed["at_1"].dt.day_of_week.astype("str"),
    "month": lambda _, closed: closed["at_1"].dt.strftime("%Y-%m"),
}


def _names(workspace: Workspace, by: str, values: list[str]) -> dict[str, str]:
    """Ids as they may be shown."""
    if by == "chat":
        return {value: name for value, name in workspace.chat_words().items() if value in values}
    if by in CARRIED:
        return {value: word for value, word in workspace.tag_words().items() if value in values}
    if by == "inviter":
        words = workspace.words_for([int(value) for value in values])
        return {str(person): name for person, name in words.items()}
    return {}
