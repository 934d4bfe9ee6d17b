"""WeFlow and what it grew out of and into: EchoTrace's sheet and JSON, WeFlow's, and its table for WeClone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from openpyxl import Workbook

from tests.analytics.importers.dialects import Dialect, nobody, wxid_of
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, ROOM, Line, Person
from tests.analytics.importers.dialects.wechat_words import SYSTEM, epoch, said, shown, told_before

_TYPES = {"text": "文本消息", "image": "图片消息", "voice": "语音消息", "video": "视频消息", "sticker": "动画表情",
          "location": "位置消息", "link": "链接消息", "file": "文件消息", "miniapp": "小程序消息", "quote": "引用消息",
          "redpacket": "红包消息", "solitaire": "链接消息", **dict.fromkeys(SYSTEM, "系统消息")}
_LOCAL = {"text": 1, "image": 3, "voice": 34, "video": 43, "sticker": 47, "location": 48, "quote": 244813135921,
          "file": 25769803825, "recall": 10000, "join": 10000, "remove": 10000, "rename": 10000}
_MARKS = {"image": "[图片]", "voice": "[语音消息]", "video": "[视频]", "sticker": "[动画表情]", "location": "[位置] {text} (22.5,113.3)",
          "link": "[链接] {text}", "file": "[文件] {text}", "miniapp": "[小程序] {text}", "redpacket": "[红包]{text}",
          "solitaire": "[链接] {text}"}
_ABOUT_ROWS = (("会话信息",), ("{id}", ROOM, "", "昵称", CHAT, "备注", "", ""),
               ("导出工具", "WeFlow", "导出版本", "1.0.3", "平台", "wechat", "导出时间", "2026-06-02 12:00:00"))


def content(line: Line) -> str:
    """What stands for words in every file of the family."""
    if line.kind == "quote":
        before = told_before(line.quoted)
        return f"{line.text}[引用 {before.who.nick if before.who else ''}：{before.text}]"
    return _MARKS[line.kind].format(text=line.text) if line.kind in _MARKS else said(line)


def message(line: Line) -> dict[str, Any]:
    """One message as WeFlow's JSON has it."""
    found = {"localId": line.number, "createTime": epoch(line.at), "formattedTime": f"{line.at:%Y-%m-%d %H:%M:%S}",
             "type": _TYPES[line.kind], "localType": _LOCAL.get(line.kind, 49), "content": content(line),
             "isSend": int(bool(line.who and line.who.me)), "senderUsername": line.who.wxid if line.who else ROOM,
             "senderDisplayName": shown(line.who) if line.who else CHAT, "source": "", "senderAvatarKey": "",
             "platformMessageId": line.platform_id}
    if line.quoted:
        before = told_before(line.quoted)
        found |= {"replyToMessageId": before.platform_id, "quotedSender": "小满", "quotedContent": before.text}
    return found


def session(key: str = "accountId", avatar: str = "") -> dict[str, Any]:
    """What it says of the chat."""
    about = {key: ROOM, "nickname": CHAT, "remark": "", "displayName": CHAT, "type": "群聊", "lastTimestamp": 1780300000,
             "messageCount": 27}
    return {**about, "avatar": avatar} if avatar else about


def member(person: Person, key: str = "accountId") -> dict[str, Any]:
    """One of groupMembers."""
    found = {key: person.wxid, "displayName": shown(person), "nickname": person.nick, "remark": person.remark, "alias": "",
             "isFriend": False, "messageCount": 3}
    return {**found, "groupNickname": person.card} if person.card else found


def _weflow(**more: Any) -> dict[str, Any]:
    return {"weflow": {"version": "1.0.3", "exportedAt": 1780300000, "generator": "WeFlow", **more}}


def _json(value: Any, indent: int | None = 2) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def write_json(lines: Sequence[Line]) -> dict[str, bytes]:
    """The newer JSON; an avatar pushes the messages beyond what a sniffer sees."""
    return {"群聊_小满家福利群.json": _json({**_weflow(), "session": session(avatar="data:image/png;base64," + "A" * 400_000),
                                     "messages": [*map(message, lines)], "avatars": {ROOM: "data:image/png;base64,AA"}})}


def write_old_json(lines: Sequence[Line]) -> dict[str, bytes]:
    """The older one: session.wxid, no ids of messages."""
    dropped = ("platformMessageId", "replyToMessageId")
    old = [{key: value for key, value in message(line).items() if key not in dropped} for line in lines]
    return {"小满家福利群.json": _json({**_weflow(), "session": session("wxid"), "messages": old})}


def write_arkme(lines: Sequence[Line]) -> dict[str, bytes]:
    """Senders numbered, every member listed behind the messages."""
    senders = [ROOM, *(person.wxid for person in PEOPLE)]
    names = {ROOM: CHAT, **{person.wxid: shown(person) for person in PEOPLE}}
    dropped = ("senderUsername", "senderDisplayName", "senderAvatarKey")
    compact = [{**{key: value for key, value in message(line).items() if key not in dropped},
                "senderID": senders.index(line.who.wxid if line.who else ROOM) + 1} for line in lines]
    return {"arkme.json": _json({
        **_weflow(format="arkme-json"), "session": session(),
        "senders": [{"senderID": number, "accountId": sender, "displayName": names[sender], "nickname": names[sender]}
                    for number, sender in enumerate(senders, 1)],
        "messages": compact, "groupMembers": [*map(member, PEOPLE)]})}


