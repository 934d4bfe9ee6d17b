"""How each number of a scorecard is made: who is counted of whom, group by group (METRICS 6.15).

Every rule takes the facts and gives a frame chat_id, person_id (of whom), counted; who cannot be judged yet has no row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.settings import Settings

COLUMNS = ["chat_id", "person_id", "counted"]


@dataclass(frozen=True)
class Facts:
    """`rows`: GroupTable.rows. `joins`: facts scorecard_joins with left_on. `days`: person_id, day of every purchase of somebody
    who buys for himself, up to `end`. `posts`, `coupons`: as their SQL says, with chat_id. `leaves`: chat_id → how leaving is
    known, NULL where not. `refunds`: person_id, day, refunded of such purchases. `typed`: facts typed_group_numbers. Only where
    a group's kind asks for it, else None: `came`, who came to an event or the shop in the period (None too without such a
    sheet); `authors`: chat_id, person_id of own content; `lately`: posts of the last weeks; `questions`: facts today_questions;
    `complaints`: facts group_complaints; `acts`: facts group_acts; `bought`: group_table.by_buyer; `leaves_timed`: facts
    group_leaves_timed; `care`: facts group_care; `active`: chat_id, person_id of who took part in the last 30 days; `brought`:
    facts referral_joins; `violations`: facts group_violations (None too without such a sheet); `spans`: scorecard_flash.spans of
    快闪群, whose `rows` are cut to these days.
    """

    rows: pd.DataFrame
    joins: pd.DataFrame
    days: pd.DataFrame
    refunds: pd.DataFrame
    posts: pd.DataFrame
    coupons: pd.DataFrame
    leaves: pd.Series
    start: date
    end: date
    orders_from: date | None
    orders_until: date | None
    typed: pd.DataFrame
    came: frozenset[int] | None = None
    authors: pd.DataFrame | None = None
    lately: pd.DataFrame | None = None
    questions: pd.DataFrame | None = None
    complaints: pd.DataFrame | None = None
    acts: pd.DataFrame | None = None
    bought: pd.DataFrame | None = None
    leaves_timed: pd.DataFrame | None = None
    care: pd.DataFrame | None = None
    active: pd.DataFrame | None = None
    brought: pd.DataFrame | None = None
    violations: pd.DataFrame | None = None
    spans: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def bought_until(self) -> pd.Timestamp:
        """The last day on which a purchase would be known."""
        return pd.Timestamp(min(self.end, self.orders_until or self.end))


def paid_early(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """引流群: first purchase within so many days of joining (the join day is day 1), of those whose days are over and
    who had not bought before; joins before the orders begin are left out, since nobody knows.
    """
    if found.orders_from is None:
        return None
    days = int(settings.scorecards.paid_until_days)
    joins = found.joins[found.joins["joined_on"] >= pd.Timestamp(found.orders_from)]
    first = of_each(joins, found.days.groupby("person_id")["day"].min())
    over = joins["joined_on"] + pd.Timedelta(days=days - 1) <= found.bought_until
    return made(joins, (first - joins["joined_on"]).dt.days < days, over & ~(first < joins["joined_on"]))


def left_early(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Left within so many days of joining, of those whose days are over, where leaving is known by the day."""
    days = int(settings.scorecards.left_until_days)
    dated = found.leaves.index[found.leaves.isin(("sheet", "lines"))]
    joins = found.joins[found.joins["chat_id"].isin(dated)]
    over = joins["joined_on"] + pd.Timedelta(days=days - 1) <= pd.Timestamp(found.end)
    return made(joins, (joins["left_on"] - joins["joined_on"]).dt.days < days, over) if len(joins) else None


