"""Tiers: bronze, silver, gold, and bronze asleep (article S1 table T3; METRICS 6.13, I12-I14).

Every member and every buyer begins in bronze; the rules are replayed over all orders from the first covered day
(`tier_rules`). `facts` is the only part that reads the shop; `table` applies the rules, so that a try or a what-if
never reads orders again. The clock is the orders' own: nothing is held against days they do not speak of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import tier_preview, tier_reviews
from analytics.metrics.population import present_members
from analytics.metrics.spending import Month, covered_months
from analytics.metrics.tier_money import LONG_AGO, Ledger
from analytics.metrics.tier_reviews import Review
from analytics.metrics.tier_rules import BRONZE, TIERS, Rules, Standing, replay, review_days
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

SHOWN = ("gold", "silver", "bronze", "dormant", "unknown")
_ALL_MONTHS = 1200
_CENTS = 100


@dataclass(frozen=True)
class Facts:
    """What the rules are applied to.

    `people`, one row a member or buyer, sorted by person_id: person_id, display_name, ambiguous, present (in a chosen
    group), registered_on (first join, else first order, else first seen; NaT unknown), last_paid_on. `ledger`: person_id, paid_on,
    known_on, cents (sql/facts/tier_ledger.sql). `first_day`, `until`: the days that orders speak of; None without any.
    """

    as_of: date
    people: pd.DataFrame
    ledger: pd.DataFrame
    months: tuple[Month, ...]
    first_day: date | None
    until: date | None
    coverage: dict[str, Any]


@dataclass(frozen=True)
class Tiers:
    """`counts`: tier (`SHOWN`), count, of, share, low, high; the tiers partition everybody.

    `members`: person_id, display_name, tier, since, review_on, warnings (failed in a row and forgiven), falls_on (the review
    that takes the tier away if none is passed until then), present, month_spend, quarter_spend, year_spend,
    lifetime_spend (yuan, net), last_paid_on, registered_on. tier is unknown where several people carry one name or
    no order is known. `log`: person_id, display_name, day, from_tier, to_tier, rule, amount, needed (yuan), oldest
    first; rule ∈ silver_month, gold_lifetime, silver_review, gold_review, silver_warning, gold_warning.
    `reviews`: day, tier, known, reviewed, kept, warned, fell. `preview`, `near`: see `tier_preview`.
    """

    as_of: date
    until: date | None
    coverage: dict[str, Any]
    counts: pd.DataFrame
    members: pd.DataFrame
    log: pd.DataFrame
    reviews: pd.DataFrame
    preview: pd.DataFrame
    near: pd.DataFrame
    facts: Facts = field(repr=False)
    settings: Settings = field(repr=False)

    def people(self, tier: str) -> pd.DataFrame:
        """person_id, display_name of the people of a tier; “all”: of everybody."""
        chosen = self.members if tier == "all" else self.members[self.members["tier"] == tier]
        return chosen[["person_id", "display_name"]].reset_index(drop=True)

    def count(self, tier: str) -> int:
        """How many are in a tier."""
        return int(self.counts.set_index("tier")["count"][tier])


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Tiers:
    """Everybody's tier on `scope.as_of`, or on the orders' own last day where that lies before it.

    `settings`: a try, nothing is stored. Raises `UserError` nothing_yet for an empty shop.
    """
    return table(facts(workspace, scope), settings or workspace.settings)


def facts(workspace: Workspace, scope: Scope | None = None, members: pd.DataFrame | None = None) -> Facts:
    """Members, buyers and their money, in a few queries. `members`: `present_members`, where they were read already."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    ranges = workspace.facts("layer_order_ranges", resolved)
    first, last = _day(ranges["first_day"].min()), _day(ranges["last_day"].max())
    present = present_members(workspace, resolved) if members is None else members
    people = _people(present, workspace.facts("tier_buyers", resolved), resolved, workspace)
    ledger = workspace.facts("tier_ledger", resolved, until=last or resolved.as_of)
    months = covered_months(ranges, resolved.as_of, settings.coverage.orders_month_edge_until_days, _ALL_MONTHS)
    return Facts(
        resolved.as_of, people, ledger[ledger["person_id"].isin(people["person_id"])].reset_index(drop=True),
        tuple(months), first, None if last is None else min(last, resolved.as_of),
        {"has_orders": first is not None and first <= resolved.as_of, "months": [month for month, _ in months],
         "ambiguous": int(people["ambiguous"].sum()), "outside": int((~people["present"]).sum()),
         "has_groups": bool(resolved.chats)})


