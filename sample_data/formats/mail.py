"""快闪群 as WeChat's own phone export mails it: minutes only, no ids, no system lines, two overlapping batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from sample_data.world import shop
from sample_data.world.story import Story
from sample_data.world.talk import Line, shown

# The second batch was picked by thumb from the evening of the 26th on: a day and a half are in both.
FIRST_UNTIL, SECOND_FROM = shop.at(date(2026, 10, 27), 21), shop.at(date(2026, 10, 26), 10)
_SYSTEM = ("join", "remove", "recall", "pat")
_PLACEHOLDERS = {
    "voice": "[语音]",
    "sticker": "[动画表情]",
    "link": "[链接] 今日中山美食地图",
    "miniapp": "[小程序] 石岐小灶点餐",
    "redpacket": "[微信红包]",
}


def lines_of(story: Story) -> list[Line]:
    """The lines of 快闪群 that a mailed export shows."""
    return [line for line in story.lines if line.chat == shop.FLASH and line.kind not in _SYSTEM]


def write(story: Story, first: Path, second: Path) -> None:
    """Both batches."""
    lines = lines_of(story)
    _write(first, [line for line in lines if line.sent_at <= FIRST_UNTIL])
    _write(second, [line for line in lines if line.sent_at >= SECOND_FROM])


def _write(path: Path, lines: list[Line]) -> None:
    path.write_bytes("\n".join(_text(lines)).encode())


def _text(lines: list[Line]) -> Iterator[str]:
    yield f"{shop.FLASH} 微信群上的聊天记录如下，请查收。\n"
    day = date.min
    for line in lines:
        if line.sent_at.date() != day:
            day = line.sent_at.date()
            yield f"—————  {day.isoformat()}  —————\n\n"
        yield f"{shown(line.who) if line.who else ''}  {line.sent_at:%H:%M}\n\n{_body(line)}\n"


def _body(line: Line) -> str:
    code = crc32(f"{line.sent_at}{line.who.nick if line.who else ''}".encode())
    if line.kind == "image":
        return f"[图片: {code:08x}{code ^ 0x5A5A5A5A:08x}.jpg(请在附件中查看)]"
    if line.kind == "video":
        return f"[视频: {code:08x}.mp4(请在附件中查看)]"
    if line.kind == "quote" and line.reply_to is not None and line.reply_to.who is not None:
        return f"「{shown(line.reply_to.who)}:{line.reply_to.text}」\n- - - - - - - - - - - - - - -\n{line.text}"
    return _PLACEHOLDERS.get(line.kind, line.text)


OVERLAP_DAYS = (FIRST_UNTIL - SECOND_FROM) / timedelta(days=1)
