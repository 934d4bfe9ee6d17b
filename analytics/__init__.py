"""群析: the analysis core. No Streamlit in here; usable from a notebook.

>>> from analytics import Workspace, Scope, Upload, UserError          # doctest: +SKIP

Names load on first use (PEP 562): the reading child imports this package thousands of times
in its life and must never pay for pandas or DuckDB.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.errors import UserError as UserError
    from analytics.importers.upload import Upload as Upload
    from analytics.scope import Scope as Scope
    from analytics.workspace import Workspace as Workspace

_HOMES = {
    "Scope": "analytics.scope",
    "Upload": "analytics.importers.upload",
    "UserError": "analytics.errors",
    "Workspace": "analytics.workspace",
}
__all__ = ["Scope", "Upload", "UserError", "Workspace"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
