"""The sentences, cards and tables of the page of orders, made of its result."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics.order_frequency import MOST
from analytics.metrics.orders import Orders
from analytics.metrics.periods import Periods
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.deals import changed_words
from pages.parts.show import Card

_MONEY = ("net", "per_order")


def verdict(result: Orders, texts: Texts) -> str:
    """What was sold in the period, and the fair comparison: the month so far, else the week."""
    totals, each = result.spent.totals, result.spent.ratios.to_dict("index")["per_order"]
    days = changed_words.days(result.spent.start, result.spent.end, texts)
    if not totals["orders"]:
        return texts("orders.verdict_none", days=days)
    said = texts("orders.verdict", days=days, net=texts.money(totals["net"]), orders=int(totals["orders"]),
                 per_order=texts.money(each["value"]))
    span = "month" if "month" in result.spans else "week"
    if span in result.spans:
        said += comparison(result, span, texts)
    return said


def comparison(result: Orders, span: str, texts: Texts) -> str:
    """本月到10月31日 ¥79,220,上月同几天 ¥84,996,差不多。"""
    row: Any = result.compared[(result.compared["span"] == span) & (result.compared["measure"] == "net")].iloc[0]
    days = result.spans[span]
    return texts(f"orders.compared_{span}", now=texts.money(row["now"]), before=texts.money(row["before"]),
                 until=days.end, word=texts(f"certainty.{row['word']}"))


def cards(result: Orders, texts: Texts) -> list[Card]:
    """Net sales, orders, per order, buyers who came again, refunds."""
    spent, totals = result.spent, result.spent.totals
    each, rates = spent.ratios.to_dict("index")["per_order"], spent.rates.set_index("rate")
    again, back = rates.loc["repeaters"], rates.loc["refunded_orders"]
    return [
        Card(texts("orders.card_net"), texts.money(totals["net"]),
             texts("orders.card_net_word", gross=texts.money(totals["gross"])),
             texts("orders.card_net_help", gross=texts.money(totals["gross"]), refund=texts.money(totals["refund"]))),
        Card(texts("orders.card_orders"), texts("orders.count_orders", count=int(totals["orders"])),
             texts("orders.card_orders_word", buyers=int(totals["buyers"])), texts("orders.card_orders_help")),
        Card(texts("orders.card_per_order"), texts.money(each["value"]), None,
             texts("orders.card_per_order_help", low=texts.money(each["low"]), high=texts.money(each["high"]))),
        _rate_card("again", again, texts), _rate_card("back", back, texts),
    ]


def _rate_card(name: str, row: Any, texts: Texts) -> Card:
    count, of = int(row["count"]), int(row["of"])
    word = certainty(count, of)
    return Card(texts(f"orders.card_{name}"), texts(f"orders.card_{name}_value", count=count, of=of),
                texts.share(row["share"], of) if word in ("wide", "fair") else texts(f"certainty.{word}"),
                texts(f"orders.card_{name}_help", low=texts.share(row["low"]), high=texts.share(row["high"])))


def goal_line(result: Orders, texts: Texts) -> str:
    """How far the month has come, at which pace, and what a day has to bring; what is unknown is said."""
    goal = result.goal
    facts = {"month": texts("changed.month", year=str(goal.month.year), month=str(goal.month.month)),
             "so_far": texts.money(goal.so_far), "days": goal.days, "of_days": goal.of_days}
    if not goal.known:
        return texts("orders.goal_unknown", month=facts["month"])
    said = texts("orders.goal_over" if goal.over else "orders.goal_pace", pace=texts.money(goal.pace), **facts)
    if goal.target is None:
        return said + texts("orders.goal_none")
    said += texts("orders.goal_target", target=texts.money(goal.target), share=texts.share(goal.so_far / goal.target))
    return said + (texts("orders.goal_a_day", money=texts.money(goal.a_day)) if goal.a_day is not None else "")


def margin_line(result: Orders, texts: Texts) -> str:
    """Gross profit of the net sales whose margin is known, and how much has none."""
    margin = result.margin
    if not margin.known:
        return texts("orders.margin_missing")
    said = texts("orders.margin_line", profit=texts.money(margin.profit), known=texts.money(margin.known),
                 share=texts.share(margin.profit / margin.known))
    left = margin.net - margin.known
    return said + (texts("orders.margin_left", left=texts.money(left)) if round(left, 2) > 0 else "")


def compared_table(result: Orders, texts: Texts) -> pd.DataFrame:
    """`compared` in words, the days of each side beside it."""
    rows = []
    for row in result.compared.to_dict("records"):
        said = texts.money if row["measure"] in _MONEY else texts.number
        now, before = said(row["now"]), said(row["before"])
        rows.append({"span": texts(f"orders.span_{row['span']}"), "measure": texts(f"orders.measure_{row['measure']}"), "now": now,
                     "before": before, "word": texts(f"certainty.{row['word']}") if isinstance(row["word"], str) else "—",
                     "days": span_days(result.spans[row["span"]], texts)})
    return pd.DataFrame(rows, columns=["span", "measure", "now", "before", "word", "days"])


def span_days(span: Periods, texts: Texts) -> str:
    """10月26日–10月31日 / 10月19日–10月24日."""
    return texts("orders.two_spans", first=span.start, last=span.end, before_first=span.before_start, before_last=span.before_end)


def compared_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the comparison."""
    return {name: texts(f"orders.column.{name}") for name in ("span", "measure", "now", "before", "word", "days")}


