"""What the parts of the layers page shown on demand say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope
from analytics.charts.crossed import said
from analytics.metrics.layer_moves import Moves
from analytics.metrics.layers import Facts
from analytics.metrics.pyramid import Pyramid
from analytics.texts.words import Texts
from pages.members import table_words

_CARRIED = {"interactions": "interactions", "cents": "spend", "referrals": "referrals"}


def on_day(scope: Scope, day: date) -> Scope:
    """The same groups as they stood on another day."""
    return replace(scope, as_of=day)


def moved(found: Moves, texts: Texts) -> str:
    """How many changed, came and left."""
    return texts("layers.moves.said", first=found.first, last=found.as_of, moved=found.moved,
                 came=len(found.people(before="absent")), left=len(found.people(after="gone")))


def move_title(picked: dict[str, Any], count: int, texts: Texts) -> str:
    """沉默 → 高互动:3 人."""
    before, after = (texts(f"layers.moves.{name}") if name in ("absent", "gone") else texts(f"layer.{name}")
                     for name in (picked["before"], picked["after"]))
    return texts("layers.moves.list", before=before, after=after, count=count)


def carried(found: Pyramid, texts: Texts) -> str:
    """What the two upper levels carry together."""
    upper = found.levels[found.levels["level"] != "base"]
    of = int(found.levels["count"].sum())
    parts = [texts("layers.pyramid.part", what=texts(f"layers.pyramid.{part}").lower(),
                   share=texts.share(upper[f"{_CARRIED[part]}_share"].sum())) for part in found.parts]
    return texts("layers.pyramid.said", top=found.count("top"), middle=found.count("middle"),
                 people=texts.share(upper["count"].sum() / of if of else None, of), parts=texts.listing(parts))


def pyramid_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the people of a level."""
    return {
        "display_name": texts("layers.column.name"), "interactions": texts("layers.pyramid.interactions"),
        "spend": st.column_config.NumberColumn(texts("layers.pyramid.cents"), format="%,.2f"),
        "referrals": texts("layers.pyramid.referrals"),
    }


def level_rows(found: Pyramid, texts: Texts) -> pd.DataFrame:
    """The levels in words."""
    return found.levels.assign(level=[texts(f"layers.level.{level}") for level in found.levels["level"]])


def level_columns(found: Pyramid, texts: Texts) -> dict[str, Any]:
    """Columns of the table of levels."""
    def percent(label: str) -> Any:
        return st.column_config.NumberColumn(label, format="percent")

    return {
        "level": texts("layers.pyramid.level"), "count": texts("layers.table.count"), "of": texts("layers.table.of"),
        **{name: percent(texts(f"layers.table.{name}")) for name in ("share", "low", "high", "reference")},
        **{f"{_CARRIED[part]}_share": percent(texts(f"layers.pyramid.{part}")) for part in found.parts},
    }


def near_rows(rows: pd.DataFrame, facts: Facts, texts: Texts) -> pd.DataFrame:
    """Who stands near which threshold, in words."""
    names = facts.members.set_index("person_id")["display_name"]
    return rows.assign(display_name=rows["person_id"].map(names), layer=[texts(f"layer.{name}") for name in rows["layer"]],
                       side=rows["carries"].map({True: texts("layers.near.over"), False: texts("layers.near.under")}))


def near_columns(texts: Texts) -> dict[str, Any]:
    """Columns of those near a threshold."""
    number = {name: st.column_config.NumberColumn(texts(f"layers.near.column.{name}"), format="%,.0f") for name in ("value", "cut")}
    return {"display_name": texts("layers.column.name"), "layer": texts("layers.near.column.layer"), **number,
            "side": texts("layers.near.column.side")}


def crossed_rows(table: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The crossings in words."""
    return table.assign(layer=[texts(f"layer.{name}") for name in table["layer"]],
                        value=[said(value, texts) for value in table["value"]])


def crossed_columns(name: str, texts: Texts) -> dict[str, Any]:
    """Columns of the table of crossings."""
    return {"layer": texts("layers.table.layer"), "value": texts(f"table.class.{name}"), "count": texts("layers.table.count"),
            "of": texts("layers.table.of"), **{one: st.column_config.NumberColumn(texts(f"layers.table.{one}"), format="percent")
                                               for one in ("share", "low", "high")}}


def today_rows(people: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Whom to contact today, the most pressing first, tag and next step in words."""
    return table_words.in_words(table_words.ordered(people, "pressing"), texts)


def today_columns(texts: Texts) -> dict[str, Any]:
    """Columns of today's lists."""
    wanted = ("display_name", "step", "last_said_on", "last_paid_on", "spend", "tenure_days")
    known = table_words.columns(texts, [])
    return {name: known[name] for name in wanted}


