"""The sentences and tables of the plan page, made from its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import sop_presets
from analytics.metrics.sop import Sop
from analytics.statistics.words import certainty
from analytics.texts import LANGUAGES, texts_for
from analytics.texts.words import Texts
from pages.parts.markdown import plain
from pages.parts.show import Card

_HOUR = 60


def names(tasks: pd.DataFrame, masked: bool, texts: Texts) -> dict[str, str]:
    """task_id → its name: the articles' in this language, typed ones as they are, or (masked) by number."""
    return {row["task_id"]: _name(row, number, masked, texts) for number, row in enumerate(tasks.to_dict("records"), 1)}


def _name(row: dict[Any, Any], number: int, masked: bool, texts: Texts) -> str:
    key = f"sop.preset.{row['task_id']}"
    if texts.has(key) and row["name"] in {texts_for(language)(key) for language in LANGUAGES}:
        return texts(key)
    return texts("plan.masked_task", number=number) if masked else plain(str(row["name"]))


def verdict(result: Sop, named: dict[str, str], texts: Texts) -> str:
    """How much of the plan was done, and what is missed most."""
    if result.tasks.empty:
        return texts("plan.none")
    total = result.total.to_dict("records")[0]
    if not total["of"]:
        return texts("plan.verdict_nothing", tasks=len(result.tasks))
    if total["count"] == total["of"]:
        return texts("plan.verdict_all", of=int(total["of"]))
    rows = result.tasks.assign(lost=result.tasks["of"] - result.tasks["count"])
    worst = rows.sort_values(["lost", "share"], ascending=[False, True], kind="stable").to_dict("records")[0]
    share = texts.share(total["share"], int(total["of"]))
    return texts("plan.verdict", of=int(total["of"]), count=int(total["count"]), share=share,
                 task=named[worst["task_id"]], task_of=int(worst["of"]), task_count=int(worst["count"]))


def next_said(line: str, week: pd.DataFrame, texts: Texts) -> str:
    """`line`, and what is proposed for next week."""
    kinds = week[week["category"].isin(CATEGORIES)]
    counts = {"swapped": int((kinds["source"] == "swap").sum()), "added": int((kinds["source"] == "gap").sum())}
    parts = [texts(f"plan.next_{name}", count=count) for name, count in counts.items() if count]
    changes = texts("plan.next_changes", parts=texts.listing(parts)) if parts else ""
    return texts("plan.verdict_next", line=line, posts=len(kinds), changes=changes)


def cards(result: Sop, named: dict[str, str], hours: float, texts: Texts) -> list[Card]:
    """Done of due, off time, the rituals, what next week takes."""
    found = [_card(texts("plan.card_kept"), result.total.to_dict("records")[0], texts)]
    off = int(result.total[["early", "late"]].sum(axis=1).iloc[0])
    found.append(Card(texts("plan.card_off"), texts("plan.card_off_value", count=off)))
    rituals = result.tasks[result.tasks["task_id"].isin(sop_presets.RITUALS)]
    found += [_card(named[row["task_id"]], row, texts) for row in rituals.to_dict("records")][:2]
    return [*found, Card(texts("plan.card_hours"), texts("plan.card_hours_value", hours=texts.number(hours, 1)))]


def _card(label: str, row: dict[Any, Any], texts: Texts) -> Card:
    count, of = int(row["count"]), int(row["of"])
    if not of:
        return Card(label, texts("plan.card_times", count=0, of=0), texts("certainty.nothing"))
    likely = {name: texts.share(row[name]) for name in ("low", "high")}
    return Card(label, texts("plan.card_times", count=count, of=of), texts(f"certainty.{certainty(count, of)}"),
                texts("plan.card_help", share=texts.share(row["share"], of), **likely))


