"""What people say of posts against what something else said of them: the table, and the posts of one cell."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.classify import CATEGORIES
from analytics.metrics.rule_accuracy import SAID, UNDECIDED
from analytics.texts.words import Texts
from pages.parts import session
from pages.parts import show as draw


def draw_table(confusion: pd.DataFrame, source: str, *, name: str, said: str = "ledger.rules_said") -> None:
    """The rows of `source`; `said`: key of the words above a column, with a blank for the kind."""
    texts = session.texts()
    draw.table(table(confusion, source, texts), name=name, columns=columns(texts, said))


def table(confusion: pd.DataFrame, source: str, texts: Texts) -> pd.DataFrame:
    """What a person says (rows) against what was said by `source` (columns)."""
    rows = confusion[confusion["source"] == source]
    wide = rows.pivot(index="truth", columns="said", values="count").reindex(index=CATEGORIES, columns=SAID)
    return wide.reset_index().assign(truth=[texts(f"category.{one}") for one in wide.index])


def columns(texts: Texts, said: str = "ledger.rules_said") -> dict[str, str]:
    """Columns of `table`."""
    return {"truth": texts("ledger.person_says"), **{one: texts(said, kind=texts(_kind(one))) for one in SAID}}


def cell(
    confusion: pd.DataFrame,
    source: str,
    posts: Callable[[str, str], pd.DataFrame],
    *,
    name: str,
    named: str = "ledger.cell_named",
    shown: tuple[str, ...] = ("posted_at", "text"),
) -> None:
    """A choice of the cells that hold anything, and the posts of the chosen one (`posts` of truth, said)."""
    texts = session.texts()
    cells = confusion[(confusion["source"] == source) & (confusion["count"] > 0)]
    if cells.empty:
        return
    pairs = [(str(row["truth"]), str(row["said"])) for row in cells.to_dict("records")]
    truth, said = st.selectbox(
        texts("ledger.cell"),
        pairs,
        key=f"{name}_{texts.language}",
        format_func=lambda pair: texts(named, truth=texts(_kind(pair[0])), said=texts(_kind(pair[1]))),
    )
    draw.table(posts(truth, said), name=name, columns={one: texts(f"content.column_{one}") for one in shown})


def _kind(said: str) -> str:
    return f"category.{'other' if said == UNDECIDED else said}"
