"""WechatExporter's text and web page, made of a phone's backup: names and seconds, no ids in the text.

    福利群 - 微信聊天记录
    小雨 (2020-01-01 10:00:00):今晚几点开团
    "老王"邀请"阿杰"加入了群聊

Lines of the client stand alone, without a clock: of theirs only the day is taken, where the lines around them
lie on one. The page has ids: `<span class="dspname" wxId="wxid_xy">小雨</span> 2020-01-01 10:00:00`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analytics.importers import kinds
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, split_group_name
from analytics.importers.formats.wechat.wechat_exporter_page import blocks_of
from analytics.importers.moments import DAY, read_moment
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system

name = "wechat_exporter"

_TITLE = re.compile(r"\ufeff?\s*(\S.*?) - 微信聊天记录\s*")
_HEADER = re.compile(r"(\S.{0,200}?) \((\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})\):(.*)", re.DOTALL)
_SYSTEM = re.compile(r"System Message(?: \([^()]*\))?: ?(.*)", re.DOTALL)
_PAGE = re.compile(r"class=\"msg (?:chat|chat-notice)|class=\"dspname\"")


@dataclass(frozen=True)
class Said:
    """One message; `name` '' for a line of the client, `moment` None where it has none of its own."""

    row: int
    moment: int | None
    name: str
    text: str
    platform_id: str = ""
    kind: str | None = None
    message_id: str | None = None


def recognises(source: Source) -> bool:
    """The title line of the text, or the page's own classes."""
    if source.container == "html":
        return _PAGE.search(source.head_text) is not None
    if source.container != "text":
        return False
    lines = [line for line in source.head_text.splitlines()[:50] if line.strip()]
    return bool(lines) and _TITLE.fullmatch(lines[0]) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header with what follows it a message; sentences of the client between them too."""
    page = source.container == "html"
    title, said = _of_page(source) if page else _of_text(source)
    lines = ChatLines(out, me=answers.me)
    if title:
        key, members = split_group_name(title)
        out.chat(key, name=key, platform="WeChat", head_count=members, me=answers.me)
        lines.chat = key
    else:
        out.chat("", platform="WeChat", me=answers.me)
    for one, resolution in _dated(said):
        _write(lines, one, resolution)
    lines.finish()


def _of_text(source: Source) -> tuple[str, Iterator[Said]]:
    first = next((line for _, line in source.lines() if line.strip()), "")
    match = _TITLE.fullmatch(first)
    return match.group(1) if match else "", _messages(source)


def _messages(source: Source) -> Iterator[Said]:
    current: Said | None = None
    latest, titled = 0, False
    for number, line in source.lines():
        if not titled and line.strip():
            titled = True
            continue
        header = _HEADER.fullmatch(line)
        moment = read_moment(header.group(2)) if header else None
        notice = _SYSTEM.fullmatch(line) or (is_system(line) and line.strip())
        # A quoted header is older than the message it stands in.
        if (header and moment is not None and moment >= latest) or notice:
            if current:
                yield current
            latest = moment if header and moment is not None else latest
            current = _begun(number, moment, header, line)
        elif current:
            current = replace(current, text=f"{current.text}\n{line}")
    if current:
        yield current


def _begun(number: int, moment: int | None, header: re.Match[str] | None, line: str) -> Said:
    if header and moment is not None:
        return Said(number, moment, header.group(1), header.group(3))
    system = _SYSTEM.fullmatch(line)
    return Said(number, None, "", system.group(1) if system else line)


def _of_page(source: Source) -> tuple[str, Iterator[Said]]:
    title, blocks = blocks_of(source)
    match = _TITLE.fullmatch(title)
    return (match.group(1) if match else title.strip()), (
        Said(block.number, read_moment(block.clock) if block.clock else None, block.name, block.text, block.platform_id,
             "quote" if block.quoted else block.kind, block.message_id) for block in blocks)


def _dated(said: Iterable[Said]) -> Iterator[tuple[Said, str]]:
    """Each with its resolution; what has no moment of its own gets the day of both its neighbours, if it is one."""
    last: int | None = None
    waiting: list[Said] = []
    for one in said:
        if one.moment is None:
            waiting.append(one)
            continue
        yield from _between(last, one.moment, waiting)
        waiting = []
        last = one.moment
        yield one, "second"
    yield from _between(last, None, waiting)


def _between(last: int | None, following: int | None, waiting: list[Said]) -> Iterator[tuple[Said, str]]:
    days = {moment - moment % DAY for moment in (last, following) if moment is not None}
    for one in waiting:
        yield (replace(one, moment=days.copy().pop()), "day") if len(days) == 1 else (one, "none")


def _write(lines: ChatLines, one: Said, resolution: str) -> None:
    text = one.text.strip("\n")
    if not one.name:
        lines.system(one.row, one.moment, resolution, text.strip(), message_id=one.message_id)
        return
    kind = one.kind if one.kind else kinds.kind_of(text) if text.strip() else "other"
    lines.add(one.row, one.moment, resolution, one.name, text or None, platform_id=one.platform_id, kind=kind,
              message_id=one.message_id)
