"""The child that reads strangers' bytes: what it may do and what it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.importers import child, process
from analytics.importers.answers import Answers
from analytics.importers.limits import GB, MB, Limits
from analytics.importers.reading import Reading
from tests.analytics.importers import hostile_files as hostile
from tests.analytics.importers.test_recognise import ORDERS, QQ, WHATSAPP
from tests.analytics.importers.watching import child_of, endless, linux, reached, reading_of

FORBIDDEN = {"numpy", "pandas", "duckdb", "scipy", "altair", "streamlit"}
SHEET = hostile.xlsx({"A1": "订单号", "B1": "买家", "C1": "付款时间", "D1": "实付金额",
                      "A2": "A1", "B2": "王小美", "C2": "2026-05-01 10:00:00", "D2": "12.50"})
CHAT_ARCHIVE = hostile.zipped({"_chat.txt": WHATSAPP.encode(), "PHOTO.jpg": hostile.PNG})
PAGE = "".join(f"<tr><td>{line.replace(',', '</td><td>')}</td></tr>" for line in ORDERS.splitlines())


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
