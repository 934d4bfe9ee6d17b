"""Where people come from: a way in (资料包, 体验课, 门店码…) → joined → first order → still here (issue 6, item 6).

The way in is what the member list or the group's own lines say of the first join. First orders are those of
`metrics.first_orders`, over `lures.first_order_until_days`: existing customers and people whose days are not over stand in no
rate. Still here counts only where the record would show somebody leaving (METRICS 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import first_orders, presence
from analytics.metrics.first_orders import FirstOrders
from analytics.metrics.leave_record import leave_record
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.families import against_rest
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

RATES = ("first_order", "still_here")
UNSTATED = ""
# Each rate's base and its count, as lists of people.
_LISTS = {"first_order": ("order_of", "ordered"), "still_here": ("still_of", "still")}


@dataclass(frozen=True)
class Lures:
    """`channels`, most joined first: channel ("" = not stated), joined. `rates`: channel, rate (of `RATES`), count, of, share,
    low, high, p, q, word (against all other ways in). channel NULL: everybody.

    `members`, one row a person who joined in the period: person_id, display_name, channel, joined_on, order_of, ordered,
    still_of, still, unclear (whether counted and in which), first_paid_on, status (metrics.first_orders).
    """

    as_of: date
    coverage: dict[str, Any]
    channels: pd.DataFrame
    rates: pd.DataFrame
    members: pd.DataFrame

    def people(self, which: str = "joined", channel: str | None = None) -> pd.DataFrame:
        """The members of a list (joined, order_of, ordered, not_ordered, still_of, still, gone), of one way in or all."""
        rows = self.members if channel is None else self.members[self.members["channel"] == channel]
        apart = {"not_ordered": rows["order_of"] & ~rows["ordered"], "gone": rows["still_of"] & ~rows["still"],
                 "joined": pd.Series(True, index=rows.index)}
        return rows[apart[which] if which in apart else rows[which]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Lures:
    """People whose first join lies in the days of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    begun, until = first_orders.record(workspace, resolved, settings)
    joins = first_orders.read(workspace, resolved, until)
    longer = settings.changed(stages__introduction_until_days=int(settings.lures.first_order_until_days))
    ordered = first_orders.table(joins, begun, until, resolved, longer)
    ways = workspace.channel_words(workspace.facts("lure_joins", resolved))
    return table(ordered, ways, presence.stays(workspace, resolved), leave_record(workspace, resolved), resolved, settings)


def table(ordered: FirstOrders, ways: pd.DataFrame, stays: pd.DataFrame, record: pd.DataFrame, resolved: Resolved,
          settings: Settings) -> Lures:
    """The rules on the facts; pure."""
    members = ordered.joins.merge(ways, on="person_id", how="inner")
    members["channel"] = members["channel"].fillna(UNSTATED)
    members["joined_on"] = pd.to_datetime(members["joined_on"])
    members["order_of"] = members["status"].isin(("bought", "not_yet"))
    members["ordered"] = members["status"] == "bought"
    members = members.join(_still(members, stays, record, resolved, int(settings.lures.still_from_days)))
    channels = members.groupby("channel").size().rename("joined").reset_index()
    channels = channels.sort_values(["joined", "channel"], ascending=[False, True], ignore_index=True)
    known = {"has_joins": len(members) > 0, "has_channels": bool((members["channel"] != UNSTATED).any()),
             "has_orders": ordered.coverage["has_orders"], "has_leaves": bool(members["still_of"].any()),
             "orders_until": ordered.coverage["orders_until"], "left_out": ordered.left_out,
             "unclear": int(members["unclear"].sum())}
    columns = ["person_id", "display_name", "channel", "joined_on", "first_paid_on", "status", "order_of", "ordered", "still_of",
               "still", "unclear"]
    return Lures(resolved.as_of, known, channels, _rates(members, channels["channel"], known), members[columns])


def _still(members: pd.DataFrame, stays: pd.DataFrame, record: pd.DataFrame, resolved: Resolved, days: int) -> pd.DataFrame:
    """still_of: the day so many days after joining is over and leaving would be known; still: present on it.

    Survivors only are no base: joins count from the day on which everybody who joined is known. unclear: left between two
    lists with that day in between; counts as still here, since the later list says so (METRICS 7.4).
    """
    known = members[["person_id", "chat_id", "joined_on"]].merge(record, on="chat_id", how="left")
    day = known["joined_on"] + pd.Timedelta(days=days)
    last = known["known_until"].fillna(pd.Timestamp("1900-01-01"))
    judged = (known["how"] != "none") & (known["joined_on"] >= known["joins_from"]) & (day <= last)
    judged &= day <= pd.Timestamp(resolved.as_of)
    spans = stays[["person_id", "chat_id", "from_day", "until_day", "gone_after"]].merge(
        known.assign(day=day)[["person_id", "chat_id", "day"]], on=["person_id", "chat_id"])
    spans = spans[(spans["from_day"] <= spans["day"]) & (spans["until_day"] >= spans["day"])]
    between = spans.loc[spans["gone_after"].notna() & (spans["gone_after"] < spans["day"]), "person_id"]
    judged = judged.fillna(False)
    found = {"still_of": judged, "still": judged & known["person_id"].isin(spans["person_id"]),
             "unclear": judged & known["person_id"].isin(between)}
    return pd.DataFrame({name: column.to_numpy(dtype=bool) for name, column in found.items()}, index=members.index)


def _rates(members: pd.DataFrame, channels: pd.Series, known: dict[str, Any]) -> pd.DataFrame:
    frames = []
    for rate, there in (("first_order", known["has_orders"]), ("still_here", known["has_leaves"])):
        if not there:
            continue
        of, count = _LISTS[rate]
        counted = members.groupby("channel")[[count, of]].sum().reindex(channels).astype("int64")
        rows = pd.DataFrame({"channel": channels.to_numpy(), "rate": rate, "count": counted[count].to_numpy(),
                             "of": counted[of].to_numpy()})
        total = pd.DataFrame([{"channel": None, "rate": rate, "count": int(rows["count"].sum()), "of": int(rows["of"].sum())}])
        frames += [against_rest(with_shares(rows)), with_shares(total)]
    columns = ["channel", "rate", "count", "of", "share", "low", "high", "p", "q", "word"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
