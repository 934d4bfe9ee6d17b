"""MemoTrace (留痕) v2 and v3: CSV, or xlsx with a sheet of all members.

    消息ID,类型,发送人,时间,内容,备注,昵称,更多信息
    7435287001828612345,文本,小雨,2025-03-01 12:30:05,今晚几点开团,A3-小雨,小雨,more
    7435287001828612346,系统消息,,2025-03-01 12:31:00,你撤回了一条消息,,,more

No sender id in the messages; 备注 is the group card. 成员信息 lists every member, silent ones too,
with ids: the denominator of all shares.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from itertools import islice

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import NO_CHAT, BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.csv_blocks import delimiter_of, sheet_of
from analytics.importers.formats.sheets.tags import JOINT, parted
from analytics.importers.grid import Broken, Cell, Sheet
from analytics.importers.kinds import kind_of_name
from analytics.importers.moments import read_moment, resolution_of
from analytics.importers.source import Source
from analytics.importers.system_lines import ME

name = "memotrace_v2"

_HEADER = ("消息ID", "类型", "发送人", "时间", "内容")
_MEMBERS = ("wxid", "微信号", "类型")
_CARD, _NICK, _TAGS = "群昵称", "昵称", "标签"
# Workbooks of other conversations by the same tool: nobody's talk, and one's own payments.
_OTHERS = {("日期", "时间", "标题", "描述", "链接"): "memotrace_public_account",
           ("类型", "收款单位", "日期", "时间", "金额", "付款方式"): "memotrace_payments"}
# Excel keeps 15 digits; 7.43E+18 stands for thousands of messages.
_LOSSLESS = re.compile(r"\d{15,20}")
_SYSTEM = frozenset({"system", "pat"})
_BETWEEN_NAMES = "\x1f"
# Their content is a path or markup, never words.
_WORDLESS = frozenset({"image", "video", "sticker"})


def recognises(source: Source) -> bool:
    """A sheet, or the text, with the header of the messages, or of what is refused."""
    if source.container == "text":
        return delimiter_of(source, _is_header) is not None
    heads = (_HEADER, *_OTHERS)
    return source.container in {"xlsx", "xls"} and any(_starts(sheet, head) for sheet in source.sheets for head in heads)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Messages of every sheet that holds some, members of 成员信息. Raises `UserError` for what is no chat of people."""
    delimiter = delimiter_of(source, _is_header) if source.container == "text" else None
    sheets = source.sheets if delimiter is None else [sheet_of(source, delimiter)]
    if not any(_starts(sheet, _HEADER) for sheet in sheets):
        code = next(code for head, code in _OTHERS.items() if any(_starts(sheet, head) for sheet in sheets))
        raise UserError(code, file=source.name)
    rosters = [sheet for sheet in sheets if _starts(sheet, _MEMBERS)]
    private = bool(rosters) and not any(_CARD in _records(sheet) for sheet in rosters)
    out.chat("", platform="WeChat", kind="private" if private else "group", me=answers.me)
    for sheet in sheets:
        if _starts(sheet, _HEADER):
            _read_messages(sheet, answers, out, bool(rosters))
        elif _starts(sheet, _MEMBERS):
            _read_members(sheet, answers, out)


def _is_header(cells: list[str]) -> bool:
    return any(tuple(cells[:len(head)]) == head for head in (_HEADER, *_OTHERS))


def _starts(sheet: Sheet, header: tuple[str, ...]) -> bool:
    return tuple(_text(cell) for cell in sheet.head[0][1][:len(header)]) == header


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell).strip("\ufeff") if isinstance(cell, str) else str(cell)


def _records(sheet: Sheet) -> list[str]:
    return [_text(cell).strip() for cell in sheet.head[0][1]]


