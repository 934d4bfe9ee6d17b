"""MemoTrace v1's columns turned into a chat's, a block at a time.

    TalkerId,Type,SubType,IsSender,CreateTime,StrContent,StrTime,Remark,NickName,Sender
    217,1,0,0,1628863878,我通过了你的朋友验证请求,2021-08-13 22:11:18,21-新传-宋悦,Viζa.,wxid_h6cb
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers import moments, shop_clock
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat.row_blocks import SYSTEM_KINDS, RowBlocks, lossless_ids, translated
from analytics.importers.kinds import kind_of_code

# Fields that rows are read from; a file that lacks one has '' there.
FIELDS = ("TalkerId", "Type", "SubType", "IsSender", "CreateTime", "StrContent", "StrTime", "Remark", "NickName",
          "Sender", "MsgSvrID")
UNKNOWN = "未知"
# CreateTime as seconds: 1973 to 2100.
_EARLIEST, _LATEST = 100_000_000, 4_102_444_800
_SECONDS = r"^[0-9]{9,10}$"
# Kinds whose content is markup for the client, not words.
_TITLED = frozenset({"solitaire", "notice", "quote", "link", "file", "miniapp", "channels", "merged"})
_PLAIN = frozenset({"text", *SYSTEM_KINDS})
_PAT_SUBTYPE = "4"


class MemotraceRows:
    """Writes blocks whose columns are named as in FIELDS.

    `main_talker`: the chat that a file of one chat is about (its rows leave the chat unnamed);
    None for a file of many, whose chats are named by their number.
    """

    def __init__(self, out: BatchWriter, part: str, me: str | None, main_talker: str | None) -> None:
        self._out, self._me, self._main = out, me, main_talker
        self._blocks = RowBlocks(out, part, me)
        self._talkers: set[str] = set()

    def write(self, rows: Sequence[int], batch: pa.RecordBatch) -> None:
        """One block; blank records are left out."""
        empty = pa.repeat("", len(batch))
        fields = {field: batch.column(field) if field in batch.schema.names else empty for field in FIELDS}
        filled = pc.invert(reduce(pc.and_, (pc.equal(values, "") for values in fields.values())))
        field = pa.RecordBatch.from_pydict({**fields, "row": pa.array(rows, pa.int64())}).filter(filled)
        self._know_chats(field["TalkerId"])
        kind = translated(pc.binary_join_element_wise(field["Type"], field["SubType"], "/"), _kind)
        moment, resolution = _moments_or_times(field["CreateTime"], field["StrTime"])
        is_self = pc.equal(field["IsSender"], "1")
        self._blocks.write({
            "source_row": field["row"], "chat": translated(field["TalkerId"], self._chat), "platform_id": field["Sender"],
            "name": _names(field, is_self), "moment": moment, "resolution": resolution, "kind": kind,
            "text": _words(kind, field["StrContent"]), "message_id": lossless_ids(field["MsgSvrID"]), "is_self": is_self,
            "written": _first_filled(field["StrTime"], field["CreateTime"]),
        })

    def finish(self) -> None:
        """Write what is waiting."""
        self._blocks.finish()

    def reject(self, row: int, value: str) -> None:
        """A record whose fields could not be told apart."""
        self._blocks.lines.reject(row, "", "chat_row_broken", value)

    def _know_chats(self, talkers: pa.Array) -> None:
        for talker in pc.unique(talkers).to_pylist():
            if talker not in self._talkers and talker != "":
                self._talkers.add(talker)
                self._out.chat(self._chat(talker), platform="WeChat", me=self._me)

    def _chat(self, talker: str) -> str:
        return "" if talker in ("", self._main) else f"TalkerId {talker}"


def _names(field: pa.RecordBatch, is_self: pa.Array) -> pa.Array:
    name = _first_filled(field["NickName"], field["Remark"])
    nobody = pc.and_not(pc.equal(field["Sender"], ""), is_self)
    return _first_filled(name, pc.if_else(nobody, UNKNOWN, ""))


def _first_filled(first: pa.Array, second: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(first, ""), second, first)


def _kind(code: str) -> str:
    main, _, sub = code.partition("/")
    found = kind_of_code(_number(main), _number(sub))
    return "pat" if found in SYSTEM_KINDS and sub == _PAT_SUBTYPE else found


def _number(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return 0


def _moments_or_times(epochs: pa.Array, times: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(moment, resolution): the epoch where it is one, else the time as text (a re-saved sheet has lost its seconds)."""
    moment, resolution = _moments(epochs), pa.repeat("second", len(epochs))
    missing = pc.is_null(moment)
    if not pc.any(missing).as_py():
        return moment, resolution
    unread = (values.filter(missing).to_pylist() for values in (epochs, times))
    looked = list(map(_moment, *unread))
    return (pc.replace_with_mask(moment, missing, pa.array([at for at, _ in looked], pa.int64())),
            pc.replace_with_mask(resolution, missing, pa.array([exact for _, exact in looked], pa.string())))


def _moments(written: pa.Array) -> pa.Array:
    """Epoch seconds as local microseconds, NULL where the cell is no such number."""
    try:
        seconds = pc.cast(written, pa.int64())
    except pa.ArrowInvalid:
        numeric = pc.if_else(pc.match_substring_regex(written, _SECONDS), written, pa.scalar(None, pa.string()))
        seconds = pc.cast(numeric, pa.int64())
    possible = pc.and_(pc.greater_equal(seconds, _EARLIEST), pc.less_equal(seconds, _LATEST))
    seconds = pc.if_else(possible, seconds, pa.scalar(None, pa.int64()))
    ahead = shop_clock.fixed()
    if ahead is None:
        ahead = pa.array([None if at is None else shop_clock.offset(at) for at in seconds.to_pylist()], pa.int64())
    return pc.add(pc.multiply(seconds, moments.SECOND), ahead)


def _moment(epoch: str, time: str) -> tuple[int | None, str]:
    # 1.6E+09 and the like are rounded; the text beside it is better.
    found = moments.from_epoch(float(epoch)) if epoch.isdecimal() else None
    if found is not None:
        return found, "second"
    return moments.read_moment(time), moments.resolution_of(time.partition(" ")[2])


def _words(kind: pa.Array, content: pa.Array) -> pa.Array:
    """What a person can read of each content: the text itself, or the title inside the markup; NULL elsewhere."""
    plain = pc.if_else(pc.is_in(kind, value_set=pa.array(sorted(_PLAIN))), content, pa.scalar(None, pa.string()))
    titled = pc.is_in(kind, value_set=pa.array(sorted(_TITLED)))
    if not pc.any(titled).as_py():
        return plain
    titles = map(_title, kind.filter(titled).to_pylist(), content.filter(titled).to_pylist())
    return pc.replace_with_mask(plain, titled, pa.array([*titles], pa.string()))


def _title(kind: str, content: str) -> str:
    if "<" not in content:
        return content
    return (_inside("textannouncement", content) if kind == "notice" else "") or _inside("title", content)


def _inside(tag: str, content: str) -> str:
    """The text of the first such element. Plain searches: markup made to be slow takes no longer."""
    _, opened, rest = content.partition(f"<{tag}>")
    inner, closed, _ = rest.partition(f"</{tag}>")
    if not (opened and closed):
        return ""
    return html.unescape(inner.strip().removeprefix("<![CDATA[").removesuffix("]]>")).strip()
