"""What the page of customer worth says: sentence, cards, tables and gaps, made of results and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.lifetime_value import LifetimeValue
from analytics.metrics.repurchase import Repurchase
from analytics.metrics.rfm import Rfm
from analytics.metrics.value import Value
from analytics.settings import Settings
from analytics.statistics.words import SMALL_BELOW, certainty
from analytics.texts.words import Texts
from pages.parts import session, terms
from pages.parts.show import Card


def verdict(result: Value, texts: Texts) -> str:
    """How many bought, what each brought, how many came again."""
    again: Any = result.rates.set_index("rate").loc["repeaters"]
    if not result.totals["orders"]:
        return texts("value.verdict_nothing_kept", start=result.start, end=result.end, placed=int(result.totals["placed"]),
                     refunded=int(result.totals["refunded"]))
    if not result.totals["buyers"]:
        return texts("value.verdict_nobody", start=result.start, end=result.end)
    key = "value.verdict_small" if certainty(int(again["count"]), int(again["of"])) in _SMALL else "value.verdict"
    return texts(key, start=result.start, end=result.end, buyers=int(again["of"]), again=int(again["count"]),
                 share=texts.share(again["share"], int(again["of"])),
                 per_buyer=texts.money(_ratio(result, "per_buyer")["value"]),
                 per_order=texts.money(_ratio(result, "per_order")["value"]))


_SMALL = ("nothing", "counts_only", "small_sample")


def cards(spent: Value, again: Repurchase, texts: Texts) -> list[Card]:
    """Net sales, per buyer, per order, came again, sent back."""
    days = again.rates.set_index("version").loc["days"]
    back = spent.rates.set_index("rate").loc["refunded_orders"]
    return [
        Card(texts("value.card_net"), texts.money(spent.totals["net"]),
             texts("value.card_net_word", orders=spent.totals["orders"]),
             texts("value.card_net_help", gross=texts.money(spent.totals["gross"]), refund=texts.money(spent.totals["refund"]))),
        _money_card("per_buyer", spent, texts), _money_card("per_order", spent, texts),
        _rate_card("value.card_again", days, texts, texts("value.version_how.days")),
        _rate_card("value.card_back", back, texts, _refund_line(spent, texts)),
    ]


def gate(settings: Settings) -> dict[str, Any]:
    """How many buyers the kinds need."""
    return {"need": settings.value.rfm_from_buyers}


def _ratio(result: Value, name: str) -> Any:
    return result.ratios.loc[name]


def _money_card(name: str, result: Value, texts: Texts) -> Card:
    row = _ratio(result, name)
    said = "value.money_interval" if row["low"] == row["low"] else "value.money_no_interval"
    return Card(texts(f"value.card_{name}"), texts.money(row["value"]), None,
                texts(said, low=texts.money(row["low"]), high=texts.money(row["high"]), how=texts(f"value.card_{name}_help")))


def _rate_card(key: str, row: Any, texts: Texts, how: str) -> Card:
    count, of = int(row["count"]), int(row["of"])
    word = texts(f"certainty.{certainty(count, of)}")
    shown = texts.share(row["share"], of) if certainty(count, of) in ("wide", "fair") else word
    interval = texts("value.rate_interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    return Card(texts(key), texts(f"{key}_value", count=count, of=of), shown, f"{interval} {how}" if of else how)


def _refund_line(result: Value, texts: Texts) -> str:
    row = _ratio(result, "refund_amount")
    return texts("value.refund_amount", share=texts.share(row["value"]), low=texts.share(row["low"]),
                 high=texts.share(row["high"]), refund=texts.money(row["above"]), gross=texts.money(row["below"]))


def gaps(spent: Value, again: Repurchase, texts: Texts) -> list[str]:
    """What is left out and how far the orders reach."""
    cover, lines = spent.coverage, [texts("value.until", until=spent.coverage["until"], known_from=spent.coverage["known_from"])]
    if cover["starts_before_orders"]:
        lines.append(texts("value.starts_before", known_from=cover["known_from"]))
    lines += [texts(f"value.left_{kind}", count=cover[f"{kind}_orders"])
              for kind in ("nobody", "reseller", "staff", "ambiguous") if cover[f"{kind}_orders"]]
    if again.unknown_new:
        lines.append(texts("value.unknown_new", count=again.unknown_new))
    return lines


def segment_label(result: Rfm, segment: str, texts: Texts) -> str:
    """常来又舍得花 · 45 人."""
    count = int(result.segments.set_index("segment")["count"].get(segment, 0))
    return texts("value.segment_label", segment=texts(f"value.segment.{segment}"), count=count)


def rfm_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the people of one kind."""
    return {"display_name": texts("value.column.name"), "net": _money(texts, "net"),
            **{name: texts(f"value.column.{name}") for name in ("order_days", "recency_days", "r", "f", "m")}}


