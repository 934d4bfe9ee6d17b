"""WeFlow: a chat as JSON (three kinds), as a sheet (full, compact, private) or as text, and a group's members.

    {"weflow": {"version": "1.0.3", …}, "session": {"wxid": "2026…@chatroom", …}, "messages": [ …
    会话信息 / 微信ID … / 导出工具 WeFlow … / 序号 时间 发送者昵称 发送者微信ID 发送者备注 群昵称 发送者身份 消息类型 内容
    2026-05-31 08:30:05 '小雨'

Each kind of file has its own module; this one only asks them in turn.
"""

from __future__ import annotations

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat import session_json, session_sheet, weflow_members, weflow_text
from analytics.importers.source import Source

name = "weflow"

_SHEETS = frozenset({"text", "xlsx", "xls"})
_OWNER = '"weflow"'
_ROLE = "发送者身份"


def recognises(source: Source) -> bool:
    """By the first key of a JSON, the rows above a sheet's header, or the first line of a text."""
    if is_json(source):
        return _OWNER in source.head_text and '"session"' in source.head_text
    return weflow_text.recognises(source) or weflow_members.recognises(source) or _is_sheet(source)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """By the kind of file that it is."""
    if is_json(source):
        session_json.read_session(source, answers, out)
    elif weflow_text.recognises(source):
        weflow_text.read(source, answers, out)
    elif weflow_members.recognises(source):
        weflow_members.read(source, answers, out)
    elif session := session_sheet.find_session(source):
        session_sheet.read_session(session, answers, out)


def is_json(source: Source) -> bool:
    """Whether this is one JSON object."""
    return source.container == "text" and source.head_text.lstrip("\ufeff \r\n\t").startswith("{")


def _is_sheet(source: Source) -> bool:
    """EchoTrace writes the same header, and no tool above it."""
    session = session_sheet.find_session(source) if source.container in _SHEETS else None
    return session is not None and _ROLE in session.titles and (session_sheet.TOOL in session.about or not session.about)
