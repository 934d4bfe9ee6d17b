"""Why net sales changed between two spans: an exact account of where it is more and where less, never a cause.

Net sales of people who can be told apart = buyers × orders a buyer × yuan an order; what each factor did is Shapley's
share (independent of the order of the factors), and the buyers' part is that of who is new, who came back and who did not
come. Orders that name nobody and those made for others stand apart. All in cents, so that the parts add up to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from analytics.metrics import fair_periods, order_lines
from analytics.metrics.order_lines import OrderLines
from analytics.metrics.periods import Periods
from analytics.metrics.sales_change_by import BREAKDOWNS, breakdown, order_keys, selling_days
from analytics.scope import Scope
from analytics.statistics.change import whole, worth_of_one
from analytics.statistics.differences import sums
from analytics.statistics.words import Word, compare_sums
from analytics.workspace import Workspace

PARTS = ("new", "returned", "lost", "frequency", "amount", "unnamed", "others")
_KINDS = {"unnamed": ("nobody", "ambiguous"), "others": ("reseller", "staff")}
_SIDES = ("before", "after")


@dataclass(frozen=True)
class SalesChange:
    """Money in cents. `parts`, one row of `PARTS`: part, cents (adds up to after − before), count (people or orders behind).

    `factors`: buyers, orders, per_buyer (orders a buyer), per_order (cents), one column a side. `buyers`: person_id,
    display_name, kind (new, returned, lost, stayed), orders_before, orders_after, before, after, change, first_on.
    `by`, name of `BREAKDOWNS` → key, before, after, change, orders_before, orders_after; largest change first.
    `days`: side-by-side selling days: days_before, days_after, days_part, per_day_part. `orders`: one row a placed order
    of either span with its side. `periods` None: nothing to compare, all else empty.
    """

    as_of: date | None
    periods: Periods | None
    coverage: dict[str, Any]
    totals: dict[str, int]
    parts: pd.DataFrame
    factors: pd.DataFrame
    buyers: pd.DataFrame
    by: dict[str, pd.DataFrame]
    days: dict[str, Any]
    orders: pd.DataFrame
    word: Word
    gap: tuple[float, float, float]
    lines: dict[str, OrderLines]

    @property
    def change(self) -> int:
        """Net sales of the span minus those of the one before, in cents."""
        return self.totals["after"] - self.totals["before"]

    def people(self, part: str) -> pd.DataFrame:
        """person_id, display_name and more of who stands behind a part; of frequency and amount who bought in both spans."""
        kind = "stayed" if part in ("frequency", "amount") else part
        rows = self.buyers[self.buyers["kind"] == kind]
        return rows.sort_values(["change", "person_id"], key=_by_size, ignore_index=True)

    def orders_of(self, part: str) -> pd.DataFrame:
        """The orders behind `unnamed` and `others`."""
        return self.orders[self.orders["buyer"].isin(_KINDS[part]) & self.orders["valid"]].reset_index(drop=True)

    def orders_by(self, name: str, key: str) -> pd.DataFrame:
        """The orders behind a row of a breakdown: orders_before + orders_after of them."""
        keyed = pd.concat([order_keys(name, side) for side in self.lines.values()])
        chosen = keyed.loc[keyed["key"] == key, "order_key"]
        return self.orders[self.orders["valid"] & self.orders["order_key"].isin(chosen)].reset_index(drop=True)


def _by_size(column: pd.Series) -> pd.Series:
    return -column.abs() if column.name == "change" else column


def measure(workspace: Workspace, scope: Scope | None = None) -> SalesChange:
    """The span of `scope` against its fair other; without chosen days two whole months or weeks. Raises nothing_yet."""
    scope, settings = scope or Scope(), workspace.settings
    resolved = workspace.resolve(scope)
    ranges = workspace.facts("layer_order_ranges", resolved)
    known, span = fair_periods.record(ranges, settings), fair_periods.chosen(scope, ranges, settings)
    cover: dict[str, Any] = {"has_orders": known is not None, "known_from": known and known[0], "until": known and known[1]}
    if known is None or span is None:
        return _nothing(cover)
    cover |= {"missing_before": fair_periods.missing_days(ranges, span.before_start, span.before_end, settings),
              "missing_after": fair_periods.missing_days(ranges, span.start, span.end, settings),
              "before_known": span.before_end >= known[0],
              "new_is_known": (span.start - known[0]).days >= settings.value.first_order_known_from_days}
    read = order_lines.read(workspace, resolved, min(span.before_start, span.start), span.end)
    firsts = workspace.facts("first_valid_orders", resolved, last_day=span.end)
    return table(read, firsts, span, cover, workspace)


def table(read: OrderLines, firsts: pd.DataFrame, span: Periods, cover: dict[str, Any], workspace: Workspace) -> SalesChange:
    """The account of what was read; `workspace` only for names."""
    sides = (read.between(span.before_start, span.before_end), read.between(span.start, span.end))
    orders = pd.concat([side.orders.assign(side=name) for name, side in zip(_SIDES, sides, strict=True)], ignore_index=True)
    valid = orders[orders["valid"]]
    buyers = buyer_kinds(valid, firsts, span.start)
    names = workspace.words_for(buyers["person_id"])
    buyers.insert(1, "display_name", buyers["person_id"].map(names).astype("str"))
    totals = {side: int(valid.loc[valid["side"] == side, "cents"].sum()) for side in _SIDES}
    totals |= {f"gross_{side}": int(orders.loc[orders["side"] == side, "gross_cents"].sum()) for side in _SIDES}
    ours, theirs = _amounts(valid, "after"), _amounts(valid, "before")
    return SalesChange(
        as_of=span.end, periods=span, coverage=cover, totals=totals, parts=_parts(buyers, valid), factors=_factors(buyers),
        buyers=buyers, by={name: breakdown(name, *sides) for name in BREAKDOWNS}, days=selling_days(valid, totals),
        orders=orders, word=compare_sums(ours, theirs), gap=sums(ours, theirs),
        lines=dict(zip(_SIDES, sides, strict=True)))


def buyer_kinds(valid: pd.DataFrame, firsts: pd.DataFrame, start: date) -> pd.DataFrame:
    """One row a person of either span: orders and cents of both, change, first_on, kind.

    `valid`: person_id, buyer, cents, side; `firsts`: person_id, first_on (first valid order ever).
    """
    own = valid[valid["buyer"] == "own"].astype({"person_id": "int64"})
    columns: dict[str, pd.Series[Any]] = {}
    for side in _SIDES:
        grouped = own[own["side"] == side].groupby("person_id")["cents"]
        columns |= {f"orders_{side}": grouped.size(), side: grouped.sum()}
    found = pd.DataFrame(columns).fillna(0).astype("int64").rename_axis("person_id").reset_index()
    found["change"] = found["after"] - found["before"]
    found["first_on"] = pd.to_datetime(found["person_id"].map(firsts.set_index("person_id")["first_on"]))
    both, after = (found["orders_before"] > 0) & (found["orders_after"] > 0), found["orders_after"] > 0
    fresh = ~(found["first_on"] < pd.Timestamp(start))
    arrived = pd.Series("returned", index=found.index).mask(fresh, "new")
    found["kind"] = arrived.where(after, "lost").mask(both, "stayed")
    return found[["person_id", "kind", "orders_before", "orders_after", "before", "after", "change", "first_on"]]


def split(buyers: pd.DataFrame) -> dict[str, int]:
    """new, returned, lost, frequency, amount: whole cents that add up to the change over `buyers` (columns of `buyer_kinds`)."""
    early, late = (_three(buyers, side) for side in _SIDES)
    if not early[0] or not late[0]:
        # One side has no orders to take a mean of: all of the change is who came or did not.
        early, late = [(one[0], *(other if not one[0] else one)[1:]) for one, other in ((early, late), (late, early))]
    worth = worth_of_one(early, late)
    kinds = buyers["kind"].value_counts()
    came, gone = int(kinds.get("new", 0) + kinds.get("returned", 0)), int(kinds.get("lost", 0))
    rough = {"came": came * worth[0], "lost": -gone * worth[0], "frequency": worth[1] * (late[1] - early[1]),
             "amount": worth[2] * (late[2] - early[2])}
    done = whole(rough, int(buyers["change"].sum()))
    heads = {name: Fraction(done["came"] * int(kinds.get(name, 0)), came or 1) for name in ("new", "returned")}
    arrived = whole(heads, done.pop("came"))
    return {**arrived, **done}


def _three(buyers: pd.DataFrame, side: str) -> tuple[Fraction, Fraction, Fraction]:
    people, orders = int((buyers[f"orders_{side}"] > 0).sum()), int(buyers[f"orders_{side}"].sum())
    if not people:
        return Fraction(0), Fraction(0), Fraction(0)
    return Fraction(people), Fraction(orders, people), Fraction(int(buyers[side].sum()), orders)


def _factors(buyers: pd.DataFrame) -> pd.DataFrame:
    rows = {side: _three(buyers, side) for side in _SIDES}
    found = pd.DataFrame({side: [float(one) for one in row] for side, row in rows.items()},
                         index=["buyers", "per_buyer", "per_order"])
    found.loc["orders"] = [int(buyers[f"orders_{side}"].sum()) for side in _SIDES]
    return found.rename_axis("factor")


def _parts(buyers: pd.DataFrame, valid: pd.DataFrame) -> pd.DataFrame:
    cents, kinds = split(buyers), buyers["kind"].value_counts()
    counts = {part: int(kinds.get("stayed" if part in ("frequency", "amount") else part, 0)) for part in PARTS[:5]}
    for part, who in _KINDS.items():
        rows = valid[valid["buyer"].isin(who)]
        cents[part] = int(rows["cents"].where(rows["side"] == "after", -rows["cents"]).sum())
        counts[part] = len(rows)
    return pd.DataFrame({"part": PARTS, "cents": [cents[one] for one in PARTS], "count": [counts[one] for one in PARTS]})


def _amounts(valid: pd.DataFrame, side: str) -> pd.Series:
    """Yuan a person; an order that names nobody is a person of its own."""
    rows = valid[valid["side"] == side]
    alone = pd.Series(-1 - rows.index.to_numpy(), index=rows.index)
    return rows.groupby(rows["person_id"].fillna(alone))["cents"].sum() / 100


def _nothing(cover: dict[str, Any]) -> SalesChange:
    empty = pd.DataFrame()
    return SalesChange(cover["until"], None, cover, {"before": 0, "after": 0}, empty, empty, empty, {}, {}, empty, "nothing",
                       (float("nan"), float("nan"), float("nan")), {})
