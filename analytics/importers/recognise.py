"""Which importer reads a file: asked of all of them, answered by exactly one; and the way out where none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats import FORMATS, LAST
from analytics.importers.source import Source

# Container → the sentence that says what to do instead.
_REFUSALS = {
    "empty": "file_empty", "zeros": "file_damaged", "encrypted": "file_password",
    "image": "file_picture", "pdf": "file_pdf", "docx": "file_word", "doc": "file_word", "pptx": "file_slides",
    "ppt": "file_slides", "media": "file_media",
    "numbers": "file_numbers", "ole": "file_old_sheet", "database": "file_database", "archive": "file_archive",
    "zip": "file_archive", "exe": "file_program", "binary": "file_unreadable",
}
_SHOWN = 60
_DELIMITERS = ",;|，\" "
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^<>]*>|&nbsp;", re.IGNORECASE | re.DOTALL)


class Format(Protocol):
    """What every module of `formats` offers."""

    name: str

    def recognises(self, source: Source) -> bool:
        """Whether the content is of this format."""

    def read(self, source: Source, answers: Answers, out: BatchWriter) -> None:
        """Write everything the file holds to `out`."""


def recognise(source: Source, among: Sequence[str] = FORMATS) -> Format:
    """The one format of `among` (dotted names) that claims `source`; lines of talk and sheets are asked only when none does.

    Raises `UserError` two_formats, not_recognised, or file_… for what no format could ever read.
    """
    if source.container in _REFUSALS:
        raise UserError(_REFUSALS[source.container], file=source.name)
    claims = [module for module in map(_load, among) if module.recognises(source)]
    if len(claims) > 1:
        raise UserError("two_formats", file=source.name, formats=sorted(module.name for module in claims))
    if claims:
        return claims[0]
    rest = next((module for module in map(_load, LAST) if module.recognises(source)), None)
    if rest is not None:
        return rest
    found = _first_words(source)
    if not found:
        raise UserError("file_empty", file=source.name)
    raise UserError("not_recognised", file=source.name, found=found)


def _load(dotted: str) -> Format:
    return cast(Format, import_module(dotted))


def _first_words(source: Source) -> str:
    """The first words of a text or of the first sheet; '' where there are none."""
    if source.container in {"text", "html"}:
        text = source.head_text if source.container == "text" else _MARKUP.sub("\n", source.head_text)
        lines = (line.strip("\ufeff \t\r") for line in text.splitlines())
        return next((line[:_SHOWN] for line in lines if line.strip(_DELIMITERS)), "")
    first = [cell for sheet in source.sheets[:1] for _, row in sheet.head[:1] for cell in row]
    return " ".join(str(cell) for cell in first if cell != "")[:_SHOWN]
