"""QQ Chat Exporter: version 5 and 4, a folder of chunks, its workbook, its text."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, timedelta, timezone
from functools import partial
from typing import Any

import openpyxl

from tests.analytics.importers.dialects import Dialect, card_of
from tests.analytics.importers.dialects.qq import body, done, number_of
from tests.analytics.importers.dialects.story import CHAT, OWNER, PEOPLE, Event, Line

_SHANGHAI = timezone(timedelta(hours=8))
_TYPES = {"voice": "audio", "video": "video", "file": "file", "location": "location", "quote": "reply", "link": "json"}
_NUMBERS = {"voice": 6, "video": 7, "file": 3, "location": 25, "quote": 9, "link": 11}
_INFO = {"name": CHAT, "type": "group", "peerUin": "880011223", "selfUid": f"u_{OWNER.qq}", "selfUin": OWNER.qq,
         "selfName": OWNER.nick, "participantCount": len(PEOPLE)}
_METADATA = {"name": "QQChatExporter V5 / https://example.com", "copyright": "…", "version": "5.0.0"}
_TITLES = ("序号", "时间", "发送者", "发送者QQ号", "群头衔", "消息类型", "消息内容", "是否撤回", "资源数量")


def _five(line: Line) -> dict[str, Any]:
    stamp = int(line.at.replace(tzinfo=_SHANGHAI).timestamp() * 1000)
    reply = [{"type": "reply", "data": {"messageId": f"74{line.quoted:017d}"}}] if line.quoted else []
    sender = {"uid": "u_0", "name": "系统消息"} if line.who is None else {
        "uid": f"u_{line.who.qq}", "uin": line.who.qq, "name": card_of(line.who), "nickname": line.who.nick, "groupCard": line.who.card}
    text = body(line) if line.who else done(line.event or Event(""))
    return {"id": f"74{line.number:017d}", "seq": str(line.number), "timestamp": stamp, "time": f"{line.at:%Y-%m-%d %H:%M:%S}",
            "sender": sender, "type": _TYPES.get(line.kind, "text") if line.who else "system",
            "content": {"text": text, "html": "", "elements": reply, "resources": [], "mentions": []},
            "recalled": False, "system": line.who is None}


def _four(line: Line) -> dict[str, Any]:
    at = line.at.replace(tzinfo=_SHANGHAI).astimezone(UTC)
    five = _five(line)
    sender = {key: five["sender"][key] for key in ("uid", "uin", "name") if key in five["sender"]}
    return {"messageId": five["id"], "messageSeq": five["seq"], "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "sender": sender, "messageType": _NUMBERS.get(line.kind, 2) if line.who else 5, "isSystemMessage": line.who is None,
            "isRecalled": False, "content": five["content"],
            "rawMessage": {"sendNickName": line.who.nick if line.who else "", "sendMemberName": line.who.card if line.who else ""}}


def write(lines: Sequence[Line], version: int) -> dict[str, bytes]:
    """One JSON."""
    whole = {"metadata": _METADATA, "chatInfo": _INFO, "statistics": {"totalMessages": len(lines)},
             "messages": [_five(line) if version == 5 else _four(line) for line in lines]}
    return {f"group_{CHAT}.json": json.dumps(whole, ensure_ascii=False, indent=2).encode()}


def write_chunk(lines: Sequence[Line]) -> dict[str, bytes]:
    """One chunk, taken out of its folder."""
    return {f"{CHAT}.jsonl": "".join(json.dumps(_five(line), ensure_ascii=False) + "\n" for line in lines).encode()}


def write_folder(lines: Sequence[Line]) -> dict[str, bytes]:
    """The folder as a zip: manifest, pictures of people, two chunks."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        manifest = {"metadata": {**_METADATA, "format": "chunked-jsonl"}, "chatInfo": _INFO, "statistics": {}, "chunked": {"chunks": []}}
        archive.writestr("导出/manifest.json", json.dumps(manifest, ensure_ascii=False))
        archive.writestr("导出/avatars.json", json.dumps({OWNER.qq: "data:image/png;base64,AAAA"}))
        for number, part in enumerate((lines[:10], lines[10:]), 1):
            archive.writestr(f"导出/chunks/c{number:06d}.jsonl", write_chunk(part)[f"{CHAT}.jsonl"])
    return {"chunked.zip": packed.getvalue()}


def write_book(lines: Sequence[Line]) -> dict[str, bytes]:
    """The workbook of four sheets."""
    book = openpyxl.Workbook()
    sheets = [book.active, *(book.create_sheet(title) for title in ("统计信息", "发送者统计", "资源列表"))]
    sheets[0].title = "聊天记录"
    sheets[0].append(_TITLES)
    for line in lines:
        text, kind = (body(line), _TYPES.get(line.kind, "text")) if line.who else (done(line.event or Event("")), "system")
        who = (card_of(line.who), line.who.qq) if line.who else ("系统消息", "")
        row = (line.number, f"{line.at:%Y-%m-%d %H:%M:%S}", *who, "", kind, text, "否", 0)
        for column, value in enumerate(row, 1):
            cell = sheets[0].cell(line.number + 1, column, value)
            # The tool's writer stores text as text, also what begins with an equals sign.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    for row in (("聊天名称", CHAT), ("消息总数", len(lines))):
        sheets[1].append(row)
    sheets[2].append(("排名", "发送者", "QQ号", "UID", "消息数量", "占比(%)"))
    sheets[3].append(("序号", "类型", "文件名"))
    packed = io.BytesIO()
    book.save(packed)
    return {"聊天记录.xlsx": packed.getvalue()}


def write_text(lines: Sequence[Line]) -> dict[str, bytes]:
    """The text."""
    text = (f"[QQChatExporter V5 / https://example.com]\n{'=' * 47}\n           QQ聊天记录导出文件\n{'=' * 47}\n\n"
            f"聊天名称: {CHAT}\n聊天类型: 群聊\n导出时间: 2026-06-02 10:00:00\n消息总数: {len(lines)}\n\n")
    for line in lines:
        who, words = (card_of(line.who), body(line)) if line.who else ("系统消息", done(line.event or Event("")))
        extra = "\n资源: 1 个文件\n  - image: 草莓.jpg" if line.kind == "image" else "\n回复: 多少钱一斤" if line.quoted else ""
        text += f"{who}:\n时间: {line.at:%Y-%m-%d %H:%M:%S}\n内容: {words}{extra}\n\n"
    return {f"{CHAT}.txt": text.encode()}


DIALECTS = (
    *(Dialect(f"qce json {version}", "qce", partial(write, version=version), name=card_of, ids=number_of, replies=True)
      for version in (5, 4)),
    Dialect("qce chunk", "qce", write_chunk, name=card_of, ids=number_of, replies=True),
    Dialect("qce folder", "qce", write_folder, name=card_of, ids=number_of, replies=True, generated=False),
    Dialect("qce workbook", "qce", write_book, name=card_of, ids=number_of),
    Dialect("qce text", "qce", write_text, name=card_of),
)
