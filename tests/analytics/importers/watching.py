"""Readings to watch from outside: of given bytes, of a pipe that gives nothing, and the processes behind them."""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.importers import process
from analytics.importers.answers import Answers
from analytics.importers.limits import Limits
from analytics.importers.reading import Reading

linux = pytest.mark.skipif(not process.LINUX, reason="looks into /proc")


def reading_of(folder: Path, data: bytes | str, name: str = "文件", limits: Limits | None = None) -> Reading:
    """A reading of these bytes, not started."""
    path = folder / "source"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Reading(path, name, Answers(), folder / "draft", limits)


def endless(folder: Path, limits: Limits | None = None) -> Reading:
    """A reading of a pipe that gives nothing: as long as one likes, without burning time."""
    os.mkfifo(folder / "source")
    return Reading(folder / "source", "文件", Answers(), folder / "draft", limits)


def reached(reading: Reading) -> int:
    """Wait until the child has opened the pipe; the writing end, to be closed by the test."""
    while not reading.wait(0.02):
        try:
            return os.open(reading.source_path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            continue
    raise AssertionError(reading.result())


def children_of(parent: int) -> list[int]:
    """The process ids of the children of `parent`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stat = path.read_text()
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.split()[0]))
    return found


def nurseries_of(parent: int) -> list[int]:
    """Those of its children that fork reading children; a browser's processes may be others."""
    return [child for child in children_of(parent) if b"importers.nursery" in Path(f"/proc/{child}/cmdline").read_bytes()]


def child_of(parent: int) -> int:
    """The process id of the only child that reads for `parent`: a fork of its nursery."""
    (nursery,) = nurseries_of(parent)
    (only,) = children_of(nursery)
    return only


def has_ended(pid_file: int, seconds: float) -> bool:
    """Whether the process behind a pidfd ends within `seconds`."""
    return bool(select.select([pid_file], [], [], seconds)[0])