def book(rows: Sequence[Sequence[Any]], title: str = "聊天记录") -> bytes:
    """A workbook of texts; what begins with = stays a text."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for at, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def _sheet(lines: Sequence[Line], header: Sequence[str], row: Callable[[Line], Sequence[Any]], above: Sequence[Sequence[str]]) -> bytes:
    body = [[number, f"{line.at:%Y-%m-%d %H:%M:%S}", *row(line), _TYPES[line.kind], content(line)]
            for number, line in enumerate(lines, 1)]
    return book([*above, header, *body])


def _above(label: str, rows: int = 3) -> list[list[str]]:
    return [[cell.replace("{id}", label) for cell in cells] for cells in _ABOUT_ROWS[:rows]]


def write_sheet(lines: Sequence[Line]) -> dict[str, bytes]:
    """Every column of a group."""
    header = ("序号", "时间", "发送者昵称", "发送者账号ID", "发送者备注", "群昵称", "发送者身份", "消息类型", "内容")
    return {"群聊_小满家福利群.xlsx": _sheet(lines, header, lambda line: (
        (line.who.nick, line.who.wxid, line.who.remark, line.who.card, shown(line.who)) if line.who else (CHAT, ROOM, "", "", CHAT)),
        _above("账号ID"))}


def write_compact(lines: Sequence[Line]) -> dict[str, bytes]:
    """Names only."""
    return {"compact.xlsx": _sheet(lines, ("序号", "时间", "发送者身份", "消息类型", "内容"),
                                   lambda line: (shown(line.who) if line.who else CHAT,), _above("微信ID"))}


def write_text(lines: Sequence[Line]) -> dict[str, bytes]:
    """Names in quotes, the group's own name for the client."""
    return {"小满家福利群.txt": "".join(
        f"{line.at:%Y-%m-%d %H:%M:%S} '{shown(line.who) if line.who else CHAT}'\n{content(line)}\n\n" for line in lines).encode()}


def write_weclone(lines: Sequence[Line]) -> dict[str, bytes]:
    """English types, names, the time of Greenwich; quotes are left out."""
    types = {"image": "image", "voice": "voice", "video": "video", "sticker": "sticker", "location": "location", "file": "file"}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("id", "MsgSvrID", "type_name", "is_sender", "talker", "msg", "src", "CreateTime"))
    for line in lines:
        if line.kind != "quote":
            writer.writerow((line.number, line.platform_id, types.get(line.kind, "text"), int(bool(line.who and line.who.me)),
                             shown(line.who) if line.who else CHAT, content(line), "",
                             f"{line.at - timedelta(hours=8):%Y-%m-%dT%H:%M:%S}.000Z"))
    return {"小满家福利群.csv": b"\xef\xbb\xbf" + text.getvalue().encode()}


# ---- EchoTrace ---------------------------------------------------------------------------------

def write_echotrace(lines: Sequence[Line]) -> dict[str, bytes]:
    """The first sheet: 我 for the owner, no ids."""
    return {"小满家福利群_聊天记录_1780300000000.xlsx": _sheet(
        lines, ("序号", "时间", "发送者", "消息类型", "内容"),
        lambda line: ("我" if line.who and line.who.me else shown(line.who) if line.who else CHAT,), ())}


def write_echotrace_sheet(lines: Sequence[Line]) -> dict[str, bytes]:
    """From 1.2.4 on, with ids; a blank row where WeFlow names itself."""
    header = ("序号", "时间", "发送者昵称", "发送者微信ID", "发送者备注", "发送者身份", "消息类型", "内容")
    return {"小满家福利群_聊天记录.xlsx": _sheet(lines, header, lambda line: (
        (line.who.remark or line.who.nick, line.who.wxid, line.who.remark or line.who.nick, "我" if line.who.me else shown(line.who))
        if line.who else ("群成员", ROOM, "", "群成员")), [*_above("微信ID", 2), []])}


def write_echotrace_json(lines: Sequence[Line]) -> dict[str, bytes]:
    """The first JSON: ids and no names."""
    kept = ("localId", "createTime", "formattedTime", "type", "localType", "content", "isSend", "senderUsername", "source")
    rows = [{key: value for key, value in message(line).items() if key in kept} for line in lines]
    about = {"username": ROOM, "displayName": CHAT, "type": "群聊", "lastTimestamp": 1780300000, "messageCount": len(lines)}
    return {"小满家福利群.json": _json({"session": about, "messages": rows, "exportTime": "2026-06-02T12:00:00.000"})}


def remark_or_nick(person: Person) -> str:
    """What EchoTrace calls a sender."""
    return person.remark or person.nick


_QUIET = frozenset({"quote"})

DIALECTS = (
    Dialect("weflow json", "weflow", write_json, name=shown, ids=wxid_of, replies=True),
    Dialect("weflow old json", "weflow", write_old_json, name=shown, ids=wxid_of),
    Dialect("weflow arkme json", "weflow", write_arkme, name=shown, ids=wxid_of, replies=True),
    Dialect("weflow sheet", "weflow", write_sheet, name=shown, ids=wxid_of),
    Dialect("weflow compact sheet", "weflow", write_compact, name=shown),
    Dialect("weflow text", "weflow", write_text, name=shown),
    Dialect("weclone table", "weclone", write_weclone, name=shown, leaves_out=_QUIET),
    Dialect("echotrace sheet", "echotrace", write_echotrace, name=shown, self_name="我"),
    Dialect("echotrace sheet with ids", "echotrace", write_echotrace_sheet, name=remark_or_nick, ids=wxid_of),
    Dialect("echotrace json", "echotrace", write_echotrace_json, name=nobody, ids=wxid_of, self_name="我"),
)
