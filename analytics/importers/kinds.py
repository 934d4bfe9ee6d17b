"""What kind of message a line is, from the word, number or placeholder an exporter leaves for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Placeholder inside [ ] → kind, over WeChat, QQ and the exporters, Chinese and English clients.
_WORDS = {
    "image": "图片 照片 原图 闪照 图文 Photo Image Picture",
    "voice": "语音 语音消息 Voice Audio",
    "video": "视频 小视频 短视频 Video",
    "file": "文件 File",
    "sticker": "表情 动画表情 表情包 动态表情 贴图 Sticker",
    "location": "位置 位置分享 实时位置 共享位置 Location",
    "link": "链接 分享链接 分享 音乐 音乐分享 网页 公众号文章 笔记 收藏笔记 卡片 Link Music",
    "miniapp": "小程序",
    "channels": "视频号 视频号直播 直播 Channels",
    "card": "名片 个人名片 公众号名片 企业微信名片 推荐联系人",
    "redpacket": "红包 微信红包 QQ红包 封面",
    "transfer": "转账 微信转账 Transfer",
    "merged": "聊天记录 合并转发 转发消息 合并转发的聊天记录",
    "call": "通话 语音通话 视频通话 音视频通话 视频/语音通话 语音聊天 视频聊天",
    "notice": "群公告 公告 群签到",
    "solitaire": "接龙 群接龙",
    "vote": "投票 群投票",
    "pat": "拍一拍",
}
_SPACED = {
    "card": ("Contact Card",), "redpacket": ("Red Packet",), "miniapp": ("Mini Program",),
    "merged": ("Chat History",), "sticker": ("Animated Sticker",), "notice": ("Group Notice",),
    "solitaire": ("Group Note",),
}
_BY_WORD = {word.lower(): kind for kind, words in _WORDS.items() for word in words.split()}
_BY_WORD.update({word.lower(): kind for kind, words in _SPACED.items() for word in words})

# [图片] · [图片: a.jpg(请在附件中查看)] · [语音 12"] · [链接|题](url): the word, then what belongs to it.
_PLACEHOLDER = re.compile(r"\[([A-Za-z\u4e00-\u9fff/]+(?: [A-Za-z]+)?)(?=[\]:：| (\d])([^\]]*)\](.*)", re.DOTALL)
_ONLY_PLACEHOLDERS = re.compile(r"(?:\[(?:图片|表情|动画表情|表情包)\]\s*)+")
# These carry their own words after the bracket; the others are only what they say when nothing follows.
_WITH_WORDS = frozenset({"link", "miniapp", "channels", "file", "redpacket", "transfer", "notice", "solitaire",
                         "merged", "vote", "card", "call", "location"})
SOLITAIRE = re.compile(r"\s*#\s?(?:接龙|接龍|Group Note)(?![\w\u4e00-\u9fff])", re.IGNORECASE)
# Texts that begin beyond 「 begin with no mark that kind_of looks for: nearly all Chinese ones.
_ORDINARY_FROM = "「"
_QUOTE = re.compile(r"「([^」]*)」\s*\n(?:- ){5,}-?\s*\n(.*)", re.DOTALL)

# MemoTrace v1 and chatlog: Type, and for 49 the SubType.
_CODES = {1: "text", 3: "image", 34: "voice", 37: "system", 42: "card", 43: "video", 47: "sticker", 48: "location",
          49: "link", 50: "call", 62: "video", 65: "card", 66: "card", 10000: "system", 10002: "system",
          # Android, 2023
          268445456: "recall", 822083633: "quote", 922746929: "pat", 1090519089: "file", 285212721: "link",
          1048625: "sticker", 16777265: "link", 318767153: "notice", 436207665: "redpacket", 419430449: "transfer",
          570425393: "system", 64: "call", 486539313: "link", 754974769: "channels", 975175729: "channels",
          452984881: "redpacket", 469762097: "redpacket", -1879048186: "location", -1879048185: "location"}
_APP_CODES = {1: "link", 3: "link", 4: "link", 5: "link", 6: "file", 8: "sticker", 17: "location", 19: "merged",
              24: "link", 33: "miniapp", 36: "miniapp", 40: "merged", 50: "channels", 51: "channels", 53: "solitaire",
              57: "quote", 62: "pat", 63: "channels", 74: "file", 87: "notice", 88: "channels", 92: "link",
              2000: "transfer", 2001: "redpacket", 2003: "redpacket"}

# MemoTrace v2 and v3, column 类型.
_NAMED = {"文本": "text", "图片": "image", "视频": "video", "语音": "voice", "表情包": "sticker", "音视频通话": "call",
          "文件": "file", "位置分享": "location", "分享链接": "link", "红包": "redpacket", "转账": "transfer",
          "引用消息": "quote", "合并转发的聊天记录": "merged", "小程序": "miniapp", "视频号": "channels",
          "音乐分享": "link", "收藏笔记": "link", "个人名片": "card", "公众号名片": "card", "个人/公众号名片": "card",
          "企业微信名片": "card", "系统消息": "system", "拍一拍": "pat", "未知类型": "other"}

_CHATLAB = {0: "text", 1: "image", 2: "voice", 3: "video", 4: "file", 5: "sticker", 7: "link", 8: "location",
            20: "redpacket", 21: "transfer", 22: "pat", 23: "call", 24: "link", 25: "quote", 26: "merged", 27: "card",
            80: "system", 81: "recall", 99: "other"}

_BY_SUFFIX = {
    **dict.fromkeys(("jpg", "jpeg", "png", "heic", "gif"), "image"), "webp": "sticker", "vcf": "card",
    **dict.fromkeys(("mp4", "mov", "3gp", "avi", "mkv"), "video"),
    **dict.fromkeys(("opus", "ogg", "m4a", "mp3", "aac", "amr"), "voice"),
}


_QUOTED_BELOW = re.compile(r"\n+(?:引用[:：]|\[引用\])")


def kind_of(text: str) -> str:
    """The kind of a line written by a person, from its text alone."""
    start = text[:1]
    if start == "[":
        return _kind_of_placeholder(text)
    if start == "「" and _QUOTE.match(text):
        return "quote"
    if (start == "#" or start.isspace()) and SOLITAIRE.match(text):
        return "solitaire"
    return "text"


def kinds_of(texts: Sequence[str]) -> list[str]:
    """`kind_of` each text; "other" where there is none."""
    return ["text" if text[:1] > _ORDINARY_FROM else kind_of(text) if text else "other" for text in texts]


def _kind_of_placeholder(text: str) -> str:
    match = _PLACEHOLDER.match(text)
    kind = _BY_WORD.get(match.group(1).strip().lower()) if match else None
    if match is None or kind is None:
        return "text"
    if kind in _WITH_WORDS or not match.group(3).strip() or _ONLY_PLACEHOLDERS.fullmatch(text):
        return kind
    return "text"


def own_words(text: str) -> str:
    """What the sender wrote in a message that quotes another: 「名:原文」, a dashed line, the words; or the quote below them."""
    match = _QUOTE.match(text)
    return match.group(2) if match else _QUOTED_BELOW.split(text, maxsplit=1)[0] or text


def kind_of_code(kind: int, sub: int) -> str:
    """The kind behind MemoTrace's Type and SubType."""
    return _APP_CODES.get(sub, "link") if kind == 49 else _CODES.get(kind, "other")


def kind_of_name(name: str) -> str:
    """The kind behind MemoTrace v2's 类型."""
    return _NAMED.get(name.strip(), "other")


def kind_of_chatlab(number: object) -> str:
    """The kind behind ChatLab's type number; some tools write it as a text."""
    known = int(number) if isinstance(number, str) and number.isdecimal() else number
    return _CHATLAB.get(known, "other") if isinstance(known, int) else "other"


def kind_of_file(name: str) -> str:
    """The kind of an attachment, from the end of its name."""
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), "file")
