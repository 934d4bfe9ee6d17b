"""What a person said about a file, where the file itself does not say it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Answers:
    """Answers to the questions a file can raise; None or empty = not said, a default is used.

    `chat`: name of the group. `day`: the day of a paste that has no dates. `seen_on`: the day a
    member list was taken. `whole_roster`: the list holds every member. `me`: the exporter's own
    name where the file only says 我. `mapping`: header text → "table.column" for sheets that the
    column dictionary does not know, e.g. {"付了": "orders.gross", "谁": "orders.buyer_name"}.
    `day_order`: "dmy", "mdy" or "ymd" where 03/04/2026 could be two days. `year`: of a text without
    years. `chats`: keys of those of the file's chats that are wanted; None = all of them. `groups`: key of a
    chat → id of the shop's group that it is, or "new". `same_stretch`: talk that is there already from another
    phone or program is shown once (None = yes).
    """

    chat: str | None = None
    day: date | None = None
    seen_on: date | None = None
    whole_roster: bool | None = None
    me: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    day_order: str | None = None
    year: int | None = None
    chats: tuple[str, ...] | None = None
    groups: dict[str, str] = field(default_factory=dict)
    same_stretch: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for the child process."""
        plain = asdict(self)
        for name in ("day", "seen_on"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Answers:
        """The reverse of `to_json`."""
        days = {
            name: date.fromisoformat(plain[name]) if plain.get(name) else None
            for name in ("day", "seen_on")
        }
        chats = plain.get("chats")
        return cls(**{**plain, **days, "chats": None if chats is None else tuple(chats)})
