"""爱带人的老客 (W5): if more regulars brought people, or brought them more often; one level only, inviter → invitee.

New = inviters × people each brings along × share that stays. Where invitations sent were noted, success stands apart;
WeChat's own lines know only who came. Everything counted is `metrics.referral`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import referral
from analytics.metrics.order_goals import Margin
from analytics.metrics.referral import Referral
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.bootstrap import DRAWS
from analytics.what_if import draws, margins
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "referral", "customers", "more"
_NAMED = ["person_id", "display_name"]
_LOOK_BACK = 90


@dataclass(frozen=True, eq=False)
class Facts:
    """`result`: the referral page's own; `inviters`: person_id, display_name, invited: who brought somebody in the last
    cycle; `joined`: whom they brought then; `spent`: net yuan of each new customer; `margin`: what the owner typed."""

    result: Referral
    inviters: pd.DataFrame
    joined: int
    active: int
    spent: NDArray[Any]
    margin: Margin | None
    settings: Settings
    missing: tuple[str, ...]

    def seen(self, name: str) -> tuple[int, int]:
        """k and n of success, stay or first orders."""
        return _seen(self, name)


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Who brought whom in the last cycle."""
    result = referral.measure(workspace, scope)
    cycle = result.brought[result.brought["in_cycle"].astype(bool)]
    counts = cycle.groupby(["inviter_id", "inviter"]).size().rename("invited").reset_index()
    counts.columns = [*_NAMED, "invited"]
    inviters = counts.sort_values(["invited", "person_id"], ascending=[False, True], ignore_index=True)
    row: Any = result.k.set_index("measure").loc["joined"]
    missing = () if len(inviters) else ("invites",)
    spent = result.brought.loc[result.brought["new_customer"].astype(bool), "net"].to_numpy(dtype=float)
    resolved = workspace.resolve(scope)
    first = resolved.as_of - timedelta(days=_LOOK_BACK - 1)
    margin = margins.typed(workspace, resolved, first, resolved.as_of) if len(inviters) else None
    return Facts(result, inviters, len(cycle), int(row["active"]), spent, margin, workspace.settings, missing)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """How many bring people, how many each invites a month, how many come, stay and buy, what one costs and brings."""
    many, each = len(facts.inviters), _each(facts)
    success, stay, first = (_share(facts, name) for name in ("success", "stay", "first"))
    rows = [Lever("inviters", "people", 0, max(3 * many, 10), 1, many), Lever("invites", "people", 0, max(3 * each, 5), 0.1, each)]
    if facts.result.attempts_known:
        rows.append(Lever("success", "share", 0, 1, 0.01, success))
    spend = _spend(facts)
    return (*rows, Lever("stay", "share", 0, 1, 0.01, stay), Lever("first", "share", 0, 1, 0.01, first),
            Lever("commission", "yuan", 0, 200, 1, 0),
            margins.lever(facts.margin, facts.settings),
            Lever("spend", "yuan", 0, max(3 * spend, 100), 1, spend))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """People who come and stay, new customers, what they spend, the commission, and how often it pays itself back."""
    start = _start(facts)
    (came, came_drawn), (more_came, more_drawn) = _came(facts, start), _came(facts, values)
    stay, first = ((draws.wanted(name, one[name], facts.seen(name)[1]) if facts.seen(name)[1] else np.full(DRAWS, one[name]))
                   for name, one in (("stay", values), ("first", values)))
    own_stay, own_first = ((draws.wanted(name, start[name], facts.seen(name)[1]) if facts.seen(name)[1] else
                            np.full(DRAWS, start[name])) for name in ("stay", "first"))
    customers, own = more_came * values["first"], came * start["first"]
    drawn, own_drawn = more_drawn * first, came_drawn * own_first
    each, commission, active = values["spend"] * values["margin"], values["commission"], facts.active or np.nan
    means, wanted = _spend_drawn(facts, start["spend"]), _spend_drawn(facts, values["spend"])
    return [Outcome("customers", "people", own, customers, own_drawn, drawn),
            Outcome("stayed", "people", came * start["stay"], more_came * values["stay"], came_drawn * own_stay, more_drawn * stay),
            Outcome("sales", "yuan", own * start["spend"], customers * values["spend"], own_drawn * means, drawn * wanted),
            Outcome("commission", "yuan", 0, customers * commission, np.zeros(DRAWS), drawn * commission),
            # Multiplied in the same order on both sides, so that nothing changed is nothing to the last digit.
            Outcome("left", "yuan", own * (start["spend"] * values["margin"]), customers * (each - commission),
                    own_drawn * (means * values["margin"]), drawn * (wanted * values["margin"] - commission)),
            Outcome("payback", "times", np.nan, each / commission if commission else np.nan, None,
                    wanted * values["margin"] / commission if commission else None),
            Outcome("k", "rate", came / active, more_came / active, came_drawn / active, more_drawn / active)]


