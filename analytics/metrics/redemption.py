"""Coupons: how many of those whose fate is known were redeemed, from where, how soon, and which run out soon (METRICS 6.10).

Gross is redeemed of all given out; matured, the headline, is redeemed of those redeemed or expired: a coupon that can still
be used is no failure yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import coupon_shops
from analytics.metrics.coupon_shops import UNSTATED
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.families import against_rest
from analytics.statistics.intervals import with_shares
from analytics.statistics.survival import kaplan_meier
from analytics.workspace import Workspace

STATES = ("redeemed", "expired", "open", "unknown")
BREAKDOWNS = ("channel", "name")
SQUAD = "squad"


@dataclass(frozen=True)
class Redemption:
    """`coupons`: columns of sql/facts/coupon_fates.sql and display_name (NULL: names nobody). `counts`: state → coupons.

    `rates`: rate (matured, gross), count, of, share, low, high. `by`, name of `BREAKDOWNS` (and
    `SQUAD` where lists say who is in which; who is in two counts in both) → key, issued, open, count, of
    (matured), share, low, high; over_count of over_of: the same of coupons whose last day is over, redeemed or not; p, q, word:
    these against those of the other rows. `stores`, `store_channels`: metrics.coupon_shops by store, by store and channel.
    `curve`: day, share (redeemed by that day after it was given out), low, high, at_risk. `expiring`: rows of `coupons` that
    are open and run out within `redemption.expiring_until_days`, soonest first. `coverage`: early = none is over, some can
    still be used, so that all of what is decided was redeemed. `squads`: person_id, squad; `squad_words`: squad → as it
    may be shown.
    """

    as_of: date
    start: date
    coverage: dict[str, Any]
    coupons: pd.DataFrame
    counts: dict[str, int]
    rates: pd.DataFrame
    by: dict[str, pd.DataFrame]
    stores: pd.DataFrame
    store_channels: pd.DataFrame
    curve: pd.DataFrame
    expiring: pd.DataFrame
    squads: pd.DataFrame
    squad_words: dict[str, str] = field(default_factory=dict)

    def coupons_of(self, state: str, name: str | None = None, key: str | None = None) -> pd.DataFrame:
        """The coupons in a state (matured: redeemed or expired; all), of one row of a breakdown where it is named."""
        chosen = {"all": STATES, "matured": ("redeemed", "expired")}.get(state, (state,))
        rows = self.coupons[self.coupons["state"].isin(chosen)]
        if name == SQUAD:
            rows = rows.merge(self.squads, on="person_id", how="left")
        return (rows if name is None else rows[rows[name].fillna(UNSTATED) == key]).reset_index(drop=True)

    def used_at(self, store: str, channel: str | None = None) -> pd.DataFrame:
        """The coupons behind a row of `stores` or `store_channels`."""
        rows = self.coupons[self.coupons["redeemed_on"].notna() & (self.coupons["store"].fillna(UNSTATED) == store)]
        return (rows if channel is None else rows[rows["channel"].fillna(UNSTATED) == channel]).reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Redemption:
    """Coupons given out in the days of `scope`, looked at on the last day. Raises `UserError` nothing_yet."""
    resolved = workspace.resolve(scope)
    start = scope.start if scope and scope.start else date(1900, 1, 1)
    found = workspace.channel_words(workspace.facts("coupon_fates", resolved, start_day=start))
    for name in ("issued_on", "expires_on", "redeemed_on"):
        found[name] = pd.to_datetime(found[name])
    firsts = workspace.facts("first_valid_orders", resolved, last_day=resolved.as_of)
    names = workspace.words_for(found["person_id"].dropna())
    squads = workspace.query("select person_id, tag as squad from tags where kind = 'squad'")
    result = table(found.assign(display_name=found["person_id"].map(names)), resolved, workspace.settings, firsts, squads)
    return replace(result, squad_words=workspace.tag_words())


def table(coupons: pd.DataFrame, resolved: Resolved, settings: Settings, firsts: pd.DataFrame | None = None,
          squads: pd.DataFrame | None = None) -> Redemption:
    """The rules on the facts; pure. `firsts`: person_id, first_on (first valid order); `squads`: person_id, squad."""
    counts = {state: int((coupons["state"] == state).sum()) for state in STATES}
    redeemed = counts["redeemed"]
    rates = pd.DataFrame([("matured", redeemed, redeemed + counts["expired"]), ("gross", redeemed, len(coupons))],
                         columns=["rate", "count", "of"])
    bought = pd.DataFrame(columns=["person_id", "first_on"]) if firsts is None else firsts
    member_of = pd.DataFrame({"person_id": [], "squad": pd.Series(dtype="str")}) if squads is None else squads
    by = {name: _by(coupons, name, resolved.as_of) for name in BREAKDOWNS}
    if len(member_of):
        by[SQUAD] = _by(coupons.merge(member_of, on="person_id", how="left"), SQUAD, resolved.as_of, coupons)
    least = settings.statistics.counts_only_below
    known = {"has_coupons": len(coupons) > 0, "has_channel": bool(coupons["channel"].notna().any()),
             "has_expiry": bool(coupons["expires_on"].notna().any()),
             "early": bool(counts["open"] and not counts["expired"] and redeemed)}
    return Redemption(
        resolved.as_of, resolved.start, known, coupons, counts, with_shares(rates),
        by,
        coupon_shops.used(coupons, bought, least), coupon_shops.used(coupons, bought, least, ("store", "channel")),
        _curve(coupons, resolved.as_of),
        _expiring(coupons, resolved.as_of, settings.redemption.expiring_until_days), member_of)


def _by(coupons: pd.DataFrame, name: str, as_of: date, once: pd.DataFrame | None = None) -> pd.DataFrame:
    """What was given out lately counts as redeemed at once and as expired only later, so words compare what is over.

    `once`: every coupon once, where `coupons` has some in several rows of the breakdown.
    """
    states = pd.crosstab(coupons[name].fillna(UNSTATED), coupons["state"]).reindex(columns=list(STATES), fill_value=0)
    found = pd.DataFrame({"issued": states.sum(axis=1), "open": states["open"] + states["unknown"], "count": states["redeemed"],
                          "of": states["redeemed"] + states["expired"]}).astype("int64").rename_axis("key").reset_index()
    over = coupons[coupons["expires_on"] < pd.Timestamp(as_of)]
    ended = over.groupby(over[name].fillna(UNSTATED))["redeemed_on"].agg(["count", "size"]).reindex(found["key"], fill_value=0)
    all_over = over if once is None else once[once["expires_on"] < pd.Timestamp(as_of)]
    tested = against_rest(pd.DataFrame({"count": ended["count"].to_numpy(), "of": ended["size"].to_numpy()}),
                          everybody=(int(all_over["redeemed_on"].notna().sum()), len(all_over)))
    shares = with_shares(found).assign(over_count=tested["count"], over_of=tested["of"], **tested[["p", "q", "word"]])
    return shares.sort_values(["share", "of", "key"], ascending=[False, False, True], na_position="last", ignore_index=True)


def _curve(coupons: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """1 − Kaplan–Meier from the day given out; an expired coupon stays unredeemed for good, an open one is seen until as_of."""
    known = coupons[coupons["issued_on"].notna() & (coupons["state"] != "unknown")]
    ended = known["state"] == "redeemed"
    lasted = (known["redeemed_on"].fillna(pd.Timestamp(as_of)) - known["issued_on"]).dt.days.clip(lower=0).to_numpy(dtype=float)
    lasted = np.where(known["state"] == "expired", np.inf, lasted)
    # Same-day redemptions lie at day 0; the estimator wants time above its entry.
    curve = kaplan_meier(lasted + 1, ended.to_numpy())
    return pd.DataFrame({"day": (curve["time"] - 1).astype("int64"), "share": 1 - curve["survival"], "low": 1 - curve["high"],
                         "high": 1 - curve["low"], "at_risk": curve["at_risk"]})


def _expiring(coupons: pd.DataFrame, as_of: date, days: int) -> pd.DataFrame:
    last = pd.Timestamp(as_of) + timedelta(days=int(days))
    soon = coupons[(coupons["state"] == "open") & (coupons["expires_on"] <= last)]
    return soon.sort_values(["expires_on", "coupon_id"], ignore_index=True)
