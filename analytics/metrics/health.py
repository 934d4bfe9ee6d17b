"""The three pillars on Home: talk, staying, sales; each number with interval, trend and target (METRICS 6.18).

A number is that of the last four whole weeks; its trend is against the four whole weeks before. A light is shown
only when the interval leaves out the target. What the files cannot give is left out and named in `coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.metrics.diagnosis import PILLARS, Diagnosis, Light, State, diagnose, light, state
from analytics.metrics.health_facts import NUMBERS, REPEAT_DAYS, Facts, Number, Who, read
from analytics.metrics.health_rates import ENOUGH, RATES, begun, rates
from analytics.metrics.whole_weeks import Span, Weeks, whole_weeks
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import wilson, with_shares
from analytics.statistics.words import SMALL_BELOW, compare
from analytics.workspace import Workspace

SERIES_WEEKS = 12
COLUMNS = ["key", "pillar", "count", "of", "share", "low", "high", "unit", "first_day", "last_day",
           "before_count", "before_of", "before_share", "word", "setting", "target", "at_least", "light"]


@dataclass(frozen=True)
class Health:
    """`numbers`, one row a number that can be had: key, pillar (active, loyal, sales), count, of, share, low, high,
    unit (people, coupons, days; leaves: share is leaves per 30 member-days of `of`; points: share is the NPS / 100),
    first_day, last_day, before_count, before_of, before_share, word (more, less, same, small_sample; NULL: nothing to
    compare), setting, target, at_least, light (good, bad, unsure).

    `weeks`: key, week_start, count, of, share, low, high: whole weeks only, oldest first. `states`: pillar → fine, low,
    mixed, unsure. `lists`: key, person_id, display_name, counted.
    """

    as_of: date
    coverage: dict[str, Any]
    numbers: pd.DataFrame
    weeks: pd.DataFrame
    states: dict[str, State]
    diagnosis: Diagnosis
    lists: pd.DataFrame

    def people(self, key: str, counted: bool = True) -> pd.DataFrame:
        """person_id, display_name of those counted in a number, or of the others it is counted of."""
        chosen = (self.lists["key"] == key) & (self.lists["counted"] == counted)
        return self.lists.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Health:
    """The pillars up to `scope.end`; `scope.start` plays no part. Raises `UserError` nothing_yet."""
    return table(read(workspace, scope), workspace.settings)


def in_week(workspace: Workspace, scope: Scope | None, key: str, first: date) -> pd.DataFrame:
    """Who stands behind one week of a number: person_id, display_name, counted. `first`: a week_start of `Health.weeks`."""
    found = read(workspace, scope)
    who = NUMBERS[key].who(found, Span(first, first + timedelta(days=6)))
    return _named(key, who, found).drop(columns="key")


def table(found: Facts, settings: Settings) -> Health:
    """Numbers, lights and diagnosis from the facts; pure."""
    weeks = {"talk": whole_weeks(found.talk.recorded, found.end), "orders": whole_weeks(found.order_days, found.end)}
    rows, series, lists, lacking = [], [], [], []
    for key, number in NUMBERS.items():
        spans = _spans(number, weeks[number.source], settings)
        if spans is None or not _possible(number, found, spans[0]):
            lacking.append(key)
            continue
        now = number.who(found, spans[0])
        rows.append(_row(key, number, now, spans, found, settings))
        series.append(_series(key, number, weeks[number.source], found))
        lists.append(_named(key, now, found))
    others = rates(found, settings, weeks["talk"])
    rows += [one.row for one in others]
    lists += [one.people.assign(key=one.row["key"]) for one in others]
    lacking += [key for key in RATES if key not in {one.row["key"] for one in others}]
    numbers = _lit(pd.DataFrame(rows, columns=COLUMNS[:-1]))
    lights: dict[str, dict[str, Light]] = {
        pillar: dict(numbers.loc[numbers["pillar"] == pillar, ["key", "light"]].to_numpy()) for pillar in PILLARS}
    return Health(
        as_of=found.end, coverage=_coverage(found, lacking, weeks), numbers=numbers,
        weeks=_joined(series, ["key", "week_start", "count", "of", "share", "low", "high"]),
        states={pillar: state(lights[pillar].values()) for pillar in PILLARS},
        diagnosis=diagnose(lights), lists=_joined(lists, ["key", "person_id", "display_name", "counted"]))


def _spans(number: Number, weeks: Weeks, settings: Settings) -> tuple[Span, Span | None] | None:
    """The last weeks and those before; fewer than asked for where the record is young. None without a whole week."""
    wanted = min(int(settings.health.window_weeks), len(weeks.mondays) // number.reach)
    now = weeks.last(wanted)
    if now is None:
        return None
    known = len(weeks.mondays) >= wanted * (number.reach + 1)
    return now, weeks.last(wanted, before=wanted) if known else None


def _possible(number: Number, found: Facts, now: Span) -> bool:
    if number.members and not found.has_members:
        return False
    if number.posts and not found.joined_in["day"].between(pd.Timestamp(now.start), pd.Timestamp(now.end)).any():
        return False
    return not number.overlaps or (found.orders_from is not None and found.orders_from <= _reach(now))


def _reach(span: Span) -> date:
    return span.end - timedelta(days=REPEAT_DAYS - 1)


def _row(key: str, number: Number, now: Who, spans: tuple[Span, Span | None], found: Facts,
         settings: Settings) -> dict[str, Any]:
    row = {**begun(key, number.pillar, number.setting, settings), "count": len(now.counted), "of": now.size, "unit": "people",
           "first_day": spans[0].start, "last_day": spans[0].end}
    if number.overlaps:
        return {**row, "first_day": _reach(spans[0])}
    if spans[1] is None:
        return row
    before = number.who(found, spans[1])
    return {**row, "before_count": len(before.counted), "before_of": before.size,
            "word": compare(len(now.counted), now.size, len(before.counted), before.size)}


def _lit(numbers: pd.DataFrame) -> pd.DataFrame:
    """With shares, intervals (Wilson, unless a number brought its own) and lights."""
    low, high = wilson(numbers["count"].to_numpy(dtype=float), numbers["of"].to_numpy(dtype=float))
    own = with_shares(numbers.astype({"count": "int64", "of": "int64"}))["share"]
    numbers = numbers.astype(dict.fromkeys(("share", "low", "high", "before_count", "before_of"), "float64"))
    numbers["share"] = numbers["share"].fillna(own)
    numbers["low"], numbers["high"] = numbers["low"].fillna(pd.Series(low)), numbers["high"].fillna(pd.Series(high))
    before = numbers["before_count"] / numbers["before_of"].where(numbers["before_of"] > 0)
    numbers["before_share"] = numbers["before_share"].fillna(before)
    numbers["light"] = [_light(row) for row in numbers.to_dict("records")]
    return numbers


def _light(row: dict[Any, Any]) -> Light:
    return light(row["low"], row["high"], row["target"], at_least=row["at_least"], strict="_above_" in row["setting"],
                 enough=row["of"] >= ENOUGH.get(row["unit"], SMALL_BELOW))


def _series(key: str, number: Number, weeks: Weeks, found: Facts) -> pd.DataFrame:
    """Week by week. The first week of those that look back a week has nothing before it and is left out."""
    first = weeks.mondays[0] + (number.reach - 1) * pd.Timedelta(days=7)
    spans = [one for one in weeks.each(SERIES_WEEKS) if pd.Timestamp(one.start) >= first and _possible(number, found, one)]
    made = [(key, pd.Timestamp(one.start), number.who(found, one)) for one in spans]
    frame = pd.DataFrame([(key, monday, len(who.counted), who.size) for key, monday, who in made],
                         columns=["key", "week_start", "count", "of"])
    return with_shares(frame.astype({"count": "int64", "of": "int64"}))


def _named(key: str, who: Who, found: Facts) -> pd.DataFrame:
    ids = pd.Series(who.of)
    return pd.DataFrame({"key": key, "person_id": ids, "display_name": ids.map(found.names), "counted": ids.isin(who.counted)})


def _joined(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def _coverage(found: Facts, lacking: list[str], weeks: dict[str, Weeks]) -> dict[str, Any]:
    return {"lacking": tuple(lacking), "population": found.talk.population.kind, "has_talk": len(found.talk.recorded) > 0,
            "has_orders": len(found.order_days) > 0, **{f"{name}_weeks": len(one.mondays) for name, one in weeks.items()}}
