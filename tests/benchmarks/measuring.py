"""One run of one piece of work in a process of its own: its seconds, and the peak of all its processes together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6 if hasattr(os, "sysconf") else 0.0
SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Run:
    """`seconds` as the work itself counts, without Python's imports; `peak_mb`: 0 where there is no /proc."""

    seconds: float
    peak_mb: float
    facts: dict[str, float]


def run(work: str, *arguments: object) -> Run:
    """Do `work` of jobs.py in a fresh process."""
    return watched([sys.executable, "-m", "tests.benchmarks.jobs", work, *map(str, arguments)])


def watched(command: list[str]) -> Run:
    """Run a command whose last printed line is JSON with `seconds`."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = _Peak(process.pid)
        peak.start()
        printed, _ = process.communicate()
        peak.stop()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command[1:4])} ended with {process.returncode}")
    facts = json.loads(printed.splitlines()[-1])
    return Run(facts.pop("seconds"), peak.mb, facts)


class _Peak(threading.Thread):
    """Samples what a process and all its descendants hold in memory. ru_maxrss would count a parent's pages twice."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.mb, self._over = root, 0.0, threading.Event()

    def run(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.mb = max(self.mb, sum(_held_mb(pid) for pid in _family(self.root)))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def _held_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB
    except (OSError, IndexError):
        return 0.0
