"""The posts of the shop that every page about content counts: each once, with what is known of it (METRICS 6.11).

A post that stands in a content sheet and in a chat on the same day is one post, as the sheet describes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.importers.dictionary import words
from analytics.metrics import learned_posts, production
from analytics.scope import Resolved
from analytics.workspace import Workspace, facts_sql


def read(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """One row a post of the resolved days, columns of sql/facts/content_posts.sql and `week_start` (its Monday).

    `category` NULL: undecided; `reason`: the words or the rule that decided, corrected where a person did; said_category,
    said_reason: the same before anybody corrected; `template`: a fingerprint of the words but for numbers; `text` as it may be
    shown. What the rules left open may be learned from corrections: reason learned, `confidence` and `like` (learned_posts).
    """
    return workspace.text_words(as_written(workspace, resolved), "text")


def as_written(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """The same with the texts as they stand, for rules on words; it goes through the door before anybody sees it."""
    posts = workspace.facts("content_posts", resolved)
    posts["production"] = production.told(posts, workspace.settings)
    posts["reason"] = posts["reason"].astype("str").where(posts["reason"].notna(), None)
    days = posts["posted_at"].dt.normalize()
    posts["week_start"] = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return learned_posts.decided(workspace, posts)


def with_learned(workspace: Workspace, resolved: Resolved, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (post_id, category) of the resolved days, undecided ones with the kind that was learned, where it may speak."""
    if rows["category"].notna().all() or not learned_posts.may_speak(workspace):
        return rows
    posts = as_written(workspace, resolved)
    kinds = posts.loc[posts["reason"] == learned_posts.LEARNED].set_index("post_id")["category"]
    return rows.assign(category=rows["category"].astype("object").where(rows["category"].notna(), rows["post_id"].map(kinds)))


# What one decision is about: the posts that were chosen, all with the same words but for numbers, all that the same rule decided.
REACHES = ("these", "words", "rule")
_STATED = "stated"
# As content sheets say it (importers/words/values.toml).
PRODUCTIONS = tuple(words()["values"]["production"])


def reached(posts: pd.DataFrame, chosen: Collection[str], reach: str) -> pd.DataFrame:
    """The posts that a decision about `chosen` (post ids) is about; what a sheet states is no rule of ours."""
    picked = posts[posts["post_id"].isin(chosen)]
    if reach == "these":
        return picked
    column = {"words": "template", "rule": "said_reason"}[reach]
    keys = picked.loc[picked["said_reason"] != _STATED, column].dropna() if reach == "rule" else picked[column]
    return posts[posts[column].isin(keys)]


def decision(posts: pd.DataFrame, chosen: Collection[str], reach: str, category: str) -> dict[str, dict[str, str]]:
    """The same as `Workspace.correct_posts` wants it. Posts corrected one by one keep their own word."""
    rows = reached(posts, chosen, reach)
    kind, column = {"these": ("category", "post_id"), "words": ("category_like", "template"),
                    "rule": ("category_rule", "said_reason")}[reach]
    return {kind: dict.fromkeys(rows[column], category)}


def to_check(posts: pd.DataFrame, checked: Collection[str], most: int) -> pd.DataFrame:
    """`most` posts that nobody looked at, drawn by the fingerprint of their words: by chance, yet the same at each look."""
    left = posts[~posts["post_id"].isin(checked)]
    return left.sort_values(["template", "post_id"]).drop_duplicates("template").head(most).reset_index(drop=True)


def looked_at(rows: pd.DataFrame, truth: Mapping[str, str | None]) -> dict[str, dict[str, str]]:
    """What was said of posts shown for checking (`truth`: post_id → category; None: nothing said), for `correct_posts`."""
    known = {post: kind for post, kind in truth.items() if kind in CATEGORIES}
    said = rows.set_index("post_id")["said_category"]
    rules = said.where(said.notna(), "undecided")
    return {"category": known, "category_checked": {post: str(rules[post]) for post in known}}


def decisions(workspace: Workspace) -> pd.DataFrame:
    """What was said of posts, newest first, one row a moment: decided_at, kind (of most of it), decisions (how many)."""
    rows = workspace.query(facts_sql("post_decisions"))
    most = rows.sort_values(["decided_at", "decisions", "kind"], ascending=[False, False, True])
    return most.groupby("decided_at", sort=False).agg(kind=("kind", "first"), decisions=("decisions", "sum")).reset_index()


def places(workspace: Workspace, resolved: Resolved, days_before: int = 0) -> pd.DataFrame:
    """post_id, sent_as (its id there), chat_id (NULL: a sheet that names no group), posted_at, category: where each post stood.

    `days_before`: also the posts of so many days before the resolved ones.
    """
    earlier = replace(resolved, start=resolved.start - timedelta(days=days_before))
    return with_learned(workspace, earlier, workspace.facts("post_places", earlier))
