"""One file as the importers see it: its content sniffed, its text decoded, its sheets gridded.

Lives in the child process only. Content decides everything; the name is never trusted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.importers import containers, encodings

if TYPE_CHECKING:
    from analytics.importers.grid import Sheet

_HEAD_BYTES = 256 * 1024


class Source:
    """A file on disk under the name a person gave it.

    `member`: its name inside the archive it came from, else ''. `careful`: the fast workbook reader
    has died on this file; read it with openpyxl (read only) instead. `siblings`: every member of the
    archive by name, on disk, for names and ids that stand in a file beside; empty for a single file.
    """

    def __init__(self, path: Path, name: str, member: str = "", careful: bool = False,
                 siblings: Mapping[str, Path] | None = None) -> None:
        self.path = path
        self.name = name
        self.member = member
        self.careful = careful
        self.siblings = siblings or {}

    @cached_property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first 256 kB as they are."""
        with self.path.open("rb") as file:
            return file.read(_HEAD_BYTES)

    @cached_property
    def container(self) -> str:
        """What the bytes are: text, html, xlsx, xls, ods, zip, pdf, image, docx, encrypted, … ."""
        return containers.sniff(self.path, self.head)

    @cached_property
    def encoding(self) -> str:
        """Python codec name of a text file; raises `UserError` when no codec fits."""
        return encodings.detect(self.path)

    @cached_property
    def head_text(self) -> str:
        """The head decoded, line ends as they are; '' for what is not text."""
        if self.container not in {"text", "html"}:
            return ""
        return encodings.decode_head(self.head, self.encoding)

    def open_text(self, newline: str | None = None) -> io.TextIOWrapper:
        """The whole text, decoded strictly. newline=None folds CRLF, CR, LF; '' keeps them."""
        return self.path.open(encoding=self.encoding, newline=newline)

    def lines(self) -> Iterator[tuple[int, str]]:
        """(line number from 1, line without its end), CRLF, CR and LF all ending a line."""
        with self.open_text() as file:
            for number, line in enumerate(file, 1):
                yield number, line.rstrip("\n")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets of a workbook, or the one sheet of a delimited text; [] for anything else."""
        from analytics.importers import grid

        return grid.sheets_of(self)
