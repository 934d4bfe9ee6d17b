"""One chat in every dialect: each module writes the lines of a story as one family of exporters does.

A module beside this one offers `DIALECTS`, a tuple of `Dialect`. The tests import what it writes and
compare it with the story; what a dialect cannot carry stands in its fields, and is its documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.analytics.importers.dialects.story import Line, Person

Files = Mapping[str, bytes]


def card_of(person: Person) -> str:
    """The name a group shows."""
    return person.card or person.nick


def wxid_of(person: Person) -> str:
    """WeChat's own id."""
    return person.wxid


def nobody(person: Person) -> str:
    """For dialects without ids."""
    return ""


@dataclass(frozen=True)
class Dialect:
    """How one exporter writes a chat, and what is lost on the way.

    `format`: the only format that may claim each file that holds messages. `write`: lines → file name → bytes, in the
    order they are imported. `resolution`: second, minute, day or none. `name`: the name a reader gets for a sender
    (None for a line of the client); `ids`: the sender's id, '' where there is none.
    `kinds`: story kind → the kind that can be told. `leaves_out`: story kinds of which nothing is written.
    `text`: the text expected of a line, where it is not the line's own. `movements`: whether joins, removals and
    renames come out. `replies`: whether an answer says what it answers. `self_name`: the name of one's own lines.
    `names_chat`: whether the file says the group's name. `companions`: files that hold no messages (names of members).
    `generated`: takes part in the round trips of generated chats; `awkward`: texts its lines cannot hold.
    """

    title: str
    format: str
    write: Callable[[Sequence[Line]], Files]
    resolution: str = "second"
    name: Callable[[Person], str] = card_of
    ids: Callable[[Person], str] = nobody
    kinds: Mapping[str, str] = field(default_factory=dict)
    leaves_out: frozenset[str] = frozenset()
    text: Callable[[Line], str | None] = lambda line: line.text
    movements: bool = True
    replies: bool = False
    self_name: str | None = None
    names_chat: bool = True
    companions: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    generated: bool = True
    awkward: Callable[[str], bool] = lambda text: False

    def sender(self, person: Person) -> str:
        """The name expected of a line of `person`."""
        return self.self_name if person.me and self.self_name is not None else self.name(person)


def every_dialect() -> list[Dialect]:
    """All dialects of all modules beside this one."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in {"__init__", "story"})
    return [dialect for module in modules for dialect in import_module(f"{__name__}.{module}").DIALECTS]
