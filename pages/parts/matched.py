"""How many of one source are found in another, wherever a page mixes sources: k of n, and the list of the others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st

from analytics import Workspace
from analytics.metrics import matching
from analytics.metrics.matching import SharedPeople
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts import cache, session
from pages.parts import show as draw


def lines(ws: Workspace, pairs: Collection[tuple[str, str]] = matching.PAIRS) -> None:
    """One foldable line a pair of sources that both name somebody; inside, who was not found."""
    found, texts = cache.measured(matching.shared_people, ws, None), session.texts()
    for row in found.pairs.to_dict("records"):
        if (row["side"], row["among"]) in pairs:
            with st.expander(said(row, texts), icon=":material/join_inner:"):
                _others(found, row)


def said(row: dict[Any, Any], texts: Texts) -> str:
    """「60 位买家里 41 位在群成员名单上找得到(68%)」."""
    return texts(f"people.match.{row['side']}_{row['among']}", count=row["count"], of=row["of"],
                 share=texts.share(row["share"], row["of"]))


def _others(found: SharedPeople, row: dict[Any, Any]) -> None:
    texts = session.texts()
    interval = texts("certainty.interval", share=texts.share(row["share"], row["of"]), count=row["count"], of=row["of"],
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    st.caption(texts("people.match.how", interval=interval, certainty=texts(f"certainty.{certainty(row['count'], row['of'])}")))
    if row["ambiguous"]:
        st.caption(texts("people.match.ambiguous", count=row["ambiguous"]))
    others = found.others(row["side"], row["among"])
    if len(others):
        draw.people(others, name=f"match_{row['side']}_{row['among']}", title=texts("people.match.others", count=len(others)))
