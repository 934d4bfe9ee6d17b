"""Which group a row belongs to: room id, else the name inside the file, else what the file is called.

A group named like a known one is that one only where speakers or lines say so; what they do not say is asked
(question same_group), and what a person decided (merge, split, answer) comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd

from analytics.importers.batch import NAMELESS, NO_CHAT
from analytics.storing import known_chats
from analytics.storing.chats import chat_id_of, name_from_file, plain_name, type_in_name
from analytics.storing.draughted import Draughted
from analytics.storing.kinship import Kin, Kinship
from analytics.storing.known_chats import Chat, Place

# Answers.groups: this group of the file is none of those the shop knows; or its rows stand outside any group.
NEW, OUTSIDE = "new", ""
_ROOM = "@chatroom"  # WeChat's ids of groups end so: an id for good, also where no file has said a name yet
# Platforms whose files call their groups by ids alone.
_BY_ID = frozenset({"WeCom"})
# Tables whose rows need a group; the others may stand outside any group.
_NEEDS_CHAT = frozenset({"messages", "movements"})


class ChatBook:
    """The groups a shop knows, and what a new file's groups are among them.

    `placed`: wire table → chat key → the group before merges and splits; `final`: that group → the one after
    them; `questions`: what the file leaves open.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, draft: Draughted, kinship: Kinship) -> None:
        self._draft, self._kin = draft, kinship
        self.known = known_chats.read(cursor)
        self._before = known_chats.placed_before(cursor, draft.about.get("sha256", ""))
        self.new: dict[str, Chat] = {}
        self.placed: dict[str, dict[str, str | None]] = {}
        self.final: dict[str, str] = {}
        self.questions: list[dict[str, Any]] = []
        self._merges = dict(cursor.execute("select key, value from corrections where kind = 'chat_merge'").fetchall())
        self._splits = dict(cursor.execute("select key, value from corrections where kind = 'chat_split'").fetchall())
        self._called: set[tuple[str, str, str | None]] = set()
        self._found: dict[str, str] = {}

    def place(self, key: str, table: str) -> str | None:
        """The chat_id for a row's `chat` value in `table`; None = outside any group."""
        groups = self._draft.answers.groups
        forced = groups.get(f"{table}:{key}", groups.get(key, self._once(table, key)))
        if forced == OUTSIDE or key == NO_CHAT:
            return self._remember(table, key, None, None)
        place = self._place(key, table)
        if place is None:
            return self._remember(table, key, None if table != "members" else self._for_roster(key), None)
        if key not in self._found:
            self._found[key] = self._chosen(place, forced) if forced else self._find(place)
        return self._remember(table, key, self._found[key], place)

    def _once(self, table: str, key: str) -> str | None:
        """Where this very file was laid before: what it says too little of is not weighed a second time."""
        return None if self._draft.answers.chat else self._before.get(table, {}).get(key)

    def save(self, cursor: duckdb.DuckDBPyConnection, batch: int) -> None:
        """Write new groups, and what this import calls each of its groups."""
        for chat in self.new.values():
            cursor.execute(
                "insert into known_chats (chat_id, source_key, chat_name, chat_type, platform) "
                "select $id, $key, coalesce((select value from corrections where kind = 'chat_name' and key = $id), $name), "
                "coalesce((select value from corrections where kind = 'chat_type' and key = $id), $type), $platform",
                {"id": chat.chat_id, "key": min(chat.rooms, default=chat.name), "name": chat.name,
                 "type": type_in_name(chat.name), "platform": chat.platform})
        self._hear_names()
        named = dict(cursor.execute("select chat_id, chat_name from known_chats").fetchall())
        for chat_id, name, room in sorted(self._called, key=str):
            cursor.execute("insert into chat_names values (?, ?, ?, null, ?)", [chat_id, name, room, batch])
            # A group that was known by its room's id alone has a name now.
            if room is not None and named.get(chat_id) == room and room != name:
                cursor.execute("update known_chats set chat_name = ?, chat_type = ? where chat_id = ?",
                               [name, type_in_name(name), chat_id])
                named[chat_id] = name

    def _hear_names(self) -> None:
        """What the file calls groups that are known by their room's id, whether or not it has rows of them."""
        for said in self._draft.about["chats"]:
            for chat in self.known.values():
                if said["name"] and said["key"] in chat.rooms:
                    self._called.add((self._decided(chat.chat_id, None), said["name"], said["key"]))

    def _place(self, key: str, table: str) -> Place | None:
        """What the file says of the group; None where it says nothing and the table needs no group."""
        said: dict[str, Any] = next((chat for chat in self._draft.about["chats"] if chat["key"] == key), {})
        file_name, named = self._draft.file_name, said.get("name")
        if key.startswith(NAMELESS):
            key, file_name = "", key.removeprefix(NAMELESS)
        by_id = key.endswith(_ROOM) or said.get("platform") in _BY_ID
        room = key if key and key != named and (named or by_id) else None
        name = self._draft.answers.chat or named or key
        if not name and table in _NEEDS_CHAT:
            name = name_from_file(file_name) or file_name
        return Place(key, name, room, said.get("platform")) if name else None

    def _for_roster(self, key: str) -> str | None:
        file_name = key.removeprefix(NAMELESS) if key.startswith(NAMELESS) else self._draft.file_name
        from_file = plain_name(name_from_file(file_name))
        for chat in self._all():
            if from_file and from_file in chat.names:
                return chat.chat_id
        return self._all()[0].chat_id if len(self._all()) == 1 else None

    def _all(self) -> list[Chat]:
        return [*self.known.values(), *self.new.values()]

    def _remember(self, table: str, key: str, base: str | None, place: Place | None) -> str | None:
        self.placed.setdefault(table, {})[key] = base
        if base is None:
            return None
        chat_id = self.final[base] = self._decided(base, place)
        if place is not None:
            self._called.add((chat_id, place.name, place.room))
        return chat_id

    def _decided(self, base: str, place: Place | None) -> str:
        """The group after what people decided: this file's part was split off, or the group was merged into another."""
        found: str = self._splits.get(f"{self._draft.about.get('sha256', '')}|{base}", base)
        for _ in range(len(self._merges)):
            found = self._merges.get(found, found)
        if found not in self.known and found not in self.new:
            twin = self.known.get(base) or self.new.get(base)
            self._make(found, place or Place("", twin.name if twin else found, None, twin.platform if twin else None))
        if base in self.new and base != found:
            del self.new[base]
        return found

    def _chosen(self, place: Place, answer: str) -> str:
        """The group that a person chose, or that was chosen before."""
        if answer == NEW:
            return self._make(self._free_id(place), place)
        return answer if answer in self.known or answer in self.new else self._make(answer, place)

    def _find(self, place: Place) -> str:
        if place.room:
            for chat in self._all():
                if place.room in chat.rooms:
                    return chat.chat_id
        alike = [chat for chat in self._all() if place.plain in chat.names]
        alike = [chat for chat in alike if not _other_room(place, chat)] or alike
        return self._among(place, alike) if alike else self._unheard_of(place)

    def _among(self, place: Place, alike: list[Chat]) -> str:
        """One of the groups of this name, or one more of it."""
        kin = {chat.chat_id: self._kin.to(place.key, chat.chat_id) for chat in alike}
        alike.sort(key=lambda chat: (-kin[chat.chat_id].share, place.plain != plain_name(chat.name), chat.chat_id))
        best = alike[0]
        apart = _other_room(place, best)
        # Two keys of one name in one file; the name that a person typed; the same people.
        if not apart and (best.chat_id in self.new or self._draft.answers.chat or self._kin.is_same(kin[best.chat_id])):
            return best.chat_id
        same = next((one for one in self._kin.same_lines(place.key) if one in kin), None)
        if same and not apart:
            return self._ask(place, same, "same_lines", kin[same])
        judged = apart or self._kin.can_judge(kin[best.chat_id])
        if not judged and len(alike) > 1 and kin[alike[1].chat_id].share == kin[best.chat_id].share:
            return self._ask(place, best.chat_id, "several", kin[best.chat_id])
        if not judged and (kin[best.chat_id].shared or not kin[best.chat_id].of):
            return best.chat_id
        return self._ask(place, best.chat_id, "other_room" if apart else "nobody_shared" if judged else "few_people",
                         kin[best.chat_id], joined=not judged)

    def _unheard_of(self, place: Place) -> str:
        """No group of this name: the lines, or a renaming and the speakers, may still say that it is a known one."""
        for chat_id in self._kin.same_lines(place.key):
            if not _other_room(place, self.known[chat_id]):
                return self._ask(place, chat_id, "same_lines", self._kin.to(place.key, chat_id))
        if not place.room and place.plain in self._kin.new_names(place.key):
            kin = sorted(((self._kin.to(place.key, chat), chat) for chat in self.known), key=lambda one: (-one[0].share, one[1]))
            if kin and self._kin.is_same(kin[0][0]):
                return self._ask(place, kin[0][1], "renamed", kin[0][0])
        return self._make(self._free_id(place), place)

    def _ask(self, place: Place, chat_id: str, why: str, kin: Kin, joined: bool = True) -> str:
        """Raise the question with its default at work: joined, or a group of its own."""
        first, last = self._kin.reach(place.key)
        made = chat_id if joined else self._make(self._free_id(place), place)
        self.questions.append({
            "kind": "same_group", "key": place.key, "chat": place.name, "chat_id": chat_id, "why": why,
            "default": chat_id if joined else NEW, "shared": kin.shared, "of": min(kin.of, kin.known),
            "equal": kin.equal, "lines": kin.lines, "first_at": first, "last_at": last})
        return made

    def _free_id(self, place: Place) -> str:
        """An id that follows from the name, or from the room id where the name is taken."""
        taken = {chat.chat_id for chat in self._all()} | set(self._merges)
        named = any(place.plain in chat.names for chat in self._all())
        first = chat_id_of(place.room if named and place.room else place.plain)
        numbered = (chat_id_of(f"{place.room or place.plain}#{number}") for number in range(2, len(taken) + 3))
        return first if first not in taken or first in self._merges else next(one for one in numbered if one not in taken)

    def _make(self, chat_id: str, place: Place) -> str:
        self.new[chat_id] = Chat(chat_id, place.name, place.platform, {place.plain}, {place.room} if place.room else set())
        return chat_id


def _other_room(place: Place, chat: Chat) -> bool:
    """Both have ids, and they differ (equal ones were found before)."""
    return bool(place.room and chat.rooms and place.room not in chat.rooms)


def chat_map(book: ChatBook, keys: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """One row a (wire table, chat value of its rows): table_name, source_chat, chat_id."""
    rows = [(table, key, book.place(key, table)) for table, key in keys]
    return pd.DataFrame({
        "table_name": pd.Series([row[0] for row in rows], dtype="str"),
        "source_chat": pd.Series([row[1] for row in rows], dtype="str"),
        "chat_id": pd.Series([row[2] for row in rows], dtype="str"),
    })
