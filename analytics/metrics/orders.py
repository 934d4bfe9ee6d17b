"""Orders: what was sold, in what periods, of what, where; beside the week and the month before; first and repeat buyers.

Totals, per order and repurchase are those of customer worth (`metrics.value`, `metrics.repurchase`): one definition each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.metrics import order_goals, value
from analytics.metrics.order_goals import Goal, Margin
from analytics.metrics.order_lines import OrderLines, read
from analytics.metrics.periods import Periods, periods
from analytics.metrics.products import products
from analytics.metrics.purchases import Purchases, purchases
from analytics.metrics.sales_change_by import order_keys
from analytics.metrics.value import Value
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.words import compare_counts, compare_sums
from analytics.workspace import Workspace

PLACES = ("store", "channel", "group")
# Who bought for the first time, of a chosen period; over all days everybody did, and it is once or again.
NEWNESS, TIMES = ("first", "repeat"), ("once", "again")
_MONTHS_FROM_DAYS = 400
_AGAIN_FROM_DAYS = 2


@dataclass(frozen=True)
class Orders:
    """`spent`: the totals (metrics.value). Money in yuan.

    `series`: start, last, net, orders, buyers, complete (its days are over and inside the record), `unit` day, week or month.
    `compared`: span (week, month), measure (net, orders, buyers, per_order, refunded), now, before, word; empty where the sheets
    do not reach back; `spans`: span → its `Periods`. `places`, name of `PLACES` → key, net, orders, buyers, net_share.
    `products`: metrics.products. `newness`: kind (of `kinds`), buyers, orders, net, per_order; `newness_known`: the orders
    begin long enough before the period, or it is all of them. `goal`, `margin`: metrics.order_goals. `lines`: everything
    that was read.
    """

    as_of: date
    coverage: dict[str, Any]
    spent: Value
    unit: str
    series: pd.DataFrame
    compared: pd.DataFrame
    spans: dict[str, Periods]
    places: dict[str, pd.DataFrame]
    products: pd.DataFrame
    newness: pd.DataFrame
    kinds: tuple[str, str]
    newness_known: bool
    goal: Goal
    margin: Margin
    lines: OrderLines

    def orders_between(self, first: date, last: date) -> pd.DataFrame:
        """The valid orders of some days, both inclusive."""
        days = self.valid["day"]
        return self.valid[(days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))].reset_index(drop=True)

    def orders_of(self, name: str, key: str) -> pd.DataFrame:
        """The valid orders behind a row of `places` or (name product) of `products`."""
        keyed = order_keys(name, self.lines)
        return self.valid[self.valid["order_key"].isin(keyed.loc[keyed["key"] == key, "order_key"])].reset_index(drop=True)

    def orders_by(self, kind: str) -> pd.DataFrame:
        """The valid orders of the buyers of a kind of `kinds`."""
        return self.valid[self.valid["newness"] == kind].reset_index(drop=True)

    @property
    def valid(self) -> pd.DataFrame:
        """One row a valid order of the period, with newness (of `kinds`, or NULL where nobody can be told)."""
        orders = self.lines.orders[self.lines.orders["valid"]]
        return orders.assign(newness=orders["person_id"].map(self.spent.members.set_index("person_id")["newness"]))


def measure(workspace: Workspace, scope: Scope | None = None) -> Orders:
    """The period of `scope`; without one all orders. Raises nothing_yet."""
    settings = workspace.settings
    bought = purchases(workspace, scope, None)
    lines = read(workspace, bought.resolved, bought.start, bought.end)
    margins = workspace.facts("typed_margins", bought.resolved)
    return table(bought, lines, value.measure_from(workspace, bought), margins, settings)


def table(bought: Purchases, lines: OrderLines, spent: Value, margins: pd.DataFrame, settings: Settings) -> Orders:
    """The rules on the facts; pure."""
    kinds = TIMES if bought.default_period else NEWNESS
    spent = _with_newness(spent, bought, kinds)
    unit = _unit(bought, settings)
    spans = _spans(bought)
    found = products(lines)
    return Orders(
        as_of=bought.end, coverage=spent.coverage, spent=spent, unit=unit, series=_series(bought, unit),
        compared=_compared(bought, spans), spans=spans, places={name: _places(name, lines) for name in PLACES}, products=found,
        newness=_newness(spent, kinds), kinds=kinds, newness_known=_is_known(bought, settings), lines=lines,
        goal=order_goals.goal(bought, settings), margin=order_goals.margin(found, margins, settings))


def _with_newness(spent: Value, bought: Purchases, kinds: tuple[str, str]) -> Value:
    new = spent.members["order_days"] < _AGAIN_FROM_DAYS if bought.default_period else (
        spent.members["first_on"] >= pd.Timestamp(bought.start))
    kind = pd.Series(kinds[1], index=spent.members.index, dtype="str").mask(new, kinds[0])
    return Value(**{**vars(spent), "members": spent.members.assign(newness=kind)})


def _is_known(bought: Purchases, settings: Settings) -> bool:
    if bought.default_period:
        return True
    return bought.known_from is not None and (bought.start - bought.known_from).days >= settings.value.first_order_known_from_days


def _newness(spent: Value, kinds: tuple[str, str]) -> pd.DataFrame:
    buyers = spent.members[spent.members["orders"] > 0]
    grouped = buyers.groupby("newness")
    found = pd.DataFrame({"buyers": grouped.size(), "orders": grouped["orders"].sum(), "net": grouped["net"].sum()})
    found = found.reindex(list(kinds), fill_value=0).rename_axis("kind").reset_index()
    return found.assign(per_order=found["net"] / found["orders"].where(found["orders"] > 0))


def _unit(bought: Purchases, settings: Settings) -> str:
    days = (bought.end - bought.start).days + 1
    return "day" if days <= settings.orders.days_until else "week" if days <= _MONTHS_FROM_DAYS else "month"


def _series(bought: Purchases, unit: str) -> pd.DataFrame:
    """One row a day, week or month of the period, also those without an order."""
    inside = bought.within(bought.days)
    inside = inside[inside["orders"] > 0]
    starts = pd.date_range(bought.start, bought.end)
    begin = _begins(pd.Series(starts), unit)
    grouped = inside.groupby(_begins(inside["day"], unit))
    frame = pd.DataFrame({"last": pd.Series(starts).groupby(begin).max()}).rename_axis("start")
    frame = frame.assign(net=grouped["cents"].sum() / 100, orders=grouped["orders"].sum(), buyers=grouped["person_id"].nunique())
    frame = frame.fillna({"net": 0.0, "orders": 0, "buyers": 0}).astype({"orders": "int64", "buyers": "int64"}).reset_index()
    whole = {"day": pd.Timedelta(0), "week": pd.Timedelta(days=6)}
    over = frame["start"] + (pd.offsets.MonthEnd(1) if unit == "month" else whole[unit])
    known = pd.Timestamp(bought.known_from or bought.start)
    start = pd.Timestamp(bought.start)
    inside_period = (frame["start"] >= max(start, known)) & (over <= pd.Timestamp(bought.end))
    return frame.assign(first=frame["start"].where(frame["start"] >= start, start), complete=inside_period)


def _begins(days: pd.Series, unit: str) -> pd.Series:
    if unit == "day":
        return days
    return pd.Series(days.dt.to_period("W-SUN" if unit == "week" else "M").dt.start_time)


def _spans(bought: Purchases) -> dict[str, Periods]:
    """The week and the month up to the end, each with its fair other, where the sheets reach back that far."""
    if bought.known_from is None or bought.until is None:
        return {}
    month = Scope(start=bought.end.replace(day=1), end=bought.end)
    found = {"week": periods(Scope(end=bought.end), bought.until), "month": periods(month, bought.until)}
    return {name: span for name, span in found.items() if span.before_start >= bought.known_from}


def _compared(bought: Purchases, spans: dict[str, Periods]) -> pd.DataFrame:
    rows = []
    for name, span in spans.items():
        now, before = (_between(bought.days, first, last) for first, last in (
            (span.start, span.end), (span.before_start, span.before_end)))
        rows += [(name, *row) for row in _measures(now, before)]
    return pd.DataFrame(rows, columns=["span", "measure", "now", "before", "word"])


def _measures(now: pd.DataFrame, before: pd.DataFrame) -> list[tuple[str, float, float, str | None]]:
    """measure, now, before and the word for the difference; money a person is what a sum varies by."""
    money = [side.groupby("person_id", dropna=False)["cents"].sum() / 100 for side in (now, before)]
    own = [side.loc[(side["buyer"] == "own") & (side["orders"] > 0), "person_id"] for side in (now, before)]
    counts = {"orders": [int(side["orders"].sum()) for side in (now, before)], "buyers": [int(one.nunique()) for one in own],
              "refunded": [int(side["refunded"].sum()) for side in (now, before)]}
    each = [float(one.sum()) / many if many else float("nan") for one, many in zip(money, counts["orders"], strict=True)]
    ours, theirs = (one[one > 0] for one in money)
    return [("net", float(money[0].sum()), float(money[1].sum()), compare_sums(ours, theirs)),
            *((name, float(late), float(early), compare_counts(late, early)) for name, (late, early) in counts.items()),
            ("per_order", each[0], each[1], None)]


def _between(days: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return days[(days["day"] >= pd.Timestamp(first)) & (days["day"] < pd.Timestamp(last) + timedelta(days=1))]


def _places(name: str, lines: OrderLines) -> pd.DataFrame:
    keyed = order_keys(name, lines).merge(lines.orders[["order_key", "person_id"]], on="order_key")
    grouped = keyed.groupby("key")
    found = pd.DataFrame({"net": grouped["cents"].sum() / 100, "orders": grouped["order_key"].nunique(),
                          "buyers": grouped["person_id"].nunique()}).reset_index()
    total = float(found["net"].sum())
    found = found.assign(net_share=found["net"] / total if total else float("nan"))
    return found.sort_values(["net", "key"], ascending=[False, True], ignore_index=True)
