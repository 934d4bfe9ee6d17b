"""A reading as the app sees it: what it gives, how it is stopped, and that nothing of it stays."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers.limits import GB, MB, Limits, free_disk_needed
from tests.analytics.importers.test_child import CHAT_ARCHIVE
from tests.analytics.importers.test_recognise import WHATSAPP
from tests.analytics.importers.watching import child_of, children_of, endless, has_ended, linux, reached, reading_of

ROOT = Path(__file__).resolve().parents[3]


def test_a_reading_gives_what_the_file_holds(tmp_path: Path) -> None:
    """The about of the file arrives; the folder is private and holds tables and nothing of the machinery."""
    reading = reading_of(tmp_path, WHATSAPP)
    reading.start()
    about = reading.result()
    assert about["format"] == "whatsapp"
    assert about["read"] == [["messages", "", 2]]
    assert reading.done
    assert reading.poll() == 1.0
    assert {entry.name for entry in reading.folder.iterdir()} == {"about.json", "messages.arrow"}
    assert reading.folder.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o077 for entry in reading.folder.iterdir()} == {0}


def test_the_member_of_an_archive_stands_in_every_part(tmp_path: Path) -> None:
    """A row of a phone's archive says from which of its files it came."""
    reading = reading_of(tmp_path, CHAT_ARCHIVE)
    reading.start()
    assert reading.result()["read"] == [["messages", "_chat.txt", 2]]


def test_progress_follows_the_file(tmp_path: Path) -> None:
    """A long text is seen moving before it is done, never backwards, with the rows met and the seconds left."""
    reading = reading_of(tmp_path, WHATSAPP * 300_000)
    reading.start()
    seen: list[float] = []
    rows, left = [0], []
    while not reading.wait(0.05):
        seen.append(reading.poll() or 0.0)
        rows.append(reading.rows or 0)
        left.append(reading.seconds_left)
    assert reading.result()["read"][0][2] == 600_000
    assert seen == sorted(seen)
    assert any(0 < fraction < 1 for fraction in seen)
    assert rows == sorted(rows)
    assert 0 < rows[-1] <= 600_000
    assert any(seconds is not None and seconds >= 0 for seconds in left)


@linux
def test_cancelling_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    """In the middle of reading, the whole child goes at once."""
    reading = endless(tmp_path)
    reading.start()
    pipe = reached(reading)
    ended = os.pidfd_open(child_of(os.getpid()))
    reading.cancel()
    assert has_ended(ended, 10)
    os.close(ended)
    os.close(pipe)
    assert reading.done
    with pytest.raises(UserError, match="cancelled"):
        reading.result()
    assert list(reading.folder.iterdir()) == []


def test_cancelling_before_the_start_starts_nothing(tmp_path: Path) -> None:
    """A job cancelled while it waits never has a child."""
    reading = reading_of(tmp_path, WHATSAPP)
    reading.cancel()
    reading.start()
    with pytest.raises(UserError, match="cancelled"):
        reading.result()


def test_cancelling_after_the_end_changes_nothing(tmp_path: Path) -> None:
    """What was read stays read."""
    reading = reading_of(tmp_path, WHATSAPP)
    reading.start()
    reading.result()
    reading.cancel()
    assert reading.result()["format"] == "whatsapp"
    assert (reading.folder / "messages.arrow").exists()


@linux
def test_a_child_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    """A script run of the page may end; the reading goes on."""
    reading = endless(tmp_path)
    asking = threading.Thread(target=reading.start)
    asking.start()
    asking.join()
    pipe = reached(reading)
    ended = os.pidfd_open(child_of(os.getpid()))
    assert not has_ended(ended, 0.3)
    reading.cancel()
    os.close(ended)
    os.close(pipe)


@linux
def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """A server killed without a word leaves no reader behind."""
    os.mkfifo(tmp_path / "source")
    script = (
        "import sys\nfrom pathlib import Path\nfrom analytics.importers.answers import Answers\n"
        "from analytics.importers.reading import Reading\n"
        f"reading = Reading(Path({str(tmp_path / 'source')!r}), 'x', Answers(), Path({str(tmp_path / 'draft')!r}))\n"
        "reading.start()\nreading.result()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    # Held open at both ends, the pipe gives nothing.
    pipe = os.open(tmp_path / "source", os.O_RDWR)
    while not (reading := [child for nursery in children_of(parent.pid) for child in children_of(nursery)]):
        assert parent.poll() is None
    ended = os.pidfd_open(reading[0])
    parent.kill()
    parent.wait()
    assert has_ended(ended, 10)
    os.close(ended)
    os.close(pipe)


@linux
def test_a_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """The clock on the wall counts, whatever the child does."""
    reading = endless(tmp_path, Limits(2 * GB, 60, 3, GB))
    reading.start()
    pipe = reached(reading)
    with pytest.raises(UserError, match="time_out"):
        reading.result()
    os.close(pipe)


def test_a_reading_that_computes_too_long_is_stopped(tmp_path: Path) -> None:
    """Processor time has its own end."""
    reading = reading_of(tmp_path, WHATSAPP * 1_000_000, limits=Limits(2 * GB, 1, 60, GB))
    reading.start()
    with pytest.raises(UserError, match="time_out"):
        reading.result()


def test_a_reading_that_writes_too_much_is_stopped(tmp_path: Path) -> None:
    """A file that unfolds without end fills no disk."""
    reading = reading_of(tmp_path, WHATSAPP * 50_000, limits=Limits(2 * GB, 60, 60, 100_000))
    reading.start()
    with pytest.raises(UserError, match="too_much_output"):
        reading.result()
    assert list(reading.folder.iterdir()) == []


def test_a_disk_too_full_for_the_file_is_said_before_reading(tmp_path: Path) -> None:
    """Five times the file must be free; a sparse file larger than that never starts a child."""
    reading = reading_of(tmp_path, WHATSAPP)
    os.truncate(reading.source_path, os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize // 5 + GB)
    reading.start()
    with pytest.raises(UserError, match="disk_full"):
        reading.result()


def test_limits_grow_with_the_file() -> None:
    """A minute and another for each 10 MB; 1 GB of output for each 100 MB begun; five times the size free."""
    assert Limits.for_size(0).wall_seconds == 60
    assert Limits.for_size(10 * MB).wall_seconds == 120
    assert Limits.for_size(100 * MB - 1).output_bytes == 1 * GB
    assert Limits.for_size(100 * MB).output_bytes == 2 * GB
    assert Limits.for_size(0).memory_bytes == Limits.for_size(GB).memory_bytes == 2 * GB
    assert free_disk_needed(40 * MB) == 200 * MB
    assert free_disk_needed(40 * MB + 1) == 200 * MB + 5
