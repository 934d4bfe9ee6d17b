"""What stands around a table and belongs to it: the group, its size, the day a list was taken, the year of its days.

    小满家福利群(486)          ← a title row: the group and its size
    导出时间:2026-06-01        ← the day
    微信昵称 │ 进群时间
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from analytics.importers import dates
from analytics.importers.cells import bare, shown
from analytics.importers.file_days import day_in
from analytics.importers.grid import Cell, Row

_LIST_WORDS = r"(?:(?:(?<=群)\s*群)?成员(?:列表|名单|信息)?|名单)?"
_COUNTED_NAME = re.compile(
    rf"(.+?)\s*{_LIST_WORDS}\s*[(（【\[]\s*(?:共\s*)?(\d{{1,5}})\s*[人名]?\s*[)）】\]]\s*{_LIST_WORDS}")
_CHAT_LABEL = re.compile(r"(?:群名称?|群聊名称|群聊|会话名称|社群名称|昵称)\s*[:：]?\s*(.*)")
_DAY_LABEL = re.compile(
    r"(?:导出时间|导出日期|统计时间|统计日期|截至|截止|数据截至|数据日期|生成时间|下载时间)(?:时间|日期)?\s*[:：]?\s*(.*)")
# A sheet called 福利群 or 快闪2群 is that group's; 全部群 or 群 is none.
_GROUP_SHEET = re.compile(r"(?!.*(?:全部|所有|各|本|微信|社|客户)群)\S*[^\s群]群\d*")
_GROUP_TITLE = re.compile(
    rf"({_GROUP_SHEET.pattern}){_LIST_WORDS}(?:20\d{{2}}年)?(?:\d{{1,2}}月份?)?(?:每日|数据|日报|周报|月报|统计|明细|表)*")
# 2026年5月订单 says the year of its days; 导出时间:2026-06-01 does not.
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-./]\s*\d{1,2}\s*月)")


@dataclass
class Title:
    """What stands above the headers: group, its size, the day the list was taken, the year of days without one."""

    chat: str = ""
    head_count: int | None = None
    day: date | None = None
    year: int | None = None
    words: list[str] = field(default_factory=list)


def title_of(above: Iterable[Row], sheet_name: str, file_name: str) -> Title:
    """What the rows above the headers, the sheet's name and the file's name say."""
    title = Title()
    for row in above:
        filled = [cell for cell in row if cell != ""]
        for at, cell in enumerate(filled):
            _learn(title, cell, filled[at + 1] if at + 1 < len(filled) else "", alone=len(filled) == 1)
    if not title.chat:
        _learn_count(title, sheet_name)
    if not title.chat and _GROUP_SHEET.fullmatch(sheet_name):
        title.chat = sheet_name
    title.day = title.day or day_in(sheet_name) or day_in(file_name)
    title.year = _year_in([words for words in title.words if not _DAY_LABEL.match(words)]) or _year_in([sheet_name, file_name])
    return title


def _year_in(said: list[str]) -> int | None:
    """The one year that titles name."""
    years = {int(year) for words in said for year in _YEAR_IN_TITLE.findall(words)}
    return years.pop() if len(years) == 1 else None


def _learn(title: Title, cell: Cell, following: Cell, alone: bool) -> None:
    words = bare(shown(cell))
    title.words.append(words)
    labelled = _DAY_LABEL.match(words)
    if labelled:
        title.day = title.day or _day(labelled[1] or following)
    elif alone:
        _learn_alone(title, words)
    named = _CHAT_LABEL.fullmatch(words)
    if named and not title.chat:
        _take_name(title, bare(named[1]) or bare(shown(following)))


def _learn_alone(title: Title, words: str) -> None:
    """A title row: 福利群(486), 快闪2群成员名单, 2026年6月1日."""
    _learn_count(title, words)
    called = _GROUP_TITLE.fullmatch(words)
    if called and not title.chat and day_in(words) is None:
        title.chat = called[1]
    if title.day is None:
        title.day = day_in(words)


def _learn_count(title: Title, words: str) -> None:
    counted = _COUNTED_NAME.fullmatch(words)
    if counted and not title.chat and not counted[1].isdigit():
        title.chat, title.head_count = counted[1].strip(" -—_:："), int(counted[2])


def _take_name(title: Title, name: str) -> None:
    _learn_count(title, name)
    title.chat = title.chat or name


def _day(cell: Cell) -> date | None:
    if isinstance(cell, str):
        cell = re.split(r"\s*(?:至|~|—)\s*", cell)[-1]
    found = dates.day(cell)
    return found if isinstance(found, date) and not isinstance(found, datetime) else day_in(shown(cell))