class _Called:
    """What else the senders of a file without a member list are called: 备注 beside 昵称, where each has just one of the other."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._cards: dict[str, set[str]] = {}

    def note(self, number: int, values: dict[str, str]) -> None:
        """One message."""
        nick, card = values.get(_NICK, ""), values.get("备注", "")
        if nick and card and values["发送人"] != ME:
            self._cards.setdefault(nick, set()).add(card)
            self._rows.setdefault(nick, number)

    def write(self, out: BatchWriter, part: str) -> None:
        """A name that two people bear tells nobody from another, and is left out."""
        bearers = Counter(card for cards in self._cards.values() for card in cards)
        for nick, cards in self._cards.items():
            card = next(iter(cards))
            if len(cards) == 1 and card != nick and bearers[card] == 1 and card not in self._cards:
                out.row("members", part, self._rows[nick], chat=NO_CHAT, platform_id="", name=nick, other_names=card)


def _read_messages(sheet: Sheet, answers: Answers, out: BatchWriter, listed: bool) -> None:
    lines = ChatLines(out, sheet.name, me=answers.me)
    titles = _records(sheet)
    called = _Called()
    out.part(sheet.name, "messages")
    for number, cells in islice(sheet.rows(), 1, None):
        if isinstance(cells[0], Broken) or len(cells) < len(_HEADER):
            lines.reject(number, "", "chat_row_broken", " ".join(map(str, cells)))
        elif tuple(map(_text, cells[:len(_HEADER)])) != _HEADER:
            values = dict(zip(titles, map(_text, cells), strict=False))
            _write_message(number, values, lines)
            called.note(number, values)
        else:
            lines.skip(number, "chat_header_repeated")
    if not listed:
        called.write(out, sheet.name)
    lines.finish()


def _write_message(number: int, values: dict[str, str], lines: ChatLines) -> None:
    moment = read_moment(values["时间"])
    if moment is None:
        lines.reject(number, "sent_at", "chat_moment_impossible", values["时间"])
        return
    resolution, kind = resolution_of(values["时间"].partition(" ")[2]), kind_of_name(values["类型"])
    written, text = values["消息ID"].strip(), values["内容"]
    message_id = written if _LOSSLESS.fullmatch(written) else None
    if kind in _SYSTEM:
        lines.system(number, moment, resolution, text, message_id=message_id, kind=kind)
        return
    sender = values.get(_NICK) or values["发送人"] or values.get("备注", "")
    if not sender:
        lines.reject(number, "name", "chat_sender_missing", text)
        return
    shown = None if kind in _WORDLESS else text or None
    lines.add(number, moment, resolution, sender, shown, kind=None if kind == "text" else kind, message_id=message_id,
              is_self=values["发送人"] == ME or None)


def _read_members(sheet: Sheet, answers: Answers, out: BatchWriter) -> None:
    """A group's member list; of a private chat it lists the two ends and proves nothing."""
    titles = _records(sheet)
    whole = _CARD in titles
    count = 0
    for number, cells in islice(sheet.rows(), 1, None):
        values = dict(zip(titles, (_text(cell).strip() for cell in cells), strict=False))
        count += _write_member(number, sheet.name, values, answers, out)
    out.chat("", head_count=count if whole else None)
    out.part(sheet.name, "members", whole_roster=whole if answers.whole_roster is None else answers.whole_roster)


def _write_member(number: int, part: str, values: dict[str, str], answers: Answers, out: BatchWriter) -> bool:
    out.count_read("members", part)
    nick, card, wxid = (values.get(title, "") for title in (_NICK, _CARD, "wxid"))
    if not (nick or card or wxid):
        out.issue("members", part, number, "name", "chat_sender_missing", "", "rejected")
        return False
    others = _BETWEEN_NAMES.join(dict.fromkeys(filter(None, (card,)))) if card != nick else ""
    tags = JOINT.join(parted(values.get(_TAGS)))
    out.row("members", part, number, chat="", platform_id=wxid, name=nick or card, other_names=others or None,
            seen_on=answers.seen_on, tags=tags or None)
    if _TAGS in values:
        out.row("tags", part, number, chat="", platform_id=wxid, name=nick or card, label=_TAGS, kind="tag", tags=tags)
    return True
