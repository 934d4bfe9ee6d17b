"""Numbers of a scorecard that are no share: money an order, days a buyer, K, matches a month, days to a match; and the ways in
(METRICS 6.15).

Each rule gives a frame indexed by chat_id: value, low, high (NaN: not known), count and of (what it is made of), and who stands
behind it: chat_id, person_id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import scorecard_acts as acts
from analytics.metrics.scorecard_more import MATCHED, totals
from analytics.metrics.scorecard_rules import Facts
from analytics.settings import Settings
from analytics.statistics.intervals import garwood, with_shares
from analytics.statistics.ratios import ratio
from analytics.statistics.survival import kaplan_meier, median_time

NUMBERS = ["value", "low", "high", "count", "of"]
_MONTH_DAYS, _PER_MEMBERS, _PER_MESSAGES = 30, 100, 1000
INVITED, UNSTATED = "invited", ""
Made = tuple[pd.DataFrame, pd.DataFrame] | None
Rule = Callable[[Facts, Settings], Made]


@dataclass(frozen=True)
class Figure:
    """One figure of a card. `needs`: what would give it."""

    key: str
    role: str
    unit: str
    rule: Rule
    needs: str


def per_order(found: Facts, settings: Settings) -> Made:
    """Net sales per order of the members' orders; people are the unit of the interval. `count`: buyers, `of`: orders."""
    return _over_buyers(found, lambda rows: (rows["cents"] / 100, rows["orders"]))


def frequency(found: Facts, settings: Settings) -> Made:
    """Buying days of a buyer in 30 days. `count`: buyers, `of`: their buying days."""
    days = (found.end - found.start).days + 1
    return _over_buyers(found, lambda rows: (rows["days"] * (_MONTH_DAYS / days), np.ones(len(rows))), "days")


def brought_along(found: Facts, settings: Settings) -> Made:
    """K: who came by somebody's invitation in the last 30 days, a member who took part in them. `count`, `of`: both."""
    if found.brought is None or found.active is None or found.brought.empty:
        return None
    since = pd.Timestamp(found.end) - pd.Timedelta(days=_MONTH_DAYS)
    came = found.brought[pd.to_datetime(found.brought["joined_on"]) > since]
    active = found.active.groupby("chat_id").size()
    count = came.groupby("chat_id").size().reindex(active.index).fillna(0).astype("int64")
    return _poisson(count, active, 1.0), came[["chat_id", "invitee_id"]].rename(columns={"invitee_id": "person_id"})


def matches_a_month(found: Facts, settings: Settings) -> Made:
    """Matches in 30 days of the period."""
    count, people = _matched(found, settings)
    days = (found.end - found.start).days + 1
    return (_poisson(count, pd.Series(days, index=count.index), _MONTH_DAYS), people) if len(count) else None


def matches_by_members(found: Facts, settings: Settings) -> Made:
    """Matches of the period, a hundred members there at its end."""
    count, people = _matched(found, settings)
    members = found.rows[found.rows["present"] & ~found.rows["staff"]].groupby("chat_id").size()
    count = count[count.index.isin(members.index)]
    return (_poisson(count, members.reindex(count.index), _PER_MEMBERS), people) if len(count) else None


def days_to_match(found: Facts, settings: Settings) -> Made:
    """Days until half of the requests are matched, those without a match seen until the end (Kaplan–Meier)."""
    rows = acts.case_rows(found, settings)
    if rows is None or rows.empty:
        return None
    made = {}
    for chat_id, group in rows.groupby("chat_id"):
        median = median_time(kaplan_meier(group["wait"], group["counted"]))
        made[chat_id] = (np.nan if median is None else median, np.nan, np.nan, int(group["counted"].sum()), len(group))
    return pd.DataFrame.from_dict(made, orient="index", columns=NUMBERS), rows.loc[rows["counted"], ["chat_id", "person_id"]]


def broken_by_messages(found: Facts, settings: Settings) -> Made:
    """Broken rules of the period, a thousand messages of the members. `count`, `of`: both."""
    return _broken(found, found.rows[~found.rows["staff"]].groupby("chat_id")["messages"].sum(), _PER_MESSAGES)


def broken_by_members(found: Facts, settings: Settings) -> Made:
    """Broken rules of the period, a hundred members who were there. `count`, `of`: both."""
    return _broken(found, found.rows[found.rows["exposed"] & ~found.rows["staff"]].groupby("chat_id").size(), _PER_MEMBERS)


