"""How many take part in a topic (核心话题参与度; METRICS 6.5): the talk that follows a post of the shop.

A topic ends with the next post, after an hour, or after half an hour without a word. Later lines belong to it where the file says
that they answer the post, or a line that belongs to it; most exports say only that a line quotes, not which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import presence, shop_posts
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Topics:
    """`topics`, one row a post: post_id, chat_id, posted_at, category, text, count (people who took part), of (members present
    at its start, NULL where nobody knows), share, low, high, messages, signs (their length), depth
    (useful messages a person), breadth (who had not taken part in the topic before it in that group). `total`: count, of, share,
    low, high over topics with a known `of` (人次). `taking_part`: post_id, person_id, display_name, messages.
    """

    as_of: date
    coverage: dict[str, Any]
    topics: pd.DataFrame
    total: pd.DataFrame
    taking_part: pd.DataFrame

    def worth_writing(self, from_people: int) -> pd.DataFrame:
        """Topics in which at least so many took part, those first in which most was said (R31)."""
        rows, order = self.topics[self.topics["count"] >= from_people], ["signs", "count", "posted_at", "post_id"]
        return rows.sort_values(order, ascending=[False, False, False, True], ignore_index=True)

    def people(self, post_id: str) -> pd.DataFrame:
        """person_id, display_name of those who took part in a topic."""
        rows = self.taking_part[self.taking_part["post_id"] == post_id]
        return rows[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Topics:
    """Topics of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    resolved, rules = workspace.resolve(scope), workspace.settings.activity
    found = workspace.facts("topics", resolved, minutes=rules.topic_until_minutes, quiet=rules.topic_quiet_until_minutes)
    found = shop_posts.with_learned(workspace, resolved, found)
    posts = workspace.text_words(workspace.facts("topic_posts", resolved), "text")
    names = workspace.words_for(found["person_id"].dropna().astype("int64").unique())
    return table(found, posts, presence.stays(workspace, resolved), resolved.as_of, names)


def table(found: pd.DataFrame, posts: pd.DataFrame, stays: pd.DataFrame, as_of: date, names: dict[int, str]) -> Topics:
    """From the facts; pure."""
    part = found[found["person_id"].notna()].astype({"person_id": "int64"})
    summed = part.groupby("post_id").agg(count=("person_id", "nunique"), messages=("messages", "sum"), signs=("signs", "sum"))
    topics = found.drop_duplicates("post_id")[["post_id", "chat_id", "posted_at", "category"]].merge(
        summed, left_on="post_id", right_index=True, how="left").fillna({"count": 0, "messages": 0, "signs": 0})
    topics = topics.astype(dict.fromkeys(("count", "messages", "signs"), "int64"))
    topics = topics.merge(posts[["post_id", "text"]], on="post_id", how="left")
    topics["of"] = presence.members_at(topics, stays)
    topics["members_in"] = topics["post_id"].map(presence.members_among(part, stays, "post_id")).fillna(0).astype("int64")
    topics = _shared(topics)
    topics["depth"] = (topics["messages"] / topics["count"]).where(topics["count"] > 0)
    topics["breadth"] = _breadth(topics, part)
    known = topics[topics["of"].notna()]
    total = with_shares(pd.DataFrame({"count": [int(known["members_in"].sum())], "of": [int(known["of"].sum())]}))
    part = part.assign(display_name=part["person_id"].map(names))
    return Topics(as_of, {"topics": len(topics), "members_known": bool(len(known))}, topics.iloc[::-1].reset_index(drop=True),
                  total, part[["post_id", "person_id", "display_name", "messages"]].reset_index(drop=True))


def _shared(topics: pd.DataFrame) -> pd.DataFrame:
    known = with_shares(topics.loc[topics["of"].notna(), ["members_in", "of"]].astype("int64"), "members_in")
    return topics.join(known[["share", "low", "high"]])


def _breadth(topics: pd.DataFrame, part: pd.DataFrame) -> pd.Series[Any]:
    """People of each topic who were not in the one before it in that group."""
    before = topics.groupby("chat_id")["post_id"].shift()
    pairs = part.merge(pd.DataFrame({"post_id": topics["post_id"], "before": before}), on="post_id")
    again = pairs.merge(part[["post_id", "person_id"]].rename(columns={"post_id": "before"}), on=["before", "person_id"])
    repeated = again.groupby("post_id")["person_id"].nunique()
    fresh: pd.Series[Any] = topics["count"] - topics["post_id"].map(repeated).fillna(0).astype("int64")
    return fresh
