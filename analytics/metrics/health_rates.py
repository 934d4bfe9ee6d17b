"""The numbers of the pillars that are no share of people: stickiness, leaving, recommendation, coupons (METRICS 6.18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import exits, nps, stickiness
from analytics.metrics.health_facts import Facts
from analytics.metrics.whole_weeks import Span, Weeks
from analytics.settings import Settings
from analytics.statistics.differences import count_ratio
from analytics.statistics.ratios import ratio_change
from analytics.statistics.words import SMALL_BELOW, direction

RATES = ("stickiness", "exits", "nps", "redeemed")
_MONTH = 30
# A light needs so many of what a number is counted of: member-days and days of people come by the month.
ENOUGH = {"leaves": SMALL_BELOW * _MONTH, "days": SMALL_BELOW * stickiness.MONTH}


@dataclass(frozen=True)
class Rate:
    """`row`: one row of `Health.numbers` without its light. `people`: person_id, display_name, counted."""

    row: dict[str, Any]
    people: pd.DataFrame


def rates(found: Facts, settings: Settings, weeks: Weeks) -> list[Rate]:
    """Those of `RATES` that the shop's files can give."""
    made = (_stickiness(found, settings), _exits(found, settings, weeks), _nps(found, settings), _coupons(found, settings))
    return [one for one in made if one is not None]


def begun(key: str, pillar: str, setting: str, settings: Settings, *, at_least: bool = True) -> dict[str, Any]:
    """What every number starts with: where it belongs and its target, as a share."""
    target = float(settings[setting])
    return {"key": key, "pillar": pillar, "setting": setting, "at_least": at_least,
            "target": target / 100 if setting.endswith("_points") else target}


def _stickiness(found: Facts, settings: Settings) -> Rate | None:
    """Mean of the days' actives over the month's; the interval draws people (METRICS 6.3)."""
    (share, low, high), actives = stickiness.lately(found.talk)
    if np.isnan(share):
        return None
    days, last = actives["days_28"], found.talk.end
    row = begun("stickiness", "active", "health.stickiness_from_share", settings)
    first = last - timedelta(days=stickiness.MONTH - 1)
    people = actives.loc[days > 0, ["person_id", "display_name"]].assign(counted=True)
    before = _stuck_before(found, actives)
    return Rate({**row, **before, "count": int(days.sum()), "of": int((days > 0).sum()) * stickiness.MONTH, "share": share,
                 "low": low, "high": high, "unit": "days", "first_day": first, "last_day": last}, people)


