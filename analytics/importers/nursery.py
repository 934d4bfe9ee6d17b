"""A process that has loaded every importer and forks a reading child for each file: `python -m …nursery DESCRIPTOR` (Linux).

Starting Python and loading the importers takes .3 to .4 s of processor time a file, a fork some hundredths. The nursery
itself never opens a file: it hears of paths and open descriptors on a socket, forks, and tells how each child ended. It ends
when that socket closes, as it does at its parent's death, or after two minutes without work; its children die with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from importlib import import_module
from typing import NoReturn

from analytics.importers import child
from analytics.importers.formats import FORMATS

_DESCRIPTORS = 4
_LONGEST_REQUEST = 65_536
_IDLE_SECONDS = 120.0
_HIGHEST_DESCRIPTOR = 4096
# What readers load only where a file asks for it, and what most files ask for.
_COMMON = ("pyarrow.csv", "python_calamine", "defusedxml.ElementTree")


def main() -> None:
    """Fork on demand until there is nobody left to ask."""
    _load()
    asked = socket.socket(fileno=int(sys.argv[1]))
    ended, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, int] = {}
    while True:
        ready = select.select([asked.fileno(), ended], [], [], None if running else _IDLE_SECONDS)[0]
        if ended in ready:
            os.read(ended, _LONGEST_REQUEST)
            _reap(running)
        if not ready or (asked.fileno() in ready and not _answer(asked, running)):
            return


def _load() -> None:
    child.refuse_heavy()
    for name in ("bundle", "shop_clock", "batch", "recognise", "formats.sheets.sheet"):
        import_module(f"analytics.importers.{name}")
    for name in (*FORMATS, *_COMMON):
        import_module(name)
    # Children that look for cycles would otherwise copy every page of what is loaded.
    gc.collect()
    gc.freeze()


def _answer(asked: socket.socket, running: dict[int, int]) -> bool:
    """Fork for one request; False when the parent is gone."""
    request, descriptors, _, _ = socket.recv_fds(asked, _LONGEST_REQUEST, _DESCRIPTORS)
    if not request:
        return False
    nursery = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become_child(json.loads(request), descriptors, nursery)
    *passed_on, running[pid] = descriptors
    for descriptor in passed_on:
        os.close(descriptor)
    with contextlib.suppress(BrokenPipeError):
        asked.send(str(pid).encode())
    return True


def _reap(running: dict[int, int]) -> None:
    """Tell of every child that has ended since; `running` maps process ids to the descriptors to tell on."""
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            telling = running.pop(pid)
            os.write(telling, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(telling)


def _become_child(paths: list[str], descriptors: list[int], nursery: int) -> NoReturn:
    code = child.BUG
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for standard, descriptor in enumerate(descriptors[:3]):
            os.dup2(descriptor, standard)
        os.closerange(3, _HIGHEST_DESCRIPTOR)
        sys.argv[1:] = paths
        code = child.main(nursery)
    except BaseException:
        traceback.print_exc()
    finally:
        # Neither the nursery's loop nor its way out is this process's.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
