"""WeFlow's list of a group's members: everybody, silent ones too.

    会话信息
    微信ID,20260531001@chatroom,,昵称,小满家福利群,备注,,
    导出工具,WeFlow,导出版本,1.0.3,平台,wechat,导出时间,2026-06-01 12:00:00
    微信昵称,微信备注,群昵称,wxid,微信号

Older versions begin with the header.
"""

from __future__ import annotations

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wechat.session_sheet import EXPORTED, SessionSheet, find_session, rows_below, tell_chat
from analytics.importers.moments import iso_day, read_moment
from analytics.importers.source import Source

_FIRST, _CARD = ("微信昵称", "微信备注"), "群昵称"
_IDS = ("wxid", "账号ID", "微信ID")
_CONTAINERS = frozenset({"text", "xlsx", "xls"})
_BETWEEN_NAMES = "\x1f"


def recognises(source: Source) -> bool:
    """By the header, in the first row or below three rows about the group."""
    return source.container in _CONTAINERS and _find(source) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """One row a member; a whole list, of the day it was exported."""
    session = _find(source)
    if session is None:
        return
    chat, part = tell_chat(session, out), session.sheet.name
    exported = read_moment(session.about.get(EXPORTED, ""))
    seen_on = answers.seen_on or (day_in(source.name) if exported is None else iso_day(exported))
    count = 0
    for number, values in rows_below(session):
        out.count_read("members", part)
        platform_id = next(filter(None, (values.get(title, "") for title in _IDS)), "")
        names = [name for name in dict.fromkeys(values.get(title, "") for title in (_FIRST[0], _CARD, _FIRST[1])) if name]
        if not (platform_id or names):
            out.issue("members", part, number, "name", "chat_sender_missing", " ".join(values.values()), "rejected")
            continue
        count += 1
        out.row("members", part, number, chat=chat, platform_id=platform_id, name=names[0] if names else "",
                other_names=_BETWEEN_NAMES.join(names[1:]) or None, seen_on=seen_on)
    out.chat(chat, head_count=count)
    out.part(part, "members", whole_roster=True if answers.whole_roster is None else answers.whole_roster)


def _find(source: Source) -> SessionSheet | None:
    found = find_session(source, frozenset({_CARD}), _FIRST)
    return found if found and set(_IDS) & set(found.titles) else None
