"""Imports that run on while people click elsewhere: one at a time a shop, others wait their turn.

A job belongs to the workspace, not to a page: a rerun or a closed tab neither stops nor repeats it.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.reading import Reading
from analytics.importers.upload import Upload
from analytics.storing import imports
from analytics.storing.drafts import Draft
from analytics.storing.opened import Opened
from analytics.storing.receipts import Receipt

_log = logging.getLogger(__name__)


class Job:
    """One file on its way in. `state`: waiting → reading → ready → keeping → kept; or failed, cancelled."""

    def __init__(self, shop: Opened, upload: Upload, answers: Answers) -> None:
        self.id = uuid.uuid4().hex
        self.file_name = upload.name
        self.answers = answers
        self.state = "waiting"
        self.draft: Draft | None = None
        self.receipt: Receipt | None = None
        self.error: UserError | None = None
        self._shop = shop
        self._upload: Upload | None = upload
        self._source: tuple[Path, str] | None = None
        self._reading: Reading | None = None
        self._cancelled = threading.Event()
        self._keeps = False

    @property
    def progress(self) -> float | None:
        """How far the reading is, 0 to 1; None where nobody can tell."""
        return self._reading.poll() if self._reading and self.state == "reading" else None

    @property
    def rows(self) -> int | None:
        """Records met so far while reading; None where nobody can tell."""
        return self._reading.rows if self._reading and self.state == "reading" else None

    @property
    def seconds_left(self) -> float | None:
        """How long the reading still takes at the pace so far; None where nobody can tell."""
        return self._reading.seconds_left if self._reading and self.state == "reading" else None

    @property
    def busy(self) -> bool:
        """Whether something is still going to happen without the person."""
        return self.state in {"waiting", "reading", "keeping"}

    def keep(self) -> None:
        """Keep the draft, in its turn."""
        if self.state == "ready":
            self.state = "keeping"
            self._shop.turn.add(self._keep)

    def again(self, answers: Answers) -> None:
        """Read the same file with other answers."""
        if not self.busy and self.state != "kept":
            self.answers, self.state, self.error, self.draft = answers, "waiting", None, None
            self._shop.turn.add(self._read)

    def cancel(self) -> None:
        """Stop: the child ends, nothing is kept. A job being kept finishes; one that waits for its turn to be kept does not."""
        if self.state == "keeping" and not self._keeps:
            self.state = "ready"
            return
        if self.state in {"keeping", "kept"}:
            return
        self._cancelled.set()
        if self._reading is not None:
            self._reading.cancel()
        if self.state != "reading":
            self._end_cancelled()

    def start(self) -> None:
        """Join the queue; called once by the workspace."""
        self._shop.turn.add(self._read)

    def _read(self) -> None:
        if self._cancelled.is_set():
            self._end_cancelled()
            return
        self.state = "reading"
        self._guard(self._read_now)

    def _read_now(self) -> None:
        reader = self._shop.reader
        if self._source is None:
            assert self._upload is not None
            self._source = reader.copy(self._upload)
            self._upload = None  # the bytes are on disk now; memory gets them back
        draft = self._read_once(self.answers)
        known = imports.told(self._shop, draft)
        if known is not None:
            self.answers, draft = known, self._read_once(known)
        if draft.error is None:
            imports.rehearse(self._shop, draft)
        self.draft = draft
        self.state = "ready" if draft.error is None else "failed"
        self.error = draft.error
        # Said while the lines were being weighed: whoever comes second sees the other's mark.
        if self._cancelled.is_set():
            self._end_cancelled()

    def _read_once(self, answers: Answers) -> Draft:
        assert self._source is not None
        source, sha256 = self._source
        reader = self._shop.reader
        self._reading = reader.begin(source, self.file_name, answers)
        # Said while the bytes were being copied, when there was no reading yet to stop.
        if self._cancelled.is_set():
            self._reading.cancel()
        self._reading.wait()
        return reader.draft(self._reading, sha256)

    def _keep(self) -> None:
        if self.state == "keeping":
            self._keeps = True
            self._guard(self._keep_now)
            self._keeps = False

    def _keep_now(self) -> None:
        assert self.draft is not None
        self.receipt = imports.keep(self._shop, self.draft)
        for job in self._shop.running:
            if isinstance(job, Job) and job.state == "ready" and job._meets(self.draft):
                job._weigh_again()
        self.state = "kept"

    def _meets(self, kept: Draft) -> bool:
        """Whether rows of a draft just kept may stand in this one too: rows of one table, in one group or outside any."""
        if self.draft is None:
            return False
        reaches = (one.reach[["table_name", "chat_id"]].fillna("") for one in (self.draft, kept))
        mine, theirs = (set(reach.itertuples(index=False, name=None)) for reach in reaches)
        return not mine.isdisjoint(theirs)

    def _weigh_again(self) -> None:
        """Say anew what keeping this file would bring, now that another one was kept."""
        try:
            if self.draft is not None:
                imports.rehearse(self._shop, self.draft)
        except Exception:
            # Cancelled meanwhile, or its rows are gone: the other file is kept all the same.
            _log.warning("a waiting import could not be weighed again", exc_info=True)

    def _guard(self, work: Callable[[], None]) -> None:
        # A thread's exception would vanish; the page must be able to say that something went wrong.
        try:
            work()
        except UserError as error:
            if self._cancelled.is_set():
                self._end_cancelled()
            else:
                self.state, self.error = "failed", error
        except Exception:
            _log.exception("import job failed")
            self.state, self.error = "failed", UserError("import_broke", file=self.file_name)

    def _end_cancelled(self) -> None:
        self.state = "cancelled"
        if self._source is not None:
            import shutil

            shutil.rmtree(self._source[0].parent, ignore_errors=True)
            self._source = None
