"""One row a person: what one is, which says what to do next, and the facts that everybody asks for first.

Everybody the shop knows stands here once: who is in the chosen groups, who left them, who spoke
without being on a list, and (with all groups chosen) who only ever bought. The shop's own people
do not. Labels come from `labels`, reasons to act from `today_tasks`: no rule is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import layers, today_facts, today_tasks
from analytics.metrics.labels import LABELS, label
from analytics.metrics.population import Population
from analytics.metrics.today_facts import TodayFacts
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

STANDINGS = ("member", "left", "buyer", "seen")
# What one is, the most pressing first; those from `ordinary` on name no one to act on.
TAGS = (
    "namesakes", "regular_gone", "near_vip", "new_unwelcomed", "bought_silent", "buys_silently", "high_spend",
    "high_interaction", "new", "silent", "ordinary", "unknown", "left", "buyer", "seen",
)
# Lists of people that can be asked for: name → whom it looks among.
LISTS = {
    "everybody": "everybody", "regular_gone": "regulars", "near_vip": "buyers", "new_unwelcomed": "members",
    "bought_silent": "buying_members", "buys_silently": "buying_members", "never_spoke": "listed", "big_spenders": "members",
    "talkers": "members", "new": "members", "silent": "members", "ordinary": "members", "left": "everybody",
    "buyer": "buyers", "seen": "everybody",
}
# List → the rule of the first screen that makes it.
_RULES = {"regular_gone": "regular_gone", "near_vip": "near_high_spend", "new_unwelcomed": "newcomer"}
_LABEL_LISTS = {"big_spenders": "high_spend", "talkers": "high_interaction", "new": "new", "silent": "silent"}


@dataclass(frozen=True)
class Facts:
    """What is known before any threshold. `layers`, `today`: as those say. `talk`: sql/facts/person_table.sql.

    `purchases`, one row a buyer up to the orders' own last day: person_id, cents, cents_lately, orders, order_days,
    first_paid_on, last_paid_on. `names`: person_id → the name to show. `reasons`: the first screen's lists that are asked for here.
    """

    resolved: Resolved
    layers: layers.Facts
    today: TodayFacts
    talk: pd.DataFrame
    purchases: pd.DataFrame
    orders_until: date | None
    names: dict[int, str] = field(repr=False)
    reasons: dict[str, pd.DataFrame] = field(repr=False)


@dataclass(frozen=True)
class PersonTable:
    """`rows`, one row a person: person_id, display_name, standing, tag, the labels (NULL: cannot be judged),
    last_said_on, last_paid_on, spend_lately and spend (yuan, net), orders, order_days, chats, tenure_days,
    first_join, silent_days, effective, messages, ambiguous; one boolean a list of `LISTS`, NULL where it cannot be
    judged for this person. `counts`: list, count, of, share, low, high, why (None, or what is missing; then count
    is NULL). Orders are known up to `orders_until`, talk up to `talk_until`.
    """

    as_of: date
    orders_until: date | None
    talk_until: date | None
    coverage: dict[str, Any]
    population: Population
    rows: pd.DataFrame
    counts: pd.DataFrame
    settings: Settings = field(repr=False)

    def people(self, *names: str) -> pd.DataFrame:
        """The rows of a list, as many as its count; of several lists, who stands in each. Raises KeyError for an unknown one."""
        return self.rows.loc[self._in_all(names)].reset_index(drop=True)

    def size(self, *names: str) -> int:
        """How many rows `people` of these lists has."""
        return int(self._in_all(names).sum())

    def _in_all(self, names: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        held = [self.rows[f"is_{name}"].to_numpy(dtype=bool, na_value=False) for name in names]
        return np.asarray(np.logical_and.reduce(held) if held else np.ones(len(self.rows)), dtype=bool)

    def count(self, name: str) -> int | None:
        """How many stand in a list; None where it cannot be made from this shop's data."""
        value = self.counts.set_index("list")["count"][name]
        return None if pd.isna(value) else int(value)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> PersonTable:
    """Everybody on `scope.as_of`. Raises `UserError` nothing_yet for an empty shop."""
    return table(facts(workspace, scope), settings or workspace.settings)


