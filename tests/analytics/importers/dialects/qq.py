"""QQ's own txt, in the spellings of Windows regions and in other encodings; old discussion groups without numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from tests.analytics.importers.dialects import Dialect, card_of, nobody
from tests.analytics.importers.dialects.story import CHAT, Event, Line, Person

_RULE = "=" * 64
_PLACEHOLDERS = {"image": "[图片]", "sticker": "[表情]", "voice": "[语音]", "video": "[视频]", "link": "[分享]{text}", "file": "[文件]{text}",
                 "location": "[位置]{text}", "miniapp": "[小程序]{text}", "redpacket": "[QQ红包]请使用新版手机QQ查收红包。"}


def number_of(person: Person) -> str:
    """The QQ number."""
    return person.qq


def done(event: Event) -> str:
    """The client's sentence."""
    by, names = "你" if event.by is None else card_of(event.by), "、".join(event.names)
    if event.kind == "join":
        return f"{names}通过{by}分享的二维码加入了群聊" if event.channel == "qr" else f"{by}邀请{names}加入了群聊"
    return {"recall": f"{names}撤回了一条消息", "remove": f"{by}将{names}移出群聊", "rename": f"{by}修改群名称为“{event.new_name}”"}[event.kind]


def body(line: Line) -> str:
    """The text under a header."""
    return _PLACEHOLDERS[line.kind].format(text=line.text) if line.kind in _PLACEHOLDERS else str(line.text)


def _unpadded(at: datetime) -> str:
    return f"{at:%Y-%m-%d} {at.hour}:{at:%M:%S}"


def _suffixed(at: datetime) -> str:
    return f"{at:%Y-%m-%d} {(at.hour + 11) % 12 + 1}:{at:%M:%S} {at:%p}"


def _slashes(at: datetime) -> str:
    return f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}"


def write(lines: Sequence[Line], moment: Callable[[datetime], str], encoding: str, ids: bool = True) -> dict[str, bytes]:
    """One chat."""
    text = (f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n{_RULE}\n消息分组:我的QQ群\n{_RULE}\n消息对象:{CHAT}\n{_RULE}\n\n")
    for line in lines:
        if line.who is None:
            text += f"{moment(line.at)} 系统消息(10000)\n{done(line.event or Event(''))}\n\n"
        else:
            number = f"({line.who.qq})" if ids else ""
            text += f"{moment(line.at)} {'【管理员】' if line.who.me else ''}{card_of(line.who)}{number}\n{body(line)}\n\n"
    return {f"{CHAT}.txt": text.replace("\n", "\r\n").encode(encoding)}


def _dialect(title: str, moment: Callable[[datetime], str], encoding: str = "utf-8-sig", ids: bool = True) -> Dialect:
    # Half a flower is no flower: what an encoding cannot hold is not generated.
    return Dialect(f"qq {title}", "qq_txt", partial(write, moment=moment, encoding=encoding, ids=ids), name=card_of,
                   ids=number_of if ids else nobody, kinds={"quote": "text"}, generated=ids)


DIALECTS = (
    _dialect("unpadded", _unpadded), _dialect("half days", _suffixed), _dialect("slashes", _slashes),
    _dialect("gb18030", _unpadded, "gb18030"), _dialect("utf-16", _unpadded, "utf-16"),
    _dialect("discussion group", _unpadded, ids=False),
)
