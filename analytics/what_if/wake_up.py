"""叫回老客 (W6): contact lost regulars; how many more come back than would have come anyway.

Who is lost is the rule of the first screen (`today_tasks`), with its two thresholds on sliders. Back = bought within
the days of 跟进. The own rate is of those who were contacted; natural return is of everybody who stood on that list on
earlier days of the same rhythm and was not contacted (METRICS 6.4, 8 W6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.metrics import today_facts, today_tasks
from analytics.metrics.population import Population
from analytics.metrics.today_facts import TodayFacts
from analytics.scope import Scope
from analytics.settings import definitions
from analytics.statistics.bootstrap import DRAWS
from analytics.what_if import draws, returns
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "wake_up", "orders", "more"
Ints = NDArray[np.int64]
_FEW = 5
# Who is lost is told by orders alone; the members of the groups would be half of the reading.
_NO_MEMBERS = (pd.DataFrame(), Population("buyers", 0, 0, 0, 0.0, False, 0, pd.DataFrame(columns=["first_day", "last_day"])))


# Compared by identity: what a slider needs again is kept by it.
@dataclass(frozen=True, eq=False)
class Facts:
    """`windows`, one row a regular × earlier day they were looked at and not contacted: since (days without an order),
    orders, cents bought within the next `days`. `contacted`, `bought`: those contacted whose days are over, and how
    many of them bought. `names`: person_id → name. `order_cents`: what each order day brought, the shop over."""

    today: TodayFacts
    windows: pd.DataFrame
    order_cents: Ints
    contacted: int
    bought: int
    days: int
    first: Any
    last: Any
    names: dict[int, str]
    missing: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Lost regulars, how such people came back by themselves, and how those did who were contacted."""
    found = today_facts.read(workspace, scope or Scope(), _NO_MEMBERS, talk_too=False)
    days = int(found.settings.follow_up.back_until_days)
    bought = returns.own_purchases(found)
    said = returns.contacts(workspace, scope)
    last = found.orders_until
    windows = returns.windows(bought, said, pd.Timestamp(last), found) if last else returns.nothing()
    contacted, back = returns.came_back(said, bought)
    names = workspace.words_for(found.buyers["person_id"])
    return Facts(found, windows, bought["cents"].to_numpy(dtype="int64"), contacted, back, days, found.orders_from, last, names,
                 _missing(bought, windows))


def lost(facts: Facts, values: Values) -> pd.DataFrame:
    """The regulars who have not bought for that long: rows of `today_tasks` list regular_gone, biggest spenders first."""
    return _lost(facts, int(values["from"]), int(values["until"]))


@lru_cache(maxsize=8)
def _lost(facts: Facts, begin: int, until: int) -> pd.DataFrame:
    tried = facts.today.settings.changed(today__gone_from_days=begin, today__gone_until_days=until)
    found = today_tasks.lists(replace(facts.today, settings=tried), ("regular_gone",)).get("regular_gone")
    return pd.DataFrame(columns=["person_id", "spent", "days"]) if found is None else found


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """How long lost, how many to contact, how many of them come back, over how many days, at what cost each."""
    rules = facts.today.settings
    own_from, own_until = float(rules.today.gone_from_days), float(rules.today.gone_until_days)
    start = Lever("from", "days", *_limits("gone_from_days"), 1, own_from)
    begin = start.fits(values.get("from", own_from))
    shortest, longest = _limits("gone_until_days")
    end = Lever("until", "days", max(shortest, begin), longest, 1, max(own_until, begin))
    chosen = {"from": begin, "until": end.fits(values.get("until", end.start))}
    many = float(len(lost(facts, chosen)))
    rate = facts.bought / facts.contacted if _tried(facts) else float(rules.what_if.wake_up_guess_share)
    return (
        start, end,
        Lever("contacts", "people", 0, max(many, 1.0), 1, many),
        Lever("rate", "share", 0, max(0.6, rate), 0.01, rate, not _tried(facts)),
        Lever("over", "days", 1, 60, 1, float(rules.what_if.contact_until_days)), Lever("cost", "yuan", 0, 100, 1, 0))


