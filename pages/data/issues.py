"""Rows and cells that could not be used: shown with reason and place, and to download, mend, drop again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import UserError, Workspace
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


def offer(ws: Workspace, receipt: Receipt, key: str) -> None:
    """Only the downloads, where there is anything to mend."""
    if receipt.failed:
        lost = receipt.issues[receipt.issues["severity"] == "rejected"]
        st.caption(session.texts()("add.not_read", count=receipt.failed))
        if not mendable(ws, receipt.batch_id):
            showing.offer(explained(lost).rename(columns=labels()), key)


def mendable(ws: Workspace, batch_id: str) -> bool:
    """The download of an import's unread rows under their own headers, to mend and drop again.

    Only sheets have one; hidden names have none, since it holds the rows as they are. Whether it was drawn.
    """
    texts, language = session.texts(), session.language()
    try:
        book = None if session.masked() else ws.rejected_rows(batch_id, language)
    except UserError:
        return False
    if book is not None:
        st.download_button(texts("add.mend"), data=book, file_name=f"{texts('file.mend')}.xlsx", key=f"mend_{batch_id}",
                           icon=":material/download:", type="tertiary", on_click="ignore",
                           mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    return book is not None


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
