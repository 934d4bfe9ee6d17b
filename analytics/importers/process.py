"""What the operating system does for the reading child: limits, no network, death with its parent.

The only module that knows platforms. Tested on Linux. On macOS the limits and the closed pipe work as
written by POSIX, untested; the Windows half (job object) follows Microsoft's documentation and is
UNTESTED: there the closed pipe and the wall clock are what is certain.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol

from analytics.importers.limits import Limits

WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
_MODULE = "analytics.importers.child"
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]

# Windows cannot start Python without the first two; the last ones lead to packages of `pip install --user`.
_KEPT_ON_WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "TEMP", "TMP")
# Arrow's default allocator reserves 1 GB of address space at once, glibc 64 MB a thread: half of the limit for nothing.
_QUIET = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CPU_GRACE_SECONDS = 5
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")


def environment() -> dict[str, str]:
    """The child's whole environment."""
    kept = {name: os.environ[name] for name in _KEPT_ON_WINDOWS if WINDOWS and name in os.environ}
    return {**kept, **_QUIET, "PYTHONPATH": str(_PACKAGE_PARENT)}


class Child(Protocol):
    """A started child, as `subprocess.Popen` has it."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""

    def wait(self) -> int:
        """Wait for the end; the exit code."""

    def kill(self) -> None:
        """End it."""


# --- in the parent ---------------------------------------------------------------------------------

def launch(paths: list[Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a child that reads `paths`: the file and the folder to write to.

    stdin and stdout are pipes, stderr goes to the open file `log`.
    """
    options: dict[str, Any] = {"start_new_session": True}
    if WINDOWS:
        options = {"creationflags": subprocess.CREATE_NO_WINDOW}  # type: ignore[attr-defined,unused-ignore]
    # -P: nothing in a folder of strangers' files can pass for a module.
    command = [sys.executable, "-P", "-m", _MODULE, *(str(path.resolve()) for path in paths)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        env=environment(), close_fds=True, **options,
    )


def hold(child: Child, limits: Limits) -> object:
    """Tie the child to this process and its memory limit where it cannot do so itself (Windows).

    Returns a handle that must be kept for as long as the child lives; None elsewhere.
    """
    return _job_object(child, limits) if WINDOWS and isinstance(child, subprocess.Popen) else None


def kill(child: Child) -> None:
    """End the child and whatever it may have started."""
    if child.poll() is not None:
        return
    if WINDOWS:
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        child.kill()


# --- in the child ----------------------------------------------------------------------------------

def confine(limits: Limits, parent: int) -> None:
    """Take from this process what a reader of strangers' files does not need. `parent`: its process id."""
    os.umask(0o077)
    if LINUX:
        _confine_linux(parent)
    if not WINDOWS:
        _limit(limits)
    threading.Thread(target=_die_with_the_pipe, daemon=True, name="lifeline").start()
    sys.addaudithook(_refuse)


def _confine_linux(parent: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A network of its own, without any interface. Some systems refuse; the audit hook stands anyway.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _limit(limits: Limits) -> None:
    import resource

    wanted = (
        (resource.RLIMIT_CORE, 0, 0), (resource.RLIMIT_AS, limits.memory_bytes, 0),
        (resource.RLIMIT_FSIZE, limits.output_bytes, 0),
        # At the soft limit the system says why it ends the process, at the hard one it only kills.
        (resource.RLIMIT_CPU, limits.cpu_seconds, _CPU_GRACE_SECONDS),
    )
    for what, most, grace in wanted:
        hard = resource.getrlimit(what)[1]
        if hard != resource.RLIM_INFINITY:
            most, grace = min(most, hard), 0
        try:
            resource.setrlimit(what, (most, most + grace))
        except (ValueError, OSError):
            # macOS knows RLIMIT_AS but refuses to set it; the wall clock still holds there.
            continue


def _die_with_the_pipe() -> NoReturn:
    while os.read(0, 4096):
        pass
    os._exit(1)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(event)


# --- Windows, untested -----------------------------------------------------------------------------

_KILL_ON_CLOSE, _PROCESS_MEMORY = 0x2000, 0x0100
_EXTENDED_LIMITS = 9


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_time", ctypes.c_int64), ("per_job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t), ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t), ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits), ("io_counters", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t), ("peak_process_memory", ctypes.c_size_t), ("peak_job_memory", ctypes.c_size_t),
    )


def _job_object(child: subprocess.Popen[bytes], limits: Limits) -> object:
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    wanted = _ExtendedLimits()
    wanted.basic.flags = _KILL_ON_CLOSE | _PROCESS_MEMORY
    wanted.process_memory = limits.memory_bytes
    kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(int(child._handle)))  # type: ignore[attr-defined,unused-ignore]
    return _JobHandle(kernel, job)


class _JobHandle:
    """Closing it, or the death of this process, ends the child."""

    def __init__(self, kernel: Any, job: ctypes.c_void_p) -> None:
        self._kernel, self._job = kernel, job

    def __del__(self) -> None:
        self._kernel.CloseHandle(self._job)
