"""MemoTrace in all its editions: v1 CSV, workbook and text, v2/v3 CSV and workbook with the member sheet."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence

import openpyxl

from tests.analytics.importers.dialects import Dialect, Files, wxid_of
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, Line, Person
from tests.analytics.importers.dialects.wechat_words import epoch, said, told_before

_V1 = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", "Remark", "NickName",
       "Sender")
_CODES = {"text": (1, 0), "image": (3, 0), "voice": (34, 0), "video": (43, 0), "sticker": (47, 0), "location": (48, 0), "link": (49, 5),
          "file": (49, 6), "miniapp": (49, 33), "quote": (49, 57), "redpacket": (49, 2001), "solitaire": (1, 0)}
_V2 = ("消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称", "更多信息")
_NAMES = {"text": "文本", "image": "图片", "voice": "语音", "video": "视频", "sticker": "表情包", "location": "位置分享", "link": "分享链接",
          "file": "文件", "miniapp": "小程序", "quote": "引用消息", "redpacket": "红包", "solitaire": "文本"}
_MEMBERS = ("wxid", "微信号", "类型", "群昵称", "昵称", "头像地址", "头像原图", "标签", "性别", "个性签名", "国家（地区）", "省份", "城市")
_TXT = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "sticker": "[表情包]", "file": "[文件]", "location": "[位置]", "miniapp": "[小程序]",
        "redpacket": "[红包]"}


def nick_of(person: Person) -> str:
    """v1 and v2 write the nickname beside the card."""
    return person.nick


def _v1_rows(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for line in lines:
        kind, sub = _CODES.get(line.kind, (10000, 0))
        who = line.who
        # Quotes come without their words.
        content = "" if line.kind == "quote" else "<msg><img/></msg>" if line.kind == "image" else said(line)
        rows.append((1000 + line.number, 217, kind, sub, int(bool(who and who.me)), epoch(line.at), "", content,
                     f"{line.at:%Y-%m-%d %H:%M:%S}", who.card if who else "", who.nick if who else "", who.wxid if who else ""))
    return rows


def _csv(rows: Sequence[Sequence[object]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def write_v1(lines: Sequence[Line]) -> Files:
    """UTF-8 with a mark, CRLF."""
    return {f"{CHAT}_utf8.csv": _csv([_V1, *_v1_rows(lines)], "utf-8-sig")}


def write_v1_by_excel(lines: Sequence[Line]) -> Files:
    """Opened in Excel and saved again: GB18030."""
    return {f"{CHAT}.csv": _csv([_V1, *_v1_rows(lines)], "gb18030")}


def _workbook(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([*row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_v1_workbook(lines: Sequence[Line]) -> Files:
    """A message that begins with = becomes a formula without a value."""
    return {f"{CHAT}.xlsx": _workbook({"Sheet1": [_V1, *_v1_rows(lines)]})}


def write_txt(lines: Sequence[Line]) -> Files:
    """Lines of the client have no words; names are escaped."""
    text = ""
    for line in lines:
        who = html.escape(line.who.nick, quote=False).replace("'", "\\'") if line.who else said(line)
        text += f"{line.at:%Y-%m-%d %H:%M:%S} {who}\n" + (f"{_txt_words(line)}\n\n" if line.who else "\n")
    return {f"{CHAT}.txt": text.encode()}


def _txt_words(line: Line) -> str:
    if line.kind == "quote":
        quoted = told_before(line.quoted)
        return f"{line.text}\n引用:{quoted.who and quoted.who.nick}:{quoted.text}"
    if line.kind == "link":
        return f"    [链接]:title:{line.text}\n    description:\n    url:http://example.com\n    name:"
    return _TXT.get(line.kind) or str(line.text)


def _v2_rows(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.platform_id, _NAMES.get(line.kind, "系统消息"), line.who.nick if line.who else "", f"{line.at:%Y-%m-%d %H:%M:%S}",
             said(line), line.who.card if line.who else "", line.who.nick if line.who else "", "more") for line in lines]


def write_v2(lines: Sequence[Line]) -> Files:
    """The last column is the word more."""
    return {f"{CHAT}.csv": _csv([_V2, *_v2_rows(lines)], "utf-8-sig")}


def write_v2_workbook(lines: Sequence[Line]) -> Files:
    """With every member, and an empty sheet."""
    members = [(person.wxid, "", "1", person.card, person.nick) for person in PEOPLE]
    return {f"{CHAT}.xlsx": _workbook({"聊天记录": [_V2, *_v2_rows(lines)], "成员信息": [_MEMBERS, *members]})}


def _unwritable(text: str) -> bool:
    """Control characters have no place in a workbook; a cell holds 32,767 letters."""
    return any(ord(letter) < 32 and letter != "\n" for letter in text)


_LOST = {"quote": None}
DIALECTS = (
    Dialect("memotrace v1 csv", "memotrace_v1", write_v1, name=nick_of, ids=wxid_of,
            text=lambda line: _LOST.get(line.kind, line.text)),
    Dialect("memotrace v1 csv by Excel", "memotrace_v1", write_v1_by_excel, name=nick_of, ids=wxid_of,
            text=lambda line: _LOST.get(line.kind, line.text)),
    Dialect("memotrace v1 workbook", "memotrace_v1", write_v1_workbook, name=nick_of, ids=wxid_of,
            text=lambda line: _LOST.get(line.kind, line.text), awkward=_unwritable),
    Dialect("memotrace v1 text", "memotrace_txt", write_txt, name=nick_of),
    Dialect("memotrace v2 csv", "memotrace_v2", write_v2, name=nick_of),
    Dialect("memotrace v2 workbook", "memotrace_v2", write_v2_workbook, name=nick_of, awkward=_unwritable),
)

