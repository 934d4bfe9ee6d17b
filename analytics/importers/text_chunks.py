"""A long chat text in pieces that begin and end between two messages.

Cutting whole pieces into messages with one regular expression is several times faster than going
line by line; holding one piece at a time keeps memory flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import TextIO

_PIECE = 256 * 1024


def pieces(file: TextIO, header: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """(number of the first line, text). `header` matches where a message begins, at the start of a line."""
    text, line, looked_at = "", 1, 0
    while read := file.read(_PIECE):
        text += read
        cut = _last_header(text, header, looked_at)
        if cut:
            yield line, text[:cut]
            line += text.count("\n", 0, cut)
            text = text[cut:]
        looked_at = len(text) - len(read) if not cut else 0
    if text:
        yield line, text


def _last_header(text: str, header: re.Pattern[str], since: int) -> int:
    """Where the last message begins; 0 where that is the start, or before `since`."""
    at = len(text)
    while (at := text.rfind("\n", max(since, 0), at)) >= 0:
        if header.match(text, at + 1):
            return at + 1
    return 0


def line_numbers(first: int, texts: list[str]) -> list[int]:
    """The line each text begins in, when they follow each other and the first begins in `first`."""
    return list(accumulate((text.count("\n") for text in texts), initial=first))[:-1]
