"""What groups are called: in files, in file names, on screen; and the ids that follow from it."""

from __future__ import annotations

import hashlib
import re

from analytics.importers.names import normal

# Words that exporting tools and people put around a group's name in a file name.
_TOOL_WORDS = re.compile(
    r"\[line\]|(?<=群)的(?:聊天|消息)记录|的?聊天记录|群聊记录|消息记录|群成员名单|群成员列表|群成员|成员名单|成员信息|名单|导出|(?<![一-鿿])群聊|^[与與]|的(?=\s*whatsapp)|"
    r"的?微信|(?:聊天|對話)(?=\s*$)|whatsapp chat with|whatsapp|\bchat(?![a-z])|messages|export|utf-?8|memotrace|members?|"
    # What a file is called that nobody named, and a second or last one of it.
    r"新建\s?文本文档|新建\s?(?:microsoft\s)?(?:excel|xlsx?)?\s?工作表|[-_ ]*(?:的?副本|最终版?|\bcopy\b|\bfinal\b|\bexcel\b)",
    re.IGNORECASE)
_DATES = re.compile(r"(?:19|20)\d{2}[-_./年]?\d{1,2}(?:[-_./月]?\d{1,2}日?)?|\d{8,14}")
_PARTS = re.compile(r"[(（]\d+[)）]|(?:part|第)\s*\d+\s*(?:部分|页)?|(?<=[\W_])\d{1,3}$", re.IGNORECASE)
CHAT_TYPES = ("引流群", "福利群", "快闪群", "资源对接群", "兴趣群", "其他")
_EDGES = " -_—·.、,，()（）[]【】《》“”\"'"
# 福利群(486): the client writes how many are in it; fewer than this is a number that people gave the group.
_HEAD_COUNT = re.compile(r"\s*[(（](\d{2,5})[)）]\s*$")
_HEAD_COUNT_FROM = 20


def name_from_file(file_name: str) -> str:
    """A group's name out of a file name: without tool words, dates, part numbers and “(1)”."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name.rsplit("/", 1)[-1])
    for pattern in (_DATES, _PARTS, _TOOL_WORDS):
        stem = pattern.sub(" ", stem)
    return " ".join(stem.split()).strip(_EDGES)


def plain_name(name: str) -> str:
    """A group's name made comparable, without the head count that the client adds: 福利群(486) is 福利群."""
    found = _HEAD_COUNT.search(name)
    if found and int(found[1]) >= _HEAD_COUNT_FROM:
        name = name[:found.start()]
    return normal(name)


def type_in_name(name: str) -> str:
    """The community type a group's name says it is (“石岐小灶福利群” → 福利群), else 其他."""
    return next((kind for kind in CHAT_TYPES if kind in name), "其他")


def chat_id_of(source: str) -> str:
    """The id of a group first called `source`."""
    return "c" + hashlib.md5(source.encode(), usedforsecurity=False).hexdigest()[:12]
