"""Questions that do not wait for one another, asked at the same time.

Why: DuckDB reads what lies in one block of a table (some hundred thousand orders or members) on one core; two such reads side
by side take the time of the longer one. Each read has a cursor of its own, so nothing is shared between them.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

_LEAST, _MOST = 2, 8


def side_by_side() -> ThreadPoolExecutor:
    """`with side_by_side() as ask: found = ask.submit(work, ...)`; `found.result()` is what it gave, or raises its error.

    The `with` ends when all that was asked has an answer. Works read the shop and change nothing.
    """
    return ThreadPoolExecutor(max_workers=max(_LEAST, min(os.cpu_count() or _LEAST, _MOST)))
