"""What the stages page says: sentence, cards, gaps and tables, made of results and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics.stage_targets import METRICS, StageTargets
from analytics.metrics.stages import STAGES, Stages
from analytics.metrics.states import STATES, States
from analytics.statistics.words import against, certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

# Figure → the lists behind it: who did it, who could have.
_LISTS = {"first_order": ("bought", "not_yet"), "invite": ("inviters",), "repurchase": ("again", "stage_buyers"),
          "wake_up": ("woken", "not_woken")}


def verdict(result: Stages, aims: StageTargets, texts: Texts) -> str:
    """The sentence on top: how many are in each stage, and how newcomers do beside the article."""
    named = [texts("stages.part", stage=texts(f"stage.{stage}"), count=result.count(stage)) for stage in STAGES
             if result.count(stage) or stage != "unknown"]
    said = [texts("stages.verdict", of=result.population.of, parts=texts.listing(named))]
    row = aims.target("introduction")
    if row["of"]:
        word = against(row["count"], row["of"], row["reference"])
        said.append(texts("stages.verdict_first", days=aims.first.days, count=row["count"], of=row["of"],
                          share=texts.share(row["reference"]), word=texts(f"certainty.{word}")))
    return (" " if texts.language == "en" else "").join(said)


def cards(result: StageTargets, texts: Texts) -> list[Card]:
    """Each stage's figure, k of n beside the article's; what cannot be known says why."""
    return [_card(stage, result, texts) for stage in METRICS]


def _card(stage: str, result: StageTargets, texts: Texts) -> Card:
    row, label = result.target(stage), texts(f"stages.metric.{METRICS[stage]}")
    count, of = int(row["count"]), int(row["of"])
    if stage == "growth" and not result.invited.attempts_known and result.invited.brought_by_anybody:
        return Card(texts("stages.brought"), texts("stages.people", count=result.invited.brought),
                    texts("stages.brought_of", count=result.invited.brought_by_anybody), texts("stages.brought_help"))
    if not of:
        return Card(label, "—", None, why_not(stage, result, texts))
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    word = texts(f"certainty.{certainty(count, of)}")
    if not pd.isna(row["reference"]):
        word = texts("stages.card_word", share=texts.share(row["reference"]),
                     word=texts(f"certainty.{against(count, of, float(row['reference']))}"))
    unit = "stages.card_invites" if stage == "growth" else "stages.card"
    return Card(label, texts(unit, count=count, of=of), word,
                texts("stages.card_help", interval=interval, pending=int(row["pending"])))


def why_not(stage: str, result: StageTargets, texts: Texts) -> str:
    """Why a stage's figure has nobody to be counted over."""
    if stage in ("introduction", "maturity") and not result.coverage["has_orders"]:
        return texts("stages.why.no_orders")
    if stage != "veteran" and not result.coverage["has_join_days"]:
        return texts("stages.why.no_joins")
    return texts(f"stages.why.{METRICS[stage]}", days=result.first.days, pending=int(result.target(stage)["pending"]))


def unmeasured(result: StageTargets, texts: Texts) -> list[str]:
    """One line a figure that cannot be computed here."""
    return [texts("stages.unmeasured", metric=texts(f"stages.metric.{METRICS[stage]}"), why=why_not(stage, result, texts))
            for stage in METRICS if not result.target(stage)["of"]]


def veterans(result: Stages, texts: Texts) -> str:
    """Of the veterans, how many still talk or buy."""
    rows = result.members[result.members["stage"] == "veteran"]
    still = rows[rows["still_active"].astype(bool) | rows["still_buying"].astype(bool)]
    return texts("stages.veterans", of=len(rows), count=len(still), days=result.settings.stages.still_until_days)


def gaps(result: Stages, texts: Texts) -> list[str]:
    """What is missing, in quiet lines."""
    known, lines = result.coverage, []
    if result.count("unknown"):
        lines.append(texts("stages.gap.unknown", count=result.count("unknown")))
    if known["population"] == "seen":
        lines.append(texts("stages.gap.seen"))
    if not known["has_orders"]:
        lines.append(texts("stages.gap.orders"))
    if result.birthdays is None:
        lines.append(texts("stages.gap.birthdays"))
    return lines


def target_lists(result: StageTargets) -> dict[str, pd.DataFrame]:
    """Name → the people behind the numbers of the targets, those that hold anybody."""
    lists = {name: result.people(name) for name in (
        "bought", "not_yet", "pending", "existing", "before_record", "inviters", "again", "stage_buyers", "woken", "not_woken")}
    return {name: frame for name, frame in lists.items() if len(frame)}


def list_of(picked: list[dict[str, Any]], lists: Mapping[str, pd.DataFrame]) -> str:
    """The list of those who did it for a clicked figure; where nobody did, of those who could have; without a click the first."""
    wanted = _LISTS.get(str(picked[0].get("metric")), ()) if picked else ()
    return next((name for name in wanted if name in lists), next(iter(lists)))


