"""One JSON object, however large, value by value: arrays that are asked for come item by item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from analytics.errors import UserError

_CHUNK = 1 << 20
# A literal, number or escape that the end of a chunk cut in two is shorter than this.
_LONGEST_TOKEN = 64
_BLANK = " \t\r\n\ufeff"
# Which keys of an object hold objects to enter, or arrays to take item by item.
Shape = Mapping[str, Any]
_decode = json.JSONDecoder().raw_decode


class JsonStream:
    """Reads `file` from its start; memory is one chunk and the largest single value."""

    BROKEN = "\x00broken"

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text, self._at, self._over = "", 0, False
        self._told = False

    def items(self, arrays: tuple[str, ...]) -> Iterator[tuple[str, int, Any]]:
        """(key, 0, value) for each value of the outermost object; (key, index from 1, item) for `arrays`.

        A file that ends in the middle yields one last (BROKEN, index, what was left). Raises
        `UserError` json_damaged where it is no object at all.
        """
        return self.walk({key: [] for key in arrays})

    def listed(self) -> Iterator[tuple[str, int, Any]]:
        """("", index from 1, item) for a file that is one array; ends and fails as `items` does."""
        if self._next() != "[":
            raise UserError("json_damaged")
        return self._array([], "")

    def walk(self, shape: Shape) -> Iterator[tuple[str, int, Any]]:
        """`items`, going deeper: `shape` says which keys hold objects to enter and arrays to take item by item.

        {"chats": {"list": [{"messages": []}]}} gives ("chats.list.name", 0, …), ("chats.list.messages", 1, …);
        a list holds the shape of its items, none where they come whole.
        """
        if self._next() != "{":
            raise UserError("json_damaged")
        return self._object(shape, "")

    def _object(self, shape: Shape, place: str) -> Iterator[tuple[str, int, Any]]:
        self._at += 1
        while (mark := self._next()) not in ("}", ""):
            if mark == ",":
                self._at += 1
                continue
            found = self._value()
            if found is None or not isinstance(found[0], str) or self._next() != ":":
                yield self._broken(0)
                return
            self._at += 1
            yield from self._member(shape.get(found[0]), place + found[0])
        self._at += 1

    def _member(self, shape: Shape | Sequence[Shape] | None, place: str) -> Iterator[tuple[str, int, Any]]:
        mark = self._next()
        if isinstance(shape, Mapping) and mark == "{":
            yield from self._object(shape, f"{place}.")
        elif isinstance(shape, Sequence) and mark == "[":
            yield from self._array(shape, place)
        else:
            found = self._value()
            yield (place, 0, found[0]) if found else self._broken(0)

    def _array(self, shape: Sequence[Shape], place: str) -> Iterator[tuple[str, int, Any]]:
        self._at += 1
        index = 0
        while (mark := self._next()) != "]":
            if mark == ",":
                self._at += 1
                continue
            if not mark and self._told:
                return
            index += 1
            if shape and mark == "{":
                yield from self._object(shape[0], f"{place}.")
                continue
            found = self._value() if mark else None
            if found is None:
                yield self._broken(index)
                return
            yield place, index, found[0]
        self._at += 1

    def _broken(self, index: int) -> tuple[str, int, Any]:
        """What is left, once; nothing behind it can be told."""
        left = self._text[self._at:self._at + 200]
        self._at, self._over, self._told = len(self._text), True, True
        return self.BROKEN, index, left

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
