"""快闪群: what happened on the group's own days, the days its record holds, whatever longer period is looked at (METRICS 6.15).

Who stays in the list of a flash group after it is over goes on buying: that is no purchase of the campaign.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.metrics.group_table import GroupTable, by_buyer
from analytics.metrics.scorecard_rules import Facts, made, of_each, together
from analytics.settings import Settings

FLASH = "快闪群"
_KEY = ["chat_id", "person_id"]


def spans(table: GroupTable, chats: tuple[str, ...]) -> pd.DataFrame:
    """By chat_id: from_day, until_day of each of `chats` within the period; the period itself where nothing is on record."""
    groups = table.groups.set_index("chat_id").reindex(list(chats))
    first, last = pd.Timestamp(table.start), pd.Timestamp(table.end)
    days = groups[["first_day", "last_day"]].apply(pd.to_datetime)
    return pd.DataFrame({"from_day": days["first_day"].fillna(first).clip(lower=first),
                         "until_day": days["last_day"].fillna(last).clip(upper=last)})


def on_own_days(rows: pd.DataFrame, spans_: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """`rows` (GroupTable.rows) with the stays, leaves and orders of the groups in `spans_` cut to their own days. `bought`: facts
    group_orders of these groups and days; pure.
    """
    ours = rows["chat_id"].isin(spans_.index)
    begin, end = (of_each(rows, spans_[name], "chat_id") for name in spans_)
    there = rows["exposed"] & ~(rows["joined_on"] > end) & ~(rows["left_on"] < begin)
    sums = by_buyer(bought[bought["person_id"].notna()]).astype({"person_id": "int64"})
    orders = rows[_KEY].merge(sums, on=_KEY, how="left").set_axis(rows.index)
    return rows.assign(
        exposed=rows["exposed"].where(~ours, there), left_on=rows["left_on"].where(~ours | (rows["left_on"] <= end)),
        orders=rows["orders"].where(~ours, orders["orders"].fillna(0).astype("int64")),
        net=rows["net"].where(~ours, orders["cents"].fillna(0) / 100),
        last_paid_on=rows["last_paid_on"].where(~ours, pd.to_datetime(orders["last_paid_on"])))


def refunded(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Got money back, of the members who ordered on the group's days, so many days ago or more: when money was given back stands in
    no sheet, so an order is judged once it had the time.
    """
    if found.refunds.empty or found.orders_until is None:
        return None
    there = found.rows[found.rows["exposed"]]
    pairs = there[_KEY].merge(found.refunds, on="person_id")
    begin, end = (of_each(pairs, found.spans[name], "chat_id") for name in found.spans)
    old = pairs["day"] + pd.Timedelta(days=int(settings.scorecards.refunded_until_days)) <= found.bought_until
    inside = pairs[pairs["day"].between(begin, end) & old]
    back = inside.groupby(_KEY)["refunded"].sum().rename("back").reset_index()
    rows = there.merge(back, on=_KEY, how="left")
    return made(rows, rows["back"] > 0, rows["back"].notna())


def ended(found: Facts) -> pd.Series[Any]:
    """chat_id → the day of the group's last order."""
    bought = found.rows[found.rows["orders"] > 0]
    return bought.groupby("chat_id")["last_paid_on"].max()


def again(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Bought again within so many days after the group's last order, of those who bought in it and whose days are over."""
    if found.orders_until is None:
        return None
    last = ended(found)
    there = found.rows[(found.rows["orders"] > 0) & ~found.rows["staff"]]
    days = pd.Timedelta(days=int(settings.scorecards.again_until_days))
    pairs = there[_KEY].merge(found.days, on="person_id")
    end = of_each(pairs, last, "chat_id")
    came = pairs[(pairs["day"] > end) & (pairs["day"] <= end + days)]
    return made(there, together(there, came), of_each(there, last, "chat_id") + days <= found.bought_until)


def cared(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """Of a red packet and an answer of the shop's people, which came in the days after the last order; nobody's rows. Only groups
    whose record goes on after it.
    """
    if found.care is None:
        return None
    days, rows = pd.Timedelta(days=int(settings.scorecards.care_until_days)), []
    last = ended(found)
    goes_on = found.spans["until_day"].reindex(last.index) > last
    for chat_id, end in last[goes_on].items():
        after = found.care[(found.care["chat_id"] == chat_id) & (found.care["day"] > end) & (found.care["day"] <= end + days)]
        done = sum(bool(after[name].sum()) for name in ("red_packets", "answers"))
        rows += [(chat_id, pd.NA, place < done) for place in range(2)]
    return pd.DataFrame(rows, columns=[*_KEY, "counted"]) if rows else None
