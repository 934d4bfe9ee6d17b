"""The sentences, cards and tables of the page of changed sales, made of its result."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import festivals
from analytics.metrics.sales_change import PARTS, SalesChange
from analytics.metrics.sales_change_by import NO_GROUP, SEVERAL, UNSTATED
from analytics.texts.words import Texts
from pages.parts.show import Card

_SAID_PARTS = 2
_EVERYBODY = ("frequency", "amount")
ORDER_PARTS = ("unnamed", "others")


def days(first: date, last: date, texts: Texts) -> str:
    """2026 年 10 月 for a whole month, else the two days."""
    if first.day == 1 and pd.Timestamp(last).is_month_end and (first.year, first.month) == (last.year, last.month):
        return texts("changed.month", year=str(first.year), month=str(first.month))
    return texts("changed.span", first=first, last=last)


def spans(result: SalesChange, texts: Texts) -> tuple[str, str]:
    """The days before and those shown, in words."""
    span = result.periods
    assert span is not None
    return days(span.before_start, span.before_end, texts), days(span.start, span.end, texts)


def verdict(result: SalesChange, texts: Texts) -> str:
    """How much more or less, and in which parts; without any comparison why not."""
    before, after = spans(result, texts)
    if not result.coverage["before_known"]:
        return texts("changed.not_before", known_from=result.coverage["known_from"], before_days=after)
    way = "equal" if not result.change else "less" if result.change < 0 else "more"
    said = texts(f"changed.verdict_{way}", after_days=after, before_days=before, after=_money(result.totals["after"], texts),
                 change=_money(abs(result.change), texts))
    lines = [_largest(result, texts, below=True), _largest(result, texts, below=False)]
    return said + "".join(lines if result.change <= 0 else lines[::-1]) + texts(f"changed.word.{result.word}")


def _largest(result: SalesChange, texts: Texts, *, below: bool) -> str:
    rows = result.parts[result.parts["cents"] < 0 if below else result.parts["cents"] > 0]
    rows = rows.assign(size=rows["cents"].abs()).sort_values(["size", "part"], ascending=[False, True]).head(_SAID_PARTS)
    if rows.empty:
        return ""
    parts = [texts("changed.said_part", part=texts(f"changed.part.{row['part']}"), money=_money(abs(row["cents"]), texts))
             for row in rows.to_dict("records")]
    return texts("changed.less_in" if below else "changed.more_in", parts=texts.listing(parts))


def cards(result: SalesChange, texts: Texts) -> list[Card]:
    """Net sales, buyers, orders a buyer, per order, given back; each beside what it was."""
    totals, factors = result.totals, result.factors.to_dict("index")
    gap, low, high = result.gap
    back = {side: totals[f"gross_{side}"] - totals[side] for side in ("before", "after")}
    return [
        Card(texts("changed.card_net"), _money(totals["after"], texts),
             texts("changed.card_net_word", before=_money(totals["before"], texts)),
             texts("changed.card_net_help", change=texts.money(gap), low=texts.money(low), high=texts.money(high))),
        Card(texts("changed.card_buyers"), texts("changed.card_people", count=int(factors["buyers"]["after"])),
             _before(texts("changed.card_people", count=int(factors["buyers"]["before"])), texts), texts("changed.card_help")),
        Card(texts("changed.card_per_buyer"), texts.number(factors["per_buyer"]["after"], 2),
             _before(texts.number(factors["per_buyer"]["before"], 2), texts), texts("changed.card_help")),
        Card(texts("changed.card_per_order"), _money(factors["per_order"]["after"], texts),
             _before(_money(factors["per_order"]["before"], texts), texts), texts("changed.card_help")),
        Card(texts("changed.card_refund"), _money(back["after"], texts), _before(_money(back["before"], texts), texts),
             texts("changed.card_refund_help", before=_money(back["before"], texts),
                   gross_before=_money(totals["gross_before"], texts), gross_after=_money(totals["gross_after"], texts))),
    ]


def part_choices(result: SalesChange) -> list[str]:
    """The parts that have anybody behind them."""
    counts = _counts(result)
    return [part for part in PARTS if counts[part]]


def list_title(result: SalesChange, part: str, texts: Texts) -> str:
    """新客 · 52 人."""
    count = _counts(result)[part]
    if part in _EVERYBODY:
        return texts("changed.list_stayed", count=count)
    unit = "orders" if part in ORDER_PARTS else "people"
    return texts(f"changed.list_{unit}", part=texts(f"changed.part.{part}"), count=count)


def _counts(result: SalesChange) -> dict[str, int]:
    return {str(part): int(count) for part, count in zip(result.parts["part"], result.parts["count"], strict=True)}


def people_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Cents as yuan."""
    return rows.assign(**{name: rows[name] / 100 for name in ("before", "after", "change")})


