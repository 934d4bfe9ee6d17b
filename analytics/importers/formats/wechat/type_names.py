"""What exporters of WeChat's databases call the types of messages, and the placeholders they write for them.

    PyWxDump   文本  动画表情  (分享)卡片式链接  引用回复  消息撤回57  邀请加群  未知-11000,0
    WeFlow     文本消息  链接消息  引用消息  系统消息        content: [链接] 题目   好的[引用 小雨：今晚开团吗]
    EchoTrace  文本消息  卡片式链接  红包卡片  聊天记录合并转发
    WeClone    text  sticker  location
"""

from __future__ import annotations

import re
from functools import lru_cache

from analytics.importers.kinds import SOLITAIRE, kind_of_name

_NAMES = {
    "text": "文本 文本消息 text",
    "image": "图片 图片消息 image",
    "voice": "语音 语音消息 voice",
    "video": "视频 视频消息 video",
    "sticker": "表情 动画表情 表情包 表情消息 用户上传的GIF表情 GIF表情 sticker",
    "location": "位置 位置消息 位置共享 位置分享 location",
    "file": "文件 文件消息 文件(猜) file",
    "link": "链接 链接消息 分享 图文消息 卡片式链接 (分享)卡片式链接 (分享)音乐 音乐 音乐消息 音乐分享 (分享)笔记 (分享)小说(猜) "
            "粘贴的文本 游戏相关 link",
    "miniapp": "小程序 小程序消息 小程序分享 (分享)小程序",
    "channels": "视频号 视频号直播 视频号直播卡片 (分享)视频号名片 (分享)视频号视频 视频号直播或直播回放等",
    "card": "名片 名片消息 推荐公众号 企业微信打招呼(猜) 企业微信添加好友(猜)",
    "redpacket": "红包 红包消息 红包卡片 红包封面 赠送红包封面 微信礼物",
    "transfer": "转账 转账消息 转账卡片 转账收款",
    "quote": "引用 引用消息 引用回复",
    "merged": "合并转发 聊天记录 聊天记录消息 聊天记录合并转发 合并转发的聊天记录 (分享)收藏夹",
    "call": "通话 通话消息 语音通话 视频通话",
    "notice": "群公告",
    "solitaire": "接龙",
    "pat": "拍一拍",
    "system": "系统消息 系统通知 邀请加群 添加好友",
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_MARKS = {**_BY_NAME, "其他消息": "other"}
# What stands there for them is a path, a length or a placeholder, never words.
_WORDLESS = frozenset({"image", "video", "sticker", "call", "card"})
_PLACEHOLDER = re.compile(r"\[([^\[\]\s]{2,8})(?: - [^\]]*)?\]\s*")
# An exported picture, recording or file: media/voices/1718.wav
_PATH = re.compile(r"\S*[/\\][^\n]*\.\w{2,5}")
_QUOTE_MARK = "[引用 "
_QUOTED = re.compile(r"\s*\[引用 .*\]\s*\Z", re.DOTALL)


@lru_cache(maxsize=1024)
def kind_of_type(name: str) -> str:
    """The kind behind a type's name; "other" for what nobody has named."""
    name = name.strip()
    if name.startswith("消息撤回"):
        return "recall"
    return _BY_NAME.get(name) or kind_of_name(name)


def kind_of_content(content: str) -> str:
    """The kind of a message whose type stands nowhere but in its placeholder: [图片], [文件] 名, 好的[引用 …]."""
    if SOLITAIRE.match(content):
        return "solitaire"
    if _QUOTE_MARK in content and content.rstrip().endswith("]"):
        return "quote"
    match = _PLACEHOLDER.match(content)
    if match is None:
        return "text"
    return _MARKS.get(match.group(1), "text")


def read_content(kind: str, content: str) -> tuple[str, str]:
    """(kind, what a person wrote or the title) of WeFlow's and EchoTrace's content; '' where there are no words.

    A 接龙 comes as a link whose title is the list.
    """
    if kind == "text":
        return kind, content
    if kind in _WORDLESS:
        return kind, ""
    if kind == "quote":
        return kind, _QUOTED.sub("", content)
    match = _PLACEHOLDER.match(content)
    words = content[match.end():] if match and match.group(1) in _MARKS else content
    if SOLITAIRE.match(words):
        return "solitaire", words
    if kind == "merged":
        return kind, words.partition("\n")[0].strip()
    if words == content and _PATH.fullmatch(content):
        return kind, content.replace("\\", "/").rpartition("/")[2] if kind == "file" else ""
    return kind, words.strip()
