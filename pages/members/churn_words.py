"""What the page says of churn, leaving and staying: cards, tables and notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.churn import Churn
from analytics.metrics.exits import Exits
from analytics.metrics.survival_in_group import Staying
from analytics.texts.words import Texts
from pages.members import retention_words
from pages.parts.show import Card


def form_cards(result: Churn, texts: Texts) -> list[Card]:
    """One card a kind of churn; a dash with the reason where it cannot be known."""
    return [retention_words.card(texts(f"churn.form.{row['form']}"), {str(k): v for k, v in row.items()}, texts)
            for row in result.rates.to_dict("records")]


def form_notes(result: Churn, texts: Texts) -> list[str]:
    """The days used, and what cannot be told."""
    lines = [texts("churn.silent_how", days=result.silent_from)]
    if not result.coverage["left_known"]:
        lines.append(texts("exits.unknown"))
    if result.single_buyers:
        lines.append(texts("churn.single", count=result.single_buyers))
    if result.coverage["orders_until"]:
        lines.append(texts("churn.orders_until", day=result.coverage["orders_until"]))
    else:
        lines.append(texts("churn.no_orders"))
    return lines


def warning_rows(result: Churn, texts: Texts) -> pd.DataFrame:
    """Each warned person with the reasons in words."""
    rows = result.warnings
    return rows.assign(why=[texts.listing(_reason(name, row, texts) for name in row["reasons"])
                            for row in rows.to_dict("records")])


def _reason(name: str, row: dict[Any, Any], texts: Texts) -> str:
    facts = {"quiet": {"days": row["silent_days"], "gap": row["own_gap"]},
             "drop": {"before": row["before"], "recent": row["recent"]},
             "order_age": {"days": row["order_days_ago"], "gap": row["order_gap"]}}[name]
    return texts(f"churn.reason.{name}", **facts)


def warning_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"display_name": texts("show.person"), "why": texts("churn.column.why"), "risk": texts("churn.column.risk"),
            "silent_days": texts("churn.column.silent_days"), "order_days_ago": texts("churn.column.order_days_ago")}


def exit_cards(result: Exits, texts: Texts) -> list[Card]:
    """Left of their own will, removed, per month, after posts."""
    rates = result.rates.set_index("kind")
    cards = [retention_words.card(texts(f"exits.kind.{kind}"), rates.loc[kind].to_dict(), texts) for kind in ("left", "removed")]
    row = result.incidence.set_index("kind").loc["left"].to_dict()
    interval = texts("exits.incidence_help", count=int(row["count"]), days=int(row["member_days"]),
                     low=texts.share(row["low"], 100), high=texts.share(row["high"], 100))
    cards.append(Card(texts("exits.incidence"), texts.share(row["per_month"], 100), None, interval))
    post, _ = result.after_posts.to_dict("records")
    if post["of"]:
        shown = retention_words.card(texts("exits.after_posts"), post, texts)
        cards.append(Card(shown.label, shown.value, texts(f"certainty.{result.after_word}"), shown.help))
    return cards


def exit_notes(result: Exits, chats: dict[str, str], texts: Texts) -> list[str]:
    """Where and when leaving is known, and how exactly."""
    known = texts.listing(chats.get(one, one) for one in result.groups["chat_id"])
    lines = [texts("exits.known", groups=known, start=result.start, end=result.end)]
    if result.chats_unknown:
        lines.append(texts("exits.groups_unknown", groups=texts.listing(chats.get(one, one) for one in result.chats_unknown)))
    if (result.leaves["how"] == "list").any():
        lines.append(texts("exits.slack", days=int(result.leaves["slack_days"].max())))
    post, baseline = result.after_posts.to_dict("records")
    if post["of"] and baseline["of"]:
        lines.append(texts("exits.baseline", count=int(baseline["count"]), of=int(baseline["of"]),
                           share=texts.share(baseline["share"], 100)))
    elif result.coverage["lists_only"]:
        lines.append(texts("exits.no_hours"))
    return lines


def leave_rows(result: Exits, chats: dict[str, str], texts: Texts) -> pd.DataFrame:
    """The leaves in words."""
    rows = result.leaves
    return rows.assign(chat=rows["chat_id"].map(chats), how=[texts(f"exits.how.{one}") for one in rows["how"]],
                       **{name: pd.to_datetime(rows[name]).dt.date for name in ("joined_on", "left_on", "known_after")})


def leave_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"display_name": texts("show.person"), **{
        name: texts(f"exits.column.{name}") for name in ("chat", "how", "joined_on", "known_after", "left_on")}}


def survival_sentence(result: Staying, texts: Texts) -> str:
    """The median in words; 未到中位 where more than half are still there."""
    people = len(result.spells)
    if result.median is None:
        return texts("survival.no_median", count=people)
    return texts("survival.median", count=people, days=result.median)


def survival_notes(result: Staying, texts: Texts) -> list[str]:
    """The interval's name, the slack of lists, who was left out, groups compared."""
    lines = [texts("survival.how")]
    if result.slack:
        lines.append(texts("survival.slack", days=result.slack))
    if result.unknown_join:
        lines.append(texts("survival.unknown_join", count=result.unknown_join))
    if result.between_groups is not None:
        lines.append(texts("survival.log_rank", statistic=round(result.between_groups.statistic, 2),
                           freedom=result.between_groups.freedom, p=f"{result.between_groups.p_value:.3f}"))
    if result.gap is not None:
        gap, low, high = (texts.number(round(one * 100)) for one in result.gap)
        lines.append(texts("survival.gap", gap=gap, low=low, high=high))
    return lines


def group_rows(result: Staying, chats: Mapping[str, str]) -> pd.DataFrame:
    """The groups that are compared, at day 30."""
    return result.groups.assign(chat=result.groups["chat_id"].map(chats))


def group_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"chat": texts("exits.column.chat"), "people": texts("survival.column.people"), "left": texts("survival.column.left"),
            "survival": st.column_config.NumberColumn(texts("survival.column.day_30"), format="percent"),
            **{name: retention_words.shares(texts)[name] for name in ("low", "high")}, "at_risk": texts("survival.column.at_risk")}


def mark_rows(result: Staying, texts: Texts) -> pd.DataFrame:
    """Day 7, 30, 90 and 180."""
    return result.marks.assign(day=[texts("survival.day", number=int(one)) for one in result.marks["days"]])


def mark_columns(texts: Texts) -> dict[str, Any]:
    """Field → label."""
    return {"day": texts("survival.column.day"), "survival": retention_words.shares(texts)["share"],
            **{name: retention_words.shares(texts)[name] for name in ("low", "high")}, "at_risk": texts("survival.column.at_risk")}
