"""福利群 as MemoTrace v2/v3 leaves it (xlsx with 聊天记录 and 成员信息), 引流群 as its v1 did (CSV).

v2 has no id of the sender in 聊天记录; 成员信息 lists everybody who sits in the group, silent ones too,
without saying when they came. v1 has ids, keeps raw XML of everything that is not text, and leaves
quotes empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from openpyxl import Workbook

from sample_data.formats import book
from sample_data.world import shop
from sample_data.world.chance import header
from sample_data.world.people import Person
from sample_data.world.story import Story
from sample_data.world.talk import Line, shown

_V2_KINDS = {
    "text": "文本",
    "solitaire": "文本",
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "sticker": "表情包",
    "quote": "引用消息",
    "link": "分享链接",
    "miniapp": "小程序",
    "redpacket": "红包",
    "pat": "拍一拍",
    "join": "系统消息",
    "remove": "系统消息",
    "recall": "系统消息",
}
_V2_WORDS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "sticker": "[表情包]",
    "link": "[链接]今日中山美食地图",
    "miniapp": "[小程序]石岐小灶点餐",
    "redpacket": "[红包]恭喜发财,大吉大利",
}
_V1_CODES = {
    "text": (1, 0),
    "image": (3, 0),
    "voice": (34, 0),
    "video": (43, 0),
    "sticker": (47, 0),
    "link": (49, 5),
    "miniapp": (49, 33),
    "quote": (49, 57),
    "solitaire": (49, 53),
    "redpacket": (49, 2001),
    "pat": (10000, 4),
    "join": (10000, 8000),
    "remove": (10000, 0),
    "recall": (10000, 57),
}
_V1_XML = {
    "image": '<?xml version="1.0"?>\n<msg>\n\t<img length="{n}" hdlength="0" cdnthumbwidth="120" />\n</msg>\n',
    "voice": '<msg><voicemsg endflag="1" voicelength="{n}" voiceformat="4" /></msg>',
    "video": '<?xml version="1.0"?>\n<msg>\n\t<videomsg length="{n}" playlength="12" />\n</msg>\n',
    "sticker": '<msg><emoji type="2" len="{n}" width="240" height="240" /></msg>',
    "link": "<msg><appmsg><title>今日中山美食地图</title><type>5</type></appmsg></msg>",
    "miniapp": "<msg><appmsg><title>石岐小灶点餐</title><type>33</type></appmsg></msg>",
    "redpacket": "<msg><appmsg><title>微信红包</title><type>2001</type></appmsg></msg>",
}


def write_v2(story: Story, path: Path) -> None:
    """聊天记录, 成员信息 and the empty default sheet. A text that starts with = becomes a formula, as it does there."""
    workbook = Workbook()
    workbook.worksheets[0].title = "Sheet"
    book.sheet(workbook, "聊天记录", [header("memotrace_v2"), *_v2_rows(story)])
    book.sheet(workbook, "成员信息", [header("memotrace_v2_members"), *_v2_members(story)])
    book.save(workbook, path)


def _v2_rows(story: Story) -> Iterator[tuple[str, ...]]:
    lines = [line for line in story.lines if line.chat == shop.BENEFIT]
    for number, line in enumerate(lines):
        card, nick = _card_and_nick(line)
        server_id = str(7_430_000_000_000_000_000 + number * 9_973_412_071 % 10**18)
        yield (
            server_id,
            _V2_KINDS[line.kind],
            shown(line.who) if line.who else "系统消息",
            f"{line.sent_at:%Y-%m-%d %H:%M:%S}",
            _v2_content(line),
            card,
            nick,
            "more",
        )


def _v2_content(line: Line) -> str:
    if line.kind == "quote" and line.reply_to is not None and line.reply_to.who is not None:
        return f"{line.text}\n引用:{shown(line.reply_to.who)}:{line.reply_to.text}"
    return _V2_WORDS.get(line.kind, line.text)


def _card_and_nick(line: Line) -> tuple[str, str]:
    if isinstance(line.who, Person):
        return line.who.card, line.who.nick
    return "", line.who.nick if line.who else ""


def _v2_members(story: Story) -> Iterator[tuple[str, ...]]:
    for staff in shop.STAFF:
        yield (staff.wxid, "", "群成员", "", staff.nick, "", "", "", "", "", "中国", "广东", "中山")
    for person in sorted(story.members(shop.BENEFIT, shop.LAST_DAY), key=lambda one: one.wxid):
        code = crc32(person.wxid.encode())
        yield (
            person.wxid,
            "",
            "群成员" if code % 5 else "好友",
            person.card,
            person.nick,
            "",
            "",
            "",
            ("男", "女", "")[code % 3],
            "",
            "中国",
            "广东",
            "中山" if code % 4 else "",
        )


def write_v1(story: Story, path: Path) -> None:
    """UTF-8 with BOM, CRLF, minimal quoting."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header("memotrace_v1"))
        for number, line in enumerate(line for line in story.lines if line.chat == shop.LEAD):
            writer.writerow(_v1_row(number, line))


def _v1_row(number: int, line: Line) -> tuple[object, ...]:
    kind, sub = _V1_CODES[line.kind]
    who = line.who
    own = int(who is shop.ASSISTANT)
    card, nick = _card_and_nick(line)
    return (
        310_000 + number * 3,
        217,
        kind,
        sub,
        own,
        _epoch(line.sent_at),
        "" if number % 3 else 3,
        _v1_content(number, line),
        f"{line.sent_at:%Y-%m-%d %H:%M:%S}",
        card or nick,
        nick,
        who.wxid if who else "",
    )


def _v1_content(number: int, line: Line) -> str:
    if line.kind == "quote":
        return ""
    return _V1_XML[line.kind].format(n=1000 + number) if line.kind in _V1_XML else line.text


def _epoch(moment: datetime) -> int:
    return int((moment - timedelta(hours=8)).replace(tzinfo=UTC).timestamp())