def spoke_early(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Said something useful within so many days of joining, of those whose days are over."""
    days = int(settings.scorecards.spoke_until_days)
    over = found.joins["joined_on"] + pd.Timedelta(days=days - 1) <= pd.Timestamp(found.end)
    spoke = (pd.to_datetime(found.joins["spoke_on"]) - found.joins["joined_on"]).dt.days < days
    return made(found.joins, spoke, over) if len(found.joins) else None


def invited(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Came by somebody's invitation, of those who joined; only where the record names inviters at all."""
    named = found.joins.groupby("chat_id")["invited"].transform("any").astype(bool)
    joins = found.joins[named]
    return made(joins, joins["invited"].astype(bool), pd.Series(True, index=joins.index)) if len(joins) else None


def repeated(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """福利群: bought on two days or more of the last days, of the members who bought in them; needs orders that reach back."""
    return _repeated(found, int(settings.scorecards.repeat_until_days))


def repeated_soon(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """The same over fewer days (METRICS 6.15 asks for both)."""
    return _repeated(found, int(settings.scorecards.repeat_soon_until_days))


def _repeated(found: Facts, length: int) -> pd.DataFrame | None:
    first = found.bought_until - pd.Timedelta(days=length - 1)
    if found.orders_from is None or pd.Timestamp(found.orders_from) > first:
        return None
    days = found.days[found.days["day"].between(first, found.bought_until)].groupby("person_id")["day"].nunique()
    there = found.rows[found.rows["present"]]
    count = of_each(there, days)
    return made(there, count >= 2, count.notna())


def woken(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Bought in the period, of the members whose last purchase before it lay so many days back."""
    if found.orders_from is None:
        return None
    start = pd.Timestamp(found.start)
    before = found.days[found.days["day"] < start].groupby("person_id")["day"].max()
    again = found.days.loc[found.days["day"].between(start, found.bought_until), "person_id"].unique()
    there = found.rows[found.rows["exposed"]]
    gap = (start - of_each(there, before)).dt.days
    return made(there, there["person_id"].isin(again), gap >= int(settings.scorecards.dormant_from_days))


def flash_buyers(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """快闪群: bought between the group's start and end, of the members who were there in between."""
    if found.orders_from is None:
        return None
    there = found.rows[found.rows["exposed"]]
    return made(there, there["orders"] > 0, pd.Series(True, index=there.index))


def left(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Left in the period, of the members who were there in it; only where leaving is known."""
    there = found.rows[(found.rows["exposed"] | found.rows["left_on"].notna()) & found.rows["chat_id"].map(found.leaves).notna()]
    return made(there, there["left_on"].notna(), pd.Series(True, index=there.index)) if len(there) else None


def speakers(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Said something useful, of the members who were there."""
    there = found.rows[found.rows["exposed"]]
    return made(there, there["effective"] > 0, pd.Series(True, index=there.index)) if len(there) else None


def buyers(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Bought in the period, of the members who were there."""
    return flash_buyers(found, settings)


def promotion(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Posts that promote, of the posts whose kind is known; person_id: who posted (NULL: not known)."""
    posts = found.posts[found.posts["category"].notna() & found.posts["chat_id"].notna()]
    return made(posts, posts["category"] == "promotion", pd.Series(True, index=posts.index)) if len(posts) else None


def answered(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Questions answered in time, of those whose time is over; person_id: who asked."""
    asked = found.questions
    if asked is None or asked.empty:
        return None
    over = (asked["last_at"] - asked["sent_at"]).dt.total_seconds() >= int(settings.today.answer_until_minutes) * 60
    return made(asked, asked["answered_at"].notna(), over | asked["answered_at"].notna())


def redeemed(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Coupons of the group redeemed, of those redeemed or expired in the period."""
    coupons = found.coupons
    return made(coupons, coupons["redeemed"].astype(bool), pd.Series(True, index=coupons.index)) if len(coupons) else None


def of_each(rows: pd.DataFrame, values: pd.Series, by: str = "person_id") -> pd.Series:
    """Each row's value by `by`, its kind kept even where there is none at all, which `map` cannot do with days."""
    return values.reindex(rows[by]).set_axis(rows.index)


def together(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series[Any]:
    """Whether each row's group and person stand together in `pairs`."""
    keys = ["chat_id", "person_id"]
    return pd.Series(pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(pairs[keys])), index=rows.index)


def one_by_one(rows: pd.DataFrame, counted: str, of: str) -> pd.DataFrame:
    """One row a thing (order, message) of column `of` of who did it, those of `counted` first."""
    many = [(rows[counted], True), (rows[of] - rows[counted], False)]
    parts = [rows.loc[rows.index.repeat(np.asarray(times, dtype="int64")), ["chat_id", "person_id"]].assign(counted=side)
             for times, side in many]
    return pd.concat(parts, ignore_index=True)


def made(frame: pd.DataFrame, counted: Any, judged: Any) -> pd.DataFrame:
    """chat_id, person_id, counted: the judged rows; what cannot be compared counts as not counted."""
    ours = pd.Series(True, index=frame.index) if "staff" not in frame else ~frame["staff"]
    marked = frame.assign(counted=counted.fillna(False).astype(bool))
    kept: pd.DataFrame = marked.loc[judged & ours, COLUMNS]
    return kept.reset_index(drop=True)
