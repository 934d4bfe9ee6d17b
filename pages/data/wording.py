"""Files, drafts and errors in words, with nothing that 隐藏真名 hides."""

from __future__ import annotations

from datetime import date, datetime
from string import Formatter
from typing import Any

from analytics import UserError
from analytics.metrics import sources
from analytics.storing import pile
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from analytics.storing.pile import Pile
from analytics.storing.receipts import Receipt
from analytics.texts import all_texts
from pages.parts import session
from pages.parts.markdown import escaped

HIDDEN = "•••"
_BADGES = {"ready": "green", "asks": "blue", "lost": "orange", "repeated": "gray", "failed": "red", "kept": "green",
           "cancelled": "gray", "keeping": "gray", "waiting": "gray", "reading": "gray"}


def file(job: Job) -> str:
    """A file's name made inert; hidden, only that it is a file."""
    return escaped(file_name(job.file_name))


def file_name(name: str) -> str:
    """The name as it may be shown, not yet made inert."""
    return session.texts()("add.hidden_file") if session.masked() else name


def chat_key(name: str) -> str:
    """What a file calls a group, as it may be shown; rows that name none are called after their file."""
    return HIDDEN if session.masked() else name.lstrip("\x1e") or session.texts()("add.chat_unnamed")


def format_name(name: str) -> str:
    """What a file was recognised as."""
    texts = session.texts()
    return texts(f"format.{name}") if texts.has(f"format.{name}") else name


def line(job: Job, state: str, of: Pile) -> str:
    """One file in one line of Markdown: name, what it is, its days, what is new, one word for its state."""
    texts = session.texts()
    said = [f"**{file(job)}**"]
    if job.draft is not None and state != "failed":
        said += [escaped(part) for part in (_what(job.draft), _days(job), _counts(job)) if part]
    word, twin = _word(job, state), of.twin(job)
    if word == "ready" and twin is not None:
        return texts("add.dot").join([*said, f":gray-badge[{texts('add.word_twin', file=file(twin))}]"])
    return texts("add.dot").join([*said, f":{_BADGES[word]}-badge[{texts(f'add.word_{word}', count=pile.lost(job))}]"])


def tables(draft: Draft) -> str:
    """What kinds of rows a draft holds."""
    return session.texts().listing(table_name(table) for table, counts in draft.counts.items() if counts.read)


def _what(draft: Draft) -> str:
    """A program's own export is called by the program, another sheet by what it holds."""
    texts = session.texts()
    return tables(draft) if draft.format == "sheet" else texts(
        "add.what", format=format_name(draft.format), tables=tables(draft))


def _days(job: Job) -> str:
    found = pile.days(job)
    return span(*found) if found else ""


def span(first: datetime, last: datetime) -> str:
    """6月1日–6月30日; with the years where they differ."""
    texts = session.texts()
    ends = [texts.day(first.date()), texts.day(last.date())]
    if first.year != last.year:
        ends = [texts("add.year_day", year=str(one.year), day=day) for one, day in zip((first, last), ends, strict=True)]
    return ends[0] if first.date() == last.date() else texts("add.span", first=ends[0], last=ends[1])


def _counts(job: Job) -> str:
    texts, receipt = session.texts(), pile.receipt_of(job)
    if receipt is None:
        return ""
    said = [texts(f"receipt.{name}", count=getattr(receipt, name))
            for name in ("kept", "updated", "repeated", "failed") if getattr(receipt, name)]
    return texts("receipt.joint").join(said)


def _word(job: Job, state: str) -> str:
    receipt = pile.receipt_of(job)
    if state in {"failed", "ready"} and pile.asks(job):
        return "asks"
    if receipt is not None and receipt.failed:
        return "lost"
    return "repeated" if state == "ready" and receipt is not None and receipt.repeated == receipt.read else state


def pace(job: Job) -> list[str]:
    """How many rows a file that is being read has given, and how long it will still take; [] where nobody knows."""
    texts, said = session.texts(), list[str]()
    rows, left = job.rows, pile.time_left(job)
    if job.state == "reading" and rows:
        said.append(texts("add.rows_so_far", count=rows))
    if left is not None:
        said.append(texts(f"add.{left[0]}_left", count=left[1]))
    return said


def sentence(job: Job) -> str:
    """The first sentence on a job: what keeping it will do, did, or why it cannot be read."""
    texts, at = session.texts(), _imported_before(job)
    if at is not None:
        return escaped(texts("add.imported_before", file=file_name(job.file_name), at=at))
    if job.receipt is not None:
        return escaped(texts.explain(_shown(job.receipt)))
    if job.error is not None:
        return escaped(texts.explain(error(job.error)))
    if job.draft is not None:
        return escaped(texts.explain(to_be(job.draft)))
    return texts(f"add.state.{job.state}", file=file(job))


def _imported_before(job: Job) -> datetime | None:
    """When this very file came in before, where it brings nothing new."""
    receipt = pile.receipt_of(job)
    if job.draft is None or receipt is None or not receipt.read or receipt.repeated != receipt.read:
        return None
    return sources.imported_before(session.workspace(), job.draft.sha256, receipt.batch_id)


def to_be(draft: Draft) -> Receipt:
    """The receipt that keeping this draft would give."""
    return _shown(Receipt("", draft.file_name, draft.format, draft.counts, draft.issues))


def error(found: UserError) -> UserError:
    """The same trouble in words: formats by name; hidden, without words out of the file."""
    facts: dict[str, Any] = dict(found.facts)
    if "formats" in facts:
        facts["formats"] = [format_name(name) for name in facts["formats"]]
    if session.masked():
        facts = {name: HIDDEN if isinstance(value, str | list | tuple) else value for name, value in facts.items()}
        if "file" in facts:
            facts["file"] = session.texts()("add.hidden_file")
    return UserError(found.code, **facts)


def reason(part: dict[str, Any]) -> str:
    """Why a sheet or a file of an archive was not read."""
    texts, code = session.texts(), str(part.get("reason"))
    if texts.has(f"add.reason_{code}"):
        return texts(f"add.reason_{code}")
    blanks = {name for _, name, _, _ in Formatter().parse(all_texts().get(f"error.{code}", {}).get("zh", "{unknown}"))}
    return texts(f"error.{code}", file=file_name(part["part"])) if blanks <= {"file", None} else texts("add.reason_other")


def notes(said: dict[str, Any]) -> list[str]:
    """What a sheet seems to say and cannot, in words."""
    return [session.texts()(f"add.note_{note}") for note in said.get("notes") or []]


def how_days_were_read(part: dict[str, Any]) -> list[str]:
    """The order of day and month, and a few days as they stand in the file beside how they were read; a year that was supplied."""
    texts = session.texts()
    year = [texts("add.days_of_year", year=str(part["year"]))] if part.get("year") else []
    if not part.get("day_order"):
        return year
    read = [texts("add.day_as", written=written, day=whole_day(day)) for written, day in part.get("days", [])]
    said = texts("add.days_read_as", order=texts.listing([texts(f"add.day_order_{order}") for order in part["day_order"].split()]))
    return [texts("add.days_with_samples", said=said, days=texts.listing(read)) if read else said, *year]


def whole_day(day: str) -> str:
    """2026年4月3日 of an ISO day."""
    texts, found = session.texts(), date.fromisoformat(day)
    return texts("add.year_day", year=str(found.year), day=texts.day(found))


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
