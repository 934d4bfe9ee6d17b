"""The child that reads strangers' bytes: what it may do, what it loads, and when it dies."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers import child, process
from analytics.importers.answers import Answers
from analytics.importers.limits import GB, MB, Limits, free_disk_needed
from analytics.importers.reading import Reading
from tests.analytics.importers import hostile_files as hostile
from tests.analytics.importers.test_recognise import ORDERS, QQ, WHATSAPP

ROOT = Path(__file__).resolve().parents[3]
linux = pytest.mark.skipif(not process.LINUX, reason="looks into /proc")
FORBIDDEN = {"pandas", "duckdb", "scipy", "altair", "streamlit"}
SHEET = hostile.xlsx({"A1": "订单号", "B1": "买家", "C1": "付款时间", "D1": "实付金额",
                      "A2": "A1", "B2": "王小美", "C2": "2026-05-01 10:00:00", "D2": "12.50"})
CHAT_ARCHIVE = hostile.zipped({"_chat.txt": WHATSAPP.encode(), "PHOTO.jpg": hostile.PNG})
PAGE = "".join(f"<tr><td>{line.replace(',', '</td><td>')}</td></tr>" for line in ORDERS.splitlines())


def reading_of(folder: Path, data: bytes | str, name: str = "文件", limits: Limits | None = None) -> Reading:
    """A reading of these bytes, not started."""
    path = folder / "source"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Reading(path, name, Answers(), folder / "draft", limits)


def endless(folder: Path, limits: Limits | None = None) -> Reading:
    """A reading of a pipe that gives nothing: as long as one likes, without burning time."""
    os.mkfifo(folder / "source")
    return Reading(folder / "source", "文件", Answers(), folder / "draft", limits)


def end_of_child(reading: Reading, log: Path) -> tuple[int, list[dict[str, object]], str]:
    """Run the child alone, as the app starts it: its exit code, what it told, and the modules it had loaded."""
    job = {"name": "文件", "answers": Answers().to_json(), "careful": False, "parent": os.getpid(),
           "limits": Limits.for_size(1).to_json()}
    script = "import sys\nfrom analytics.importers import child\ncode = child.main()\n" \
             "print(*sys.modules, file=sys.stderr)\nsys.exit(code)"
    command = [sys.executable, "-P", "-c", script, str(reading.source_path), str(reading.folder)]
    with log.open("wb") as errors, subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=process.environment(),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps(job).encode() + b"\n")
        running.stdin.flush()
        said = [json.loads(line) for line in running.stdout]
    return running.returncode, said, log.read_text()


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


def child_of(parent: int) -> int:
    """The process id of the only child of `parent`."""
    (only,) = children_of(parent)
    return only


def has_ended(pid_file: int, seconds: float) -> bool:
    """Whether the process behind a pidfd ends within `seconds`."""
    return bool(select.select([pid_file], [], [], seconds)[0])


@pytest.mark.parametrize(("data", "format_name", "table"), [
    (WHATSAPP, "whatsapp", "messages"), (QQ, "qq_txt", "messages"), (ORDERS, "sheet", "orders"),
    (ORDERS.encode("gb18030"), "sheet", "orders"), (SHEET, "sheet", "orders"), (f"<table>{PAGE}</table>", "sheet", "orders"),
    (CHAT_ARCHIVE, "whatsapp", "messages"),
], ids=["whatsapp", "qq", "csv", "gb18030 csv", "xlsx", "html", "archive"])
def test_a_child_reads_each_kind_and_loads_nothing_heavy(
    tmp_path: Path, data: bytes | str, format_name: str, table: str,
) -> None:
    """The child in its own environment, telling at its end what it has loaded."""
    reading = reading_of(tmp_path, data)
    reading.folder.mkdir()
    code, said, log = end_of_child(reading, tmp_path / "log")
    assert code == child.DONE, log
    loaded = log.split()
    about = json.loads((reading.folder / "about.json").read_text(encoding="utf-8"))
    assert "container" in said[0]
    assert about["format"] == format_name
    assert (reading.folder / f"{table}.arrow").stat().st_size > 0
    assert "pyarrow" in loaded
    assert not {module.partition(".")[0] for module in loaded} & FORBIDDEN


@linux
def test_a_disk_that_fills_up_is_told_from_a_broken_file(tmp_path: Path) -> None:
    """The system's word for a full disk reaches the parent."""
    reading = reading_of(tmp_path, WHATSAPP)
    reading.folder.mkdir()
    (reading.folder / "messages.arrow").symlink_to("/dev/full")
    assert end_of_child(reading, tmp_path / "log")[0] == child.DISK_FULL


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
    """A long text is seen moving before it is done, and never backwards."""
    reading = reading_of(tmp_path, WHATSAPP * 300_000)
    reading.start()
    seen: list[float] = []
    while not reading.wait(0.05):
        seen.append(reading.poll() or 0.0)
    assert reading.result()["read"][0][2] == 600_000
    assert seen == sorted(seen)
    assert any(0 < fraction < 1 for fraction in seen)


@linux
def test_a_child_is_confined(tmp_path: Path) -> None:
    """Memory, processor, output and core size are limited; no privileges, no shell's environment."""
    reading = endless(tmp_path, Limits(1 * GB, 77, 60, 5 * MB))
    reading.start()
    pipe = reached(reading)
    place = Path(f"/proc/{child_of(os.getpid())}")
    limits = {line[:26].strip(): line[26:].split()[:2] for line in (place / "limits").read_text().splitlines()}
    status = dict(line.split(":\t", 1) for line in (place / "status").read_text().splitlines())
    names = {entry.partition("=")[0] for entry in (place / "environ").read_text().split("\0") if entry}
    reading.cancel()
    os.close(pipe)
    assert limits["Max address space"] == [str(GB)] * 2
    assert limits["Max cpu time"] == ["77", "82"]
    assert limits["Max file size"] == [str(5 * MB)] * 2
    assert limits["Max core file size"] == ["0"] * 2
    assert status["Umask"] == "0077"
    assert status["NoNewPrivs"] == "1"
    assert names == set(process.environment())
    assert "HOME" not in names


def test_confined_python_opens_no_connection_and_starts_no_program() -> None:
    """Sockets, programs and forks are refused inside Python as well."""
    script = (
        "import os, socket, subprocess, sys\n"
        "from analytics.importers import process\nfrom analytics.importers.limits import Limits\n"
        "process.confine(Limits.for_size(1), os.getppid())\n"
        "refused = 0\n"
        "for forbidden in (lambda: socket.socket().connect(('127.0.0.1', 9)), lambda: subprocess.run(['true']),\n"
        "                  lambda: os.system('true'), os.fork):\n"
        "    try:\n        forbidden()\n"
        "    except PermissionError:\n        refused += 1\n"
        "print(refused)\n"
    )
    with subprocess.Popen([sys.executable, "-P", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=process.environment()) as running:
        assert running.stdout is not None
        assert running.stdout.read().strip() == b"4"


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
    while not (children := children_of(parent.pid)):
        assert parent.poll() is None
    ended = os.pidfd_open(children[0])
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
