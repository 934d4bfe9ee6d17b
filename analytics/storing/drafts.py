"""A file read but not yet kept: what it is, what it holds, what keeping it would do."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.reading import Reading
from analytics.importers.upload import Upload
from analytics.storing import glimpse
from analytics.storing.draughted import Draughted
from analytics.storing.keeping import read_issues
from analytics.storing.receipts import Counts
from analytics.storing.stamp import now

_PREVIEW_ROWS = 20
_COPY_BYTES = 1 << 20
_SAID_HEADERS = 12


@dataclass
class Draft:
    """The preview of an import. `counts`: home table → Counts, the receipt-to-be, once rehearsed.

    `by_part`: (home table, sheet or file of an archive) → Counts. `reach`: one row a home
    table × group of the file, once rehearsed (columns in storing/glimpse.py). `error`: why the file cannot
    be kept as it is (a question without an answer); None = keep works.
    """

    file_name: str
    sha256: str
    source: Path
    read: Draughted
    counts: dict[str, Counts] = field(default_factory=dict)
    by_part: dict[tuple[str, str], Counts] = field(default_factory=dict)
    reach: pd.DataFrame = field(default_factory=glimpse.nothing)
    error: UserError | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def format(self) -> str:
        """The format's name, key of its text `[format.<name>]`."""
        return str(self.read.about["format"])

    @property
    def about(self) -> dict[str, Any]:
        """What the importer learned: chats, parts, questions, read (see batch.py)."""
        return self.read.about

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Questions the file raises, by itself or beside what the shop has (`asked`, once rehearsed).

        Every one has a working default but `mapping`.
        """
        return [*self.read.about["questions"], *self.asked]

    @property
    def issues(self) -> pd.DataFrame:
        """What could not be used, one row an issue."""
        return read_issues(self.read)

    @property
    def preview(self) -> dict[str, pd.DataFrame]:
        """The first rows of every table, as read."""
        shown = {}
        for table in self.read.tables():
            for batch in self.read.reader(table.wire):
                shown[table.wire] = batch.slice(0, _PREVIEW_ROWS).to_pandas()
                break
        return shown

    def discard(self) -> None:
        """Forget it; nothing was stored."""
        shutil.rmtree(self.source.parent, ignore_errors=True)


class Reader:
    """Copies uploads into a private folder and has them read in a child process."""

    def __init__(self, scratch: Path, zone: str) -> None:
        self._zone = zone
        self.folder = scratch / "drafts"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)

    def copy(self, upload: Upload) -> tuple[Path, str]:
        """The upload on disk under a neutral name, and its SHA-256."""
        place = self.folder / uuid.uuid4().hex
        place.mkdir(mode=0o700)
        digest, target = hashlib.sha256(), place / "source"
        try:
            if upload.data is not None:
                digest.update(upload.data)
                target.write_bytes(upload.data)
            elif upload.path is not None:
                _copy_hashed(upload.path, target, digest)
        except FileNotFoundError:
            raise UserError("file_not_found", file=upload.name) from None
        return target, digest.hexdigest()

    def begin(self, source: Path, name: str, answers: Answers) -> Reading:
        """Start reading the copied file; the result lands beside it."""
        target = source.parent / "read"
        shutil.rmtree(target, ignore_errors=True)
        reading = Reading(source, name, answers, target, zone=self._zone, today=now().date())
        reading.start()
        return reading

    def draft(self, reading: Reading, sha256: str) -> Draft:
        """The draft of a finished reading; raises what stopped it."""
        about = {**reading.result(), "sha256": sha256}
        read = Draughted(reading.folder, reading.name, about, reading.answers)
        draft = Draft(reading.name, sha256, reading.source_path, read)
        draft.error = _what_is_missing(draft)
        return draft


def _copy_hashed(source: Path, target: Path, digest: Any) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(_COPY_BYTES):
            digest.update(block)
            writing.write(block)


def _what_is_missing(draft: Draft) -> UserError | None:
    if any(count for _, _, count in draft.about["read"]):
        return None
    mapping = next((question for question in draft.questions if question["kind"] == "mapping"), None)
    if mapping is not None and mapping.get("missing_words"):
        return UserError("columns_missing", file=draft.file_name, missing=mapping["missing_words"])
    if mapping is not None:
        return UserError("unknown_columns", file=draft.file_name, found=_first_of(mapping.get("headers", [])))
    return UserError("nothing_found", file=draft.file_name)


def _first_of(headers: list[str]) -> list[str]:
    """So many headers as a sentence holds."""
    return headers if len(headers) <= _SAID_HEADERS else [*headers[:_SAID_HEADERS], "…"]
