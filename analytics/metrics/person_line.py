"""Everything known about one person on one line of time, and the layer this person was in week by week.

Names, group names and texts come through the masking door; the person is told by a number alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.errors import UserError
from analytics.metrics.labels import LABELS, label
from analytics.metrics.layers import with_tenure
from analytics.metrics.population import present_members
from analytics.metrics.spending import monthly_spend
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

KINDS = (
    "joined", "left", "removed", "gone", "listed", "named", "role", "role_ended", "talk", "signed_up", "order", "order_void",
    "refund", "coupon_issued", "coupon_redeemed", "scored", "invited", "brought_order", "event", "violation",
    "follow_up_open", "follow_up_contacted", "follow_up_later", "follow_up_dropped",
)
_COLUMNS = ("kind", "happened_at", "resolution", "chat_id", "chat_name", "count", "effective", "amount", "words", "other_id",
            "other_name")
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PersonLine:
    """`events`, newest first, those without a moment last: kind (of `KINDS`), happened_at, resolution, chat_id,
    chat_name, count, effective, amount (yuan; an order as paid, a refund below zero), words (text that may be shown), other_id,
    other_name. A day of talk is one row: count messages, of them `effective`. `kinds`: kind, count.
    """

    as_of: date
    person_id: int
    display_name: str
    coverage: dict[str, object]
    events: pd.DataFrame
    kinds: pd.DataFrame


def measure(workspace: Workspace, scope: Scope | None = None, *, person_id: int) -> PersonLine:
    """The line of one person in the chosen groups and days. Raises `UserError` nothing_yet, person_unknown."""
    scope, resolved = scope or Scope(), workspace.resolve(scope)
    names = workspace.words_for([person_id])
    if person_id not in names:
        raise UserError("person_unknown")
    events = _within(workspace.facts("person_line", resolved, person=person_id), scope, resolved)
    events = _worded(workspace, events, person_id)
    events = events.sort_values(["happened_at", "kind"], ascending=[False, True], na_position="last", ignore_index=True)
    kinds = events.groupby("kind").size().rename("count").reset_index()
    undated = int(events["happened_at"].isna().sum())
    return PersonLine(resolved.as_of, person_id, names[person_id], {"undated": undated}, events, kinds)


def words(workspace: Workspace, scope: Scope | None = None, *, person_id: int) -> pd.DataFrame:
    """One row a message, newest first: message_key, chat_name, sent_at, kind, text (as it may be shown), effective, reason."""
    scope, resolved = scope or Scope(), workspace.resolve(scope)
    first, last = scope.start or date.min, scope.end or date.max
    found = workspace.facts("person_words", resolved, person=person_id, first_day=first, last_day=last)
    return workspace.text_words(found.assign(chat_name=found["chat_id"].map(workspace.chat_words())), "text")


def history(workspace: Workspace, scope: Scope | None = None, *, person_id: int, weeks: int = 12) -> pd.DataFrame:
    """One row a week, oldest first, the last on `scope.as_of`: day, main (“absent”: not among the people then), and
    the labels. The same rules on the same facts as the layers view of that day; only whether an ordinary day could be
    judged at all is not asked, since that would take everybody's facts.
    """
    resolved, settings = workspace.resolve(scope), workspace.settings
    days = [resolved.as_of - _WEEK * back for back in reversed(range(weeks))]
    found = pd.concat(_weekly(workspace, resolved, settings, person_id, days))
    labelled = label(found, settings.layers).assign(day=found["day"])
    whole = pd.DataFrame({"day": days}).merge(labelled, on="day", how="left")
    whole["main"] = whole["main"].astype("object").where(whole["main"].notna(), "absent").astype("str")
    return whole.assign(day=pd.to_datetime(whole["day"]))[["day", "main", *LABELS]]


def changes(history: pd.DataFrame) -> pd.DataFrame:
    """The weeks in which the layer was another than a week before: day, before, main."""
    before = history["main"].shift()
    changed = before.notna() & (before != history["main"])
    return history.assign(before=before).loc[changed, ["day", "before", "main"]].reset_index(drop=True)


def between(rows: pd.DataFrame, first: date, last: date, moment: str = "happened_at") -> pd.DataFrame:
    """The rows of a line (or, by `sent_at`, of words) whose moment lies from `first` to `last`, both inside."""
    inside = (rows[moment] >= pd.Timestamp(first)) & (rows[moment] < pd.Timestamp(last) + pd.Timedelta(days=1))
    return rows.loc[inside].reset_index(drop=True)


def _weekly(workspace: Workspace, resolved: Resolved, settings: Settings, person: int, days: list[date]) -> list[pd.DataFrame]:
    """What the layers' rules need of one person, a frame a day."""
    counts, found = settings.layers.purchase_counts_as_interaction, []
    one = pd.Series([person], name="person_id")
    for day in days:
        then = replace(resolved, as_of=day)
        spent = monthly_spend(workspace, then, settings, one)
        members = present_members(workspace, then, purchase_counts=counts, person=person).merge(spent, on="person_id")
        found.append(with_tenure(members, day).assign(day=day))
    return found


def _within(events: pd.DataFrame, scope: Scope, resolved: Resolved) -> pd.DataFrame:
    """What belongs to no group or to a chosen one, and to the chosen days or to none."""
    moment = events["happened_at"]
    here = events["chat_id"].isna() | events["chat_id"].isin(resolved.chats)
    end = scope.as_of or scope.end
    kept = pd.Series(True, index=events.index)
    if scope.start:
        kept &= moment.isna() | (moment >= pd.Timestamp(scope.start))
    if end:
        kept &= moment.isna() | (moment < pd.Timestamp(end) + pd.Timedelta(days=1))
    return events.loc[here & kept].reset_index(drop=True)


def _worded(workspace: Workspace, events: pd.DataFrame, person_id: int) -> pd.DataFrame:
    """Names, groups and texts as they may be shown."""
    # A role is one of ours, not somebody's words.
    told = workspace.text_words(events, "words")["words"].where(~events["kind"].isin(["role", "role_ended"]), events["words"])
    named = events["name_id"].map(workspace.name_words(person_id))
    others = workspace.words_for(events["other_id"].dropna())
    return events.assign(
        words=told.where(events["name_id"].isna(), named), amount=events["cents"] / 100,
        chat_name=events["chat_id"].map(workspace.chat_words()), other_name=events["other_id"].map(others),
    )[list(_COLUMNS)]
