"""start.py for real: a copy of it in a folder with Chinese letters and blanks, real environments, real servers."""

from __future__ import annotations

import ast
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analytics.texts import texts_for

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(os.name == "nt", reason="these tests end servers with POSIX signals")


class Place:
    """A folder as a person unpacked it, and what happened in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened = folder.parent / "opened.txt"
        browser = folder.parent / "browser.sh"
        browser.write_text(f'#!/bin/sh\necho "$1" >> "{self.opened}"\n', encoding="utf-8")
        browser.chmod(0o755)
        self.env = {**os.environ, "BROWSER": f"{browser} %s", "PYTHONIOENCODING": "utf-8"}

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[str]]:
        """start.py running in its own process group; ended afterwards whatever happened."""
        with subprocess.Popen(
            [sys.executable, "start.py"], cwd=self.folder, env=self.env, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, **env: str) -> subprocess.CompletedProcess[bytes]:
        """start.py until it ends by itself."""
        return subprocess.run([sys.executable, "start.py"], cwd=self.folder, env={**self.env, **env},
                              capture_output=True, timeout=120, check=False)


def port_told_by(process: subprocess.Popen[str]) -> int:
    """Read what is printed until the address comes."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found.group(1))
    raise AssertionError(f"no address was printed: {process.stderr.read() if process.stderr else ''}")


def status_of(port: int, path: str = "/_stcore/health") -> int:
    """The HTTP status the server on `port` answers with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An unpacked folder whose app needs nothing to be downloaded."""
    folder = tmp_path_factory.mktemp("start") / "群 析 测试"
    folder.mkdir()
    shutil.copy(ROOT / "start.py", folder)
    shutil.copy(ROOT / "start-mac.command", folder)
    for name in ("__init__.py", "errors.py"):
        (folder / "analytics").mkdir(exist_ok=True)
        shutil.copy(ROOT / "analytics" / name, folder / "analytics")
    shutil.copytree(ROOT / "analytics" / "texts", folder / "analytics" / "texts")
    (folder / "requirements.txt").write_text("# nothing to download\n", encoding="utf-8")
    (folder / "app.py").write_text('import streamlit as st\n\nst.title("群析")\n', encoding="utf-8")
    return Place(folder)


