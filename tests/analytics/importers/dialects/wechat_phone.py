"""WeChat's own mail from a phone: names, minutes, days above the lines; no ids, no lines of the client."""

from __future__ import annotations

import html
from collections.abc import Sequence
from email.message import EmailMessage

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


def words(lines: Sequence[Line], day_format: str = "%Y-%m-%d") -> str:
    """The mail as a person reads it."""
    text, day = f"{CHAT} 微信群上的聊天记录如下，请查收。\n", None
    for line in lines:
        if line.who is None:
            continue
        text += "" if line.at.date() == day else f"\n—————  {line.at.strftime(day_format)}  —————\n\n\n"
        day = line.at.date()
        text += f"{card_of(line.who)}  {line.at:%H:%M}\n\n{body(line)}\n\n"
    return text


def write(lines: Sequence[Line]) -> dict[str, bytes]:
    """One text file."""
    return {"聊天记录.txt": words(lines).encode()}


def write_slashes(lines: Sequence[Line]) -> dict[str, bytes]:
    """A client of 2026: 2026/05/31."""
    return {"聊天记录.txt": ("Dear:\n\n" + words(lines, "%Y/%m/%d")).encode()}


def page(lines: Sequence[Line]) -> str:
    """The mail's HTML: a paragraph a line, blanks as nbsp."""
    marked = (html.escape(line).replace("—", "&mdash;").replace("  ", "&nbsp;&nbsp;") or "&nbsp;" for line in words(lines).split("\n"))
    return "<html><body>\n" + "\n".join(f'<p style="margin:0">{line}</p>' for line in ("Dear:", *marked)) + "\n</body></html>"


def write_page(lines: Sequence[Line]) -> dict[str, bytes]:
    """The mail saved as a web page."""
    return {"聊天记录.html": page(lines).encode()}


def write_mail(lines: Sequence[Line]) -> dict[str, bytes]:
    """The mail saved whole, with an attachment."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "xiaoman@example.com", "shop@example.com", "群聊的聊天记录"
    mail.set_content(words(lines), charset="gb18030", cte="base64")
    mail.add_alternative(page(lines), subtype="html", charset="utf-8", cte="quoted-printable")
    mail.add_attachment(b"\xff\xd8\xff\xe0 picture", maintype="image", subtype="jpeg", filename="a.jpg")
    return {"聊天记录.eml": mail.as_bytes()}


def write_batches(lines: Sequence[Line]) -> dict[str, bytes]:
    """Mails of at most ten messages, dropped at once."""
    return {f"聊天记录({at}).txt": words(lines[at:at + 10]).encode() for at in range(0, len(lines), 10)}


def write_together(lines: Sequence[Line]) -> dict[str, bytes]:
    """The same mails pasted into one file."""
    return {"聊天记录.txt": "\n".join(f"Dear:\n\n{words(lines[at:at + 10])}" for at in range(0, len(lines), 10)).encode()}


def _collapses(text: str) -> bool:
    """Mail programs make one blank of several inside a line that holds no nbsp; nobody can tell."""
    return "  " in text


_KINDS = {"quote": "text"}
DIALECTS = tuple(
    Dialect(f"wechat mail {title}", "wechat_text", writer, resolution="minute", leaves_out=_SYSTEM, movements=False, kinds=_KINDS,
            awkward=_collapses)
    for title, writer in (
        ("as text", write), ("with slashes", write_slashes), ("as html", write_page), ("as eml", write_mail),
        ("in batches", write_batches), ("pasted together", write_together))
)
