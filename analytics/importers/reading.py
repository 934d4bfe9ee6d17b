"""One file read in a child process, seen from the parent: start, watch, cancel, result.

The parent never looks into a stranger's bytes. Whatever happens to the child, the parent gets either
what the file holds, in `folder`, or a `UserError`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import threading
import time
from datetime import date
from pathlib import Path
from typing import IO, Any

from analytics.errors import UserError
from analytics.importers import forks, process
from analytics.importers.answers import Answers
from analytics.importers.child import BUG, DISK_FULL, DONE, ERROR, OUT_OF_MEMORY, REFUSED, TOO_MUCH_OUTPUT
from analytics.importers.limits import MB, Limits, free_disk_needed
from analytics.importers.shop_clock import SHANGHAI

_ABOUT, _LOG = "about.json", "child.log"
# What a shell calls "killed": no time left for the processor, and the system's own out-of-memory killer.
_CPU_SPENT, _KILLED = -24, -9
_LOG_TAIL = 4000
# Before this share of a file its pace says little.
_TELLS_FROM = 0.05

_log = logging.getLogger(__name__)


class ChildFailedError(Exception):
    """What the child last said; only ever the cause of a `UserError`, for whoever debugs."""


class Reading:
    """Reads `source_path`, known to the person as `name`, into `folder` (made with mode 0700), on the clock of `zone`.

    `today`: the day of the import, which no day of what happened can be after.
    `whole_shop`: it is a shop that was handed over (handed_over.py), not a file of rows.

    Raises nothing by itself: `result()` returns the about of the file (see `batch.py`) or raises
    `UserError`: what the importers say, or time_out, too_much_memory, too_much_output, reader_died,
    disk_full, cancelled. After anything but success the folder holds nothing of the child's.
    """

    def __init__(self, source_path: Path, name: str, answers: Answers, folder: Path,
                 limits: Limits | None = None, zone: str = SHANGHAI, today: date | None = None,
                 whole_shop: bool = False) -> None:
        self.source_path, self.name, self.answers, self.folder = source_path, name, answers, folder
        self._zone, self._today, self._whole_shop = zone, today, whole_shop
        self._limits = limits
        self._child: process.Child | None = None
        self._killed: str | None = None
        self._fraction: float | None = None
        self._rows: int | None = None
        self._began = time.monotonic()
        self._container: str | None = None
        self._about: dict[str, Any] | None = None
        self._error: Exception | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"reading {folder.name}")

    def start(self) -> None:
        """Begin; returns at once."""
        self._began = time.monotonic()
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether `result()` will answer at once."""
        return self._about is not None or self._error is not None

    def poll(self) -> float | None:
        """How far the reading is, 0 to 1 and never falling; None while that is not known."""
        return 1.0 if self._about is not None else self._fraction

    @property
    def rows(self) -> int | None:
        """Records met so far; None while that is not known."""
        return self._rows

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace so far; None where it is too early to tell."""
        if self._fraction is None or self._fraction < _TELLS_FROM:
            return None
        return (time.monotonic() - self._began) * (1 - self._fraction) / self._fraction

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end, at most `timeout` seconds; returns `done`."""
        self._thread.join(timeout)
        return self.done

    def cancel(self) -> None:
        """Kill the child and wait until nothing of it is left; after the end of the reading it does nothing."""
        self._kill("cancelled")
        if self._thread.ident is not None:
            self._thread.join()

    def result(self) -> dict[str, Any]:
        """Wait for the end; what the file is and holds (`about.json`). Raises as the class says."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._about is not None
        return self._about

    # --- on the thread of this reading; it starts the child and outlives it, as process.launch asks ---

    def _run(self) -> None:
        try:
            self._prepare()
            self._about = self._read()
        except Exception as error:
            self._sweep()
            self._error = error

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        size = self.source_path.stat().st_size
        self._limits = self._limits or Limits.for_size(size)
        free, needed = shutil.disk_usage(self.folder).free, free_disk_needed(size)
        if free < needed:
            raise UserError("disk_full", file=self.name, free=free // MB, needed=needed // MB)

    def _read(self) -> dict[str, Any]:
        code = self._attempt(careful=False)
        if self._died(code) and self._container in {"xlsx", "zip"}:
            # One stray cell at the far end of a sheet makes the fast reader ask for 512 GB and abort.
            self._sweep()
            code = self._attempt(careful=True)
        if code != DONE:
            raise self._failure(code)
        self._forget(_LOG)
        found: dict[str, Any] = json.loads((self.folder / _ABOUT).read_text(encoding="utf-8"))
        return found

    def _died(self, code: int) -> bool:
        return self._killed is None and code not in {DONE, BUG, REFUSED, DISK_FULL, TOO_MUCH_OUTPUT, _CPU_SPENT}

    def _attempt(self, careful: bool) -> int:
        assert self._limits is not None
        with (self.folder / _LOG).open("wb") as log:
            child = self._launch(log)
        held = process.hold(child, self._limits)
        clock = threading.Timer(self._limits.wall_seconds, self._kill, ("time_out",))
        clock.daemon = True
        clock.start()
        try:
            self._talk(child, self._job(careful))
            return child.wait()
        finally:
            clock.cancel()
            process.kill(child)
            child.wait()
            del held

    def _launch(self, log: IO[bytes]) -> process.Child:
        with self._lock:
            if self._killed:
                raise UserError(self._killed, file=self.name)
            start = forks.launch if process.LINUX else process.launch
            self._child = start([self.source_path, self.folder], log)
        return self._child

    def _job(self, careful: bool) -> dict[str, Any]:
        assert self._limits is not None
        return {"name": self.name, "answers": self.answers.to_json(), "careful": careful, "parent": os.getpid(),
                "zone": self._zone, "today": self._today.isoformat() if self._today else None, "whole_shop": self._whole_shop,
                "limits": self._limits.to_json()}

    def _talk(self, child: process.Child, job: dict[str, Any]) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        # A child that was stopped at once leaves nobody to read what is flushed on closing.
        with contextlib.suppress(BrokenPipeError), child.stdin as asked, child.stdout as told:
            try:
                asked.write(json.dumps(job).encode() + b"\n")
                asked.flush()
            except OSError:
                return
            for line in told:
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            return
        self._container = said.get("container", self._container)
        self._rows = said.get("rows", self._rows)
        if said.get("of"):
            self._fraction = max(self._fraction or 0.0, min(1.0, said["done"] / said["of"]))

    def _kill(self, why: str) -> None:
        with self._lock:
            if self.done:
                return
            self._killed = self._killed or why
            if self._child is not None:
                process.kill(self._child)

    # --- what went wrong -------------------------------------------------------------------------

    def _failure(self, code: int) -> Exception:
        if self._killed:
            return UserError(self._killed, file=self.name)
        if code == REFUSED:
            said = json.loads((self.folder / ERROR).read_text(encoding="utf-8"))
            return UserError(said["code"], **said["facts"])
        if code == DISK_FULL:
            free = shutil.disk_usage(self.folder).free
            return UserError("disk_full", file=self.name, free=free // MB,
                             needed=free_disk_needed(self.source_path.stat().st_size) // MB)
        return self._death(code)

    def _death(self, code: int) -> Exception:
        log = (self.folder / _LOG).read_text(encoding="utf-8", errors="backslashreplace")
        if code in {OUT_OF_MEMORY, _KILLED} or "memory allocation of" in log:
            error = UserError("too_much_memory", file=self.name)
        elif code == TOO_MUCH_OUTPUT:
            error = UserError("too_much_output", file=self.name)
        elif code == _CPU_SPENT:
            error = UserError("time_out", file=self.name)
        else:
            error = UserError("reader_died", file=self.name)
            _log.warning("the reading child ended with %s", code)
        error.__cause__ = ChildFailedError(f"exit {code}\n{log[-_LOG_TAIL:]}")
        return error

    def _sweep(self) -> None:
        if not self.folder.is_dir():
            return
        keep = self.source_path.resolve()
        for entry in self.folder.iterdir():
            if entry.resolve() != keep and not keep.is_relative_to(entry.resolve()):
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def _forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
