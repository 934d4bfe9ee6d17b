"""After 保留: what these files changed, in business words; each number opens its list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import since_pile, sources
from analytics.storing.jobs import Job
from pages.parts import cache, session
from pages.parts import show as showing
from pages.parts.markdown import plain

_FIELDS = {
    "orders": ("display_name", "order_id", "product", "paid_at", "money"), "people": ("display_name", "chat_name"),
    "silent": ("display_name", "silent_days"), "unanswered": ("display_name", "chat_name", "sent_at", "text"),
    "applied": ("kind", "display_name", "chat_name", "rows"),
}


def show(ws: Workspace, jobs: list[Job]) -> None:
    """A row of numbers for the imports of `jobs`, and the list of the one that is pressed."""
    still_there = set(cache.measured(sources.measure, ws, None).imports["batch_id"])
    batches = tuple(job.receipt.batch_id for job in jobs if job.receipt is not None and job.receipt.batch_id in still_there)
    if not batches:
        return
    found = cache.measured(since_pile.measure, ws, None, batch_ids=batches)
    if found.numbers.empty:
        return
    texts = session.texts()
    words = {row["kind"]: texts(f"since.{row['kind']}", count=row["count"], money=_money(row))
             for row in found.numbers.to_dict("records")}
    kind = st.pills(texts("since.title"), list(words), key=f"since_{session.language()}", format_func=lambda one: plain(words[one]))
    if kind in found.lists:
        fields = _FIELDS[kind]
        showing.table(_worded(found.lists[kind]), name=f"since_{kind}",
                      columns={field: texts(f"since.column_{field}") for field in fields})


def _money(row: dict[Any, Any]) -> str:
    return session.texts().money(None if pd.isna(row["cents"]) else Decimal(int(row["cents"])).scaleb(-2))


def _worded(rows: pd.DataFrame) -> pd.DataFrame:
    """Money and kinds of decisions as they are said."""
    texts = session.texts()
    if "cents" in rows:
        return rows.assign(money=[_money(row) for row in rows[["cents"]].to_dict("records")])
    return rows.assign(kind=[texts(f"since.decision_{kind}") for kind in rows["kind"]]) if "kind" in rows else rows