def table(facts: Facts, settings: Settings) -> Tiers:
    """Apply the rules of `settings` to `facts`; pure, and quick enough for a slider."""
    rules, ledger = rules_of(settings), money(facts)
    reviews = [] if facts.until is None or facts.first_day is None else tier_reviews.reviews(
        facts.months, facts.first_day, facts.until)
    standing, log, held = replay(ledger, reviews, rules)
    members = _members(facts, settings, ledger, standing, log, reviews[-1].day if reviews else None)
    return Tiers(
        facts=facts, settings=settings, as_of=facts.as_of, until=facts.until, members=members, counts=_counts(members),
        coverage={**facts.coverage, "unreviewed": _unreviewed(held)},
        log=_named(log, facts.people), reviews=held.assign(tier=[TIERS[tier] for tier in held["tier"]]),
        preview=tier_preview.preview(members, ledger, standing, log, held, _review_today(facts), rules),
        near=tier_preview.near(members, ledger, standing, rules, settings.tiers.near_until_share, facts.until))


def rules_of(settings: Settings) -> Rules:
    """The thresholds in cents."""
    own = settings.tiers
    return Rules(round(own.silver_from_yuan_per_month * _CENTS), round(own.gold_above_yuan * _CENTS),
                 own.silver_review, own.gold_review, own.grace_until_reviews)


def money(facts: Facts) -> Ledger:
    """The ledger as arrays, people numbered by their place in `facts.people`."""
    rows = facts.ledger
    paid = rows["paid_on"].to_numpy().astype("datetime64[D]")
    return Ledger(
        len(facts.people), np.searchsorted(facts.people["person_id"].to_numpy(), rows["person_id"].to_numpy()),
        paid.astype("int64"), rows["known_on"].to_numpy().astype("datetime64[D]").astype("int64"),
        paid.astype("datetime64[M]").astype("int64") + 1970 * 12, rows["cents"].to_numpy().astype("int64"))


def _review_today(facts: Facts) -> Review | None:
    if facts.until is None or facts.first_day is None:
        return None
    return tier_reviews.held_on(facts.months, facts.until, facts.first_day)


def _people(members: pd.DataFrame, buyers: pd.DataFrame, resolved: Resolved, workspace: Workspace) -> pd.DataFrame:
    """Who is in a chosen group, and, where no group was left out, who bought without being in one."""
    ours = members[["person_id", "ambiguous", "first_join", "known_since"]]
    both = ours.merge(buyers, on="person_id", how="outer" if resolved.all_chats else "left", suffixes=("", "_buyer"))
    both = both.sort_values("person_id", ignore_index=True)
    both["ambiguous"] = both["ambiguous"].fillna(False).astype(bool) | both["ambiguous_buyer"].fillna(False).astype(bool)
    joined = both["first_join"].fillna(both["first_paid_on"]).fillna(both["known_since"])
    earliest = joined.where(~(both["first_paid_on"] < joined), both["first_paid_on"])
    return pd.DataFrame({
        "person_id": both["person_id"].astype("int64"),
        "display_name": both["person_id"].map(workspace.words_for(both["person_id"])).astype("str"),
        "ambiguous": both["ambiguous"],
        "present": both["person_id"].isin(members["person_id"]) & bool(resolved.chats),
        "registered_on": earliest.astype("datetime64[us]"), "last_paid_on": both["last_paid_on"].astype("datetime64[us]")})


