"""WechatExporter's text and web page. Lines of the client have no clock of their own there; they are left to a sample file."""

from __future__ import annotations

import html
from collections.abc import Sequence

from tests.analytics.importers.dialects import Dialect, Files, wxid_of
from tests.analytics.importers.dialects.story import CHAT, Line
from tests.analytics.importers.dialects.wechat_words import SYSTEM, shown, told_before

_PLACEHOLDERS = {"image": "[图片]", "sticker": "[表情]", "voice": '[语音 12"]', "video": "[视频]", "link": "[链接] {text}", "file": "[文件] {text}",
                 "location": "[位置] {text}", "miniapp": "[小程序] {text}", "redpacket": "[红包] {text}"}
_CODES = {"image": 3, "voice": 34, "video": 43, "sticker": 47, "location": 48}


def _body(line: Line) -> str:
    if line.kind == "quote":
        quoted = told_before(line.quoted)
        return f"「{quoted.who and quoted.who.nick}：{quoted.text}」\n- - - - - - - - - - - - - - -\n{line.text}"
    return _PLACEHOLDERS[line.kind].format(text=line.text) if line.kind in _PLACEHOLDERS else str(line.text)


def write(lines: Sequence[Line]) -> Files:
    """The text."""
    said = "".join(f"{shown(line.who)} ({line.at:%Y-%m-%d %H:%M:%S}):{_body(line)}\n" for line in lines if line.who)
    return {f"{CHAT}.txt": f"{CHAT} - 微信聊天记录\n{said}".encode()}


def _block(line: Line) -> str:
    assert line.who
    code = _CODES.get(line.kind, 49 if line.kind == "quote" else 1)
    words = "".join(f"<div>{html.escape(one) or '&nbsp;'}</div>" for one in (line.text if line.kind == "quote" else _body(line) or "").split("\n"))
    quoted = '<div class="quote">老王：几点 2019-12-31 09:00:00</div>' if line.kind == "quote" else ""
    return (f'<div class="msg chat left" msgid="{line.platform_id}" msgtype="{code}"><img src="a.jpg"><div>'
            f'<span class="dspname" wxId="{line.who.wxid}">{html.escape(shown(line.who))}</span> {line.at:%Y-%m-%d %H:%M:%S}'
            f'<div class="content">{quoted}{words}</div></div></div>\n')


def write_page(lines: Sequence[Line]) -> Files:
    """The web page: a message a block, with ids."""
    blocks = "".join(_block(line) for line in lines if line.who)
    return {f"{CHAT}.html": f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{CHAT} - 微信聊天记录</title></head><body>{blocks}</body></html>'.encode()}


def _without_blank_lines(line: Line) -> str | None:
    """A page has no empty lines."""
    return "\n".join(part for part in line.text.split("\n") if part.strip()) if line.text else line.text


DIALECTS = (
    Dialect("WechatExporter text", "wechat_exporter", write, name=shown, leaves_out=SYSTEM, movements=False),
    Dialect("WechatExporter page", "wechat_exporter", write_page, name=shown, ids=wxid_of, leaves_out=SYSTEM, movements=False,
            text=_without_blank_lines),
)
