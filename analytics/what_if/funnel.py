"""漏斗补哪一步 (W3): if one or more steps of the path to purchase lost fewer people.

Steps, counts and people are those of `metrics.funnel`. Raising any step by the same share sells the same more, so
steps are ranked by their gap to what this shop has already managed: its own best month, or the upper quartile of its
other groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import funnel
from analytics.metrics.funnel import Funnel
from analytics.metrics.observed import followed
from analytics.metrics.purchases import purchases
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import DRAWS
from analytics.statistics.intervals import with_shares
from analytics.what_if import draws
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "funnel", "orders", "more"
_ORDERS = ("first_order", "repurchase")
_LOOK_BACK = 90
# So many other groups make a quarter of them mean something.
_QUARTER_FROM = 4
_QUARTILE = 0.75
GAPS = ("step", "count", "of", "share", "low", "high", "best", "best_count", "best_of", "where", "gap", "orders")


@dataclass(frozen=True, eq=False)
class Facts:
    """`result`: the path page's own. `gaps`, largest gap first: `GAPS`; best: the share already managed, where: a month
    (2026-06) or “groups”, orders: that many more if the step reached it. `order_yuan`: what each order day brought."""

    result: Funnel
    gaps: pd.DataFrame
    order_yuan: NDArray[Any]
    first: Any
    last: Any
    settings: Settings
    missing: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """The path, each step's best, and what an order brings."""
    result = funnel.measure(workspace, followed(workspace, scope))
    bought = purchases(workspace, scope, _LOOK_BACK)
    yuan = (bought.own["cents"] / bought.own["orders"] / 100).to_numpy(dtype=float) if not bought.empty else np.zeros(0)
    entered = result.journeys["at_1"]
    few = result.steps.empty or len(result.steps) < 2 or int(result.steps["count"].iloc[0]) < (
        workspace.settings.statistics.counts_only_below)
    missing = ("path",) if few else () if set(result.chain) & set(_ORDERS) and len(yuan) else ("orders",)
    gaps = _gaps(result, workspace.settings.statistics.small_sample_below) if not missing else pd.DataFrame(columns=list(GAPS))
    first, last = (entered.min().date(), entered.max().date()) if len(entered) else (None, None)
    return Facts(result, gaps, yuan, first, last, workspace.settings, missing)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """By how much each step gets better (relative), and how many enter."""
    steps = facts.result.steps
    entrants = int(steps["count"].iloc[0])
    uplifts = [Lever(_lever(position), "share", 0, 2, 0.05, 0, subject=str(step))
               for position, step in zip(steps["position"].iloc[1:], steps["step"].iloc[1:], strict=True)]
    return (*uplifts, Lever("entrants", "people", 0, max(2 * entrants, 10), 1, entrants))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Orders, sales, and how many reach each step; today's are the path page's own counts."""
    reached, drawn = _walk(facts, dict.fromkeys(values, 0.0) | {"entrants": float(facts.result.steps["count"].iloc[0])})
    then, then_drawn = _walk(facts, values)
    steps = list(facts.result.steps["step"])
    rows = [Outcome("reached", "people", reached[at], then[at], drawn[at], then_drawn[at], subject=str(step))
            for at, step in enumerate(steps)]
    places = [at for at, step in enumerate(steps) if step in _ORDERS]
    today, after = (float(sum(one[at] for at in places)) for one in (reached, then))
    today_drawn, after_drawn = (np.sum([one[at] for at in places], axis=0) for one in (drawn, then_drawn))
    mean, means = float(facts.order_yuan.mean()), draws.mean("order_yuan", facts.order_yuan)
    return [Outcome("orders", "orders", today, after, today_drawn, after_drawn),
            Outcome("sales", "yuan", today * mean, after * mean, today_drawn * means, after_drawn * means), *rows]


def along(facts: Facts, values: Values) -> str:
    """The step that was moved, else the one with the largest gap."""
    moved = [name for name, value in values.items() if name.startswith("step") and value > 0]
    if moved:
        return max(moved, key=lambda name: values[name])
    steps = list(facts.result.steps["step"])
    return _lever(steps.index(facts.gaps["step"].iloc[0]) + 1) if len(facts.gaps) else _lever(2)


def more(facts: Facts, _: Values) -> pd.DataFrame:
    """The bottlenecks."""
    return facts.gaps


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Who entered, what an order brings; the steps stand in the table of bottlenecks."""
    known = (facts.first, facts.last)
    entered = int(facts.result.steps["count"].iloc[0])
    return [("entrants", "people", entered, None, None, *known),
            ("window", "days", facts.result.window_days, None, None, None, None),
            ("pending", "people", int(facts.result.steps["pending"].iloc[0]), None, None, *known),
            ("each", "yuan", float(facts.order_yuan.mean()), None, len(facts.order_yuan), *known)]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name, entered_at of those who got as far as the step before the largest gap and no further."""
    name = along(facts, values)
    step = facts.result.chain[int(name.removeprefix("step")) - 1]
    return facts.result.people(step, "dropped")[["person_id", "display_name", "entered_at"]]


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """volume: more people, lower rates; best: a best month is partly luck."""
    more_in = values["entrants"] > facts.result.steps["count"].iloc[0]
    return (*(("volume",) if more_in else ()), "same_relative", "best_is_luck")


def _lever(position: int) -> str:
    return f"step{position}"


def _walk(facts: Facts, values: Values) -> tuple[list[float], list[draws.Draws]]:
    """How many reach each step, as counted and drawn: entrants × Πr, each r raised and at most 1."""
    steps = facts.result.steps
    reached, drawn = [values["entrants"]], [np.full(DRAWS, float(values["entrants"]))]
    for position, count, of in zip(steps["position"][1:], steps["count"][1:], steps["of_previous"][1:], strict=True):
        up = 1 + values[_lever(position)]
        rate = count / of if of else 0.0
        reached.append(count / of * reached[-1] if up == 1 and of else reached[-1] * min(1.0, rate * up))
        drawn.append(drawn[-1] * np.minimum(1.0, draws.share(f"step{position}", count, of) * up))
    return [_counted(one) for one in reached], drawn


def _counted(value: float) -> float:
    """246 × 31 / 246 is 31 again, not 30.999…"""
    return float(round(value)) if abs(value - round(value)) < 1e-9 else value


def _gaps(result: Funnel, enough: int) -> pd.DataFrame:
    steps = with_shares(result.steps[["step", "count", "of_previous"]].iloc[1:].rename(columns={"of_previous": "of"}))
    closed = result.journeys[~result.journeys["open"]]
    total = float(result.steps["count"].iloc[0])
    rows = []
    for position, row in zip(result.steps["position"].iloc[1:], steps.to_dict("records"), strict=True):
        best, k, n, where = _best(closed, int(position), row, enough)
        gap = best - row["share"] if row["of"] else 0.0
        rows.append((*(row[name] for name in ("step", "count", "of", "share", "low", "high")), best, k, n, where, gap,
                     _gained(result, int(position), best, total)))
    frame = pd.DataFrame(rows, columns=list(GAPS))
    return frame.sort_values(["gap", "step"], ascending=[False, True], ignore_index=True)


def _best(closed: pd.DataFrame, position: int, row: dict[Any, Any], enough: int) -> tuple[float, int, int, str]:
    """The best month of the step, or the upper quartile of the groups where that is higher; itself where nothing is better."""
    there = closed[closed["reached"] >= position - 1]
    found = (float(row["share"]), int(row["count"]), int(row["of"]), "")
    months = _rates(there, there["at_1"].dt.strftime("%Y-%m"), position, enough)
    if len(months) > 1 and months["share"].max() > found[0]:
        top = months.iloc[int(months["share"].argmax())]
        found = (float(top["share"]), int(top["count"]), int(top["of"]), str(top["name"]))
    groups = _rates(there, there["chat_id"], position, enough) if "chat_id" in there else months.iloc[:0]
    if len(groups) >= _QUARTER_FROM and groups["share"].quantile(_QUARTILE) > found[0]:
        found = (float(groups["share"].quantile(_QUARTILE)), int(groups["count"].sum()), int(groups["of"].sum()), "groups")
    return found


def _rates(there: pd.DataFrame, by: pd.Series[Any], position: int, enough: int) -> pd.DataFrame:
    """name, count, of, share of the step in each month or group with enough people."""
    grouped = (there["reached"] >= position).groupby(by)
    frame = pd.DataFrame({"count": grouped.sum().astype("int64"), "of": grouped.size()}).rename_axis("name").reset_index()
    return with_shares(frame[frame["of"] >= enough].reset_index(drop=True))


def _gained(result: Funnel, position: int, best: float, entrants: float) -> float:
    """So many more orders if this step alone reached its best."""
    counts, of = result.steps["count"].to_numpy(dtype=float), result.steps["of_previous"].to_numpy(dtype=float)
    rates = np.divide(counts, of, out=np.zeros(len(counts)), where=of > 0)
    rates[0], better = 1.0, rates.copy()
    better[0], better[position - 1] = 1.0, best
    places = [at for at, step in enumerate(result.chain) if step in _ORDERS]
    return float(entrants * (np.cumprod(better)[places].sum() - np.cumprod(rates)[places].sum()))
