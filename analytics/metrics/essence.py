"""Members' lines that the shop marked as the best (精华; METRICS 6.6): remembered by the line's key, whatever is imported later."""

from __future__ import annotations

from analytics.workspace import Workspace

KIND = "essence"


def chosen(workspace: Workspace) -> frozenset[str]:
    """The keys of the marked lines."""
    found = workspace.query("select key from corrections where kind = $kind and value = 'yes'", kind=KIND)
    return frozenset(found["key"])
