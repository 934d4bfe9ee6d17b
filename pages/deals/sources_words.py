"""The sentences, cards and tables of the page of ways in, made of its result."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.lures import RATES, Lures
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts.show import Card


def verdict(result: Lures, texts: Texts) -> str:
    """How many came, through what most, and which way in brings clearly more or fewer buyers."""
    if not result.coverage["has_joins"]:
        return texts("lures.verdict_nothing")
    most: Any = result.channels.iloc[0]
    said = texts("lures.verdict", joined=len(result.members), most=_named(most["channel"], texts), count=int(most["joined"]))
    rows = result.rates[(result.rates["rate"] == "first_order") & result.rates["channel"].notna()]
    apart = rows[rows["word"].isin(["more", "less"])].sort_values("share", ascending=False)
    for row in apart.to_dict("records"):
        said += texts(f"lures.verdict_{row['word']}", channel=_named(row["channel"], texts), of=row["of"], count=row["count"])
    judged = rows["word"].isin(["more", "less", "same"]).any()
    return said if len(apart) or not judged else said + texts("lures.verdict_same")


def _named(channel: str, texts: Texts) -> str:
    return channel or texts("lures.unstated")


def cards(result: Lures, texts: Texts) -> list[Card]:
    """Who came, who bought within the days, who is still here; what cannot be known says why."""
    total = result.rates[result.rates["channel"].isna()].set_index("rate")
    joined = Card(texts("lures.card_joined"), texts("lures.people", count=len(result.members)), None,
                  texts("lures.card_joined_help"))
    return [joined] + [_card(rate, total, texts) for rate in RATES]


def _card(rate: str, total: pd.DataFrame, texts: Texts) -> Card:
    label = texts(f"lures.rate_{rate}")
    row: Any = total.loc[rate] if rate in total.index else {"of": 0}
    if not int(row["of"]):
        return Card(label, "—", None, texts(f"lures.why_{rate}"))
    count, of = int(row["count"]), int(row["of"])
    word = certainty(count, of)
    return Card(label, texts("lures.k_of_n", count=count, of=of),
                texts.share(row["share"], of) if word in ("wide", "fair") else texts(f"certainty.{word}"),
                texts(f"lures.rate_{rate}_help", low=texts.share(row["low"]), high=texts.share(row["high"])))


def table(result: Lures, texts: Texts) -> pd.DataFrame:
    """One row a way in × rate."""
    rows = result.rates[result.rates["channel"].notna()].merge(result.channels, on="channel", how="left")
    return rows.assign(channel=[one or texts("lures.unstated") for one in rows["channel"]],
                       rate=[texts(f"lures.rate_{one}") for one in rows["rate"]],
                       word=[texts(f"certainty.{one}") for one in rows["word"]])


def table_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the table."""
    shares = {name: st.column_config.NumberColumn(texts(f"lures.column.{name}"), format="percent")
              for name in ("share", "low", "high")}
    return {**{name: texts(f"lures.column.{name}") for name in ("channel", "joined", "rate", "count", "of")}, **shares,
            "word": texts("lures.column.word")}


def people(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """States in words."""
    return rows.assign(state=[texts(f"lures.state_{one}") for one in rows["status"]])


def people_columns(texts: Texts) -> dict[str, Any]:
    """Columns of a list of people."""
    days = {name: st.column_config.DateColumn(texts(f"lures.column.{name}"), format="YYYY-MM-DD")
            for name in ("joined_on", "first_paid_on")}
    return {"display_name": texts("lures.column.name"), **days, "state": texts("lures.column.state")}


def gaps(result: Lures, texts: Texts) -> list[str]:
    """Who is in no rate, and what the files do not say."""
    cover, lines = result.coverage, []
    if not cover["has_joins"]:
        return [texts("lures.gap_joins")]
    if not cover["has_channels"]:
        lines.append(texts("lures.gap_channels"))
    if not cover["has_orders"]:
        lines.append(texts("lures.gap_orders"))
    else:
        lines += [texts(f"lures.left_{row['reason']}", count=row["people"])
                  for row in cover["left_out"].to_dict("records") if row["people"]]
    if not cover["has_leaves"]:
        lines.append(texts("lures.gap_leaves"))
    if cover["unclear"]:
        lines.append(texts("lures.gap_unclear", count=cover["unclear"]))
    return lines
