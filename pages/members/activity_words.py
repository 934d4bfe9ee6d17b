"""What the activity page says of speakers, the core and concentration: sentence, cards, tables, notes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.activity import Activity
from analytics.metrics.concentration import Concentration
from analytics.metrics.core import Core, Stars
from analytics.metrics.stickiness import Stickiness
from analytics.statistics.words import COUNTS_BELOW
from analytics.texts.words import Texts
from pages.members import retention_words
from pages.parts.markdown import escaped
from pages.parts.show import Card


def verdict(result: Activity, texts: Texts) -> str:
    """The sentence on top: of the members, how many said something useful."""
    rate, days = result.rate(), {"start": result.start, "end": result.end}
    if not result.coverage["has_chat"]:
        return texts("activity.took_part" if len(result.speakers) else "activity.no_chat", count=len(result.speakers), **days)
    if result.population.has_share and not rate["of"]:
        return texts("activity.only_staff", **days)
    if pd.isna(rate["share"]):
        return texts("activity.verdict_seen", count=int(rate["count"]), **days)
    raw = result.rate("raw")
    return texts("activity.verdict", of=int(rate["of"]), count=int(rate["count"]), raw=int(raw["count"]),
                 share=retention_words.in_share(rate, texts), **days)


def cards(result: Activity, sticky: Stickiness, texts: Texts) -> list[Card]:
    """Useful, raw, stickiness, useful messages a speaker."""
    shown = [retention_words.card(texts(f"activity.card.{basis}"), result.rate(basis), texts) for basis in ("exposed", "raw")
             if result.population.has_share]
    if not shown:
        shown = [Card(texts("activity.card.seen"), texts("activity.people", count=int(result.rate()["count"])))]
    value, low, high = sticky.stickiness
    if value == value:
        word = texts("activity.card.stickiness_word", days=sticky.mean_days)
        how = "activity.card.stickiness_few" if len(sticky.actives) < COUNTS_BELOW else "activity.card.stickiness_help"
        shown.append(Card(texts("activity.card.stickiness"), texts.share(value), word,
                          texts(how, low=texts.share(low), high=texts.share(high))))
    if result.intensity["median"] == result.intensity["median"]:
        shown.append(Card(texts("activity.card.intensity"), texts("activity.messages", count=result.intensity["median"]),
                          texts("activity.card.mean", mean=round(result.intensity["mean"], 1))))
    return shown


def notes(result: Activity, texts: Texts) -> list[str]:
    """What to know about who was counted."""
    lines = []
    if not result.population.has_share:
        lines.append(texts("activity.no_list"))
    if result.outside:
        lines.append(texts("activity.outside", count=result.outside))
    if result.coverage["recorded_days"] < result.coverage["days"]:
        lines.append(texts("activity.holes", count=result.coverage["days"] - result.coverage["recorded_days"]))
    if not result.coverage["staff"]:
        lines.append(texts("activity.no_staff"))
    return lines


def people_rows(result: Activity, who: str) -> pd.DataFrame:
    """The people with what they said."""
    people = result.people(who)
    said = result.speakers.drop(columns="display_name")
    rows = people.merge(said, on="person_id", how="left").fillna({"effective": 0, "messages": 0, "active_days": 0})
    rows["last_on"] = pd.to_datetime(rows["last_on"]).dt.date
    return rows.astype({"effective": "int64", "messages": "int64", "active_days": "int64"}).sort_values(
        ["effective", "display_name"], ascending=[False, True], ignore_index=True)


def people_columns(who: str, texts: Texts) -> dict[str, Any]:
    """Field → label; who said nothing useful has other messages at most."""
    wanted = ("messages", "last_on") if who == "quiet" else ("effective", "messages", "active_days", "last_on")
    return {"display_name": texts("show.person"), **{name: texts(f"activity.column.{name}") for name in wanted}}


def rate_rows(result: Activity, texts: Texts) -> pd.DataFrame:
    """The variants of the rate in words."""
    return result.rates.assign(basis=[texts(f"activity.basis.{one}") for one in result.rates["basis"]])


def rate_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"basis": texts("activity.column.basis"), "count": texts("activity.column.count"), "of": texts("activity.column.of"),
            **retention_words.shares(texts)}


def ratio(result: Activity, texts: Texts) -> str:
    """Useful of all messages, with its interval."""
    value, low, high = result.effective_ratio
    if value != value:
        return texts("activity.no_ratio")
    said = {"share": value, "low": low, "high": high}
    # Drawn from so few people, an interval is only as wide as they happen to differ.
    key = "activity.ratio_few" if len(result.speakers) < COUNTS_BELOW else "activity.ratio"
    return texts(key, **{name: texts.share(one, int(result.speakers["messages"].sum())) for name, one in said.items()})


def basis_rows(found: Concentration, texts: Texts) -> pd.DataFrame:
    """Top fifth and Gini, a basis a row."""
    return found.bases.assign(basis=[texts(f"activity.basis.{one}") for one in found.bases["basis"]])


def basis_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"basis": texts("activity.column.basis"), "people": texts("activity.column.people"), "top": texts("activity.column.top"),
            "top_share": st.column_config.NumberColumn(texts("activity.column.top_share"), format="percent"),
            "gini": st.column_config.NumberColumn(texts("activity.column.gini"), format="%.2f")}


def core_rows(result: Core) -> pd.DataFrame:
    """The core, best first."""
    rows = result.members[result.members["core"]].reset_index(drop=True)
    return rows.assign(first_join=pd.to_datetime(rows["first_join"]).dt.date, score=rows["score"].round(1))


def core_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"place": texts("activity.column.place"), "display_name": texts("show.person"), **{
        name: texts(f"activity.column.{name}") for name in ("score", "interactions", "active_days", "first_join")}}


def star(result: Stars, month: pd.Timestamp, names: dict[int, str], texts: Texts) -> str:
    """Who is the star of a month, said for unfinished months too."""
    row = result.months.set_index("month").loc[month]
    key = "activity.star_is" if row["complete"] else "activity.star_so_far"
    if pd.isna(row["star"]):
        return texts("activity.star_nobody")
    return texts(key, name=escaped(names[int(row["star"])]))


def star_rows(result: Stars, month: pd.Timestamp, texts: Texts) -> pd.DataFrame:
    """The ranking of a month, best first."""
    rows = result.ranking[result.ranking["month"] == month].reset_index(drop=True)
    said = [texts("activity.star_state.vetoed") if row["vetoed"] else texts("activity.star_state.resting") if row["resting"]
            else texts("activity.star_state.star") if row["star"] else "" for row in rows.to_dict("records")]
    return rows.assign(state=said)


def star_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"place": texts("activity.column.place"), "display_name": texts("show.person"), **{
        name: texts(f"activity.column.{name}") for name in ("interactions", "active_days", "state")}}
