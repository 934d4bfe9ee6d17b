"""折扣亏不亏 (W4): a discount, gifts and coins for a tier, against what they sell more.

The margin is the owner's to say, by product or for the shop (the page of orders keeps it); until then it is a guess. The
uplift is nobody's data and a slider, and the page answers with the uplift at which nothing is lost: d / (g − d), 33.3 %
at a margin of 40 % and a discount of 10 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import tiers
from analytics.metrics.order_goals import Margin
from analytics.metrics.purchases import Purchases, purchases
from analytics.metrics.tiers import Tiers
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import DRAWS
from analytics.what_if import draws, margins
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "discount", "profit", "more"
_MONTH, _LOOK_BACK = 30, 90
_WHO = ("silver", "gold", "bronze", "buyers")
_NAMED = ["person_id", "display_name"]


@dataclass(frozen=True, eq=False)
class Facts:
    """`members`: person_id, display_name, tier, orders, yuan (of the last `days` days, `first` to `last`). `margin`: gross
    profit of these days by the margins the owner typed; None where none was."""

    result: Tiers
    members: pd.DataFrame
    margin: Margin | None
    days: int
    first: Any
    last: Any
    settings: Settings
    missing: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Everybody's tier as the tiers page has it, and what they bought lately."""
    result, bought = tiers.measure(workspace, scope), purchases(workspace, scope, _LOOK_BACK)
    if bought.empty or bought.known_from is None:
        return Facts(result, pd.DataFrame(columns=[*_NAMED, "tier", "orders", "yuan"]), None, 0, None, None,
                     workspace.settings, ("orders",))
    first = max(bought.end - timedelta(days=_LOOK_BACK - 1), bought.known_from)
    margin = margins.typed(workspace, bought.resolved, first, bought.end)
    return Facts(result, _bought(result, bought, first), margin, (bought.end - first).days + 1, first, bought.end,
                 workspace.settings, ())


def break_even(margin: float, discount: float, extra: NDArray[Any] | float = 0.0) -> NDArray[Any]:
    """By which share sales must rise so that nothing is lost: (d + extra) / (g − d); NaN where g ≤ d: impossible.

    `extra`: gifts as a share of the sales of before. Source: METRICS 8 W4.
    """
    left = margin - discount
    given = np.asarray(extra, dtype=float)
    return (discount + given) / left if left > 1e-12 else np.full_like(given, np.nan)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """Who gets it, the margin, the discount, how much more they buy, gifts, coins."""
    rules = facts.settings.what_if
    known = tuple(name for name in _WHO if len(_of(facts, name)))
    return (Lever("who", "choice", 0, max(len(known) - 1, 0), 1, 0, choices=known),
            margins.lever(facts.margin, facts.settings),
            Lever("discount", "share", 0, 0.95, 0.01, float(rules.discount_guess_share)),
            Lever("uplift", "share", 0, 2, 0.01, 0), Lever("gift", "yuan", 0, 200, 1, 0),
            Lever("coins", "share", 0, 0.5, 0.01, 0))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Gross profit a month, orders, sales, what goes to those who would have bought anyway, and the uplift that breaks even."""
    members = _chosen(facts, values)
    many, months = len(members), facts.days / _MONTH
    sold, orders = (members[name].to_numpy(dtype=float) / months for name in ("yuan", "orders"))
    # One name, so that who weighs more in orders weighs more in money too.
    yuan, yuan_drawn = many * float(sold.mean()), many * draws.mean("discount", sold)
    times, times_drawn = many * float(orders.mean()), many * draws.mean("discount", orders)
    more, off = 1 + values["uplift"], values["discount"] + values["coins"]
    gifts = many * values["gift"]
    kept = more * (values["margin"] - off)
    need, need_drawn = (break_even(values["margin"], off, gifts / base if gifts else np.zeros(np.shape(base)))
                        for base in (np.float64(yuan), yuan_drawn))
    return [Outcome("profit", "yuan", yuan * values["margin"], yuan * kept - gifts, yuan_drawn * values["margin"],
                    yuan_drawn * kept - gifts),
            Outcome("break_even", "share", 0, float(need), None, need_drawn if gifts else None),
            Outcome("anyway", "yuan", 0, yuan * off, np.zeros(DRAWS), yuan_drawn * off),
            Outcome("orders", "orders", times, times * more, times_drawn, times_drawn * more),
            Outcome("sales", "yuan", yuan, yuan * more * (1 - off), yuan_drawn, yuan_drawn * more * (1 - off)),
            Outcome("people", "people", many, many)]


def along(_: Facts, __: Values) -> str:
    """How much more they buy."""
    return "uplift"


def more(_: Facts, __: Values) -> pd.DataFrame:
    """Nothing more."""
    return pd.DataFrame()


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """How many, what they bought a month, per order."""
    members, known = _chosen(facts, values), (facts.first, facts.last)
    months, yuan, orders = facts.days / _MONTH, float(members["yuan"].sum()), float(members["orders"].sum())
    own = margins.share(facts.margin)
    typed = [] if own is None else [("margin", "share", own, None, None, *known)]
    return [*typed, ("people", "people", len(members), None, None, *known),
            ("buyers", "share", float((members["orders"] > 0).mean()), int((members["orders"] > 0).sum()), len(members), *known),
            ("orders", "orders", orders / months, None, None, *known), ("sales", "yuan", yuan / months, None, None, *known),
            ("each", "yuan", yuan / orders if orders else np.nan, None, int(orders), *known)]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name, orders, yuan (of the last days) of everybody who would get it."""
    return _chosen(facts, values).sort_values("yuan", ascending=False)[[*_NAMED, "orders", "yuan"]]


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """impossible: the discount eats the whole margin; margin: the owner's own word is needed, or holds for a part only."""
    lost = values["margin"] <= values["discount"] + values["coins"]
    return (*(("impossible",) if lost else ()), margins.note(facts.margin), "uplift_unknown")


def _chosen(facts: Facts, values: Values) -> pd.DataFrame:
    known = [name for name in _WHO if len(_of(facts, name))]
    return _of(facts, known[min(int(values["who"]), len(known) - 1)])


@lru_cache(maxsize=16)
def _of(facts: Facts, who: str) -> pd.DataFrame:
    """Members of a tier; buyers: everybody who bought in these days."""
    chosen = facts.members["orders"] > 0 if who == "buyers" else facts.members["tier"] == who
    return facts.members[chosen]


def _bought(result: Tiers, bought: Purchases, first: Any) -> pd.DataFrame:
    own = bought.own[bought.own["day"] >= pd.Timestamp(first)]
    sums = own.groupby("person_id").agg(orders=("orders", "sum"), cents=("cents", "sum"))
    members = result.members[[*_NAMED, "tier"]].merge(sums, left_on="person_id", right_index=True, how="left")
    return members.assign(orders=members["orders"].fillna(0).astype("int64"), yuan=members["cents"].fillna(0) / 100).drop(
        columns="cents")
