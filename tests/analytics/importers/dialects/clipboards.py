"""What desktop clients put on the clipboard: a name with or without a clock, then the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tests.analytics.importers.dialects import Dialect, Files, card_of
from tests.analytics.importers.dialects.story import Line
from tests.analytics.importers.dialects.wechat_words import SYSTEM

# A file of a copy says nothing beyond these.
_PLACEHOLDERS = {"image": "[图片]", "sticker": "[动画表情]", "voice": "[语音]", "video": "[视频]", "link": "[链接] {text}", "file": "[文件] {text}",
                 "location": "[位置] {text}", "miniapp": "[小程序] {text}", "redpacket": "[红包] {text}"}
# Names that cannot be told from the mark behind them, or a text that looks like a header of this client.
_DAY = date(2026, 5, 31)


def body(line: Line) -> str:
    """The words, or what stands for them."""
    return _PLACEHOLDERS[line.kind].format(text=line.text) if line.kind in _PLACEHOLDERS else str(line.text)


def _writer(header: str) -> Callable[[Sequence[Line]], Files]:
    def write(lines: Sequence[Line]) -> Files:
        text = "".join(f"{header.format(name=card_of(line.who), at=line.at)}\n{body(line)}\n\n" for line in lines if line.who)
        return {"粘贴.txt": text.encode()}

    return write


def _looks_like_a_header(text: str) -> bool:
    return any(line.rstrip().endswith((":", "：")) for line in text.split("\n"))


def _dialect(title: str, header: str, resolution: str, **more: object) -> Dialect:
    return Dialect(f"clipboard {title}", "wechat_paste", _writer(header), resolution=resolution, leaves_out=SYSTEM, movements=False,
                   names_chat=False, awkward=_looks_like_a_header, kinds={"quote": "text"}, **more)  # type: ignore[arg-type]


DIALECTS = (
    _dialect("WeChat Windows", "{name}: ", "none"),
    _dialect("WeChat Windows wide colon", "{name}：", "none"),
    _dialect("WeChat Mac", "{name} {at:%Y/%m/%d %H:%M}", "minute"),
    _dialect("dashes", "{name} {at:%Y-%m-%d %H:%M}", "minute"),
    _dialect("without year", "{name} {at:%m-%d %H:%M}", "minute", answers={"day": _DAY}),
    _dialect("QQ dated", "【LV2 群友】{name} {at:%Y-%m-%d %H:%M:%S}", "second"),
    _dialect("Telegram Windows", "{name}, [{at:%Y-%m-%d %H:%M}]", "minute"),
)