def segment_table(result: Rfm, texts: Texts) -> pd.DataFrame:
    """`segments` in words."""
    return result.segments.assign(segment=[texts(f"value.segment.{one}") for one in result.segments["segment"]])


def segment_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the table of kinds."""
    return {"segment": texts("value.column.segment"), "count": texts("value.column.people"), "of": texts("value.column.of"),
            **_shares(texts, "share", "low", "high"), "net": _money(texts, "net"), **_shares(texts, "net_share")}


def buyer_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the people who bought."""
    return {"display_name": texts("value.column.name"), "net": _money(texts, "net"), "orders": texts("value.column.orders"),
            "order_days": texts("value.column.order_days"), "per_order": _money(texts, "per_order"),
            "refund": _money(texts, "refund"), "last_on": _day(texts, "last_on"), "first_on": _day(texts, "first_on")}


def repurchase_table(result: Repurchase, texts: Texts) -> pd.DataFrame:
    """`rates` in words: the definition stands beside each number."""
    lately = terms.in_force(session.settings(), texts)["value__window_until_days"]
    return result.rates.assign(version=[texts(f"value.version.{one}") for one in result.rates["version"]],
                               how=[texts(f"value.version_how.{one}", days=lately) for one in result.rates["version"]])


def repurchase_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the versions of repurchase."""
    return {"version": texts("value.column.version"), "count": texts("value.column.again"), "of": texts("value.column.of_buyers"),
            **_shares(texts, "share", "low", "high"), "pending": texts("value.column.pending"), "how": texts("value.column.how")}


def again_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the people who bought again."""
    return {"display_name": texts("value.column.name"), "order_days": texts("value.column.order_days"),
            "orders": texts("value.column.orders"), "first_on": _day(texts, "first_on"),
            "again_after_days": texts("value.column.again_after_days")}


def cohort_table(cohorts: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Months in words; what is not over has no rate."""
    shown = cohorts.assign(month=cohorts["month"].dt.strftime("%Y-%m"),
                           state=[texts("value.over" if done else "value.not_over") for done in cohorts["complete"]])
    shown.loc[~cohorts["complete"], ["share", "low", "high"]] = float("nan")
    return shown


def cohort_columns(texts: Texts) -> dict[str, Any]:
    """Columns of repurchase by month of the first order."""
    return {"month": texts("value.column.month"), "window_days": texts("value.column.window_days"),
            "count": texts("value.column.again"), "of": texts("value.column.of_new"), **_shares(texts, "share", "low", "high"),
            "pending": texts("value.column.pending"), "state": texts("value.column.state")}


def worth_line(result: LifetimeValue, texts: Texts) -> str:
    """A new customer brings ¥191 in 30 days, ¥267 in 60."""
    rows = result.overall[result.overall["buyers"] > 0]
    parts = [texts("value.worth_part_small" if row["buyers"] < SMALL_BELOW else "value.worth_part", days=int(row["days"]),
                   money=texts.money(row["per_buyer"]), count=int(row["buyers"])) for row in rows.to_dict("records")]
    return texts("value.worth_line", parts=texts.listing(parts))


def worth_table(result: LifetimeValue, texts: Texts) -> pd.DataFrame:
    """Months in words."""
    reached = result.overall.loc[result.overall["buyers"] > 0, "days"]
    cohorts = result.cohorts[result.cohorts["days"].isin(reached)]
    return cohorts.assign(month=cohorts["month"].dt.strftime("%Y-%m"),
                          state=[texts("value.over" if done else "value.not_over") for done in cohorts["complete"]])


def worth_columns(texts: Texts) -> dict[str, Any]:
    """Columns of worth by month of the first order."""
    return {"month": texts("value.column.month"), "days": texts("value.column.days"), "buyers": texts("value.column.of_new"),
            **{name: _money(texts, name) for name in ("per_buyer", "low", "high")},
            "pending": texts("value.column.pending"), "state": texts("value.column.state")}


def worth_people_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the customers behind a worth."""
    return {"display_name": texts("value.column.name"), "net": _money(texts, "net"), "first_on": _day(texts, "first_on")}


def _money(texts: Texts, name: str) -> Any:
    return st.column_config.NumberColumn(texts(f"value.column.{name}"), format="%,.2f")


def _day(texts: Texts, name: str) -> Any:
    return st.column_config.DateColumn(texts(f"value.column.{name}"), format="YYYY-MM-DD")


def _shares(texts: Texts, *names: str) -> dict[str, Any]:
    return {name: st.column_config.NumberColumn(texts(f"value.column.{name}"), format="percent") for name in names}
