"""The first screen: one true sentence about money or talk, what to do first, the week's numbers (DESIGN 9).

Works with whatever one file gives: orders, a chat, a pasted sign-up list, content sheets, join days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from analytics.metrics import today_facts, today_numbers, today_tasks
from analytics.metrics.periods import Periods
from analytics.metrics.today_facts import TodayFacts
from analytics.scope import Scope
from analytics.workspace import Workspace

Kind = Literal["money", "talk", "signups", "joins", "posts", "nothing"]
_SERIES_DAYS = 56
_FEW_BUYERS = 5


@dataclass(frozen=True)
class Sentence:
    """A text key under `home.` and the facts that fill it; dates as dates, money in whole yuan."""

    key: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Today:
    """`kind`: what the first sentence is about. `sentences`: it and the ones after it.

    `tasks` (rule, count, first, minutes, setting, threshold), best first; `lists`: rule → its people with
    person_id, display_name and the reasons. `numbers`: see today_numbers. `series` (day, value, part)
    for the small picture, part ∈ earlier, before, now; of `signups` (item, value) instead.
    `periods`: source → the span shown and the one it is compared with.
    """

    as_of: date
    coverage: dict[str, Any]
    kind: Kind
    sentences: tuple[Sentence, ...]
    tasks: pd.DataFrame
    lists: dict[str, pd.DataFrame]
    numbers: pd.DataFrame
    series: pd.DataFrame
    periods: dict[str, Periods]

    def people(self, rule: str) -> pd.DataFrame:
        """The list behind a task or a number of the same name; empty where nobody is meant."""
        return self.lists.get(rule, pd.DataFrame({"person_id": [], "display_name": []}))


def measure(workspace: Workspace, scope: Scope | None = None) -> Today:
    """The first screen for `scope`. Without a start, the week from Monday against the same weekdays before.

    Each source is looked at from its own last covered day. Raises `UserError` nothing_yet.
    """
    return measure_from(workspace, today_facts.read(workspace, scope or Scope()))


def measure_from(workspace: Workspace, facts: TodayFacts) -> Today:
    """The same of facts that were read already."""
    found = today_tasks.lists(facts)
    kind = _kind(facts)
    numbers = today_numbers.numbers(facts, found)
    return Today(
        as_of=facts.resolved.as_of, coverage=_coverage(facts), kind=kind,
        sentences=tuple(_sentences(workspace, facts, kind, numbers.set_index("key"), found)),
        tasks=today_tasks.tasks(facts, found), lists={rule: _named(workspace, frame) for rule, frame in found.items()},
        numbers=numbers, series=_series(workspace, facts, kind), periods=_periods(facts),
    )


def on_day(workspace: Workspace, scope: Scope | None, kind: Kind, day: date) -> pd.DataFrame:
    """Who stands behind a day of `series`: of money person_id, display_name, spent, orders; of talk person_id, display_name,
    messages. Orders that name nobody have no line. ValueError for a kind that lists nobody.
    """
    resolved = workspace.resolve(scope)
    if kind == "money":
        until = replace(resolved, as_of=max(resolved.as_of, resolved.end, day))
        bought = workspace.facts("value_days", until)
        rows = bought[(bought["day"] == pd.Timestamp(day)) & (bought["orders"] > 0) & bought["person_id"].notna()]
        found = rows.assign(spent=rows["cents"] / 100).astype({"person_id": "int64"})[["person_id", "spent", "orders"]]
    elif kind == "talk":
        found = workspace.facts("today_speakers", resolved, first_day=day, last_day=day)[["person_id", "messages"]]
    else:
        raise ValueError(f"nobody is listed for {kind!r}")
    return _named(workspace, found.sort_values(list(found.columns[1:]), ascending=False, ignore_index=True))


def _kind(facts: TodayFacts) -> Kind:
    if facts.money is not None and len(facts.purchases):
        return "money"
    if len(facts.speakers):
        return "talk"
    if len(facts.signups):
        return "signups"
    if len(facts.joins):
        return "joins"
    return "posts" if len(facts.posts) else "nothing"


def _sentences(workspace: Workspace, facts: TodayFacts, kind: Kind, numbers: pd.DataFrame,
               found: dict[str, pd.DataFrame]) -> list[Sentence]:
    if kind == "signups":
        return _about_signups(workspace, facts, numbers)
    first, key = {"money": (facts.money, "net"), "talk": (facts.talk, "speakers"), "joins": (facts.joins_in, "joined"),
                  "posts": (facts.posts_in, "posts"), "nothing": (None, "")}[kind]
    if first is None or key not in numbers.index:
        return [Sentence("verdict.nothing", {})]
    return [_compared(key, numbers.loc[[key]].iloc[0], first), *(_about_money(facts, found) if kind == "money" else [])]


def _compared(key: str, row: pd.Series, span: Periods) -> Sentence:
    value = round(float(row["value"]))
    said: dict[str, Any] = {"value": value, "start": span.start, "end": span.end, "kind": span.kind}
    if pd.isna(row["before"]):
        return Sentence(f"verdict.{key}.alone", said)
    gap = value - round(float(row["before"]))
    direction = "more" if gap > 0 else "less" if gap < 0 else "equal"
    return Sentence(f"verdict.{key}.{direction}", {**said, "gap": abs(gap), "word": row["word"]})


def _about_money(facts: TodayFacts, found: dict[str, pd.DataFrame]) -> list[Sentence]:
    """花钱最多的 20 人,6 个已经 30 天没来; and where the sheets end if that is not where the chat does."""
    top, said = today_tasks.top_spenders(facts), []
    if len(top) >= _FEW_BUYERS and "top_gone" in found:
        said.append(Sentence("verdict.top_gone", {
            "count": len(found["top_gone"]), "of": len(top), "days": facts.settings.today.gone_from_days}))
    if facts.money and facts.talk and facts.money.end != facts.talk.end:
        said.append(Sentence("verdict.two_ends", {"orders": facts.money.end, "chat": facts.talk.end}))
    return said


def _about_signups(workspace: Workspace, facts: TodayFacts, numbers: pd.DataFrame) -> list[Sentence]:
    """23 人接了 31 份,最多的是猪肚鸡(18 份),5 人是第一次."""
    items = _items(workspace, facts)
    said: dict[str, Any] = {"people": int(numbers["value"]["signup_people"]),
                            "portions": int(numbers["value"]["signup_portions"])}
    sentences = [Sentence("verdict.signups", said)]
    if len(items):
        sentences.append(Sentence("verdict.top_item", {
            "item": items["item"].iloc[0], "portions": int(items["value"].iloc[0])}))
    if not pd.isna(numbers["of"]["signup_people"]):
        sentences.append(Sentence("verdict.first_time", {"count": int(numbers["count"]["signup_people"])}))
    return sentences


def _items(workspace: Workspace, facts: TodayFacts) -> pd.DataFrame:
    """item, value: portions of the newest list, most first."""
    newest = today_tasks.newest_list(facts.signups)
    newest = newest[newest["item"].notna() & (newest["item"] != "")]
    summed = newest.groupby("item")["quantity"].sum().rename("value").reset_index()
    summed = summed.sort_values(["value", "item"], ascending=[False, True]).reset_index(drop=True)
    return workspace.text_words(summed, "item")


def _series(workspace: Workspace, facts: TodayFacts, kind: Kind) -> pd.DataFrame:
    if kind == "signups":
        return _items(workspace, facts)
    frame, span = {
        "money": (facts.purchases.assign(value=facts.purchases["cents"] / 100), facts.money),
        "talk": (facts.speakers.assign(value=1), facts.talk), "joins": (_joined(facts), facts.joins_in),
        "posts": (facts.posts.assign(value=1), facts.posts_in), "nothing": (facts.posts, None),
    }[kind]
    if span is None or frame.empty:
        return pd.DataFrame({"day": [], "value": [], "part": []})
    known = {"money": facts.orders_from, "talk": facts.talk_from}.get(kind) or frame["day"].min()
    first = max(pd.Timestamp(known), pd.Timestamp(span.end) - pd.Timedelta(days=_SERIES_DAYS - 1))
    days = pd.date_range(first, span.end)
    values = frame.groupby("day")["value"].sum().reindex(days, fill_value=0)
    part = pd.Series("earlier", index=days)
    part.loc[(days >= pd.Timestamp(span.before_start)) & (days <= pd.Timestamp(span.before_end))] = "before"
    part.loc[days >= pd.Timestamp(span.start)] = "now"
    return pd.DataFrame({"day": days, "value": values.to_numpy(dtype=float), "part": part.to_numpy()})


def _joined(facts: TodayFacts) -> pd.DataFrame:
    return facts.joins.rename(columns={"joined_on": "day"}).assign(value=1)


def _named(workspace: Workspace, frame: pd.DataFrame) -> pd.DataFrame:
    """Names, group names and texts through the one door."""
    named = workspace.named(frame)
    if "chat_id" in named.columns:
        named = named.assign(chat_name=named["chat_id"].map(workspace.chat_words()))
    for column in ("text", "item"):
        if column in named.columns:
            named = workspace.text_words(named, column)
    front = ["person_id", "display_name"]
    return named[[*front, *(name for name in named.columns if name not in front)]]


def _periods(facts: TodayFacts) -> dict[str, Periods]:
    spans = {"orders": facts.money, "messages": facts.talk or facts.joins_in, "events": facts.signups_in, "posts": facts.posts_in}
    return {source: span for source, span in spans.items() if span is not None}


def _coverage(facts: TodayFacts) -> dict[str, Any]:
    return {
        "orders": len(facts.purchases) > 0, "chat": facts.talk is not None, "signups": len(facts.signups) > 0,
        "joins": len(facts.joins) > 0, "posts": len(facts.posts) > 0, "population": facts.population.kind,
        "staff_known": facts.population.staff > 0,
    }
