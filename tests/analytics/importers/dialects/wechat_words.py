"""What a Chinese WeChat client and the exporters of its databases write for the story: shared by their dialects."""

from __future__ import annotations

from datetime import datetime

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import STORY, Event, Line, Person

DIALECTS: tuple[Dialect, ...] = ()
SYSTEM = frozenset({"join", "remove", "rename", "recall"})
_SHANGHAI_BEHIND = 8 * 3600


def sentence(event: Event) -> str:
    """The client's own line."""
    names, by = "、".join(event.names), event.by.nick if event.by else None
    if event.kind == "join" and event.channel == "qr":
        return f'" {names}"通过扫描"{by}"分享的二维码加入群聊'
    if event.kind == "join":
        return f'"{by}"邀请"{names}"加入了群聊' if by else f'你邀请"{names}"加入了群聊'
    if event.kind == "remove":
        return f'你将"{names}"移出了群聊'
    if event.kind == "rename":
        return f"你修改群名为“{event.new_name}”"
    return f'"{names}" 撤回了一条消息'


def said(line: Line) -> str:
    """What stands for words: what was typed, or the client's line."""
    return sentence(line.event) if line.event else line.text or ""


def shown(person: Person) -> str:
    """The name a group shows its owner: the card, else the remark, else the nickname."""
    return person.card or person.remark or person.nick


def told_before(number: int | None) -> Line:
    """The line of the story that a quote answers."""
    return next(line for line in STORY if line.number == number)


def epoch(moment: datetime) -> int:
    """Seconds since 1970 UTC of a moment on the clock of Shanghai."""
    return int((moment - datetime(1970, 1, 1)).total_seconds()) - _SHANGHAI_BEHIND
