"""What the first screen is made of: one read of money, talk, comings and sign-ups, each to its own last day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.metrics import shop_posts
from analytics.metrics.periods import Periods, periods
from analytics.metrics.population import Population, present
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

# Far enough back for the span shown, the one before it, and a month of habit.
_TALK_DAYS = 62
_LONG_AGO = timedelta(days=_TALK_DAYS)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_SAID = ("speakers", "questions", "complaints", "signups", "posts", "birthdays")


@dataclass(frozen=True)
class TodayFacts:
    """Frames as their SQL files say; a frame is empty and its span None where the shop has no such data.

    `purchases`: sql/facts/value_days.sql. `money`, `talk`, `joins_in`, `signups_in`, `posts_in`: the span shown of each source
    and the one before. `buyers`: one row a buyer who can be told apart and buys for himself, biggest first: person_id, cents,
    order_days, first_paid_on, last_paid_on. `orders_from`, `talk_from`: first covered days, before which nothing is known.
    `orders_until`, `talk_until`: the days up to which purchases and talk are known and asked for; they may lie a day or two
    after the span shown, and lists of whom to act on reach up to them.
    """

    resolved: Resolved
    settings: Settings
    purchases: pd.DataFrame
    buyers: pd.DataFrame
    speakers: pd.DataFrame
    questions: pd.DataFrame
    complaints: pd.DataFrame
    joins: pd.DataFrame
    signups: pd.DataFrame
    posts: pd.DataFrame
    birthdays: pd.DataFrame
    members: pd.DataFrame
    population: Population
    money: Periods | None
    talk: Periods | None
    joins_in: Periods | None
    signups_in: Periods | None
    posts_in: Periods | None
    orders_from: date | None
    orders_until: date | None
    talk_until: date | None
    talk_from: date | None
    staff: frozenset[int]


def read(workspace: Workspace, scope: Scope, known: tuple[pd.DataFrame, Population] | None = None, *,
         talk_too: bool = True) -> TodayFacts:
    """Everything the first screen needs. Raises `UserError` nothing_yet for an empty shop.

    `known`: members and population, where whoever asks has them already. Without `talk_too` only money and joins are
    read: speakers, questions, complaints, sign-ups, posts and birthdays stay empty frames without columns.
    """
    resolved, settings = workspace.resolve(scope), workspace.settings
    ends = workspace.facts("today_order_end", resolved).iloc[0]
    until = _asked_until(scope, _day(ends["orders_until"]))
    bought = replace(resolved, end=until, as_of=until) if until else _until(resolved, None)
    with side_by_side() as ask:
        buying = ask.submit(workspace.facts, "value_days", bought)
        members, counted = known or present(workspace, resolved)
    purchases = buying.result()
    money, talk = _span(scope, _day(ends["orders_until"])), _span(scope, _day(counted.groups["last_day"].max()))
    talk_until = _asked_until(scope, _day(counted.groups["last_day"].max()))
    asked = _asked_in(scope, talk, talk_until)
    posts_in = _span(scope, _day(ends["posts_until"]))
    ranges = workspace.facts("layer_order_ranges", resolved)
    with side_by_side() as ask:
        joined = ask.submit(_joins, workspace, resolved, settings, talk_until)
        said = _said(workspace, resolved, settings, talk, posts_in, asked) if talk_too else dict.fromkeys(_SAID, pd.DataFrame())
    joins, staff = joined.result(), _buy_for_others(workspace, resolved)
    return TodayFacts(
        resolved=resolved, settings=settings, members=members, population=counted, money=money, talk=talk,
        signups_in=_span(scope, _day(ends["events_until"])), posts_in=posts_in,
        purchases=purchases, buyers=_buyers(own(purchases)),
        joins=joins, joins_in=talk or money or _span(scope, _day(joins["joined_on"].max())),
        orders_from=_day(ranges["first_day"].min()), orders_until=until,
        talk_until=talk_until, talk_from=_day(counted.groups["first_day"].min()),
        staff=staff, **said,
    )


def _said(workspace: Workspace, resolved: Resolved, settings: Settings, talk: Periods | None,
          posts_in: Periods | None, asked_in: tuple[date, date] | None) -> dict[str, pd.DataFrame]:
    """The frames of `_SAID`."""
    with side_by_side() as ask:
        spoke = ask.submit(_speakers, workspace, resolved, talk)
        sent = ask.submit(_posts, workspace, resolved, posts_in, talk)
        asked = _questions(workspace, resolved, settings, asked_in)
    return {
        "speakers": spoke.result(), "questions": asked.loc[asked["mark"] != "complaint"],
        "complaints": asked.loc[asked["mark"] == "complaint"], "posts": sent.result(),
        "signups": workspace.facts("today_signups", _until(resolved, None)),
        "birthdays": workspace.facts("today_birthdays", resolved),
    }


def any_of(words: tuple[str, ...]) -> str:
    """A pattern that finds any of `words`; one that finds nothing where there are none."""
    return "|".join(re.escape(word) for word in words) or r"\A\z"


def _span(scope: Scope, until: date | None) -> Periods | None:
    return None if until is None else periods(scope, until)


def _asked_until(scope: Scope, until: date | None) -> date | None:
    asked = scope.as_of or scope.end
    return min(until, asked) if until and asked else until


def _asked_in(scope: Scope, span: Periods | None, until: date | None) -> tuple[date, date] | None:
    """The days whose questions are looked at: those chosen; else those shown, up to the last day and a week at least."""
    if span is None or until is None:
        return None
    return (span.start if scope.start else min(span.start, until - _WEEK + _DAY)), until


def _until(resolved: Resolved, span: Periods | None) -> Resolved:
    """The same scope looked at from the end of a source, which may lie after the chats' last day."""
    end = span.end if span else max(resolved.as_of, resolved.end)
    return Resolved(resolved.chats, resolved.start, end, end, resolved.include_staff, resolved.all_chats)


