"""Groups and their members as WeCom's interface gives them (客户群详情), and 微伴's list of members.

    {"errcode":0,"group_chat":{"chat_id":"wrA","name":"福利群","owner":"ajie","create_time":1572505490,
     "member_list":[{"userid":"wmX","type":2,"join_time":1572505491,"join_scene":3,"group_nickname":"小满","name":"小满家"}],
     "admin_list":[{"userid":"ajie"}]}}

A list of members is the whole group on the day it was asked for; the answer does not say which day that
was. The list of groups alone (客户群列表) holds ids and nobody: it is refused with what to ask for instead.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.file_days import day_in
from analytics.importers.formats.wecom import saved
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.source import Source

name = "wecom_groups"

_GROUP = re.compile(r'"group_chat"\s*:\s*\{')
_IDS_ONLY = re.compile(r'"group_chat_list"\s*:\s*\[')
_BY_PARTNER = re.compile(r'"join_scene"\s*:(?:.|\s)*"user_type"\s*:|"user_type"\s*:(?:.|\s)*"join_scene"\s*:')
_SCENES = {"1": "邀请", "2": "链接", "3": "二维码"}
_STAFF = 1


def recognises(source: Source) -> bool:
    """A saved answer about groups or their members."""
    head = saved.head(source)
    if not head:
        return False
    return bool(_GROUP.search(head) or _IDS_ONLY.search(head)) or ('"group_id"' in head and bool(_BY_PARTNER.search(head)))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """One row a member; raises `UserError` wecom_ids_only where the file names groups and nobody in them."""
    rows = _Rows(out, answers, source.name)
    ids_only = False
    for number, value in saved.values(source):
        found = fields(value)
        if "group_chat" in found:
            rows.group(fields(found["group_chat"]))
        elif "group_chat_list" in found:
            ids_only = True
        else:
            rows.others(number, value)
    if ids_only and not rows.count:
        raise UserError("wecom_ids_only", file=source.name)
    out.part("", "members", whole_roster=rows.whole)


class _Rows:
    def __init__(self, out: BatchWriter, answers: Answers, file_name: str) -> None:
        self.out, self.count, self.whole = out, 0, True
        self._seen_on = answers.seen_on or day_in(file_name)

    def group(self, chat: dict[str, Any]) -> None:
        """One group with all its members."""
        key, title = words(chat.get("chat_id")), words(chat.get("name")).strip()
        members = items(chat.get("member_list"))
        self.out.chat(key, name=title or None, platform="WeCom", head_count=len(members) or None)
        roles = {words(fields(one).get("userid")): "管理员" for one in items(chat.get("admin_list"))}
        roles[words(chat.get("owner"))] = "群主"
        for member in map(fields, members):
            self.count += 1
            self._write(self.count, key, member, roles.get(words(member.get("userid"))))

    def others(self, number: int, value: Any) -> None:
        """微伴: members one by one, those who left too, or in an array under whatever name; else no member at all."""
        found = fields(value)
        listed = next((inner for inner in found.values() if items(inner) and "join_scene" in fields(inner[0])), None)
        for member in map(fields, listed or ([found] if "user_id" in found else [])):
            self.count, self.whole = self.count + 1, False
            self._by_partner(self.count, member)
        if listed is None and "user_id" not in found and (isinstance(value, saved.Broken) or found.get("errcode")):
            self.out.count_read("members", "")
            self.out.issue("members", "", number, "", "chat_json_broken", value, "rejected")

    def _write(self, row: int, chat: str, member: dict[str, Any], role: str | None) -> None:
        shown, card = words(member.get("name")).strip(), words(member.get("group_nickname")).strip()
        role = role or ("运营" if member.get("type") == _STAFF else "成员")
        self._row(row, chat, member, words(member.get("userid")), card or shown, role=role,
                  other_names=shown if card and shown and shown != card else None,
                  inviter=words(fields(member.get("invitor")).get("userid")))

    def _by_partner(self, row: int, member: dict[str, Any]) -> None:
        chat = words(member.get("group_id"))
        self.out.chat(chat, platform="WeCom")
        left = instant(member.get("deleted_time")) if member.get("deleted") not in (0, False, "0", None) else None
        self._row(row, chat, member, words(member.get("user_id")), words(member.get("name")).strip(),
                  role="运营" if member.get("user_type") in (_STAFF, str(_STAFF)) else "成员", left_at=left,
                  left_resolution="second" if left is not None else None, left_how="未知" if left is not None else None,
                  inviter=words(member.get("invitor_ext_id")))

    def _row(self, row: int, chat: str, member: dict[str, Any], platform_id: str, shown: str, inviter: str,
             **more: Any) -> None:
        self.out.count_read("members", "")
        if not platform_id and not shown:
            self.out.issue("members", "", row, "userid", "cell_missing", None, "rejected")
            return
        joined = instant(member.get("join_time"))
        self.out.row("members", "", row, chat=chat, platform_id=platform_id, name=shown, joined_at=joined,
                     joined_resolution="second" if joined is not None else None, seen_on=self._seen_on,
                     join_channel=_SCENES.get(words(member.get("join_scene"))),
                     inviter_platform_id=inviter or None, **more)