def place_table(result: Orders, name: str, ws: Workspace, texts: Texts) -> pd.DataFrame:
    """A table of `places` with its keys in words."""
    rows = result.places[name]
    return rows.assign(key=[changed_words.key_word(name, key, ws, texts) for key in rows["key"]])


def place_columns(texts: Texts) -> dict[str, Any]:
    """Columns of a table of `places`."""
    return {"key": texts("orders.column.key"), "net": money(texts, "net"), "net_share": share(texts, "net_share"),
            "orders": texts("orders.column.orders"), "buyers": texts("orders.column.buyers")}


def product_table(result: Orders, ws: Workspace, texts: Texts) -> pd.DataFrame:
    """`products` in words, with the margin in force and the gross profit."""
    typed = result.margin.typed.set_index("item")["margin"]
    margin = result.products["key"].map(typed).astype("float64")
    margin = margin if result.margin.shop is None else margin.fillna(result.margin.shop)
    names = [changed_words.key_word("product", key, ws, texts) for key in result.products["key"]]
    return result.products.assign(key=names, margin=margin, profit=margin * result.products["net"])


def product_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the products."""
    return {"key": texts("orders.column.product"), "net": money(texts, "net"), "net_share": share(texts, "net_share"),
            **{name: texts(f"orders.column.{name}") for name in ("orders", "pieces", "buyers")},
            "count": texts("orders.column.again"), "of": texts("orders.column.again_of"),
            "share": share(texts, "again_share"), "low": share(texts, "low"), "high": share(texts, "high"),
            "margin": share(texts, "margin"), "profit": money(texts, "profit")}


def often_line(rows: pd.DataFrame, texts: Texts) -> str:
    """How many bought on one day only, and what the others brought."""
    once = rows[rows["days"] == 1]
    count, of, net = int(once["count"].sum()), int(rows["of"].iloc[0]), float(once["net_share"].sum())
    return texts("orders.often_line", of=of, count=count, share=texts.share(count / of, of), rest=texts.share(1 - net))


def often_table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`often` in words."""
    said = [texts("orders.often_more" if days == MOST else "orders.often_days", days=int(days)) for days in rows["days"]]
    return rows.assign(days=said)


def often_columns(texts: Texts) -> dict[str, Any]:
    """Columns of how often people buy."""
    return {"days": texts("orders.column.often"), "count": texts("orders.column.buyers"), "of": texts("orders.column.often_of"),
            "share": share(texts, "often_share"), "low": share(texts, "low"), "high": share(texts, "high"),
            "net": money(texts, "net"), "net_share": share(texts, "net_share")}


def newness_table(result: Orders, texts: Texts) -> pd.DataFrame:
    """`newness` in words."""
    return result.newness.assign(kind=[texts(f"orders.kind_{one}") for one in result.newness["kind"]])


def newness_columns(texts: Texts) -> dict[str, Any]:
    """Columns of first and repeat buyers."""
    return {"kind": texts("orders.column.kind"), "net": money(texts, "net"), "orders": texts("orders.column.orders"),
            "buyers": texts("orders.column.buyers"), "per_order": money(texts, "per_order")}


def gaps(result: Orders, texts: Texts) -> list[str]:
    """How far the orders reach, whom the counts of people leave out, what could not be compared."""
    cover = result.coverage
    lines = [texts("orders.gap_until", until=cover["until"], known_from=cover["known_from"])]
    lines += [texts("orders.gap_span", span=texts(f"orders.span_{name}")) for name in ("week", "month") if name not in result.spans]
    if cover["starts_before_orders"]:
        lines.append(texts("value.starts_before", known_from=cover["known_from"]))
    lines += [texts(f"value.left_{kind}", count=cover[f"{kind}_orders"])
              for kind in ("nobody", "reseller", "staff", "ambiguous") if cover[f"{kind}_orders"]]
    return lines


def money(texts: Texts, name: str) -> Any:
    """A column of yuan."""
    return st.column_config.NumberColumn(texts(f"orders.column.{name}"), format="%,.2f")


def share(texts: Texts, name: str) -> Any:
    """A column of shares."""
    return st.column_config.NumberColumn(texts(f"orders.column.{name}"), format="percent")
