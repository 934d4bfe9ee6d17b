"""PyWxDump's columns turned into a chat's, a block at a time; WeFlow writes the same table for WeClone.

    id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime
    8,7435287001828612345,引用回复,0,wxid_a1,2026@chatroom,"送的\\n\\n[引用](2026-05-31 08:39:05)小雨:能送吗",,2026-05-31 08:41:05
    9,7435287001828612346,文本,1,我,2026@chatroom,早上好,,2026-05-31 08:30:05
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat.row_blocks import RowBlocks, lossless_ids, moments_of, translated
from analytics.importers.formats.wechat.type_names import kind_of_content, kind_of_type, read_content
from analytics.importers.system_lines import ME

FIELDS = ("MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")
ROOM = "@chatroom"
_SYSTEM, _UNKNOWN = "系统", frozenset({"未知", ""})
_YES = ("1", "TRUE", "true", "True", "是")
_ROUNDED_ID = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]+$"
# How WeChat names people by itself; a name in Chinese or with blanks in it never looks so.
_ID = re.compile(r"wxid_[\w-]+|gh_\w+|[A-Za-z][A-Za-z0-9_-]{4,}|[\w.+-]+@(?:openim|stranger|chatroom|weixin)", re.ASCII)
_QUOTED = re.compile(r"\s*\[引用\]\(.*\Z", re.DOTALL)
_TRANSCRIPT = re.compile(r"语音时长：.*?(?:\n翻译结果：(.*))?\Z", re.DOTALL)
_PLACE = re.compile(r"^位置：(.*)$", re.MULTILINE)


def looks_like_id(text: str) -> bool:
    """Whether WeChat made this name, and no person."""
    return _ID.fullmatch(text) is not None


class PywxdumpRows:
    """Writes blocks whose columns are named as in FIELDS (those that are missing are empty).

    `chat`: what rows without room_name belong to; `names`: id → name, where users.json lies beside;
    `clients`: WeClone's table, whose talkers are names, whatever they look like, and these the client's.
    """

    def __init__(self, out: BatchWriter, part: str, me: str | None, chat: str, names: Mapping[str, str],
                 clients: Collection[str] | None = None) -> None:
        self.blocks = RowBlocks(out, part, me)
        self._out, self._part, self._names, self._chat = out, part, names, chat
        self._by_name, self._clients = clients is not None, pa.array([_SYSTEM, *(clients or ())])
        self._chats: set[str] = set()
        self._lossy = False

    def write(self, rows: pa.Array, batch: pa.RecordBatch) -> None:
        """One block, with the row each record stands in."""
        empty = pa.repeat("", len(batch))
        field = {name: batch.column(name) if name in batch.schema.names else empty for name in FIELDS}
        kind = translated(field["type_name"], kind_of_type)
        talker = field["talker"]
        if self._by_name:
            kind = _marked(kind, field["msg"])
        kind = pc.if_else(pc.and_(pc.is_in(talker, value_set=self._clients), pc.equal(kind, "text")), "system", kind)
        kind, text = _words(kind, field["msg"], field["src"])
        moment, resolution = moments_of(field["CreateTime"])
        self._notice_lossy(rows, field["MsgSvrID"])
        self.blocks.write({
            "source_row": rows, "chat": self._place(field["room_name"]), "platform_id": translated(talker, self._id),
            "name": translated(talker, self._name), "moment": moment, "resolution": resolution, "kind": kind, "text": text,
            "message_id": lossless_ids(field["MsgSvrID"]), "written": field["CreateTime"],
            "is_self": pc.or_(pc.is_in(field["is_sender"], value_set=pa.array(_YES)), pc.equal(talker, ME)),
        })

    def _id(self, talker: str) -> str:
        return talker if looks_like_id(talker) and not self._by_name else ""

    def _name(self, talker: str) -> str:
        if self._by_name or not looks_like_id(talker):
            return "未知" if talker in _UNKNOWN else talker
        return self._names.get(talker, "")

    def _place(self, rooms: pa.Array) -> pa.Array:
        chats = pc.if_else(pc.equal(rooms, ""), self._chat, rooms)
        for chat in pc.unique(chats).to_pylist():
            if chat not in self._chats:
                self._chats.add(chat)
                private = chat != "" and not chat.endswith(ROOM)
                self._out.chat(chat, name=self._names.get(chat) or None, platform="WeChat",
                               kind="private" if private else "group")
        return chats

    def _notice_lossy(self, rows: pa.Array, ids: pa.Array) -> None:
        """Say once that Excel has rounded the ids, and that they count for nothing."""
        lossy = pc.match_substring_regex(ids, _ROUNDED_ID)
        if not self._lossy and pc.any(lossy).as_py():
            self._lossy = True
            first = pc.index(lossy, True).as_py()
            self._out.issue("messages", self._part, rows[first].as_py(), "MsgSvrID", "chat_ids_rounded", ids[first].as_py(),
                            "blanked")


def _marked(kind: pa.Array, messages: pa.Array) -> pa.Array:
    """WeClone's types are few: a link or a small program is a text that begins with its mark."""
    marked = pc.and_(pc.equal(kind, "text"), pc.starts_with(messages, "["))
    if not pc.any(marked).as_py():
        return kind
    return pc.replace_with_mask(kind, marked, pa.array([*map(kind_of_content, messages.filter(marked).to_pylist())], pa.string()))


def _words(kind: pa.Array, messages: pa.Array, sources: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(kind, text): plain texts stay as they are, the others are looked at one by one."""
    special = pc.not_equal(kind, "text")
    if not pc.any(special).as_py():
        return kind, messages
    columns = [values.filter(special).to_pylist() for values in (kind, messages, sources)]
    read = [_read(*values) for values in zip(*columns, strict=True)]
    return (pc.replace_with_mask(kind, special, pa.array([one for one, _ in read], pa.string())),
            pc.replace_with_mask(messages, special, pa.array([text for _, text in read], pa.string())))


def _read(kind: str, message: str, source: str) -> tuple[str, str]:
    if kind == "quote":
        return read_content(kind, _QUOTED.sub("", message))
    if kind == "voice" and (spoken := _TRANSCRIPT.match(message)):
        return kind, spoken.group(1) or ""
    if kind == "location" and (place := _PLACE.search(message)):
        return kind, place.group(1).strip()
    # Where the message only repeats its type, the name of the file stands in the path.
    if kind == "file" and kind_of_type(message) == "file":
        return kind, re.split(r"[/\\]", source)[-1]
    if kind == "link":
        message = message.partition("\n")[0] if "<a href=" in message else message
    if kind_of_type(message) == kind:
        return kind, ""
    return read_content(kind, message)
