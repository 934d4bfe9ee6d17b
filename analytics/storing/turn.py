"""One worker thread a shop: imports come one after another, in the order they were asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Turn:
    """One worker thread a workspace: imports come one after another."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def add(self, work: Callable[[], None]) -> None:
        """Do `work` when everything before it is done."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="qunxi-imports")
                self._thread.start()
            self._queue.put(work)

    def close(self) -> None:
        """Finish what is running and stop."""
        with self._lock:
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            work()