@pytest.fixture(scope="module")
def ready_place(place: Place) -> Place:
    """The same folder after its first start; Streamlit is lent from the environment that runs the tests."""
    place.run()
    library = next((place.folder / ".venv" / "lib").glob("python3*")) / "site-packages"
    (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place


def test_first_start_makes_the_environment_and_tells_when_the_server_cannot_start(place: Place) -> None:
    """Without Streamlit the environment is made, the reason is shown, and the code is 1."""
    ended = place.run()
    printed = ended.stdout.decode()
    assert texts_for("zh")("start.first_time") in printed
    assert texts_for("en")("start.did_not_start") in printed
    assert b"streamlit" in ended.stderr
    assert ended.returncode == 1
    assert (place.folder / ".venv" / "made-from.txt").is_file()


def test_second_start_opens_the_running_one(ready_place: Place) -> None:
    """Two double-clicks: one server, two browser windows at the same address."""
    with ready_place.started() as first:
        port = port_told_by(first)
        assert status_of(port) == 200
        second = ready_place.run()
        assert second.returncode == 0
        assert texts_for("zh")("start.already_open", url=f"http://127.0.0.1:{port}") in second.stdout.decode()
    assert ready_place.opened.read_text().split() == [f"http://127.0.0.1:{port}"] * 2


def test_ready_environment_is_not_made_again(ready_place: Place) -> None:
    """The next start with the same requirements asks pip for nothing."""
    made_from = ready_place.folder / ".venv" / "made-from.txt"
    before = made_from.stat().st_mtime_ns
    with ready_place.started() as process:
        port_told_by(process)
    assert made_from.stat().st_mtime_ns == before


def test_changed_requirements_bring_the_environment_up_to_date(ready_place: Place) -> None:
    """A new requirements.txt is installed and remembered."""
    made_from = ready_place.folder / ".venv" / "made-from.txt"
    before = made_from.read_text()
    (ready_place.folder / "requirements.txt").write_text("# still nothing\n", encoding="utf-8")
    with ready_place.started() as process:
        port_told_by(process)
    assert made_from.read_text() != before


def test_requirements_that_cannot_be_had_are_told(ready_place: Place) -> None:
    """Offline, the sentence says what to do and the old environment stays."""
    requirements = ready_place.folder / "requirements.txt"
    kept = requirements.read_bytes()
    requirements.write_text("qunxi-has-no-such-part==1\n", encoding="utf-8")
    try:
        ended = ready_place.run(PIP_NO_INDEX="1")
    finally:
        requirements.write_bytes(kept)
    assert ended.returncode == 1
    assert texts_for("zh")("start.no_download") in ended.stdout.decode()
    assert (ready_place.folder / ".venv" / "pyvenv.cfg").is_file()


def test_taken_port_is_passed_over(ready_place: Place) -> None:
    """Somebody else on 8501: the next free port is taken."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8501))
            other.listen()
        except OSError:
            pass  # taken already, which is all that is needed
        with ready_place.started() as process:
            port = port_told_by(process)
            assert port > 8501
            assert status_of(port) == 200


def test_server_ends_with_the_killed_window(ready_place: Place) -> None:
    """No orphan keeps the shop's file: killing the starting process ends the server, and a new start works."""
    with ready_place.started() as process:
        port_told_by(process)
        process.kill()
        process.communicate(timeout=30)  # returns once the server has closed the stderr it inherited
    with ready_place.started() as process:
        assert status_of(port_told_by(process)) == 200


def test_ctrl_c_stops_in_order(ready_place: Place) -> None:
    """Ctrl+C reaches both processes as in a console; the last words are 已停下 and the code is 0."""
    with ready_place.started() as process:
        port_told_by(process)
        os.killpg(process.pid, signal.SIGINT)
        printed, complaints = process.communicate(timeout=30)
    assert texts_for("zh")("start.stopped") in printed
    assert complaints == ""
    assert process.returncode == 0


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_no_console_encoding_stops_the_start(place: Place, tmp_path: Path, encoding: str) -> None:
    """What a console cannot show becomes ?, and the start goes on to its reason."""
    folder = tmp_path / "缺 文件"
    shutil.copytree(place.folder, folder, ignore=shutil.ignore_patterns(".venv", ".running", "app.py"))
    ended = Place(folder).run(PYTHONIOENCODING=encoding)
    assert ended.returncode == 1
    assert "app.py" in ended.stdout.decode(encoding)
    assert ended.stderr == b""


def test_mac_command_hands_over_from_any_folder(place: Place, tmp_path: Path) -> None:
    """Double-clicking starts in the home folder; the command goes to its own first."""
    folder = tmp_path / "mac 缺 文件"
    shutil.copytree(place.folder, folder, ignore=shutil.ignore_patterns(".venv", ".running", "app.py"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run([folder / "start-mac.command"], cwd="/", env={**os.environ, "PATH": path},
                           capture_output=True, timeout=60, check=False)
    assert texts_for("en")("start.incomplete", file="app.py") in ended.stdout.decode()


def test_old_python_can_read_start() -> None:
    """Python 3.7 parses the file and finds every import, so that it can say which Python is needed."""
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_windows_file_has_windows_line_ends_and_no_chinese_before_its_last_jump() -> None:
    """cmd.exe wants CRLF, and seeks labels by bytes: Chinese stands only below them."""
    lines = (ROOT / "start-windows.bat").read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1])
    assert lines[-1] == b""
    first_label = next(number for number, line in enumerate(lines) if line.startswith(b":"))
    assert b"".join(lines[:first_label]).isascii()
    jumps = {line.split(b"goto ")[1].strip() for line in lines if b"goto " in line}
    assert jumps == {line[1:].strip() for line in lines if line.startswith(b":")}
