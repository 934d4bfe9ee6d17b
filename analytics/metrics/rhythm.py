"""Rhythm: at which hours of the week members talk, the shop posts, posts are answered and orders come (METRICS 6.11).

Talk is held per recorded day, so that a week more or less of record changes nothing. Who saw a post nobody can tell from a
chat: whoever said anything within the hour stands for it (代理指标). That talk and orders follow posts is no proof of a cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import shop_posts
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import ratio_of_sums
from analytics.workspace import Workspace

WEEKDAYS, HOURS = range(1, 8), range(24)
MEASURES = ("talk", "posts", "reach", "interactions", "orders")
# So many of the liveliest free hours are worth the cost of an interval.
_CANDIDATES = 12
_CELL = ["weekday", "hour"]


@dataclass(frozen=True)
class Rhythm:
    """`cells`, one row a weekday (1 Monday) × hour: people (different ones who said something useful), messages, days (recorded
    days of that weekday), talk (people a recorded day, NULL without a day), posts, reach and interactions (mean a post; NULL
    without a post), orders. `free`, best first: weekday, hour, talk, low, high (95 %, bootstrap over days), posts, days: hours
    with hardly a post. `hours`, one row an hour: talk (people a recorded day, all weekdays), quiet. `posts`: post_id, chat_id,
    posted_at, category, text, weekday, hour, interactions, interactors, active. `orders`: order_id, person_id,
    paid_at, cents, weekday, hour.
    """

    as_of: date
    coverage: dict[str, Any]
    cells: pd.DataFrame
    free: pd.DataFrame
    hours: pd.DataFrame
    posts: pd.DataFrame
    orders: pd.DataFrame
    settings: Settings = field(repr=False)

    def cell(self, weekday: int, hour: int) -> dict[str, Any]:
        """One hour of the week."""
        found = self.cells[(self.cells["weekday"] == weekday) & (self.cells["hour"] == hour)]
        return _plain(found)

    def liveliest(self) -> dict[str, Any] | None:
        """The hour with most people talking; None where nobody talked."""
        known = self.cells[self.cells["people"] > 0]
        if known.empty:
            return None
        return _plain(known.sort_values(["talk", "weekday", "hour"], ascending=[False, True, True]))

    def posts_at(self, weekday: int, hour: int) -> pd.DataFrame:
        """The posts of an hour, newest first."""
        return _at(self.posts, weekday, hour).iloc[::-1].reset_index(drop=True)

    def orders_at(self, weekday: int, hour: int) -> pd.DataFrame:
        """The orders of an hour, newest first; one row an order."""
        return _at(self.orders, weekday, hour).iloc[::-1].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Rhythm:
    """The hours of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    with side_by_side() as ask:
        talked = ask.submit(workspace.facts, "rhythm_talk", resolved)
        bought = ask.submit(workspace.facts, "rhythm_orders", resolved)
        posts, untimed = posted(workspace, resolved)
    talk, orders, days = talked.result(), bought.result(), workspace.facts("rhythm_days", resolved)
    found = table(talk, days, workspace.text_words(posts, "text"), orders, resolved.as_of, workspace.settings)
    return Rhythm(**{**vars(found), "coverage": {**found.coverage, "untimed": untimed}})


def people(workspace: Workspace, scope: Scope | None = None, *, weekday: int, hour: int) -> pd.DataFrame:
    """person_id, display_name, messages: who talked in an hour of the week, as many as its `people`."""
    return workspace.named(workspace.facts("rhythm_people", workspace.resolve(scope), weekday=weekday, hour=hour))


def posted(workspace: Workspace, resolved: Resolved) -> tuple[pd.DataFrame, int]:
    """The shop's posts with a known time of day and how they were answered, texts as they stand; how many have no time."""
    posts = shop_posts.as_written(workspace, resolved).drop(columns=["interactions", "reach"])
    answers = workspace.facts("post_answers", resolved, minutes=workspace.settings.slots.answers_until_minutes)
    timed = posts["posted_at"] > posts["posted_at"].dt.normalize()
    found = posts[timed].merge(answers[["post_id", "interactions", "interactors", "active"]], on="post_id", how="left")
    return _with_cell(found, "posted_at").reset_index(drop=True), int((~timed).sum())


