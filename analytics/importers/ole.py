"""The old Office container (OLE2): what kind of document it holds, by the names of its streams."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
# Enough for 4,096 streams; a damaged chain that runs in a circle ends here as well.
_SECTORS_FOLLOWED = 1024
_ENTRY_BYTES = 128


def kind(path: Path) -> str:
    """`xls`, `encrypted`, `doc`, `ppt` or `ole` (some other or a damaged one)."""
    with path.open("rb") as file:
        try:
            return _kind(_Compound(file))
        except struct.error:
            return "ole"


def _kind(compound: _Compound) -> str:
    streams = compound.streams()
    if "encryptedpackage" in streams or "encryptioninfo" in streams:
        return "encrypted"
    if "workbook" in streams or "book" in streams:
        return "xls"
    if "worddocument" in streams:
        return "doc"
    return "ppt" if "powerpoint document" in streams else "ole"


class _Compound:
    """Sectors, chains and the directory of one file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, 2)
        file.seek(0)
        header = file.read(512)
        self._bytes = 1 << max(9, min(struct.unpack_from("<H", header, 30)[0], 16))
        self._directory = struct.unpack_from("<I", header, 48)[0]
        self._table = struct.unpack_from("<109I", header, 76)

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._bytes
        if place >= self._size:
            return b""
        self._file.seek(place)
        return self._file.read(self._bytes)

    def streams(self) -> set[str]:
        """The names in the directory, in lower case."""
        found = set()
        for entry in self._entries():
            length, used = struct.unpack_from("<HB", entry, 64)
            if used and 2 <= length <= 64:
                found.add(entry[: length - 2].decode("utf-16-le", "replace").lower())
        return found

    def _entries(self) -> Iterator[bytes]:
        number = self._directory
        for _ in range(_SECTORS_FOLLOWED):
            if number >= _LAST_SECTOR:
                return
            sector = self._sector(number)
            for start in range(0, len(sector) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
                yield sector[start : start + _ENTRY_BYTES]
            number = self._next(number)

    def _next(self, number: int) -> int:
        per_sector = self._bytes // 4
        index = number // per_sector
        if index >= len(self._table):
            return _LAST_SECTOR
        following: int = struct.unpack_from("<I", self._sector(self._table[index]), number % per_sector * 4)[0]
        return following
