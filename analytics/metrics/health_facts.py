"""What the three pillars are read from, and who stands behind each number in a span of days (METRICS 6.18).

Every number about people is a pair of sets, those counted and those they are counted of; the same function gives
the last four weeks, the four before and each week by itself, so that a number and its trend cannot part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import activity, presence
from analytics.metrics.leave_record import leave_record
from analytics.metrics.purchases import purchases
from analytics.metrics.whole_weeks import Span, days_of
from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace

REPEAT_DAYS = 90
# So far back topics are read: the longest window there can be, the one before it, and the weeks of the picture.
TOPIC_WEEKS = 25
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Facts:
    """`talk`: activity.facts. `purchases`: person_id, day, one row a day with a valid order of somebody who buys for
    himself. `order_days`: days the order sheets speak for, `orders_from` the first they speak for wholly. `coupons`:
    coupon_id, person_id, redeemed; fates known. `leaving`: leave_record of the groups in which leaving is known.
    `answers`: facts nps_answers. `joined_in`: day (of the post), person_id: who took part in the talk that followed a
    post of the shop (METRICS 6.5), of the last `TOPIC_WEEKS` weeks; NULL where nobody did. `names`: person_id → name to show.
    """

    talk: activity.Facts
    purchases: pd.DataFrame
    order_days: pd.DatetimeIndex
    orders_from: date | None
    coupons: pd.DataFrame
    leaving: pd.DataFrame
    answers: pd.DataFrame
    joined_in: pd.DataFrame
    end: date
    names: dict[int, str]

    @cached_property
    def spoken(self) -> pd.DataFrame:
        """`talk.days` by day, so that a span is a slice of them."""
        return self.talk.days.sort_values("day", kind="stable", ignore_index=True)

    @cached_property
    def active(self) -> pd.DataFrame:
        """Of them those with an interaction."""
        return self.spoken[self.spoken["interactions"] > 0].reset_index(drop=True)

    @cached_property
    def bought(self) -> pd.DataFrame:
        """`purchases` by day."""
        return self.purchases.sort_values("day", kind="stable", ignore_index=True)

    @cached_property
    def _seen(self) -> dict[Span, Ids]:
        return {}

    def active_in(self, span: Span) -> Ids:
        """person_id of everybody with an interaction in a span; each span is gone through once."""
        if span not in self._seen:
            self._seen[span] = _ids(_within(self.active, span)["person_id"])
        return self._seen[span]

    @property
    def has_members(self) -> bool:
        """Whether a share of members may be drawn."""
        return self.talk.population.kind in ("list", "head_count")


@dataclass(frozen=True)
class Who:
    """`counted` out of `of`, sorted person_ids; `unseen`: further people that only a head-count knows."""

    counted: Ids
    of: Ids
    unseen: int = 0

    @property
    def size(self) -> int:
        """The denominator."""
        return len(self.of) + self.unseen


def read(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Everything in a few queries. Raises `UserError` nothing_yet for an empty shop."""
    scope = scope or Scope()
    talk = activity.facts(workspace, scope)
    resolved = talk.resolved
    end = scope.end or scope.as_of or max(resolved.as_of, resolved.end)
    until = replace(resolved, as_of=end)
    bought = purchases(workspace, Scope(scope.chats, end=end, include_staff=scope.include_staff), REPEAT_DAYS)
    coupons, answers = workspace.facts("health_coupons", until), workspace.facts("nps_answers", until)
    record, own = leave_record(workspace, resolved), bought.own[["person_id", "day"]]
    others = pd.concat([own["person_id"], coupons["person_id"].dropna(), answers["person_id"].dropna()]).astype("int64").unique()
    return Facts(
        talk=talk, purchases=own, orders_from=bought.known_from, coupons=coupons, end=end, leaving=record[record["how"] != "none"],
        answers=answers.assign(asked_at=pd.to_datetime(answers["asked_at"])), joined_in=_joined_in(workspace, resolved),
        names={**talk.names, **workspace.words_for(others)},
        order_days=days_of(workspace.facts("layer_order_ranges", resolved)))


