"""Start 群析 for people who never opened a terminal: make the environment once, serve, open the browser.

Standard library only, and written so that Python 3.7 can still read it: an old Python has to be able
to say which one is needed. The other sentences are in analytics/texts/start.toml.
One start a folder: a lock that the system releases when this process ends, pid and port written in it.
"""

from __future__ import annotations

import _thread
import contextlib
import hashlib
import http.client
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

HOME = Path(__file__).resolve().parent
ENVIRONMENT, REQUIREMENTS, APP = HOME / ".venv", HOME / "requirements.txt", HOME / "app.py"
RUNNING = HOME / ".running"
HOST, FIRST_PORT, LAST_PORT, PATIENCE_SECONDS = "127.0.0.1", 8501, 8599, 180
LOCKED_BYTE = 4096  # Windows locks bytes, not files: one that nobody reads
NEW_GROUP = 0x200 if os.name == "nt" else 0
OLD_PYTHON = """\
需要 Python 3.11 或更新的版本,现在这个是 {0}.{1}。
请到 python.org 下载安装(Windows 安装时勾选 Add python.exe to PATH),再双击一次。
Python 3.11 or newer is needed, this is {0}.{1}.
Get it from python.org (on Windows tick "Add python.exe to PATH"), then start again."""


class StartError(Exception):
    """Something the person can put right: the key of its sentence and what fills its blanks."""

    def __init__(self, key: str, **facts: str) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def main(arguments: list[str]) -> int:
    """Run the whole start; 0 after a normal stop or when it runs already, 1 after a reason told."""
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a character prints ? for it
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.version_info < (3, 11):  # noqa: UP036 - the very question
        print(OLD_PYTHON.format(*sys.version_info))
        return 1
    try:
        if arguments[:1] == ["--serve"]:
            serve(int(arguments[1]))
            return 0
        return start(open_browser="--no-browser" not in arguments)
    except StartError as error:
        say(error.key, **error.facts)
        return 1
    except KeyboardInterrupt:
        say("start.stopped")
        return 0


def start(open_browser: bool = True) -> int:
    """Serve until the person stops it, or open the one that runs already."""
    if not APP.is_file():
        raise StartError("start.incomplete", file=APP.name)
    with running_record() as record:
        if record is None:
            return open_the_running_one(open_browser)
        python, port = prepared_environment(), free_port()
        say("start.starting")
        with server(python, port) as process:
            wait_until_ready(process, port)
            record.write(json.dumps({"pid": os.getpid(), "port": port}).encode("ascii"))
            record.flush()
            say("start.ready", url=address(port))
            if open_browser:
                webbrowser.open(address(port))
            if process.wait() != 0:
                raise StartError("start.ended")
    return 0


def say(key: str, **facts: str) -> None:
    """Print a sentence in both languages."""
    from analytics.texts import texts_for

    for language in ("zh", "en"):
        print(texts_for(language)(key, **facts), flush=True)


@contextlib.contextmanager
def running_record() -> Iterator[BinaryIO | None]:
    """The locked record file of this start, or None while another start holds it."""
    try:
        record = RUNNING.open("a+b")
    except OSError:
        raise StartError("start.not_writable", folder=str(HOME)) from None
    with record:
        mine = locked(record.fileno())
        if mine:
            record.truncate(0)
        yield record if mine else None


def locked(descriptor: int) -> bool:
    """Whether this process now holds the lock; the system lets go of it when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def open_the_running_one(open_browser: bool) -> int:
    """Open the browser at the server of the start that holds the lock; it may not have one yet."""
    try:
        url = address(json.loads(RUNNING.read_bytes())["port"])
    except ValueError:
        say("start.already_starting")
    else:
        say("start.already_open", url=url)
        if open_browser:
            webbrowser.open(url)
    return 0


def prepared_environment() -> Path:
    """The environment's Python, made or brought up to date where requirements.txt says so."""
    python = ENVIRONMENT.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    made_from = ENVIRONMENT / "made-from.txt"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not works(python):
        say("start.first_time")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        if subprocess.call([sys.executable, "-m", "venv", str(ENVIRONMENT)]) != 0:
            raise StartError("start.no_environment")
    elif made_from.is_file() and made_from.read_text(encoding="ascii") == wanted:
        return python
    options = ["--disable-pip-version-check", "--no-input", "-r", str(REQUIREMENTS)]
    if subprocess.call([str(python), "-X", "utf8", "-m", "pip", "install", *options], cwd=str(HOME)) != 0:
        raise StartError("start.no_download")
    made_from.write_text(wanted, encoding="ascii")
    return python


def works(python: Path) -> bool:
    """Whether this Python runs and is new enough: a removed or moved base leaves a dead environment."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return subprocess.call([str(python), "-c", question], stderr=subprocess.DEVNULL) == 0
    return False


def free_port() -> int:
    """The first port from 8501 that nobody listens on."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if is_free(port):
            return port
    raise StartError("start.no_port", first=str(FIRST_PORT), last=str(LAST_PORT))


def is_free(port: int) -> bool:
    """Nobody answers and we may listen. Windows lets two listen on one port, so both are asked."""
    with socket.socket() as caller, socket.socket() as listener:
        caller.settimeout(0.5)
        if caller.connect_ex((HOST, port)) == 0:
            return False
        if os.name != "nt":  # there it would let us steal the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind((HOST, port))
            return True
        return False


def address(port: int) -> str:
    """Where the browser finds the app."""
    return f"http://{HOST}:{port}"


@contextlib.contextmanager
def server(python: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as a child. Its input is a pipe from us: when we end in whatever way, it ends too."""
    command = [str(python), "-X", "utf8", str(Path(__file__).resolve()), "--serve", str(port)]
    # In a group of its own: Ctrl+C is ours, and the server hears of it once, through the pipe.
    process = subprocess.Popen(command, cwd=str(HOME), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                               start_new_session=os.name != "nt", creationflags=NEW_GROUP)
    try:
        yield process
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=10)  # closes the pipe, and waits
        process.kill()
        process.wait()


def serve(port: int) -> None:
    """Be the server; runs in the environment's Python."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=end_with_parent, daemon=True).start()
    options = {"server.port": port, "server.address": HOST, "server.headless": "true", "logger.level": "warning"}
    sys.argv = ["streamlit", "run", str(APP), *(f"--{name}={value}" for name, value in options.items())]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def end_with_parent() -> None:
    """Stop the server in order once the starting window is gone."""
    sys.stdin.buffer.read()
    _thread.interrupt_main(signal.SIGTERM)


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers; a first import behind a virus scanner can take minutes."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < give_up_at:
        if answers(port):
            return
        time.sleep(0.2)
    raise StartError("start.did_not_start")


def answers(port: int) -> bool:
    """Whether a Streamlit server answers on this port; http.client goes through no proxy."""
    silence = contextlib.suppress(OSError, http.client.HTTPException)
    with silence, contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=2)) as connection:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