def facts(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Everything the rules are later applied to, in a few queries."""
    scope, settings = scope or Scope(), workspace.settings
    resolved, known = workspace.resolve(scope), layers.facts(workspace, scope)
    # Orders that count as words would make the quiet ones of the first screen others than they are there.
    same = not settings.layers.purchase_counts_as_interaction
    today = today_facts.read(workspace, scope, (known.members, known.population) if same else None, talk_too=False)
    talk = workspace.facts("person_table", resolved)
    purchases = _purchases(today, today.orders_until or resolved.as_of, settings)
    names = dict(zip(known.members["person_id"], known.members["display_name"], strict=True))
    others = pd.concat([talk["person_id"], purchases["person_id"]])
    names |= workspace.words_for(others[~others.isin(known.members["person_id"])])
    return Facts(resolved, known, today, talk, purchases, today.orders_until, names,
                 today_tasks.lists(today, _RULES.values()))


def table(facts: Facts, settings: Settings) -> PersonTable:
    """Apply the thresholds of `settings`; pure."""
    rows = _lists(_rows(facts, settings), facts, settings)
    rows = rows.assign(tag=_tags(rows))
    counted, groups = facts.layers.population, facts.layers.population.groups
    talk_until = None if groups["last_day"].isna().all() else groups["last_day"].max().date()
    return PersonTable(
        as_of=facts.resolved.as_of, orders_until=facts.orders_until, talk_until=talk_until,
        coverage=facts.layers.coverage, population=counted, rows=rows, counts=_counts(rows, facts), settings=settings)


def _purchases(today: TodayFacts, last: date, settings: Settings) -> pd.DataFrame:
    """A row a buyer up to `last`, namesakes too: they stand here under the name they share."""
    mine = (today.purchases["orders"] > 0) & today.purchases["buyer"].isin(("own", "ambiguous"))
    bought = today.purchases[mine].astype({"person_id": "int64"})
    lately = (pd.Timestamp(last) - bought["day"]).dt.days < settings.person_table.spend_until_days
    return bought.assign(cents_lately=bought["cents"].where(lately, 0)).groupby("person_id").agg(
        cents=("cents", "sum"), cents_lately=("cents_lately", "sum"), orders=("orders", "sum"),
        order_days=("day", "size"), first_paid_on=("day", "min"), last_paid_on=("day", "max")).reset_index()


def _rows(facts: Facts, settings: Settings) -> pd.DataFrame:
    """Everybody once, with what is known of each."""
    members = facts.layers.members
    labels = label(members, settings.layers)
    kept = members[["person_id", "ambiguous", "chats", "first_join", "tenure_days"]].assign(
        **{name: labels[name] for name in (*LABELS, "main")}, silent_days=_silent_days(members))
    rows = _everybody(facts).merge(kept, on="person_id", how="left").merge(
        facts.talk, on="person_id", how="left").merge(facts.purchases, on="person_id", how="left")
    rows["ambiguous"] = rows["ambiguous"].astype("boolean").fillna(False).astype(bool)
    counts = ["messages", "effective", "listed_in", "chats", "orders", "order_days", "cents", "cents_lately"]
    rows[counts] = rows[counts].astype("float64").fillna(0).astype("int64")
    rows["spend"], rows["spend_lately"] = rows.pop("cents") / 100, rows.pop("cents_lately") / 100
    rows["display_name"] = rows["person_id"].map(facts.names).astype("str")
    return rows.assign(standing=_standing(rows, members))


def _everybody(facts: Facts) -> pd.DataFrame:
    """person_id of members, of those who were or spoke there, and of buyers where no group was left out."""
    ids = [facts.layers.members["person_id"], facts.talk["person_id"]]
    if facts.resolved.all_chats:
        ids.append(facts.purchases["person_id"])
    found = pd.DataFrame({"person_id": pd.concat(ids).astype("int64").drop_duplicates()})
    # The shop's people are no members; who orders for many still is one.
    apart = ~found["person_id"].isin(facts.today.staff) | found["person_id"].isin(facts.layers.members["person_id"])
    return found.loc[apart].reset_index(drop=True)


def _silent_days(members: pd.DataFrame) -> pd.Series:
    least, most = members["silent_at_least"], members["silent_at_most"]
    return least.where(most.isna() | (least <= most), most).where(least.notna())


def _standing(rows: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    # Who was in a group and is no member left: noted, or missing on a later whole list.
    there, left, bought = rows["person_id"].isin(members["person_id"]), rows["was_in"].fillna(0) > 0, rows["orders"] > 0
    return pd.Series(np.select([there, left, bought], ["member", "left", "buyer"], "seen"), index=rows.index, dtype="str")


def _lists(rows: pd.DataFrame, facts: Facts, settings: Settings) -> pd.DataFrame:
    """One nullable boolean a list."""
    member, bought = rows["standing"] == "member", rows["orders"] > 0
    silent = rows["silent"].astype("boolean")
    days = (pd.Timestamp(facts.orders_until or facts.resolved.as_of) - rows["last_paid_on"]).dt.days
    lately = (days < settings.today.gone_from_days).astype("boolean")
    sure = member & (rows["listed_in"] > 0) & ~rows["ambiguous"]
    made = {
        "everybody": pd.Series(True, index=rows.index, dtype="boolean"),
        **{name: _in(rows, facts.reasons, rule) for name, rule in _RULES.items()},
        "bought_silent": _where(silent & ~lately, member & bought),
        "buys_silently": _where(silent & lately, member & bought),
        "never_spoke": _where(rows["effective"] == 0, sure),
        **{name: rows[of].astype("boolean") for name, of in _LABEL_LISTS.items()},
        "ordinary": _where(rows["main"] == "ordinary", member),
        **{name: (rows["standing"] == name).astype("boolean") for name in ("left", "buyer", "seen")},
    }
    return rows.assign(**{f"is_{name}": made[name] for name in LISTS})


def _where(holds: pd.Series, judged: pd.Series) -> pd.Series:
    """Nullable: NULL where it cannot be judged."""
    return holds.astype("boolean").mask(~judged)


def _in(rows: pd.DataFrame, found: dict[str, pd.DataFrame], rule: str) -> pd.Series:
    people: pd.Series | list[int] = found[rule]["person_id"] if rule in found else []
    return rows["person_id"].isin(people).astype("boolean")


def _tags(rows: pd.DataFrame) -> pd.Series:
    """The first of `TAGS` that holds."""
    def listed(name: str) -> pd.Series:
        return rows[f"is_{name}"].fillna(False).astype(bool)

    said = {
        "namesakes": rows["ambiguous"], **{name: listed(name) for name in (*_RULES, "bought_silent", "buys_silently")},
        **{name: rows["main"] == name for name in (*LABELS, "ordinary", "unknown")},
        **{name: rows["standing"] == name for name in ("left", "buyer", "seen")},
    }
    return pd.Series(np.select([said[tag] for tag in TAGS], TAGS, "unknown"), index=rows.index, dtype="str")


def _counts(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """list, count, of, share, low, high, why."""
    among = {"everybody": len(rows), "members": int((rows["standing"] == "member").sum()),
             "buyers": int((rows["orders"] > 0).sum()),
             "regulars": int(rows["person_id"].isin(today_tasks.regulars(facts.today)["person_id"]).sum()),
             "buying_members": int(rows["is_bought_silent"].notna().sum()),
             "listed": int(rows["is_never_spoke"].notna().sum())}
    counted = []
    for name, base in LISTS.items():
        why = _why(name, rows, facts)
        count = int(rows[f"is_{name}"].fillna(False).sum())
        counted.append((name, 0 if why else count, among[base], why))
    frame = with_shares(pd.DataFrame(counted, columns=["list", "count", "of", "why"]))
    known = {name: frame[name].where(frame["why"].isna()) for name in ("share", "low", "high")}
    frame = frame.assign(**known, count=frame["count"].astype("Int64").mask(frame["why"].notna()))
    return frame[["list", "count", "of", "share", "low", "high", "why"]]


def _why(name: str, rows: pd.DataFrame, facts: Facts) -> str | None:
    """What is missing for a list to be made at all."""
    base, groups = LISTS[name], facts.layers.population.groups
    if base in ("buyers", "regulars", "buying_members") and facts.orders_until is None:
        return "orders"
    if base == "listed" and not rows["is_never_spoke"].notna().any():
        return "chat" if groups["last_day"].isna().all() else "list"
    if name in ("bought_silent", "buys_silently", "silent", "talkers") and groups["last_day"].isna().all():
        return "chat"
    if name in ("new_unwelcomed", "new") and rows["first_join"].isna().all():
        return "joins"
    return "months" if name == "big_spenders" and not facts.layers.months else None
