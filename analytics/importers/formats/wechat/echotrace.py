"""EchoTrace: a chat as a sheet or as JSON, and the address book; what WeFlow grew out of.

    序号 | 时间 | 发送者 | 消息类型 | 内容
    1 | 2026-05-31 08:30:05 | 我 | 文本消息 | 早上好
    2 | 2026-05-31 08:31:05 | 群成员 | 文本消息 | 今晚几点开团

群成员 is whomever it could not name: many people. From 1.2.4 on the sheet has ids and rows about the chat.
"""

from __future__ import annotations

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat import session_json, session_sheet
from analytics.importers.formats.wechat.address_book import Person, write_people
from analytics.importers.formats.wechat.session_sheet import SessionSheet, find_session, rows_below
from analytics.importers.formats.wechat.weflow import is_json
from analytics.importers.source import Source

name = "echotrace"

_SHEETS = frozenset({"text", "xlsx", "xls"})
_KEYS = ('"session"', '"localType"', '"formattedTime"')
_OTHERS = ('"weflow"', '"chatlab"')
_BOOK_FIRST, _BOOK = ("序号", "昵称", "微信ID"), frozenset({"备注", "微信号"})


def recognises(source: Source) -> bool:
    """By the header of a sheet, or by the fields of the messages of a JSON that no other tool signed."""
    if is_json(source):
        head = source.head_text
        return all(key in head for key in _KEYS) and not any(tool in head for tool in _OTHERS)
    if source.container not in _SHEETS:
        return False
    session = find_session(source)
    return _is_ours(session) if session else _book(source) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Messages, or the names of an address book."""
    if is_json(source):
        session_json.read_session(source, answers, out)
    elif session := find_session(source):
        session_sheet.read_session(session, answers, out)
    elif book := _book(source):
        people = ((number, Person(values.get("微信ID", ""), [values.get("昵称", ""), values.get("备注", "")]))
                  for number, values in rows_below(book))
        write_people(people, answers, out, book.sheet.name)


def _is_ours(session: SessionSheet) -> bool:
    return "发送者" in session.titles or (bool(session.about) and session_sheet.TOOL not in session.about)


def _book(source: Source) -> SessionSheet | None:
    return find_session(source, _BOOK, _BOOK_FIRST)
