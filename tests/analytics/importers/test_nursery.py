"""The process that has loaded every importer: it forks, never reads, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers import forks
from tests.analytics.importers.test_recognise import WHATSAPP
from tests.analytics.importers.watching import child_of, endless, has_ended, linux, nurseries_of, reached, reading_of

pytestmark = linux


def test_the_second_file_is_read_by_a_fork_of_the_same_nursery(tmp_path: Path) -> None:
    """Each format is loaded once a server, not once a file."""
    assert reading_whole(tmp_path / "first") == "whatsapp"
    nurseries = nurseries_of(os.getpid())
    assert reading_whole(tmp_path / "second") == "whatsapp"
    assert nurseries_of(os.getpid()) == nurseries
    assert len(nurseries) == 1


def test_a_child_holds_nothing_open_but_its_own_pipes_and_file(tmp_path: Path) -> None:
    """Neither the socket to the nursery nor what other children tell is within a stranger's reach."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    first = endless(one)
    first.start()
    pipe = reached(first)
    held = open_files(child_of(os.getpid()))
    first.cancel()
    os.close(pipe)
    assert not [target for target in held if target.startswith("socket:")]
    assert len([target for target in held if target.startswith("pipe:")]) == len(("stdin", "stdout"))
    assert {target for target in held if not target.startswith("pipe:")} <= {str(one / "source"), str(one / "draft" / "child.log")}


def test_a_killed_nursery_takes_its_child_along_and_the_next_file_gets_another(tmp_path: Path) -> None:
    """The file that was being read says so; nothing waits for ever."""
    reading = endless(tmp_path)
    reading.start()
    pipe = reached(reading)
    (nursery,) = nurseries_of(os.getpid())
    child = os.pidfd_open(child_of(os.getpid()))
    os.kill(nursery, signal.SIGKILL)
    assert has_ended(child, 10)
    with pytest.raises(UserError, match="too_much_memory"):
        reading.result()
    os.close(child)
    os.close(pipe)
    assert reading_whole(tmp_path / "next") == "whatsapp"


def test_a_closed_nursery_is_gone(tmp_path: Path) -> None:
    """What ends with the server leaves no process."""
    reading_whole(tmp_path / "file")
    forks.close()
    assert nurseries_of(os.getpid()) == []


def reading_whole(folder: Path) -> str:
    """Read a chat; the format it was read as."""
    folder.mkdir()
    reading = reading_of(folder, WHATSAPP)
    reading.start()
    return str(reading.result()["format"])


def open_files(pid: int) -> set[str]:
    """What the descriptors of a process lead to."""
    return {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