def along(_: Facts, __: Values) -> str:
    """How many bring people."""
    return "inviters"


def more(_: Facts, __: Values) -> pd.DataFrame:
    """Nothing more."""
    return pd.DataFrame()


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Inviters, what each brought, who stayed, who bought."""
    row = facts.result.k.set_index("measure").loc["joined"]
    known = (row["first_on"], row["last_on"])
    brought = facts.result.brought["joined_on"]
    ever = (brought.min(), brought.max())
    rates = [name for name in ("success", "stay", "first") if name != "success" or facts.result.attempts_known]
    return [("inviters", "people", len(facts.inviters), None, facts.active, *known),
            ("joined", "people", facts.joined, None, None, *known),
            *((name, "share", _share(facts, name), *facts.seen(name), *ever) for name in rates),
            ("spend", "yuan", _spend(facts) if len(facts.spent) else np.nan, None, len(facts.spent), *ever),
            *([] if facts.margin is None else [("margin", "share", margins.share(facts.margin), None, None, None, None)])]


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name, invited of those who brought somebody lately."""
    return facts.inviters


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """one_level: what is allowed; attempts: nobody noted whom they asked in vain; selected: who brings people is special;
    all_stayed: nobody is known to have left, as where a list holds only who is there now."""
    stayed, known = facts.seen("stay")
    return (*(() if facts.result.attempts_known else ("attempts",)), *(("all_stayed",) if stayed == known else ()),
            margins.note(facts.margin), "selected", "one_level")


def _each(facts: Facts) -> float:
    """Joins a regular brings in a cycle, or invitations where they are known to lead to joins."""
    success = _share(facts, "success") if facts.result.attempts_known else 1.0
    return facts.joined / len(facts.inviters) / success if len(facts.inviters) and success else 0.0


@lru_cache(maxsize=16)
def _seen(facts: Facts, name: str) -> tuple[int, int]:
    if name == "stay":
        judged = facts.result.brought["stayed"].dropna()
        return int(judged.sum()), len(judged)
    row: Any = facts.result.rates.set_index("rate").loc["new_customers" if name == "first" else name]
    return int(row["count"]), int(row["of"])


@lru_cache(maxsize=4)
def _start(facts: Facts) -> dict[str, float]:
    return {lever.name: lever.start for lever in levers(facts, {})}


def _spend(facts: Facts) -> float:
    return float(facts.spent.mean()) if len(facts.spent) else 0.0


def _spend_drawn(facts: Facts, yuan: float) -> draws.Draws:
    """What a new customer spends, if it is to be `yuan` on average: as sure as those who were seen make it."""
    own = _spend(facts)
    return draws.mean("referral_spend", facts.spent) * (yuan / own) if own else np.full(DRAWS, yuan)


def _share(facts: Facts, name: str) -> float:
    count, of = facts.seen(name)
    return count / of if of else 0.0


def _came(facts: Facts, values: Values) -> tuple[float, draws.Draws]:
    """People who come along in a cycle, as counted and drawn (Gamma of the joins per inviter)."""
    each = draws.events("brought", facts.joined, len(facts.inviters))
    own = facts.joined / len(facts.inviters)
    success = values.get("success", 1.0)
    wanted = values["invites"] * success
    drawn = each * (wanted / own) if own else np.full(DRAWS, wanted)
    if facts.result.attempts_known and success:
        seen = _share(facts, "success")
        drawn = drawn * draws.wanted("success", success, facts.seen("success")[1]) / success if seen else drawn
    return values["inviters"] * wanted, values["inviters"] * drawn


