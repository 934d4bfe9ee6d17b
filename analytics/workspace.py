"""Workspace: one merchant's shop = one DuckDB file. Open, import, undo, ask.

>>> with Workspace.open() as ws:                                       # doctest: +SKIP
...     receipt = ws.import_file("订单.xlsx")
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.upload import Upload
from analytics.settings import Settings
from analytics.storing import decisions, imports, opened, schema
from analytics.storing.asking import CANONICAL, Asking, facts_sql
from analytics.storing.deciding import Deciding
from analytics.storing.deciding_people import DecidingPeople
from analytics.storing.door import Door
from analytics.storing.drafts import Draft
from analytics.storing.grouping import Grouping
from analytics.storing.jobs import Job
from analytics.storing.opened import Opened
from analytics.storing.receipts import Receipt
from analytics.storing.reporting import Reporting
from analytics.storing.supposing import Supposing
from analytics.storing.whole import Whole

__all__ = ["CANONICAL", "Workspace", "facts_sql", "pasted"]



class Workspace(Asking, Deciding, DecidingPeople, Grouping, Reporting, Supposing, Whole):
    """A shop's record and everything that can be asked of it. Safe to use from many threads."""

    def __init__(self, shared: Opened) -> None:
        self._shared = shared
        self._door = Door(shared.connection)

    # ---- opening and closing

    @classmethod
    def open(cls, path: Path | str | None = None, *, zone: str = "Asia/Shanghai") -> Workspace:
        """The shop in the file `path`, made if it is not there; None = in memory.

        Every handle on one file in this process shares it. Raises `UserError` shop_open_elsewhere,
        shop_damaged, shop_newer. `zone` counts only for a new shop.
        """
        return cls(opened.take(path, zone))

    def close(self) -> None:
        """Give this handle back; the last one closes the file."""
        opened.give_back(self._shared)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- what it is

    @property
    def uuid(self) -> str:
        """The shop's own id, for cache keys."""
        return self._shared.meta["uuid"]

    @property
    def name(self) -> str:
        """The shop's name as its owner typed it."""
        return self._shared.meta["name"]

    @property
    def industry(self) -> str:
        """业态: catering grocery course beauty local matching other."""
        return self._shared.meta["industry"]

    @property
    def zone(self) -> str:
        """The time zone all moments are local to."""
        return self._shared.meta["zone"]

    @property
    def data_version(self) -> int:
        """Raised by every change of data; part of every cache key."""
        return int(self._shared.meta["data_version"])

    @property
    def data_stamp(self) -> str:
        """New with every change of data or settings: copies of one shop that went different ways differ in it."""
        return self._shared.meta.get("data_stamp", "")

    @property
    def settings_version(self) -> int:
        """Raised by every change of settings; part of every cache key."""
        return int(self._shared.meta["settings_version"])

    def describe(self, *, name: str | None = None, industry: str | None = None) -> None:
        """Give the shop a name, a 业态, or both."""
        with self._shared.connection.writing() as cursor:
            for key, value in (("name", name), ("industry", industry)):
                if value is not None:
                    schema.write_meta(cursor, key, value)

    # ---- importing

    def import_file(self, path: Path | str, chat: str | None = None, day: date | None = None,
                    seen_on: date | None = None, whole_roster: bool | None = None, me: str | None = None,
                    mapping: Mapping[str, str] | None = None, **answers: Any) -> Receipt:
        """Read and keep one file. The keyword answers are those of `Answers`. Raises `UserError`."""
        return self.import_upload(Upload.from_path(path), chat, day, seen_on, whole_roster, me, mapping, **answers)

    def import_upload(self, upload: Upload, chat: str | None = None, day: date | None = None,
                      seen_on: date | None = None, whole_roster: bool | None = None, me: str | None = None,
                      mapping: Mapping[str, str] | None = None, **answers: Any) -> Receipt:
        """As `import_file`, for bytes or a file under another name."""
        said = Answers(chat, day, seen_on, whole_roster, me, dict(mapping or {}), **answers)
        draft = imports.read(self._shared, upload, said)
        try:
            if draft.error is not None:
                raise draft.error
            return self.keep(draft)
        finally:
            draft.discard()

    def import_text(self, text: str, chat: str | None = None, day: date | None = None, me: str | None = None) -> Receipt:
        """Read and keep pasted text."""
        return self.import_upload(pasted(text), chat, day, me=me)

    def read(self, upload: Upload, answers: Answers | None = None) -> Draft:
        """Read a file into a draft with its receipt-to-be; nothing is stored. Raises `UserError`."""
        draft = imports.read(self._shared, upload, answers or Answers())
        if draft.error is None:
            self.rehearse(draft)
        return draft

    def rehearse(self, draft: Draft) -> None:
        """Fill `draft.counts`: what keeping would do, tried and rolled back."""
        imports.rehearse(self._shared, draft)

    def keep(self, draft: Draft) -> Receipt:
        """Store a draft: all of it in one transaction, or nothing."""
        return imports.keep(self._shared, draft)

    def start(self, upload: Upload, answers: Answers | None = None) -> Job:
        """Begin an import that goes on by itself; its draft waits to be kept."""
        job = Job(self._shared, upload, answers or Answers())
        self._shared.running.append(job)
        job.start()
        return job

    def jobs(self) -> list[Job]:
        """Imports of this server run, oldest first."""
        return [job for job in self._shared.running if isinstance(job, Job)]

    def forget(self, job: Job) -> None:
        """Take a finished job off the list."""
        if not job.busy and job in self._shared.running:
            self._shared.running.remove(job)
            if job.draft is not None:
                job.draft.discard()

    def in_turn(self, work: Callable[[], None]) -> None:
        """Do `work` after everything that was asked before it."""
        self._shared.turn.add(work)

    def undo(self, batch_id: str) -> None:
        """Take one import back; what other files hold stays. Raises `UserError` undo_unknown."""
        imports.undo(self._shared, batch_id)

    def rejected_rows(self, batch_id: str, language: str = "zh") -> bytes:
        """The rows of an import's sheets that could not be read, as xlsx: mend them and import that file.

        Titles, headers and rows as they stood, and a column that says what to mend. Raises `UserError` nothing_refused.
        """
        from analytics.storing import refused

        return refused.workbook(self._shared.connection, batch_id, language)

    # ---- deciding what counts, and showing it without names

    def change_settings(self, new: Settings) -> None:
        """Make `new` the shop's own; rules that look at messages are applied again."""
        old = self.settings
        with self._shared.connection.writing() as cursor:
            decisions.save_settings(cursor, new, self.settings_version + 1)
            decisions.apply_settings(cursor, old, new)
            schema.write_meta(cursor, "settings_version", str(self.settings_version + 1))
            imports.data_changed(self._shared, cursor)

    def settings_changed(self) -> dict[str, date | None]:
        """Key of each setting of the shop's own → the day its value was last changed; None: not known."""
        return decisions.settings_changed(self._shared.connection)

    def masked(self, person_prefix: str = "客人", chat_prefix: str = "群", shows_texts: bool = False,
               tag_prefix: str = "标签", channel_prefix: str = "渠道") -> Workspace:
        """The same shop with every name behind a pseudonym. Needs no closing of its own.

        Of free text only the length is shown; `shows_texts`: the text with known names, numbers and addresses replaced.
        """
        twin = copy.copy(self)
        twin._door = Door(self._shared.connection, True, person_prefix, chat_prefix, shows_texts, tag_prefix, channel_prefix)
        return twin


def pasted(text: str) -> Upload:
    """Pasted text as an upload; its name says only that it was pasted."""
    return Upload("粘贴的文字.txt", data=text.encode("utf-8"))
