"""What members contribute of their own: how much, by how many, and how good it is (METRICS 6.6).

Quality is 0–100 within a group and month: who replied (40), how often it was quoted or its author named (20), length or picture
(20), the shop's own mark (20). A part of which a piece has nothing is 0; no sentiment is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import activity, essence, presence
from analytics.metrics.activity import Facts
from analytics.scope import Resolved, Scope
from analytics.statistics.intervals import garwood, with_shares
from analytics.workspace import Workspace

_PER = 100
# Points of the score, a part each; the rank of a part is a percentile.
POINTS = {"reply_rank": 40, "named_rank": 20, "size_rank": 20, "mark_rank": 20}


@dataclass(frozen=True)
class Ugc:
    """`items`: message_key, chat_id, person_id, display_name, sent_at, form, letters, text, repliers, named (messages that quote it
    or name its author), marked (精华), reply_rank, named_rank, size_rank, mark_rank (percentiles 0–100 within the group and
    month, equals equal, 0 for nothing), quality (0–100). `count`: items; `member_days` (NULL unknown);
    `per_hundred`: items per 100 member-days, low, high (exact Poisson). `authors`: count, of (members exposed), share, low,
    high. `forms`: form, count.
    """

    as_of: date
    coverage: dict[str, Any]
    items: pd.DataFrame
    forms: pd.DataFrame
    member_days: int | None
    per_hundred: tuple[float, float, float]
    authors: pd.DataFrame

    @property
    def count(self) -> int:
        """How many items."""
        return len(self.items)

    def people(self) -> pd.DataFrame:
        """person_id, display_name of the authors."""
        return self.items[self.items["member"]].drop_duplicates("person_id")[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Ugc:
    """Own content of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    return read(workspace, scope, activity.facts(workspace, scope, talk=False))


def read(workspace: Workspace, scope: Scope | None, found: Facts) -> Ugc:
    """The same beside `activity.facts` that are there already, with or without talk."""
    items = pieces(workspace, workspace.resolve(scope))
    return table(workspace.text_words(workspace.named(items), "text"), found)


def pieces(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """The pieces of the resolved days with their quality, texts as they stand, nobody named: columns of `ranked`."""
    rules = workspace.settings.activity
    items = workspace.facts("ugc_items", resolved, characters=rules.ugc_from_characters,
                            reply_minutes=rules.ugc_replies_until_minutes, named_hours=rules.ugc_named_until_hours)
    return ranked(items.assign(marked=items["message_key"].isin(essence.chosen(workspace))))


def table(items: pd.DataFrame, found: Facts) -> Ugc:
    """From the named pieces and the facts; pure."""
    listed = found.population.kind == "list"
    there = presence.exposed(found.stays, found.start, found.end)
    items = items.assign(member=items["person_id"].isin(there) | (not listed))
    days = None
    if listed:
        days = int(presence.member_days(found.stays, found.covered(found.start, found.end))["days"].sum())
    of = len(there) + found.population.unseen if found.population.has_share else 0
    authors = int(items.loc[items["member"], "person_id"].nunique())
    rate = pd.DataFrame({"count": [authors], "of": [max(of, 0)]})
    known = with_shares(rate) if of else rate.assign(share=float("nan"), low=float("nan"), high=float("nan"))
    forms = items["form"].value_counts().rename_axis("form").reset_index(name="count")
    return Ugc(found.end, {"population": found.population.kind}, items, forms, days,
               _per_hundred(int(items["member"].sum()), days), known)


def _per_hundred(count: int, days: int | None) -> tuple[float, float, float]:
    if not days:
        return float("nan"), float("nan"), float("nan")
    low, high = garwood(count)
    return count / days * _PER, float(low) / days * _PER, float(high) / days * _PER


def ranked(items: pd.DataFrame) -> pd.DataFrame:
    """`items` with the four ranks, percentiles 0–100 within the group and month, and quality; pure."""
    month = pd.to_datetime(items["sent_at"]).dt.to_period("M").astype("str")
    own = [items["chat_id"], month]
    # A picture stands for itself: it counts as long as the longest text.
    size = items["letters"].astype("float64").where(items["form"] == "text", float("inf"))
    parts = {"reply_rank": items["repliers"], "named_rank": items["named"], "size_rank": size, "mark_rank": items["marked"]}
    ranks = {name: _percentile(values.astype("float64"), own) for name, values in parts.items()}
    quality = sum((ranks[name] * points for name, points in POINTS.items()), pd.Series(0.0, index=items.index)) / 100
    return items.assign(**ranks, quality=quality)


def _percentile(values: pd.Series[Any], own: list[Any]) -> pd.Series[Any]:
    """Equal values rank equal; nothing is 0, however many others have nothing either."""
    ranks: pd.Series[Any] = values.groupby(own).rank(pct=True) * 100
    return ranks.where(values > 0, 0.0)
