"""The posts of the shop that every page about content counts: each once, with what is known of it (METRICS 6.11).

A post that stands in a content sheet and in a chat on the same day is one post, as the sheet describes it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from analytics.scope import Resolved
from analytics.workspace import Workspace


def read(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """One row a post of the resolved days, columns of sql/facts/content_posts.sql and `week_start` (its Monday).

    `category` NULL: undecided; `reason`: the words or the rule that decided; `text` as it may be shown.
    """
    posts = workspace.facts("content_posts", resolved)
    posts["reason"] = posts["reason"].astype("str").where(posts["reason"].notna(), None)
    days = posts["posted_at"].dt.normalize()
    posts["week_start"] = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return workspace.text_words(posts, "text")


def places(workspace: Workspace, resolved: Resolved, days_before: int = 0) -> pd.DataFrame:
    """post_id, sent_as (its id there), chat_id (NULL: a sheet that names no group), posted_at, category: where each post stood.

    `days_before`: also the posts of so many days before the resolved ones.
    """
    return workspace.facts("post_places", replace(resolved, start=resolved.start - timedelta(days=days_before)))