def people_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the people of a part."""
    return {"display_name": texts("changed.column.name"), **money_columns(texts), **_order_columns(texts),
            "first_on": st.column_config.DateColumn(texts("changed.column.first_on"), format="YYYY-MM-DD")}


def by_table(name: str, rows: pd.DataFrame, ws: Workspace, texts: Texts) -> pd.DataFrame:
    """A breakdown with its keys in words, cents as yuan."""
    return people_table(rows).assign(key=[key_word(name, key, ws, texts) for key in rows["key"]])


def key_word(name: str, key: str, ws: Workspace, texts: Texts) -> str:
    """A key of a breakdown as people read it."""
    special = {UNSTATED: "changed.key_unstated", SEVERAL: "changed.key_several", NO_GROUP: "changed.key_none"}
    if key in special:
        return texts(special[key])
    return ws.chat_words().get(key, key) if name == "group" else key


def by_columns(texts: Texts) -> dict[str, Any]:
    """Columns of a breakdown."""
    return {"key": texts("changed.column.key"), **money_columns(texts), **_order_columns(texts)}


def days_line(result: SalesChange, texts: Texts) -> str:
    """What more or fewer selling days make, and what each sold."""
    return texts("changed.days_line", days_before=result.days["days_before"], days_after=result.days["days_after"],
                 days_part=_money(result.days["days_part"], texts), per_day_part=_money(result.days["per_day_part"], texts),
                 change=_money(result.change, texts))


def gaps(result: SalesChange, texts: Texts) -> list[str]:
    """Days without a sheet, unequal lengths, how far the orders reach."""
    span, cover, lines = result.periods, result.coverage, []
    assert span is not None
    for side, said in zip(("before", "after"), spans(result, texts), strict=True):
        missing = cover[f"missing_{side}"]
        if missing and cover["before_known"]:
            lines.append(texts("changed.gap_missing", days=said, count=len(missing), first=missing[0]))
    before = (span.before_end - span.before_start).days + 1
    if before != span.days:
        lines.append(texts("changed.gap_unequal", after=span.days, before=before))
    if not cover["new_is_known"]:
        lines.append(texts("changed.gap_new", known_from=cover["known_from"]))
    earlier, later = _festivals(span.before_start, span.before_end, texts), _festivals(span.start, span.end, texts)
    if earlier != later:
        before_days, after_days = spans(result, texts)
        lines.append(texts("changed.gap_festival", before_days=before_days, after_days=after_days,
                           before=texts.listing(earlier) or "—", after=texts.listing(later) or "—"))
    return [*lines, texts("changed.gap_until", until=cover["until"])]


def _festivals(first: date, last: date, texts: Texts) -> list[str]:
    """Festivals and days on which everybody sells; the solar terms come in every span."""
    days = festivals.between(first, last)
    return [texts(key) for key in days.loc[days["kind"] != "term", "name_key"].unique()]


def money_columns(texts: Texts) -> dict[str, Any]:
    """before, after, change."""
    names = {"before": "changed.column.before", "after": "changed.column.after", "change": "changed.column.change_yuan"}
    return {name: st.column_config.NumberColumn(texts(key), format="%,.2f") for name, key in names.items()}


def _order_columns(texts: Texts) -> dict[str, Any]:
    return {name: texts(f"changed.column.{name}") for name in ("orders_before", "orders_after")}


def _before(said: str, texts: Texts) -> str:
    return texts("changed.card_before", before=said)


def _money(cents: Any, texts: Texts) -> str:
    return texts.money(float(cents) / 100)
