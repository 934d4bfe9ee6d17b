"""WhatsApp's “Export chat”, from phones of any make and language.

    7/25/19, 23:45 - 小雨: 今晚几点
    [2019/4/16, 下午2:09:33] 小雨: <省略影音内容>
    16.04.2019, 14:09 - 老王 added 阿杰

Which number is the day is decided over the whole file. The first lines may be out of order. Lines of
the client itself have no `name:`, or, from iPhones, an invisible mark before their text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from operator import add

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.kinds import kind_of_file
from analytics.importers.moments import Remembered, clocks_of, day_of, days_of, resolution_of
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system
from analytics.importers.text_chunks import line_numbers, pieces

name = "whatsapp"

_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
_DATE = r"\d{1,4}[/.\-] ?\d{1,2}[/.\-] ?\d{1,4}\.?|\d{4}年\d{1,2}月\d{1,2}日"
_HALF = "上午|下午|凌晨|清晨|早上|中午|傍晚|晚上"
_GAP = "[ \u202f\xa0]"
# Everything up to the sender. Never across a line end.
_HEADER = re.compile(
    rf"^[{_MARKS}]*\[?({_DATE}),?{_GAP}"
    rf"((?:{_HALF})?{_GAP}?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_GAP}?[AaPp]\.?{_GAP}?[Mm]\.?)?)(?:\]|{_GAP}-){_GAP}",
    re.MULTILINE)
_NUMBERS = re.compile(r"\d+")
_MEDIA = {
    "image": "image|图片|圖片|图像|圖像|照片", "video": "video|视频|影片|視頻", "voice": "audio|音频|音訊|语音|語音",
    "sticker": "sticker|贴图|貼圖", "file": r".*document|文件|文檔|檔案", "card": "contact card|联系人|聯絡人",
}
_OMITTED = tuple((kind, re.compile(rf"(?:{words})(?:卡片)?\s?(?:omitted|已?(?:省略|忽略|略去))", re.IGNORECASE))
                 for kind, words in {**_MEDIA, "image ": "GIF"}.items())
_ANY_OMITTED = re.compile(r"<[^<>]{0,20}(?:omitted|省略|忽略|略去)[^<>]{0,12}>", re.IGNORECASE)
_ATTACHED = re.compile(
    r"<(?:attached|附件)[:：]\s?(.+?)>|(.+\.\w{2,5}) [(（](?:file attached|文件附件|檔案附件|附件)[)）](?:\n.*)?",
    re.IGNORECASE | re.DOTALL)
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|(?:这条|此)消息已被?删除|你已?删除了?(?:这条|此)消息"
    r"|(?:此|這則)訊息已被?刪除|你已?刪除了?(?:此|這則)訊息)[.。]?", re.IGNORECASE)
_PLACE = re.compile(r"(?:location|位置)[:：]\s?https?://", re.IGNORECASE)
_POLL = re.compile(r"(?:POLL|投票)[:：]")
_INFO = re.compile(r"end-to-end encrypted|端到端加密|端對端加密|点对点加密")
# Only texts that end or begin so can be a placeholder or a line of the client.
_TELLING_ENDS = frozenset(">)）dD除略去忽省.。")
_TELLING_STARTS = frozenset(_MARKS + "lL位P投")


def recognises(source: Source) -> bool:
    """One of the first lines is a header."""
    if source.container != "text":
        return False
    lines = [line for line in source.head_text[:8192].split("\n") if line.strip()]
    return any(map(_HEADER.match, lines[:3]))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header a message; lines without one go on with the message above."""
    order = _order_of(source)
    out.part("", "messages", day_order=order)
    out.chat("", platform="WhatsApp", me=answers.me)
    writer = _Writer(ChatLines(out, me=answers.me), order)
    with source.open_text() as file:
        for first, text in pieces(file, _HEADER):
            writer.write(first, text)
    writer.lines.finish()