def _joined_in(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    rules, since = workspace.settings.activity, resolved.end - timedelta(weeks=TOPIC_WEEKS)
    found = workspace.facts("topics", replace(resolved, start=max(resolved.start, since)), minutes=rules.topic_until_minutes,
                            quiet=rules.topic_quiet_until_minutes)
    days = pd.to_datetime(found["posted_at"]).dt.normalize()
    return pd.DataFrame({"day": days, "person_id": found["person_id"]}).sort_values("day", kind="stable", ignore_index=True)


def speakers(found: Facts, span: Span) -> Who:
    """Who said something useful, of the members who were there on at least one day (METRICS 6.2)."""
    said = _within(found.spoken, span)
    useful = _ids(said.loc[said["effective"] > 0, "person_id"])
    return _of_members(found, useful, span)


def joined_in(found: Facts, span: Span) -> Who:
    """Who took part in the talk after a post of the shop, of the members who were there on at least one day (METRICS 6.5)."""
    return _of_members(found, _ids(_within(found.joined_in, span)["person_id"].dropna()), span)


def buyers(found: Facts, span: Span) -> Who:
    """Who bought, of the members who were there on at least one day."""
    return _of_members(found, _ids(_within(found.bought, span)["person_id"]), span)


def retained(found: Facts, span: Span) -> Who:
    """Of those active in the span before, of the same length: who is active in this one too. Leavers stay in (6.4)."""
    length = span.end - span.start + timedelta(days=1)
    earlier, now = found.active_in(Span(span.start - length, span.end - length)), found.active_in(span)
    return Who(np.intersect1d(now, earlier), earlier)


def repeat(found: Facts, span: Span) -> Who:
    """Of those who bought in the 90 days up to the end of the span: who bought on two days or more (6.13)."""
    first = span.end - timedelta(days=REPEAT_DAYS - 1)
    days = _within(found.bought, Span(first, span.end)).groupby("person_id")["day"].nunique()
    return Who(_ids(days.index[days >= 2]), _ids(days.index))


def _of_members(found: Facts, people: Ids, span: Span) -> Who:
    there = presence.exposed(found.talk.stays, span.start, span.end)
    if found.talk.population.kind == "list":
        return Who(np.intersect1d(people, there), there)
    return Who(people, np.union1d(people, there), found.talk.population.unseen)


def _within(rows: pd.DataFrame, span: Span) -> pd.DataFrame:
    """The rows of `rows`, which lie by day, from the first to the last day of the span."""
    first, past = rows["day"].searchsorted([pd.Timestamp(span.start), pd.Timestamp(span.end) + pd.Timedelta(days=1)])
    return rows.iloc[first:past]


def _ids(people: Any) -> Ids:
    return np.sort(pd.unique(np.asarray(people, dtype="int64")))  # half the time of np.unique on many repeats


@dataclass(frozen=True)
class Number:
    """How one number is made. `source`: whose whole weeks it needs; `reach`: windows it looks back over, its own included;
    `members`: it needs a member list or head-count; `posts`: it needs a post of the shop in the span; `overlaps`: neighbouring
    spans share days, so that they cannot be tested against each other. `setting`: its target.
    """

    pillar: str
    who: Callable[[Facts, Span], Who]
    source: str
    setting: str
    members: bool = False
    posts: bool = False
    reach: int = 1
    overlaps: bool = False


NUMBERS: dict[str, Number] = {
    "speakers": Number("active", speakers, "talk", "health.speakers_from_share", members=True),
    "joined_in": Number("active", joined_in, "talk", "health.joined_in_from_share", members=True, posts=True),
    "retained": Number("loyal", retained, "talk", "health.retained_from_share", reach=2),
    "buyers": Number("sales", buyers, "orders", "health.buyers_from_share", members=True),
    "repeat": Number("sales", repeat, "orders", "health.repeat_above_share", overlaps=True),
}
