"""Daily numbers as WeCom's interface gives them: of groups by owner or by day, and of talks with customers one by one.

    {"errcode":0,"items":[{"owner":"ajie","data":{"new_chat_cnt":2,"chat_total":13,"msg_total":7301,…}}]}
    {"errcode":0,"items":[{"stat_time":1600272000,"data":{"chat_total":13,"member_total":1208,"msg_total":7301,…}}]}
    {"errcode":0,"behavior_data":[{"stat_time":1536508800,"chat_cnt":100,"reply_percentage":60.25,"avg_reply_time":1}]}

Messages, speakers and groups that spoke are counted 截至当天: they become days (`running_totals`). Numbers by owner
carry no day: it stands in the file's name, or is asked. A reply share of 60.25 is 60.25 %; it is absent where nobody wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wecom import saved
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.moments import iso_day
from analytics.importers.running_totals import daily
from analytics.importers.source import Source

name = "wecom_numbers"

_GROUPS = re.compile(r'"(?:chat_total|new_chat_cnt|member_total)"\s*:')
_TALKS = re.compile(r'"behavior_data"\s*:\s*\[')
_COUNTED = {"member_total": "members", "new_member_cnt": "joined", "chat_total": "chats", "new_chat_cnt": "new_chats"}
_RUNNING = {"msg_total": "messages", "member_has_msg": "speakers", "chat_has_msg": "active_chats"}
# Field → (metric, what one unit of it is worth in ours): shares of 1, seconds.
_METRICS = {
    "chat_cnt": ("single_chats", 1.0), "message_cnt": ("single_messages", 1.0), "reply_percentage": ("replied_share", 0.01),
    "avg_reply_time": ("first_reply_seconds", 60.0), "negative_feedback_cnt": ("lost_customers", 1.0),
    "new_apply_cnt": ("applies_sent", 1.0), "new_contact_cnt": ("new_customers", 1.0),
}
_SOURCE = "wecom"


@dataclass
class _Days:
    """Rows of group numbers until all are known: differences need the day before."""

    owners: list[str] = field(default_factory=list)
    days: list[date | None] = field(default_factory=list)
    data: list[dict[str, Any]] = field(default_factory=list)


def recognises(source: Source) -> bool:
    """A saved answer with numbers a day or an owner."""
    head = saved.head(source)
    return bool(head) and bool(_GROUPS.search(head) or _TALKS.search(head))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Group numbers as days of groups, talks as figures a day."""
    day = answers.day or day_in(source.name)
    groups, talks = _Days(), 0
    for number, value in saved.values(source):
        found = fields(value)
        for item in map(fields, items(found.get("items"))):
            _collect(groups, item, day)
        for item in map(fields, items(found.get("behavior_data"))):
            talks += 1
            _write_talks(out, talks, item, words(found.get("userid")))
        if isinstance(value, saved.Broken) or found.get("errcode"):
            out.count_read("chat_days", "")
            out.issue("chat_days", "", number, "", "chat_json_broken", value, "rejected")
    if groups.days:
        _write_groups(out, groups)
    if None in groups.days or any(groups.owners):
        out.ask("day")


def _collect(groups: _Days, item: dict[str, Any], day: date | None) -> None:
    moment = instant(item.get("stat_time"))
    groups.owners.append(words(item.get("owner")))
    groups.days.append(day if moment is None else iso_day(moment))
    groups.data.append(fields(item.get("data")) or item)


def _write_groups(out: BatchWriter, groups: _Days) -> None:
    running = {name: daily(groups.owners, groups.days, [_count(one.get(given)) for one in groups.data])
               for given, name in _RUNNING.items()}
    out.part("", "chat_days")
    out.count_read("chat_days", "", len(groups.days))
    for row, (owner, day, data) in enumerate(zip(groups.owners, groups.days, groups.data, strict=True), 1):
        if day is None:
            out.issue("chat_days", "", row, "stat_time", "cell_missing", owner, "rejected")
            continue
        counted = {name: _count(data.get(given)) for given, name in _COUNTED.items()}
        out.row("chat_days", "", row, day=day, owner=owner or None, source=_SOURCE, **counted,
                **{name: values[row - 1] for name, values in running.items()})


def _write_talks(out: BatchWriter, row: int, item: dict[str, Any], channel: str) -> None:
    """One row a figure; the staff member stands only in the question that was asked, not in the answer."""
    moment = instant(item.get("stat_time"))
    figures = [(metric, value * worth) for given, (metric, worth) in _METRICS.items()
               if isinstance(value := item.get(given), int | float) and not isinstance(value, bool)]
    if moment is None or not figures:
        out.count_read("content_days", "")
        out.issue("content_days", "", row, "stat_time", "cell_missing", item.get("stat_time"), "rejected")
        return
    out.count_read("content_days", "", len(figures))
    for metric, value in figures:
        out.row("content_days", "", row, channel=channel or None, day=iso_day(moment), metric=metric, value=value)


def _count(value: Any) -> int | None:
    return int(value) if type(value) in (int, float) and value == int(value) else None