def _speakers(workspace: Workspace, resolved: Resolved, span: Periods | None) -> pd.DataFrame:
    last = span.end if span else resolved.as_of
    first = min(last - _LONG_AGO, span.before_start if span else last)
    return workspace.facts("today_speakers", resolved, first_day=first, last_day=last)


def _questions(workspace: Workspace, resolved: Resolved, settings: Settings, days: tuple[date, date] | None) -> pd.DataFrame:
    first, last = days or (resolved.as_of, resolved.as_of)
    return workspace.facts(
        "today_questions", resolved, first_day=first, last_day=last,
        answer_minutes=settings.today.answer_until_minutes, any_word_minutes=settings.today.any_word_until_minutes)


def _joins(workspace: Workspace, resolved: Resolved, settings: Settings, until: date | None) -> pd.DataFrame:
    return workspace.facts(
        "today_joins", replace(resolved, end=until, as_of=until) if until else resolved, new_days=settings.layers.new_below_days,
        greet_hours=settings.today.greet_below_hours, welcome=any_of(settings.today.welcome_words))


def _posts(workspace: Workspace, resolved: Resolved, *spans: Periods | None) -> pd.DataFrame:
    known = [one for one in spans if one]
    first = min((one.before_start for one in known), default=resolved.as_of)
    last = max((one.end for one in known), default=resolved.as_of)
    wanted = replace(resolved, start=first, end=last)
    posts = shop_posts.with_learned(workspace, wanted, workspace.facts("content_posts", wanted))
    return posts.assign(day=posts["posted_at"].dt.normalize())


def own(purchases: pd.DataFrame) -> pd.DataFrame:
    """Valid purchases of people who can be told apart and buy for themselves: only they are customers of the shop."""
    mine = purchases[(purchases["orders"] > 0) & (purchases["buyer"] == "own")]
    return mine.astype({"person_id": "int64"})


def _buyers(bought: pd.DataFrame) -> pd.DataFrame:
    # One row a person × day: rows are days.
    people = bought.groupby("person_id").agg(
        cents=("cents", "sum"), order_days=("day", "size"), first_paid_on=("day", "min"),
        last_paid_on=("day", "max")).reset_index()
    return people.sort_values(["cents", "person_id"], ascending=[False, True], ignore_index=True)


def _buy_for_others(workspace: Workspace, resolved: Resolved) -> frozenset[int]:
    """Whose orders say nothing of themselves: the shop's people on as_of, and those who order for many."""
    staff = "" if resolved.include_staff else (
        " union select person_id from staff where coalesce(valid_from <= $as_of, true) and coalesce(valid_to >= $as_of, true)")
    found = workspace.query(f"select person_id from resellers{staff}", None, **({"as_of": resolved.as_of} if staff else {}))
    return frozenset(found["person_id"])


def _day(value: object) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]
