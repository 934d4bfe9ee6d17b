"""Rows and cells that could not be used: shown with reason and place, and to download, mend, drop again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.storing.receipts import Receipt
from pages.data import wording
from pages.parts import session
from pages.parts import show as showing

_SHOWN_ROWS = 200


def table(found: pd.DataFrame, key: str) -> None:
    """The first rows on screen, all of them to download."""
    frame = explained(found)
    showing.table(frame.head(_SHOWN_ROWS), name=f"issues_{key}", columns=labels(), download=False)
    showing.offer(frame.rename(columns=labels()), f"not_read_{key}")


def offer(receipt: Receipt, key: str) -> None:
    """Only the download, where there is anything."""
    if receipt.failed:
        lost = receipt.issues[receipt.issues["severity"] == "rejected"]
        st.caption(session.texts()("add.not_read", count=receipt.failed))
        showing.offer(explained(lost).rename(columns=labels()), key)


def explained(found: pd.DataFrame) -> pd.DataFrame:
    """One row an issue: part, source_row, column, value, reason — in words."""
    texts, hidden = session.texts(), session.masked()
    rows = [
        {
            "part": row["part"] or "", "source_row": row["source_row"],
            "column": wording.column_name(row["table_name"], row["column_name"] or ""),
            "value": "•••" if hidden and row["value"] else row["value"],
            "reason": texts.explain({**row, "value": "•••"} if hidden else row),
        }
        for row in _records(found)
    ]
    return pd.DataFrame(rows, columns=list(labels()))


def labels() -> dict[str, str]:
    """Field → what stands above its column."""
    texts = session.texts()
    return {name: texts(f"add.issue_{name}") for name in ("part", "source_row", "column", "value", "reason")}


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
