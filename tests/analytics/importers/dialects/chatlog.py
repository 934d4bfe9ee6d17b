"""chatlog: ids and names, the group's name, seconds; CSV, JSON, what the webhook sent, text without a year."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.analytics.importers.dialects import Dialect, nobody, wxid_of
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, ROOM, Line, Person
from tests.analytics.importers.dialects.wechat_words import said, shown, told_before

_MARKS = {"image": "![图片](http://127.0.0.1:5030/image/ab12,{text})", "sticker": "[动画表情]", "redpacket": "[红包]",
          "voice": "[语音](http://127.0.0.1:5030/voice/1)", "video": "![视频](http://127.0.0.1:5030/video/ab)",
          "link": "[链接|{text}](https://invented.example/a_(1))", "miniapp": "[小程序|{text}](https://invented.example)",
          "file": "[文件|{text}](http://127.0.0.1:5030/file/ab)", "location": "Type: 48 Content: <msg><location x=\"1\"<...>"}
_TYPES = {"text": (1, 0), "image": (3, 0), "voice": (34, 0), "video": (43, 0), "sticker": (47, 0), "location": (48, 0),
          "link": (49, 5), "file": (49, 6), "miniapp": (49, 33), "quote": (49, 57), "redpacket": (49, 2001), "solitaire": (1, 0)}


def header(person: Person | None, time: str, names: Mapping[str, str]) -> str:
    """The line above the words: 名字(wxid) 时间; 我 for the owner, nothing but 系统消息 for the client."""
    if person is None:
        return f"系统消息 {time}"
    who, name = "我" if person.me else person.wxid, names.get(person.wxid, "")
    return f"{name}({who}) {time}" if name else f"{who} {time}"


def content(line: Line) -> str:
    """The column Content, and the words of the text."""
    if line.kind == "quote":
        before = told_before(line.quoted)
        quoted = header(before.who, f"{before.at:%m-%d %H:%M:%S}", _names())
        return "\n".join([f"> {quoted}", *(f"> {one}" for one in str(before.text).split("\n")), str(line.text)])
    return _MARKS[line.kind].format(text=line.text) if line.kind in _MARKS else said(line)


def _names() -> dict[str, str]:
    return {person.wxid: shown(person) for person in PEOPLE}


def _table(lines: Sequence[Line], own_name: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"))
    for line in lines:
        name = shown(line.who) if line.who and (own_name or not line.who.me) else ""
        sender = line.who.wxid if line.who else "系统消息"
        writer.writerow((f"{line.at:%Y-%m-%d %H:%M:%S}", name, sender, CHAT, ROOM, content(line)))
    return text.getvalue().encode()


def write_csv(lines: Sequence[Line]) -> dict[str, bytes]:
    """The owner has a card in the group, so every line has a name."""
    return {f"{ROOM}_2026-05-31_2026-06-01.csv": _table(lines, own_name=True)}


def write_nameless(lines: Sequence[Line]) -> dict[str, bytes]:
    """Without a card the owner's lines have an id and no name."""
    return {f"{ROOM}_2026-05-31_2026-06-01.csv": _table(lines, own_name=False)}


def message(line: Line) -> dict[str, Any]:
    """One message as JSON."""
    kind, sub = _TYPES.get(line.kind, (10000, 0))
    titled = {"contents": {"title": line.text, "host": "127.0.0.1:5030"}} if line.kind in ("link", "file", "miniapp") else {}
    return {"seq": line.number, "time": f"{line.at:%Y-%m-%dT%H:%M:%S}+08:00", "talker": ROOM, "talkerName": CHAT,
            "isChatRoom": True, "sender": line.who.wxid if line.who else "系统消息",
            "senderName": shown(line.who) if line.who and not line.who.me else "",
            "isSelf": bool(line.who and line.who.me), "type": kind, "subType": sub,
            "content": said(line) if kind in (1, 10000) or sub == 57 else "", **titled}


def write_json(lines: Sequence[Line]) -> dict[str, bytes]:
    """A list of messages, on one line."""
    return {f"{ROOM}.json": json.dumps([message(line) for line in lines], ensure_ascii=False).encode()}


def write_webhook(lines: Sequence[Line]) -> dict[str, bytes]:
    """What the webhook sent, saved."""
    sent = {"keyword": "", "lastTime": f"{lines[-1].at:%Y-%m-%d %H:%M:%S}", "length": len(lines), "messages": [*map(message, lines)]}
    return {"推送.json": json.dumps(sent, ensure_ascii=False, indent=2).encode()}


def _text(lines: Sequence[Line], time: str, chat: str = "") -> bytes:
    parts = []
    for line in lines:
        above = header(line.who, "\x00", _names()).replace("\x00", chat + line.at.strftime(time))
        parts.append(f"{above}\n{content(line)}\n\n")
    return "".join(parts).encode()


def write_text(lines: Sequence[Line]) -> dict[str, bytes]:
    """Lines of one year, so the year is left out."""
    return {f"{ROOM}_2026-05-31_2026-06-01.txt": _text(lines, "%m-%d %H:%M:%S")}


def write_whole_text(lines: Sequence[Line]) -> dict[str, bytes]:
    """Lines of several chats and years: each header names both."""
    return {"全部.txt": _text(lines, "%Y-%m-%d %H:%M:%S", f"[{CHAT}({ROOM})] ")}


def id_but_own(person: Person) -> str:
    """The text says 我 and no id."""
    return nobody(person) if person.me else wxid_of(person)


_LOST = {"location": "other"}

DIALECTS = (
    Dialect("chatlog csv", "chatlog", write_csv, name=shown, ids=wxid_of, kinds=_LOST),
    Dialect("chatlog csv without own name", "chatlog", write_nameless, name=shown, ids=wxid_of, kinds=_LOST, self_name="我",
            generated=False),
    Dialect("chatlog json", "chatlog", write_json, name=shown, ids=wxid_of, self_name="我"),
    Dialect("chatlog webhook", "chatlog", write_webhook, name=shown, ids=wxid_of, self_name="我"),
    Dialect("chatlog text without year", "chatlog", write_text, name=shown, ids=id_but_own, kinds=_LOST,
            names_chat=False, answers={"year": 2026}),
    Dialect("chatlog text of all chats", "chatlog", write_whole_text, name=shown, ids=id_but_own, kinds=_LOST),
)
