"""WhatsApp's “Export chat”: one text a chat, in the layout of the phone's region, alone or in a zip with what was sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import CHAT, OWNER, Event, Line
from tests.analytics.importers.dialects.telegram import nick_of

_MARK, _NARROW = "\u200e", "\u202f"
# WhatsApp has none of these; what was taken back stays as a line of its sender, not of the client.
_LEFT_OUT = frozenset({"redpacket", "miniapp", "link", "recall"})
_ATTACHED = {"image": "IMG-20260531-WA0001.jpg", "sticker": "STK-20260531-WA0002.webp", "voice": "PTT-20260531-WA0003.opus",
             "video": "VID-20260601-WA0004.mp4", "file": "六月价目表.xlsx"}
_CLOSED = {"image": "图片已略去", "sticker": "贴图已略去", "voice": "音频已略去", "video": "视频已略去",
           "file": "六月价目表.xlsx • 文件已略去"}
_PLACE = "https://maps.google.com/?q=22.5,113.3"


@dataclass(frozen=True)
class Layout:
    """How one phone writes: the head before a name, media, and the client's own sentences."""

    head: Callable[[datetime], str]
    media: Callable[[str], str]
    location: str
    done: Callable[[Event], str]
    marks: bool = False
    secret: str = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."


def _english(event: Event) -> str:
    by, you = (event.by or OWNER).nick, event.by is None
    who = "You" if you else by
    return {"join": f"{who} added {' and '.join(event.names)}", "remove": f"{who} removed {event.names[0]}" if event.names else "",
            "rename": f"{who} changed the group name to “{event.new_name}”"}[event.kind]


def _chinese(event: Event) -> str:
    who = "你" if event.by is None else event.by.nick
    return {"join": f"{who}添加了{'、'.join(event.names)}", "remove": f"{who}移除了{event.names[0]}" if event.names else "",
            "rename": f"{who}将群组名称更改为“{event.new_name}”"}[event.kind]


def _short(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at:%y}"


def _half(at: datetime, blank: str, seconds: str = "") -> str:
    return f"{(at.hour + 11) % 12 + 1}:{at:%M}{seconds}{blank}"


def _chinese_half(at: datetime) -> str:
    return f"{'上午' if at.hour < 12 else '下午'}{_half(at, '', f':{at:%S}')}"


def _android_file(kind: str) -> str:
    return f"{_ATTACHED[kind]} (file attached)"


def _apple_file(kind: str) -> str:
    return f"{_MARK}<attached: 00000012-{_ATTACHED[kind]}>"


def _closed(kind: str) -> str:
    return f"{_MARK}{_CLOSED[kind]}"


_AMERICAN = Layout(lambda at: f"{_short(at)}, {_half(at, f'{_NARROW}{at:%p}')} - ", _android_file, "location: ", _english)
_EUROPEAN = Layout(lambda at: f"{at:%d/%m/%Y}, {at:%H:%M} - ", _android_file, "location: ", _english)
_GERMAN = Layout(lambda at: f"{at:%d.%m.%y}, {at:%H:%M} - ", _android_file, "location: ", _english)
_CHINESE = Layout(lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M} - ", lambda kind: f"{_ATTACHED[kind]} (文件附件)", "位置: ",
                  _chinese, secret="消息和通话已进行端到端加密。")
_APPLE = Layout(lambda at: f"[{at:%d/%m/%Y}, {_half(at, f'{_NARROW}{at:%p}', f':{at:%S}')}] ", _apple_file, f"{_MARK}Location: ",
                _english, marks=True)
_APPLE_CHINESE = Layout(lambda at: f"[{at.year}/{at.month}/{at.day} {_chinese_half(at)}] ", _closed, f"{_MARK}位置：", _chinese,
                        marks=True, secret="消息和通话会进行端到端加密。")


def _body(line: Line, layout: Layout) -> str:
    if line.kind == "location":
        return f"{layout.location}{_PLACE}"
    return layout.media(line.kind) if line.kind in _ATTACHED else str(line.text)


def _line(line: Line, layout: Layout) -> str:
    head, media = layout.head(line.at), line.kind in _ATTACHED
    if line.who is None:
        assert line.event is not None
        # iPhones put the actor before the client's own lines, and an invisible mark behind.
        by = f"{(line.event.by or OWNER).nick}: {_MARK}" if layout.marks else ""
        return f"{head}{by}{layout.done(line.event)}\n"
    return f"{_MARK if media and layout.marks else ''}{head}{line.who.nick}: {_body(line, layout)}\n"


def text(lines: Sequence[Line], layout: Layout) -> bytes:
    """The chat; in the story the first line says that it is secret."""
    return "".join(_line(line, layout) for line in lines if line.kind not in _LEFT_OUT).encode()


def write(lines: Sequence[Line], layout: Layout, name: str) -> dict[str, bytes]:
    """One text."""
    return {name: text(lines, layout)}


def write_zip(lines: Sequence[Line], layout: Layout, name: str, inside: str) -> dict[str, bytes]:
    """The zip a phone shares: the text, a picture, and a workbook somebody sent, which is no sheet of the shop's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("00000012-六月价目表.xlsx", b"PK\3\4not read")
        archive.writestr(_ATTACHED["image"], b"\xff\xd8\xff")
        archive.writestr(inside, text(lines, layout))
    return {name: packed.getvalue()}


_ANDROID_NAMES = (f"WhatsApp Chat with {CHAT}", f"与{CHAT}的 WhatsApp 聊天", f"與{CHAT}的WhatsApp對話")


def _dialect(title: str, layout: Layout, name: str, resolution: str = "minute") -> Dialect:
    return Dialect(f"whatsapp {title}", "whatsapp", partial(write, layout=layout, name=name), resolution=resolution, name=nick_of,
                   leaves_out=_LEFT_OUT, kinds={"quote": "text"})


def _zipped(title: str, layout: Layout, name: str, inside: str, resolution: str = "minute") -> Dialect:
    return Dialect(f"whatsapp {title}", "whatsapp", partial(write_zip, layout=layout, name=name, inside=inside), name=nick_of,
                   resolution=resolution, leaves_out=_LEFT_OUT, kinds={"quote": "text"}, generated=False)


DIALECTS = (
    _dialect("android american", _AMERICAN, f"{_ANDROID_NAMES[0]}.txt"),
    _dialect("android day first", _EUROPEAN, f"{_ANDROID_NAMES[0]}.txt"),
    _dialect("android dots", _GERMAN, f"{_ANDROID_NAMES[0]}.txt"),
    _dialect("android chinese", _CHINESE, f"{_ANDROID_NAMES[1]}.txt"),
    _dialect("iphone", _APPLE, f"WhatsApp Chat - {CHAT}.txt", "second"),
    _dialect("iphone chinese", _APPLE_CHINESE, f"WhatsApp Chat - {CHAT}.txt", "second"),
    _zipped("iphone zip", _APPLE, f"WhatsApp Chat - {CHAT}.zip", "_chat.txt", "second"),
    *(_zipped(f"android zip {number}", _EUROPEAN, f"{name}.zip", f"{name}.txt") for number, name in enumerate(_ANDROID_NAMES, 1)),
)