def table(talk: pd.DataFrame, days: pd.DataFrame, posts: pd.DataFrame, orders: pd.DataFrame, as_of: date,
          settings: Settings) -> Rhythm:
    """From the facts; pure."""
    recorded = pd.DatetimeIndex(pd.to_datetime(days["day"]))
    of_weekday = pd.Series(recorded.day_of_week + 1).value_counts().reindex(WEEKDAYS, fill_value=0)
    orders = _with_cell(orders, "paid_at")
    daily = talk[talk["day"].notna()]
    cells = _cells(talk[talk["day"].isna()], daily, posts, orders, of_weekday)
    coverage = {"days": len(recorded), "posts": len(posts), "orders": len(orders), "messages": int(daily["messages"].sum())}
    return Rhythm(as_of, coverage, cells, _free(cells, daily, settings), _hours(daily, len(recorded), settings), posts, orders,
                  settings)


def _plain(rows: pd.DataFrame) -> dict[str, Any]:
    """The first row by its columns."""
    return {str(name): value for name, value in rows.to_dict("records")[0].items()}


def _at(frame: pd.DataFrame, weekday: int, hour: int) -> pd.DataFrame:
    return frame[(frame["weekday"] == weekday) & (frame["hour"] == hour)]


def _with_cell(frame: pd.DataFrame, moment: str) -> pd.DataFrame:
    at = pd.to_datetime(frame[moment])
    return frame.assign(weekday=at.dt.day_of_week + 1, hour=at.dt.hour)


def _cells(talk: pd.DataFrame, daily: pd.DataFrame, posts: pd.DataFrame, orders: pd.DataFrame,
           days: pd.Series[Any]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([WEEKDAYS, HOURS], names=_CELL)
    cells = talk.set_index(_CELL)[["people", "messages"]].reindex(index, fill_value=0).reset_index()
    by_post = posts.groupby(_CELL).agg(posts=("post_id", "size"), reach=("active", "mean"), interactions=("interactions", "mean"))
    by_order = orders.groupby(_CELL).size().rename("orders")
    person_days = daily.groupby(_CELL)["people"].sum().rename("talk")
    cells = cells.assign(days=cells["weekday"].map(days))
    for one in (by_post, by_order, person_days):
        cells = cells.join(one, on=_CELL)
    # Nobody talked on a recorded day is 0; no recorded day says nothing.
    cells["talk"] = cells["talk"].fillna(0).div(cells["days"].where(cells["days"] > 0))
    return cells.fillna({"posts": 0, "orders": 0}).astype({"posts": "int64", "orders": "int64", "people": "int64"})


def _free(cells: pd.DataFrame, daily: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The liveliest hours with hardly a post: best lower end first."""
    rules = settings.slots
    hardly = cells["posts"] <= rules.free_until_share * cells["days"]
    found = cells[hardly & (cells["days"] >= rules.free_from_days) & (cells["talk"] > 0)]
    found = found.sort_values(["talk", *_CELL], ascending=[False, True, True]).head(_CANDIDATES)
    ends = [_interval(daily, int(row["weekday"]), int(row["hour"]), int(row["days"])) for row in found.to_dict("records")]
    found = found[[*_CELL, "talk", "posts", "days", "people"]].assign(low=[low for low, _ in ends], high=[high for _, high in ends])
    surest: pd.DataFrame = found.sort_values(["low", "talk", *_CELL], ascending=[False, False, True, True], ignore_index=True)
    return surest


def _interval(daily: pd.DataFrame, weekday: int, hour: int, days: int) -> tuple[float, float]:
    """Of the mean of people a day, days being what is drawn; a recorded day without a word counts as 0."""
    seen = _at(daily, weekday, hour)["people"].to_numpy()
    _, low, high = ratio_of_sums(np.concatenate([seen, np.zeros(days - len(seen))]), np.ones(days))
    return low, high


def _hours(daily: pd.DataFrame, days: int, settings: Settings) -> pd.DataFrame:
    """Each hour's people a recorded day; quiet where it is less than the setting's share of the mean hour."""
    people = daily.groupby("hour")["people"].sum().reindex(HOURS, fill_value=0)
    talk = people / days if days else people.astype("float64") * np.nan
    return pd.DataFrame({"hour": list(HOURS), "talk": talk.to_numpy(),
                         "quiet": (talk < settings.slots.quiet_below_share * talk.mean()).to_numpy()})
