"""Lists of everybody an account knows: ids and their names, outside any group.

Who stands in them is no member of anything; they only say what people are called that other files know
by their id. Groups stand among the people; of those only the name is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.importers.answers import Answers
from analytics.importers.batch import NO_CHAT, BatchWriter

ROOM = "@chatroom"
_BETWEEN_NAMES = "\x1f"
_PLATFORM = "WeChat"


@dataclass(frozen=True)
class Person:
    """One entry: an id and the names it goes by, the nickname first; `unsure` says what could not be told of it."""

    platform_id: str
    names: Sequence[str]
    unsure: str = ""


def write_people(people: Iterable[tuple[int, Person]], answers: Answers, out: BatchWriter, part: str = "") -> None:
    """One row a person in `members`, in no group; what a group is called is a title, and no row."""
    for number, person in people:
        if person.platform_id.endswith(ROOM):
            out.chat(person.platform_id, name=next(filter(None, person.names), None), platform=_PLATFORM)
            continue
        out.count_read("members", part)
        if not person.platform_id:
            out.issue("members", part, number, "platform_id", "chat_sender_missing", " ".join(person.names), "rejected")
        else:
            write_names(out, part, number, person.platform_id, person.names)
            if person.unsure:
                out.issue("members", part, number, "name", "chat_list_commas", person.unsure, "blanked")


def write_names(out: BatchWriter, part: str, number: int, platform_id: str, names: Sequence[str]) -> None:
    """The row itself, without counting it: also for senders whose further names stand in a chat's own rows."""
    known = list(dict.fromkeys(filter(None, names)))
    out.row("members", part, number, chat=NO_CHAT, platform_id=platform_id, name=known[0] if known else "",
            other_names=_BETWEEN_NAMES.join(known[1:]) or None)