def _stuck_before(found: Facts, actives: pd.DataFrame) -> dict[str, Any]:
    """The 28 days before, where all of them are recorded, and one word; who is there in both stands for himself once."""
    last = found.talk.end - timedelta(days=stickiness.MONTH)
    first = last - timedelta(days=stickiness.MONTH - 1)
    days = found.talk.days
    rows = days[(days["interactions"] > 0) & days["day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    if len(found.talk.covered(first, last)) < stickiness.MONTH or rows.empty:
        return {}
    before = rows.groupby("person_id").size()  # one row a person and day
    now = actives.set_index("person_id")["days_28"]
    both = pd.DataFrame({"now": now[now > 0], "before": before}).fillna(0.0)
    there = (both > 0) * stickiness.MONTH
    _, low, high = ratio_change((both["now"], there["now"]), (both["before"], there["before"]))
    few = min(int((both[name] > 0).sum()) for name in ("now", "before")) < SMALL_BELOW
    word = "small_sample" if few else direction(low, high)
    return {"before_count": int(before.sum()), "before_of": len(before) * stickiness.MONTH, "word": word}


def _exits(found: Facts, settings: Settings, weeks: Weeks) -> Rate | None:
    """Leaves per 30 member-days over the last whole weeks; where only lists tell, between the first and the last of them."""
    dated = found.leaving[found.leaving["how"] != "lists"]
    count = weeks.window(int(settings.health.window_weeks))
    if dated.empty:
        record, now, before = found.leaving, _between_lists(found.leaving), None
    else:
        record, now, before = dated, weeks.last(count), weeks.last(count, before=count)
    if now is None:
        return None
    ended, measured = exits.of_span(found.talk.stays, record, now.start, now.end)
    if not measured["member_days"]:
        return None
    row = {**begun("exits", "loyal", "health.exits_until_share_a_month", settings, at_least=False), **_row_of(measured),
           "unit": "leaves", "first_day": now.start, "last_day": now.end}
    people = pd.DataFrame({"person_id": ended["person_id"], "display_name": ended["person_id"].map(found.names), "counted": True})
    return Rate({**row, **_against(found, dated, before, measured)}, people)


def _row_of(measured: dict[str, Any]) -> dict[str, Any]:
    return {"count": int(measured["count"]), "of": int(measured["member_days"]), "share": float(measured["per_month"]),
            "low": float(measured["low"]), "high": float(measured["high"])}


def _between_lists(leaving: pd.DataFrame) -> Span | None:
    if leaving.empty:
        return None
    return Span(leaving["known_from"].min().date(), leaving["known_until"].max().date())


def _against(found: Facts, dated: pd.DataFrame, before: Span | None, now: dict[str, Any]) -> dict[str, Any]:
    """The weeks before, and one word: given both counts, the newer is binomial by the member-days (exact)."""
    if before is None:
        return {}
    _, then = exits.of_span(found.talk.stays, dated, before.start, before.end)
    if not then["member_days"]:
        return {}
    return {"before_count": int(then["count"]), "before_of": int(then["member_days"]), "word": _word(now, then)}


def _word(now: dict[str, Any], then: dict[str, Any]) -> str:
    if now["count"] + then["count"] < SMALL_BELOW:
        return "small_sample"
    low, high = count_ratio(int(now["count"]), int(then["count"]))
    scale = then["member_days"] / now["member_days"]
    return direction(low * scale, high * scale, 1.0)


def _nps(found: Facts, settings: Settings) -> Rate | None:
    """The last wave that has a score, against the one before (METRICS 6.8)."""
    late = found.answers["asked_at"] >= pd.Timestamp(found.end) + pd.Timedelta(days=1)
    asked = found.answers[~late]
    if asked.empty:
        return None
    measured = nps.table(asked, found.end, 0, settings)
    scored = measured.waves[measured.waves["score"].notna()]
    if scored.empty:
        return None
    last = scored.iloc[-1]
    row = {**begun("nps", "loyal", "health.nps_from_points", settings), **_asked_before(scored, measured)}
    days = {"first_day": _day(last["first_on"]), "last_day": _day(last["last_on"])}
    answers = measured.people(wave=int(last["wave"]))
    ids = answers["person_id"].astype("Int64")
    people = pd.DataFrame({"person_id": ids, "display_name": ids.map(found.names), "counted": answers["score"] >= 9})
    return Rate({**row, **days, "count": int(last["promoters"]), "of": int(last["answers"]), "unit": "points",
                 "share": last["score"] / 100, "low": last["low"] / 100, "high": last["high"] / 100}, people)


def _asked_before(scored: pd.DataFrame, measured: nps.Nps) -> dict[str, Any]:
    """The wave before, where both have a score."""
    dated = scored[scored["wave"] != nps.UNDATED]
    if measured.change is None or scored.iloc[-1]["wave"] == nps.UNDATED:
        return {}
    before, (_, low, high) = dated.iloc[-2], measured.change
    few = min(dated["answers"].tail(2)) < SMALL_BELOW
    word = "small_sample" if few else direction(low, high)
    return {"before_count": int(before["promoters"]), "before_of": int(before["answers"]), "before_share": before["score"] / 100,
            "word": word}


def _coupons(found: Facts, settings: Settings) -> Rate | None:
    """Redeemed of those redeemed or expired: the fate of the others is open (METRICS 6.10)."""
    if found.coupons.empty:
        return None
    ids = found.coupons["person_id"].astype("Int64")
    people = pd.DataFrame({"person_id": ids, "display_name": ids.map(found.names), "counted": found.coupons["redeemed"]})
    row = begun("redeemed", "sales", "health.redeemed_from_share", settings)
    return Rate({**row, "count": int(found.coupons["redeemed"].sum()), "of": len(found.coupons), "unit": "coupons",
                 "last_day": found.end}, people)


def _day(moment: Any) -> Any:
    return None if pd.isna(moment) else pd.Timestamp(moment).date()
