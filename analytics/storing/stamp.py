"""The one place that reads the system clock: when something was imported or decided, never as_of."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """This moment, local; to the microsecond, so that what was decided before an import is told from what came after."""
    return datetime.now()
