"""What people decided about a group, its people and its posts, taken along when rows change their group.

Aliases hold their group and keys hold it too, so both are new afterwards; a decision names the old ones.
"""

from __future__ import annotations

import duckdb

from analytics.storing.staging import alias_id

# Decisions about groups themselves: they name groups on purpose.
_ABOUT_GROUPS = ("chat_merge", "merged_name", "chat_split", "chat_name", "chat_type",
                 # Numbers typed of a group stay its own: they are added up when read (facts typed_group_numbers).
                 "group_cost", "group_asked", "group_matched")


class Following:
    """Made before the rows of `batches` move from group `old` to `new`; `settle` afterwards.

    `moved`: nothing of `old` stays behind, so that what was decided about its days goes along too.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, old: str, new: str, batches: list[int], *, moved: bool) -> None:
        self._cursor, self._old, self._new, self._moved = cursor, old, new, moved
        rows = cursor.execute(
            "select alias_id, platform_id, name, phone from known_aliases where chat_id = ?", [old]).fetchall()
        self._aliases = {alias: alias_id(new, platform_id, name, phone) for alias, platform_id, name, phone in rows}
        numbers = ", ".join(map(str, batches)) or "null"
        cursor.execute(
            "create temp table old_keys as select table_name, batch, part, source_row, key from sightings "
            f"where table_name in ('messages', 'posts') and batch in ({numbers})")

    def settle(self) -> None:
        """Let every decision name the new aliases, keys and group as well."""
        self._follow_posts()
        self._follow_corrections()
        self._follow_identities()
        self._follow_people()
        if self._moved:
            self._follow_head_counts()
            self._cursor.execute("update known_sop_tasks set chat_id = ? where chat_id = ?", [self._new, self._old])

    def _follow_posts(self) -> None:
        """Corrected categories and marks: a post's id is made of its row's key, a message's is the key."""
        about_posts = [(kind, letter, wire) for kind in ("category", "category_checked", "purpose", "production")
                       for letter, wire in (("m", "messages"), ("p", "posts"))]
        for kind, letter, wire in (*about_posts, ("mark", "", "messages")):
            self._cursor.execute(
                f"insert into corrections select c.kind, '{letter}' || cast(cast(s.key as uuid) as text), c.value, c.decided_at "
                f"from corrections c join old_keys o on o.table_name = '{wire}' "
                f"and c.key = '{letter}' || cast(cast(o.key as uuid) as text) "
                "join sightings s on s.table_name = o.table_name and s.batch = o.batch and s.part = o.part "
                f"and s.source_row = o.source_row and s.key <> o.key where c.kind = '{kind}' "
                f"and '{letter}' || cast(cast(s.key as uuid) as text) not in (select key from corrections where kind = '{kind}')")
        self._cursor.execute("drop table old_keys")

    def _follow_corrections(self) -> None:
        known = {(kind, key) for kind, key in self._cursor.execute("select kind, key from corrections").fetchall()}
        groups = ", ".join(f"'{kind}'" for kind in (*_ABOUT_GROUPS, "category", "mark"))
        for kind, key, value, decided_at in self._cursor.execute(
                f"select kind, key, value, decided_at from corrections where kind not in ({groups})").fetchall():
            if (found := self._renamed(key)) != key and (kind, found) not in known:
                self._cursor.execute("insert into corrections values (?, ?, ?, ?)", [kind, found, value, decided_at])

    def _renamed(self, key: str) -> str:
        """`key` with old aliases and, beside one of them or when all moved, the old group replaced."""
        tokens = key.split("|")
        people = {token: str(self._aliases[int(token)]) for token in tokens
                  if token.lstrip("-").isdigit() and int(token) in self._aliases}
        groups = {self._old: self._new} if people or self._moved else {}
        return "|".join({**people, **groups}.get(token, token) for token in tokens)

    def _follow_identities(self) -> None:
        known = set(self._cursor.execute("select alias_a, alias_b, decision from identity_decisions").fetchall())
        for a, b, decision, decided_at in self._cursor.execute(
                "select alias_a, alias_b, decision, decided_at from identity_decisions order by decided_at").fetchall():
            pair = (self._aliases.get(a, a), self._aliases.get(b, b), decision)
            if pair not in known:
                self._cursor.execute("insert into identity_decisions (alias_a, alias_b, decision, decided_at) "
                                     "values (?, ?, ?, ?)", [*pair, decided_at])

    def _follow_people(self) -> None:
        """Follow-ups go with their person where nobody of that alias is left in the old group."""
        for table in ("known_follow_ups", "follow_up_rows", "experiment_people"):
            for (alias,) in self._cursor.execute(f"select distinct alias_id from {table}").fetchall():
                new = self._aliases.get(alias)
                if new is not None and self._moved:
                    self._cursor.execute(f"update {table} set alias_id = ? where alias_id = ?", [new, alias])

    def _follow_head_counts(self) -> None:
        self._cursor.execute(
            "update head_count_rows h set chat_id = $new, key = md5_number(concat_ws('|', 'typed', $new, h.day)) "
            "where h.chat_id = $old and h.source = 'typed' and h.day not in ("
            "select day from head_count_rows where chat_id = $new and source = 'typed')", {"old": self._old, "new": self._new})
