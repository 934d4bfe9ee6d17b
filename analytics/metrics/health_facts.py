"""What the three pillars are read from, and who stands behind each number in a span of days (METRICS 6.18).

Every number about people is a pair of sets, those counted and those they are counted of; the same function gives
the last four weeks, the four before and each week by itself, so that a number and its trend cannot part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import activity, presence
from analytics.metrics.leave_record import leave_record
from analytics.metrics.purchases import purchases
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.whole_weeks import Span, days_of
from analytics.scope import Resolved, Scope
from analytics.statistics.distinct import distinct
from analytics.workspace import Workspace

REPEAT_DAYS = 90
# So far back topics are read: the longest window there can be, the one before it, and the weeks of the picture.
TOPIC_WEEKS = 25
Ids = NDArray[np.int64]


class People:
    """Who is in rows of person_id and day, a span of days at a time: a span is a slice, and nobody is sorted again for it."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._ids, numbers = _numbered(rows["person_id"].to_numpy(dtype="int64"))
        days = rows["day"].to_numpy().astype("datetime64[D]")
        order = np.argsort(days, kind="stable")
        self._days, self._numbers = days[order], numbers[order]

    def within(self, span: Span) -> Ids:
        """person_id of everybody from the first to the last day of the span, ascending, each once."""
        return self._ids[self._rows(span) > 0]

    def again(self, span: Span) -> Ids:
        """Of them who has more than one row there."""
        return self._ids[self._rows(span) > 1]

    def _rows(self, span: Span) -> NDArray[np.int64]:
        """How many rows of the span each one has."""
        first, past = np.searchsorted(self._days, np.array([span.start, span.end + timedelta(days=1)], dtype="datetime64[D]"))
        return np.bincount(self._numbers[first:past], minlength=len(self._ids))


def _numbered(ids: Ids) -> tuple[Ids, Ids]:
    """Different ids, ascending, and the place of each of `ids` among them; facts mostly lie by person already."""
    if len(ids) and bool((ids[1:] >= ids[:-1]).all()):
        starts = np.concatenate([[True], ids[1:] != ids[:-1]])
        return ids[starts], np.cumsum(starts) - 1
    different, numbers = np.unique(ids, return_inverse=True)
    return different, numbers


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
    def useful(self) -> People:
        """Who said something useful."""
        return People(self.talk.days[self.talk.days["effective"] > 0])

    @cached_property
    def active(self) -> People:
        """Who had an interaction."""
        return People(self.talk.days[self.talk.days["interactions"] > 0])

    @cached_property
    def taking_part(self) -> People:
        """Who took part in the talk after a post."""
        return People(self.joined_in.dropna(subset="person_id"))

    @cached_property
    def buying(self) -> People:
        """Who bought."""
        return People(self.purchases)

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
    resolved = workspace.resolve(scope)
    end = scope.end or scope.as_of or max(resolved.as_of, resolved.end)
    until = replace(resolved, as_of=end)
    with side_by_side() as ask:
        talking = ask.submit(activity.facts, workspace, scope)
        buying = ask.submit(purchases, workspace, Scope(scope.chats, end=end, include_staff=scope.include_staff), REPEAT_DAYS)
        joined_in = _joined_in(workspace, resolved)
        coupons, answers = workspace.facts("health_coupons", until), workspace.facts("nps_answers", until)
    talk, bought = talking.result(), buying.result()
    record, own = leave_record(workspace, resolved), bought.own[["person_id", "day"]]
    others = pd.concat([own["person_id"], coupons["person_id"].dropna(), answers["person_id"].dropna()]).astype("int64").unique()
    return Facts(
        talk=talk, purchases=own, orders_from=bought.known_from, coupons=coupons, end=end, leaving=record[record["how"] != "none"],
        answers=answers.assign(asked_at=pd.to_datetime(answers["asked_at"])), joined_in=joined_in,
        names={**talk.names, **workspace.words_for(one for one in others.tolist() if one not in talk.names)},
        order_days=days_of(workspace.facts("layer_order_ranges", resolved)))


def _joined_in(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    rules, since = workspace.settings.activity, resolved.end - timedelta(weeks=TOPIC_WEEKS)
    found = workspace.facts("topics", replace(resolved, start=max(resolved.start, since)), minutes=rules.topic_until_minutes,
                            quiet=rules.topic_quiet_until_minutes)
    days = pd.to_datetime(found["posted_at"]).dt.normalize()
    return pd.DataFrame({"day": days, "person_id": found["person_id"]}).sort_values("day", kind="stable", ignore_index=True)


def speakers(found: Facts, span: Span) -> Who:
    """Who said something useful, of the members who were there on at least one day (METRICS 6.2)."""
    return _of_members(found, found.useful.within(span), span)


def joined_in(found: Facts, span: Span) -> Who:
    """Who took part in the talk after a post of the shop, of the members who were there on at least one day (METRICS 6.5)."""
    return _of_members(found, found.taking_part.within(span), span)


def buyers(found: Facts, span: Span) -> Who:
    """Who bought, of the members who were there on at least one day."""
    return _of_members(found, found.buying.within(span), span)


def retained(found: Facts, span: Span) -> Who:
    """Of those active in the span before, of the same length: who is active in this one too. Leavers stay in (6.4)."""
    length = span.end - span.start + timedelta(days=1)
    earlier, now = found.active.within(Span(span.start - length, span.end - length)), found.active.within(span)
    return Who(_in_both(now, earlier), earlier)


def repeat(found: Facts, span: Span) -> Who:
    """Of those who bought in the 90 days up to the end of the span: who bought on two days or more (6.13)."""
    first = span.end - timedelta(days=REPEAT_DAYS - 1)
    window = Span(first, span.end)
    return Who(found.buying.again(window), found.buying.within(window))


def _in_both(ids: Ids, others: Ids) -> Ids:
    """Of `ids` those that are in `others` too; both ascending, each id once, so that a look-up does instead of another sort."""
    if not len(others):
        return ids[:0]
    place = np.minimum(np.searchsorted(others, ids), len(others) - 1)
    found: Ids = ids[others[place] == ids]
    return found


def _of_members(found: Facts, people: Ids, span: Span) -> Who:
    there = presence.exposed(found.talk.stays, span.start, span.end)
    if found.talk.population.kind == "list":
        return Who(_in_both(people, there), there)
    return Who(people, distinct(np.concatenate([people, there])), found.talk.population.unseen)


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
