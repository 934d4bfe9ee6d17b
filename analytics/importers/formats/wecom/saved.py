"""Answers of WeCom's official interface as people save them: one alone, an array, one a line, one after another.

    {"errcode":0,"errmsg":"ok","group_chat":{"chat_id":"wrA","name":"福利群","member_list":[…]}}
    {"errcode":0,"errmsg":"ok","group_chat":{"chat_id":"wrB","name":"快闪群","member_list":[…]}}

An answer is small; a file of many of them, and an archive of messages, is taken value by value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

from analytics.importers.json_stream import JsonStream
from analytics.importers.source import Source

_BLANK = "\ufeff \t\r\n"
_SHOWN = 200
# Values that are no answer come under this; what stands there is the text that could not be read.
BROKEN = JsonStream.BROKEN
_decode = json.JSONDecoder().raw_decode


def head(source: Source) -> str:
    """The beginning of a JSON text without blanks before it; '' for anything else."""
    found = source.head_text.lstrip(_BLANK) if source.container == "text" else ""
    return found if found[:1] in ("{", "[") else ""


def values(source: Source) -> Iterator[tuple[int, Any]]:
    """(number from 1, or line in a file of lines; the JSON value); a value that is cut off is (number, Broken)."""
    start = head(source)
    if start.startswith("["):
        yield from _array(source)
    elif _is_lines(start):
        yield from _lines(source)
    else:
        yield from _one_after_another(source)


class Broken(str):
    """Text that is no JSON."""

    __slots__ = ()


def _array(source: Source) -> Iterator[tuple[int, Any]]:
    with source.open_text() as file:
        for key, index, value in JsonStream(_Within(file)).items(("items",)):  # type: ignore[arg-type]
            if key == BROKEN:
                yield index, Broken(value)
            elif key == "items":
                yield index, value


class _Within:
    """A text with an object around it: an array that stands alone can then be read item by item."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._before, self._after = '{"items":', "}"

    def read(self, size: int) -> str:
        """The next characters, '' at the end."""
        before, self._before = self._before, ""
        text = before or self._file.read(size).replace("\ufeff", "")
        if not text:
            text, self._after = self._after, ""
        return text


def _is_lines(start: str) -> bool:
    """Whether each of the first lines is a value of its own."""
    first = list(islice((line for line in start.splitlines() if line.strip(_BLANK)), 2))
    return len(first) == 2 and all(isinstance(_loaded(line), dict) for line in first)


def _lines(source: Source) -> Iterator[tuple[int, Any]]:
    for number, line in source.lines():
        if line.strip(_BLANK):
            yield number, _loaded(line)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text.strip(_BLANK))
    except (ValueError, RecursionError):
        return Broken(text[:_SHOWN])


def _one_after_another(source: Source) -> Iterator[tuple[int, Any]]:
    with source.open_text() as file:
        text = file.read()
    at, number = 0, 0
    while True:
        while at < len(text) and text[at] in _BLANK + ",":
            at += 1
        if at >= len(text):
            return
        number += 1
        try:
            value, at = _decode(text, at)
        except (ValueError, RecursionError):
            yield number, Broken(text[at:at + _SHOWN])
            return
        yield number, value
