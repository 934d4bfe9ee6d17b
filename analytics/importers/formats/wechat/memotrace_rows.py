"""MemoTrace v1 rows, a block of columns at a time: a million rows take a second or two.

Almost all rows are turned by whole columns; system rows, 接龙, quotes and rows whose moment needs a
second look go through `ChatLines` one by one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers import moments
from analytics.importers.batch import SCHEMAS, BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.kinds import kind_of_code
from analytics.importers.system_lines import ME

# Fields that rows are read from; a file that lacks one has '' there.
FIELDS = ("TalkerId", "Type", "SubType", "IsSender", "CreateTime", "StrContent", "StrTime", "Remark", "NickName",
          "Sender", "MsgSvrID")
_FAST_FIELDS = ("TalkerId", "IsSender", "StrContent", "Remark", "NickName", "Sender", "MsgSvrID", "kind", "moment",
                "row")
UNKNOWN = "未知"
# CreateTime as seconds: 1973 to 2100.
_EARLIEST, _LATEST = 100_000_000, 4_102_444_800
_SECONDS = r"^[0-9]{9,10}$"
_SERVER_ID = re.compile(r"\d{15,20}")
# Kinds whose content is markup for the client, not words.
_TITLED = frozenset({"solitaire", "notice", "quote", "link", "file", "miniapp", "channels", "merged"})
_WORDED = _TITLED | {"text", "transfer", "redpacket"}
_SYSTEM_KINDS = frozenset({"system", "recall", "pat"})
_PAT_SUBTYPE = "4"


class MemotraceRows:
    """Writes blocks whose columns are named as in FIELDS.

    `main_talker`: the chat that a file of one chat is about (its rows leave the chat unnamed);
    None for a file of many, whose chats are named by their number.
    """

    def __init__(self, out: BatchWriter, part: str, me: str | None, main_talker: str | None) -> None:
        self._out, self._part, self._me, self._main = out, part, me, main_talker
        self._lines = ChatLines(out, part, me=me)
        self._talkers: set[str] = set()

    def write(self, rows: Sequence[int], batch: pa.RecordBatch) -> None:
        """One block; blank records are left out."""
        empty = pa.repeat("", len(batch))
        fields = {field: batch.column(field) if field in batch.schema.names else empty for field in FIELDS}
        kind = _kinds(fields["Type"], fields["SubType"])
        moment = _moments(fields["CreateTime"])
        content = fields["StrContent"]
        slow = pc.or_(pc.or_(_slow_kind(kind, content), pc.is_null(moment)), _slow_text(content))
        picked = pa.RecordBatch.from_pydict({**fields, "kind": kind, "moment": moment, "row": pa.array(rows, pa.int64())})
        self._know_chats(fields["TalkerId"])
        self._write_columns(picked.select(_FAST_FIELDS).filter(pc.invert(slow)))
        for values in picked.filter(slow).to_pylist():
            self._write_one(values)

    def finish(self) -> None:
        """Write what is waiting."""
        self._lines.finish()

    def reject(self, row: int, value: str) -> None:
        """A record whose fields could not be told apart."""
        self._lines.reject(row, "", "chat_row_broken", value)

    def _write_columns(self, rows: pa.RecordBatch) -> None:
        count = len(rows)
        if not count:
            return
        is_self = pc.equal(rows.column("IsSender"), "1")
        kind = rows.column("kind")
        columns: dict[str, Any] = {
            "part": pa.repeat(self._part, count), "source_row": rows.column("row"),
            "chat": self._chats(rows.column("TalkerId")),
            "platform_id": rows.column("Sender"), "name": self._names(rows, is_self), "phone": pa.repeat("", count),
            "sent_at": rows.column("moment").view(pa.timestamp("us")), "resolution": pa.repeat("second", count),
            "kind": kind,
            "text": pc.if_else(pc.equal(kind, "text"), rows.column("StrContent"), pa.scalar(None, pa.string())),
            "reply_to": pa.nulls(count, pa.string()), "message_id": _server_ids(rows.column("MsgSvrID")),
            "is_self": is_self,
        }
        schema = SCHEMAS["messages"]
        self._out.arrow("messages", pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema))
        self._out.count_read("messages", self._part, count)

    def _names(self, rows: pa.RecordBatch, is_self: pa.Array) -> pa.Array:
        name = _first_filled(rows.column("NickName"), rows.column("Remark"))
        name = _first_filled(name, pc.if_else(is_self, self._me or ME, ""))
        return _first_filled(name, pc.if_else(pc.equal(rows.column("Sender"), ""), UNKNOWN, ""))

    def _write_one(self, values: dict[str, Any]) -> None:
        if not any(values[field] for field in FIELDS):
            return
        row, kind, text = values["row"], values["kind"], values["StrContent"]
        moment, resolution = self._moment(values)
        if moment is None:
            self._lines.reject(row, "sent_at", "chat_moment_impossible", values["StrTime"] or values["CreateTime"])
            return
        self._lines.chat = self._chat(values["TalkerId"])
        message_id = values["MsgSvrID"] if _SERVER_ID.fullmatch(values["MsgSvrID"]) else None
        if kind in _SYSTEM_KINDS:
            hint = "pat" if values["SubType"] == _PAT_SUBTYPE else kind
            self._lines.system(row, moment, resolution, text, message_id=message_id, kind=hint)
            return
        is_self = values["IsSender"] == "1"
        written = values["NickName"] or values["Remark"]
        nobody = "" if is_self or values["Sender"] else UNKNOWN
        self._lines.add(row, moment, resolution, written or nobody, _words(kind, text), platform_id=values["Sender"],
                        kind=None if kind == "text" else kind, message_id=message_id, is_self=is_self)

    def _moment(self, values: dict[str, Any]) -> tuple[int | None, str]:
        """The epoch where it is one, else the time as text (a re-saved sheet has lost its seconds)."""
        if values["moment"] is not None:
            return values["moment"], "second"
        try:
            epoch = moments.from_epoch(float(values["CreateTime"]))
        except ValueError:
            epoch = None
        # 1.6E+09 and the like are rounded; the text beside it is better.
        if epoch is not None and values["CreateTime"].isdigit():
            return epoch, "second"
        return moments.read_moment(values["StrTime"]), moments.resolution_of(values["StrTime"].partition(" ")[2])

    def _know_chats(self, talkers: pa.Array) -> None:
        for talker in pc.unique(talkers).to_pylist():
            if talker not in self._talkers and talker != "":
                self._talkers.add(talker)
                self._out.chat(self._chat(talker), platform="WeChat", me=self._me)

    def _chats(self, talkers: pa.Array) -> pa.Array:
        found = talkers.dictionary_encode()
        keys = pa.array([self._chat(talker) for talker in found.dictionary.to_pylist()], pa.string())
        return keys.take(found.indices)

    def _chat(self, talker: str) -> str:
        return "" if talker in ("", self._main) else f"TalkerId {talker}"


def _kinds(types: pa.Array, subtypes: pa.Array) -> pa.Array:
    both = pc.binary_join_element_wise(types, subtypes, "/").dictionary_encode()
    return pa.array([_kind(code) for code in both.dictionary.to_pylist()], pa.string()).take(both.indices)


@lru_cache(maxsize=1024)
def _kind(code: str) -> str:
    main, _, sub = code.partition("/")
    return kind_of_code(_number(main), _number(sub))


def _number(text: str) -> int:
    try:
        return int(float(text))
    except ValueError:
        return 0


def _moments(written: pa.Array) -> pa.Array:
    """Epoch seconds as local microseconds, NULL where the cell is no such number."""
    try:
        seconds = pc.cast(written, pa.int64())
    except pa.ArrowInvalid:
        numeric = pc.if_else(pc.match_substring_regex(written, _SECONDS), written, pa.scalar(None, pa.string()))
        seconds = pc.cast(numeric, pa.int64())
    possible = pc.and_(pc.greater_equal(seconds, _EARLIEST), pc.less_equal(seconds, _LATEST))
    seconds = pc.if_else(possible, seconds, pa.scalar(None, pa.int64()))
    return pc.add(pc.multiply(seconds, moments.SECOND), moments.SHOP_OFFSET)


def _slow_kind(kind: pa.Array, content: pa.Array) -> pa.Array:
    """System rows, and rows with a title inside their markup (quotes and cards mostly come empty)."""
    titled = pc.and_(pc.is_in(kind, value_set=pa.array(sorted(_TITLED))), pc.not_equal(content, ""))
    return pc.or_(titled, pc.is_in(kind, value_set=pa.array(sorted(_SYSTEM_KINDS))))


def _slow_text(text: pa.Array) -> pa.Array:
    return pc.or_(pc.starts_with(text, "#"), pc.starts_with(text, "「"))


def _first_filled(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(first, ""), second, first)


def _server_ids(ids: pa.Array) -> pa.Array:
    lossless = pc.match_substring_regex(ids, r"^[0-9]{15,20}$")
    return pc.if_else(lossless, ids, pa.scalar(None, pa.string()))


def _words(kind: str, content: str) -> str | None:
    """What a person can read of a content: plain text, or the title inside the markup."""
    if "<" not in content:
        return content or None
    if kind not in _WORDED:
        return None
    found = (_inside("textannouncement", content) if kind == "notice" else "") or _inside("title", content)
    return found or (content if kind == "text" else None)


def _inside(tag: str, content: str) -> str:
    """The text of the first such element. Plain searches: markup made to be slow takes no longer."""
    _, opened, rest = content.partition(f"<{tag}>")
    inner, closed, _ = rest.partition(f"</{tag}>")
    if not (opened and closed):
        return ""
    return html.unescape(inner.strip().removeprefix("<![CDATA[").removesuffix("]]>")).strip()
