"""What the tiers page says: sentence, cards, gaps and tables, made of a result and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.tiers import Tiers
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

_TIER_FIELDS = ("tier", "before", "now", "then", "from_tier", "to_tier", "next_tier")


def verdict(result: Tiers, texts: Texts) -> str:
    """The sentence on top, from the numbers."""
    named = [texts("tiers.part", tier=texts(f"tier.{tier}"), count=result.count(tier))
             for tier in ("gold", "silver", "bronze", "dormant")]
    said = texts("tiers.verdict", of=len(result.members), parts=texts.listing(named))
    falls, warned = (int((result.preview["move"] == move).sum()) for move in ("down", "warned"))
    near = len(result.near)
    more = [texts("tiers.verdict_down", count=falls)] if falls else []
    more += [texts("tiers.verdict_warned", count=warned)] if warned else []
    more += [texts("tiers.verdict_near", count=near)] if near else []
    return " ".join([said, *more]) if texts.language == "en" else "".join([said, *more])


def cards(result: Tiers, texts: Texts) -> list[Card]:
    """Gold, silver, asleep: k of n; who would fall and who is close: people."""
    rows = {str(row["tier"]): row for row in result.counts.to_dict("records")}
    shown = [_card(rows[tier], texts) for tier in ("gold", "silver", "dormant")]
    down = int((result.preview["move"] == "down").sum())
    return [*shown,
            Card(texts("tiers.card_down"), texts("tiers.people", count=down), help=texts("tiers.card_down_help")),
            Card(texts("tiers.card_near"), texts("tiers.people", count=len(result.near)), help=near_how(result, texts))]


def near_how(result: Tiers, texts: Texts) -> str:
    """What close to the next tier means here."""
    return texts("tiers.near_how", share=texts.share(result.settings.tiers.near_until_share))


def _card(row: Mapping[Any, Any], texts: Texts) -> Card:
    tier, count, of = row["tier"], int(row["count"]), int(row["of"])
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    return Card(texts(f"tier.{tier}"), texts("tiers.card", count=count, of=of), texts(f"certainty.{certainty(count, of)}"),
                texts("tiers.card_help", interval=interval, meaning=texts(f"tiers.meaning.{tier}")))


def gaps(result: Tiers, texts: Texts) -> list[str]:
    """What could not be reviewed, until when the orders reach, whom nobody can tell apart."""
    lines, known = [], result.coverage
    if result.until is not None and result.until < result.as_of:
        lines.append(texts("tiers.gap.until", until=result.until))
    if known["unreviewed"]:
        named = [texts("tiers.gap.review", day=f"{day:%Y-%m-%d}", tier=texts(f"tier.{tier}"))
                 for day, tier in known["unreviewed"]]
        lines.append(texts("tiers.gap.unreviewed", reviews=texts.listing(named)))
    if known["outside"] and known["has_groups"]:
        lines.append(texts("tiers.gap.outside", count=known["outside"]))
    if known["ambiguous"]:
        lines.append(texts("tiers.gap.ambiguous", count=known["ambiguous"]))
    if not known["has_groups"]:
        lines.append(texts("tiers.gap.no_groups"))
    return lines


def earlier_days(result: Tiers) -> list[date]:
    """Month ends that orders reach, newest first, and the first day of all."""
    if result.until is None or result.facts.first_day is None:
        return []
    ends = pd.date_range(result.facts.first_day, result.until, freq="ME")
    days = [day.date() for day in ends if day.date() < result.until][::-1]
    return [*days, *([result.facts.first_day] if result.facts.first_day < result.until else [])]


def cell(moved: pd.DataFrame, picked: list[dict[str, Any]]) -> pd.DataFrame:
    """The people of the clicked square; without a click everybody who moved, newcomers in bronze left out."""
    if not picked:
        came = (moved["from_tier"] == "not_yet") & (moved["to_tier"] == "bronze")
        return moved[(moved["from_tier"] != moved["to_tier"]) & ~came].reset_index(drop=True)
    one = picked[0]
    chosen = (moved["from_tier"] == one.get("from_tier")) & (moved["to_tier"] == one.get("to_tier"))
    return moved[chosen].reset_index(drop=True)


def ordered(rows: pd.DataFrame, tier: str) -> pd.DataFrame:
    """Whom to look at first: the biggest spenders; of those asleep the most recent buyers."""
    by = "last_paid_on" if tier == "dormant" else "lifetime_spend"
    return rows.sort_values([by, "person_id"], ascending=[False, True], na_position="last", ignore_index=True)


def in_words(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Tiers, rules and yes or no in words."""
    said = {name: [texts(f"tier.{one}") for one in rows[name]] for name in _TIER_FIELDS if name in rows.columns}
    if "rule" in rows.columns:
        said["rule"] = [texts(f"tiers.rule.{one}") for one in rows["rule"]]
    if "known" in rows.columns:
        said["known"] = [texts("tiers.reviewed" if one else "tiers.not_reviewed") for one in rows["known"]]
    return rows.assign(**said)


def member_columns(texts: Texts, grace: int) -> dict[str, Any]:
    """Columns of a list of people of one tier; with grace, who was warned and how long the tier is safe."""
    return {"display_name": texts("tiers.column.name"), **_days(texts, "since", "review_on"),
            **(_plain(texts, "warnings") | _days(texts, "falls_on") if grace else {}),
            **_money(texts, "lifetime_spend", "year_spend", "quarter_spend", "month_spend"), **_days(texts, "last_paid_on"),
            "present": texts("tiers.column.present")}


def review_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the preview of a review: first what is short and until when, which a narrow page shows too."""
    return {"display_name": texts("tiers.column.name"), **_plain(texts, "now", "then"), **_money(texts, "missing"),
            **_days(texts, "falls_on", "review_on"), **_money(texts, "amount", "needed"), **_plain(texts, "before")}


def near_columns(texts: Texts) -> dict[str, Any]:
    """Columns of who is close to the next tier."""
    return {"display_name": texts("tiers.column.name"), **_plain(texts, "tier", "next_tier"),
            **_money(texts, "missing", "amount", "needed"), **_days(texts, "until")}


def moved_columns(texts: Texts) -> dict[str, Any]:
    """Columns of who moved."""
    return {"display_name": texts("tiers.column.name"), **_plain(texts, "from_tier", "to_tier")}


def log_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the log, with the money behind each move."""
    return {**_days(texts, "day"), "display_name": texts("tiers.column.name"), **_plain(texts, "from_tier", "to_tier", "rule"),
            **_money(texts, "amount", "needed")}


def reviews_columns(texts: Texts) -> dict[str, Any]:
    """Columns of what each review day did."""
    return {**_days(texts, "day"), **_plain(texts, "tier", "known", "reviewed", "kept", "warned", "fell")}


def points_columns(texts: Texts) -> dict[str, Any]:
    """Columns of who earns which points."""
    return {"display_name": texts("tiers.column.name"), **_plain(texts, "tier", "points", "from_spend", "from_sign_ups"),
            **_money(texts, "spend"), **_plain(texts, "sign_up_days")}


def _plain(texts: Texts, *names: str) -> dict[str, Any]:
    return {name: texts(f"tiers.column.{name}") for name in names}


def _money(texts: Texts, *names: str) -> dict[str, Any]:
    return {name: st.column_config.NumberColumn(texts(f"tiers.column.{name}"), format="%,.2f") for name in names}


def _days(texts: Texts, *names: str) -> dict[str, Any]:
    return {name: st.column_config.DateColumn(texts(f"tiers.column.{name}"), format="YYYY-MM-DD") for name in names}


