"""Every group in one table: how many are in it, who came and left, who says something useful, what its members buy.

Sums over groups count 人次 (one person in two groups twice); beside them stand the different people (METRICS 5.2).
A number that the files cannot give is NULL, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.group_people import group_people, leaves_known
from analytics.metrics.periods import Periods, periods
from analytics.metrics.population import Population, population
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import compare_counts
from analytics.workspace import Workspace

# Numbers that open a list of people.
NUMBERS = ("members", "joined", "left", "speakers", "buyers")
_TALK = ("messages", "speakers")
_ORDER_SUMS = ("orders", "cents", "with_coupon", "timed", "early", "off_cents", "full_cents", "orders_once", "cents_once")


@dataclass(frozen=True)
class GroupTable:
    """`groups`, one row a chat, most useful talk first:

    chat_id, chat_name, chat_type; counted (list, head_count, seen), members (list or typed number; of those seen
    where there is neither), known (how many of them have a name); joined, left (NULL: cannot be known), left_by (sheet,
    lists, lines); count of `of` who said something useful, share, low, high (`of` and shares NULL without list or
    head-count); messages (all, the shop's own too); buyers, orders, net (yuan; NULL without orders in the shop);
    first_day, last_day, recorded (days on record in the period), complete (every day of the period is);
    before_messages, before_speakers and word_messages, word_speakers beside the span before (NULL unless both are whole).

    `totals`, one row a number: number, sum (人次 over groups), people (different ones; orders and messages once).
    `rows`, one row a group × person: chat_id, person_id, display_name, present, exposed, joined_on, left_on, left_how,
    messages, effective, last_spoke_on, orders, net, last_paid_on.
    """

    as_of: date
    coverage: dict[str, Any]
    start: date
    end: date
    groups: pd.DataFrame
    totals: pd.DataFrame
    rows: pd.DataFrame

    def people(self, number: str, chat_id: str | None = None) -> pd.DataFrame:
        """Who stands behind `number` of a group (one row a person, with the reasons), or of all: one row a membership.

        As long as the number, for members as long as `known`. Orders that name nobody have no row.
        """
        chosen = self.rows[_behind(self.rows, number)]
        return (chosen if chat_id is None else chosen[chosen["chat_id"] == chat_id]).reset_index(drop=True)

    def different(self, number: str) -> pd.DataFrame:
        """person_id, display_name: the different people behind `number`, over all groups."""
        return self.people(number)[["person_id", "display_name"]].drop_duplicates("person_id", ignore_index=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> GroupTable:
    """The chosen groups in the chosen period; `scope.as_of` ends both. Raises `UserError` nothing_yet."""
    scope = scope or Scope()
    resolved = workspace.resolve(scope)
    last = min(resolved.end, resolved.as_of)
    resolved = replace(resolved, as_of=last)
    with side_by_side() as ask:
        ask.submit(workspace.facts, "population", resolved)  # these three asked again below, and there by then
        ask.submit(workspace.facts, "group_talk", resolved, first_day=resolved.start, last_day=last)
        ask.submit(workspace.facts, "group_days", resolved, first_day=resolved.start, last_day=last)
        orders, has_orders = group_orders(workspace, resolved), workspace.has("orders")
    counted = population(workspace, resolved, 0)
    rows = group_people(workspace, resolved, counted.groups.set_index("chat_id")["listed"], orders)
    talk = workspace.facts("group_days", resolved, first_day=resolved.start, last_day=last)
    talk = talk.assign(left_by=talk["chat_id"].map(leaves_known(workspace, resolved)))
    groups = _groups(rows, counted, talk, orders, has_orders, resolved)
    groups = _beside(groups, workspace, resolved, scope)
    groups.insert(1, "chat_name", groups["chat_id"].map(workspace.chat_words()))
    groups = groups.sort_values(["count", "chat_id"], ascending=[False, True], ignore_index=True)
    return GroupTable(
        as_of=last, start=resolved.start, end=last, groups=groups, rows=rows, totals=_totals(rows, groups, orders),
        coverage={"has_orders": has_orders, "kinds": sorted(set(groups["counted"])),
                  "left_unknown": int(groups["left"].isna().sum()), "untyped": int((groups["chat_type"] == "其他").sum()),
                  "unnamed_orders": int(orders.loc[orders["person_id"].isna(), "orders"].sum())})


def group_orders(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """Orders of each group and buyer from `resolved.start` to `resolved.as_of`, one row each: columns of `by_buyer`."""
    return by_buyer(order_days(workspace, resolved))


def order_days(workspace: Workspace, resolved: Resolved, own_days: bool = False) -> pd.DataFrame:
    """The same day by day, columns of sql/facts/group_orders.sql; `own_days`: only on the days each group's own record holds."""
    return workspace.facts("group_orders", resolved, first_day=resolved.start, last_day=resolved.as_of, own_days=own_days,
                           early_minutes=workspace.settings.scorecards.early_until_minutes)


def by_buyer(bought: pd.DataFrame) -> pd.DataFrame:
    """One row a group and buyer of `order_days`: chat_id, person_id, its counts summed, last_paid_on, days (different ones)."""
    summed = {name: (name, "sum") for name in _ORDER_SUMS}
    return bought.groupby(["chat_id", "person_id"], dropna=False, as_index=False).agg(
        **summed, last_paid_on=("day", "max"), days=("day", "size"))


def _behind(rows: pd.DataFrame, number: str) -> pd.Series:
    ours = ~rows["staff"]
    return {
        "members": ours & rows["present"], "joined": ours & rows["joined_on"].notna(),
        "left": ours & rows["left_on"].notna(), "speakers": ours & rows["exposed"] & (rows["effective"] > 0),
        "buyers": rows["orders"] > 0, "messages": rows["messages"] > 0,
        "exposed": ours & rows["exposed"],
    }[number]


def _groups(rows: pd.DataFrame, counted: Population, days: pd.DataFrame, orders: pd.DataFrame, has_orders: bool,
            resolved: Resolved) -> pd.DataFrame:
    numbers = {number: rows[_behind(rows, number)].groupby("chat_id").size()
               for number in (*NUMBERS, "exposed")}
    known = counted.groups.set_index("chat_id")
    groups = days.drop(columns="speakers").set_index("chat_id")
    found = {number: values.reindex(groups.index).fillna(0).astype("int64") for number, values in numbers.items()}
    unseen = _unseen(known, found["members"], resolved.include_staff).reindex(groups.index)
    groups["counted"] = np.select([known["listed"] & (unseen == 0), known["head_count"].notna()], ["list", "head_count"],
                                  "seen")
    groups = groups.assign(known=found["members"], members=found["members"] + unseen)
    groups["joined"] = found["joined"].astype("Int64").where(groups.pop("joins_known"))
    groups["left"] = found["left"].astype("Int64").where(groups["left_by"].notna())
    groups = groups.assign(count=found["speakers"])
    of = found["exposed"].where(groups["counted"] == "list", np.maximum(groups["members"], found["exposed"]))
    groups = with_shares(groups.assign(of=of))
    for name in ("of", "share", "low", "high"):
        groups[name] = groups[name].where(groups["counted"] != "seen")
    money = orders.groupby("chat_id")[["orders", "cents"]].sum().reindex(groups.index).fillna(0)
    for name, values in (("buyers", found["buyers"]), ("orders", money["orders"]), ("net", money["cents"] / 100)):
        groups[name] = values.astype("Float64" if name == "net" else "Int64") if has_orders else pd.NA
    length = (resolved.as_of - resolved.start).days + 1
    groups = groups.assign(first_day=known["first_day"], last_day=known["last_day"], complete=groups["recorded"] == length)
    return groups.astype({"of": "Int64", "messages": "int64"}).reset_index()


def _unseen(known: pd.DataFrame, members: pd.Series, include_staff: bool) -> pd.Series:
    """How many more than can be named a typed head-count promises; 0 where the list is whole."""
    expected = known["head_count"] - (0 if include_staff else known["staff"])
    missing = (expected - members.reindex(known.index)).clip(lower=0).fillna(0).astype("int64")
    return missing.where(~known["whole"], 0)


def _beside(groups: pd.DataFrame, workspace: Workspace, resolved: Resolved, scope: Scope) -> pd.DataFrame:
    """The same span before, and one word; only where a period was chosen and both spans are whole on record."""
    span = periods(scope, resolved.as_of) if scope.start is not None else None
    before = _talk(workspace, resolved, span.before_start, span.before_end) if span else None
    if span is None or before is None:
        return groups.assign(**{f"{side}_{name}": None for name in _TALK for side in ("before", "word")})
    now = _talk(workspace, resolved, span.start, span.end).reindex(groups["chat_id"])
    before = before.reindex(groups["chat_id"])
    whole = (now["recorded"] == span.days) & (before["recorded"] == _length(span))
    for name in _TALK:
        words = [compare_counts(int(a), int(b)) if fair else None
                 for a, b, fair in zip(now[name], before[name], whole, strict=True)]
        groups[f"before_{name}"] = before[name].astype("Int64").where(whole).to_numpy()
        groups[f"word_{name}"] = words
    return groups


def _length(span: Periods) -> int:
    return (span.before_end - span.before_start + timedelta(days=1)).days


def _talk(workspace: Workspace, resolved: Resolved, first: date, last: date) -> pd.DataFrame:
    return workspace.facts("group_days", resolved, first_day=first, last_day=last).set_index("chat_id")


def _totals(rows: pd.DataFrame, groups: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """number, sum, people: over all groups, and each person, order and message once. NULL where a group cannot say."""
    found = []
    for number in NUMBERS:
        column = {"speakers": "count", "members": "known"}.get(number, number)
        people = rows.loc[_behind(rows, number), "person_id"].nunique()
        unknown = bool(groups[column].isna().any())
        found.append((number, None if unknown else groups[column].sum(), None if unknown else people))
    found.append(("messages", groups["messages"].sum(), groups["messages"].sum()))
    if groups["orders"].notna().any():
        found.append(("orders", orders["orders"].sum(), orders["orders_once"].sum()))
        found.append(("net", orders["cents"].sum() / 100, orders["cents_once"].sum() / 100))
    frame = pd.DataFrame(found, columns=["number", "sum", "people"])
    return frame.astype({"sum": "float64", "people": "float64"})
