"""What an importer hands over: typed frames on disk, issues, and what it learned about the file.

The child writes, the workspace reads. Every table is one Arrow IPC stream file `<table>.arrow`
in the draft folder; `about.json` says the rest. Rows carry `part` (sheet, zip member or '') and
`source_row` (row as Excel counts it; line of the header line in a text; index from 1 in JSON).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers import choosing
from analytics.importers.arrays import as_array

TEXT, MOMENT, DAY = pa.string(), pa.timestamp("us"), pa.date32()
MONEY, WHOLE, REAL, YES_NO = pa.decimal128(18, 2), pa.int64(), pa.float64(), pa.bool_()

# Who a row speaks of, as the file says it. `chat`: room id, else group name, else '' (not said).
_PERSON: dict[str, pa.DataType] = {"chat": TEXT, "platform_id": TEXT, "name": TEXT, "phone": TEXT}
_PLACE: dict[str, pa.DataType] = {"part": TEXT, "source_row": WHOLE}

_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    # One row a chat line, system lines included. platform_id/name: the sender ('' for system lines).
    # message_id: only where the platform's id is lossless. is_self: the exporter's own line.
    "messages": {**_PERSON, "sent_at": MOMENT, "resolution": TEXT, "kind": TEXT, "text": TEXT,
                 "reply_to": TEXT, "message_id": TEXT, "is_self": YES_NO},
    # Derived out of system lines. kind: join | leave | remove | rename | recall.
    # The row's person is who joined/left/...; for rename `detail` is the new group name.
    "movements": {**_PERSON, "kind": TEXT, "happened_at": MOMENT, "resolution": TEXT, "channel": TEXT,
                  "by_platform_id": TEXT, "by_name": TEXT, "detail": TEXT},
    # One row a member as a member list shows them. other_names: further names, joined by U+001F; tags: all of them, so that
    # a list with other tags is another version. birthday: of `birthdays.YEARLESS` where no year is said; lunar_birthday: 08-15.
    "members": {**_PERSON, "other_names": TEXT, "joined_at": MOMENT, "joined_resolution": TEXT,
                "left_at": MOMENT, "left_resolution": TEXT, "left_how": TEXT, "join_channel": TEXT,
                "inviter_platform_id": TEXT, "inviter_name": TEXT, "role": TEXT, "seen_on": DAY,
                "birthday": DAY, "lunar_birthday": TEXT, "tags": TEXT},
    # receiver: a mark, equal for equal receivers; room: the door number of the address, which itself is never kept.
    # One row an order line. person = buyer. line: what tells it from other lines of its order, in whatever file.
    # gross, refund, discount (taken off before gross): yuan of the row; whole: of the whole order, said again on its lines.
    "orders": {**_PERSON, "order_id": TEXT, "line": WHOLE, "paid_at": MOMENT, "paid_resolution": TEXT,
               "updated_at": MOMENT, "gross": MONEY, "refund": MONEY, "status": TEXT, "product": TEXT,
               "channel": TEXT, "store": TEXT, "coupon_id": TEXT, "referrer_name": TEXT, "whole": YES_NO,
               "receiver": TEXT, "room": TEXT, "discount": MONEY},
    # item, quantity: what was signed up for (接龙: "猪肚鸡", 2); amount: yuan, where a price is written.
    # minutes: how long somebody stayed, where a list of viewers says so.
    "events": {**_PERSON, "step": TEXT, "happened_at": MOMENT, "resolution": TEXT, "post_id": TEXT,
               "amount": MONEY, "item": TEXT, "quantity": REAL, "minutes": REAL},
    # One row a thing (piece) of a line of a 接龙, as one file shows it: first_at and last_at are the sendings it was
    # first and last read in; number 0 stands for the list itself. run_at: the list's first sending in the file.
    # list_key: '' in a chat; of a list pasted alone a hash of its lines. price: yuan a piece by the title; amount:
    # yuan that the line itself states, on its first piece.
    "sign_ups": {**_PERSON, "title": TEXT, "list_key": TEXT, "run_at": MOMENT, "number": WHOLE, "piece": WHOLE,
                 "words": TEXT, "item": TEXT, "quantity": REAL, "price": MONEY, "amount": MONEY, "withdrawn": YES_NO,
                 "first_at": MOMENT, "last_at": MOMENT, "resolution": TEXT},
    "posts": {"chat": TEXT, "post_id": TEXT, "posted_at": MOMENT, "resolution": TEXT, "category": TEXT,
              "purpose": TEXT, "production": TEXT, "form": TEXT, "title": TEXT, "text": TEXT,
              "reach": WHOLE, "opens": WHOLE, "clicks": WHOLE, "interactions": WHOLE, "forwards": WHOLE},
    "coupons": {**_PERSON, "coupon_id": TEXT, "coupon_name": TEXT, "issued_at": MOMENT,
                "expires_at": MOMENT, "redeemed_at": MOMENT, "store": TEXT, "channel": TEXT},
    "invites": {**_PERSON, "invitee_name": TEXT, "invitee_platform_id": TEXT, "sent_at": MOMENT,
                "joined_at": MOMENT},
    "scores": {**_PERSON, "asked_at": MOMENT, "kind": TEXT, "score": WHOLE, "comment": TEXT},
    # One row a broken rule of the group. action: 警告, 禁言, 踢出, or as the sheet has it; NULL: nothing said.
    "violations": {**_PERSON, "happened_at": MOMENT, "resolution": TEXT, "rule": TEXT, "action": TEXT},
    "head_counts": {"chat": TEXT, "day": DAY, "members": WHOLE, "source": TEXT},
    # One row a group × day; chat "": all groups of `owner`, and all of the shop where that is empty too.
    # Running totals are taken apart into days: of a running total of speakers, those who spoke for the first time.
    "chat_days": {"chat": TEXT, "day": DAY, "members": WHOLE, "joined": WHOLE, "left_count": WHOLE,
                  "messages": WHOLE, "speakers": WHOLE, "source": TEXT, "owner": TEXT, "chats": WHOLE,
                  "new_chats": WHOLE, "active_chats": WHOLE},
    "content_days": {"channel": TEXT, "day": DAY, "metric": TEXT, "value": REAL},
    # One row a person x column of tags or squads (kind: tag, squad; label: the column's header). tags: joined by U+001F;
    # '' says that the person carries none.
    "tags": {**_PERSON, "label": TEXT, "kind": TEXT, "tags": TEXT},
    # One row a person on one of our own follow-up lists, ticked outside. code: the person, as the list names them.
    "follow_ups": {"list_id": TEXT, "code": TEXT, "reason": TEXT, "made_on": DAY, "status": TEXT, "done_at": MOMENT,
                   "done_by": TEXT, "note": TEXT},
}
SCHEMAS: dict[str, pa.Schema] = {
    table: pa.schema({**_PLACE, **columns}) for table, columns in _COLUMNS.items()
}
ISSUES = pa.schema({"table_name": TEXT, **_PLACE, "column_name": TEXT, "code": TEXT, "value": TEXT, "severity": TEXT})
# Rows of sheets that could not be read, as they stand. cells: a JSON list; a row up to `header_row` is a title or the header.
REFUSED = pa.schema({**_PLACE, "header_row": WHOLE, "cells": TEXT})
RESOLUTIONS = ("second", "minute", "day", "none")
KINDS = (
    "text", "image", "voice", "video", "file", "sticker", "link", "miniapp", "channels", "location", "card",
    "redpacket", "transfer", "quote", "merged", "pat", "solitaire", "notice", "system", "join", "leave",
    "remove", "recall", "rename", "call", "vote", "other",
)
ROLES = ("群主", "管理员", "运营", "客服", "机器人", "氛围组", "KOC", "成员")
SEVERITIES = ("rejected", "skipped", "blanked")
# Before the name of a file among several: the chat of rows that name none, called after the file.
NAMELESS = "\x1e"
# The chat of rows that speak of people outside any group: an address book is no member list.
NO_CHAT = "\x1f"
_FLUSH_ROWS = 20_000
_MOST_REFUSED = 20_000
_OTHERS = {"issues": ISSUES, "refused": REFUSED}
_LONGEST_VALUE = 200


class BatchWriter:
    """Collects what one file holds, in a folder; memory stays flat however long the file is.

    `rows_read` counts records a home table by part: everything that is not blank, title or header.
    Equation of the receipt: rows_read = rows written + rows with a `rejected` or `skipped` issue.
    """

    def __init__(self, folder: Path, member: str = "") -> None:
        """`member`: the file inside an archive that is read; it then stands in every `part`."""
        self.folder = folder
        self._member = member
        self._nameless = ""
        self.about: dict[str, Any] = {"format": None, "chats": [], "parts": [], "questions": [], "read": [], "members": []}
        self._waiting: dict[str, list[Mapping[str, Any]]] = {}
        self._writers: dict[str, pa.ipc.RecordBatchStreamWriter] = {}
        self._read: dict[tuple[str, str], int] = {}
        self._said: Counter[str] = Counter()
        self._refused = 0

    @property
    def rows(self) -> int:
        """Records met so far."""
        return sum(list(self._read.values()))

    def enter(self, member: str) -> None:
        """What follows comes from `member`, one of several files: it names the chats that name themselves nowhere."""
        self._member = member
        self._nameless = NAMELESS + member
        self.about["members"].append(member)

    def row(self, table: str, part: str, source_row: int, **values: Any) -> None:
        """Add one row; columns not given are NULL, person columns not given are ''."""
        if self._nameless and not values.get("chat") and "chat" in _COLUMNS[table]:
            values["chat"] = self._nameless
        self._push(table, {"part": self._place(part), "source_row": source_row, **values})

    def arrow(self, table: str, batch: pa.RecordBatch) -> None:
        """Add many rows at once; `batch` has exactly the columns of `SCHEMAS[table]`, in order."""
        self._flush(table)
        if self._member:
            places = [self._place(part) for part in batch["part"].to_pylist()]
            batch = batch.set_column(0, "part", pa.array(places, TEXT))
        if self._nameless and "chat" in batch.schema.names:
            named = pc.replace_with_mask(batch["chat"], pc.equal(batch["chat"], ""), pa.scalar(self._nameless))
            batch = batch.set_column(batch.schema.get_field_index("chat"), "chat", named)
        self._send(table, batch)

    def issue(self, table: str, part: str, source_row: int, column: str, code: str, value: object,
              severity: str) -> None:
        """Say what could not be used. severity: rejected (row lost), skipped (no data row), blanked."""
        shown = None if value is None else str(value)[:_LONGEST_VALUE]
        self._push("issues", {"table_name": table, "part": self._place(part), "source_row": source_row,
                              "column_name": column, "code": code, "value": shown, "severity": severity})

    def refuse(self, part: str, source_row: int, header_row: int, cells: Sequence[object]) -> None:
        """Put a row of a sheet aside as it stands, beside the issue that says why; so many that a person could mend them."""
        self._refused += 1
        if self._refused <= _MOST_REFUSED:
            said = json.dumps(list(cells), ensure_ascii=False, default=str)
            self._push("refused", {"part": self._place(part), "source_row": source_row, "header_row": header_row, "cells": said})

    def count_read(self, table: str, part: str, count: int = 1) -> None:
        """Count records met whose home is `table`."""
        part = self._place(part)
        self._read[table, part] = self._read.get((table, part), 0) + count

    def chat(self, key: str, *, name: str | None = None, platform: str | None = None,
             kind: str = "group", head_count: int | None = None, me: str | None = None) -> None:
        """Say what is known about a chat. `key` is what the rows' `chat` column holds."""
        key = key or self._nameless
        known = next((chat for chat in self.about["chats"] if chat["key"] == key), None)
        if known is None:
            known = {"key": key, "name": None, "platform": None, "kind": kind, "head_count": None, "me": None}
            self.about["chats"].append(known)
        for field, value in (("name", name), ("platform", platform), ("head_count", head_count), ("me", me)):
            if value is not None:
                known[field] = value

    def part(self, part: str, table: str | None, **facts: Any) -> None:
        """Say how one sheet or member was understood (shown in the preview)."""
        self.about["parts"].append({"part": self._place(part), "table": table, **facts})

    def ask(self, kind: str, **facts: Any) -> None:
        """Raise a question that has a default; the preview shows it."""
        self.about["questions"].append({"kind": kind, **facts})

    def finish(self, chats: Collection[str] | None = None) -> None:
        """Write what is waiting and the `about.json`; the folder is then complete.

        `chats`: keys of the only chats wanted; rows of the others leave again and are not counted as read.
        `chat_rows` of the `about` says how many messages the file holds of each.
        """
        for table in list(self._waiting):
            self._flush(table)
        for writer in self._writers.values():
            writer.close()
        self.about["chat_rows"] = dict(self._said)
        if chats is not None:
            for place, count in choosing.leave_out(self.folder, [NO_CHAT, *chats]).items():
                if place in self._read:
                    self._read[place] -= count
        self.about["read"] = [[table, part, count] for (table, part), count in self._read.items()]
        target = self.folder / "about.json"
        target.write_bytes(json.dumps(self.about, ensure_ascii=False).encode("utf-8", "replace"))

    def _place(self, part: str) -> str:
        return "/".join(filter(None, (self._member, part)))

    def _push(self, table: str, row: Mapping[str, Any]) -> None:
        waiting = self._waiting.setdefault(table, [])
        waiting.append(row)
        if len(waiting) >= _FLUSH_ROWS:
            self._flush(table)

    def _flush(self, table: str) -> None:
        waiting = self._waiting.get(table)
        if not waiting:
            return
        self._send(table, _record_batch(waiting, _OTHERS.get(table) or SCHEMAS[table]))
        waiting.clear()

    def _send(self, table: str, batch: pa.RecordBatch) -> None:
        if table == "messages":
            self._said.update({one["values"]: one["counts"] for one in pc.value_counts(batch["chat"]).to_pylist()})
        self._writer(table, batch.schema).write_batch(batch)

    def _writer(self, table: str, schema: pa.Schema) -> pa.ipc.RecordBatchStreamWriter:
        if table not in self._writers:
            self._writers[table] = pa.ipc.new_stream(str(self.folder / f"{table}.arrow"), schema)
        return self._writers[table]


def _record_batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    unknown = set().union(*rows) - set(schema.names)
    if unknown:
        raise KeyError(f"columns not in the schema: {sorted(unknown)}")
    columns = [
        as_array([row.get(field.name, "" if field.name in _PERSON else None) for row in rows], field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
