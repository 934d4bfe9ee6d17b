"""One file on disk: what its bytes are, and its text decoded.

Content decides everything; the name is never trusted. `Source` adds the sheets and what came along with the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from analytics.importers import containers, encodings

_HEAD_BYTES = 256 * 1024


class File:
    """A file on disk under the name a person gave it.

    `careful`: the fast workbook reader has died on this file; read it with openpyxl (read only) instead.
    """

    def __init__(self, path: Path, name: str, careful: bool = False) -> None:
        self.path = path
        self.name = name
        self.careful = careful

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
