"""What members contribute of their own: how much, by how many, and the parts of its quality that can be known (METRICS 6.6).

Quality asks for replies, quotes, size and the staff's mark. Exports do not say which line a quote answers and nobody marks
lines yet: so naming the author within the hour and size are shown, apart, and no score is made of half its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import activity, presence
from analytics.metrics.activity import Facts
from analytics.scope import Scope
from analytics.statistics.intervals import garwood, with_shares
from analytics.workspace import Workspace

_PER = 100
NOT_KNOWN = ("quotes", "staff_mark")


@dataclass(frozen=True)
class Ugc:
    """`items`: message_key, chat_id, person_id, display_name, sent_at, form, letters, text, repliers, reply_rank, size_rank
    (percentiles 0–100 within the group and month, equals equal). `count`: items; `member_days` (NULL unknown);
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
    return read(workspace, scope, activity.facts(workspace, scope))


def read(workspace: Workspace, scope: Scope | None, found: Facts) -> Ugc:
    """The same beside `activity.facts` that are there already."""
    items = workspace.facts("ugc_items", workspace.resolve(scope), characters=workspace.settings.activity.ugc_from_characters)
    return table(workspace.text_words(items, "text"), found)


def table(items: pd.DataFrame, found: Facts) -> Ugc:
    """From the facts; pure."""
    listed = found.population.kind == "list"
    there = presence.exposed(found.stays, found.start, found.end)
    member = items["person_id"].isin(there) | (not listed)
    items = ranked(items.assign(display_name=items["person_id"].map(found.names), member=member))
    days = None
    if listed:
        days = int(presence.member_days(found.stays, found.covered(found.start, found.end))["days"].sum())
    of = len(there) + found.population.unseen if found.population.has_share else 0
    authors = int(items.loc[items["member"], "person_id"].nunique())
    rate = pd.DataFrame({"count": [authors], "of": [max(of, 0)]})
    known = with_shares(rate) if of else rate.assign(share=float("nan"), low=float("nan"), high=float("nan"))
    forms = items["form"].value_counts().rename_axis("form").reset_index(name="count")
    return Ugc(found.end, {"missing": NOT_KNOWN, "population": found.population.kind}, items, forms, days,
               _per_hundred(int(items["member"].sum()), days), known)


def _per_hundred(count: int, days: int | None) -> tuple[float, float, float]:
    if not days:
        return float("nan"), float("nan"), float("nan")
    low, high = garwood(count)
    return count / days * _PER, float(low) / days * _PER, float(high) / days * _PER


def ranked(items: pd.DataFrame) -> pd.DataFrame:
    """`items` with reply_rank and size_rank, percentiles 0–100 within the group and month."""
    month = pd.to_datetime(items["sent_at"]).dt.to_period("M").astype("str")
    # A picture stands for itself: it counts as long as the longest text.
    size = items["letters"].astype("float64").where(items["form"] == "text", float("inf"))
    own = [items["chat_id"], month]
    ranks: dict[str, Any] = {"reply_rank": items["repliers"].groupby(own).rank(pct=True) * 100,
                             "size_rank": size.groupby(own).rank(pct=True) * 100}
    return items.assign(**ranks)