def _limits(name: str) -> tuple[float, float]:
    definition = definitions()[f"today.{name}"]
    return float(definition.low or 0), float(definition.high or 0)


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Who comes back, orders, sales, what it costs, and the people to write to a day."""
    people, natural = min(values["contacts"], len(lost(facts, values))), _natural(facts, values)
    count, of = int((natural["orders"] > 0).sum()), len(natural)
    share, share_drawn = (count / of, draws.share("natural", count, of)) if of else (float("nan"), np.full(DRAWS, np.nan))
    rate, drawn = values["rate"], _rate(facts, values)
    rows = [Outcome("back", "people", people * share, people * rate, people * share_drawn, people * drawn)]
    for name, unit, each in (("orders", "orders", _orders_each(natural)), ("sales", "yuan", _cents_each(facts, natural) / 100)):
        mean, means = float(each.mean()) if len(each) else float("nan"), draws.mean(name, each)
        rows.append(Outcome(name, unit, people * share * mean, people * rate * mean, people * share_drawn * means,
                            people * drawn * means))
    cost = people * values["cost"]
    minutes = people * float(facts.today.settings.today.minutes_per_person)
    return [*rows, Outcome("cost", "yuan", 0, cost), Outcome("a_day", "people", 0, np.ceil(people / max(values["over"], 1))),
            Outcome("minutes", "minutes", 0, minutes)]


def along(_: Facts, __: Values) -> str:
    """The share that comes back."""
    return "rate"


def more(_: Facts, __: Values) -> pd.DataFrame:
    """Nothing more."""
    return pd.DataFrame()


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Lost regulars, natural return, own rate of those contacted, what one who comes back buys."""
    natural, known = _natural(facts, values), (facts.first, facts.last)
    count, of = int((natural["orders"] > 0).sum()), len(natural)
    each = _cents_each(facts, natural) / 100
    rows: list[tuple[Any, ...]] = [
        ("lost", "people", len(lost(facts, values)), None, None, *known),
        ("natural", "share", count / of if of else np.nan, count, of, *known),
        ("spend", "yuan", each.mean() if len(each) else np.nan, None, len(each), *known),
        ("window", "days", facts.days, None, None, None, None)]
    if facts.contacted:
        rows.insert(1, ("own_rate", "share", facts.bought / facts.contacted, facts.bought, facts.contacted, *known))
    return rows


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """person_id, display_name, days (without an order), spent: the ones to contact, biggest spenders first."""
    rows = lost(facts, values).head(int(values["contacts"]))
    return rows.assign(display_name=rows["person_id"].map(facts.names).astype("str"))[
        ["person_id", "display_name", "days", "spent"]]


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """guess: nobody was contacted yet; few: hardly anybody came back by themselves, so orders of the whole shop stand in."""
    natural = _natural(facts, values)
    few = int((natural["orders"] > 0).sum()) < _FEW
    return (*(() if _tried(facts) else ("wake_up_guess",)), *(("few_returns",) if few else ()), "people_count_twice")


def _natural(facts: Facts, values: Values) -> pd.DataFrame:
    """The rows of `windows` that were lost as long as the sliders say."""
    return _lost_then(facts, int(values["from"]), int(values["until"]))


@lru_cache(maxsize=8)
def _lost_then(facts: Facts, begin: int, until: int) -> pd.DataFrame:
    return facts.windows[facts.windows["since"].between(begin, until)]


def _tried(facts: Facts) -> bool:
    """Whether enough people were contacted for a rate of the shop's own."""
    return facts.contacted >= int(facts.today.settings.statistics.small_sample_below)


def _rate(facts: Facts, values: Values) -> draws.Draws:
    """As sure as the shop's own contacts make it; before there are enough of them, as a guess is."""
    worth = facts.contacted if _tried(facts) else float(facts.today.settings.what_if.guess_worth_until_people)
    return draws.wanted("wake_up", values["rate"], worth)


def _orders_each(natural: pd.DataFrame) -> NDArray[Any]:
    found: NDArray[Any] = natural.loc[natural["orders"] > 0, "orders"].to_numpy(dtype=float)
    return found if len(found) >= _FEW else np.ones(1)


def _cents_each(facts: Facts, natural: pd.DataFrame) -> NDArray[Any]:
    """What each who came back spent; where hardly anybody did, what an order day of the shop brings."""
    found: NDArray[Any] = natural.loc[natural["orders"] > 0, "cents"].to_numpy(dtype=float)
    return found if len(found) >= _FEW else facts.order_cents.astype(float)


def _missing(bought: pd.DataFrame, windows: pd.DataFrame) -> tuple[str, ...]:
    if bought.empty:
        return ("orders",)
    return ("history",) if windows.empty else ()