def task_rows(result: Sop, named: dict[str, str], worth: pd.DataFrame | None, texts: Texts) -> pd.DataFrame:
    """How each task went; with `worth` what an hour brings."""
    rows = result.tasks.to_dict("records")
    frame = pd.DataFrame({
        "task_id": result.tasks["task_id"], "name": [named[row["task_id"]] for row in rows],
        "every": [texts(f"sop.every.{row['every']}") for row in rows], "time": [window(row, texts) for row in rows],
        "done": [texts("plan.card_times", count=int(row["count"]), of=int(row["of"])) for row in rows],
        "range": [texts("rhythm.range", low=texts.share(row["low"]), high=texts.share(row["high"])) for row in rows],
        **{name: result.tasks[name] for name in ("early", "late", "missed", "open")}})
    if worth is None:
        return frame
    told = frame.merge(worth[["task_id", "hours", "interactions_an_hour", "orders_an_hour"]], on="task_id", how="left")
    return told.assign(**{name: [texts.number(one, 1) for one in told[name]]
                          for name in ("hours", "interactions_an_hour", "orders_an_hour")})


def window(row: dict[Any, Any], texts: Texts) -> str:
    """7:00–9:00, or any time."""
    first, last = row["first_minute"], row["last_minute"]
    if pd.isna(first) or pd.isna(last):
        return texts("plan.any_time")
    return texts("plan.time_span", first=clock(int(first)), last=clock(int(last)))


def clock(minute: int) -> str:
    """7:05."""
    return f"{minute // _HOUR}:{minute % _HOUR:02d}"


def times(result: Sop, task_id: str | None, named: dict[str, str], texts: Texts) -> pd.DataFrame:
    """Each time a task (or any) was due and how it ended, newest first."""
    rows = result.times(task_id)
    return rows.assign(name=rows["task_id"].map(named), state=[texts(f"sop.state.{one}") for one in rows["state"]],
                       off=rows["minutes"].where(rows["minutes"] != 0), due_on=rows["due_on"].dt.date)


def weekday_rows(result: Sop, texts: Texts) -> pd.DataFrame:
    """Done of due on each weekday."""
    rows = result.weekdays.to_dict("records")
    return pd.DataFrame({
        "weekday": [texts(f"rhythm.weekday.{row['weekday']}") for row in rows],
        "done": [texts("plan.card_times", count=int(row["count"]), of=int(row["of"])) for row in rows],
        "range": [texts("rhythm.range", low=texts.share(row["low"]), high=texts.share(row["high"])) for row in rows],
        **{name: result.weekdays[name] for name in ("early", "late", "missed")}})


def person_rows(ws: Workspace, result: Sop, texts: Texts) -> pd.DataFrame:
    """Who posted for the plan, and how often in time."""
    found = result.by_person()
    rows = found.to_dict("records")
    names = ws.words_for(found["person_id"].dropna().astype("int64"))
    return pd.DataFrame({
        "person_id": found["person_id"],
        "person": [names.get(int(one), "") if pd.notna(one) else texts("content.sheet_posts") for one in found["person_id"]],
        "done": [texts("plan.card_times", count=int(row["count"]), of=int(row["of"])) for row in rows],
        "range": [texts("rhythm.range", low=texts.share(row["low"]), high=texts.share(row["high"])) for row in rows],
        "early": found["early"], "late": found["late"], "off": found["minutes"]})


def columns(names_of: tuple[str, ...], texts: Texts) -> dict[str, str]:
    """Labels of columns."""
    return {name: texts(f"plan.column.{name}") for name in names_of}


def poll_rows(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Ranked topics in words."""
    return rows.assign(
        share=[texts.share(one, int(of)) for one, of in zip(rows["share"], rows["of"], strict=True)],
        range=[texts("rhythm.range", low=texts.share(low), high=texts.share(high))
               for low, high in zip(rows["low"], rows["high"], strict=True)],
        reactions=[texts.number(one, 1) for one in rows["interactions"]])


def festival_rows(found: pd.DataFrame, as_of: date, texts: Texts) -> pd.DataFrame:
    """Festivals in words, with how far away they are."""
    return pd.DataFrame({
        "day": [texts.day(day, weekday=True) for day in found["day"]], "festival": [texts(one) for one in found["name_key"]],
        "kind": [texts(f"festival_kind.{one}") for one in found["kind"]],
        "weeks_away": (found["day"] - pd.Timestamp(as_of)).dt.days})
