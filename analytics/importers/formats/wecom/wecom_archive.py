"""Archived talks of WeCom (会话存档), decrypted: one message an object, in an array or one a line.

    {"msgid":"CAQQluDa4Q","action":"send","from":"ajie","tolist":["wmX"],"roomid":"wrA","msgtime":1547087894783,
     "msgtype":"text","text":{"content":"今晚几点"}}
    {"msgid":"1284","action":"switch","time":1547087895000,"user":"ajie"}

Ids only: staff by their account, customers as wm…, rooms as wr…; names come from a saved list of the group's members.
Times are milliseconds. A recall names the message it takes back. What is still encrypted is refused.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.wecom import saved
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.source import Source

name = "wecom_archive"

_MESSAGE = re.compile(r'"action"\s*:\s*"(?:send|recall|switch)"')
_ENCRYPTED = "encrypt_chat_msg"
_KINDS = {
    "text": "text", "markdown": "text", "mixed": "text", "image": "image", "voice": "voice", "video": "video", "emotion": "sticker",
    "file": "file", "docmsg": "file", "link": "link", "news": "link", "weapp": "miniapp", "sphfeed": "channels",
    "location": "location", "card": "card", "redpacket": "redpacket", "external_redpacket": "redpacket",
    "chatrecord": "merged", "vote": "vote", "meeting": "call", "voiptext": "call", "meeting_voice_call": "call",
    "voip_doc_share": "call", "collect": "solitaire", "agree": "system", "disagree": "system", "revoke": "recall",
}
# Of a kind that is not words: what its body calls itself.
_TITLES = ("title", "filename", "displayname", "address", "roomname", "meetingname", "room_name", "corpname", "wish", "topic")


def recognises(source: Source) -> bool:
    """Archived messages, or the encrypted parcel they come in."""
    head = saved.head(source)
    return bool(_MESSAGE.search(head) and '"msgid"' in head) or _ENCRYPTED in head


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every message; raises `UserError` wecom_encrypted where there is nothing but parcels."""
    archive = _Archive(ChatLines(out, me=answers.me), out)
    parcels = False
    for number, value in saved.values(source):
        found = fields(value)
        parcels = parcels or _is_parcel(found)
        if "action" in found:
            archive.take(number, found)
        elif isinstance(value, saved.Broken) or not _is_parcel(found):
            archive.lines.reject(number, "", "chat_json_broken", value)
    if parcels and not archive.count:
        raise UserError("wecom_encrypted", file=source.name)
    archive.finish()


def _is_parcel(found: dict[str, Any]) -> bool:
    return _ENCRYPTED in found or any(_ENCRYPTED in fields(one) for one in items(found.get("chatdata"))[:1])


class _Archive:
    def __init__(self, lines: ChatLines, out: BatchWriter) -> None:
        self.lines, self.count = lines, 0
        self._out = out
        self._chats: set[str] = set()

    def take(self, number: int, message: dict[str, Any]) -> None:
        """One message, recall or switch of a company."""
        self.count += 1
        sender, moment = words(message.get("from")), instant(message.get("msgtime"))
        kind = _KINDS.get(words(message.get("msgtype")), "other")
        if message.get("action") == "switch":
            self.lines.skip(number, "skipped_switch", words(message.get("user")) or None)
        elif moment is None:
            self.lines.reject(number, "msgtime", "chat_moment_impossible", message.get("msgtime"))
        elif not sender:
            self.lines.reject(number, "from", "chat_sender_missing", words(message.get("msgtype")))
        else:
            self._enter(sender, message)
            self._write(number, moment, sender, kind, message)

    def finish(self) -> None:
        """Write what is waiting."""
        self.lines.finish()

    def _enter(self, sender: str, message: dict[str, Any]) -> None:
        """The room; or, for a talk of two, the pair of them in one order."""
        room = words(message.get("roomid"))
        pair = sorted({sender, *map(words, items(message.get("tolist")))})
        key = room or "↔".join(pair[:2])
        if key not in self._chats:
            self._chats.add(key)
            self._out.chat(key, platform="WeCom", name=None if room else key, kind="group" if room else "private")
        self.lines.chat = key

    def _write(self, number: int, moment: int, sender: str, kind: str, message: dict[str, Any]) -> None:
        own_id = words(message.get("msgid")) or None
        if message.get("action") == "recall" or kind == "recall":
            self.lines.system(number, moment, "second", "撤回了一条消息", message_id=own_id, kind="recall")
            self._out.row("movements", "", number, chat=self.lines.chat, platform_id=sender, kind="recall", happened_at=moment,
                          resolution="second", detail=words(fields(message.get("revoke")).get("pre_msgid")) or None)
            return
        text = _text(words(message.get("msgtype")), message)
        if kind == "system":
            self.lines.system(number, moment, "second", text, message_id=own_id)
            return
        self.lines.add(number, moment, "second", "", text or None, platform_id=sender,
                       kind=None if kind == "text" and text else kind, message_id=own_id)


def _text(kind: str, message: dict[str, Any]) -> str:
    body = fields(message.get(kind)) or fields(message.get("info" if kind in ("markdown", "news") else "doc"))
    if kind == "mixed":
        return "\n".join(filter(None, (_part(fields(one)) for one in items(body.get("item")))))
    if kind in ("text", "markdown"):
        return words(body.get("content"))
    return next((found for title in _TITLES if (found := words(body.get(title)).strip())), "")


def _part(item: dict[str, Any]) -> str:
    """One piece of a message of words and pictures; its content is JSON within JSON."""
    import json

    try:
        content = fields(json.loads(words(item.get("content")) or "{}"))
    except ValueError:
        content = {}
    return words(content.get("content")) if item.get("type") == "text" else f"[{words(item.get('type'))}]"
