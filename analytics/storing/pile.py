"""The files on their way in, seen as one pile: how far it is, what asks for a person, in which order to keep it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from analytics.importers.answers import Answers
from analytics.storing.jobs import Job
from analytics.storing.receipts import Counts, Receipt

# Questions that change what is kept; the others have a default that a person can leave alone for good.
PRESSING = frozenset({"day", "year", "day_order", "same_group", "other_shop", "mapping"})
# Who is who first, then what was said, then what was bought: each finds the people of those before it.
_ORDER = ("memberships", "aliases", "messages")
# Longer waits are told in minutes.
_SECONDS_UNTIL = 90
_ENDED = frozenset({"kept", "failed", "cancelled", "ready"})


class Pile:
    """Jobs as a page lists them. Frozen at the moment it is made: states move on while a page is drawn."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.jobs = tuple(jobs)
        self._state = {job.id: job.state for job in self.jobs}

    def state(self, job: Job) -> str:
        """The job's state when the pile was looked at."""
        return self._state[job.id]

    def _in(self, *states: str) -> list[Job]:
        return [job for job in self.jobs if self._state[job.id] in states]

    @property
    def busy(self) -> list[Job]:
        """Files that something is still going to happen to without the person, in their turn."""
        return [*self._in("reading"), *self.keeping, *self._in("waiting")]

    @cached_property
    def keeping(self) -> list[Job]:
        """Files that are being kept, the one at work first."""
        return sorted(self._in("keeping"), key=_turn)

    @property
    def unread(self) -> list[Job]:
        """Files that are being read or wait for it."""
        return self._in("reading", "waiting")

    @cached_property
    def ready(self) -> list[Job]:
        """Files that can be kept, in the order in which to keep them."""
        return sorted(self._in("ready"), key=_turn)

    @property
    def kept(self) -> list[Job]:
        """Files kept, the newest first."""
        return self._in("kept")[::-1]

    @property
    def failed(self) -> list[Job]:
        """Files that could not be read, and that no answer helps."""
        return [job for job in self._in("failed") if not asks(job)]

    def twin(self, job: Job) -> Job | None:
        """The file handed over before this one that is the same to the byte; None where there is none."""
        before = self.jobs[:self.jobs.index(job)]
        return next((one for one in before if job.draft and one.draft and one.draft.sha256 == job.draft.sha256), None)

    @property
    def stopped(self) -> list[Job]:
        """Files that a person stopped."""
        return self._in("cancelled")

    @cached_property
    def pressing(self) -> list[Job]:
        """Files with a question that changes what is kept; first those that cannot be kept without an answer."""
        return [job for job in (*self._in("failed"), *self.ready) if asks(job)]

    @cached_property
    def calm(self) -> list[Job]:
        """Files that need nobody, those with lost rows first."""
        return sorted((job for job in self.ready if not asks(job)), key=lambda job: -lost(job))

    @property
    def position(self) -> tuple[int, int]:
        """(the number of the file that is being worked on, how many there are)."""
        return len([job for job in self.jobs if self._state[job.id] in _ENDED]) + 1, len(self.jobs)

    @property
    def fraction(self) -> float:
        """How far the whole pile is, 0 to 1, each file counting the same."""
        if not self.jobs:
            return 0.0
        now = sum(job.progress or 0.0 for job in self._in("reading"))
        return min(1.0, (len(self.jobs) - len(self.busy) + now) / len(self.jobs))

    @property
    def total(self) -> Counts:
        """All rows of the kept files together."""
        return sum((job.receipt.total for job in self.kept if job.receipt), Counts())

    @property
    def lost(self) -> int:
        """Rows of data of the kept files that could not be read."""
        return sum(lost(job) for job in self.kept)

    @property
    def skipped(self) -> int:
        """Totals, footers and the like in the kept files."""
        return self.total.rejected - self.lost

    def keep(self) -> None:
        """Keep everything that is ready, one after the other."""
        for job in self.ready:
            job.keep()

    def stop(self) -> None:
        """Stop everything that can still be stopped."""
        for job in self.busy:
            job.cancel()


def time_left(job: Job) -> tuple[str, int] | None:
    """("minutes" | "seconds", how many) until a file is read; None where nobody can tell."""
    seconds = job.seconds_left
    if job.state != "reading" or seconds is None:
        return None
    return ("minutes", math.ceil(seconds / 60)) if seconds > _SECONDS_UNTIL else ("seconds", max(1, math.ceil(seconds)))


def asks(job: Job) -> bool:
    """Whether a question of this file changes what is kept, and nobody has answered it."""
    return job.draft is not None and any(
        question["kind"] in PRESSING and not _is_answered(question, job.answers) for question in job.draft.questions)


def _is_answered(question: dict[str, Any], answers: Answers) -> bool:
    """Columns that were named and are still asked for need more names."""
    kind = question["kind"]
    if kind == "same_group":
        return question["key"] in answers.groups
    return kind != "mapping" and getattr(answers, kind, None) is not None


def receipt_of(job: Job) -> Receipt | None:
    """The receipt of a kept file, or the one that keeping a ready file would give."""
    if job.receipt is not None or job.draft is None:
        return job.receipt
    draft = job.draft
    return Receipt("", draft.file_name, draft.format, draft.counts, draft.issues)


def lost(job: Job) -> int:
    """Rows of data that could not be read."""
    found = receipt_of(job)
    return found.failed if found else 0


def days(job: Job) -> tuple[datetime, datetime] | None:
    """The first and the last moment of a draft's rows; None where they have none."""
    if job.draft is None or job.draft.reach["first_at"].isna().all():
        return None
    frame = job.draft.reach
    return pd.Timestamp(frame["first_at"].min()).to_pydatetime(), pd.Timestamp(frame["last_at"].max()).to_pydatetime()


def _turn(job: Job) -> tuple[int, datetime, str]:
    """Members before talk before orders; of two exports of one thing the older first, so that the newer one wins."""
    tables = set(job.draft.counts) if job.draft else set()
    place = next((number for number, table in enumerate(_ORDER) if table in tables), len(_ORDER))
    reach = days(job)
    return place, reach[1] if reach else datetime.min, job.file_name