def target_columns(frame: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    """Columns of a list behind a target."""
    days = {name: _day(texts, name) for name in ("joined_on", "first_paid_on") if name in frame.columns}
    plain = {name: texts(f"stages.column.{name}") for name in ("sent", "joined") if name in frame.columns}
    return {"display_name": texts("stages.column.name"), **days, **plain}


def ordered(rows: pd.DataFrame, stage: str) -> pd.DataFrame:
    """The newest first; veterans who no longer talk or buy first."""
    if stage == "veteran":
        return rows.sort_values(["still_buying", "still_active", "day_index", "person_id"], ignore_index=True)
    return rows.sort_values(["day_index", "person_id"], na_position="last", ignore_index=True)


def member_columns(texts: Texts) -> dict[str, Any]:
    """Columns of a list of people of one stage."""
    return {"display_name": texts("stages.column.name"),
            "day_index": st.column_config.NumberColumn(texts("stages.column.day_index"), format="%,d"),
            **{name: _day(texts, name) for name in ("first_join", "last_interaction_on", "last_paid_on")},
            **{name: texts(f"stages.column.{name}") for name in ("still_active", "still_buying")}}


def plan(result: Stages, aims: StageTargets, texts: Texts) -> pd.DataFrame:
    """The article's table, one row a stage, with the own figure beside its target."""
    rows = []
    for stage in METRICS:
        row = aims.target(stage)
        known = not pd.isna(row["reference"])
        reference = texts("stages.above", share=texts.share(row["reference"])) if known else texts("stages.lost")
        rows.append({
            "stage": texts("stages.plan_stage", stage=texts(f"stage.{stage}"), count=result.count(stage),
                           days=texts(f"stages.days.{stage}", **result.edges)),
            "focus": texts(f"stages.focus.{stage}"),
            "own": texts("stages.plan_own", metric=texts(f"stages.metric.{METRICS[stage]}"),
                         rate=texts.rate(int(row["count"]), int(row["of"]))),
            "reference": reference, "activity": texts("stages.lost") if stage == "veteran" else texts(f"stages.activity.{stage}")})
    return pd.DataFrame(rows)


def birthdays(result: Stages, texts: Texts) -> pd.DataFrame:
    """This month's birthdays with the day, whether it is over, and how the list writes those of the moon."""
    found = result.birthdays if result.birthdays is not None else result.members.iloc[:0]
    return found.assign(stage=[texts(f"stage.{one}") for one in found["stage"]],
                        passed=[texts("stages.passed" if one else "stages.coming") for one in found["passed"]],
                        calendar=[_calendar(one, texts) for one in found["lunar_birthday"]])


def _calendar(lunar: str | None, texts: Texts) -> str:
    if pd.isna(lunar):
        return texts("stages.by_sun")
    return texts("stages.by_moon", month=int(lunar[:2]), day=int(lunar[3:]))


def birthday_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the birthday list."""
    return {"display_name": texts("stages.column.name"), **{
        name: texts(f"stages.column.{name}") for name in ("day", "passed", "calendar", "stage")}}


def states_said(result: States, texts: Texts) -> str:
    """The last finished week or month in a sentence."""
    if result.last is None:
        return texts("stages.states_unfinished")
    row = result.periods.loc[result.periods["start"] == pd.Timestamp(result.last)].iloc[0]
    facts = {name: int(row[name]) for name in (*STATES, "active")}
    said = texts(f"stages.states_said.{result.unit}", begins=result.last, **facts)
    return said if pd.isna(row["pulse"]) else said + texts("stages.pulse_said", pulse=f"{row['pulse']:.2f}")


def periods(result: States, texts: Texts) -> pd.DataFrame:
    """The picture's numbers, newest first."""
    newest = result.periods.sort_values("start", ascending=False, ignore_index=True)
    return newest.assign(whole=[texts("stages.whole" if one else "stages.unfinished") for one in newest["complete"]])


def period_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the table of intervals."""
    plain = {name: texts(f"stages.column.{name}") for name in ("active", *STATES, "unclear", "left")}
    return {"start": _day(texts, "start"), **plain,
            "pulse": st.column_config.NumberColumn(texts("stages.column.pulse"), format="%.2f"),
            "whole": texts("stages.column.whole")}


def state_gaps(result: States, texts: Texts) -> list[str]:
    """What the record cannot say of comings and goings."""
    unclear = int(result.periods["unclear"].sum())
    lines = [texts("stages.gap.unclear")] if unclear else []
    if not result.coverage["has_stays"]:
        lines.append(texts("stages.gap.lurkers"))
    return lines


def named(people: pd.DataFrame, ws: Workspace) -> pd.DataFrame:
    """Names beside the ids."""
    return people.assign(display_name=people["person_id"].map(ws.words_for(people["person_id"])))


def first_order_table(result: StageTargets, texts: Texts) -> pd.DataFrame:
    """First orders among those whose days are over, and among all."""
    rows = result.first.rates
    return rows.assign(basis=[texts(f"stages.basis.{one}") for one in rows["basis"]], **{
        name: [texts.share(one, of) for one, of in zip(rows[name], rows["of"], strict=True)] for name in ("share", "low", "high")})


def left_out(result: StageTargets, texts: Texts) -> pd.DataFrame:
    """Who is in neither side of the first-order rate, and why."""
    rows = result.first.left_out
    return rows.assign(reason=[texts(f"stages.reason.{one}") for one in rows["reason"]])


def check(result: StageTargets, texts: Texts) -> str:
    """The product-limit check of the first-order rate."""
    return texts("stages.kaplan_meier", days=result.first.days, share=texts.share(result.first.kaplan_meier))


def _day(texts: Texts, name: str) -> Any:
    return st.column_config.DateColumn(texts(f"stages.column.{name}"), format="YYYY-MM-DD")
