"""导入资料: drop in what you have, see what it is, keep it; what was imported can be taken back.

An import is a job of the shop (DATA 1): it goes on when the person clicks elsewhere or closes the
tab. This view only starts jobs, looks at them, and passes on what the person decides.
"""

from __future__ import annotations

from analytics import Scope, Workspace
from pages.data import heap, history, intake, pasting, prices, progress, tasks


def show(ws: Workspace, scope: Scope) -> None:
    """The whole of it, top to bottom: drop, watch, decide, paste, small tasks, what is there.

    The paste box stands below the files: the sentence about a screenshot points there.
    """
    intake.drop_area(ws)
    progress.show(ws)
    heap.show(ws)
    pasting.show(ws)
    tasks.show(ws)
    prices.show(ws)
    history.show(ws)