def _members(facts: Facts, settings: Settings, ledger: Ledger, standing: Standing, log: pd.DataFrame,
             held: date | None) -> pd.DataFrame:
    people, tier = facts.people, standing.tier
    names = np.array(TIERS, dtype=object)[tier]
    names[(tier == BRONZE) & asleep(people, settings, facts.first_day, facts.until)] = "dormant"
    unjudged = people["ambiguous"].to_numpy() | (not facts.coverage["has_orders"])
    names[unjudged] = "unknown"
    # A month that its last days closed early was reviewed before its end.
    after = facts.until if held is None or facts.until is None else max(held, facts.until)
    left = 1 + settings.tiers.grace_until_reviews - standing.failed
    frame = people[["person_id", "display_name"]].assign(
        tier=pd.Series(names, dtype="str"), since=_since(people, log).mask(unjudged),
        review_on=review_days(tier, after, np.ones_like(tier)).mask(unjudged), warnings=standing.failed,
        falls_on=review_days(tier, after, left).mask(unjudged),
        **{name: people[name] for name in ("present", "last_paid_on", "registered_on")})
    return frame.assign(**_spends(facts, ledger))


def asleep(people: pd.DataFrame, settings: Settings, first_day: date | None, on: date | None) -> Any:
    """Nothing bought for so many days that the orders speak of, since the last order or since becoming a member."""
    if first_day is None or on is None:
        return np.zeros(len(people), dtype=bool)
    begun = pd.Timestamp(first_day) - pd.Timedelta(days=1)
    clock = people[["last_paid_on", "registered_on"]].max(axis=1).fillna(begun)
    clock = clock.where(clock > begun, begun)
    return ((pd.Timestamp(on) - clock).dt.days >= settings.tiers.dormant_from_days).to_numpy()


def _since(people: pd.DataFrame, log: pd.DataFrame) -> pd.Series[Any]:
    """The day of the last move, else the day of becoming a member."""
    moved = log[log["from_tier"] != log["to_tier"]].drop_duplicates("person", keep="last")
    days = pd.Series(pd.NaT, index=people.index, dtype="datetime64[us]")
    # As values: a series would be laid on the people by its own index.
    days.loc[moved["person"].astype("int64")] = _dates(moved["day"]).to_numpy()
    return days.fillna(people["registered_on"])


def _spends(facts: Facts, ledger: Ledger) -> dict[str, Any]:
    review = _review_today(facts)
    if review is None:
        return dict.fromkeys(("month_spend", "quarter_spend", "year_spend", "lifetime_spend"), np.nan)
    end = int(np.datetime64(review.day, "D").astype("int64"))
    year = ledger.spent(review.year, end)
    ever = ledger.since(np.full(ledger.people, LONG_AGO), end)
    return {"month_spend": year[:, -1] / _CENTS, "quarter_spend": year[:, -len(review.months):].sum(axis=1) / _CENTS,
            "year_spend": year.sum(axis=1) / _CENTS, "lifetime_spend": ever / _CENTS}


def _counts(members: pd.DataFrame) -> pd.DataFrame:
    counts = members["tier"].value_counts().reindex(list(SHOWN), fill_value=0).astype("int64")
    frame = counts.rename_axis("tier").reset_index(name="count").assign(of=len(members))
    return with_shares(frame.astype({"tier": "str"}))


def _named(log: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The log for the eye: names, days, tiers in words of the code, yuan; those nobody can tell apart are left out."""
    who = people.loc[log["person"].astype("int64")].reset_index(drop=True)
    named = pd.DataFrame({
        "person_id": who["person_id"], "display_name": who["display_name"], "day": _dates(log["day"]),
        **{side: pd.Series([TIERS[tier] for tier in log[side]], dtype="str") for side in ("from_tier", "to_tier")},
        "rule": log["rule"].astype("str"), "amount": log["amount"].astype(float) / _CENTS,
        "needed": log["needed"].astype(float) / _CENTS})
    return named[~who["ambiguous"].to_numpy(dtype=bool)].sort_values(["day", "person_id"], kind="stable", ignore_index=True)


def _unreviewed(held: pd.DataFrame) -> list[tuple[date, str]]:
    """Reviews that orders did not allow though somebody was up for them."""
    missed = held[~held["known"].astype(bool) & (held["reviewed"] > 0)]
    return [(day, TIERS[tier]) for day, tier in zip(missed["day"], missed["tier"], strict=True)]


def _dates(days: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(days.to_numpy().astype("int64").astype("datetime64[D]").astype("datetime64[us]"))


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
