"""Reading children as forks of the nursery, seen from the parent (Linux): `launch` gives what looks like a `Popen`."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from analytics.importers import process

_REPLY = 64
_MODULE = "analytics.importers.nursery"


class Fork:
    """A forked child: `pid`, pipes `stdin` and `stdout`, and its end. Safe to ask from several threads."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes], ended: IO[bytes]) -> None:
        self.pid = pid
        self.stdin: IO[bytes] | None = stdin
        self.stdout: IO[bytes] | None = stdout
        self.returncode: int | None = None
        self._ended = ended
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        with self._lock:
            if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
                # Nothing told: the nursery was killed, and its children with it.
                self.returncode = int(self._ended.read() or -signal.SIGKILL)
            return self.returncode

    def wait(self) -> int:
        """Wait for the end; the exit code. For one thread, while others poll."""
        if self.poll() is None:
            select.select([self._ended], [], [])
        code = self.poll()
        assert code is not None
        with self._lock:
            self._ended.close()
        return code

    def kill(self) -> None:
        """End it, if it has not ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class _Nursery:
    """The nursery and the socket to it; raises `OSError` where it has gone."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", _MODULE, str(theirs.fileno())], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env=process.environment(), pass_fds=[theirs.fileno()], start_new_session=True)

    def fork(self, paths: list[str], log: IO[bytes]) -> Fork:
        """A child for `paths`; what it prints goes to `log`."""
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            told, stdin = _pipe(theirs, ours)
            stdout, said = _pipe(ours, theirs)
            ended, ending = _pipe(ours, theirs)
            given = [file.fileno() for file in (told, said, log, ending)]
            socket.send_fds(self._ours, [json.dumps(paths).encode()], given)
            pid = self._ours.recv(_REPLY)
            if not pid:
                raise ConnectionResetError
            ours.pop_all()
            return Fork(int(pid), stdin, stdout, ended)

    def close(self) -> None:
        """Let it go, and wait until it has gone."""
        self._ours.close()
        self._process.wait()


_nursery: _Nursery | None = None
_lock = threading.Lock()


def launch(paths: list[Path], log: IO[bytes]) -> Fork:
    """A child that reads `paths` (the file and the folder to write to), its errors in the open file `log`."""
    global _nursery
    given = [str(path.resolve()) for path in paths]
    with _lock:
        if _nursery is not None:
            try:
                return _nursery.fork(given, log)
            except OSError:
                # It went home for want of work.
                _nursery.close()
        _nursery = _Nursery()
        return _nursery.fork(given, log)


def close() -> None:
    """End the nursery, with whatever is being read; the next `launch` begins another."""
    global _nursery
    with _lock:
        if _nursery is not None:
            _nursery.close()
        _nursery = None


atexit.register(close)


def _pipe(reader: contextlib.ExitStack, writer: contextlib.ExitStack) -> tuple[IO[bytes], IO[bytes]]:
    """Both ends of a pipe, each closed by its stack."""
    reading, writing = os.pipe()
    return reader.enter_context(os.fdopen(reading, "rb")), writer.enter_context(os.fdopen(writing, "wb"))
