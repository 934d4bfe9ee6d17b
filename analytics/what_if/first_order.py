"""新人首单 (W3, the first step): if a larger share of newcomers bought in their first days.

The rate, who is counted and who is still within their days are those of `metrics.first_orders`; the value of a first
order is what newcomers' first order day brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import first_orders
from analytics.metrics.first_orders import FirstOrders
from analytics.metrics.observed import followed
from analytics.metrics.purchases import Purchases, purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import DRAWS
from analytics.what_if import draws
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "first_order", "orders", "more"
_MONTH = 30
_COUNTED = ("bought", "not_yet", "pending")


@dataclass(frozen=True, eq=False)
class Facts:
    """`result`: the metrics page's own; `first_yuan`: what each newcomer's first order day brought (all first orders of
    the shop where newcomers have hardly any); `joined` in `days` days from `first` to `last`."""

    result: FirstOrders
    first_yuan: NDArray[Any]
    borrowed: bool
    joined: int
    days: int
    first: Any
    last: Any
    settings: Settings
    missing: tuple[str, ...]

    @property
    def seen(self) -> tuple[int, int]:
        """Bought in time, and everybody whose days are over."""
        row: Any = self.result.rates.set_index("basis").loc["matured"]
        return int(row["count"]), int(row["of"])


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Newcomers, their first orders, and what these brought."""
    result = first_orders.measure(workspace, followed(workspace, scope))
    bought = purchases(workspace, scope, _MONTH)
    counted = result.joins[result.joins["status"].isin(_COUNTED)]
    first = pd.Timestamp(counted["joined_on"].min()).date() if len(counted) else None
    until = result.coverage["orders_until"]
    # They came in the chosen days, however long they are followed.
    last = min(until, scope.end) if until and scope and scope.end else until
    days = (pd.Timestamp(last) - pd.Timestamp(first)).days + 1 if first and last else 0
    yuan, borrowed = _first_yuan(result, bought, workspace.settings)
    of = int(result.rates.set_index("basis")["of"]["matured"])
    missing = ("orders",) if not result.coverage["has_orders"] else ("joins",) if not result.coverage["has_joins"] else (
        "newcomers",) if of < workspace.settings.statistics.counts_only_below else ()
    return Facts(result, yuan, borrowed, len(counted), days, first, last, workspace.settings, missing)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """How many come a month, which share buys in time, what a first order costs the shop."""
    count, of = facts.seen
    rate, many = count / of if of else 0.0, round(_newcomers(facts))
    return (Lever("newcomers", "people", 0, max(3.0 * many, 20.0), 1, many),
            Lever("rate", "share", 0, max(0.6, rate), 0.01, rate,
                  claim=float(facts.settings.stages.reference_first_order_share)),
            Lever("voucher", "yuan", 0, 100, 1, 0))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """First orders a month, what they bring, what the voucher costs, also for those who would have bought anyway."""
    count, of = facts.seen
    rate, own = count / of, _newcomers(facts)
    coming = draws.events("newcomers", facts.joined, facts.days / _MONTH)
    # The slider's whole number of newcomers stands for the shop's own exact one.
    wanted = own if values["newcomers"] == round(own) else values["newcomers"]
    more = coming * (wanted / own) if own else np.full(DRAWS, float(wanted))
    today, then = coming * draws.share("first_order", count, of), more * draws.wanted("first_order", values["rate"], of)
    mean, means = float(facts.first_yuan.mean()), draws.mean("first_yuan", facts.first_yuan)
    orders, before = wanted * values["rate"], own * rate
    cost = values["voucher"]
    return [Outcome("orders", "orders", before, orders, today, then),
            Outcome("sales", "yuan", before * mean, orders * mean, today * means, then * means),
            Outcome("cost", "yuan", 0, orders * cost, np.zeros(DRAWS), then * cost),
            Outcome("left", "yuan", before * mean, orders * (mean - cost), today * means, then * (means - cost)),
            Outcome("waiting", "people", len(_waiting(facts)), len(_waiting(facts)))]


def along(_: Facts, __: Values) -> str:
    """The share that buys in time."""
    return "rate"


def more(_: Facts, __: Values) -> pd.DataFrame:
    """Nothing more."""
    return pd.DataFrame()


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Newcomers a month, the own rate, what a first order brings."""
    (count, of), known = facts.seen, (facts.first, facts.last)
    return [("newcomers", "people", _newcomers(facts), None, facts.joined, *known),
            ("rate", "share", count / of, count, of, *known),
            ("spend", "yuan", float(facts.first_yuan.mean()), None, len(facts.first_yuan), *known),
            ("window", "days", facts.result.days, None, None, None, None)]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name, joined_on of newcomers within their days who have not bought: whom a voucher reaches now."""
    return _waiting(facts)


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """borrowed: newcomers' own first orders are too few to say what one brings; volume: more people, lower rate."""
    own = round(_newcomers(facts))
    return (*(("borrowed",) if facts.borrowed else ()), *(("volume",) if values["newcomers"] > own else ()))


def _newcomers(facts: Facts) -> float:
    return facts.joined / facts.days * _MONTH if facts.days else 0.0


@lru_cache(maxsize=2)
def _waiting(facts: Facts) -> pd.DataFrame:
    joins = facts.result.joins
    waiting = joins[(joins["status"] == "pending") & ~joins["bought"].astype(bool)]
    return waiting.sort_values("joined_on", ascending=False)[["person_id", "display_name", "joined_on"]]


def _first_yuan(result: FirstOrders, bought: Purchases, settings: Settings) -> tuple[NDArray[Any], bool]:
    own = bought.own.drop_duplicates("person_id") if not bought.empty else bought.days.iloc[:0]
    ours = own[own["person_id"].isin(result.joins.loc[result.joins["status"] == "bought", "person_id"])]
    few = len(ours) < settings.statistics.counts_only_below
    found: NDArray[Any] = (own if few else ours)["cents"].to_numpy(dtype=float) / 100
    return found, few
