"""How each kind of row is keyed, versioned and stored. One `Table` a wire table of batch.SCHEMAS.

A key is a hash of values as the file has them, never of anything a person can change (DATA 3).
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.importers.batch import SCHEMAS

_PLACE = ("part", "source_row")
_PERSON = ("chat", "platform_id", "name", "phone")


@dataclass(frozen=True)
class Person:
    """A person a row speaks of: the wire columns' prefix and the stored alias column."""

    prefix: str
    column: str

    @property
    def has_phone(self) -> bool:
        """Only the row's own person carries phone and further names."""
        return self.prefix == ""


@dataclass(frozen=True)
class Table:
    """`identity`: SQL over wire columns that is not NULL where the row has a lossless id of its own.

    `key`: wire or staged columns that make the key where it has none. `versioned`: a changed row
    replaces the earlier one; `updated`: the source's own time of change. `moment`, `resolution`:
    what coverage is made of.
    """

    wire: str
    stored: str
    home: str | None
    key: tuple[str, ...]
    persons: tuple[Person, ...] = ()
    identity: str | None = None
    versioned: bool = False
    updated: str = "null"
    moment: str | None = None
    resolution: str = "'day'"
    chat: bool = True
    # Too long to lie twice in memory: staged without these, which are read again while inserting.
    unstaged: tuple[str, ...] = ()
    # Said of the row by what stands around it: another file may say otherwise of the same row.
    uncompared: tuple[str, ...] = ()
    # Columns that came after shops were made: where they are empty, key and content are what they were without them.
    later: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """Wire columns stored under their own names."""
        said = {f"{person.prefix}{field}" for person in self.persons for field in ("platform_id", "name", "phone")}
        dropped = {*_PLACE, *_PERSON, *said, "other_names"}
        return tuple(name for name in SCHEMAS[self.wire].names if name not in dropped)

    @property
    def ids(self) -> tuple[str, ...]:
        """Stored columns that staging makes out of names."""
        return (*(("chat_id",) if self.chat else ()), *(person.column for person in self.persons))

    @property
    def columns(self) -> tuple[str, ...]:
        """Stored columns after key, content, visible, batch, part, source_row."""
        return (*self.ids, *self.values)


_SELF = Person("", "alias_id")
_WHO = ("chat_id", "alias_id")

TABLES: tuple[Table, ...] = (
    Table("messages", "message_rows", "messages", ("chat_id", "who", "sent_at", "kind", "text"), (_SELF,),
          identity="nullif(message_id, '')", moment="sent_at", resolution="resolution",
          unstaged=("kind", "text", "reply_to", "message_id", "is_self")),
    Table("movements", "movement_rows", None, ("chat_id", "who", "kind", "happened_at", "detail"),
          (_SELF, Person("by_", "by_alias_id"))),
    Table("members", "member_rows", "memberships", ("chat_id", "who", "joined_at"),
          (_SELF, Person("inviter_", "inviter_alias_id")), versioned=True, later=("tags", "lunar_birthday")),
    Table("orders", "order_rows", "orders", ("alias_id", "paid_at", "gross", "product", "line"),
          (_SELF, Person("referrer_", "referrer_alias_id")),
          identity="nullif(order_id, '') || '#' || coalesce(line, 1)",
          versioned=True, updated="updated_at", moment="paid_at", resolution="paid_resolution",
          uncompared=("whole", "receiver", "room"), later=("discount",)),
    Table("events", "event_rows", "events", (*_WHO, "step", "happened_at", "post_id", "amount"), (_SELF,),
          moment="happened_at", resolution="resolution", later=("minutes",)),
    Table("sign_ups", "sign_up_rows", None,
          ("chat_id", "title", "list_key", "run_at", "number", "piece", "words", "first_at", "last_at"), (_SELF,)),
    Table("posts", "post_rows", "posts", ("chat_id", "posted_at", "title", "text"),
          identity="nullif(post_id, '')", moment="posted_at", resolution="resolution"),
    Table("coupons", "coupon_rows", "coupons", ("alias_id", "coupon_name", "issued_at"), (_SELF,),
          identity="nullif(coupon_id, '')", versioned=True,
          moment="coalesce(redeemed_at, issued_at)"),
    Table("invites", "invite_rows", "invites", ("alias_id", "invitee_alias_id", "sent_at"),
          (_SELF, Person("invitee_", "invitee_alias_id")), versioned=True, moment="coalesce(joined_at, sent_at)"),
    Table("scores", "score_rows", "scores", ("alias_id", "asked_at", "kind", "score", "comment"), (_SELF,),
          moment="asked_at"),
    Table("violations", "violation_rows", "violations", (*_WHO, "happened_at", "rule"), (_SELF,), versioned=True,
          moment="happened_at", resolution="resolution"),
    Table("head_counts", "head_count_rows", "head_counts", ("chat_id", "day", "source"), versioned=True, moment="day"),
    Table("chat_days", "chat_day_rows", "chat_days", ("chat_id", "owner", "day"), versioned=True, moment="day",
          later=("owner", "chats", "new_chats", "active_chats")),
    Table("content_days", "content_day_rows", "content_days", ("channel", "day", "metric"), versioned=True,
          moment="day", chat=False),
    Table("tags", "tag_rows", None, (*_WHO, "kind", "label"), (_SELF,),
          identity="concat_ws(chr(31), chat_id, who, kind, label)", versioned=True),
    Table("follow_ups", "follow_up_rows", "follow_ups", ("list_id", "code"), versioned=True, chat=False),
)
BY_WIRE = {table.wire: table for table in TABLES}
# What member_days is made of: wire table and the moment that gives its day.
ROLLED_UP = (("messages", "sent_at"), ("events", "happened_at"))
