"""What a month of a member's money is: which months are known, and which of them count for whom.

A month counts when the order sheets cover it (DATA 5) and the person was a member on at least one
of its days (METRICS 6.12). Money stays in cents, so that exactly 500 is not more than 500.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analytics.scope import Resolved
from analytics.settings import Settings
from analytics.workspace import Workspace

Month = tuple[date, date]


def covered_months(ranges: pd.DataFrame, as_of: date, edge_days: int, months: int) -> list[Month]:
    """The covered ones among the `months` natural months up to the last covered one that `as_of` closes.

    `ranges`: first_day, last_day, one row an import. Sheets that touch within `edge_days` count as one.
    Returns (first day, last day) a month, oldest first; [] where no month is covered.
    """
    spans = joined_spans(ranges, edge_days)
    if not spans:
        return []
    edge = timedelta(days=edge_days)
    # A month is over on as_of; or all but over, where the sheets too stop by then.
    closed = [(first, last) for first, last in _months_until(min(spans[0][0], as_of), as_of + edge)
              if last <= as_of or spans[-1][1] <= as_of]
    known = [(first, last) for first, last in closed
             if any(begin <= first + edge and end >= last - edge for begin, end in spans)]
    if not known:
        return []
    window = _months_back(known[-1][0], months)
    return [month for month in known if month[0] >= window]


def monthly_spend(workspace: Workspace, resolved: Resolved, settings: Settings, people: pd.Series) -> pd.DataFrame:
    """One row a person of `people`: person_id, spend_cents (net) and spend_months it was spent in.

    spend_months is 0 for those who have been members for no whole covered month, and for those who buy for others.
    """
    frame = pd.DataFrame({"person_id": people, "spend_cents": 0, "spend_months": 0})
    months = months_counted(workspace, resolved, settings)
    if not months:
        return frame
    orders = workspace.facts("layer_spend", resolved, first_day=months[0][0], last_day=months[-1][1])
    stays = workspace.facts("layer_member_time", resolved)
    own = ~people.isin(workspace.query("select person_id from resellers")["person_id"])
    for first, last in months:
        member = own & (~people.isin(stays["person_id"]) | people.isin(_members_between(stays, first, last)))
        spent = orders.loc[orders["month"] == pd.Timestamp(first)].set_index("person_id")["cents"]
        frame["spend_months"] += member.astype("int64")
        frame["spend_cents"] += people.map(spent).fillna(0).astype("int64").where(member, 0)
    return frame


def months_counted(workspace: Workspace, resolved: Resolved, settings: Settings) -> list[Month]:
    """The months that monthly spend is averaged over; [] without orders."""
    return covered_months(workspace.facts("layer_order_ranges", resolved), resolved.as_of,
                          settings.coverage.orders_month_edge_until_days, settings.layers.high_spend_months)


def _members_between(stays: pd.DataFrame, first: date, last: date) -> pd.Series:
    """Who was a member on at least one day from `first` to `last`."""
    came = stays["joined_on"].isna() | (stays["joined_on"] <= pd.Timestamp(last))
    stayed = stays["left_on"].isna() | (stays["left_on"] >= pd.Timestamp(first))
    return stays.loc[came & stayed, "person_id"]


def joined_spans(ranges: pd.DataFrame, edge_days: int) -> list[Month]:
    """The ranges (first_day, last_day) as few disjoint spans, oldest first; ranges that touch within `edge_days` are one."""
    spans: list[Month] = []
    firsts, lasts = pd.to_datetime(ranges["first_day"]).dt.date, pd.to_datetime(ranges["last_day"]).dt.date
    for first, last in sorted(zip(firsts, lasts, strict=True)):
        if spans and first <= spans[-1][1] + timedelta(days=edge_days + 1):
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans


def _months_until(begin: date, as_of: date) -> list[Month]:
    """Natural months from that of `begin` to the last one over by `as_of`."""
    months, first = [], begin.replace(day=1)
    while (last := _next_month(first) - timedelta(days=1)) <= as_of:
        months.append((first, last))
        first = last + timedelta(days=1)
    return months


def _months_back(first: date, months: int) -> date:
    """The first day of the window of `months` months that ends with the month of `first`."""
    total = first.year * 12 + first.month - months
    return date(total // 12, total % 12 + 1, 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
