"""Frames that were read from the present state of a shop, kept while they are small enough together.

Why: the views and the parts of a report ask the same questions of the same days; the members of a group or the money of a buyer
are read once between two changes of the shop, not once for each of its measures.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

import pandas as pd

_MOST_BYTES = 64 * 2**20


class KeptFrames:
    """Frames by question; once they are larger than `most_bytes` together, the one not asked for the longest goes first."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._frames: OrderedDict[str, tuple[pd.DataFrame, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, question: str, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """The frame of `read()`, from the last time where it is still here. Whoever changes it changes a copy of their own."""
        with self._lock:
            known = self._frames.get(question)
            if known:
                self._frames.move_to_end(question)
                return known[0].copy(deep=False)
        frame = read()
        self._keep(question, frame)
        return frame.copy(deep=False)

    def _keep(self, question: str, frame: pd.DataFrame) -> None:
        size = int(frame.memory_usage(deep=True).sum())
        with self._lock:
            if question in self._frames or size > self._most_bytes:
                return
            self._frames[question] = (frame, size)
            self._bytes += size
            while self._bytes > self._most_bytes:
                self._bytes -= self._frames.popitem(last=False)[1][1]
