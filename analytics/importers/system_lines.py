"""What a chat client says itself: who joined and how, who was removed, renamed, recalled.

    你邀请"阿杰"加入了群聊
    " 小雨"通过扫描"老王"分享的二维码加入群聊
    "老王"修改群名为“福利二群”

Only whole sentences count: a person who writes “加入群聊” joins nothing. Formats ask about the
lines that their exporter marks as the client's own; WhatsApp and clipboards have no such mark.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

ME = "我"
_QUOTES = frozenset('"“”')
_SELF = frozenset({"你", "您", "我", "you", "your", "me"})
_WXID = re.compile(r"(.+)[(（](wxid_[\w-]+|[\w-]+@openim)[)）]")


@dataclass(frozen=True)
class Movement:
    """What one system line says of one person. kind: join, leave, remove, rename or recall.

    `name` is who joined, left, was removed; `by_name` who invited or removed; `detail` the new group name.
    """

    kind: str
    name: str = ""
    platform_id: str = ""
    by_name: str = ""
    by_platform_id: str = ""
    channel: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class SystemLine:
    """A system line understood: the message's kind, its text without markup, what moved."""

    kind: str
    text: str
    movements: tuple[Movement, ...] = ()


def read_system(text: str) -> SystemLine:
    """What a line of the client says; kind "system" where it is none of the known sentences."""
    plain, people = _plain(text)
    found = _understood(plain, people)
    shown = _readable(plain, people)
    if found is None:
        return SystemLine("system", shown)
    kind, movements = found
    return SystemLine(kind, shown, movements)


def is_system(text: str) -> bool:
    """Whether a line that nobody is named for is one of the known sentences, whole."""
    return _understood(*_plain(text)) is not None


# ---- markup → plain sentence -------------------------------------------------------------------

