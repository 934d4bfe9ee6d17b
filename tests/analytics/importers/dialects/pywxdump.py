"""PyWxDump: ids and no names, 我 for the owner; pieces, one JSON, and what Excel makes of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence

from tests.analytics.importers.dialects import Dialect, nobody, wxid_of
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, ROOM, Line, Person
from tests.analytics.importers.dialects.wechat_words import said, told_before

FIELDS = ("id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")
_TYPES = {"text": "文本", "image": "图片", "sticker": "动画表情", "quote": "引用回复", "voice": "语音", "redpacket": "红包",
          "link": "(分享)卡片式链接", "file": "文件", "video": "视频", "location": "位置", "miniapp": "(分享)小程序",
          "solitaire": "文本", "recall": "消息撤回57", "join": "系统通知", "remove": "系统通知", "rename": "系统通知"}
_PIECE = 10


def talker(line: Line) -> str:
    """我 for the owner, an id for the others, 未知 for the client."""
    if line.who is None:
        return "未知"
    return "我" if line.who.me else line.who.wxid


def message(line: Line) -> str:
    """The column msg."""
    if line.kind == "quote":
        before = told_before(line.quoted)
        return f"{line.text}\n\n[引用]({before.at:%Y-%m-%d %H:%M:%S}){before.who.nick if before.who else ''}:{before.text}"
    if line.kind == "voice":
        return "语音时长：12.00秒"
    if line.kind == "link":
        return f'{line.text}\n看完就会\n\n<a href="http://invented.example/1">点击查看详情</a>'
    if line.kind == "location":
        return f"纬度:【22.5】 经度:【113.3】\n位置：{line.text} \n其他信息：{{}}"
    wordless = {"image": "图片", "video": "视频", "sticker": "表情", "redpacket": "红包", "miniapp": "(分享)小程序", "file": "文件"}
    return wordless.get(line.kind, said(line))


def row(line: Line) -> dict[str, str]:
    """One record."""
    return {"id": str(line.number), "MsgSvrID": line.platform_id, "type_name": _TYPES[line.kind],
            "is_sender": "1" if line.who and line.who.me else "0", "talker": talker(line), "room_name": ROOM,
            "msg": message(line), "src": f"FileStorage\\File\\2026-06\\{line.text}" if line.kind == "file" else "",
            "CreateTime": f"{line.at:%Y-%m-%d %H:%M:%S}"}


def table(rows: Sequence[dict[str, str]], fields: Sequence[str] = FIELDS) -> str:
    """A CSV as Python's csv writes it."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fields, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_pieces(lines: Sequence[Line]) -> dict[str, bytes]:
    """Pieces, here of ten rows."""
    starts = range(0, len(lines), _PIECE)
    return {f"{ROOM}_{start}_{start + _PIECE}.csv": table([row(line) for line in lines[start:start + _PIECE]]).encode()
            for start in starts}


def write_old(lines: Sequence[Line]) -> dict[str, bytes]:
    """Before rooms had a column: the chat stands in the name of the file."""
    fields = [field for field in FIELDS if field != "room_name"]
    return {f"{ROOM}_0_5000.csv": table([row(line) for line in lines], fields).encode()}


def after_excel(line: Line) -> dict[str, str]:
    """A record after somebody opened it in Excel and saved it."""
    return {**row(line), "MsgSvrID": f"{float(line.platform_id):.5E}", "is_sender": "TRUE" if line.who and line.who.me else "FALSE",
            "CreateTime": f"{line.at.year}/{line.at.month}/{line.at.day} {line.at.hour}:{line.at:%M}"}


def write_excel(lines: Sequence[Line]) -> dict[str, bytes]:
    """In the code page of a Chinese Windows; what that cannot spell is a question mark."""
    return {"聊天.csv": table([after_excel(line) for line in lines]).encode("gbk", "replace")}


def write_json(lines: Sequence[Line]) -> dict[str, bytes]:
    """One file a chat, the same fields."""
    rows = [{**row(line), "id": line.number, "is_sender": int(row(line)["is_sender"]), "extra": {}} for line in lines]
    return {f"{ROOM}_0_5001.json": json.dumps(rows, ensure_ascii=False, indent=4).encode()}


def users() -> bytes:
    """users.json: everybody the rows speak of, and the group."""
    listed = {person.wxid: {"wxid": person.wxid, "nickname": person.nick, "remark": person.remark, "account": "", "describe": "",
                            "headImgUrl": "", "ExtraBuf": None, "LabelIDList": []} for person in PEOPLE if not person.me}
    room = {"wxid": ROOM, "nickname": CHAT, "remark": "", "account": "", "describe": "", "headImgUrl": "", "ExtraBuf": None,
            "LabelIDList": []}
    return json.dumps({**listed, ROOM: room}, ensure_ascii=False, indent=4).encode()


def write_folder(lines: Sequence[Line]) -> dict[str, bytes]:
    """The whole folder as a zip, with users.json in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, piece in {**write_pieces(lines), "users.json": users()}.items():
            archive.writestr(f"{ROOM}/{name}", piece)
    return {"导出.zip": data.getvalue()}


def nick_of(person: Person) -> str:
    """What users.json calls them first."""
    return person.nick


def id_of(person: Person) -> str:
    """Nothing says the owner's id."""
    return "" if person.me else wxid_of(person)


def _in_gbk(line: Line) -> str | None:
    return line.text.encode("gbk", "replace").decode("gbk") if line.text else line.text


DIALECTS = (
    Dialect("pywxdump pieces", "pywxdump", write_pieces, name=nobody, ids=id_of, self_name="我", names_chat=False),
    Dialect("pywxdump old", "pywxdump", write_old, name=nobody, ids=id_of, self_name="我", names_chat=False),
    Dialect("pywxdump json", "pywxdump", write_json, name=nobody, ids=id_of, self_name="我", names_chat=False),
    Dialect("pywxdump folder", "pywxdump", write_folder, name=nick_of, ids=id_of, self_name="我", generated=False),
    # The rounded ids are stated once, and the code page loses emoji: no round trip of generated chats.
    Dialect("pywxdump after excel", "pywxdump", write_excel, resolution="minute", name=nobody, ids=id_of, self_name="我",
            names_chat=False, text=_in_gbk, generated=False),
)
