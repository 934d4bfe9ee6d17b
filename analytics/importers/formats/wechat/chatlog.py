"""chatlog: messages as CSV, JSON or text, and its lists of people and groups.

    Time,SenderName,Sender,TalkerName,Talker,Content
    2026-05-31 08:30:05,小雨,wxid_a1,小满家福利群,20260531001@chatroom,今晚几点开团
    2026-05-31 08:31:05,,系统消息,小满家福利群,20260531001@chatroom,你邀请"新邻居"加入了群聊

Each kind of file has its own module; this one only asks them in turn.
"""

from __future__ import annotations

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat import chatlog_lists, chatlog_tables, chatlog_text
from analytics.importers.source import Source

name = "chatlog"

_FILES = (chatlog_tables, chatlog_lists, chatlog_text)


def recognises(source: Source) -> bool:
    """Whether one of the kinds of file claims it."""
    return any(file.recognises(source) for file in _FILES)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """By the kind of file that claims it."""
    next(file for file in _FILES if file.recognises(source)).read(source, answers, out)
