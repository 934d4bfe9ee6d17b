"""Drafts written row by row, as an importer would hand them over."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from analytics import Workspace
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.storing.drafts import Draft
from analytics.storing.draughted import Draughted
from analytics.storing.receipts import Receipt


def moment(text: str) -> datetime:
    """2026-06-01 12:47 or 2026-06-01 12:47:05."""
    return datetime.fromisoformat(text)


def draft(folder: Path, rows: list[tuple[str, dict[str, Any]]], *, file_name: str = "文件.txt", format_name: str = "test",
          chats: tuple[dict[str, Any], ...] = (), answers: Answers | None = None,
          issues: tuple[tuple[Any, ...], ...] = ()) -> Draft:
    """A finished draft of `rows` (wire table, values); every row counts as read. The same rows are the same file."""
    sha256 = hashlib.sha256(repr((file_name, format_name, rows)).encode()).hexdigest()
    target = folder / f"draft-{len(list(folder.iterdir()))}"
    (target / "read").mkdir(parents=True)
    out = BatchWriter(target / "read")
    out.about["format"] = format_name
    for chat in chats:
        out.chat(**chat)
    for number, (table, values) in enumerate(rows, 1):
        out.row(table, "", values.pop("source_row", number), **values)
        if table != "movements":
            out.count_read(table, "")
    for issue in issues:
        out.issue(*issue)
        out.count_read(issue[0], issue[1])
    out.finish()
    read = Draughted(target / "read", file_name, {**out.about, "sha256": sha256}, answers or Answers())
    return Draft(file_name, sha256, target / "source", read)


def line(sender: str, at: str, text: str, kind: str = "text", chat: str = "福利群", **more: Any) -> tuple[str, dict[str, Any]]:
    """One chat line."""
    resolution = "second" if at.count(":") == 2 else "minute"
    return "messages", {"chat": chat, "name": sender, "sent_at": moment(at), "resolution": resolution, "kind": kind,
                        "text": text, **more}


def order(number: str | None, buyer: str, at: str, gross: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """One paid order line."""
    from decimal import Decimal

    return "orders", {"order_id": number, "line": 1, "name": buyer, "paid_at": moment(at), "paid_resolution": "second",
                      "gross": Decimal(gross), "refund": Decimal(more.pop("refund", "0")),
                      "status": more.pop("status", "paid"), **more}


def keep(ws: Workspace, folder: Path, rows: list[tuple[str, dict[str, Any]]], **more: Any) -> Receipt:
    """Keep a draft of `rows`."""
    return ws.keep(draft(folder, rows, **more))