_REVOKE_TAIL = re.compile(
    r"\$revoke\$.*$|(?:\s+|(?<=[。.]))(?:重新编辑|撤销|Edit|Undo)$"
    r"|<a\s[^>]*>[^<]*</a>|<_wc_custom_link_[^>]*>[^<]*</_wc_custom_link_>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TEMPLATE = re.compile(r"<template>(.*?)</template>", re.DOTALL)
_LINK = re.compile(r'<link\s[^>]*name="([^"]+)"[^>]*>(.*?)</link>', re.DOTALL)
_MEMBER = re.compile(r"<member>(.*?)</member>", re.DOTALL)
_USERNAME = re.compile(r"<username>(.*?)</username>", re.DOTALL)
_NICKNAME = re.compile(r"<nickname>(.*?)</nickname>", re.DOTALL)
_PLAIN_PARTS = tuple(
    re.compile(rf"<{tag}>(.*?)</{tag}>", re.DOTALL) for tag in ("replacemsg", "plain", "text", "content", "title")
)
# Nothing longer is a sentence, even with the markup of a hundred invited people.
_LONGEST = 20_000
_TAG = re.compile(r"<[^<>]{1,400}>")
# Stands for the n-th person of a template, whose name may hold quotes and 、.
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")

_People = list[tuple[str, str]]


def _plain(text: str) -> tuple[str, _People]:
    """The sentence without markup, and the people that marks in it stand for."""
    people: _People = []
    text = text[:_LONGEST]
    if "<" in text and ("<sysmsg" in text or "<template>" in text or "<revokemsg" in text or "<?xml" in text):
        text = _from_xml(text, people)
    else:
        text = _CDATA.sub(r"\1", text)
    text = _REVOKE_TAIL.sub("", text)
    if "<" in text:
        text = _TAG.sub("", text)
    return html.unescape(text).replace("\u200e", "").replace("\u200f", "").strip(), people


def _from_xml(text: str, people: _People) -> str:
    template = _TEMPLATE.search(text)
    if template and (sentence := _bare(template.group(1))):
        for name, inner in _LINK.findall(text):
            marks = [_marked(member, people) for member in _MEMBER.findall(inner)]
            sentence = sentence.replace(f"${name}$", "、".join(marks) if marks else _bare(_TAG.sub("", inner)))
        return sentence
    for part in _PLAIN_PARTS:
        if (match := part.search(text)) and (sentence := _bare(match.group(1))):
            return sentence
    return _TAG.sub(" ", _CDATA.sub(r"\1", text)).strip()


def _marked(member: str, people: _People) -> str:
    ids, nicks = _USERNAME.search(member), _NICKNAME.search(member)
    people.append((_bare(nicks.group(1)) if nicks else "", _bare(ids.group(1)) if ids else ""))
    return _MARK.format(len(people) - 1)


def _bare(text: str) -> str:
    return html.unescape(_CDATA.sub(r"\1", text)).strip()


def _readable(plain: str, people: _People) -> str:
    return _MARKED.sub(lambda mark: people[int(mark.group(1))][0], plain)


# ---- plain sentence → movements ----------------------------------------------------------------

_Q = '["“”「」]'
_WHO = rf"(?:{_Q}\s*(?P<who>.+?)\s*{_Q}|(?P<who_>[^\"“”?？]{{1,60}}?))"
_BY = rf"(?:{_Q}\s*(?P<by>.+?)\s*{_Q}|(?P<by_>[^\"“”?？]{{1,60}}?))"
_NEW_NAME = rf"{_Q}(?P<detail>.*){_Q}"
_STOP = r"[。.!]?"


def _sentence(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("WHO", _WHO).replace("BY", _BY).replace("NEW", _NEW_NAME) + _STOP, re.S | re.I)


# (sentence, kind, channel). Order matters: the narrower sentence stands first.
_SENTENCES: tuple[tuple[re.Pattern[str], str, str | None], ...] = tuple(
    (_sentence(pattern), kind, channel) for pattern, kind, channel in (
        (r"WHO\s?(?:已?使用|通过|透過)此?群[组組]?的?(?:邀[请請])?(?:链接|連結)\s?(?:已?加入了?)(?:此?群组|此?群組)?",
         "join", "链接"),
        (r"BY邀请(?P<me>你)加入了?群聊(?:[,，].*)?", "join", "邀请"),
        (r"BY邀请(?P<me>你)和WHO加入了?群聊(?:[,，].*)?", "join", "邀请"),
        (r"BY邀请WHO加入了?(?:群聊|本群|群组)(?:[,，].*)?", "join", "邀请"),
        (r"WHO\s?通过扫描BY分享的二维码加入了?群聊", "join", "二维码"),
        (r"WHO\s?通过扫描二维码加入了?群聊(?:[,，]群聊参与人.*)?", "join", "二维码"),
        (r"WHO\s?通过\s?BY\s?分享的二维码加入了?群聊", "join", "二维码"),
        (r"WHO\s?通过\s?BY\s?的邀请加入了?群聊", "join", "邀请"),
        (r"WHO\s?(?:(?:已经?)?加入了\s?(?:群聊|本群|群组|群組)|加入本群|已加入本群)", "join", None),
        (rf"{_Q}(?P<quoted>.+){_Q}\s?加入群聊", "join", None),
        (r"(?!.*现在可以开始聊天)BY\s?(?:添加了|已添加了?|新增了|已新增了?)\s?WHO", "join", "邀请"),
        (r"BY\s?将\s?WHO\s?移出了?(?:群聊|本群|群组)", "remove", None),
        (r"BY\s?(?:移除了|已移除了?|移出了|已移出了?)\s?WHO", "remove", None),
        (r"WHO\s?被\s?(?:管理员|群主)?\s?BY\s?(?:移出|移除)了?(?:群聊|本群)", "remove", None),
        (r"WHO\s?被(?:管理员|群主)?(?:移出|移除)了?(?:群聊|本群)", "remove", None),
        (r"WHO\s?(?:已?退出了?|已?离开了?|已?離開了?)\s?(?:群聊|本群|群组|群組|该群)?", "leave", None),
        (r"BY\s?(?:修改群名为|将群名(?:称)?(?:修改|改)为|修改群名称为)\s?NEW", "rename", None),
        (r"BY\s?(?:已?[将將])?(?:群组|群組)(?:名称|名稱|主题|主題)(?:[从由從].+?)?(?:更改|變更|修改|改)[为為成]\s?NEW",
         "rename", None),
        (r"BY\s?撤回了成员\s?WHO\s?的一条消息", "recall", None),
        (r"WHO\s?撤回了一条消息(?:[,，].*)?", "recall", None),
        (r"BY invited WHO to the group chat.*", "join", "邀请"),
        (r"BY invited (?P<me>you) to a group chat.*", "join", "邀请"),
        (r"WHO joined (?:the )?group chat via (?P<by_>your) shared QR code", "join", "二维码"),
        (r"WHO joined (?:the )?group chat via (?:the |a |your )?(?:shared )?QR code(?: shared by BY)?", "join", "二维码"),
        (r"WHO joined using (?:this group's|your|a group|an?|the)\s?(?:group's )?(?:invite )?link", "join", "链接"),
        (r"WHO joined (?:the group chat|the group|this group|from the community)", "join", None),
        (r"WHO was added", "join", None),
        (r"BY added WHO", "join", "邀请"),
        (r"WHO (?:was|were|has been|have been) removed from the group chat(?: by BY)?", "remove", None),
        (r"BY removed WHO(?: from the group chat)?", "remove", None),
        (r"WHO left(?: the group(?: chat)?)?", "leave", None),
        (r"BY changed the (?:group name|subject)(?: from .+?)? to NEW", "rename", None),
        (r"WHO(?: has| have|['’]ve)? (?:recalled|withdrew|withdrawn) a message", "recall", None),
    )
)
# A new friend is no new member of a group.
_BEFRIENDED = re.compile(r"(?:你已添加了|我通过了你).*(?:聊天了|打招呼的(?:消息|内容))[。.]?", re.DOTALL)
_PAT = re.compile(r".{1,120}(?:拍了拍| tickled | nudged ).{1,200}", re.DOTALL)
_RED_PACKET = re.compile(r".{1,80}领取了.{0,80}红包.{0,40}|.{1,80} opened .{1,80} Red Packet.{0,20}", re.DOTALL | re.IGNORECASE)
_GROUP_WORDS = re.compile(r"\s*(?:、|,\s|,\s?and\s|\sand\s)\s*")
# WhatsApp writes 小满和阿杰 joined a 群组; in a 群聊, 和平 is a name.
_GROUP_WORDS_OF_WHATSAPP = re.compile(rf"{_GROUP_WORDS.pattern}|(?<=.)和(?=.)")
_QUOTED_NAMES = re.compile(rf"{_Q}?、{_Q}?")
# A word that every known sentence holds: most other lines are told apart by it alone.
_HINT = re.compile(
    r"加入|移出|移除|退出|离开|離開|群名|群组名|群組名|主题|主題|撤回|添加|新增|拍了拍|领取|invited|joined|added|removed|left|changed|recalled"
    r"|withdrew|tickled|nudged|opened", re.IGNORECASE)


def _understood(plain: str, people: _People) -> tuple[str, tuple[Movement, ...]] | None:
    if len(plain) > 1000 or not _HINT.search(plain) or _BEFRIENDED.fullmatch(plain):
        return None
    for sentence, kind, channel in _SENTENCES:
        match = sentence.fullmatch(plain)
        if match:
            return kind, tuple(_movements(match, kind, channel, people))
    if _PAT.fullmatch(plain):
        return "pat", ()
    return ("redpacket", ()) if _RED_PACKET.fullmatch(plain) else None


def _movements(match: re.Match[str], kind: str, channel: str | None, people: _People) -> Iterator[Movement]:
    said = match.groupdict()
    by_name, by_id = _person(said.get("by") or said.get("by_") or "", people)
    base = Movement(kind, by_name=by_name, by_platform_id=by_id, channel=channel)
    if kind == "rename":
        yield Movement(kind, by_name, by_id, detail=said["detail"].strip())
        return
    if said.get("me"):
        yield replace(base, name=ME)
    quoted = said.get("who") or said.get("quoted")
    who = quoted or said.get("who_")
    between = _QUOTED_NAMES if quoted else _GROUP_WORDS if "群聊" in match.string else _GROUP_WORDS_OF_WHATSAPP
    for name, platform_id in _persons(who, between, people) if who else ():
        yield replace(base, name=name, platform_id=platform_id)


def _persons(text: str, between: re.Pattern[str], people: _People) -> list[tuple[str, str]]:
    """Everyone a group of names stands for: "甲、乙" and "甲"、"乙" in quotes, “甲, 乙 and 丙” without."""
    return [_person(name, people) for name in between.split(text) if name.strip()]


def _person(text: str, people: _People) -> tuple[str, str]:
    text = text.strip()
    # Quotes around a name are the client's; those within, or at one end only, are the name's.
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    if mark := _MARKED.fullmatch(text):
        return people[int(mark.group(1))]
    if text.lower() in _SELF:
        return ME, ""
    if match := _WXID.fullmatch(text):
        return match.group(1), match.group(2)
    return text, ""
