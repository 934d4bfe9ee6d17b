"""What was sent to many at once, as WeCom's interface gives it (企业群发记录), and whom it reached.

    {"errcode":0,"group_msg_list":[{"msgid":"msgA","creator":"ajie","create_time":1620000000,"text":{"content":"今晚开抢"},
     "attachments":[{"msgtype":"image"}]}]}
    {"errcode":0,"send_list":[{"external_userid":"wmX","chat_id":"wrA","userid":"ajie","status":1,"send_time":1620000001}]}

A message becomes a piece of content; a delivery (status 1) becomes 触达 of that customer. Deliveries that did not
happen, and the list of staff who had to send (task_list), are counted and skipped.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wecom import saved
from analytics.importers.json_values import fields, instant, items, words
from analytics.importers.source import Source

name = "wecom_posts"

_ARRAYS = re.compile(r'"(?:group_msg_list|send_list|task_list)"\s*:\s*\[')
_SENT = 1
_STEP = "触达"
_FORMS = {"image": "图片", "link": "链接", "miniprogram": "小程序", "video": "视频", "file": "文件"}


def recognises(source: Source) -> bool:
    """A saved answer about messages to many."""
    return bool(_ARRAYS.search(saved.head(source)))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Messages as posts, deliveries as events."""
    row = 0
    for number, value in saved.values(source):
        found = fields(value)
        for key, write in (("group_msg_list", _write_post), ("send_list", _write_sent), ("task_list", _skip_task)):
            for item in items(found.get(key)):
                row += 1
                write(out, row, fields(item))
        if isinstance(value, saved.Broken) or found.get("errcode"):
            out.count_read("posts", "")
            out.issue("posts", "", number, "", "chat_json_broken", value, "rejected")


def _write_post(out: BatchWriter, row: int, item: dict[str, Any]) -> None:
    out.count_read("posts", "")
    posted, text = instant(item.get("create_time")), words(fields(item.get("text")).get("content")).strip()
    attached = [fields(one) for one in items(item.get("attachments"))]
    title = next((found for one in attached if (found := _title(one))), "")
    if posted is None:
        out.issue("posts", "", row, "create_time", "cell_missing", text or title, "rejected")
        return
    out.row("posts", "", row, post_id=words(item.get("msgid")) or None, posted_at=posted, resolution="second",
            title=title or None, text=text or None, form=_form(text, attached))


def _title(attachment: dict[str, Any]) -> str:
    inner = fields(attachment.get(words(attachment.get("msgtype"))))
    return words(inner.get("title")).strip()


def _form(text: str, attached: list[dict[str, Any]]) -> str | None:
    found = next((_FORMS[kind] for one in attached if (kind := words(one.get("msgtype"))) in _FORMS), None)
    return found or ("文字" if text else None)


def _write_sent(out: BatchWriter, row: int, item: dict[str, Any]) -> None:
    out.count_read("events", "")
    moment, who = instant(item.get("send_time")), words(item.get("external_userid"))
    if item.get("status") != _SENT or not who:
        out.issue("events", "", row, "status", "skipped_not_sent", words(item.get("status")) or None, "skipped")
        return
    if moment is None:
        out.issue("events", "", row, "send_time", "cell_missing", who, "rejected")
        return
    chat = words(item.get("chat_id"))
    if chat:
        out.chat(chat, platform="WeCom")
    out.row("events", "", row, chat=chat, platform_id=who, step=_STEP, happened_at=moment, resolution="second")


def _skip_task(out: BatchWriter, row: int, item: dict[str, Any]) -> None:
    out.count_read("events", "")
    out.issue("events", "", row, "userid", "skipped_staff_task", words(item.get("userid")) or None, "skipped")
