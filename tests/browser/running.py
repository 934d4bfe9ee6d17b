"""The app as people run it: a real server process on a free port, its shops in a folder of the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import start

ROOT = Path(__file__).resolve().parents[2]


class App:
    """One server. `home` holds its shops; `restart` ends it and serves the same shops at the same address."""

    def __init__(self, home: Path, root: Path = ROOT) -> None:
        self.home, self.root = home, root
        self.port = free_port()
        self.log = home.with_name(home.name + ".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return start.address(self.port)

    def start(self) -> None:
        """Return once it answers; StartError if it ended, with the reason in `log`."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py",
                   "--server.port", str(self.port), "--server.headless", "true"]
        env = {**os.environ, "QUNXI_HOME": str(self.home), "HOME": str(self.home.parent)}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.root, env=env, stdin=subprocess.DEVNULL,
                                             stdout=log, stderr=subprocess.STDOUT)
        start.wait_until_ready(self._process, self.port)

    def stop(self) -> None:
        """End it in order, as closing its window does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        finally:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """A new server at the same address."""
        self.stop()
        self.start()

    def complaints(self) -> str:
        """What the server wrote; a traceback here is a bug that the screen may hide."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def installed_chromium() -> str | None:
    """The machine's own Chromium: $QUNXI_CHROMIUM, else the one on the path."""
    named = os.environ.get("QUNXI_CHROMIUM", "chromium")
    return shutil.which(named) or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
