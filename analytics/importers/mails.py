"""Mails saved as files (.eml) and mail written as HTML: the words a person would read.

    From: xiaoman@example.com
    Content-Type: multipart/alternative; boundary="b1"
    Content-Transfer-Encoding: quoted-printable

Attachments are left alone; of the same words as text and as HTML the text is taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?[A-Za-z][A-Za-z-]{1,60}:[ \t]?[^\r\n]*\r?\n")
_FOLDED = re.compile(rb"[ \t][^\r\n]*\r?\n")
_TELLING = re.compile(rb"^(?:MIME-Version|Content-Type|Message-ID|Received|Return-Path):", re.IGNORECASE | re.MULTILINE)
_FEWEST_HEADERS = 3
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|tr|li|h\d)>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINE = re.compile(r"^[ \t]+$", re.MULTILINE)
# Mails say gb2312 and mean all of GB18030.
_WIDER = {**dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"), "gb18030"), "big5": "big5hkscs"}


def is_mail(head: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    at = count = 0
    while match := _HEADER.match(head, at) or (_FOLDED.match(head, at) if count else None):
        count += head[at:at + 1] not in b" \t"
        at = match.end()
    return count >= _FEWEST_HEADERS and _TELLING.search(head[:at]) is not None


def text_of_mail(data: bytes) -> str:
    """The words of a mail and of the mails forwarded in it, in their order; '' where it has none."""
    message = BytesParser(_class=EmailMessage, policy=default).parsebytes(data.removeprefix(b"\xef\xbb\xbf"))
    return "\n".join(_texts(message))


def _texts(message: EmailMessage) -> Iterator[str]:
    if message.get_content_disposition() == "attachment" and message.get_content_type() != "message/rfc822":
        return
    if message.get_content_type() == "multipart/alternative":
        parts = [list(_texts(part)) for part in message.iter_parts() if isinstance(part, EmailMessage)]
        yield from next((texts for texts in parts if any(map(str.strip, texts))), [])
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, EmailMessage):
                yield from _texts(part)
    elif message.get_content_type() == "text/plain":
        yield _decoded(message)
    elif message.get_content_type() == "text/html":
        yield text_of_html(_decoded(message))


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    said = (part.get_content_charset() or "utf-8").lower()
    for charset in (_WIDER.get(said, said), "utf-8", "gb18030"):
        try:
            return data.decode(charset).replace("\r\n", "\n")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def text_of_html(page: str) -> str:
    """The page's words, a line a block; blanks that the mail program made stay blanks."""
    flat = _HIDDEN.sub("", page).replace("\r", "").replace("\n", "")
    # A paragraph of one blank is how mail programs write an empty line.
    return _BLANK_LINE.sub("", html.unescape(_TAG.sub("", _BREAK.sub("\n", flat))).replace("\xa0", " "))
