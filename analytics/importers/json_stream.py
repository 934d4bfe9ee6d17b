"""One JSON object, however large, value by value: arrays that are asked for come item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from analytics.errors import UserError

_CHUNK = 1 << 20
# A literal, number or escape that the end of a chunk cut in two is shorter than this.
_LONGEST_TOKEN = 64
_BLANK = " \t\r\n\ufeff"
_decode = json.JSONDecoder().raw_decode


class JsonStream:
    """Reads `file` from its start; memory is one chunk and the largest single value."""

    BROKEN = "\x00broken"

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text, self._at, self._over = "", 0, False

    def items(self, arrays: tuple[str, ...]) -> Iterator[tuple[str, int, Any]]:
        """(key, 0, value) for each value of the outermost object; (key, index from 1, item) for `arrays`.

        A file that ends in the middle yields one last (BROKEN, index, what was left). Raises
        `UserError` json_damaged where it is no object at all.
        """
        if self._next() != "{":
            raise UserError("json_damaged")
        self._at += 1
        while self._next() not in ("}", ""):
            if self._text[self._at] == ",":
                self._at += 1
                continue
            found = self._value()
            key = found[0] if found else None
            if not isinstance(key, str) or self._next() != ":":
                yield self.BROKEN, 0, self._left()
                return
            self._at += 1
            if key in arrays and self._next() == "[":
                yield from self._array(key)
                continue
            found = self._value()
            if found is None:
                yield self.BROKEN, 0, self._left()
                return
            yield key, 0, found[0]

    def _array(self, key: str) -> Iterator[tuple[str, int, Any]]:
        self._at += 1
        index = 0
        while (mark := self._next()) != "]":
            if mark == ",":
                self._at += 1
                continue
            index += 1
            found = self._value() if mark else None
            if found is None:
                yield self.BROKEN, index, self._left()
                self._at = len(self._text)
                return
            yield key, index, found[0]
        self._at += 1

    def _value(self) -> tuple[Any] | None:
        """The value at hand, None where the text ends or breaks inside it."""
        want = _CHUNK
        self._next()
        while True:
            value, end = None, -1
            try:
                value, end = _decode(self._text, self._at)
            except RecursionError:
                return None
            except json.JSONDecodeError as error:
                if self._is_broken(error):
                    return None
            # A number at the very end of what was read may go on.
            if end >= 0 and (end < len(self._text) or self._over):
                self._at = end
                return (value,)
            if self._over:
                return None
            self._more(want)
            want *= 2

    def _is_broken(self, error: json.JSONDecodeError) -> bool:
        """Whether more text could not mend it: the fault lies well before the end of what was read."""
        return not error.msg.startswith("Unterminated") and error.pos < len(self._text) - _LONGEST_TOKEN

    def _next(self) -> str:
        """The next character that is not blank, '' at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._at += 1
            if self._over:
                return ""
            self._more(_CHUNK)

    def _more(self, size: int) -> None:
        chunk = self._file.read(size)
        self._over = not chunk
        self._text, self._at = self._text[self._at:] + chunk, 0

    def _left(self) -> str:
        return self._text[self._at:self._at + 200]
