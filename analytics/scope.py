"""Which part of a shop's record a question is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scope:
    """A choice of groups and local days, both ends inclusive.

    `chats`: chat ids (or exact group names, for notebooks); None = all. `start`, `end`: None = all
    coverage. `as_of`: the day to look from; None = `end`, else the workspace's last covered day.
    `include_staff`: count the operator's own people among the members.
    """

    chats: tuple[str, ...] | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    include_staff: bool = False


@dataclass(frozen=True)
class Resolved:
    """A scope with every end filled from the data. `chats`: ids; `all_chats`: nothing was left out."""

    chats: tuple[str, ...]
    start: date
    end: date
    as_of: date
    include_staff: bool = False
    all_chats: bool = True
