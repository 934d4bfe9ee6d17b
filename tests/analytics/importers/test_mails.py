"""Mails as files: which bytes are one, and the words that a person would read."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from analytics.importers.mails import is_mail, text_of_html, text_of_mail

WORDS = "福利群 微信群上的聊天记录如下，请查收。\n小雨  9:05\n"


def mail(charset: str = "utf-8", cte: str = "base64", words: str = WORDS) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "xiaoman@example.com", "shop@example.com", "聊天记录"
    message.set_content(words, charset=charset, cte=cte)
    return message


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
def test_any_charset_and_encoding_gives_the_same_words(charset: str, cte: str):
    """Chinese mail programs use them all."""
    words = WORDS.replace("群", "群").replace("录", "錄").replace("记", "記").replace("请", "請").replace("这", "這") if charset == "big5" else WORDS
    words = words.replace("聊天", "").replace("微信", "") if charset == "big5" else words
    words = words.replace("上的", "的").replace("查收", "收") if charset == "big5" else words
    data = mail(charset, cte, words).as_bytes()
    assert is_mail(data)
    assert text_of_mail(data).strip() == words.strip()


def test_a_mail_that_says_gb2312_and_holds_a_rarer_sign_is_read():
    """镕 is in GBK and not in GB2312."""
    data = mail("gb18030", "base64", "朱镕\n").as_bytes().replace(b"gb18030", b"gb2312")
    assert text_of_mail(data).strip() == "朱镕"


def test_attachments_are_left_alone_and_forwarded_mails_are_read():
    """A text file hung on a mail is no part of what was said."""
    inner = mail()
    inner.add_attachment("文件里的字".encode(), maintype="text", subtype="plain", filename="a.txt")
    outer = mail(words="转发\n")
    outer.add_attachment(inner)
    found = text_of_mail(outer.as_bytes())
    assert "转发" in found
    assert "小雨  9:05" in found
    assert "文件里的字" not in found


def test_of_the_same_words_twice_the_plain_ones_are_taken():
    """An alternative is not a second reading."""
    message = mail()
    message.add_alternative("<p>小雨&nbsp;&nbsp;9:05</p>", subtype="html")
    assert text_of_mail(message.as_bytes()).count("9:05") == 1


@pytest.mark.parametrize(("head", "yes"), [
    (b"From: a\r\nTo: b\r\nMIME-Version: 1.0\r\n\r\nx", True), (b"From: a\r\nTo: b\r\nSubject: c\r\n\r\nx", False),
    (b"From: a\r\nMIME-Version: 1.0\r\n\r\nx", False), (b"Received: a\n\tb; c\nFrom: a\nTo: b\n\nx", True),
    ("小雨: \n早\n".encode(), False), (b"", False), (b"note: MIME-Version: 1.0\n", False),
])
def test_what_begins_like_a_mail(head: bytes, yes: bool):
    """Three headers and one that only mails have."""
    assert is_mail(head) == yes


def test_blanks_of_a_web_page_stay_blanks():
    """The two blanks between a name and its clock are made of nbsp."""
    assert text_of_html("<style>p{}</style><p>小雨&nbsp;&nbsp;9:05</p>\n<p>a &lt; b<br>c</p>") == "小雨  9:05\na < b\nc\n"


def test_a_mail_cut_off_in_the_middle_gives_what_is_there():
    """The head of a long mail is enough to recognise it by."""
    message = mail(cte="8bit", words=WORDS * 50)
    assert WORDS.strip() in text_of_mail(message.as_bytes()[:2000])