def taken_off(found: Facts, settings: Settings) -> Made:
    """What was taken off, of what the orders would have cost, over orders whose sheet says it. `count`, `of`: both in yuan."""
    if found.bought is None:
        return None
    rows = found.bought[found.bought["person_id"].notna() & (found.bought["full_cents"] > 0)]
    yuan = (rows.groupby("chat_id")[["off_cents", "full_cents"]].sum() / 100).round().astype("int64")
    made = {chat: (*ratio(part["off_cents"], part["full_cents"]), *yuan.loc[chat]) for chat, part in rows.groupby("chat_id")}
    return (pd.DataFrame.from_dict(made, orient="index", columns=NUMBERS), rows[["chat_id", "person_id"]]) if made else None


def post_clicks(found: Facts, settings: Settings) -> Made:
    """Clicks of those reached, summed over posts of which both are known; posts are the unit. `count`, `of`: both."""
    posts = found.posts[found.posts["chat_id"].notna() & found.posts["clicks"].notna() & (found.posts["reach"] > 0)]
    made = {chat: (*ratio(rows["clicks"], rows["reach"]), int(rows["clicks"].sum()), int(rows["reach"].sum()))
            for chat, rows in posts.groupby("chat_id")}
    return (pd.DataFrame.from_dict(made, orient="index", columns=NUMBERS), _nobody()) if made else None


FIGURES: dict[str, tuple[Figure, ...]] = {
    "引流群": (Figure("broken_messages", "guardrail", "times", broken_by_messages, "violations"),
               Figure("brought", "diagnostic", "ratio", brought_along, "inviters")),
    "福利群": (Figure("frequency", "headline", "times", frequency, "orders"),
               Figure("broken_members", "guardrail", "times", broken_by_members, "violations"),
               Figure("per_order", "diagnostic", "money", per_order, "orders"),
               Figure("taken_off", "diagnostic", "share", taken_off, "discounts"),
               Figure("post_clicks", "diagnostic", "share", post_clicks, "clicks")),
    "快闪群": (Figure("per_order", "diagnostic", "money", per_order, "orders"),),
    "资源对接群": (Figure("matches_month", "headline", "times", matches_a_month, "cases"),
                   Figure("matches_members", "headline", "times", matches_by_members, "cases"),
                   Figure("match_days", "diagnostic", "days", days_to_match, "case_sheet")),
}


def sources(found: Facts) -> pd.DataFrame:
    """How the newcomers of each group came: chat_id, source ("invited", a channel as files name it, "" not said), count, of,
    share, low, high; most first.
    """
    joins = with_source(found)
    counts = joins.groupby(["chat_id", "source"]).size().rename("count").reset_index()
    counts["of"] = counts.groupby("chat_id")["count"].transform("sum")
    return with_shares(counts.astype({"count": "int64", "of": "int64"}).sort_values(
        ["chat_id", "count", "source"], ascending=[True, False, True], ignore_index=True))


def with_source(found: Facts) -> pd.DataFrame:
    """`joins` with their source: an inviter says more than the channel."""
    joins = found.joins
    channel = joins["channel"].fillna(UNSTATED).astype("str")
    return joins.assign(source=channel.mask(joins["invited"].astype(bool), INVITED))


def _broken(found: Facts, of: pd.Series[Any], scale: float) -> Made:
    """A group in which no rule was broken stands at 0, once any sheet speaks of broken rules."""
    if found.violations is None:
        return None
    of = of[of > 0]
    count = found.violations.groupby("chat_id").size().reindex(of.index).fillna(0).astype("int64")
    return _poisson(count, of, scale), found.violations[["chat_id", "person_id"]]


def _over_buyers(found: Facts, parts: Callable[[pd.DataFrame], tuple[Any, Any]], of: str = "orders") -> Made:
    if found.bought is None:
        return None
    bought = found.bought[found.bought["person_id"].notna()]
    made = {chat: (*ratio(*parts(rows)), len(rows), int(rows[of].sum())) for chat, rows in bought.groupby("chat_id")}
    return (pd.DataFrame.from_dict(made, orient="index", columns=NUMBERS), bought[["chat_id", "person_id"]]) if made else None


def _matched(found: Facts, settings: Settings) -> tuple[pd.Series[Any], pd.DataFrame]:
    """chat_id → matches of the period: from sheets of requests, else as typed; and the people of the former."""
    rows = acts.case_rows(found, settings)
    if rows is not None and len(rows):
        return rows.groupby("chat_id")["counted"].sum(), rows.loc[rows["counted"], ["chat_id", "person_id"]]
    return totals(found)[MATCHED].astype("int64"), _nobody()


def _poisson(count: pd.Series[Any], of: pd.Series[Any], scale: float) -> pd.DataFrame:
    low, high = garwood(count)
    frame = pd.DataFrame({"value": count, "low": low, "high": high}, index=count.index).mul(scale).div(of, axis=0)
    return frame.assign(count=count.astype("int64"), of=of.astype("int64"))


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({"chat_id": pd.Series(dtype="str"), "person_id": pd.Series(dtype="Int64")})
