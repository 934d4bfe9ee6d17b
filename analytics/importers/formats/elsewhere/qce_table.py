"""QQ Chat Exporter's workbook: messages, and sheets that only count them.

    聊天记录     序号 | 时间 | 发送者 | 发送者QQ号 | 群头衔 | 消息类型 | 消息内容 | 是否撤回 | 资源数量
    统计信息     发送者统计     资源列表
"""

from __future__ import annotations

from itertools import islice

from analytics.importers import dates
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.grid import Cell, Sheet
from analytics.importers.kinds import kind_of_name
from analytics.importers.moments import from_datetime
from analytics.importers.source import Source

_HEADER = ("序号", "时间", "发送者", "发送者QQ号")
_TEXT, _KIND, _RECALLED = "消息内容", "消息类型", "是否撤回"
_YES = frozenset({"是", "true", "1", "已撤回"})
_CHAT_NAMES = frozenset({"聊天名称", "会话名称", "群名称"})
_WORDED = frozenset({"文本", "文本消息", "text", "回复", "回复消息", "reply", ""})
_ENGLISH = {"image": "image", "video": "video", "audio": "voice", "file": "file", "forward": "merged", "json": "link",
            "face": "sticker", "market_face": "sticker", "location": "location"}
_CHINESE = {"音频": "voice", "语音消息": "voice", "图片消息": "image", "视频消息": "video", "文件消息": "file",
            "转发消息": "merged", "合并转发": "merged", "表情": "sticker", "卡片消息": "link", "位置": "location"}
_ANSWERS = frozenset({"回复", "回复消息", "reply"})
_SYSTEM = frozenset({"系统消息", "系统", "system"})


def is_one(source: Source) -> bool:
    """Whether a workbook has the sheet of messages."""
    return source.container in {"xlsx", "xls"} and any(map(_holds_messages, source.sheets))


def read(source: Source, lines: ChatLines, out: BatchWriter) -> None:
    """Messages of the sheet that holds them; the others only count what stands there."""
    written = next((str(row[1]) for sheet in source.sheets for _, row in sheet.head
                    if len(row) > 1 and str(row[0]).strip(":：") in _CHAT_NAMES), "")
    title, members = split_group_name(written)
    lines.chat = title
    out.chat(title, name=title or None, platform="QQ", head_count=members)
    for sheet in source.sheets:
        if _holds_messages(sheet):
            out.part(sheet.name, "messages")
            _read_messages(sheet, lines)
        else:
            out.part(sheet.name, None, reason="other")


def _holds_messages(sheet: Sheet) -> bool:
    return tuple(map(_words, sheet.head[0][1][:len(_HEADER)])) == _HEADER


def _words(cell: Cell) -> str:
    return str(cell).strip("\ufeff ")


def _read_messages(sheet: Sheet, lines: ChatLines) -> None:
    titles = list(map(_words, sheet.head[0][1]))
    for number, cells in islice(sheet.rows(), 1, None):
        row = dict(zip(titles, cells, strict=False))
        found = dates.moment(row.get("时间", ""))
        if not isinstance(found, dates.Moment):
            lines.reject(number, "sent_at", "chat_moment_impossible", row.get("时间", ""))
        else:
            _write(number, from_datetime(found.at), found.resolution, {title: str(cell) for title, cell in row.items()}, lines)


def _write(number: int, moment: int, resolution: str, row: dict[str, str], lines: ChatLines) -> None:
    text, said, sender, account = row.get(_TEXT, ""), row.get(_KIND, "").strip(), row["发送者"], row["发送者QQ号"].strip()
    if said in _SYSTEM:
        lines.system(number, moment, resolution, text)
    elif not (sender or account):
        lines.reject(number, "name", "chat_sender_missing", text)
    else:
        kind = "recall" if row.get(_RECALLED, "").strip().lower() in _YES else _kind(said)
        lines.add(number, moment, resolution, sender, text or None, platform_id=account if account.isdigit() else "", kind=kind)


def _kind(said: str) -> str | None:
    """None where the text itself tells."""
    if said in _ANSWERS:
        return "quote"
    known = _ENGLISH.get(said) or _CHINESE.get(said)
    return known or (None if said in _WORDED or kind_of_name(said) == "other" else kind_of_name(said))
