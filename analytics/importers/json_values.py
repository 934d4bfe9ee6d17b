"""Values out of a stranger's JSON as the type that is expected; what is of another type counts as absent."""

from __future__ import annotations

from typing import Any

from analytics.importers.moments import from_epoch


def fields(value: Any) -> dict[str, Any]:
    """The object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The array, [] for anything else."""
    return value if isinstance(value, list) else []


def words(value: Any) -> str:
    """A text, or a number as text (ids); '' for anything else."""
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def instant(value: Any) -> int | None:
    """Epoch seconds or milliseconds, as a number or as digits, on the shop's clock; None for what is no instant."""
    try:
        return None if isinstance(value, bool) else from_epoch(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