class _Writer:
    def __init__(self, lines: ChatLines, order: str) -> None:
        self.lines = lines
        self._days, self._clocks = days_of(lambda date: _day(date, order)), clocks_of()
        self._resolutions, self._names = Remembered(resolution_of), Remembered(_plain_name)

    def write(self, first: int, piece: str) -> None:
        """Every message of a piece: plain ones as a block, the others one by one."""
        before, *parts = _HEADER.split(piece)
        dates, clocks, rests = parts[0::3], parts[1::3], parts[2::3]
        rows = line_numbers(first + before.count("\n"), rests)
        moments = list(map(add, map(self._days.__getitem__, dates), map(self._clocks.__getitem__, clocks)))
        resolutions = list(map(self._resolutions.__getitem__, clocks))
        said = [rest.rstrip("\n").partition(": ") for rest in rests]
        texts = [text for _, _, text in said]
        odd = {at for at, (sender, colon, text) in enumerate(said) if not colon or text[-1:] in _TELLING_ENDS
               or text[:1] in _TELLING_STARTS or '"' in sender or "“" in sender or moments[at] < 0}
        names = [self._names[sender] for sender, _, _ in said]
        self.lines.block(rows, moments, resolutions, names, texts, leave=odd)
        for at in sorted(odd):
            if moments[at] < 0:
                self.lines.reject(rows[at], "sent_at", "chat_moment_impossible", f"{dates[at]} {clocks[at]}")
            else:
                _write(rows[at], moments[at], resolutions[at], rests[at].rstrip("\n"), self.lines)


def _write(number: int, moment: int, resolution: str, rest: str, lines: ChatLines) -> None:
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        sender, colon = rest[:-1], ":"
    # 老王 changed the subject to “今晚: 火锅” has a colon and no sender.
    if not colon or (("“" in sender or '"' in sender) and is_system(rest)):
        lines.system(number, moment, resolution, rest)
        return
    if text[:1] in _MARKS and text and (is_system(text) or _INFO.search(text)):
        lines.system(number, moment, resolution, text)
        return
    text = text.strip(_MARKS)
    lines.add(number, moment, resolution, _plain_name(sender), text, kind=_kind(text))


def _plain_name(sender: str) -> str:
    """Without invisible marks, and without the ~ before people who are in nobody's address book."""
    return sender.strip(_MARKS).removeprefix("~").strip(_MARKS + " \u202f\xa0") or sender


def _kind(text: str) -> str | None:
    if _DELETED.fullmatch(text):
        return "recall"
    if attached := _ATTACHED.fullmatch(text):
        return kind_of_file(attached.group(1) or attached.group(2))
    if _ANY_OMITTED.fullmatch(text):
        return "other"
    if _PLACE.match(text):
        return "location"
    if _POLL.match(text):
        return "vote"
    return next((kind.strip() for kind, omitted in _OMITTED if omitted.fullmatch(text)), None)


def _day(date: str, order: str) -> int | None:
    first, second, third = map(int, _NUMBERS.findall(date))
    if order == "ymd":
        year, month, day = first, second, third
    else:
        day, month, year = (first, second, third) if order == "dmy" else (second, first, third)
    return day_of(year + 2000 if year < 100 else year, month, day)


def _order_of(source: Source) -> str:
    """"ymd", "dmy" or "mdy": by the first number that can be no month, else by which order runs forward."""
    seen: list[str] = []
    for _, line in source.lines():
        header = _HEADER.match(line)
        if header is None or (seen and seen[-1] == header.group(1)):
            continue
        first, second, _ = _NUMBERS.findall(header.group(1))
        if len(first) == 4 or int(first) > 31:
            return "ymd"
        if int(first) > 12 or int(second) > 12:
            return _two_digit_years(seen, header.group(1)) or ("dmy" if int(first) > 12 else "mdy")
        seen.append(header.group(1))
    orders = ("dmy", "mdy") if _long_year(seen) else ("dmy", "mdy", "ymd")
    return min(orders, key=lambda order: _backwards(seen, order))


def _long_year(dates: list[str]) -> bool:
    return any(len(_NUMBERS.findall(date)[2]) == 4 for date in dates)


def _two_digit_years(seen: list[str], date: str) -> str | None:
    """19/4/16 may open with the year: then the first number never changes while the last one does."""
    numbers = [tuple(map(int, _NUMBERS.findall(each))) for each in [*seen, date]]
    if _long_year([date]) or len(numbers) < 3:
        return None
    firsts, lasts = {first for first, _, _ in numbers}, {last for _, _, last in numbers}
    return "ymd" if len(firsts) == 1 and len(lasts) > 2 and all(last <= 31 for last in lasts) else None


def _backwards(dates: list[str], order: str) -> tuple[int, int]:
    days = [_day(date, order) for date in dates]
    known = [day for day in days if day is not None]
    return len(days) - len(known), sum(later < earlier for earlier, later in pairwise(known))
