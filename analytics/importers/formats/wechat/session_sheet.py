"""One chat as a sheet, as EchoTrace began it and WeFlow went on: three rows about the chat, then a header.

    会话信息
    微信ID | 20260531001@chatroom |  | 昵称 | 小满家福利群 | 备注 |
    导出工具 | WeFlow | 导出版本 | 1.0.3 | 平台 | wechat | 导出时间 | 2026-06-01 12:00:00
    序号 | 时间 | 发送者昵称 | 发送者微信ID | 发送者备注 | 群昵称 | 发送者身份 | 消息类型 | 内容

The compact sheet has 发送者身份 alone, a private chat no 群昵称, EchoTrace's first versions only 发送者 and
nothing above the header. Newer versions say 账号ID where older ones said 微信ID.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.arrays import as_array
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat.address_book import write_names
from analytics.importers.formats.wechat.row_blocks import ROWS_A_BLOCK, RowBlocks, moments_of
from analytics.importers.formats.wechat.type_names import kind_of_content, kind_of_type, read_content
from analytics.importers.grid import Broken, Cell, Sheet
from analytics.importers.source import Source
from analytics.importers.system_lines import ME

ROOM = "@chatroom"
TOOL, EXPORTED = "导出工具", "导出时间"
_IDS, _NAMES = ("账号ID", "微信ID", "wxid"), ("昵称", "备注")
_LABELS = frozenset({*_IDS, *_NAMES, TOOL, "导出版本", "平台", EXPORTED})
_ABOVE, _HEAD = 8, 4096
_FIRST, _NEEDED = ("序号", "时间"), frozenset({"消息类型", "内容"})
_SENDER_IDS = tuple(f"发送者{name}" for name in _IDS)
# The names of a sender, the one that the group shows first; the last is 我 for the exporter.
_CARD, _REMARK, _NICK, _ROLE, _PLAIN = "群昵称", "发送者备注", "发送者昵称", "发送者身份", "发送者"


@dataclass(frozen=True)
class SessionSheet:
    """A sheet understood: the row of its header, the header, and what the rows above it say."""

    sheet: Sheet
    row: int
    titles: list[str]
    about: dict[str, str]


def find_session(source: Source, wanted: frozenset[str] = _NEEDED, first: tuple[str, ...] = _FIRST) -> SessionSheet | None:
    """The sheet with such a header among its first rows, None where there is none."""
    # A text is only parted into cells where these words stand at all: it may be one line of many megabytes.
    if source.container == "text" and not all(title in source.head_text[:_HEAD] for title in (*first, *wanted)):
        return None
    for sheet in source.sheets:
        for number, cells in sheet.head[:_ABOVE]:
            titles = [text_of(cell).strip() for cell in cells]
            if tuple(titles[:len(first)]) == first and wanted <= set(titles):
                return SessionSheet(sheet, number, titles, _about(sheet, number))
    return None


def _about(sheet: Sheet, header: int) -> dict[str, str]:
    """label → what stands behind it, out of the rows above the header."""
    found: dict[str, str] = {}
    for number, cells in sheet.head:
        if number >= header:
            break
        label = None
        for text in filter(None, (text_of(cell).strip() for cell in cells)):
            if text in _LABELS:
                label = text
            elif label:
                found.setdefault(label, text)
                label = None
    return found


def text_of(cell: Cell) -> str:
    """A cell as the exporter wrote it."""
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else str(cell).strip("\ufeff")


def tell_chat(session: SessionSheet, out: BatchWriter) -> str:
    """Say which chat the sheet is of; returns its key, '' where the sheet does not name it."""
    about = session.about
    key = next((about[label] for label in _IDS if label in about), "")
    name = about.get("昵称") or about.get("备注")
    out.chat(key, name=name if name != key else None, platform="WeChat",
             kind="private" if key and not key.endswith(ROOM) else "group")
    return key


def rows_below(session: SessionSheet) -> Iterator[tuple[int, dict[str, str]]]:
    """(row, title → text) of every row below the header; a row that could not be parsed is empty."""
    for number, cells in session.sheet.rows():
        if number > session.row:
            whole = not isinstance(cells[0], Broken)
            yield number, dict(zip(session.titles, map(text_of, cells), strict=False)) if whole else {}


def read_session(session: SessionSheet, answers: Answers, out: BatchWriter) -> None:
    """Every row a message."""
    writer = _Writer(out, session, answers.me, tell_chat(session, out))
    rows = rows_below(session)
    while block := list(islice(rows, ROWS_A_BLOCK)):
        writer.write(block)
    writer.finish()


class _Writer:
    def __init__(self, out: BatchWriter, session: SessionSheet, me: str | None, chat: str) -> None:
        self._part = session.sheet.name
        self._blocks = RowBlocks(out, self._part, me)
        self._out, self._chat = out, chat
        self._names: dict[str, tuple[int, dict[str, None]]] = {}
        out.part(self._part, "messages")

    def write(self, block: Sequence[tuple[int, dict[str, str]]]) -> None:
        """Rows that are whole; the others are rejected."""
        whole = [(number, values) for number, values in block if values.get("时间") or values.get("内容")]
        for number, values in block:
            if not (values.get("时间") or values.get("内容")):
                self._blocks.lines.reject(number, "", "chat_row_broken", " ".join(values.values()))
        if not whole:
            return
        read = [_read(values) for _, values in whole]
        who = [self._who(number, values) for number, values in whole]
        written = as_array([values.get("时间", "") for _, values in whole], pa.string())
        moment, resolution = moments_of(written)
        self._blocks.write({
            "source_row": [number for number, _ in whole], "chat": [self._chat] * len(whole),
            "platform_id": [sender for sender, _, _ in who], "name": [name for _, name, _ in who], "moment": moment,
            "resolution": resolution, "kind": [kind for kind, _ in read], "text": [text for _, text in read],
            "is_self": [own for _, _, own in who], "written": written,
        })

    def finish(self) -> None:
        """Write what is waiting, and what else senders are called."""
        for sender, (number, names) in self._names.items():
            write_names(self._out, self._part, number, sender, list(names))
        self._blocks.finish()

    def _who(self, number: int, values: dict[str, str]) -> tuple[str, str, bool]:
        """(id, name, whether it is the exporter); the room's own id is nobody's."""
        role = values.get(_ROLE) or values.get(_PLAIN, "")
        sender = next(filter(None, (values.get(title, "") for title in _SENDER_IDS)), "")
        if sender == self._chat and (not sender or sender.endswith(ROOM)):
            sender = ""
        names = [name for name in (values.get(title, "") for title in (_CARD, _REMARK, _NICK)) if name and name != sender]
        if sender and names:
            known = self._names.setdefault(sender, (number, {}))[1]
            known.update(dict.fromkeys(reversed(names)))
        return sender, names[0] if names else role, role == ME


def _read(values: dict[str, str]) -> tuple[str, str]:
    content, kind = values.get("内容", ""), kind_of_type(values.get("消息类型", ""))
    return read_content(kind_of_content(content) if kind == "other" else kind, content)
