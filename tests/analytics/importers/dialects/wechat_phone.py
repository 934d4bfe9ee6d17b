"""WeChat's own mail from a phone: names, minutes, days above the lines; no ids, no lines of the client."""

from __future__ import annotations

from collections.abc import Sequence

from tests.analytics.importers.dialects import Dialect, card_of
from tests.analytics.importers.dialects.story import CHAT, Line

_PLACEHOLDERS = {
    "image": "[图片: {text}(请在附件中查看)]", "sticker": "[表情]", "voice": "[语音]", "video": "[视频]", "link": "[链接: {text}]",
    "file": "[文件: {text}(请在附件中查看)]", "location": "[位置: {text}]", "miniapp": "[小程序: {text}]", "redpacket": "[红包]",
}
_SYSTEM = frozenset({"join", "recall", "rename", "remove"})


def body(line: Line) -> str:
    """The text under a name."""
    return _PLACEHOLDERS[line.kind].format(text=line.text) if line.kind in _PLACEHOLDERS else str(line.text)


def write(lines: Sequence[Line]) -> dict[str, bytes]:
    """One text file."""
    text, day = f"{CHAT} 微信群上的聊天记录如下,请查收。\n".replace(",", "，"), None
    for line in lines:
        if line.who is None:
            continue
        text += "" if line.at.date() == day else f"\n—————  {line.at:%Y-%m-%d}  —————\n\n\n"
        day = line.at.date()
        text += f"{card_of(line.who)}  {line.at:%H:%M}\n\n{body(line)}\n\n"
    return {"聊天记录.txt": text.encode()}


DIALECTS = (
    Dialect("wechat mail as text", "wechat_text", write, resolution="minute", leaves_out=_SYSTEM, movements=False,
            kinds={"quote": "text"}),
)
