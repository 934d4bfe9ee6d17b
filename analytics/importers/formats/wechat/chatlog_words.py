"""How chatlog puts a message into one text: marks in the manner of Markdown, quotes and forwards in lines.

    ![图片](http://127.0.0.1:5030/image/ab12)          [链接|草莓怎么挑](https://…)          [语音](…)
    > 小雨(wxid_a1) 05-31 08:39:05                     [合并转发|群聊的聊天记录]
    > 能送到3栋吗?                                       小雨 2026-05-30 12:00:00
    送的                                                 今晚开团吗
"""

from __future__ import annotations

import re

from analytics.importers.formats.wechat.type_names import kind_of_type

_MARKS = "图片|视频|语音|名片|动画表情|GIF表情|分享|链接|文件|合并转发|小程序|视频号|引用|群公告|红包|红包封面|转账|语音通话"
_MARK = re.compile(rf"!?\[({_MARKS})(?:\|(.*?))?\](?:\((.*)\))?\s*")
_LONGEST_MARK = 4000
# A quote begins with the header of what it quotes, or says that it could not be found.
_QUOTED = re.compile(r"> (?:\[引用\]|\S[^\n]{0,300} (?:\d{4}-)?(?:\d{2}-\d{2} )?\d{2}:\d{2}:\d{2})(?:\n>[^\n]*)*\n?")
_UNKNOWN = re.compile(r"Type: (-?\d+) Content: ")
_PAT = re.compile(r'"\$\{[^}]+\}"')
# Whose words after | are a title, and not a sum or a path.
_UNTITLED = frozenset({"image", "video", "voice", "sticker", "card", "call", "redpacket"})
_LINED = frozenset({"merged", "notice"})


def read_words(content: str) -> tuple[str, str]:
    """(kind, what was typed or the title) of a content; "text" and the content itself for what nobody marked."""
    start = content[:1]
    if start in "[!":
        return _read_mark(content)
    if start == ">" and (quoted := _QUOTED.match(content)):
        return "quote", content[quoted.end():]
    if start == '"' and _PAT.match(content):
        return "pat", content
    return ("other", "") if start == "T" and _UNKNOWN.match(content) else ("text", content)


def _read_mark(content: str) -> tuple[str, str]:
    first, _, more = content.partition("\n")
    match = _MARK.fullmatch(first[:_LONGEST_MARK])
    kind = kind_of_type(match.group(1)) if match else "text"
    if match is None or (more and kind not in _LINED):
        return "text", content
    title, link = match.group(2) or "", match.group(3) or ""
    if kind == "transfer":
        return kind, " ".join(filter(None, (title, link)))
    if kind == "link" and match.group(1) == "分享":
        title = title.partition("|")[0]
    return kind, "" if kind in _UNTITLED else title
