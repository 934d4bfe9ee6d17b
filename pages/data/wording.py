"""Files, drafts and errors in words, with nothing that 隐藏真名 hides."""

from __future__ import annotations

from typing import Any

from analytics import UserError
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from analytics.storing.receipts import Receipt
from pages.parts import session
from pages.parts.markdown import escaped

_HIDDEN = "•••"


def file(job: Job) -> str:
    """A file's name made inert; hidden, only that it is a file."""
    return escaped(file_name(job.file_name))


def file_name(name: str) -> str:
    """The name as it may be shown, not yet made inert."""
    return session.texts()("add.hidden_file") if session.masked() else name


def format_name(name: str) -> str:
    """What a file was recognised as."""
    texts = session.texts()
    return texts(f"format.{name}") if texts.has(f"format.{name}") else name


def sentence(job: Job) -> str:
    """The first sentence on a job: what keeping it will do, did, or why it cannot be read."""
    texts = session.texts()
    if job.receipt is not None:
        return escaped(texts.explain(_shown(job.receipt)))
    if job.error is not None:
        return escaped(texts.explain(error(job.error)))
    if job.draft is not None:
        return escaped(texts.explain(to_be(job.draft)))
    return texts(f"add.state.{job.state}", file=file(job))


def to_be(draft: Draft) -> Receipt:
    """The receipt that keeping this draft would give."""
    return _shown(Receipt("", draft.file_name, draft.format, draft.counts, draft.issues))


def error(found: UserError) -> UserError:
    """The same trouble; hidden, without words out of the file."""
    if not session.masked():
        return found
    hidden: dict[str, Any] = {
        name: _HIDDEN if isinstance(value, str | list | tuple) else value for name, value in found.facts.items()
    }
    if "file" in hidden:
        hidden["file"] = session.texts()("add.hidden_file")
    return UserError(found.code, **hidden)


def _shown(receipt: Receipt) -> Receipt:
    return Receipt(receipt.batch_id, file_name(receipt.file_name), receipt.format, receipt.tables, receipt.issues,
                   receipt.by_part, receipt.derived)


def table_name(name: str) -> str:
    """What kind of rows: 聊天, 订单, …"""
    return session.texts()(f"table.{name}")


def is_named(table: str, column: str) -> bool:
    """Whether the column dictionary has words for this column."""
    return session.texts().has(f"column.{table}.{column}")


def column_name(table: str, column: str) -> str:
    """A column in words, where the column dictionary has any for it; else as the file calls it."""
    return session.texts()(f"column.{table}.{column}") if is_named(table, column) else column
