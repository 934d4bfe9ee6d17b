"""What the table of people says: sentence, cards, columns and gaps, made of a result and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.person_table import LISTS, TAGS, PersonTable
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

# What the cards show, as far as this shop's data can tell it; the first four that can.
_CARDS = ("regular_gone", "bought_silent", "never_spoke", "near_vip", "new_unwelcomed", "big_spenders", "silent")
# Order → the columns it sorts by, and whether they rise.
ORDERS: dict[str, tuple[list[str], list[bool]]] = {
    "pressing": (["rank", "spend"], [True, False]), "spend": (["spend", "orders"], [False, False]),
    "long_gone": (["last_paid_on", "spend"], [True, False]), "talked": (["last_said_on", "messages"], [False, False]),
    "newest": (["first_join", "spend"], [False, False]),
}


def offered(result: PersonTable) -> list[str]:
    """The lists that this shop's data can make and that hold somebody; everybody is no list to choose."""
    return [name for name in LISTS if name != "everybody" and result.count(name)]


def chips(result: PersonTable, chosen: tuple[str, ...]) -> dict[str, int]:
    """List → how many are shown once it is pressed too: it goes beside what is chosen, or in its place where nobody is both."""
    return {name: result.size(*dict.fromkeys((*chosen, name))) or result.size(name) for name in offered(result)}


def pressed(result: PersonTable, before: tuple[str, ...], now: list[str]) -> tuple[str, ...]:
    """What is chosen after a press: a list that shares nobody with those before it takes their place."""
    fresh = tuple(name for name in now if name not in before)
    return fresh if fresh and not result.size(*now) else tuple(name for name in offered(result) if name in now)


def verdict(result: PersonTable, texts: Texts) -> str:
    """The sentence on top: how many are known, and who comes first."""
    standing = result.rows["standing"].value_counts()
    # Without a member list they are whoever appeared; without any group, buyers.
    member = {"seen": "appeared", "buyers": "bought"}.get(result.population.kind, "member")
    parts = [texts(f"table.standing.{member if name == 'member' else name}", count=int(standing[name]))
             for name in ("member", "left", "buyer", "seen") if name in standing]
    said = texts("table.verdict", count=len(result.rows), parts=texts.listing(parts))
    first = next((name for name in ("regular_gone", "bought_silent", "near_vip") if result.count(name)), None)
    return said if first is None else said + texts(
        "table.verdict_first", name=texts(f"table.list.{first}"), count=result.count(first))


def cards(result: PersonTable, texts: Texts) -> list[Card]:
    """k of n a list, the interval on hover."""
    rows = result.counts.set_index("list")
    known = [name for name in _CARDS if result.count(name) is not None and rows["of"][name]]
    return [_card(name, rows.loc[[name]].iloc[0], texts) for name in known][:4]


def _card(name: str, row: pd.Series, texts: Texts) -> Card:
    count, of = int(row["count"]), int(row["of"])
    value = texts("table.card", count=count, of=of)
    meaning = texts(f"table.meaning.{name}")
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    return Card(texts(f"table.list.{name}"), value, texts(f"certainty.{certainty(count, of)}"), f"{meaning} {interval}")


def ordered(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """The rows, whom to look at first on top."""
    rank = {tag: place for place, tag in enumerate(TAGS)}
    by, rising = ORDERS[order]
    ranked = rows.assign(rank=rows["tag"].map(rank))
    return ranked.sort_values([*by, "person_id"], ascending=[*rising, True], na_position="last", ignore_index=True)


def in_words(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Tag and next step as people read them."""
    tags = {tag: texts(f"table.tag.{tag}") for tag in TAGS}
    steps = {tag: texts(f"table.step.{tag}") for tag in TAGS}
    return rows.assign(tag=rows["tag"].map(tags), step=rows["tag"].map(steps))


def columns(texts: Texts, extra: list[str]) -> dict[str, Any]:
    """The columns of the table; `extra`: classifications added by choice."""
    money = {name: st.column_config.NumberColumn(texts(f"table.column.{name}"), format="%,.2f")
             for name in ("spend_lately", "spend")}
    days = {name: st.column_config.DateColumn(texts(f"table.column.{name}"), format="YYYY-MM-DD")
            for name in ("last_said_on", "last_paid_on")}
    return {
        "display_name": texts("table.column.name"), "tag": texts("table.column.tag"),
        "step": st.column_config.TextColumn(texts("table.column.step"), width="medium"),
        **{f"class_{name}": texts(f"table.class.{name}") for name in extra},
        "last_said_on": days["last_said_on"], "last_paid_on": days["last_paid_on"],
        **money, **{name: texts(f"table.column.{name}") for name in ("orders", "chats", "tenure_days")},
    }


def gaps(result: PersonTable, texts: Texts) -> list[str]:
    """Which lists cannot be made and what would make them; how far each source reaches."""
    missing = result.counts[result.counts["why"].notna()]
    lines = [texts(f"table.why.{why}", lists=texts.listing(texts(f"table.list.{name}") for name in names))
             for why, names in missing.groupby("why", sort=False)["list"]]
    if result.orders_until and result.talk_until and result.orders_until != result.talk_until:
        lines.append(texts("table.two_ends", orders=result.orders_until, chat=result.talk_until))
    if result.population.unseen:
        lines.append(texts("table.unseen", count=result.population.unseen))
    return lines
