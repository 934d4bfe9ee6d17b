"""Which days: 最近7天, 30天, 本月, 上月, 全部, 自选 — all told by the data's clock, never by today's."""

from __future__ import annotations

from datetime import date, timedelta

from analytics import Workspace
from pages.parts import address

PRESETS = ("all", "7d", "30d", "month", "last_month", "own")
Days = tuple[date | None, date | None]


def preset() -> str:
    """The id of the chosen preset; "all" where nothing (or nonsense) was chosen."""
    if address.value("from") or address.value("to"):
        return "own"
    chosen = address.value("period")
    return chosen if chosen in PRESETS else "all"


def chosen(workspace: Workspace) -> Days:
    """First and last day, both inclusive; (None, None) = everything there is."""
    name = preset()
    if name == "all":
        return None, None
    if name == "own":
        return _own()
    return days(name, workspace.as_of)


def days(name: str, as_of: date) -> Days:
    """What a preset means when the data end on `as_of`.

    >>> days("7d", date(2026, 6, 30))
    (datetime.date(2026, 6, 24), datetime.date(2026, 6, 30))
    >>> days("last_month", date(2026, 1, 15))
    (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31))
    """
    month = as_of.replace(day=1)
    before = month - timedelta(days=1)
    return {
        "7d": (as_of - timedelta(days=6), as_of),
        "30d": (as_of - timedelta(days=29), as_of),
        "month": (month, as_of),
        "last_month": (before.replace(day=1), before),
    }[name]


def choose(name: str, own: Days = (None, None)) -> None:
    """Remember a preset, or for "own" its days."""
    first, last = own
    address.choose("period", name if name not in {"all", "own"} else None)
    address.choose("from", first.isoformat() if name == "own" and first else None)
    address.choose("to", last.isoformat() if name == "own" and last else None)


def _own() -> Days:
    first, last = _day(address.value("from")), _day(address.value("to"))
    return (last, first) if first and last and last < first else (first, last)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
